"""settle, stamp and rekey: what several workers need to share one store."""

from concurrent.futures import ThreadPoolExecutor

from index.query import Candidate, Equals, KeyQuery, Query
from index.rows import Release, Written
from index.schema import FILINGS, JOB_RUNS, WATCHES
from index.store import Store
from tests.conformance.addresses import open_address
from tests.conformance.made import LATER, NOW, filing, job, one, put, row


def test_what_another_wrote_is_seen_once_settled(address: str, store: Store) -> None:
    """By every kind of read, of an object that has read before."""
    other = open_address(address)
    try:
        assert other.search(FILINGS, Query()).total == 0
        assert other.candidates(FILINGS, [KeyQuery(("k",))], limit=9) == ((),)
        store.write(FILINGS, [row(filing(1, "TERN"), "k")], now=NOW)
        other.settle(FILINGS, JOB_RUNS)
        assert other.search(FILINGS, Query()).total == 1
        assert other.facets(FILINGS, Query(), "office")[0].count == 1
        assert other.candidates(FILINGS, [KeyQuery(("k",))], limit=9) == ((Candidate("US:1", 1),),)
        assert [found.id for batch in other.scan(FILINGS) for found in batch] == ["US:1"]
    finally:
        other.close()


def test_each_thread_sees_at_once_what_it_wrote_through_a_shared_object(store: Store) -> None:
    """By searches and candidates, though the others write and read all the while."""

    def work(worker: int) -> None:
        for turn in range(8):
            name = f"{worker}-{turn}"
            store.write(FILINGS, [row(filing(name, "TERN"), name)], now=NOW)
            assert store.search(FILINGS, Query(where=(Equals("application_number", (name,)),))).total == 1
            assert store.candidates(FILINGS, [KeyQuery((name,))], limit=9) == ((Candidate(f"US:{name}", 1),),)
            store.delete(FILINGS, [f"US:{name}"])
            assert store.search(FILINGS, Query(where=(Equals("application_number", (name,)),))).total == 0

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert store.search(FILINGS, Query()).total == 0


def test_what_another_wrote_is_claimed_and_got_at_once(address: str, store: Store) -> None:
    """Without settling: a queue that looks empty must be empty."""
    other = open_address(address)
    try:
        assert other.claim(JOB_RUNS, owner="w", limit=9, now=NOW, until=LATER) == ()
        store.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
        assert set(other.get(JOB_RUNS, ["a"])) == {"a"}
        assert [found.id for found in other.claim(JOB_RUNS, owner="w", limit=9, now=NOW, until=LATER)] == ["a"]
        assert store.claim(JOB_RUNS, owner="v", limit=9, now=NOW, until=LATER) == ()
    finally:
        other.close()


def test_the_stamp_moves_with_every_change(address: str, store: Store) -> None:
    """Created, changed, replaced, released with a row, deleted; by this object or another; each collection has its own."""
    other = open_address(address)
    try:
        seen = [store.stamp(FILINGS)]

        def moved() -> bool:
            seen.append(store.stamp(FILINGS))
            assert other.stamp(FILINGS) == seen[-1]
            return seen[-1] not in seen[:-1]

        put(store, filing(1, "TERN"))
        assert moved()
        put(other, filing(1, "GULL"))
        assert moved()
        store.replace(FILINGS, row(filing(1, "WREN"), due_at=NOW), if_revision=2, now=NOW)
        assert moved()
        store.claim(FILINGS, owner="w", limit=1, now=NOW, until=LATER)
        store.release(FILINGS, [Release(id="US:1", row=row(filing(1, "DOVE")))], owner="w", now=NOW)
        assert moved()
        other.delete(FILINGS, ["US:1"])
        assert moved()
        put(store, filing(1, "TERN"))
        assert moved()
        before = store.stamp(FILINGS), store.stamp(WATCHES)
        assert put(store, filing(1, "TERN")) == (Written.UNCHANGED,)
        store.delete(FILINGS, ["none"])
        assert (store.stamp(FILINGS), store.stamp(WATCHES)) == before
    finally:
        other.close()


def test_rekeyed_rows_are_found_by_their_new_keys_only(store: Store) -> None:
    """All else stays: revision, version, due time, lease. A row that has moved on, or is gone, takes none."""
    first = row(filing(1, "TERN", record_version=3), "old", "both", due_at=NOW)
    store.write(FILINGS, [first, row(filing(2, "GULL"), "old"), row(filing(3, "WREN"))], now=NOW)
    store.claim(FILINGS, owner="w", limit=1, now=NOW, until=LATER)
    before = store.get(FILINGS, ["US:1", "US:2", "US:3"])
    newer = [
        FILINGS.row(filing(1, "TERN", record_version=3), keys=["new", "both"], gist=b"\x00g"),
        FILINGS.row(filing(2, "OTHER CONTENT"), keys=["new"]),
        FILINGS.row(filing(3, "WREN"), keys=["new"]),
        FILINGS.row(filing(4, "NONE"), keys=["new"]),
    ]
    assert store.rekey(FILINGS, newer) == 2
    assert store.get(FILINGS, ["US:1", "US:2", "US:3"]) == before
    found = store.candidates(FILINGS, [KeyQuery(("new", "both")), KeyQuery(("old",))], limit=9)
    assert found == ((Candidate("US:1", 2, b"\x00g"), Candidate("US:3", 1)), (Candidate("US:2", 1),))
    assert store.rekey(FILINGS, [FILINGS.row(filing(3, "WREN"))]) == 1
    assert [item.id for item in store.candidates(FILINGS, [KeyQuery(("new",))], limit=9)[0]] == ["US:1"]
    assert store.rekey(FILINGS, []) == 0


def test_a_gist_comes_with_the_candidate(store: Store) -> None:
    """Any bytes, up to the size of a long mark with its readings; a changed row brings its new one."""
    long = bytes(range(256)) * 200
    store.write(FILINGS, [FILINGS.row(filing(1, "TERN"), keys=["k"], gist=long)], now=NOW)
    assert store.candidates(FILINGS, [KeyQuery(("k",))], limit=1) == ((Candidate("US:1", 1, long),),)
    store.write(FILINGS, [FILINGS.row(filing(1, "GULL"), keys=["k"], gist=b"new")], now=NOW)
    assert store.candidates(FILINGS, [KeyQuery(("k",))], limit=1) == ((Candidate("US:1", 1, b"new"),),)
    store.replace(FILINGS, FILINGS.row(filing(1, "WREN"), keys=["k"], gist=b"newer"), if_revision=2, now=NOW)
    assert store.candidates(FILINGS, [KeyQuery(("k",))], limit=1) == ((Candidate("US:1", 1, b"newer"),),)
    assert one(store, "US:1").revision == 3
