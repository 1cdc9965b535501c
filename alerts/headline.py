"""The snapshot an alert keeps of its record, as (name, value): raw, in the office's words, cut only where a text has no end."""

from collections.abc import Iterable
from datetime import date, datetime

from records.docket import DocketEntry
from records.filing import Filing, Party

Headline = tuple[tuple[str, str], ...]

MAX_GOODS = 400
MAX_TEXT = 600


def filing_headline(filing: Filing) -> Headline:
    """office, numbers, mark, applicants, classes, goods, status and dates; a name without a value is left out."""
    first = filing.applicants[0] if filing.applicants else None
    return _kept(
        ("office", filing.office),
        ("application_number", filing.application_number),
        ("registration_number", filing.registration_number),
        ("mark", filing.mark.verbal_element_text),
        ("mark_feature", filing.mark.feature.value),
        ("transliteration", "; ".join(filing.mark.transliteration)),
        ("translation", "; ".join(filing.mark.translation)),
        ("applicant", "; ".join(party.name for party in filing.applicants)),
        ("applicant_country", first.country if first else None),
        ("applicant_address", _address(first) if first else None),
        ("representative", "; ".join(party.name for party in filing.representatives)),
        ("classes", " ".join(str(number) for number in filing.nice_classes)),
        ("goods", "; ".join(item.description_text for item in filing.goods_services if item.description_text)[:MAX_GOODS]),
        ("status", filing.status.value),
        ("status_text", filing.status_text),
        ("status_date", filing.status_date),
        ("application_date", filing.application_date),
        ("publication_date", filing.publication_date),
        ("registration_date", filing.registration_date),
        ("filing_basis", " ".join(filing.filing_basis)),
        ("international_registration", filing.international_registration.number if filing.international_registration else None),
    )


def entry_headline(entry: DocketEntry) -> Headline:
    """court, case, what was entered and when, and what the entry's reading found."""
    return _kept(
        ("court", entry.court),
        ("docket_number", entry.docket_number),
        ("docket", entry.docket_key),
        ("entry_group", entry_group(entry)),
        ("case_name", entry.case_name),
        ("event", entry.event.value if entry.event else None),
        ("event_name", entry.event_name),
        ("outcome", entry.outcome.value if entry.outcome else None),
        ("entry_number", entry.entry_number),
        ("filed_at", entry.filed_at),
        ("description", (entry.description or "")[:MAX_TEXT]),
        ("schedule_a", _yes(entry.schedule_a)),
        ("sealed", _yes(entry.sealed)),
        ("pseudonymous_plaintiff", _yes(entry.pseudonymous_plaintiff)),
        ("defendant_numbers", " ".join(str(number) for number in entry.defendant_numbers)),
        ("amount_usd", entry.amount_usd),
        ("until", entry.until),
    )


def entry_group(entry: DocketEntry) -> str:
    """What the events of one paper share: case and sequence number (what a feed's guid is made of), else the entry's own key."""
    place = entry.pacer_seq_no or entry.pacer_doc_id
    return f"{entry.docket_key}:{place}" if place else entry.key


def _address(party: Party) -> str:
    return ", ".join((*party.address, *filter(None, (party.state,))))


def _yes(flag: bool | None) -> str | None:
    return "yes" if flag else None


def _kept(*pairs: tuple[str, object]) -> Headline:
    return tuple(_worded(pairs))


def _worded(pairs: Iterable[tuple[str, object]]) -> Iterable[tuple[str, str]]:
    for name, value in pairs:
        if value is None or value == "":
            continue
        yield name, value.isoformat() if isinstance(value, date | datetime) else str(value)
