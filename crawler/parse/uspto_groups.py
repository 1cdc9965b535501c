"""The smaller groups of a case: events, classes, designs, earlier and foreign filings."""

from collections.abc import Iterator
from typing import Any, cast

from lxml import etree
from msgspec import convert

from crawler.parse.uspto_dates import iso_date
from crawler.parse.uspto_reading import Reading, flag, number
from records.filing import (
    Classification,
    FilingEvent,
    Priority,
    PriorRegistration,
)

Row = dict[str, Any]
_EVENT = frozenset({"code", "type", "description-text", "date", "number"})
_MAX_REGULAR = 100
"""Events up to which the chains below are found in linear time; libxml2 compares every pair of nodes it collects."""
_EVENT_LEAVES = etree.XPath("count(case-file-event-statement/*)")
_EVENT_CHAINS = etree.XPath(
    "count(*/code[1]/following-sibling::type[1]/following-sibling::description-text[1]"
    "/following-sibling::date[1]/following-sibling::number[1])"
)
_EVENT_TEXTS = etree.XPath("*/*/text()", smart_strings=False)
_PRIOR = frozenset({"relationship-type", "number"})
_FOREIGN = frozenset(
    {
        "filing-date",
        "registration-date",
        "registration-expiration-date",
        "registration-renewal-date",
        "registration-renewal-expiration-date",
        "entry-number",
        "application-number",
        "country",
        "other",
        "registration-number",
        "renewal-number",
        "foreign-priority-claim-in",
    }
)
_CLASS_LEAVES = frozenset(
    {
        "international-code-total-no",
        "us-code-total-no",
        "status-code",
        "status-date",
        "first-use-anywhere-date",
        "first-use-in-commerce-date",
        "primary-code",
    }
)
"""Single leaves of a classification; the two totals repeat how many codes follow."""


def members(group: etree._Element | None, tag: str, reading: Reading) -> Iterator[etree._Element]:
    """Each ``tag`` of a group; what else stands in it is noted as unread."""
    if group is None:
        return
    reading.seen += len(group)
    for position, element in enumerate(group, start=1):
        if element.tag == tag:
            reading.position = position
            yield element
        else:
            reading.note_unread(f"{group.tag}/{element.tag}")
    reading.position = 0


def read_events(group: etree._Element | None, reading: Reading) -> tuple[FilingEvent, ...]:
    """The prosecution history, in order of date and number (the office's order is neither)."""
    rows = [] if group is None else _regular_events(group, reading)
    for element in members(group if not rows else None, "case-file-event-statement", reading):
        values = reading.leaves(element, _EVENT)
        rows.append(
            {
                "code": values.get("code", ""),
                "date": reading.iso_date(values, "date", element),
                "text": values.get("description-text") or None,
                "type": values.get("type") or None,
                "number": number(values.get("number")),
            }
        )
    return in_order(rows)


def _regular_events(group: etree._Element, reading: Reading) -> list[Row]:
    """Rows of a group whose every event has all five leaves, filled, in the order of the DTD; none for any other group.

    Nearly all are so, and half of a file's elements are events: reading them as one list of texts saves a tenth of the time.
    """
    size = len(group)
    leaves = len(_EVENT) * size
    if size > _MAX_REGULAR or _EVENT_LEAVES(group) != leaves or _EVENT_CHAINS(group) != size:
        return []
    texts = [text.strip() for text in cast("list[str]", _EVENT_TEXTS(group))]
    days = texts[3::5]
    if len(texts) != leaves or not all(map(iso_date, days)):
        return []
    reading.seen += size + leaves
    columns = (texts[0::5], texts[1::5], texts[2::5], map(iso_date, days), map(number, texts[4::5]))
    return [
        {"code": code, "type": kind or None, "text": text or None, "date": day, "number": ordinal}
        for code, kind, text, day, ordinal in zip(*columns, strict=True)
    ]


def read_classifications(group: etree._Element | None, reading: Reading) -> tuple[Classification, ...]:
    """The classes of the filing, Nice and US, with their status and dates of first use."""
    found: list[Classification] = []
    for element in members(group, "classification", reading):
        national: list[str] = []
        international: list[str] = []
        values: dict[str, str] = {}
        for leaf in element:
            tag, text = leaf.tag, (leaf.text or "").strip()
            if tag == "us-code":
                national.append(text)
            elif tag == "international-code":
                international.append(text)
            elif tag in _CLASS_LEAVES and tag not in values:
                values[tag] = text
            else:
                reading.note_unread(f"classification/{tag}")
        reading.seen += len(element)
        found.append(
            Classification(
                international_codes=tuple(filter(None, international)),
                national_codes=tuple(filter(None, national)),
                primary_code=values.get("primary-code") or None,
                status_code=values.get("status-code") or None,
                status_date=reading.iso_date(values, "status-date", element),
                first_use_date=reading.iso_date(values, "first-use-anywhere-date", element),
                first_use_in_commerce_date=reading.iso_date(values, "first-use-in-commerce-date", element),
            )
        )
    return tuple(found)


def read_prior_registrations(group: etree._Element | None, reading: Reading) -> tuple[tuple[PriorRegistration, ...], bool]:
    """Earlier filings of the same owner, and whether the office says that there are more than it lists."""
    found: list[PriorRegistration] = []
    more = False
    for element in group if group is not None else ():
        reading.seen += 1
        if element.tag == "prior-registration-application":
            values = reading.leaves(element, _PRIOR)
            found.append(PriorRegistration(number=values.get("number", ""), relationship=values.get("relationship-type") or None))
        elif element.tag == "other-related-in":
            more = more or (element.text or "").strip() == "T"
        else:
            reading.note_unread(f"prior-registration-applications/{element.tag}")
    return tuple(found), more


def read_priorities(group: etree._Element | None, reading: Reading) -> tuple[Priority, ...]:
    """Foreign applications and registrations relied on (15 USC 1126)."""
    found: list[Priority] = []
    for element in members(group, "foreign-application", reading):
        values = reading.leaves(element, _FOREIGN)
        found.append(
            Priority(
                country=values.get("country") or values.get("other") or None,
                application_number=values.get("application-number") or None,
                filing_date=reading.iso_date(values, "filing-date", element),
                registration_number=values.get("registration-number") or None,
                registration_date=reading.iso_date(values, "registration-date", element),
                expiry_date=reading.iso_date(values, "registration-expiration-date", element),
                renewal_number=values.get("renewal-number") or None,
                renewal_date=reading.iso_date(values, "registration-renewal-date", element),
                renewal_expiry_date=reading.iso_date(values, "registration-renewal-expiration-date", element),
                priority_claimed=flag(values.get("foreign-priority-claim-in")),
                entry_number=number(values.get("entry-number")),
            )
        )
    return tuple(found)


def read_design_codes(group: etree._Element | None, reading: Reading) -> tuple[str, ...]:
    """Design search codes, as printed (six digits)."""
    codes = (reading.leaves(element, frozenset({"code"})).get("code") for element in members(group, "design-search", reading))
    return tuple(code for code in codes if code)


def in_order(rows: list[Row]) -> tuple[FilingEvent, ...]:
    """Events by date and number; made all at once, which takes a quarter of the time of one after the other."""
    rows.sort(key=lambda row: (row["date"] or "", row["number"] or 0))
    return convert(rows, tuple[FilingEvent, ...])
