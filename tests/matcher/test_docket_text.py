"""What a docket entry says, from the name an RSS feed gives it and from full texts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.docket_text import annotate, annotate_docket
from records import Docket, DocketEntry, DocketEvent, Outcome, PartyRole


def named(name: str, caption: str | None = None) -> DocketEntry:
    return annotate(DocketEntry(court="ilnd", event_name=name, case_name=caption))


def told(text: str, caption: str | None = None) -> DocketEntry:
    return annotate(DocketEntry(court="ilnd", description=text, case_name=caption))


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("Complaint", "complaint"),
        ("Notice of Removal (Attorney)", "complaint"),
        ("Amended Complaint", "amended_complaint"),
        ("Seal Document", "seal_motion"),
        ("Motion to Seal (Public)", "seal_motion"),
        ("Leave to File Documents Under Seal", "seal_motion"),
        ("Order on Motion to Seal Document", "seal_order"),
        ("Sealed Document", "sealed_document"),
        ("Temporary Restraining Order", "tro_motion"),
        ("Order on Motion for TRO", "tro_ruled"),
        ("Service by Publication", "service_motion"),
        ("Summons Issued", "service"),
        ("Affidavit of Service Complaints", "service"),
        ("Waiver of Service Executed", "service"),
        ("Bond", "bond"),
        ("Preliminary Injunction", "pi_motion"),
        ("Order on Motion for Preliminary Injunction", "pi_ruled"),
        ("Notice of Attorney Appearance", "appearance"),
        ("Appear Pro Hac Vice - aty", "appearance"),
        ("Corporate Disclosure Statement", "appearance"),
        ("Answer to Complaint", "defence"),
        ("Dismiss/Lack of Jurisdiction", "defence"),
        ("Set Aside Default", "defence"),
        ("Response in Opposition to Motion", "defence"),
        ("Sever", "defence"),
        ("Status Conference", "hearing"),
        ("~Util - Set/Reset Deadlines/Hearings", "hearing"),
        ("Extension of Time to File Answer", "extension"),
        ("Order on Motion for Extension of Time", "extension"),
        ("Notice of Voluntary Dismissal", "defendant_dismissed"),
        ("Stipulation of Dismissal", "defendant_dismissed"),
        ("~Util - Add and Terminate Parties", "defendant_dismissed"),
        ("Order Dismissing Party", "defendant_dismissed"),
        ("Order Dismissing/Closing Case or Party", "closed"),
        ("~Util - Terminate Civil Case", "closed"),
        ("Default Judgment", "default_motion"),
        ("Clerk's Entry of Default", "default_entered"),
        ("Order on Motion for Default Judgment", "judgment"),
        ("Judgment - Consent", "judgment"),
        ("Satisfaction of Judgment", "satisfaction"),
        ("Order on Motion to Unseal Document", "unsealed"),
        ("Transfer Case", "transferred"),
        ("Order Reassigning Case", "transferred"),
        ("Miscellaneous Relief", "other_motion"),
        ("Sealed Motion", "other_motion"),
        ("Summary Judgment", "other_motion"),
        ("Order on Motion to Dismiss", "other_order"),
        ("Sealed Order", "other_order"),
        ("Order", "other_order"),
        ("Proposed Order", "other"),
        ("1 - Terminate Deadlines and Hearings", "other"),
        ("Notice to Attorney Regarding Deficient Pleading", "other"),
        ("USCA Mandate", "other"),
        ("Civil Cover Sheet", "other"),
    ],
)
def test_event_names_of_feeds(name: str, event: str) -> None:
    """Protects the reading of RSS names: a bare relief is the motion, "Order on" is the ruling."""
    assert named(name).event == event


@pytest.mark.parametrize(
    ("text", "event", "outcome"),
    [
        ("SEALED TEMPORARY RESTRAINING ORDER Signed by the Honorable Jane Roe on 12/20/2022.", "tro_ruled", "granted"),
        ("ORDER denying 15 Motion for Temporary Restraining Order.", "tro_ruled", "denied"),
        ("ORDER granting 22 Motion to extend temporary restraining order.", "tro_extended", "granted"),
        ("EX PARTE MOTION by Plaintiff Ninghai Toys LLC for temporary restraining order, asset restraint", "tro_motion", None),
        ("MOTION by Plaintiff Ninghai Toys LLC to extend temporary restraining order", "tro_extension_motion", None),
        ("MOTION by Plaintiff Ninghai Toys LLC for leave to file under seal", "seal_motion", None),
        ("MOTION by Plaintiff for electronic service of process pursuant to Fed. R. Civ. P. 4(f)(3)", "service_motion", None),
        ("SURETY BOND in the amount of $ 10,000.00 posted by Ninghai Toys LLC.", "bond", None),
        ("MINUTE entry: motion for preliminary injunction is granted in part and denied in part.", "pi_ruled", "partly"),
        ("MINUTE entry: Status hearing held. Preliminary injunction hearing set for 1/10/2023.", "hearing", None),
        ("SCHEDULING ORDER: A conference regarding the Motion for a Preliminary Injunction is set.", "hearing", None),
        ("ORDER denying 30 Motion to Dissolve TRO", "other_order", "denied"),
        ("MOTION by Defendant Sunny Shop to dissolve temporary restraining order", "defence", None),
        ("NOTICE of Voluntary Dismissal by Ninghai Toys LLC as to certain defendants Nos. 3, 17", "defendant_dismissed", None),
        ("NOTICE of Voluntary Dismissal of the action with prejudice by Ninghai Toys LLC", "closed", None),
        ("ORDER granting Motion for Default Judgment. Civil case terminated.", "judgment", "granted"),
        ("CLERK'S Entry of Default as to Sunny Shop", "default_entered", None),
        ("ORDER unsealing case. The Clerk is directed to unseal Schedule A.", "unsealed", None),
        ("FILING ERROR - DEFICIENT DOCKET ENTRY - MOTION for Preliminary Injunction", "other", None),
        ("MEMORANDUM by Ninghai Toys LLC in support of motion for preliminary injunction 5", "other", None),
        ("AFFIDAVIT of Service of Answer to Amended Complaint", "service", None),
        ("NOTICE of Motion by Jane Roe for presentment of motion for preliminary injunction 5", "other", None),
    ],
)
def test_full_texts(text: str, event: str, outcome: str | None) -> None:
    """Protects the reading of full texts: the act comes first, related documents do not decide."""
    entry = told(text)
    assert (entry.event, entry.outcome) == (event, outcome)


def test_a_name_tells_that_the_court_ruled_not_how() -> None:
    """Protects from showing a TRO as granted on the strength of an event name."""
    assert named("Order on Motion for TRO").outcome is Outcome.UNKNOWN
    assert named("Temporary Restraining Order").outcome is None


def test_spans_of_a_text() -> None:
    """Protects defendants by number (ranges expanded), sums without fees, and how long an order runs."""
    entry = told(
        "ORDER: TRO extended until January 17, 2023 as to Defendants Nos. 3, 17-19 and 44. Bond $10,000. Filing fee $ 402."
    )
    assert entry.defendant_numbers == (3, 17, 18, 19, 44)
    assert entry.amount_usd == 10_000
    assert entry.until == date(2023, 1, 17)


@pytest.mark.parametrize(
    "text",
    [
        "COMPLAINT filed by Ninghai Toys LLC; Filing fee $ 402, receipt number AILNDC-1234.",
        "ORDER: Defendants' response to motion due by 1/9/2023. Hearing set for 1/12/2023 (Doc. No. 20).",
        "MOTION by Defendant 21st Century Lamps for leave (Attachments: # 1 Exhibit A, # 2 Exhibit B)",
    ],
)
def test_what_is_no_span(text: str) -> None:
    """Protects from fees as damages, response dates as terms, and document numbers as defendants."""
    entry = told(text)
    assert (entry.defendant_numbers, entry.amount_usd, entry.until) == ((), None, None)


def test_flags_come_from_caption_and_text() -> None:
    """Protects Schedule A, hidden plaintiffs and seals; what is not told stays unknown."""
    caption = "ABC Corporation v. The Partnerships and Unincorporated Associations Identified on Schedule A"
    entry = named("Sealed Document", caption)
    assert (entry.schedule_a, entry.pseudonymous_plaintiff, entry.sealed) == (True, True, True)
    bare = annotate(DocketEntry(court="ilnd"))
    assert (bare.event, bare.schedule_a, bare.sealed) == (None, None, None)


def test_docket_takes_parties_from_its_caption() -> None:
    """Protects the split of a caption into parties where the feed names none."""
    docket = annotate_docket(
        Docket(court="ilnd", docket_number="1:22-cv-09999", case_name="Ninghai Toys LLC et al v. Schedule A Sellers, Inc.")
    )
    assert [(party.name, party.role) for party in docket.parties] == [
        ("Ninghai Toys LLC", PartyRole.PLAINTIFF),
        ("Schedule A Sellers, Inc.", PartyRole.DEFENDANT),
    ]


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=120))
def test_no_text_breaks_it(description: str, name: str, caption: str) -> None:
    """Protects the load step: any text is read, and always to a known event."""
    entry = annotate(DocketEntry(court="ilnd", description=description, event_name=name, case_name=caption))
    assert entry.event is None or entry.event in set(DocketEvent)
