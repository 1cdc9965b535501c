"""Some nodes of a cluster do not answer: calls go on with the others, soon, and leave the silent ones alone."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing

import pytest
from elastic_transport import NodeConfig

from index.elastic import ElasticStore, open_store
from index.elastic_client import ElasticAccess
from index.elastic_nodes import Node, Nodes
from index.query import Query
from index.rows import Written
from index.schema import FILINGS
from records.errors import StoreUnavailableError
from tests.conformance.made import filing, put
from tests.servers.proxy import Fault, Proxy, proxy
from tests.servers.silent import hung, switched_off

PREFIX = "nodes"
Silent = Callable[[], AbstractContextManager[str]]
REFUSED = "http://127.0.0.1:1"


@pytest.fixture
def plain(elastic: str) -> Iterator[ElasticStore]:
    """An empty store, reached without detours."""
    with closing(open_store(ElasticAccess(urls=(elastic,), prefix=PREFIX))) as store:
        for batch in store.scan(FILINGS):
            store.delete(FILINGS, [found.id for found in batch])
        yield store


@pytest.fixture
def second(elastic: str) -> Iterator[Proxy]:
    """Another address of the same node."""
    with proxy(elastic) as state:
        yield state


def reached(*urls: str, patience: float) -> AbstractContextManager[ElasticStore]:
    """The store at those addresses."""
    return closing(ElasticStore(ElasticAccess(urls=urls, prefix=PREFIX, patience=patience)))


@pytest.mark.parametrize("silent", [hung, switched_off])
@pytest.mark.usefixtures("plain")
def test_one_silent_node_of_three_fails_no_call(elastic: str, second: Proxy, silent: Silent) -> None:
    """It holds up few calls, none for long; so too where several threads meet it at once."""
    with silent() as third, reached(elastic, second.url, third, patience=8) as store, ThreadPoolExecutor(4) as pool:

        def work(number: int) -> float:
            began = time.monotonic()
            assert put(store, filing(number, "A")) == (Written.CREATED,)
            assert store.search(FILINGS, Query()).total >= 1
            assert len(store.get(FILINGS, [f"US:{number}"])) == 1
            return time.monotonic() - began

        took = sorted(pool.map(work, range(1, 41)))
        assert took[-1] < 8  # 4 s of silence, and the work
        assert sum(seconds > 1.5 for seconds in took) <= 6
        assert store.search(FILINGS, Query()).total == 40


@pytest.mark.usefixtures("plain")
def test_two_silent_nodes_of_three_fail_no_call(elastic: str) -> None:
    """A call gives up only when it has tried each, though its patience has ended meanwhile."""
    with hung() as first, switched_off() as third, reached(first, elastic, third, patience=1) as store:
        for number in range(1, 9):
            assert put(store, filing(number, "A")) == (Written.CREATED,)


@pytest.mark.usefixtures("plain")
def test_a_cluster_is_away_only_when_no_node_has_answered(elastic: str, second: Proxy) -> None:
    """One that turns work away is there: the next call waits as long. Where nobody is, calls soon say so."""
    second.faults, second.only = [Fault.BUSY] * 1000, ""
    with hung() as third, reached(second.url, third, patience=4) as store:
        with pytest.raises(StoreUnavailableError):
            store.stamp(FILINGS)
        assert not store.client.patience().hurried
    with reached(REFUSED, patience=1) as store:
        with pytest.raises(StoreUnavailableError):
            store.stamp(FILINGS)
        assert store.client.patience().hurried


def test_addresses_that_fail_do_not_flood_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """The call says it once; the libraries below it are silent, each of them."""
    caplog.set_level(logging.INFO)
    with (
        hung() as first,
        switched_off() as third,
        reached(first, REFUSED, third, patience=12) as store,
        pytest.raises(StoreUnavailableError),
    ):
        store.stamp(FILINGS)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert len(caplog.records) < 60


def nodes(count: int) -> Nodes:
    """A pool of so many."""
    return Nodes([NodeConfig("http", "127.0.0.1", 9200 + number) for number in range(count)], Node)


def test_a_node_that_failed_is_tried_by_one_request_when_its_time_has_come() -> None:
    """Not by each, every few seconds; once it has answered it takes its turn again."""
    pool = nodes(3)
    bad = pool.get()
    pool.mark_dead(bad)
    assert bad not in [pool.get() for _ in range(20)]
    pool.mark_live(bad)
    assert bad in [pool.get() for _ in range(3)]
    pool.mark_dead(bad, time.monotonic() - 6)
    assert [pool.get() for _ in range(20)].count(bad) == 1
    pool.mark_dead(bad, time.monotonic() - 6)  # the second failure: it rests for longer than 6 s
    assert bad not in [pool.get() for _ in range(20)]


def test_where_all_have_failed_each_is_tried_in_turn() -> None:
    """So that a call with as many tries as there are nodes meets the one that is back."""
    pool = nodes(3)
    for _ in range(3):
        pool.mark_dead(pool.get())
    for _ in range(4):
        tried = [pool.get() for _ in range(3)]
        assert len(set(tried)) == 3
        for node in tried:
            pool.mark_dead(node)
