"""One ``case-file`` element → one Filing."""

import re
from collections import Counter
from datetime import date, datetime
from typing import Any, cast

from lxml import etree

from crawler.parse.uspto_codes import NO_DRAWING, filing_status, mark_feature
from crawler.parse.uspto_dates import full_date
from crawler.parse.uspto_goods import goods
from crawler.parse.uspto_groups import (
    read_classifications,
    read_design_codes,
    read_events,
    read_prior_registrations,
    read_priorities,
)
from crawler.parse.uspto_header import Header, read_header
from crawler.parse.uspto_madrid import read_international_registration, read_madrid_filings
from crawler.parse.uspto_owners import read_correspondent, read_owners, representatives
from crawler.parse.uspto_reading import Reading
from crawler.parse.uspto_statements import Statements, read_statements
from records.crawl import SourceRef
from records.errors import RecordError
from records.filing import Filing, Mark

NICE_SINCE = date(1973, 9, 1)
"""First day on which Nice classes were the primary ones in the US (37 CFR 2.85(a)); older serial numbers begin with 70 to 72."""
IMAGE_URL = "https://tmcms-docs.uspto.gov/cases/{}/mark/large.png"
_SERIAL = re.compile(r"[0-9]{8}")
_SECTIONS = frozenset(
    {
        "serial-number",
        "registration-number",
        "transaction-date",
        "case-file-header",
        "case-file-statements",
        "case-file-event-statements",
        "prior-registration-applications",
        "foreign-applications",
        "classifications",
        "correspondent",
        "case-file-owners",
        "design-searches",
        "international-registration",
        "madrid-international-filing-requests",
    }
)
_MAX_MINUTES = 9_999_999
_SIZE = etree.XPath("count(descendant-or-self::*)")
_NESTED = tuple(
    etree.XPath(path)
    for path in (
        "serial-number/*",
        "registration-number/*",
        "transaction-date/*",
        "case-file-header/*/*",
        "case-file-statements/*/*/*",
        "case-file-event-statements/*/*/*",
        "prior-registration-applications/*/*/*",
        "prior-registration-applications/other-related-in/*",
        "foreign-applications/*/*/*",
        "classifications/*/*/*",
        "correspondent/*/*",
        "case-file-owners/*/*[not(self::nationality)]/*",
        "case-file-owners/*/nationality/*/*",
        "design-searches/*/*/*",
        "international-registration/*/*",
        "madrid-international-filing-requests/*/*[not(self::madrid-history-events)]/*",
        "madrid-international-filing-requests/*/madrid-history-events/*/*/*",
    )
)
"""Elements inside what the format knows as text; normally none. One by one: libxml2 takes quadratic time over a union."""


def read_case(case: etree._Element, *, created: datetime | None, unread: Counter[str], source: SourceRef | None) -> Filing:
    """Read one case. ``created`` is when the office made the file.

    Raises RecordError ``missing-key`` or ``bad-key`` where the serial number is not eight digits.
    """
    reading, elements = Reading(unread), _SIZE(case)
    sections = _sections(case, reading)
    serial = _text(sections.get("serial-number"))
    if not _SERIAL.fullmatch(serial):
        raise RecordError("bad-key" if serial else "missing-key", f"serial-number is {serial!r}, eight digits expected")
    header = read_header(sections.get("case-file-header"), reading)
    values = header.values
    statements = read_statements(sections.get("case-file-statements"), reading)
    classifications = read_classifications(sections.get("classifications"), reading)
    owners = read_owners(sections.get("case-file-owners"), reading)
    prior, more_prior = read_prior_registrations(sections.get("prior-registration-applications"), reading)
    status, status_text = filing_status(values.get("status-code"), opposition_pending="opposition-pending" in header.flags)
    filed = reading.full_date(values, "filing-date", "application_date")
    filing = Filing(
        office="US",
        application_number=serial,
        registration_number=_registration_number(_text(sections.get("registration-number"))),
        application_date=filed,
        publication_date=reading.full_date(values, "published-for-opposition-date", "publication_date"),
        registration_date=reading.full_date(values, "registration-date", "registration_date"),
        abandonment_date=reading.full_date(values, "abandonment-date", "abandonment_date"),
        cancellation_date=reading.full_date(values, "cancellation-date", "cancellation_date"),
        status=status,
        status_code=values.get("status-code"),
        status_text=status_text,
        status_date=reading.full_date(values, "status-date", "status_date"),
        mark=_mark(serial, header, statements, read_design_codes(sections.get("design-searches"), reading)),
        goods_services=goods(statements.goods, classifications, us_classes=_files_us_classes(serial, filed)),
        classifications=classifications,
        applicants=owners.applicants,
        previous_applicants=owners.previous,
        representatives=representatives(values, owners),
        correspondence_address=read_correspondent(sections.get("correspondent"), reading),
        filing_basis=header.filing_basis,
        original_filing_basis=header.original_filing_basis,
        international_registration=read_international_registration(sections.get("international-registration"), reading),
        madrid_filings=read_madrid_filings(sections.get("madrid-international-filing-requests"), reading),
        priorities=read_priorities(sections.get("foreign-applications"), reading),
        prior_registrations=prior,
        events=read_events(sections.get("case-file-event-statements"), reading),
        statements=tuple(statements.others),
        flags=(*header.flags, "other-related") if more_prior else header.flags,
        office_fields=reading.all_fields(),
        partial_dates=reading.partial_dates,
        record_version=record_version(_text(sections.get("transaction-date")), created),
        source=source,
    )
    if elements != reading.seen:
        _note_nested(case, reading)
    return filing


def record_version(transaction_date: str, created: datetime | None) -> int:
    """The office's clock as one number: day of the last transaction, then minutes from it to the making of the file.

    A case without a usable transaction date counts as of the day its file was made, or 0.
    """
    changed = full_date(transaction_date)
    if changed is None:
        return int(f"{created:%Y%m%d}") * (_MAX_MINUTES + 1) if created is not None else 0
    minutes = 0
    if created is not None:
        since = created - datetime(changed.year, changed.month, changed.day)  # noqa: DTZ001 - the office's local clock, both
        minutes = min(max(int(since.total_seconds() // 60), 0), _MAX_MINUTES)
    return int(transaction_date) * (_MAX_MINUTES + 1) + minutes


def _sections(case: etree._Element, reading: Reading) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for section in case:
        if section.tag in _SECTIONS and section.tag not in found:
            found[section.tag] = section
        else:
            reading.note_unread(f"case-file/{section.tag}")
    reading.seen += len(case)
    return found


def _mark(serial: str, header: Header, statements: Statements, design_codes: tuple[str, ...]) -> Mark:
    drawing_code = header.values.get("mark-drawing-code")
    description = " ".join(statements.description) or None
    return Mark(
        verbal_element_text=header.values.get("mark-identification"),
        feature=mark_feature(
            drawing_code,
            standard_characters=header.standard_characters,
            three_dimensional="drawing-3d-current" in header.flags,
            description=description,
        ),
        drawing_code=drawing_code,
        standard_characters=header.standard_characters,
        pseudo_marks=tuple(statements.pseudo_marks),
        transliteration=tuple(statements.transliteration),
        translation=tuple(statements.translation),
        description=description,
        disclaimer=tuple(statements.disclaimer),
        colour_claim=tuple(statements.colour_claim),
        vienna_codes=design_codes,
        image_url=None if (drawing_code or "").startswith(NO_DRAWING) else IMAGE_URL.format(serial),
    )


def _registration_number(text: str) -> str | None:
    return text if text.strip("0") else None


def _files_us_classes(serial: str, filed: date | None) -> bool:
    return filed < NICE_SINCE if filed is not None else serial < "73"


def _note_nested(case: etree._Element, reading: Reading) -> None:
    for nested in _NESTED:
        for element in cast(Any, nested(case)):
            reading.note_unread(f"{element.getparent().tag}/{element.tag}")


def _text(element: etree._Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""
