"""replace: a change of what was read, and only of that."""

import pytest

from index.query import Query, Words
from index.rows import Release, Written
from index.schema import FILINGS, JOB_RUNS
from index.store import Store
from records.errors import ConflictError
from tests.conformance.made import LATER, NOW, SOON, filing, job, one, put, row


def test_replace_puts_the_row_and_gives_it_back(store: Store) -> None:
    """What is returned is what a reader sees; it is found by its new content."""
    put(store, filing(1, "GULFTERN"))
    replaced = store.replace(FILINGS, row(filing(1, "SEAWREN"), due_at=SOON), if_revision=1, now=NOW)
    assert replaced == one(store, "US:1")
    assert (replaced.record, replaced.revision, replaced.due_at) == (filing(1, "SEAWREN"), 2, SOON)
    assert store.search(FILINGS, Query(words=(Words("seawren"),))).total == 1
    assert store.search(FILINGS, Query(words=(Words("gulftern"),))).total == 0


def test_replace_of_a_row_that_moved_on_is_a_conflict(store: Store) -> None:
    """The later of two that read the same row has to read again."""
    put(store, filing(1, "GULFTERN"))
    store.replace(FILINGS, row(filing(1, "FIRST")), if_revision=1, now=NOW)
    with pytest.raises(ConflictError, match="US:1"):
        store.replace(FILINGS, row(filing(1, "SECOND")), if_revision=1, now=NOW)
    assert one(store, "US:1").record == filing(1, "FIRST")


def test_replace_of_a_row_that_is_gone_is_a_conflict(store: Store) -> None:
    """A deleted row is not made again by somebody who read it before."""
    with pytest.raises(ConflictError, match="US:1"):
        store.replace(FILINGS, row(filing(1, "GULFTERN")), if_revision=1, now=NOW)
    assert store.get(FILINGS, ["US:1"]) == {}


@pytest.mark.parametrize("step", ["claim", "release", "break", "write"])
def test_every_change_of_a_row_moves_its_revision(store: Store, step: str) -> None:
    """Leases included: who read before a claim may not replace after it."""
    store.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    if step != "claim":
        store.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=LATER)
    read = one(store, "a", JOB_RUNS)
    if step == "claim":
        store.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=LATER)
    elif step == "release":
        store.release(JOB_RUNS, [Release(id="a")], owner="w", now=NOW)
    elif step == "break":
        store.break_leases("w")
    else:
        store.write(JOB_RUNS, [job("a", summary="changed")], now=NOW)
    assert one(store, "a", JOB_RUNS).revision == read.revision + 1
    with pytest.raises(ConflictError):
        store.replace(JOB_RUNS, job("a", summary="late"), if_revision=read.revision, now=NOW)


def test_replace_keeps_the_lease(store: Store) -> None:
    """A worker marks what it is about to do without losing its claim."""
    store.write(JOB_RUNS, [job("a", due_at=NOW)], now=NOW)
    (claimed,) = store.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=LATER)
    replaced = store.replace(JOB_RUNS, job("a", due_at=NOW, summary="sending"), if_revision=claimed.revision, now=NOW)
    assert (replaced.lease_owner, replaced.lease_until) == ("w", LATER)
    assert store.claim(JOB_RUNS, owner="v", limit=1, now=NOW, until=LATER) == ()


def test_replace_never_lowers_the_version(store: Store) -> None:
    """Else a late older file would win over a row that somebody has touched."""
    put(store, filing(1, "GULFTERN", record_version=1))
    put(store, filing(1, "GULFTERN", record_version=5))
    replaced = store.replace(FILINGS, row(filing(1, "SEAWREN", record_version=1)), if_revision=1, now=NOW)
    assert replaced.version == 5
    assert put(store, filing(1, "LATE", record_version=4)) == (Written.STALE,)
