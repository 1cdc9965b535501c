"""Answers that are not what they seem: refusals that pass, refusals that stay, refreshes that were none, stamps under way."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from index.elastic import ElasticStore, open_store
from index.elastic_client import ElasticAccess
from index.query import KeyQuery, Query
from index.rows import Written
from index.schema import FILINGS
from records.errors import StoreError, StoreUnavailableError
from tests.conformance.made import NOW, filing, put, row
from tests.servers.proxy import Fault, Hold, Proxy, proxy

PREFIX = "answers"
DENIED = {"type": "security_exception", "reason": "action [indices:data] is unauthorized for user [lookout]"}
UNKNOWN = {"type": "security_exception", "reason": "unable to authenticate user [lookout] for REST request [/]"}
BY_ITEM: dict[str, dict[str, Any]] = {
    "_bulk": {"errors": True, "items": [{"create": {"status": 403, "error": DENIED}}]},
    "_mget": {"docs": [{"_index": "x", "_id": "US:1", "error": {"root_cause": [DENIED], **DENIED}}]},
    "_msearch": {"responses": [{"status": 403, "error": {"root_cause": [DENIED], **DENIED}}] * 2},
}


def _whole(status: int, cause: dict[str, str]) -> tuple[int, object]:
    return status, {"error": {"root_cause": [cause], **cause}, "status": status}


@pytest.fixture
def plain(elastic: str) -> Iterator[ElasticStore]:
    """A store with one row, reached without the proxy."""
    store = open_store(ElasticAccess(urls=(elastic,), prefix=PREFIX))
    for batch in store.scan(FILINGS):
        store.delete(FILINGS, [found.id for found in batch])
    store.write(FILINGS, [row(filing(1, "A"), "k")], now=NOW)
    yield store
    store.close()


@pytest.fixture
def broken(elastic: str) -> Iterator[Proxy]:
    """The proxy, which does nothing wrong until it is told to."""
    with proxy(elastic) as state:
        yield state


@pytest.fixture
def store(plain: ElasticStore, broken: Proxy) -> Iterator[ElasticStore]:
    """The same store, reached through the proxy; it has answered once."""
    with closing(ElasticStore(ElasticAccess(urls=(broken.url,), prefix=PREFIX, patience=5))) as through:
        through.stamp(FILINGS)
        yield through


WORK: dict[str, Callable[[ElasticStore], bool]] = {
    "_bulk": lambda store: store.write(FILINGS, [row(filing(2, "B"))], now=NOW, create_only=True) == (Written.CREATED,),
    "_mget": lambda store: len(store.get(FILINGS, ["US:1"])) == 1,
    "_msearch": lambda store: store.search(FILINGS, Query()).total == 1,
}


@pytest.mark.parametrize("only", WORK)
def test_a_cluster_that_starts_anew_may_not_know_its_users_yet(store: ElasticStore, broken: Proxy, only: str) -> None:
    """Who was let in before waits; of the rights, too, it may know nothing yet, in the middle of an answer as well."""
    broken.only = only
    broken.instead = [_whole(401, UNKNOWN), _whole(401, UNKNOWN), _whole(403, DENIED), (200, BY_ITEM[only])]
    assert WORK[only](store)
    assert broken.instead == []


def test_a_password_that_was_changed_is_told_when_patience_ends(store: ElasticStore, broken: Proxy) -> None:
    """With the settings to look at; no call before or after ends the process."""
    broken.only, broken.instead = "", [_whole(401, UNKNOWN)] * 1000
    with pytest.raises(StoreUnavailableError, match=r"refuses the credentials.*store\.password"):
        store.get(FILINGS, ["US:1"])


@pytest.mark.usefixtures("plain")
def test_at_the_first_call_a_refusal_is_told_at_once(broken: Proxy) -> None:
    """Nothing says yet that the password is right."""
    broken.only, broken.instead = "", [_whole(401, UNKNOWN)] * 1000
    began = time.monotonic()
    store = ElasticStore(ElasticAccess(urls=(broken.url,), prefix=PREFIX, patience=60))
    with closing(store), pytest.raises(StoreError, match="refuses the credentials") as caught:
        store.get(FILINGS, ["US:1"])
    assert not isinstance(caught.value, StoreUnavailableError)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("only", WORK)
def test_want_of_rights_without_a_restart_is_told_at_once(store: ElasticStore, broken: Proxy, only: str) -> None:
    """Though the cluster has let us in: waiting gives no rights."""
    for answer in (_whole(403, DENIED), (200, BY_ITEM[only])):
        broken.only, broken.instead = only, [answer]
        with pytest.raises(StoreError, match="the user may not do this") as caught:
            WORK[only](store)
        assert not isinstance(caught.value, StoreUnavailableError)


@pytest.mark.parametrize("read", ["search", "candidates", "get"])
def test_a_deleted_index_is_told_at_once_and_in_the_same_words(plain: ElasticStore, elastic: str, read: str) -> None:
    """Also in the middle of an answer to several searches."""
    reads: dict[str, Callable[[ElasticStore], object]] = {
        "search": lambda store: store.search(FILINGS, Query()),
        "candidates": lambda store: store.candidates(FILINGS, [KeyQuery(("k",))], limit=5),
        "get": lambda store: store.get(FILINGS, ["US:1"]),
    }
    with closing(ElasticStore(ElasticAccess(urls=(elastic,), prefix=PREFIX, patience=60))) as store:
        store.settle(FILINGS)  # so that the search itself meets it
        plain.client.call(lambda es: es.indices.delete(index=f"{PREFIX}-filings-000001"))
        try:
            began = time.monotonic()
            with pytest.raises(StoreError, match=r"was it deleted\? `lookout doctor`") as caught:
                reads[read](store)
            assert not isinstance(caught.value, StoreUnavailableError)
            assert time.monotonic() - began < 5
        finally:
            plain.open()


def _refreshed(failed: int) -> tuple[int, object]:
    failure = {"shard": 0, "reason": {"type": "engine_closed", "reason": "gone"}}
    return 200, {"_shards": {"total": 2, "successful": 2 - failed, "failed": failed, "failures": [failure] * failed}}


def test_a_refresh_that_failed_on_a_shard_is_made_anew(store: ElasticStore, plain: ElasticStore, broken: Proxy) -> None:
    """Else the search that follows would miss what was written."""
    put(plain, filing(2, "B"))
    broken.only, broken.instead = "_refresh", [_refreshed(1), _refreshed(1)]
    store.settle(FILINGS)
    assert broken.instead == []
    assert store.search(FILINGS, Query()).total == 2
    put(store, filing(3, "C"))
    broken.instead = [_refreshed(1)] * 1000
    with pytest.raises(StoreUnavailableError, match="1 shards were not refreshed"):
        store.search(FILINGS, Query())
    broken.instead = []
    assert store.search(FILINGS, Query()).total == 3


def _stats(plain: ElasticStore, *, ahead: int) -> tuple[int, object]:
    """What the cluster says of its shards, with so many operations under way."""
    told: dict[str, Any] = plain.client.call(
        lambda es: es.indices.stats(index=f"{PREFIX}-filings", metric="docs", level="shards")
    ).body
    for index in told["indices"].values():
        for copies in index["shards"].values():
            for copy in copies:
                copy["seq_no"]["max_seq_no"] += ahead
                copy["retention_leases"]["primary_term"] += 1  # it may lag, and says nothing
    return 200, told


def test_a_stamp_moves_again_once_a_write_under_way_is_done(store: ElasticStore, plain: ElasticStore, broken: Proxy) -> None:
    """Its number is given before it can be searched: who reads then must be told to read again."""
    broken.only = "_stats"
    settled = store.stamp(FILINGS)
    broken.instead = [_stats(plain, ahead=0), _stats(plain, ahead=1), _stats(plain, ahead=1)]
    assert store.stamp(FILINGS) == settled
    first, second = store.stamp(FILINGS), store.stamp(FILINGS)
    assert len({settled, first, second}) == 3
    assert broken.instead == []
    put(plain, filing(1, "B"))
    assert plain.stamp(FILINGS) == store.stamp(FILINGS)
    assert store.stamp(FILINGS) not in {settled, first, second}


def test_a_write_is_seen_though_another_thread_read_in_its_middle(store: ElasticStore, broken: Proxy) -> None:
    """The other's refresh came too early for it."""
    assert store.search(FILINGS, Query()).total == 1
    hold = Hold("_bulk")
    broken.holds.append(hold)
    writer = threading.Thread(target=put, args=(store, filing(2, "B")))
    writer.start()
    assert hold.reached.wait(10)
    assert store.search(FILINGS, Query()).total == 1
    hold.go.set()
    writer.join()
    assert store.search(FILINGS, Query()).total == 2


def test_a_write_is_seen_while_another_thread_is_refreshing(store: ElasticStore, broken: Proxy) -> None:
    """Nothing is known of that refresh until it is done."""
    assert store.search(FILINGS, Query()).total == 1
    put(store, filing(2, "B"))
    hold = Hold("_refresh")
    broken.holds.append(hold)
    reader = threading.Thread(target=store.search, args=(FILINGS, Query()))
    reader.start()
    assert hold.reached.wait(10)
    assert store.search(FILINGS, Query()).total == 2
    hold.go.set()
    reader.join()


def test_a_write_that_failed_half_way_is_seen_as_far_as_it_came(store: ElasticStore, broken: Proxy) -> None:
    """It may have been carried out, though its answer never came."""
    assert store.search(FILINGS, Query()).total == 1
    broken.faults = [Fault.LOST] + [Fault.CUT] * 1000
    with pytest.raises(StoreUnavailableError):
        store.write(FILINGS, [row(filing(2, "B"))], now=NOW, create_only=True)
    broken.faults = []
    assert store.search(FILINGS, Query()).total == 2
