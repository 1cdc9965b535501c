"""Real cases of the USPTO against a second, plain reading of the same files."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from crawler.parse.uspto import CaseCounts, parse_cases
from records.filing import Filing
from records.wire import from_line, to_line
from tests.crawler.parse.slow_uspto import read_slowly

pytestmark = pytest.mark.real


def parsed(path: Path) -> list[tuple[Filing, dict[str, Any]]]:
    """Each case as a record and as its spool line says it."""
    counts = CaseCounts()
    with path.open("rb") as stream:
        records = list(parse_cases(stream, url=path.name, counts=counts))
    assert counts.present == len(records)
    assert counts.unread == {}
    filings = [record for record in records if isinstance(record, Filing)]
    assert len(filings) == len(records)
    return [(filing, json.loads(to_line(filing))) for filing in filings]


def daily(samples: Path) -> list[Path]:
    """The sample files of the daily product."""
    return sorted((samples / "filings" / "us" / "daily").glob("*.xml"))


def test_every_field_agrees_with_a_plain_reading(samples: Path) -> None:
    """Protects each field against the one who reads the file with ElementTree and a list of paths."""
    for path in daily(samples):
        plain = list(read_slowly(path))
        assert len(plain) == len(parsed(path)) > 0
        for slow, (filing, wire) in zip(plain, parsed(path), strict=True):
            compare(slow, filing, wire)
            assert from_line(to_line(filing)) == filing


def compare(slow: dict[str, Any], filing: Filing, wire: dict[str, Any]) -> None:
    """Field by field."""
    for name in (
        "application_number",
        "registration_number",
        "status_code",
        "classifications",
        "correspondence_address",
        "flags",
    ):
        assert wire[name] == slow[name], name
    for name in (
        "application_date",
        "publication_date",
        "registration_date",
        "abandonment_date",
        "cancellation_date",
        "status_date",
    ):
        assert (wire[name] or wire["partial_dates"].get(name)) == slow[name], name
    for name, value in slow["mark"].items():
        assert wire["mark"][name] == value, name
    for side in ("applicants", "previous_applicants"):
        found = [{name: party[name] for name in expected} for party, expected in zip(wire[side], slow[side], strict=True)]
        assert found == slow[side]
    assert [party["name"] for party in wire["representatives"]] == slow["representatives"]
    events = [(event["date"], event["number"], event["code"], event["type"], event["text"]) for event in wire["events"]]
    assert events == slow["events"]
    assert [(entry["code"], entry["text"]) for entry in wire["statements"]] == slow["statements"]
    assert [(entry["number"], entry["relationship"]) for entry in wire["prior_registrations"]] == slow["prior_registrations"]
    assert {name: value for name, value in wire["office_fields"].items() if "/" not in name} == slow["office_fields"]
    compare_goods(slow, filing)
    compare_madrid(slow, filing)
    assert str(filing.record_version).startswith(slow["record_day"])


def compare_goods(slow: dict[str, Any], filing: Filing) -> None:
    """Each wording under the Nice classes of its classification, what is deleted gone; no class in force is missing."""
    for wording, numbers in slow["goods"]:
        under = [entry for entry in filing.goods_services if re.sub(r"\W+", "", entry.description_text) == wording]
        assert {entry.class_number for entry in under} >= set(numbers)
    in_force = {int(code) for entry in filing.classifications for code in entry.international_codes if entry.status_code == "6"}
    assert set(filing.nice_classes) == in_force


def compare_madrid(slow: dict[str, Any], filing: Filing) -> None:
    """Both sides of the Madrid system."""
    incoming, leaves = filing.international_registration, slow["international_registration"]
    assert (incoming is None) == (not leaves)
    if incoming is not None:
        assert incoming.number == leaves["international-registration-number"]
        assert str(incoming.registration_date).replace("-", "") == leaves["international-registration-date"]
        assert str(incoming.auto_protection_date).replace("-", "") == leaves["auto-protection-date"]
        assert incoming.priority_claimed == (leaves["priority-claimed-in"] == "T")
    for outgoing, (record, events) in zip(filing.madrid_filings, slow["madrid"], strict=True):
        assert outgoing.reference_number == record["reference-number"]
        assert outgoing.status_code == record["international-status-code"]
        assert len(outgoing.events) == events


def test_old_goods_stand_under_their_nice_classes(samples: Path) -> None:
    """Protects century-old marks: GS013 is US class 13 there, and valves are of Nice class 6."""
    filings = {filing.application_number: filing for path in daily(samples) for filing, _ in parsed(path)}
    valves = filings["72029003"].goods_services
    assert [(entry.class_number, entry.class_code) for entry in valves] == [(6, "013")]
    assert filings["71112081"].nice_classes == (8,)
    assert filings["72029003"].applicants[0].name == "FLUID HANDLING LLC"
    assert filings["72244388"].classifications[0].first_use_in_commerce_date == "1948-02"


def test_a_break_at_any_place_of_a_real_file_costs_one_case(samples: Path) -> None:
    """Protects real files, with their line ends and indents, from one wrong byte in the middle."""
    path = next(path for path in daily(samples) if path.name.startswith("apc"))
    content = path.read_bytes()
    whole = len(parsed(path))
    first, last = content.index(b"<case-file>"), content.rindex(b"</case-file>")
    for place in range(first, last, 997):
        broken = content[:place] + b"<" + content[place + 1 :]
        counts = CaseCounts()
        records = list(parse_cases(BytesIO(broken), url=path.name, counts=counts))
        assert counts.present == len(records)
        assert sum(isinstance(record, Filing) for record in records) >= whole - 1
