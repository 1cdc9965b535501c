"""A second reading of the USPTO's format, slow and plain, on the standard library's tree: to be compared with the parser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

TYPED_HEADER = {
    "filing-date": "application_date",
    "published-for-opposition-date": "publication_date",
    "registration-date": "registration_date",
    "abandonment-date": "abandonment_date",
    "cancellation-date": "cancellation_date",
    "status-date": "status_date",
}
ELSEWHERE = {"status-code", "mark-identification", "mark-drawing-code", "attorney-name", "domestic-representative-name"}
OWN_LISTS = ("GS", "PM", "TR", "TLIT", "DM", "D0", "D1", "CC", "CD")


def read_slowly(path: Path) -> Iterator[dict[str, Any]]:
    """Fields of each case as the wire writes them, those left out that a straight reading cannot tell."""
    root = ElementTree.parse(path).getroot()
    made = root.findtext("creation-datetime")
    for case in [root] if root.tag == "case-file" else root.iter("case-file"):
        yield _case(case, made)


def _case(case: ElementTree.Element, made: str | None) -> dict[str, Any]:
    def text(path: str) -> str | None:
        return (case.findtext(path) or "").strip() or None

    header = {leaf.tag: (leaf.text or "").strip() for leaf in case.findall("case-file-header/*")}
    registration = text("registration-number")
    return {
        "application_number": text("serial-number"),
        "registration_number": None if registration == "0000000" else registration,
        **{field: _iso(header.get(tag)) for tag, field in TYPED_HEADER.items()},
        "status_code": header.get("status-code"),
        "mark": _mark(case, header),
        "goods": [
            (
                re.sub(r"\W+", "", re.sub(r"\[.*?\]|\(\(.*?\)\)", "", wording)),
                case_class(case, code[2:5]),
            )
            for code, wording in _statements(case)
            if code.startswith("GS")
        ],
        "classifications": [_classification(entry) for entry in case.findall("classifications/classification")],
        **_owners(case),
        "representatives": [header[tag] for tag in ("attorney-name", "domestic-representative-name") if tag in header],
        "correspondence_address": [(line.text or "").strip() for line in case.findall("correspondent/*")],
        "flags": [tag[:-3] for tag, value in header.items() if tag.endswith("-in") and value == "T"]
        + [tag.tag[:-3] for tag in case.findall("prior-registration-applications/other-related-in") if tag.text == "T"],
        "events": sorted(
            (
                _iso(event.findtext("date")) or "",
                int(event.findtext("number") or 0),
                event.findtext("code"),
                event.findtext("type"),
                (event.findtext("description-text") or "").strip(),
            )
            for event in case.findall("case-file-event-statements/*")
        ),
        "statements": [(code, wording) for code, wording in _statements(case) if not code.startswith(OWN_LISTS)],
        "prior_registrations": [
            (entry.findtext("number"), entry.findtext("relationship-type"))
            for entry in case.findall("prior-registration-applications/prior-registration-application")
        ],
        "international_registration": _leaves(case.find("international-registration")),
        "madrid": [
            ({**_leaves(record), "madrid-history-events": ""}, len(record.findall("madrid-history-events/*")))
            for record in case.findall("madrid-international-filing-requests/*")
        ],
        "office_fields": {
            tag: value
            for tag, value in header.items()
            if value and not tag.endswith("-in") and tag not in TYPED_HEADER and tag not in ELSEWHERE
        },
        "record_day": text("transaction-date"),
        "made": made,
    }


def _statements(case: ElementTree.Element) -> list[tuple[str, str]]:
    return [
        ((entry.findtext("type-code") or "").strip(), " ".join((part.text or "").strip() for part in entry.findall("text")))
        for entry in case.findall("case-file-statements/case-file-statement")
    ]


def case_class(case: ElementTree.Element, prime: str) -> list[int]:
    """Nice classes of the classification whose primary code is ``prime``."""
    return [
        int(code.text or 0)
        for entry in case.findall("classifications/classification")
        if entry.findtext("primary-code") == prime
        for code in entry.findall("international-code")
    ]


def _mark(case: ElementTree.Element, header: dict[str, str]) -> dict[str, Any]:
    def statements(*codes: str) -> list[str]:
        return [wording for code, wording in _statements(case) if code.startswith(codes)]

    return {
        "verbal_element_text": header.get("mark-identification"),
        "drawing_code": header.get("mark-drawing-code"),
        "standard_characters": {"T": True, "F": False}.get(header.get("standard-characters-claimed-in", "")),
        "pseudo_marks": statements("PM"),
        "transliteration": statements("TLIT"),
        "translation": [wording for code, wording in _statements(case) if re.match(r"TR\d", code)],
        "description": " ".join(statements("DM")) or None,
        "disclaimer": statements("D0", "D1"),
        "colour_claim": statements("CC", "CD"),
        "vienna_codes": [code.text for code in case.findall("design-searches/design-search/code")],
    }


def _classification(entry: ElementTree.Element) -> dict[str, Any]:
    return {
        "international_codes": [code.text for code in entry.findall("international-code")],
        "national_codes": [code.text for code in entry.findall("us-code")],
        "primary_code": entry.findtext("primary-code"),
        "status_code": entry.findtext("status-code"),
        "status_date": _iso(entry.findtext("status-date")),
        "first_use_date": _iso(entry.findtext("first-use-anywhere-date")),
        "first_use_in_commerce_date": _iso(entry.findtext("first-use-in-commerce-date")),
    }


def _owners(case: ElementTree.Element) -> dict[str, Any]:
    owners = case.findall("case-file-owners/case-file-owner")
    newest = max((int(owner.findtext("party-type") or 0) for owner in owners), default=0)
    sides: dict[str, list[dict[str, Any]]] = {"applicants": [], "previous_applicants": []}
    for owner in owners:
        side = "applicants" if int(owner.findtext("party-type") or 0) == newest else "previous_applicants"
        state, nation = owner.findtext("nationality/state"), owner.find("nationality/*")
        sides[side].append(
            {
                "name": owner.findtext("party-name"),
                "country": owner.findtext("country"),
                "state": owner.findtext("state"),
                "nationality": f"US-{state}" if state else nation.text if nation is not None else None,
                "legal_entity": owner.findtext("legal-entity-type-code"),
                "party_type": owner.findtext("party-type"),
                "other_names": [name.text for name in owner.findall("dba-aka-text")],
                "address": [
                    line.strip() for tag in ("address-1", "address-2", "city", "postcode") if (line := owner.findtext(tag))
                ],
            }
        )
    return sides


def _leaves(group: ElementTree.Element | None) -> dict[str, str]:
    return {leaf.tag: (leaf.text or "").strip() for leaf in group} if group is not None else {}


def _iso(text: str | None) -> str | None:
    if not text or not text.strip("0"):
        return None
    year, month, day = text[:4], text[4:6], text[6:]
    return year if month == "00" else f"{year}-{month}" if day == "00" else f"{year}-{month}-{day}"
