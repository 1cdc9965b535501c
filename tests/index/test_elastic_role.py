"""The roles of docs/: with them everything runs that should, and nothing else does."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from elasticsearch import AuthorizationException, BadRequestError, Elasticsearch

from desk.rows import row_in
from index.elastic import ElasticStore
from index.elastic_upgrade import prune, upgrade
from index.query import KeyQuery, Query
from index.rows import Release, Written
from index.schema import COLLECTIONS, FILINGS, JOB_RUNS
from records.errors import StoreError
from tests.conformance.made import LATER, NOW, filing, job, one, put, row
from tests.conftest import Secured
from tests.servers.elastic_secure import ADMIN, LOOKOUT, PRIVILEGES, ROLES, UPGRADER, User, lacking

PREFIX = "lookout-role"
FOREIGN = "elsewhere"
FEW = (FILINGS, JOB_RUNS)
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@pytest.fixture
def admin(secured: Secured) -> Iterator[ElasticStore]:
    """The admin's store; nothing of the prefix is there before, nor after. An index of another program is."""
    with closing(ElasticStore(secured.access(ADMIN, prefix=PREFIX))) as store:
        store.drop()
        store.client.call(lambda elastic: elastic.index(index=FOREIGN, id="1", document={"a": 1}, refresh=True))
        yield store
        store.drop()
        store.client.call(lambda elastic: elastic.indices.delete(index=FOREIGN))


def _few(secured: Secured, user: User) -> ElasticStore:
    """A store of two collections only: indexes are dear to make."""
    return ElasticStore(secured.access(user, prefix=PREFIX, patience=5), collections=FEW)


def everything(store: ElasticStore) -> None:
    """Every verb of the store, each with the outcome it has for a user who may do all."""
    store.open()
    assert put(store, filing(1, "A", classes=(9,)), filing(2, "B")) == (Written.CREATED, Written.CREATED)
    assert put(store, filing(1, "C", classes=(9,)), filing(2, "B")) == (Written.CHANGED, Written.UNCHANGED)
    assert store.replace(FILINGS, row(filing(2, "D"), "k"), if_revision=1, now=NOW).revision == 2
    assert one(store, "US:1").record == filing(1, "C", classes=(9,))
    assert store.search(FILINGS, Query()).total == 2
    assert [item.count for item in store.facets(FILINGS, Query(), "office")] == [2]
    assert [found.id for found in store.candidates(FILINGS, [KeyQuery(("k",))], limit=5)[0]] == ["US:2"]
    assert sum(map(len, store.scan(FILINGS))) == 2
    assert store.rekey(FILINGS, [row(filing(2, "D"), "l")]) == 1
    store.write(JOB_RUNS, [job("a", due_at=NOW), job("b", due_at=NOW)], now=NOW, create_only=True)
    assert len(store.claim(JOB_RUNS, owner="w", limit=2, now=NOW, until=LATER)) == 2
    assert store.release(JOB_RUNS, [Release(id="a")], owner="w", now=NOW) == 1
    assert store.break_leases("w") == 1
    store.settle(*FEW)
    assert store.stamp(FILINGS)
    health = store.health(now=NOW)
    assert health.ok, health.detail
    assert store.delete(FILINGS, ["US:1", "US:2"]) == 2
    assert store.delete(JOB_RUNS, ["a", "b"]) == 2


def test_all_that_lookout_does_at_run_time_is_in_its_role(secured: Secured, admin: ElasticStore) -> None:
    """From the first start, which makes the indexes, on."""
    with closing(ElasticStore(secured.access(LOOKOUT, prefix=PREFIX, patience=5), collections=COLLECTIONS)) as store:
        everything(store)
        everything(store)


@pytest.mark.parametrize("privilege", PRIVILEGES)
def test_no_privilege_of_the_role_can_be_spared(secured: Secured, admin: ElasticStore, privilege: str) -> None:
    """Else it should not be in it."""
    refused = pytest.raises((StoreError, AssertionError), match="the user may not do this")
    with closing(_few(secured, lacking(privilege))) as store, refused:
        everything(store)


TOO_MUCH: dict[str, Callable[[Elasticsearch], object]] = {
    "read another index": lambda elastic: elastic.search(index=FOREIGN),
    "get from another index": lambda elastic: elastic.get(index=FOREIGN, id="1"),
    "write to another index": lambda elastic: elastic.index(index=FOREIGN, document={"a": 2}),
    "make another index": lambda elastic: elastic.indices.create(index=f"{FOREIGN}-2"),
    "name another index as its own": lambda elastic: elastic.indices.put_alias(index=FOREIGN, name=f"{PREFIX}-x"),
    "name its own as another": lambda elastic: elastic.indices.put_alias(index=f"{PREFIX}-filings", name=FOREIGN + "-3"),
    "see the cluster's state": lambda elastic: elastic.cluster.state(),
    "change the cluster's settings": lambda elastic: elastic.cluster.put_settings(
        persistent={"action.destructive_requires_name": 1}
    ),
    "make a user": lambda elastic: elastic.security.put_user(username="x", password="x" * 8, roles=["superuser"]),
}
UPGRADES: dict[str, Callable[[Elasticsearch], object]] = {
    "delete an index": lambda elastic: elastic.indices.delete(index=f"{PREFIX}-filings-000001"),
    "close an index": lambda elastic: elastic.indices.close(index=f"{PREFIX}-filings-000001"),
    "close an index to writing": lambda elastic: elastic.indices.add_block(index=f"{PREFIX}-filings-000001", block="write"),
    "change an index": lambda elastic: elastic.indices.put_settings(
        index=f"{PREFIX}-filings", settings={"number_of_replicas": 0}
    ),
}


@pytest.mark.parametrize(("user", "deeds"), [(LOOKOUT, TOO_MUCH | UPGRADES), (UPGRADER, TOO_MUCH)], ids=["lookout", "upgrade"])
def test_nothing_else_is_in_a_role(
    secured: Secured, admin: ElasticStore, user: User, deeds: dict[str, Callable[[Elasticsearch], object]]
) -> None:
    """A password or key that leaks opens the store, not the cluster."""
    with closing(_few(secured, LOOKOUT)) as store:
        store.open()
    with closing(_few(secured, user)) as store:
        for deed in deeds.values():
            with pytest.raises(StoreError, match="the user may not do this") as caught:
                store.client.call(deed)
            assert isinstance(caught.value.__cause__, AuthorizationException)


@pytest.mark.parametrize("name", ["lookout", "upgrade"])
def test_elasticsearch_takes_the_roles_as_the_docs_send_them(admin: ElasticStore, name: str) -> None:
    """As a role and as an API key's. The minimal distribution cannot keep either, but checks them first."""
    elastic = admin.client.call(lambda elastic: elastic)
    for method, path, body in (
        ("PUT", f"/_security/role/{name}", ROLES[name]),
        ("POST", "/_security/api_key", {"name": name, "role_descriptors": {name: ROLES[name]}}),
    ):
        with pytest.raises(BadRequestError, match="pattern_capture"):  # which it lacks for the index that would keep it
            elastic.perform_request(method, path, headers=JSON, body=body)
        with pytest.raises(BadRequestError, match="nonsense"):
            elastic.perform_request(method, path, headers=JSON, body=json.loads(json.dumps(body).replace('"read"', '"nonsense"')))


def test_an_upgrade_needs_the_other_role_and_no_more(secured: Secured, admin: ElasticStore) -> None:
    """It makes indexes anew and deletes the old ones; Lookout's own role goes on afterwards, and may not do the same."""
    with closing(_few(secured, LOOKOUT)) as store:
        store.open()
        put(store, filing(1, "A"))
    with closing(_few(secured, UPGRADER)) as store:
        assert [item.copied for item in upgrade(store, row_in, force=True, tell=print)] == [1, 0]
        assert prune(store, tell=print) == [f"{PREFIX}-filings-000001", f"{PREFIX}-job_runs-000001"]
    with closing(_few(secured, LOOKOUT)) as store:
        assert store.delete(FILINGS, ["US:1"]) == 1
        everything(store)
        with pytest.raises(StoreError, match="the user may not do this"):
            upgrade(store, row_in, force=True, tell=print)
