"""`lookout search`: every filter narrows, the forms hold the same rows, a spreadsheet runs no formula."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest

from desk.cli.search import _write_csv
from desk.search import DocketFilters, FilingFilters, search_dockets, search_filings
from index.store import Store
from records import DocketEntry, Filing
from records.errors import QueryError, SettingsError
from tests.desk.conftest import CommandLine


def _filings(store: Store, filters: FilingFilters) -> list[Filing]:
    found = search_filings(store, filters, limit=1000)
    assert found.total == len(found.records)
    return [record for record in found.records if isinstance(record, Filing)]


def _entries(store: Store, filters: DocketFilters) -> list[DocketEntry]:
    return [record for record in search_dockets(store, filters, limit=1000).records if isinstance(record, DocketEntry)]


def test_filters_of_filings_keep_exactly_what_they_say(demo_store: Store) -> None:
    """Each filter is held against a plain reading of all filings."""
    everything = _filings(demo_store, FilingFilters())
    assert len(everything) == 247
    cases: list[tuple[FilingFilters, Callable[[Filing], object]]] = [
        (FilingFilters(classes=(11, 20)), lambda f: set(f.nice_classes) & {11, 20}),
        (FilingFilters(status=("registered",)), lambda f: f.status == "registered"),
        (FilingFilters(country=("cn",)), lambda f: any(p.country == "CN" for p in f.applicants)),
        (FilingFilters(start=date(2026, 1, 1)), lambda f: f.application_date and f.application_date >= date(2026, 1, 1)),
        (
            FilingFilters(date_field="publication", end=date(2026, 6, 30)),
            lambda f: f.publication_date and f.publication_date <= date(2026, 6, 30),
        ),
        (
            FilingFilters(applicant="trading"),
            lambda f: any("trading" in p.name.casefold().replace(",", " ").split() for p in f.applicants),
        ),
        (FilingFilters(number="99853107"), lambda f: f.application_number == "99853107"),
    ]
    for filters, keep in cases:
        expected = {filing.key for filing in everything if keep(filing)}
        assert expected, filters
        assert {filing.key for filing in _filings(demo_store, filters)} == expected, filters


def test_a_registration_number_finds_its_filing(demo_store: Store) -> None:
    """An analyst has either number at hand."""
    registered = next(
        filing for filing in _filings(demo_store, FilingFilters(status=("registered",))) if filing.registration_number
    )
    assert [f.key for f in _filings(demo_store, FilingFilters(number=str(registered.registration_number)))] == [registered.key]


def test_filters_of_dockets(demo_store: Store) -> None:
    """Court, event, schedule A, plaintiff and days each keep what they say."""
    assert {entry.court for entry in _entries(demo_store, DocketFilters(court=("flsd",)))} == {"flsd"}
    assert {entry.event for entry in _entries(demo_store, DocketFilters(event=("tro_motion", "tro_ruled")))} <= {
        "tro_motion",
        "tro_ruled",
    }
    assert all(entry.schedule_a for entry in _entries(demo_store, DocketFilters(schedule_a=True)))
    by_plaintiff = _entries(demo_store, DocketFilters(plaintiff="orrinvale toys"))
    assert by_plaintiff
    assert all((entry.case_name or "").startswith("Orrinvale") for entry in by_plaintiff)
    assert not _entries(demo_store, DocketFilters(plaintiff="Shenzhen Wotabo")), "a defendant is no plaintiff"
    day = date(2026, 11, 17)
    of_the_day = _entries(demo_store, DocketFilters(start=day, end=day))
    assert of_the_day
    assert {entry.filed_at.date() for entry in of_the_day if entry.filed_at} == {day}


def test_table_json_and_csv_hold_the_same_rows(lookout: CommandLine) -> None:
    """The three forms differ in dress only."""
    words = ("search", "filings", "--class", "11", "--limit", "50")
    as_json = [json.loads(line)["application_number"] for line in lookout(*words, "--json").output.splitlines()]
    as_csv = [row["number"] for row in csv.DictReader(io.StringIO(lookout(*words, "--csv").output))]
    table = lookout(*words).output
    assert as_json == as_csv
    assert as_json
    assert all(number in table for number in as_json)


def test_no_cell_is_a_formula() -> None:
    """A mark named =HYPERLINK(…) must not run in an analyst's spreadsheet."""
    stream = io.StringIO()
    _write_csv(stream, ("mark",), iter([("=1+1",), ("+49",), ("-x",), ("@sum",), ("\tTAB",), ("plain",)]))
    cells = [row[0] for row in csv.reader(io.StringIO(stream.getvalue()))][1:]
    assert cells == ["'=1+1", "'+49", "'-x", "'@sum", "'\tTAB", "plain"]


def test_a_search_that_cannot_be_meant_is_refused(lookout: CommandLine) -> None:
    """*** would otherwise find everything, and a status that does not exist nothing."""
    assert lookout("search", "filings", "--status", "nosuch").exit_code == 2
    with pytest.raises(QueryError, match="no letter"):
        lookout("search", "filings", "***")


def test_offices_courts_and_numbers_as_people_write_them(lookout: CommandLine) -> None:
    """EU is EM, case does not matter, a serial number may carry its signs; an office without data is not an empty result."""
    assert "! EM: no filing of this office is in the index" in lookout("search", "filings", "--office", "EU").stderr
    assert "0 of 0" not in lookout("search", "filings", "--office", "us").output
    assert "99853107" in lookout("search", "filings", "--number", "99/853,107").output
    assert "0 of 0" not in lookout("search", "dockets", "--court", "ILND").output
    with pytest.raises(SettingsError, match="zzz"):
        lookout("search", "dockets", "--court", "zzz")


def test_numbers_are_never_cut(lookout: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a narrow terminal other columns give way: a number is there to be copied."""
    monkeypatch.setenv("COLUMNS", "80")
    assert "99853107" in lookout("search", "filings", "Lumivora").output
