"""Elasticsearch when the network or the cluster fails in the middle of a call: nothing is lost, nothing is done twice."""

import time
from collections.abc import Callable, Iterator

import pytest

from index.elastic import ElasticStore, open_store
from index.elastic_client import ElasticAccess
from index.query import KeyQuery, Query
from index.rows import Release, Written
from index.schema import FILINGS, JOB_RUNS
from records.errors import ConflictError, StoreError, StoreUnavailableError
from tests.conformance.made import LATER, NOW, SOON, filing, job, one, put, row
from tests.servers.proxy import Fault, Proxy, proxy

PREFIX = "faults"


@pytest.fixture
def plain(elastic: str) -> Iterator[ElasticStore]:
    """An empty store, reached without the proxy."""
    store = open_store(ElasticAccess(urls=(elastic,), prefix=PREFIX))
    for collection in (FILINGS, JOB_RUNS):
        for batch in store.scan(collection):
            store.delete(collection, [found.id for found in batch])
    yield store
    store.close()


@pytest.fixture
def broken(elastic: str) -> Iterator[Proxy]:
    """The proxy, which does nothing wrong until it is told to."""
    with proxy(elastic) as state:
        yield state


@pytest.fixture
def store(plain: ElasticStore, broken: Proxy) -> Iterator[ElasticStore]:
    """The same store, reached through the proxy."""
    through = open_store(ElasticAccess(urls=(broken.url,), prefix=PREFIX, patience=5))
    yield through
    through.close()


FAULTS = [[fault] for fault in Fault] + [[Fault.LOST, Fault.LOST], [Fault.HALF, Fault.LOST, Fault.HALF], [Fault.BUSY, Fault.CUT]]


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "+".join(fault.name for fault in faults))
def test_a_write_ends_as_if_nothing_had_happened(store: ElasticStore, broken: Proxy, faults: list[Fault]) -> None:
    """Every row has the outcome, and the revision, of one undisturbed write, though some were sent more than once."""
    put(store, filing(2, "OLD"), filing(3, "SAME"), filing(4, "NEW", record_version=9))
    broken.faults = list(faults)
    rows = [filing(1, "NEW"), filing(2, "CHANGED"), filing(3, "SAME"), filing(4, "LATE", record_version=1), filing(5, "NEW")]
    expected = (Written.CREATED, Written.CHANGED, Written.UNCHANGED, Written.STALE, Written.CREATED)
    assert put(store, *rows) == expected
    assert not broken.faults
    assert {number: one(store, f"US:{number}").revision for number in range(1, 6)} == {1: 1, 2: 2, 3: 1, 4: 1, 5: 1}


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "+".join(fault.name for fault in faults))
def test_what_is_created_only_once_is_told_as_created(store: ElasticStore, broken: Proxy, faults: list[Fault]) -> None:
    """Else a match whose answer was lost would count as somebody else's."""
    put(store, filing(2, "THERE"))
    broken.faults = list(faults)
    outcomes = store.write(FILINGS, [row(filing(number, "X")) for number in (1, 2, 3)], now=NOW, create_only=True)
    assert outcomes == (Written.CREATED, Written.EXISTS, Written.CREATED)


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "+".join(fault.name for fault in faults))
def test_a_claim_whose_answer_is_lost_is_the_claimers(
    store: ElasticStore, plain: ElasticStore, broken: Proxy, faults: list[Fault]
) -> None:
    """Its rows would otherwise wait for the lease to run out; and a release whose answer is lost has released."""
    store.write(JOB_RUNS, [job(name, due_at=NOW) for name in "abcdef"], now=NOW)
    broken.faults = list(faults)
    taken: list[str] = []
    while rows := store.claim(JOB_RUNS, owner="w", limit=4, now=NOW, until=LATER):
        taken += [found.id for found in rows]
        assert [(found.lease_owner, found.revision) for found in rows] == [("w", 2)] * len(rows)
        assert {found.id: found for found in rows} == plain.get(JOB_RUNS, [found.id for found in rows])
    assert sorted(taken) == list("abcdef")
    broken.faults = list(faults)
    assert store.release(JOB_RUNS, [Release(id=name) for name in taken], owner="w", now=NOW) == 6
    assert plain.claim(JOB_RUNS, owner="v", limit=9, now=LATER, until=LATER) == ()


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.CUT, Fault.BUSY, Fault.LEADERLESS, Fault.HALF])
def test_a_replacement_is_done_once(store: ElasticStore, broken: Proxy, fault: Fault) -> None:
    """It is no conflict with itself; the next one at the old revision is one."""
    put(store, filing(1, "A"))
    broken.faults = [fault]
    assert store.replace(FILINGS, row(filing(1, "B"), due_at=SOON), if_revision=1, now=NOW).revision == 2
    with pytest.raises(ConflictError, match="it is at revision 2"):
        store.replace(FILINGS, row(filing(1, "C")), if_revision=1, now=NOW)
    assert one(store, "US:1").record == filing(1, "B")


def test_reads_are_asked_again(store: ElasticStore, broken: Proxy) -> None:
    """A search, a get, a scan and candidates come through a busy cluster."""
    store.write(FILINGS, [row(filing(1, "A"), "k")], now=NOW)
    reads: tuple[tuple[str, Callable[[], int]], ...] = (
        ("_msearch", lambda: store.search(FILINGS, Query()).total),
        ("_mget", lambda: len(store.get(FILINGS, ["US:1"]))),
        ("_pit", lambda: sum(map(len, store.scan(FILINGS)))),
        ("_search", lambda: sum(map(len, store.scan(FILINGS)))),
        ("_msearch", lambda: len(store.candidates(FILINGS, [KeyQuery(("k",))], limit=5)[0])),
        ("_stats", lambda: bool(store.stamp(FILINGS))),
        ("_refresh", lambda: len(store.claim(FILINGS, owner="w", limit=1, now=NOW, until=LATER)) + 1),
    )
    for only, read in reads:
        broken.only, broken.faults = only, [Fault.BUSY, Fault.CUT, Fault.LEADERLESS, Fault.LOST]
        assert read() == 1, only
        assert not broken.faults, only


def test_patience_ends_with_a_clear_word(store: ElasticStore, broken: Proxy, plain: ElasticStore) -> None:
    """After the patience of the settings, not before, not much later, and with few tries: no spin. Nothing half done is left."""
    broken.faults, broken.only = [Fault.BUSY] * 1000, ""
    started = time.monotonic()
    with pytest.raises(StoreUnavailableError, match=r"127\.0\.0\.1:\d+: it is busy or has no leader \(429: turned away\)"):
        put(store, filing(1, "A"))
    assert 2 < time.monotonic() - started < 8
    assert len(broken.seen) < 30
    assert plain.get(FILINGS, ["US:1"]) == {}
    health = store.health(now=NOW)
    assert not health.ok
    assert "429" in health.detail


def test_a_node_that_is_not_there_is_named_without_its_password(elastic: str) -> None:
    """In errors and in the access's own words."""
    access = ElasticAccess(urls=("http://user:secret-word@127.0.0.1:1",), password="other-secret", api_key="third", patience=1)
    assert "secret" not in repr(access).replace("http://user:secret-word@", "")
    with pytest.raises(StoreUnavailableError, match=r"store http://127\.0\.0\.1:1: it does not answer") as caught:
        open_store(access)
    assert "secret" not in str(caught.value)


def test_an_index_of_another_program_is_left_alone(plain: ElasticStore, elastic: str) -> None:
    """The prefix may be taken."""
    client = plain.client
    client.call(lambda es: es.options(ignore_status=404).indices.delete(index="foreign-filings-000001"))
    client.call(lambda es: es.indices.create(index="foreign-filings-000001", aliases={"foreign-filings": {}}))
    try:
        with pytest.raises(StoreError, match="foreign-filings belongs to another program"):
            open_store(ElasticAccess(urls=(elastic,), prefix="foreign"))
    finally:
        client.call(lambda es: es.indices.delete(index="foreign-filings-000001"))


def test_stores_of_two_prefixes_know_nothing_of_each_other(plain: ElasticStore, elastic: str) -> None:
    """Even where one prefix begins with the other; dropping one leaves the other."""
    other = open_store(ElasticAccess(urls=(elastic,), prefix=f"{PREFIX}-demo"))
    put(plain, filing(1, "A"))
    put(other, filing(2, "B"))
    assert [found.id for batch in plain.scan(FILINGS) for found in batch] == ["US:1"]
    other.drop()
    other.close()
    assert plain.search(FILINGS, Query()).total == 1


def test_ids_and_values_longer_than_the_engine_takes_are_kept(plain: ElasticStore) -> None:
    """Elasticsearch allows 512 bytes of id and 32,766 of a term; Lookout's own have no such bound but memory."""
    long = "é" * 20_000
    made = filing("n" * 600, long, status_text="x", registration_number=long)
    assert put(plain, made) == (Written.CREATED,)
    assert put(plain, made) == (Written.UNCHANGED,)
    assert one(plain, made.key).record == made
    assert plain.search(FILINGS, Query()).rows[0].id == made.key
    assert plain.delete(FILINGS, [made.key]) == 1
