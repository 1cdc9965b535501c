"""claim, release and break_leases: work is done by one at a time, and none is forgotten."""

import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta

import pytest

from index.query import Query, equals
from index.rows import Release
from index.schema import FILINGS, JOB_RUNS
from index.store import Store
from records.errors import QueryError
from tests.conformance.made import LATER, NOW, SOON, filing, job, one, row

STEP = timedelta(microseconds=1)


def claimed(store: Store, owner: str = "w", limit: int = 100, *, now: datetime = NOW, until: datetime = LATER) -> list[str]:
    """Ids of a claim of jobs."""
    return [found.id for found in store.claim(JOB_RUNS, owner=owner, limit=limit, now=now, until=until)]


def test_due_rows_are_claimed_oldest_first_then_by_id(store: Store) -> None:
    """What is due now counts as due; what is not due, or never, is left."""
    due = {"c": NOW, "b": NOW, "a": NOW - STEP, "later": NOW + STEP, "never": None}
    store.write(JOB_RUNS, [job(name, due_at=at) for name, at in due.items()], now=NOW)
    assert claimed(store, limit=2) == ["a", "b"]
    assert claimed(store) == ["c"]
    assert claimed(store) == []


def test_a_claim_gives_the_row_with_its_lease(store: Store) -> None:
    """As a reader sees it after the claim; the due time stays."""
    store.write(JOB_RUNS, [job("a", due_at=NOW - STEP)], now=NOW)
    (found,) = store.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=LATER)
    assert found == one(store, "a", JOB_RUNS)
    assert (found.lease_owner, found.lease_until, found.due_at, found.revision) == ("w", LATER, NOW - STEP, 2)


def test_a_running_lease_keeps_everybody_off(store: Store) -> None:
    """Its own owner too, until it ends; it runs as long as now is before its end."""
    store.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    assert claimed(store, "w", until=LATER) == ["a"]
    assert claimed(store, "w", now=SOON) == []
    assert claimed(store, "v", now=LATER - STEP) == []
    assert claimed(store, "v", now=LATER, until=LATER + STEP) == ["a"]


def test_a_claim_takes_at_most_limit_rows(store: Store) -> None:
    """None for 0."""
    store.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    assert claimed(store, limit=0) == []
    assert claimed(store, limit=-1) == []


def test_a_claim_passes_filters(store: Store) -> None:
    """A worker may take one office only; fields unknown are refused."""
    store.write(FILINGS, [row(filing(1), due_at=NOW), row(filing(2, classes=(25,), office="EM"), due_at=NOW)], now=NOW)
    where = (equals("office", "EM"), equals("class", 25))
    found = store.claim(FILINGS, owner="w", limit=5, now=NOW, until=LATER, where=where)
    assert [item.id for item in found] == ["EM:2"]
    with pytest.raises(QueryError, match="no field 'x'"):
        store.claim(FILINGS, owner="w", limit=5, now=NOW, until=LATER, where=(equals("x", 1),))


def test_a_released_row_is_done_or_comes_again(store: Store) -> None:
    """Without a due time it is done; with one it is due then."""
    store.write(JOB_RUNS, [job("a", due_at=NOW), job("b", due_at=NOW)], now=NOW)
    claimed(store)
    assert store.release(JOB_RUNS, [Release(id="a"), Release(id="b", due_at=SOON)], owner="w", now=NOW) == 2
    a, b = one(store, "a", JOB_RUNS), one(store, "b", JOB_RUNS)
    assert (a.due_at, a.lease_owner, a.lease_until) == (None, None, None)
    assert (b.due_at, b.lease_owner, b.lease_until) == (SOON, None, None)
    assert claimed(store, now=SOON, until=LATER) == ["b"]


def test_a_release_may_replace_the_record(store: Store) -> None:
    """The due time is the release's, not the row's; the version never falls."""
    store.write(FILINGS, [row(filing(1, "A", record_version=5), "old", due_at=NOW)], now=NOW)
    store.claim(FILINGS, owner="w", limit=1, now=NOW, until=LATER)
    done = Release(id="US:1", due_at=SOON, row=row(filing(1, "B", classes=(25,)), "new", due_at=LATER))
    assert store.release(FILINGS, [done], owner="w", now=NOW) == 1
    found = one(store, "US:1")
    assert (found.record, found.due_at, found.version, found.lease_owner) == (filing(1, "B", classes=(25,)), SOON, 5, None)
    assert [facet.value for facet in store.facets(FILINGS, Query(), "class")] == [25]


def test_a_release_with_another_row_is_refused() -> None:
    """It would put one record under the id of another."""
    with pytest.raises(ValueError, match="'US:1' with row 'US:2'"):
        Release(id="US:1", row=row(filing(2)))


def test_only_the_owner_releases(store: Store) -> None:
    """A lost lease is left to its new owner; a row that is free, gone or unknown is no lease."""
    store.write(JOB_RUNS, [job(name, due_at=NOW) for name in ("a", "free")], now=NOW)
    claimed(store, "w", limit=1, until=SOON)
    assert claimed(store, "v", limit=1, now=SOON, until=LATER) == ["a"]
    before = one(store, "a", JOB_RUNS)
    lost = [Release(id="a", row=job("a", summary="late")), Release(id="free"), Release(id="none")]
    assert store.release(JOB_RUNS, lost, owner="w", now=SOON) == 0
    assert one(store, "a", JOB_RUNS) == before
    assert one(store, "free", JOB_RUNS).due_at == NOW


def test_a_lease_past_its_end_is_its_owners_until_claimed(store: Store) -> None:
    """A slow worker that was not overtaken keeps what it did."""
    store.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    claimed(store, "w", until=SOON)
    assert store.release(JOB_RUNS, [Release(id="a")], owner="w", now=LATER) == 1
    assert claimed(store, "v", now=LATER, until=LATER) == []


def test_a_lease_is_released_once(store: Store) -> None:
    """The second release of one call finds it ended."""
    store.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    claimed(store)
    assert store.release(JOB_RUNS, [Release(id="a", due_at=SOON), Release(id="a")], owner="w", now=NOW) == 1
    assert one(store, "a", JOB_RUNS).due_at == SOON
    assert store.release(JOB_RUNS, [], owner="w", now=NOW) == 0


def test_leases_of_a_dead_owner_end_at_once_everywhere(store: Store) -> None:
    """In all collections, and nobody else's; its rows are due as they were."""
    store.write(JOB_RUNS, [job("a", due_at=NOW), job("b", due_at=NOW)], now=NOW)
    store.write(FILINGS, [row(filing(1), due_at=NOW)], now=NOW)
    claimed(store, "dead", limit=1)
    claimed(store, "alive", limit=1)
    store.claim(FILINGS, owner="dead", limit=1, now=NOW, until=LATER)
    assert store.break_leases("dead") == 2
    assert store.break_leases("dead") == 0
    assert one(store, "b", JOB_RUNS).lease_owner == "alive"
    assert claimed(store, "next") == ["a"]
    assert [found.id for found in store.claim(FILINGS, owner="next", limit=1, now=NOW, until=LATER)] == ["US:1"]


def test_processes_that_claim_at_once_never_get_one_row(address: str, store: Store) -> None:
    """Four workers race through one queue: every row is claimed, none twice."""
    rows = 600
    store.write(JOB_RUNS, [job(f"{number:03d}", due_at=NOW) for number in range(rows)], now=NOW)
    command = [sys.executable, "-m", "tests.conformance.claimer", address]
    workers = [
        subprocess.Popen([*command, f"worker-{number}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(4)
    ]
    assert [worker.stdout.readline() for worker in workers if worker.stdout] == ["ready\n"] * 4
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    outputs = [worker.communicate(timeout=60)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    taken = Counter(name for output in outputs for name in output.split())
    assert len(taken) == rows
    assert set(taken.values()) == {1}
    assert all(one(store, name, JOB_RUNS).lease_owner is not None for name in taken)
