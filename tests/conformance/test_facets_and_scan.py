"""facets and scan: counts over, and a walk through, all that answers."""

from datetime import UTC, date, datetime

import pytest

from index.query import FacetCount, Query, Words, equals
from index.schema import DOCKETS, FILINGS, JOB_RUNS
from index.store import Store
from records.crawl import JobRun
from records.docket import Docket
from records.errors import QueryError
from tests.conformance.made import NOW, applicant, filing, job, put


@pytest.fixture
def filled(store: Store) -> Store:
    """Filings of two offices in several classes."""
    put(
        store,
        filing(1, "TERN", classes=(25, 9), applicants=applicant("B", "CN"), application_date=date(2026, 1, 1)),
        filing(2, "TERN", classes=(25,), applicants=applicant("A", "CN"), application_date=date(2026, 1, 9), office="EM"),
        filing(3, "GULL", classes=(35, 9), applicants=applicant("C", "US"), application_date=date(2026, 2, 1)),
        filing(4, "GULL"),
    )
    return store


def counts(store: Store, query: Query, field: str, limit: int = 20) -> dict[object, int]:
    """Facets as value → count, in order."""
    return {facet.value: facet.count for facet in store.facets(FILINGS, query, field, limit=limit)}


def test_facets_count_rows_by_value_most_frequent_first(filled: Store) -> None:
    """Then by value; a row counts under each of its values; rows without one count nowhere."""
    assert list(counts(filled, Query(), "class").items()) == [(9, 2), (25, 2), (35, 1)]
    assert list(counts(filled, Query(), "office").items()) == [("us", 3), ("em", 1)]
    assert list(counts(filled, Query(), "applicant").items()) == [("a", 1), ("b", 1), ("c", 1)]
    assert list(counts(filled, Query(), "month").items()) == [("2026-01", 2), ("2026-02", 1)]


def test_facets_are_over_all_that_answers_not_one_page(filled: Store) -> None:
    """Limit, order and page of the query do not matter; its filters and words do."""
    page = filled.search(FILINGS, Query(limit=1))
    assert counts(filled, Query(limit=0), "office") == {"us": 3, "em": 1}
    assert counts(filled, Query(limit=1, after=page.next, sort="office"), "office") == {"us": 3, "em": 1}
    assert counts(filled, Query(where=(equals("class", 9),)), "class") == {9: 2, 25: 1, 35: 1}
    assert counts(filled, Query(words=(Words("tern"),)), "class") == {25: 2, 9: 1}
    assert counts(filled, Query(words=(Words("tern"),), where=(equals("office", "EM"),)), "applicant_country") == {"cn": 1}


def test_facets_are_cut_at_the_limit(filled: Store) -> None:
    """The most frequent stay; of equals the lower value."""
    assert counts(filled, Query(), "class", limit=1) == {9: 2}
    assert counts(filled, Query(), "class", limit=0) == {}


def test_facet_values_have_the_fields_type_and_can_be_asked_for(store: Store) -> None:
    """Dates, times, booleans and folded text; a facet clicked on is a filter."""
    put(store, filing(1, application_date=date(2026, 1, 1), applicants=applicant("Ostrava  Şirketi")))
    start = datetime(2026, 1, 1, 0, 0, 0, 7, tzinfo=UTC)
    store.write(JOB_RUNS, [JOB_RUNS.row(JobRun(job_id="a", started_at=start, ok=False))], now=NOW)
    assert store.facets(FILINGS, Query(), "application_date") == (FacetCount(date(2026, 1, 1), 1),)
    assert store.facets(JOB_RUNS, Query(), "started_at") == (FacetCount(start, 1),)
    (ok,) = store.facets(JOB_RUNS, Query(), "ok")
    assert ok.value is False
    (name,) = store.facets(FILINGS, Query(), "applicant")
    assert store.search(FILINGS, Query(where=(equals("applicant", name.value),))).total == 1


def test_facets_of_an_unknown_field_are_refused(store: Store) -> None:
    """As in a filter."""
    with pytest.raises(QueryError, match="no field 'x'"):
        store.facets(FILINGS, Query(), "x")
    with pytest.raises(QueryError, match="no field 'x'"):
        store.facets(FILINGS, Query(where=(equals("x", 1),)), "office")
    with pytest.raises(QueryError, match="limit"):
        store.facets(FILINGS, Query(), "office", limit=-1)


@pytest.mark.parametrize("batch", [1, 3, 10, 500])
def test_scan_gives_all_rows_in_order_of_id(store: Store, batch: int) -> None:
    """In batches of the size asked, the last one smaller; never an empty one."""
    names = [f"{number}" for number in range(10)]
    store.write(JOB_RUNS, [job(name) for name in reversed(names)], now=NOW)
    batches = [[found.id for found in found_batch] for found_batch in store.scan(JOB_RUNS, batch=batch)]
    assert [name for found in batches for name in found] == sorted(names)
    assert [len(found) for found in batches[:-1]] == [batch] * (len(batches) - 1)
    assert batches[-1]


def test_scan_passes_filters(filled: Store) -> None:
    """The same as those of a search."""
    assert [found.id for batch in filled.scan(FILINGS, (equals("class", 9),)) for found in batch] == ["US:1", "US:3"]


def test_scan_of_nothing_gives_no_batch(store: Store) -> None:
    """A caller may rely on a batch having a first row."""
    assert list(store.scan(DOCKETS)) == []


def test_scan_goes_on_while_rows_are_written_and_deleted(store: Store) -> None:
    """Rows that stay are seen once, whatever happens around them, and the scan holds up no writer."""
    store.write(DOCKETS, [DOCKETS.row(Docket(court="ilnd", docket_number=f"{n:03d}")) for n in range(30)], now=NOW)
    seen: list[str] = []
    for step, batch in enumerate(store.scan(DOCKETS, batch=5)):
        seen += [found.id for found in batch]
        store.delete(DOCKETS, [batch[0].id])
        store.write(DOCKETS, [DOCKETS.row(Docket(court="aaaa", docket_number=f"{step}"))], now=NOW)
        store.write(DOCKETS, [DOCKETS.row(Docket(court="ilnd", docket_number=batch[1].id[5:], case_name="x"))], now=NOW)
    assert seen == [f"ilnd:{n:03d}" for n in range(30)]


def test_scan_refuses_at_once_what_it_cannot_do(store: Store) -> None:
    """At the call, not at the first batch."""
    with pytest.raises(QueryError, match="no field 'x'"):
        store.scan(FILINGS, (equals("x", 1),))
    with pytest.raises(QueryError, match="batch"):
        store.scan(FILINGS, batch=0)
