"""search: filters, order, pages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from index.fields import Collection, Kind
from index.query import MOST_VALUES, Equals, Filter, Missing, Query, Range, Scalar, Words, any_of, equals
from index.schema import COLLECTIONS, DOCKETS, FILINGS, JOB_RUNS
from index.store import Store
from records.codes import FilingStatus
from records.crawl import JobRun
from records.docket import Docket
from records.errors import QueryError
from tests.conformance.made import FIRST_DAY, NOW, applicant, filing, job, numbers, put


def every(store: Store, query: Query) -> list[list[str]]:
    """Numbers of all pages of a search, page by page."""
    pages = []
    while True:
        page = store.search(FILINGS, query)
        pages.append([found.id.partition(":")[2] for found in page.rows])
        if page.next is None:
            return pages
        query = Query(
            where=query.where, words=query.words, sort=query.sort, descending=query.descending, limit=query.limit, after=page.next
        )


@pytest.fixture
def five(store: Store) -> Store:
    """Five filings that differ in every way a filter sees."""
    put(
        store,
        filing(1, "A", classes=(25, 9), application_date=date(2026, 1, 1), status=FilingStatus.PENDING),
        filing(2, "B", classes=(25,), application_date=date(2026, 1, 2), status=FilingStatus.PUBLISHED, office="EM"),
        filing(3, "C", classes=(35,), application_date=date(2026, 1, 2), registration_number="R3"),
        filing(4, "D", applicants=applicant("Ostrava Şirketi  Ltd", "TR"), application_date=date(2026, 1, 3)),
        filing(5, "E", applicants=(*applicant("北京 Co", "CN"), *applicant("Second", "TR"))),
    )
    return store


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (equals("office", "EM"), "2"),
        (equals("office", "em"), "2"),
        (equals("office", "EM", "US"), "12345"),
        (equals("office", "ZZ"), ""),
        (Equals("office", ()), ""),
        (equals("status", FilingStatus.PUBLISHED), "2"),
        (equals("application_number", 3), "3"),
        (equals("class", 25), "12"),
        (equals("class", 9, 35), "13"),
        (equals("applicant", " OSTRAVA sirketi ltd"), "4"),
        (equals("applicant", "ostrava"), ""),
        (equals("applicant", "北京 CO"), "5"),
        (equals("applicant_country", "TR"), "45"),
        (equals("application_date", date(2026, 1, 2)), "23"),
        (Range("application_date", date(2026, 1, 2), date(2026, 1, 3)), "234"),
        (Range("application_date", low=date(2026, 1, 2)), "234"),
        (Range("application_date", high=date(2026, 1, 1)), "1"),
        (Range("application_date"), "1234"),
        (Range("application_date", date(2026, 1, 3), date(2026, 1, 1)), ""),
        (Range("class", 10, 30), "12"),
        (Range("class", 26), "3"),
        (Range("class"), "123"),
        (Range("registration_number", "r", "r4"), "3"),
        (Missing("registration_number"), "1245"),
        (Missing("application_date"), "5"),
        (Missing("class"), "45"),
        (Missing("applicant"), "123"),
    ],
    ids=str,
)
def test_a_filter_keeps_the_rows_it_names(five: Store, where: Filter, expected: str) -> None:
    """Every kind of filter over single- and many-valued fields."""
    page = five.search(FILINGS, Query(where=(where,)))
    assert "".join(sorted(found.id[3:] for found in page.rows)) == expected
    assert page.total == len(expected)


def test_all_filters_hold(five: Store) -> None:
    """Filters are joined by and, two of one field too."""
    assert numbers(five, Query(where=(equals("class", 25), equals("class", 9)))) == ["1"]
    assert numbers(five, Query(where=(equals("class", 25), *any_of("office", ("EM",)), *any_of("status", ())))) == ["2"]


def test_times_and_booleans_are_compared_as_such(store: Store) -> None:
    """To the microsecond, in any zone; false is a value, unknown is none."""
    runs = [
        JobRun(job_id="a", started_at=NOW, ok=True),
        JobRun(job_id="b", started_at=NOW + timedelta(microseconds=1), ok=False),
        JobRun(job_id="c", started_at=datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ]
    store.write(JOB_RUNS, [JOB_RUNS.row(run) for run in runs], now=NOW)

    def found(*where: Filter) -> list[str]:
        return [row.id for row in store.search(JOB_RUNS, Query(where=where)).rows]

    assert found(equals("started_at", NOW)) == ["a"]
    assert found(Range("started_at", NOW)) == ["b", "a"]
    assert found(Range("started_at", high=datetime(1970, 1, 1, tzinfo=UTC))) == ["c"]
    assert (found(equals("ok", True)), found(equals("ok", False)), found(Missing("ok"))) == (["a"], ["b"], ["c"])


@pytest.mark.parametrize(
    ("descending", "expected"), [(True, ["3", "1", "2", "0", "4"]), (False, ["0", "1", "2", "3", "4"])], ids=["newest", "oldest"]
)
def test_ties_go_by_id_and_rows_without_a_value_come_last(store: Store, *, descending: bool, expected: list[str]) -> None:
    """In either direction."""
    days = {"0": 0, "1": 1, "2": 1, "3": 2, "4": None}
    put(store, *(filing(n, application_date=None if day is None else FIRST_DAY + timedelta(day)) for n, day in days.items()))
    assert numbers(store, Query(descending=descending)) == expected


def test_without_a_sort_the_collections_own_is_used(store: Store) -> None:
    """Filings by application date, newest first."""
    put(store, filing(1, application_date=FIRST_DAY), filing(2, application_date=FIRST_DAY + timedelta(1)))
    assert numbers(store, Query()) == numbers(store, Query(sort="application_date")) == ["2", "1"]


def test_text_sorts_by_code_point_of_its_folded_form(store: Store) -> None:
    """The same order on every back end, whatever its collation."""
    offices = ["b", "A", "é", "e", "中", "z", "Я", "10", "9", "\U0001f600"]
    put(store, *(filing(number, office=office) for number, office in enumerate(offices)))
    page = store.search(FILINGS, Query(sort="office", descending=False))
    assert [found.id.partition(":")[0] for found in page.rows] == ["10", "9", "A", "b", "e", "é", "z", "Я", "中", "\U0001f600"]


@pytest.mark.parametrize("field", [None, "application_date", "status_date", "office", "registration_number", "month"])
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_pages_together_are_the_whole_in_order(store: Store, field: str | None, limit: int, *, descending: bool) -> None:
    """No row twice, none left out, over ties and missing values; the end has no next page."""
    put(
        store,
        *(
            filing(
                number,
                office=("US", "EM")[number % 2],
                application_date=FIRST_DAY + timedelta(number % 4) if number % 3 else None,
                registration_number=f"R{number % 5}" if number % 5 else None,
            )
            for number in range(20)
        ),
    )
    pages = every(store, Query(sort=field, descending=descending, limit=limit))
    whole = numbers(store, Query(sort=field, descending=descending, limit=1000))
    assert [number for page in pages for number in page] == whole
    assert len(set(whole)) == 20
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)


def test_total_is_of_all_pages(store: Store) -> None:
    """On the first page and on the last; with limit 0 it is all there is."""
    put(store, *(filing(number) for number in range(5)))
    first = store.search(FILINGS, Query(limit=2))
    last = store.search(FILINGS, Query(limit=20, after=first.next))
    assert (first.total, last.total, len(last.rows), last.next) == (5, 5, 3, None)
    none = store.search(FILINGS, Query(limit=0))
    assert (none.rows, none.total, none.next) == ((), 5, None)


def test_a_page_that_ends_with_the_last_row_has_no_next(store: Store) -> None:
    """A caller that follows ``next`` never gets an empty page from a quiet store."""
    put(store, *(filing(number) for number in range(4)))
    assert [len(page) for page in every(store, Query(limit=2))] == [2, 2]


def test_the_next_page_is_stable_while_rows_come_and_go(store: Store) -> None:
    """It goes on after the last row shown, even when that row is gone, and repeats none when a row is put before it."""
    put(store, *(filing(number, application_date=FIRST_DAY + timedelta(number)) for number in range(1, 7)))
    first = store.search(FILINGS, Query(limit=3))
    assert [found.id for found in first.rows] == ["US:6", "US:5", "US:4"]
    store.delete(FILINGS, ["US:4"])
    put(store, filing(9, application_date=FIRST_DAY + timedelta(99)))
    assert numbers(store, Query(limit=3, after=first.next)) == ["3", "2", "1"]


def test_a_page_mark_is_text_that_survives_a_url(store: Store) -> None:
    """The web pages carry it in a link; ids may hold anything."""
    store.write(JOB_RUNS, [job("é/华 &?#\x00" + suffix) for suffix in "ab"], now=NOW)
    page = store.search(JOB_RUNS, Query(limit=1))
    assert page.next is not None
    assert page.next.isascii()
    assert not set(page.next) & set(" &?#%+/")
    assert len(store.search(JOB_RUNS, Query(limit=1, after=page.next)).rows) == 1


def test_deep_pages_hold_as_the_first_one_does(store: Store) -> None:
    """Pages are reached by what stands before them, not by counting rows off."""
    put(store, *(filing(f"{number:05d}", application_date=FIRST_DAY + timedelta(number % 30)) for number in range(3000)))
    pages = every(store, Query(limit=100))
    assert len(pages) == 30
    dates = [FIRST_DAY + timedelta(int(number) % 30) for page in pages for number in page]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("after", ["", "x", "bm9uc2Vuc2U=", "W10=", "é", "bnVsbA==", "WzEsMiwzLDRd"])
def test_a_made_up_page_mark_is_refused(store: Store, after: str) -> None:
    """It comes back from the outside."""
    with pytest.raises(QueryError, match="page mark"):
        store.search(FILINGS, Query(after=after))


def test_a_page_mark_of_another_order_is_refused(store: Store) -> None:
    """It would skip rows without a word."""
    put(store, filing(1), filing(2))
    mark = store.search(FILINGS, Query(limit=1)).next
    for other in (Query(after=mark, descending=False), Query(after=mark, sort="status_date")):
        with pytest.raises(QueryError, match="page mark"):
            store.search(FILINGS, other)


@pytest.mark.parametrize(
    "query",
    [
        Query(where=(equals("clas", 25),)),
        Query(where=(Range("clas", 25),)),
        Query(where=(Missing("clas"),)),
        Query(sort="clas"),
    ],
    ids=["equals", "range", "missing", "sort"],
)
def test_an_unknown_field_is_named_with_those_there_are(store: Store, query: Query) -> None:
    """A slip of the keyboard is answered with the fields to choose from."""
    with pytest.raises(QueryError, match=r"no field 'clas'; fields: office.*class"):
        store.search(FILINGS, query)


def test_a_field_of_many_values_cannot_be_sorted_by(store: Store) -> None:
    """There is no one value to order by."""
    with pytest.raises(QueryError, match="class"):
        store.search(FILINGS, Query(sort="class"))


@pytest.mark.parametrize(
    "where",
    [
        equals("class", "25"),
        equals("class", True),
        equals("class", 2**63),
        equals("application_date", "2026-01-01"),
        equals("application_date", NOW),
        Range("application_date", low=NOW),
        Range("class", high="9"),
        equals("office", NOW),
        equals("office", "\ud800"),
    ],
    ids=str,
)
def test_a_value_of_another_type_is_refused(store: Store, where: Filter) -> None:
    """Comparing a date with a text finds nothing, silently, on one back end and fails on another."""
    with pytest.raises(QueryError):
        store.search(FILINGS, Query(where=(where,)))


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    """It would mean another moment on every machine."""
    with pytest.raises(QueryError, match="zone"):
        store.search(JOB_RUNS, Query(where=(Range("started_at", low=NOW.replace(tzinfo=None)),)))


def test_many_values_may_be_asked_for_but_not_without_end(store: Store) -> None:
    """Up to ``MOST_VALUES``."""
    put(store, filing(7))
    values = tuple(str(number) for number in range(MOST_VALUES))
    assert store.search(FILINGS, Query(where=(Equals("application_number", values),))).total == 1
    with pytest.raises(QueryError, match=str(MOST_VALUES)):
        store.search(FILINGS, Query(where=(Equals("application_number", (*values, "x")),)))


def test_a_negative_limit_is_refused(store: Store) -> None:
    """SQL would take it for no limit."""
    with pytest.raises(QueryError, match="limit"):
        store.search(FILINGS, Query(limit=-1))


def test_collections_do_not_mix(store: Store) -> None:
    """A case and a filing may have one id."""
    put(store, filing("1"))
    store.write(DOCKETS, [DOCKETS.row(Docket(court="US", docket_number="1"))], now=NOW)
    assert [len(store.search(collection, Query()).rows) for collection in (FILINGS, DOCKETS)] == [1, 1]
    store.delete(FILINGS, ["US:1"])
    assert store.search(DOCKETS, Query()).total == 1


@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda collection: collection.name)
def test_every_field_of_every_collection_can_be_asked_for(store: Store, collection: Collection) -> None:
    """The back end knows all of the schema."""
    samples: dict[Kind, Scalar] = {Kind.KEYWORD: "x", Kind.INTEGER: 1, Kind.DATE: FIRST_DAY, Kind.TIME: NOW, Kind.BOOLEAN: True}
    for field in collection.fields:
        value = samples[field.kind]
        where = (Equals(field.name, (value,)), Range(field.name, value, value), Missing(field.name))
        query = Query(where=where, sort=None if field.many else field.name)
        assert store.search(collection, query).total == 0
        assert store.facets(collection, query, field.name) == ()


def test_several_searches_at_once_are_as_each_by_itself(store: Store) -> None:
    """With pages, words, totals and bounds of their own; none is asked for without an answer."""
    put(
        store,
        *(
            filing(number, f"TERN {number % 3}", application_date=FIRST_DAY, office=("US", "EM")[number % 2])
            for number in range(9)
        ),
    )
    first = store.search(FILINGS, Query(limit=2))
    queries = (
        Query(limit=2, after=first.next),
        Query(where=(equals("office", "EM"),), limit=0),
        Query(words=(Words("tern 2"),), sort="status_date"),
        Query(where=(equals("office", "KR"),)),
        Query(limit=3, count_up_to=4),
    )
    assert store.searches(FILINGS, queries) == tuple(store.search(FILINGS, query) for query in queries)
    assert store.searches(FILINGS, ()) == ()


def test_a_bounded_count_is_exact_up_to_its_bound(store: Store) -> None:
    """Whatever the order and the filter; the page is the same as without a bound."""
    put(store, *(filing(number, "TERN", status_date=FIRST_DAY if number % 2 else None) for number in range(7)))
    for sort in ("application_date", "status_date"):
        whole = store.search(FILINGS, Query(sort=sort, limit=3))
        for bound in (1, 6, 7, 8):
            page = store.search(FILINGS, Query(sort=sort, limit=3, count_up_to=bound))
            assert (page.rows, page.next, page.total) == (whole.rows, whole.next, min(7, bound))
    with pytest.raises(QueryError, match="count_up_to"):
        store.search(FILINGS, Query(count_up_to=0))


def test_counted_values_are_true_after_every_kind_of_write(store: Store) -> None:
    """Created, changed to another value, replaced, deleted: a count that is kept must not drift."""

    def counted() -> dict[str, int]:
        return {str(one.value): one.count for one in store.facets(FILINGS, Query(), "office")}

    put(store, *(filing(number, office="US") for number in range(4)), filing(9, office="EM"))
    assert counted() == {"us": 4, "em": 1}
    put(store, filing(1, "CHANGED", office="US"))
    store.delete(FILINGS, ["US:2", "none"])
    assert counted() == {"us": 3, "em": 1}
    store.delete(FILINGS, ["EM:9"])
    assert counted() == {"us": 3}
