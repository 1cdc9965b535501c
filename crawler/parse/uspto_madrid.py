"""Both sides of the Madrid system in a case: the registration it extends to the US, and the applications that rest on it."""

from lxml import etree

from crawler.parse.uspto_groups import Row, in_order, members
from crawler.parse.uspto_reading import Reading, flag, number
from records.filing import FilingEvent, InternationalRegistration, MadridFiling

_MADRID_EVENT = frozenset({"code", "date", "description-text", "entry-number"})
_MADRID_RECORD = frozenset(
    {
        "entry-number",
        "reference-number",
        "original-filing-date-uspto",
        "international-registration-number",
        "international-registration-date",
        "international-status-code",
        "international-status-date",
        "irregularity-reply-by-date",
        "international-renewal-date",
        "madrid-history-events",
    }
)
_INTERNATIONAL = frozenset(
    {
        "international-registration-number",
        "international-registration-date",
        "international-publication-date",
        "international-renewal-date",
        "auto-protection-date",
        "international-death-date",
        "international-status-code",
        "international-status-date",
        "priority-claimed-in",
        "priority-claimed-date",
        "first-refusal-in",
    }
)


def read_international_registration(group: etree._Element | None, reading: Reading) -> InternationalRegistration | None:
    """The Madrid registration that the filing extends to the US (15 USC 1141f)."""
    if group is None:
        return None
    values = reading.leaves(group, _INTERNATIONAL)
    return InternationalRegistration(
        number=values.get("international-registration-number", ""),
        registration_date=reading.iso_date(values, "international-registration-date", group),
        publication_date=reading.iso_date(values, "international-publication-date", group),
        renewal_date=reading.iso_date(values, "international-renewal-date", group),
        auto_protection_date=reading.iso_date(values, "auto-protection-date", group),
        death_date=reading.iso_date(values, "international-death-date", group),
        status_code=values.get("international-status-code") or None,
        status_date=reading.iso_date(values, "international-status-date", group),
        priority_claimed=flag(values.get("priority-claimed-in")),
        priority_date=reading.iso_date(values, "priority-claimed-date", group),
        first_refusal=flag(values.get("first-refusal-in")),
    )


def read_madrid_filings(group: etree._Element | None, reading: Reading) -> tuple[MadridFiling, ...]:
    """International applications that rest on this filing, with what the office did to each."""
    found: list[MadridFiling] = []
    for element in members(group, "madrid-international-filing-record", reading):
        values = reading.leaves(element, _MADRID_RECORD)
        found.append(
            MadridFiling(
                reference_number=values.get("reference-number") or None,
                entry_number=number(values.get("entry-number")),
                filing_date=reading.iso_date(values, "original-filing-date-uspto", element),
                international_registration_number=values.get("international-registration-number") or None,
                international_registration_date=reading.iso_date(values, "international-registration-date", element),
                international_renewal_date=reading.iso_date(values, "international-renewal-date", element),
                irregularity_reply_by=reading.iso_date(values, "irregularity-reply-by-date", element),
                status_code=values.get("international-status-code") or None,
                status_date=reading.iso_date(values, "international-status-date", element),
                events=_madrid_events(next(element.iterchildren("madrid-history-events"), None), reading),
            )
        )
    return tuple(found)


def _madrid_events(group: etree._Element | None, reading: Reading) -> tuple[FilingEvent, ...]:
    rows: list[Row] = []
    for element in members(group, "madrid-history-event", reading):
        values = reading.leaves(element, _MADRID_EVENT)
        rows.append(
            {
                "code": values.get("code", ""),
                "date": reading.iso_date(values, "date", element),
                "text": values.get("description-text") or None,
                "number": number(values.get("entry-number")),
            }
        )
    return in_order(rows)
