"""candidates: rows that share keys, against a plain count."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.query import KEY_ROWS, Candidate, KeyQuery, Missing, Range, equals
from index.rows import Row
from index.schema import FILINGS, JOB_RUNS
from index.store import Store
from records.errors import QueryError
from tests.conformance.addresses import empty
from tests.conformance.made import NOW, filing, job, row

KEYS = st.sampled_from(["a", "A", "b", "c", "d d", "é", "e\u0301", "华", 'q"', "s:x*", "1", "2", "11", "\x00"])


def shared(store: Store, *keys: str, limit: int = 10) -> list[tuple[str, int]]:
    """Candidates of one query as (id without office, shared)."""
    (found,) = store.candidates(FILINGS, [KeyQuery(keys)], limit=limit)
    return [(item.id[3:], item.shared) for item in found]


def test_most_shared_keys_come_first_then_id(store: Store) -> None:
    """Rows that share none are no candidates; an unknown key is shared by none; a key counts once however often asked."""
    rows = [row(filing(1), "a"), row(filing(3), "a", "b"), row(filing(2), "b", "a"), row(filing(4), "z"), row(filing(5))]
    store.write(FILINGS, rows, now=NOW)
    assert shared(store, "a", "b", "c", "a") == [("2", 2), ("3", 2), ("1", 1)]
    assert shared(store, "c") == []
    assert shared(store) == []


def test_at_most_limit_rows_are_given(store: Store) -> None:
    """The best of them."""
    store.write(FILINGS, [row(filing(n), *"abc"[: n % 3 + 1]) for n in range(9)], now=NOW)
    assert shared(store, "a", "b", "c", limit=4) == [("2", 3), ("5", 3), ("8", 3), ("1", 2)]
    assert shared(store, "a", limit=0) == []


def test_every_query_is_answered_in_its_place(store: Store) -> None:
    """Many brands in one call."""
    store.write(FILINGS, [row(filing(1), "a"), row(filing(2), "b")], now=NOW)
    found = store.candidates(FILINGS, [KeyQuery(("b",)), KeyQuery(()), KeyQuery(("a",))], limit=5)
    assert [[item.id for item in group] for group in found] == [["US:2"], [], ["US:1"]]
    assert store.candidates(FILINGS, [], limit=5) == ()


def test_filters_hold_before_the_limit(store: Store) -> None:
    """Of single- and many-valued fields; a better row of another office takes no place."""
    rows = [
        row(filing(1, classes=(25,), office="EM"), "a", "b"),
        row(filing(2, classes=(9, 25), application_date=date(2026, 1, 1)), "a"),
        row(filing(3, classes=(9,)), "a", "b"),
    ]
    store.write(FILINGS, rows, now=NOW)

    def ids(*where: object, limit: int = 9) -> list[str]:
        (found,) = store.candidates(FILINGS, [KeyQuery(("a", "b"), tuple(where))], limit=limit)  # type: ignore[arg-type]
        return [item.id for item in found]

    assert ids() == ["EM:1", "US:3", "US:2"]
    assert ids(equals("office", "US"), limit=1) == ["US:3"]
    assert ids(equals("class", 25)) == ["EM:1", "US:2"]
    assert ids(equals("class", 25, 9), Missing("application_date")) == ["EM:1", "US:3"]
    assert ids(Range("application_date", low=date(2026, 1, 1))) == ["US:2"]


def test_an_unknown_field_is_refused(store: Store) -> None:
    """Even where no key is known."""
    with pytest.raises(QueryError, match="no field 'x'"):
        store.candidates(FILINGS, [KeyQuery(("a",), (equals("x", 1),))], limit=5)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.integers(0, 12), st.lists(KEYS, max_size=6)), max_size=25),
    asked=st.lists(st.lists(KEYS, max_size=8).map(tuple), min_size=1, max_size=3),
    limit=st.integers(0, 8),
    gone=st.lists(st.integers(0, 12), max_size=3),
)
def test_candidates_are_those_of_a_plain_count(
    store: Store, rows: list[tuple[int, list[str]]], asked: list[tuple[str, ...]], limit: int, gone: list[int]
) -> None:
    """Whatever the keys, after changes and deletes too."""
    empty(store, (FILINGS,))
    model: dict[str, set[str]] = {}
    for turn, (number, has) in enumerate(rows):
        record = filing(number, status_text=str(turn))
        store.write(FILINGS, [row(record, *has)], now=NOW)
        model[record.key] = set(has)
    store.delete(FILINGS, [f"US:{number}" for number in gone])
    for number in gone:
        model.pop(f"US:{number}", None)
    expected = []
    for keys in asked:
        counts = Counter({row_id: len(has & set(keys)) for row_id, has in model.items() if has & set(keys)})
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
        expected.append(tuple(Candidate(row_id, count) for row_id, count in best))
    assert store.candidates(FILINGS, [KeyQuery(keys) for keys in asked], limit=limit) == tuple(expected)


def keyed_job(number: int, *keys: str) -> Row:
    """A small row with keys."""
    made = job(f"{number:05d}")
    return JOB_RUNS.row(made.record, keys=keys)


def test_frequent_keys_choose_no_rows_but_count(store: Store) -> None:
    """The rule of ``KeyQuery``: beyond KEY_ROWS only the rarer keys choose, and all asked keys count for the rows chosen."""
    has = {"common": range(KEY_ROWS + 100), "usual": range(10, KEY_ROWS // 2), "rare": (5, 7, 9000)}
    for start in range(0, KEY_ROWS + 100, 4000):
        numbers = range(start, min(start + 4000, KEY_ROWS + 100))
        store.write(JOB_RUNS, [keyed_job(n, *(key for key, rows in has.items() if n in rows)) for n in numbers], now=NOW)

    def found(*keys: str, limit: int = 4) -> list[tuple[str, int]]:
        (group,) = store.candidates(JOB_RUNS, [KeyQuery(keys)], limit=limit)
        return [(item.id, item.shared) for item in group]

    # Alone, the commonest key chooses all the same: first by id.
    assert found("common") == [("00000", 1), ("00001", 1), ("00002", 1), ("00003", 1)]
    # Beside a rarer one it only counts, and rows that have nothing else are no candidates.
    assert found("common", "rare") == [("00005", 2), ("00007", 2), ("09000", 2)]
    assert found("common", "usual", limit=2) == [("00010", 2), ("00011", 2)]
    # "rare" and "usual" together stay below the bound and choose both.
    assert found("common", "usual", "rare") == [("09000", 3), ("00005", 2), ("00007", 2), ("00010", 2)]
