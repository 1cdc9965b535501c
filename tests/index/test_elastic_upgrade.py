"""Upgrades of the indexes on a real node: what is copied, when it is done, and how it is taken back where it fails."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.elastic import ElasticStore
from index.elastic_client import ElasticAccess
from index.elastic_indexes import Version, make_first, versions
from index.elastic_schema import Place
from index.elastic_upgrade import Upgraded, listed, open_for_upgrade, prune, upgrade
from index.fields import Collection
from index.query import Candidate, KeyQuery, Query, Words, equals
from index.rows import Row, Written
from index.schema import FILINGS, JOB_RUNS
from records.errors import StoreError, StoreUnavailableError
from records.wire import Record
from tests.conformance.made import LATER, NOW, filing, one, put
from tests.servers.proxy import Fault, proxy

PREFIX = "upgrade"
COLLECTIONS = (FILINGS, JOB_RUNS)
OLDER = replace(FILINGS, fields=tuple(field for field in FILINGS.fields if field.name != "registration_number"))
"""Filings as a Lookout had them that did not find them by registration number."""


@pytest.fixture
def access(elastic: str) -> Iterator[ElasticAccess]:
    """Where no index is, of large collections of two shards."""
    made = ElasticAccess(urls=(elastic,), prefix=PREFIX, shards=2, patience=5)
    store = ElasticStore(made, collections=COLLECTIONS)
    store.drop()
    yield made
    store.drop()
    store.close()


@pytest.fixture
def store(access: ElasticAccess) -> Iterator[ElasticStore]:
    """An empty store of a few collections."""
    made = ElasticStore(access, collections=COLLECTIONS)
    made.open()
    yield made
    made.close()


def rows_of(collection: Collection, record: Record) -> Row:
    """As a newer matcher makes them."""
    return collection.row(record, keys=["new key"], gist=b"new gist") if collection.name == "filings" else collection.row(record)


def silent(_: str) -> None:
    """Nobody listens."""


def upgraded(store: ElasticStore, *, force: bool = True) -> list[Upgraded]:
    """Upgrade; what was cut off before counts as dead at once."""
    return upgrade(store, rows_of, force=force, watch=0, tell=silent)


def filings_of(store: ElasticStore) -> Place:
    """Where the filings are."""
    return store.places[0]


def standing(store: ElasticStore) -> list[Version]:
    """Indexes of the filings."""
    return versions(store.client, filings_of(store))


def in_force(store: ElasticStore) -> list[tuple[int, bool]]:
    """Number of the filings' index in force, and whether it is closed."""
    return [(version.number, version.closed) for version in standing(store) if version.in_force]


def test_an_index_of_an_older_lookout_is_refused_and_brought_up(access: ElasticAccess) -> None:
    """All rows are found by the new field then; identity, version, revision, due time and lease are what they were."""
    older = ElasticStore(access, collections=(OLDER, JOB_RUNS))
    older.open()
    made = [OLDER.row(filing(n, f"TERN {n}", registration_number=f"R{n % 2}"), keys=["old key"], due_at=NOW) for n in range(700)]
    older.write(OLDER, [*made, OLDER.row(filing("x", "X"))], now=NOW)
    older.write(OLDER, [OLDER.row(filing("x", "GULL", record_version=4))], now=NOW)
    older.claim(OLDER, owner="w", limit=2, now=NOW, until=LATER)
    ids = [f"US:{n}" for n in [*range(700), "x"]]
    before = older.get(OLDER, ids)
    newer = ElasticStore(access, collections=COLLECTIONS)
    with pytest.raises(
        StoreError, match="index upgrade-filings was made by another version of Lookout: run `lookout index upgrade`"
    ):
        newer.open()
    (done,) = upgraded(newer, force=False)
    assert (done.collection, done.copied, done.removed) == ("filings", 701, 0)
    newer.open()
    assert newer.get(FILINGS, ids) == before
    assert newer.search(FILINGS, Query(where=(equals("registration_number", "r1"),))).total == 350
    assert newer.search(FILINGS, Query(words=(Words("gull", scope="mark"),))).total == 1
    found = newer.candidates(FILINGS, [KeyQuery(("old key", "new key"))], limit=1)
    assert found == ((Candidate("US:0", 1, b"new gist"),),)
    assert put(newer, filing("x", "GULL", record_version=4), filing(1, "TERN 1", registration_number="R1")) == (
        Written.UNCHANGED,
        Written.UNCHANGED,
    )
    assert upgraded(newer, force=False) == []
    for each in (older, newer):
        each.close()


def test_the_old_index_stays_until_it_is_pruned(store: ElasticStore, access: ElasticAccess) -> None:
    """Closed, so that no late writer's row is lost in it; only what is out of force goes."""
    put(store, filing(1, "TERN"))
    upgraded(store)
    upgraded(store)
    assert [(item.index[-6:], item.in_force, item.closed) for item in listed(store) if item.collection == "filings"] == [
        ("000001", False, True),
        ("000002", False, True),
        ("000003", True, False),
    ]
    assert len(prune(store, tell=silent)) == 4
    assert [(item.index[-6:], item.current, item.rows) for item in listed(store)] == [("000003", True, 1), ("000003", True, 0)]
    assert prune(store, tell=silent) == []
    assert one(store, "US:1").record == filing(1, "TERN")


def test_indexes_that_are_missing_are_made(access: ElasticAccess) -> None:
    """An upgrade to a Lookout with one collection more."""
    fewer = ElasticStore(access, collections=(FILINGS,))
    fewer.open()
    fewer.close()
    store = open_for_upgrade(access)
    try:
        assert upgraded(store, force=False) == []
        store.open()
    finally:
        store.drop()
        store.close()


def test_an_index_is_put_in_force_once(store: ElasticStore) -> None:
    """By a process that looked before another had made it, and comes too late to put its own in force beside it."""
    make_first(store.client, filings_of(store), [])
    make_first(store.client, filings_of(store), standing(store))
    assert in_force(store) == [(1, False)]
    assert len(standing(store)) == 1
    assert put(store, filing(1, "TERN")) == (Written.CREATED,)


def test_an_index_that_has_the_aliass_name_is_another_programs(access: ElasticAccess, store: ElasticStore) -> None:
    """Rows must not go into it, nor must a store open that cannot be written to."""
    name = "other-filings"
    store.client.call(lambda es: es.options(ignore_status=400).indices.create(index=name))
    other = ElasticStore(replace(access, prefix="other"), collections=(FILINGS,))
    try:
        with pytest.raises(StoreError, match="other-filings belongs to another program"):
            other.open()
    finally:
        store.client.call(lambda es: es.indices.delete(index=name))
        other.close()


def test_a_newer_lookouts_and_another_programs_index_are_left_alone(store: ElasticStore) -> None:
    """Even with force."""
    name = f"{PREFIX}-filings-000001"
    for mark, words in (({"schema": 99}, "newer Lookout"), ({}, "another program")):
        meta = {"lookout": mark}
        store.client.call(lambda es, meta=meta: es.indices.put_mapping(index=name, meta=meta))  # type: ignore[misc]
        with pytest.raises(StoreError, match=words):
            upgraded(store)
    assert in_force(store) == [(1, False)]


@pytest.mark.parametrize("after", [0, 1399])
def test_an_upgrade_that_fails_while_it_copies_leaves_nothing_behind(store: ElasticStore, after: int) -> None:
    """The old index is in force and takes writes, the copy is gone; the next try ends well."""
    put(store, *(filing(n, "TERN") for n in range(1400)))
    seen = 0

    def fail(collection: Collection, record: Record) -> Row:
        nonlocal seen
        seen += 1
        if seen > after:
            raise KeyboardInterrupt
        return rows_of(collection, record)

    with pytest.raises(KeyboardInterrupt):
        upgrade(store, fail, force=True, watch=0, tell=silent)
    assert [version.name for version in standing(store)] == [f"{PREFIX}-filings-000001"]
    assert put(store, filing("new", "GULL")) == (Written.CREATED,)
    assert upgraded(store)[0].copied == 1401
    assert store.search(FILINGS, Query()).total == 1401


def test_a_failure_while_writers_wait_lets_them_go_on(store: ElasticStore, access: ElasticAccess) -> None:
    """The cluster stops answering counts, which are asked for only between the closing of the old index and the move."""
    put(store, filing(1, "TERN"))
    with proxy(access.urls[0]) as state:
        through = ElasticStore(replace(access, urls=(state.url,), patience=1), collections=COLLECTIONS)
        state.only, state.faults = "_msearch", [Fault.BUSY] * 100
        with pytest.raises(StoreUnavailableError, match="429"):
            upgraded(through)
        assert any("_block" in path for path in state.seen)
        through.close()
    assert in_force(store) == [(1, False)]
    assert len(standing(store)) == 1
    assert put(store, filing(2, "GULL")) == (Written.CREATED,)


def test_a_failure_that_cannot_be_taken_back_is_put_in_order_by_the_next_upgrade(
    store: ElasticStore, access: ElasticAccess
) -> None:
    """The cluster went away for good while the old index was closed: this is said, and no force is needed to open it again."""
    put(store, filing(1, "TERN"))
    told: list[str] = []
    with proxy(access.urls[0]) as state:
        through = ElasticStore(replace(access, urls=(state.url,), patience=1), collections=COLLECTIONS)
        state.only, state.faults = "_aliases", [Fault.CUT] * 100
        with pytest.raises(StoreUnavailableError):
            upgrade(through, rows_of, force=True, watch=0, tell=told.append)
        through.close()
    assert "may still be closed to writing" in told[-1]
    assert in_force(store) == [(1, True)]
    for _ in range(2):
        assert upgraded(store, force=False) == []
        assert in_force(store) == [(1, False)]
        assert len(standing(store)) == 1
        old = f"{PREFIX}-filings-000001"  # closed once more, and nothing else is left to tell of an upgrade
        store.client.call(lambda es, old=old: es.indices.add_block(index=old, block="write"))  # type: ignore[misc]
    assert upgraded(store, force=False) == []
    assert put(store, filing(2, "GULL")) == (Written.CREATED,)


@pytest.mark.parametrize(
    ("fault", "paths"),
    [
        (Fault.LOST, ("filings-000002", "_bulk", "_block", "_settings", "_aliases")),
        (Fault.LEADERLESS, ("_stats", "_search", "_refresh")),
    ],
)
def test_requests_and_answers_that_are_lost_do_no_harm(
    store: ElasticStore, access: ElasticAccess, fault: Fault, paths: tuple[str, ...]
) -> None:
    """Each request of an upgrade may be sent twice: it knows its own work again."""
    put(store, filing(1, "TERN"), filing(2, "GULL"))
    with proxy(access.urls[0]) as state:
        through = ElasticStore(replace(access, urls=(state.url,)), collections=(FILINGS,))
        for only in paths:
            state.only, state.faults = only, [fault]
            (done,) = upgraded(through)
            assert not state.faults, only
            assert (done.copied, done.removed) == (2, 0), only
            assert put(store, filing(1, f"after {only}")) == (Written.CHANGED,)
            assert store.search(FILINGS, Query()).total == 2
        through.close()
    assert in_force(store) == [(len(paths) + 1, False)]
