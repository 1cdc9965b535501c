"""Upgrades while everybody goes on working: what was acknowledged stands, the deleted stays deleted, nobody sees an error."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from index.elastic import ElasticStore
from index.elastic_attempt import begin
from index.elastic_client import ElasticAccess
from index.elastic_copy import Copy
from index.elastic_indexes import versions
from index.elastic_upgrade import Upgraded, upgrade
from index.query import Query
from index.schema import FILINGS
from records.errors import StoreError
from tests.conformance.made import filing, put
from tests.index.busy import COLLECTIONS, Reader, Worker
from tests.index.upgrader import rows_of

PREFIX = "busy"
WORKERS = 3


@pytest.fixture
def access(elastic: str) -> ElasticAccess:
    """The node, with filings on two shards."""
    return ElasticAccess(urls=(elastic,), prefix=PREFIX, shards=2)


@pytest.fixture
def store(access: ElasticAccess) -> Iterator[ElasticStore]:
    """A store with some rows that nobody touches."""
    store = ElasticStore(access, collections=COLLECTIONS)
    store.drop()
    store.open()
    put(store, filing(1, "ROCK", office="STANDING"), *(filing(n, "STONE") for n in range(1500)))
    yield store
    store.drop()
    store.close()


@contextmanager
def at_work(store: ElasticStore, access: ElasticAccess) -> Iterator[list[Worker]]:
    """Workers and a reader for as long as the block runs; afterwards all must stand as they were told."""
    stopping = threading.Event()
    workers = [Worker(access, number, stopping) for number in range(WORKERS)]
    reader = Reader(access, stopping)
    for thread in (*workers, reader):
        thread.start()
    try:
        yield workers
    finally:
        stopping.set()
        for thread in (*workers, reader):
            thread.join(60)
    assert [*(worker.error for worker in workers), reader.error] == [None] * (WORKERS + 1)
    assert reader.calls
    check(store, workers)


def check(store: ElasticStore, workers: list[Worker]) -> None:
    """The store holds exactly what the workers were told, revisions and leases included, and the rows nobody touched."""
    store.settle(FILINGS)
    found = {row.id: row for batch in store.scan(FILINGS) for row in batch}
    expected = {row_id: row for worker in workers for row_id, row in worker.model.items()}
    assert {row_id: row for row_id, row in found.items() if row_id.startswith("W")} == expected
    assert len(found) == len(expected) + 1501
    assert store.get(FILINGS, [row_id for worker in workers for row_id in worker.deleted]) == {}
    assert store.get(FILINGS, list(expected)) == expected


def work_goes_on(workers: list[Worker]) -> None:
    """Wait until every worker has done some more."""
    enough = [worker.calls + 10 for worker in workers]
    give_up = time.monotonic() + 60
    while any(worker.calls < calls for worker, calls in zip(workers, enough, strict=True)) and time.monotonic() < give_up:
        time.sleep(0.02)


def silent(_: str) -> None:
    """Nobody listens."""


def test_nothing_is_lost_and_nothing_comes_back(store: ElasticStore, access: ElasticAccess) -> None:
    """Several upgrades in a row, under writes, claims, releases and deletes of several workers."""
    with at_work(store, access) as workers:
        done: list[Upgraded] = []
        for _ in range(2):
            done += [item for item in upgrade(store, rows_of, force=True, tell=silent) if item.collection == "filings"]
            work_goes_on(workers)
    assert sum(item.caught_up for item in done) > 10
    assert sum(item.removed for item in done)
    assert sum(len(worker.deleted) for worker in workers)
    assert [version.closed for version in versions(store.client, store.places[0])] == [True, True, False]


def test_a_pass_reads_what_was_changed_since_the_last_and_no_more(store: ElasticStore) -> None:
    """Though one shard has counted many more operations than the other: writers must not wait for its rows once more."""
    for number in range(60):
        put(store, filing(1, f"TERN {number}", office="STANDING"))
    attempt = begin(store.client, store.places[0], old=f"{PREFIX}-filings-000001", watch=0, tell=silent)
    copy = Copy(attempt, rows_of, silent)
    assert [copy.catch_up(), copy.catch_up()] == [1501, 0]
    put(store, filing("new", "TERN"), filing(1, "GULL", office="STANDING"))
    store.delete(FILINGS, ["US:7"])
    assert [copy.catch_up(), copy.catch_up()] == [2, 0]
    attempt.close_old()
    assert copy.remove_deleted() == 1
    attempt.move()
    assert store.search(FILINGS, Query()).total == 1501


def test_an_upgrade_that_is_killed_does_not_harm_those_at_work(store: ElasticStore, access: ElasticAccess) -> None:
    """By kill -9 after any time; the next one ends well, and only then is the work held up for a moment."""
    with at_work(store, access):
        for delay in (0.0, 0.1, 0.3, 0.6):
            command = [sys.executable, "-m", "tests.index.upgrader", access.urls[0], PREFIX]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
                assert child.stdout is not None
                child.stdout.readline()  # it has made its copy
                time.sleep(delay)
                child.kill()
        upgrade(store, rows_of, force=True, watch=0, tell=silent)
    assert not any(version.claims for version in versions(store.client, store.places[0]))


def test_two_upgrades_at_a_time_do_not_meet(store: ElasticStore, access: ElasticAccess) -> None:
    """One gives way, or comes too late; each of those that end well has put an index in force that holds everything."""
    ended: list[str] = []

    def run() -> None:
        own = ElasticStore(access, collections=COLLECTIONS)
        try:
            upgrade(own, rows_of, force=True, tell=silent)
            ended.append("well")
        except StoreError as error:
            ended.append(str(error))
        finally:
            own.close()

    with at_work(store, access):
        for _ in range(2):
            threads = [threading.Thread(target=run) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert len(ended) == 6
    assert all(words == "well" or "another `lookout index upgrade`" in words for words in ended), ended
    assert "well" in ended
    assert [version.in_force for version in versions(store.client, store.places[0])][-1]
