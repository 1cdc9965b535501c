"""The USPTO's daily file: every element in its field, as a person reads the page."""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bench.uspto_day import write_day
from crawler.parse.uspto import PARSER_VERSION, CaseCounts, parse_cases
from crawler.parse.uspto_case import record_version
from crawler.parse.uspto_codes import filing_status, mark_feature, statuses
from records.codes import FilingStatus, MarkFeature
from records.crawl import Quarantined, SourceRef
from records.filing import Filing
from records.wire import to_line
from tests.crawler.parse.uspto_files import URL, Outcome, case, day, goods, read_one

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "uspto"


def bare(value: Any) -> Any:
    """A wire record without its empty fields, as the golden files are written."""
    if isinstance(value, dict):
        return {name: kept for name, inner in value.items() if (kept := bare(inner)) not in (None, [], {}, "")}
    return [bare(inner) for inner in value] if isinstance(value, list) else value


def test_golden_day() -> None:
    """Protects the meaning of every element: new, published, broken, century-old and outgoing Madrid cases, field by field."""
    counts = CaseCounts()
    with (GOLDEN / "day.xml").open("rb") as stream:
        records = list(parse_cases(stream, url="https://office.example/day.xml", counts=counts))
    assert [bare(json.loads(to_line(record))) for record in records] == json.loads((GOLDEN / "day.expected.json").read_text())
    assert counts.present == 5
    assert counts.unread == {"case-file-header/new-thing": 1}
    assert counts.created_at == datetime(2024, 9, 25, 15, 30)  # noqa: DTZ001 - the office gives no zone


def test_office_fields_keep_the_order_of_the_file() -> None:
    """Protects the content digest: the same case must give the same bytes in every process."""
    with (GOLDEN / "day.xml").open("rb") as stream:
        second = [record for record in parse_cases(stream, url=URL) if isinstance(record, Filing)][1]
    header = ["law-office-assigned-location-code", "current-location", "location-date", "employee-name"]
    assert list(second.office_fields)[:4] == header


def test_source_is_set_on_every_record() -> None:
    """Protects the way back from a record to the stored bytes."""
    source = SourceRef(
        source_id="uspto-daily",
        url=URL,
        fetched_at=datetime(2024, 9, 26, tzinfo=UTC),
        sha256="0" * 64,
        parser_version=PARSER_VERSION,
    )
    records = list(parse_cases(BytesIO(day(case(98000001), case("x"))), url=URL, source=source))
    filing, reject = records
    assert isinstance(filing, Filing)
    assert isinstance(reject, Quarantined)
    assert filing.source is source
    assert reject.at == source.fetched_at


def test_bare_case_file_is_read() -> None:
    """Protects single cases saved by hand."""
    assert Outcome(case(98000001)).serials == ["98000001"]
    assert Outcome(case(98000001) + case(98000002)).serials == ["98000001", "98000002"]


def test_day_without_cases_says_so() -> None:
    """Protects a holiday from being taken for a broken file."""
    outcome = Outcome(
        b"<trademark-applications-daily><application-information><data-available-code>N</data-available-code>"
        b"</application-information></trademark-applications-daily>"
    )
    assert (outcome.error, outcome.counts.present, outcome.counts.data_available) == (None, 0, "N")


@pytest.mark.parametrize(
    ("code", "pending", "expected"),
    [
        ("630", False, FilingStatus.PENDING),
        ("686", False, FilingStatus.PUBLISHED),
        ("686", True, FilingStatus.OPPOSED),
        ("774", False, FilingStatus.OPPOSED),
        ("688", False, FilingStatus.PENDING),
        ("700", True, FilingStatus.REGISTERED),
        ("790", False, FilingStatus.REGISTERED),
        ("601", False, FilingStatus.WITHDRAWN),
        ("604", True, FilingStatus.REFUSED),
        ("602", False, FilingStatus.DEAD),
        ("900", False, FilingStatus.DEAD),
        ("622", False, FilingStatus.UNKNOWN),
        ("998", True, FilingStatus.UNKNOWN),
        (None, False, FilingStatus.UNKNOWN),
    ],
)
def test_status(code: str | None, pending: bool, expected: FilingStatus) -> None:
    """Protects what an alert says of a filing; a dead or registered one is not opposed by a flag that was left standing."""
    assert filing_status(code, opposition_pending=pending)[0] is expected


def test_status_table_agrees_with_the_office_indicator() -> None:
    """Protects the table's own column: what the office calls dead is never alive with us, and the other way round."""
    dead = {FilingStatus.DEAD, FilingStatus.REFUSED, FilingStatus.WITHDRAWN}
    table = (
        (Path(__file__).resolve().parents[3] / "crawler" / "parse" / "tables" / "uspto_status.csv").read_text().splitlines()[1:]
    )
    assert len(table) == len(statuses()) > 160
    for row in table:
        code, rest = row.split(",", 1)
        indicator = rest.rsplit(",", 2)[1]
        if not indicator.startswith("Indifferent"):
            assert (statuses()[code].status in dead) == indicator.startswith("Dead"), row


@pytest.mark.parametrize(
    ("code", "standard", "solid", "description", "expected"),
    [
        ("4000", True, False, None, MarkFeature.WORD),
        ("4", None, False, None, MarkFeature.WORD),
        ("1000", False, False, None, MarkFeature.WORD),
        ("2", False, False, None, MarkFeature.FIGURATIVE),
        ("3T19", False, False, None, MarkFeature.COMBINED),
        ("5", False, False, None, MarkFeature.STYLIZED),
        ("2000", False, True, None, MarkFeature.THREE_DIMENSIONAL),
        ("6000", False, False, "The mark consists of three chimes.", MarkFeature.SOUND),
        ("6", False, False, "The mark is the scent of plums.", MarkFeature.OTHER),
        ("0", True, False, None, MarkFeature.WORD),
        ("0", False, False, None, MarkFeature.UNKNOWN),
        (None, None, False, None, MarkFeature.UNKNOWN),
    ],
)
def test_mark_feature(
    code: str | None, standard: bool | None, solid: bool, description: str | None, expected: MarkFeature
) -> None:
    """Protects the kind of mark, in all the lengths the drawing code comes in."""
    found = mark_feature(code, standard_characters=standard, three_dimensional=solid, description=description)
    assert found is expected


def test_sound_has_no_picture() -> None:
    """Protects a chat from a picture that does not exist."""
    assert read_one(day(case(98000001, header="<mark-drawing-code>6</mark-drawing-code>"))).mark.image_url is None
    assert "98000001" in str(read_one(day(case(98000001))).mark.image_url)


def test_version_grows_with_transaction_then_with_file() -> None:
    """Protects newest-wins: the office re-sends a case whole, and files may be read in any order."""
    made = datetime(2024, 9, 25, 22, 8)  # noqa: DTZ001 - the office gives no zone
    later = datetime(2024, 9, 27, 22, 8)  # noqa: DTZ001 - the office gives no zone
    assert record_version("20240925", made) == 20240925_0001328
    assert record_version("20240924", later) < record_version("20240925", made) < record_version("20240925", later)
    assert record_version("20240926", made) == 20240926_0000000
    assert record_version("20240925", None) == 20240925_0000000
    assert record_version("garbage", made) == 20240925_0000000
    assert record_version("", None) == 0


@pytest.mark.parametrize(
    ("filed", "serial", "code", "expected"),
    [
        ("20240921", "98000001", "GS0251", [25]),
        ("19580601", "72000001", "GS0251", [None]),
        ("", "72000001", "GS0251", [None]),
        ("", "98000001", "GS0251", [25]),
        ("20240921", "98000001", "GS2001", [None]),
        ("20240921", "98000001", "GS00A1", [None]),
        ("20240921", "98000001", "GS0001", [None]),
        ("20240921", "98000001", "GS0461", [None]),
    ],
)
def test_goods_without_classification(filed: str, serial: str, code: str, expected: list[int | None]) -> None:
    """Protects Nice classes from being guessed out of US ones: before September 1973 the prime class is a US class."""
    content = case(serial, more=goods(code, "TAPS")).replace(b"20240921", filed.encode())
    assert [entry.class_number for entry in read_one(day(content)).goods_services] == expected


def test_same_class_in_several_statements_keeps_them_apart() -> None:
    """Protects long wordings that the office splits."""
    text = goods("GS0091", "Compasses").replace("</case-file-statements>", "") + goods("GS0091", "and rulers").replace(
        "<case-file-statements>", ""
    )
    filing = read_one(day(case(98000001, more=text)))
    assert [(entry.class_number, entry.description_text) for entry in filing.goods_services] == [
        (9, "Compasses"),
        (9, "and rulers"),
    ]
    assert filing.nice_classes == (9,)


def test_dates_partial_and_impossible() -> None:
    """Protects a case from being lost to a date, and a date from being invented."""
    header = (
        "<registration-date>19850000</registration-date><status-date>19850600</status-date>"
        "<abandonment-date>20230231</abandonment-date><cancellation-date>00000000</cancellation-date>"
    )
    filing = read_one(day(case(98000001, header=header)))
    assert (filing.registration_date, filing.status_date, filing.abandonment_date, filing.cancellation_date) == (None,) * 4
    assert filing.partial_dates == {"registration_date": "1985", "status_date": "1985-06"}
    assert filing.office_fields == {"abandonment-date": "20230231"}
    assert filing.application_date == date(2024, 9, 21)


def test_irregular_events_are_read_as_well_as_regular_ones() -> None:
    """Protects the slow road behind the fast one: missing, reordered, repeated and doubled leaves."""

    def events(*bodies: str) -> str:
        inner = "".join(f"<case-file-event-statement>{body}</case-file-event-statement>" for body in bodies)
        return f"<case-file-event-statements>{inner}</case-file-event-statements>"

    whole = "<code>A</code><type>I</type><description-text>X</description-text><date>20240102</date><number>2</number>"
    moved = "<date>20240101</date><code>B</code><type>I</type><description-text>Y</description-text><number>1</number>"
    twice = "<code>C</code><type>I</type><description-text>Z</description-text><number>3</number><number>4</number>"
    filing = read_one(day(case(98000001, more=events(whole, moved, twice, "<code>D</code><date>2024</date>"))))
    assert [(event.code, event.date, event.number) for event in filing.events] == [
        ("C", None, 3),
        ("D", "2024", None),
        ("B", "2024-01-01", 1),
        ("A", "2024-01-02", 2),
    ]
    # as many texts as five for each event, and yet not five in each
    shifted = read_one(day(case(98000001, more=events(f"{whole}<code>E</code>", "<code>F</code><type>I</type>", whole))))
    assert sorted(event.code for event in shifted.events) == ["A", "A", "F"]


def test_unread_elements_are_counted_where_they_stand() -> None:
    """Protects against a change of the format that nobody notices."""
    more = (
        "<new-group><x/></new-group><case-file-owners><case-file-owner><party-name>A<b>B</b></party-name><shoe-size>44</shoe-size>"
        "</case-file-owner></case-file-owners>"
    )
    outcome = Outcome(day(case(98000001, more=more)))
    assert outcome.counts.unread == {
        "case-file/new-group": 1,
        "case-file-owner/shoe-size": 1,
        "party-name/b": 1,
    }
    assert outcome.filings[0].applicants[0].name == "A"


def test_synthetic_day_of_the_bench_is_in_the_format(tmp_path: Path) -> None:
    """Protects the bench from measuring a file that no parser reads whole, and from another file at every run."""
    sizes = {write_day(tmp_path / name, cases=50) for name in ("first.xml", "second.xml")}
    outcome = Outcome((tmp_path / "first.xml").read_bytes())
    assert len(sizes) == 1
    assert (len(outcome.filings), outcome.rejects, outcome.counts.unread) == (50, [], {})
