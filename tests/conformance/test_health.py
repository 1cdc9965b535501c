"""health and close."""

from index.rows import CollectionHealth
from index.schema import COLLECTIONS, FILINGS, JOB_RUNS
from index.store import Store
from tests.conformance.made import LATER, NOW, SOON, filing, job, put


def test_a_new_store_is_healthy_and_empty(store: Store) -> None:
    """All collections are there from the beginning."""
    health = store.health(now=NOW)
    assert health.ok
    assert health.backend
    assert health.collections == {item.name: CollectionHealth(rows=0, due=0, leased=0) for item in COLLECTIONS}


def test_figures_tell_size_and_backlog(store: Store) -> None:
    """Due is what could be claimed now; a lease past its end counts as due again."""
    due = {"a": NOW, "b": NOW, "c": SOON, "d": LATER, "e": None}
    store.write(JOB_RUNS, [job(name, due_at=at) for name, at in due.items()], now=NOW)
    store.claim(JOB_RUNS, owner="w", limit=1, now=NOW, until=SOON)
    at_once = CollectionHealth(rows=5, due=1, leased=1, oldest_due_at=NOW, changed_at=NOW)
    assert store.health(now=NOW).collections["job_runs"] == at_once
    soon = CollectionHealth(rows=5, due=3, leased=0, oldest_due_at=NOW, changed_at=NOW)
    assert store.health(now=SOON).collections["job_runs"] == soon
    assert store.health(now=SOON).collections["filings"].rows == 0


def test_changed_at_is_when_a_row_was_last_created_or_changed(store: Store) -> None:
    """Not when something was claimed, written unchanged, or deleted."""
    put(store, filing(1, "A"), filing(2, "B"))
    store.write(FILINGS, [], now=LATER)
    store.write(FILINGS, [FILINGS.row(filing(1, "A"))], now=LATER)
    store.delete(FILINGS, ["US:2"])
    assert store.health(now=LATER).collections["filings"].changed_at == NOW
    store.write(FILINGS, [FILINGS.row(filing(1, "C"))], now=SOON)
    assert store.health(now=LATER).collections["filings"].changed_at == SOON
    store.replace(FILINGS, FILINGS.row(filing(1, "D")), if_revision=2, now=LATER)
    assert store.health(now=LATER).collections["filings"].changed_at == LATER


def test_a_closed_store_says_so_and_health_does_not_raise(store: Store) -> None:
    """``lookout doctor`` reports a broken store instead of failing with it; closing twice is no error."""
    store.close()
    store.close()
    health = store.health(now=NOW)
    assert not health.ok
    assert health.detail
