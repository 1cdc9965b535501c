"""Code → words: everything an alert stores as a stable code, with the English text that is its msgid."""

from collections.abc import Mapping

from alerts.display import shown
from alerts.texts import N_, Texts
from records.alert import Severity
from records.codes import DocketEvent, Outcome

SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: N_("Critical"),
    Severity.HIGH: N_("High"),
    Severity.MEDIUM: N_("Medium"),
    Severity.LOW: N_("Low"),
    Severity.INFO: N_("For information"),
}

COLOURS: Mapping[Severity, str] = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
    Severity.INFO: "⚪",
}

FILED: Mapping[str, str] = {
    "filing_pending": N_("{who} has filed “{mark}” ({where}{classes})"),
    "filing_published": N_("“{mark}” of {who} has been published ({where}{classes})"),
    "filing_opposed": N_("“{mark}” of {who} is under opposition ({where}{classes})"),
    "filing_registered": N_("{who} has registered “{mark}” ({where}{classes})"),
    "filing_refused": N_("“{mark}” of {who} has been refused ({where}{classes})"),
    "filing_withdrawn": N_("“{mark}” of {who} has been withdrawn ({where}{classes})"),
    "filing_dead": N_("“{mark}” of {who} has lapsed or been cancelled ({where}{classes})"),
    "filing_unknown": N_("{who} has “{mark}” on file ({where}{classes}), at a stage that the record does not tell"),
}

EVENTS: Mapping[DocketEvent, str] = {
    DocketEvent.COMPLAINT: N_("a complaint has been filed"),
    DocketEvent.AMENDED_COMPLAINT: N_("the complaint has been amended"),
    DocketEvent.SEAL_MOTION: N_("the plaintiff asks to file under seal"),
    DocketEvent.SEAL_ORDER: N_("the court has ruled on sealing"),
    DocketEvent.SEALED_DOCUMENT: N_("a sealed document has been filed"),
    DocketEvent.TRO_MOTION: N_("the plaintiff asks for a temporary restraining order (TRO)"),
    DocketEvent.TRO_RULED: N_("the court has ruled on a temporary restraining order (TRO)"),
    DocketEvent.TRO_EXTENSION_MOTION: N_("the plaintiff asks to extend the TRO"),
    DocketEvent.TRO_EXTENDED: N_("the TRO has been extended"),
    DocketEvent.SERVICE_MOTION: N_("the plaintiff asks for service by e-mail or publication"),
    DocketEvent.SERVICE: N_("papers of service are on the docket"),
    DocketEvent.BOND: N_("a bond is on the docket"),
    DocketEvent.PI_MOTION: N_("the plaintiff asks for a preliminary injunction"),
    DocketEvent.PI_RULED: N_("the court has ruled on a preliminary injunction"),
    DocketEvent.APPEARANCE: N_("an attorney has appeared"),
    DocketEvent.DEFENCE: N_("a defendant has answered or moved against the claim"),
    DocketEvent.HEARING: N_("a hearing is on the docket"),
    DocketEvent.EXTENSION: N_("time has been extended, or is asked for"),
    DocketEvent.DEFENDANT_DISMISSED: N_("some defendants have been dismissed"),
    DocketEvent.DEFAULT_MOTION: N_("the plaintiff asks for default"),
    DocketEvent.DEFAULT_ENTERED: N_("default has been entered"),
    DocketEvent.JUDGMENT: N_("judgment has been entered"),
    DocketEvent.SATISFACTION: N_("a judgment is satisfied or released"),
    DocketEvent.UNSEALED: N_("the file has been unsealed"),
    DocketEvent.TRANSFERRED: N_("the case has been moved, severed or joined"),
    DocketEvent.CLOSED: N_("the case has been closed"),
    DocketEvent.OTHER_MOTION: N_("a motion has been filed"),
    DocketEvent.OTHER_ORDER: N_("an order has been entered"),
    DocketEvent.OTHER: N_("something else is on the docket"),
}
UNREAD_EVENT = N_("there is a new docket entry")

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.GRANTED: N_("granted"),
    Outcome.DENIED: N_("denied"),
    Outcome.PARTLY: N_("granted in part"),
    Outcome.UNKNOWN: N_("how it ruled is not in the feed"),
}

NOTES: Mapping[str, str] = {
    "unrolled": N_("holidays not taken into account; the earlier date is shown"),
    "weekend": N_("it falls on a weekend: the office may accept the next working day"),
    "rolled_us": N_("a weekend or federal holiday: 37 C.F.R. 2.196 still allows {value}"),
    "weekdays": N_("working days counted Monday to Friday"),
    "registration_date": N_("counted from the registration date, the publication date is not in the record"),
    "latest": N_("the latest possible date: check the order"),
    "rolled": N_("{value} if Fed. R. Civ. P. 6(a) moves it"),
    "stated": N_("as stated on the docket"),
    "extension": N_("counted from the order that extends it"),
    "outcome_unknown": N_("if the order was granted: the feed does not say"),
    "zone_unknown": N_("time zone of the court not known; the earlier date is shown"),
    "extendable": N_("extension possible, on request in time"),
}

COMPARISONS: Mapping[str, str] = {
    "mark_identical": N_("identical to your “{term}”"),
    "mark_core_identical": N_("identical in its distinctive part to your “{term}”"),
    "mark_similar": N_("{value}% like your “{term}”"),
}

NO_DATE: Mapping[str, str] = {
    "no_rule": N_("No opposition period of this office is in the table: ask counsel for the date."),
    "no_opposition": N_("This office has no opposition procedure."),
    "no_fixed_window": N_("This office sets no fixed opposition period."),
    "no_publication_date": N_("Not published yet, so the opposition period has not begun."),
    "closed_record": N_("The filing is no longer alive."),
}

DUE_KINDS: Mapping[str, str] = {
    "opposition": N_("Opposition closes"),
    "tro": N_("TRO ends at the latest"),
    "tro_if_granted": N_("If granted, the TRO ends at the latest"),
    "tro_outer": N_("If extended once, it ends at the latest"),
    "tro_extended": N_("Extended TRO ends"),
    "answer": N_("Answer due"),
}

ACTIONS: Mapping[str, str] = {
    "instruct_counsel": N_("instruct local counsel"),
    "file_opposition": N_("file the opposition"),
    "request_extension": N_("or ask for an extension of time to oppose"),
    "check_opposition_window": N_("ask local counsel for the last day to oppose"),
    "collect_prior_use": N_("collect evidence of your earlier rights and use"),
    "no_direct_contact": N_("do not write to the applicant without counsel; keep any offer as evidence of bad faith"),
    "prepare_invalidation": N_("prepare cancellation or invalidation, the next remedy"),
    "file_own_application": N_("file your own application, with priority if you still have it"),
    "letter_of_protest": N_("consider a letter of protest to the office"),
    "third_party_observations": N_("consider third-party observations to the office"),
    "keep_watching": N_("keep the watch on: the opposition date follows publication"),
    "invalidation": N_("have counsel check invalidation or cancellation (bad faith, earlier right)"),
    "non_use_check": N_("have use of the mark checked: non-use may be a ground"),
    "save_evidence": N_("save notices, orders and balances now; take the listing offline, do not delete or move anything"),
    "find_case_papers": N_("get the complaint, the order and your defendant number"),
    "us_counsel": N_("retain US counsel admitted in this court"),
    "collect_sales_facts": N_("collect sales of the accused listing to the US, and your licences and invoices"),
    "contest_order": N_("decide with counsel: contest the order, settle or answer"),
    "answer_or_move": N_("answer, or move under Rule 12"),
    "answer_or_vacate": N_("answer at once, or have counsel move to set aside the default"),
    "vacate_or_appeal": N_("have counsel check vacating the judgment or an appeal"),
    "check_listings": N_("check your shops for this brand's goods and your platform mail for notices"),
    "ask_for_schedule": N_("ask counsel whether your shops are on the defendants' schedule"),
    "read_schedule": N_("read the schedule of defendants for your shops"),
    "keep_records": N_("keep records of the listings; do not delete them"),
    "us_counsel_if_listed": N_("if you are listed, retain US counsel at once"),
    "check_release": N_("check whether your shop is covered, and get the paper that lifts the freeze"),
    "chase_platform": N_("send it to the platform and ask weekly until the funds move"),
}

REASONS: Mapping[str, str] = {
    "mark_identical": N_("identical"),
    "mark_core_identical": N_("identical in its distinctive part"),
    "mark_similar": N_("{value}% alike"),
    "goods_unknown": N_("goods: classes not known on one side"),
    "goods_unknown_in_suit": N_("goods: the docket does not tell them"),
    "goods_named": N_("goods: same class, and your product “{value}” is named"),
    "goods_same_class": N_("goods: same class"),
    "goods_same_class_apart": N_("goods: same class, but the goods named differ"),
    "goods_related": N_("goods: related classes"),
    "goods_unrelated": N_("goods: unrelated classes"),
    "market_exported": N_("market: you export there ({value})"),
    "market_planned": N_("market: you plan to export there ({value})"),
    "market_first_to_file": N_("market: not yours yet, but first to file wins there ({value})"),
    "market_other": N_("market: not among yours ({value})"),
    "market_unknown": N_("market: what it means to you is not known"),
    "squatting_high": N_("market: high risk of squatting ({value})"),
    "stage_window_open": N_("stage: opposition is open"),
    "stage_published": N_("stage: published, the last day to oppose is not known"),
    "stage_window_closed": N_("stage: published, opposition has closed"),
    "stage_pending": N_("stage: pending, not yet published"),
    "stage_opposed": N_("stage: opposed"),
    "stage_registered": N_("stage: registered less than five years"),
    "stage_registered_long": N_("stage: registered more than five years"),
    "stage_registered_undated": N_("stage: registered, since when is not known"),
    "stage_refused": N_("stage: refused"),
    "stage_withdrawn": N_("stage: withdrawn"),
    "stage_dead": N_("stage: no longer alive"),
    "stage_unknown": N_("stage: not known"),
    "stage_suit": N_("stage: a suit is under way"),
    "stage_suit_ending": N_("stage: the suit is ending"),
    "due_in_days": N_("raised: {value} days left"),
    "named_defendant": N_("raised: named as a defendant"),
}

FEATURES: Mapping[str, str] = {
    "identical": N_("identical"),
    "spelling": N_("spelling"),
    "near_spelling": N_("differs in a letter or two"),
    "same_start": N_("one begins with the other"),
    "sounds_alike": N_("sound"),
    "near_sound": N_("nearly the same sound"),
    "one_inside_other": N_("telling words in common"),
    "shared_word": N_("a shared word"),
    "contained": N_("letters contained"),
    "same_characters": N_("shared Chinese characters"),
    "other_script": N_("reads the same in another script"),
    "same_meaning": N_("same meaning"),
    "pseudo_mark": N_("as the office spells it out"),
    "transliteration": N_("by its transliteration"),
    "translation": N_("by its translation"),
    "same_number": N_("same number"),
    "same_name": N_("same name"),
    "same_words": N_("same words in the name"),
    "like_words": N_("like words in the name"),
    "product_in_mark": N_("your product in the mark"),
    "product_in_goods": N_("your product among the goods"),
    "product_in_caption": N_("your product in the caption"),
    "plaintiff": N_("as plaintiff"),
    "defendant": N_("as defendant"),
    "schedule_a": N_("Schedule A case"),
    "short": N_("short mark (against)"),
    "length_differs": N_("length differs (against)"),
    "numbers_differ": N_("different numbers (against)"),
    "characters_differ": N_("different characters (against)"),
    "goods": N_("goods"),
}

GOODS: Mapping[str, str] = {
    "same class": N_("same class"),
    "related classes": N_("related classes"),
    "unrelated classes": N_("unrelated classes"),
    "classes unknown": N_("classes unknown"),
}
"""What the evidence on goods says, which is words of ours and not the record's."""

FACTS: Mapping[str, str] = {
    "application_number": N_("Application no."),
    "registration_number": N_("Registration no."),
    "applicant": N_("Applicant"),
    "applicant_address": N_("Address"),
    "representative": N_("Representative"),
    "classes": N_("Classes"),
    "goods": N_("Goods and services"),
    "status_text": N_("Status"),
    "application_date": N_("Filed on"),
    "publication_date": N_("Published on"),
    "registration_date": N_("Registered on"),
    "court_name": N_("Court"),
    "docket_number": N_("Case no."),
    "case_name": N_("Case"),
    "event_name": N_("Docket entry"),
    "entry_number": N_("Document no."),
    "filed_on": N_("Entered on"),
    "defendant_numbers": N_("Defendants no."),
    "amount_usd": N_("Amount (USD)"),
}


def coded(texts: Texts, table: Mapping[str, str], code: str) -> str:
    """The words for ``name`` or ``name=value``; a name without words is shown as it is, so that nothing is lost in silence."""
    name, _, value = code.partition("=")
    msgid = table.get(name)
    return texts.say(msgid, value=shown(value)) if msgid else shown(code.replace("_", " "))
