"""write, get and delete: what becomes of each row, and that it is all or nothing."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from index.query import KeyQuery, Query, Words, equals
from index.rows import Row, Stored, Written
from index.schema import FILINGS, JOB_RUNS
from index.store import Store
from records.errors import WireError
from records.filing import Mark
from tests.conformance.made import LATER, NOW, SOON, applicant, filing, job, numbers, one, put, row


def test_outcomes_come_in_the_order_of_the_rows(store: Store) -> None:
    """A caller pairs rows with outcomes by position."""
    put(store, filing(2, "OLD", record_version=5), filing(4, "SAME"))
    rows = [
        row(filing(1, "NEW")),
        row(filing(2, "OTHER", record_version=4)),
        row(filing(3, "NEW")),
        row(filing(4, "SAME")),
        row(filing(2, "NEWER", record_version=6)),
    ]
    outcomes = store.write(FILINGS, rows, now=NOW)
    assert outcomes == (Written.CREATED, Written.STALE, Written.CREATED, Written.UNCHANGED, Written.CHANGED)


def test_a_created_row_stands_as_written(store: Store) -> None:
    """Record, version, due time; revision 1; no lease."""
    record = filing(1, "GULFTERN", classes=(25, 9), record_version=7)
    store.write(FILINGS, [row(record, due_at=SOON)], now=NOW)
    assert one(store, "US:1") == Stored(id="US:1", record=record, version=7, revision=1, due_at=SOON)


def test_a_newer_version_changes_the_row(store: Store) -> None:
    """The newer content replaces all of the older, and its due time too."""
    put(store, filing(1, "GULFTERN", record_version=1))
    newer = filing(1, "GULF TERN", record_version=2)
    assert store.write(FILINGS, [row(newer, due_at=SOON)], now=NOW) == (Written.CHANGED,)
    assert one(store, "US:1") == Stored(id="US:1", record=newer, version=2, revision=2, due_at=SOON)


def test_equal_version_with_other_content_is_changed(store: Store) -> None:
    """Sources without a clock of their own always have version 0."""
    put(store, filing(1, "GULFTERN"))
    assert put(store, filing(1, "GULF TERN")) == (Written.CHANGED,)


def test_a_smaller_version_is_stale_and_leaves_all_as_it_is(store: Store) -> None:
    """A late older file never undoes a newer one."""
    newer = filing(1, "GULF TERN", record_version=2)
    store.write(FILINGS, [row(newer, "k", due_at=SOON)], now=NOW)
    before = one(store, "US:1")
    assert store.write(FILINGS, [row(filing(1, "GULFTERN", record_version=1), due_at=LATER)], now=LATER) == (Written.STALE,)
    assert one(store, "US:1") == before


def test_a_smaller_version_is_stale_even_with_the_same_content(store: Store) -> None:
    """Version is looked at before content."""
    put(store, filing(1, "GULFTERN", record_version=2))
    assert put(store, filing(1, "GULFTERN", record_version=1)) == (Written.STALE,)


def test_the_same_content_is_unchanged_and_keeps_due_time_lease_and_revision(store: Store) -> None:
    """Reading a source twice makes no work twice."""
    store.write(FILINGS, [row(filing(1, "GULFTERN"), due_at=NOW)], now=NOW)
    (claimed,) = store.claim(FILINGS, owner="a", limit=1, now=NOW, until=LATER)
    assert store.write(FILINGS, [row(filing(1, "GULFTERN"), due_at=LATER)], now=SOON) == (Written.UNCHANGED,)
    assert one(store, "US:1") == claimed


def test_an_unchanged_row_takes_on_the_newer_version(store: Store) -> None:
    """Else a late file between the two versions would win over the newest."""
    put(store, filing(1, "GULFTERN", record_version=1))
    assert put(store, filing(1, "GULFTERN", record_version=3)) == (Written.UNCHANGED,)
    found = one(store, "US:1")
    assert (found.version, found.revision) == (3, 1)
    assert put(store, filing(1, "IN BETWEEN", record_version=2)) == (Written.STALE,)


def test_source_alone_is_no_change(store: Store) -> None:
    """The digest leaves the source out: the same case in another file is the same case."""
    put(store, filing(1, "GULFTERN"))
    again = replace(row(filing(1, "GULFTERN", status_text="x")), digest=row(filing(1, "GULFTERN")).digest)
    assert store.write(FILINGS, [again], now=NOW) == (Written.UNCHANGED,)


def test_create_only_leaves_what_exists(store: Store) -> None:
    """Whatever the version and content."""
    store.write(FILINGS, [row(filing(1, "GULFTERN", record_version=1), due_at=SOON)], now=NOW)
    before = one(store, "US:1")
    rows = [row(filing(1, "OTHER", record_version=9), due_at=LATER), row(filing(2, "NEW")), row(filing(2, "TWICE"))]
    assert store.write(FILINGS, rows, now=NOW, create_only=True) == (Written.EXISTS, Written.CREATED, Written.EXISTS)
    assert one(store, "US:1") == before
    assert one(store, "US:2").record == filing(2, "NEW")


def test_rows_of_one_call_with_the_same_id_are_taken_in_order(store: Store) -> None:
    """As if each had been written by a call of its own."""
    rows = [
        row(filing(1, mark, record_version=version), mark) for mark, version in (("A", 1), ("B", 3), ("C", 2), ("B", 4), ("D", 4))
    ]
    outcomes = store.write(FILINGS, rows, now=NOW)
    assert outcomes == (Written.CREATED, Written.CHANGED, Written.STALE, Written.UNCHANGED, Written.CHANGED)
    found = one(store, "US:1")
    assert (found.record, found.version, found.revision) == (filing(1, "D", record_version=4), 4, 3)
    assert store.candidates(FILINGS, [KeyQuery(("A", "B", "C"))], limit=9) == ((),)


def test_a_changed_row_loses_its_lease(store: Store) -> None:
    """The worker that had it read the older record; its release must not end the newer one's work."""
    store.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    store.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=LATER)
    store.write(JOB_RUNS, [job("a", due_at=SOON, summary="new")], now=NOW)
    found = one(store, "a", JOB_RUNS)
    assert (found.lease_owner, found.lease_until, found.due_at) == (None, None, SOON)


def test_a_changed_row_is_found_by_its_new_content_only(store: Store) -> None:
    """Fields, text and keys of the older content are gone."""
    store.write(FILINGS, [row(filing(1, "GULFTERN", classes=(25,), goods="shoes"), "old", "both")], now=NOW)
    store.write(FILINGS, [row(filing(1, "SEAWREN", classes=(9,), goods="lenses"), "new", "both")], now=NOW)
    for query in (equals("class", 25), Words("gulftern"), Words("shoes")):
        asked = Query(words=(query,)) if isinstance(query, Words) else Query(where=(query,))
        assert store.search(FILINGS, asked).total == 0
    for query in (equals("class", 9), Words("seawren"), Words("lenses")):
        asked = Query(words=(query,)) if isinstance(query, Words) else Query(where=(query,))
        assert store.search(FILINGS, asked).total == 1
    found = store.candidates(FILINGS, [KeyQuery(("old",)), KeyQuery(("new", "both", "old"))], limit=5)
    assert [[item.shared for item in group] for group in found] == [[], [2]]


def bad_row(name: str) -> Row:
    """A row whose record has no wire form: a lone surrogate."""
    return Row(id=f"US:{name}", record=filing(name, "\ud800"), version=0, digest="none")


def test_a_call_that_fails_leaves_nothing(store: Store) -> None:
    """All of one call stand or fall together."""
    put(store, filing(1, "GULFTERN"))
    with pytest.raises(WireError):
        store.write(FILINGS, [row(filing(1, "CHANGED"), "k"), row(filing(2, "NEW"), "k"), bad_row("3")], now=NOW)
    assert one(store, "US:1").record == filing(1, "GULFTERN")
    assert numbers(store, Query()) == ["1"]
    assert store.candidates(FILINGS, [KeyQuery(("k",))], limit=5) == ((),)


def test_nothing_to_write_is_nothing_written(store: Store) -> None:
    """An empty batch is no error."""
    assert store.write(FILINGS, [], now=NOW) == ()


def test_times_keep_their_microseconds_and_come_back_in_utc(store: Store) -> None:
    """Due times are compared across processes; a rounded one would be claimed early."""
    in_shanghai = (NOW + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=8)))
    store.write(JOB_RUNS, [job("a", due_at=in_shanghai)], now=NOW)
    due_at = one(store, "a", JOB_RUNS).due_at
    assert due_at == NOW + timedelta(microseconds=1)
    assert due_at is not None
    assert due_at.utcoffset() == timedelta(0)


def test_get_gives_the_rows_that_exist(store: Store) -> None:
    """Missing ids are left out; asking twice gives one; any number may be asked for."""
    put(store, *(filing(number, "X") for number in range(5)))
    found = store.get(FILINGS, ["US:3", "US:none", "US:1", "US:3", *(f"US:n{number}" for number in range(3000))])
    assert {row_id: stored.id for row_id, stored in found.items()} == {"US:3": "US:3", "US:1": "US:1"}
    assert store.get(FILINGS, []) == {}
    assert store.get(JOB_RUNS, ["US:1"]) == {}


def test_ids_are_compared_exactly(store: Store) -> None:
    """Ids are opaque: neither case nor width nor a prefix matters less."""
    names = ["a", "A", "ａ", "a ", " a", "a\x00b", "华为:1/2", "é", "e\u0301", "%", "_"]
    store.write(JOB_RUNS, [job(name) for name in names], now=NOW)
    assert set(store.get(JOB_RUNS, names)) == set(names)
    assert [found.id for batch in store.scan(JOB_RUNS) for found in batch] == sorted(names)
    assert store.delete(JOB_RUNS, ["A", "%", "a\x00"]) == 2


def test_deleted_rows_are_gone_from_everywhere(store: Store) -> None:
    """From get, search, facets, candidates, scan and the queue; deleting counts what there was."""
    rows = [
        row(filing(number, "GULFTERN", classes=(25,), applicants=applicant("Ostrava Ltd")), "k", due_at=NOW)
        for number in range(3)
    ]
    store.write(FILINGS, rows, now=NOW)
    assert store.delete(FILINGS, ["US:0", "US:2", "US:2", "US:9"]) == 2
    assert set(store.get(FILINGS, ["US:0", "US:1", "US:2"])) == {"US:1"}
    assert numbers(store, Query(words=(Words("gulftern"),))) == ["1"]
    assert [facet.count for facet in store.facets(FILINGS, Query(), "applicant")] == [1]
    assert [found.id for found in store.candidates(FILINGS, [KeyQuery(("k",))], limit=5)[0]] == ["US:1"]
    assert [found.id for found in store.claim(FILINGS, owner="a", limit=5, now=NOW, until=LATER)] == ["US:1"]
    assert store.delete(FILINGS, []) == 0


def test_a_deleted_row_can_be_created_again(store: Store) -> None:
    """It is a new row: any version, revision 1."""
    put(store, filing(1, "GULFTERN", record_version=9))
    store.delete(FILINGS, ["US:1"])
    assert put(store, filing(1, "SEAWREN", record_version=1)) == (Written.CREATED,)
    found = one(store, "US:1")
    assert (found.version, found.revision, found.record.mark) == (1, 1, Mark(verbal_element_text="SEAWREN"))  # type: ignore[union-attr]
