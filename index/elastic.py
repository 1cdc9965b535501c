"""The distributed back end: an Elasticsearch cluster, any number of workers on any number of machines.

Every verb is idempotent where it writes and waits where the cluster is busy or without a leader for the moment. What a call was
answered for stands on the primary and every copy in step with it, so that the loss of one node takes nothing back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count

from index.elastic_client import ElasticAccess, ElasticClient
from index.elastic_fresh import Freshness
from index.elastic_health import health
from index.elastic_indexes import drop, prepare, stamp
from index.elastic_keys import find
from index.elastic_leases import Lease, break_leases, claim
from index.elastic_near import Near, Sketched, find_near
from index.elastic_query import clauses, facets, search
from index.elastic_rows import WHOLE, stored
from index.elastic_scan import scan
from index.elastic_schema import Place
from index.elastic_write import delete_rows, rekey_rows, release_rows, replace_row, standings, write_rows
from index.fields import Collection
from index.near import Asked, GalleryMaker, first_ranked, joined, parted
from index.query import Candidate, FacetCount, Filter, KeyQuery, Query
from index.rows import Page, Release, Row, Stored, StoreHealth, Written
from index.schema import COLLECTIONS
from index.values import micros
from records.errors import QueryError


class ElasticStore:
    """``index.store.Store`` on a cluster. Made by ``open_store``."""

    def __init__(
        self, access: ElasticAccess, *, collections: Sequence[Collection] = COLLECTIONS, gallery: GalleryMaker | None = None
    ) -> None:
        """``gallery``: makes what holds sketches in memory; without it, sketches are kept but nothing is found by them."""
        self._client = ElasticClient(access)
        self._places = {collection.name: Place(collection, access.prefix) for collection in collections}
        self._fresh = Freshness(self._places)
        self._sketched = {name: Sketched(place, gallery) for name, place in self._places.items()} if gallery else {}
        self._settled = count(1)
        self._last_settled = 0

    @property
    def client(self) -> ElasticClient:
        """The connection, for what goes beyond the protocol (upgrades, snapshots)."""
        return self._client

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the collections are."""
        return tuple(self._places.values())

    def open(self) -> None:
        """Make the indexes that are missing; raises StoreError where one was made by another Lookout."""
        prepare(self._client, self.places)

    def write(
        self, collection: Collection, rows: Sequence[Row], *, now: datetime, create_only: bool = False
    ) -> tuple[Written, ...]:
        """See ``Store.write``."""
        if not rows:
            return ()
        with self._writing(collection) as place:
            return write_rows(self._client, place, rows, now=now, create_only=create_only)

    def get(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        """See ``Store.get``."""
        found = standings(self._client, self._places[collection.name], ids, fields=WHOLE)
        return {row_id: stored(at.source) for row_id, at in found.items()}

    def replace(self, collection: Collection, row: Row, *, if_revision: int, now: datetime) -> Stored:
        """See ``Store.replace``."""
        with self._writing(collection) as place:
            return stored(replace_row(self._client, place, row, if_revision=if_revision, now=now))

    def search(self, collection: Collection, query: Query) -> Page:
        """See ``Store.search``."""
        (page,) = self.searches(collection, (query,))
        return page

    def searches(self, collection: Collection, queries: Sequence[Query]) -> tuple[Page, ...]:
        """See ``Store.searches``."""
        return search(self._client, self._read(collection), queries)

    def facets(self, collection: Collection, query: Query, field: str, *, limit: int = 20) -> tuple[FacetCount, ...]:
        """See ``Store.facets``."""
        return facets(self._client, self._read(collection), query, field, limit)

    def candidates(self, collection: Collection, queries: Sequence[KeyQuery], *, limit: int) -> tuple[tuple[Candidate, ...], ...]:
        """See ``Store.candidates``."""
        place = self._read(collection)
        plain = [KeyQuery(parted(query.keys)[0], query.where) for query in queries]
        near = self._near(place, queries, limit)
        wanting = [query for query, found in zip(plain, near, strict=True) if len(found) < limit]
        sharing = iter(find(self._client, place, wanting, limit=limit))
        return tuple(joined(found, next(sharing) if len(found) < limit else (), limit) for found in near)

    def scan(self, collection: Collection, where: Sequence[Filter] = (), *, batch: int = 500) -> Iterator[tuple[Stored, ...]]:
        """See ``Store.scan``."""
        if batch < 1:
            raise QueryError(f"batch {batch} is less than 1")
        filters = clauses(collection, where)
        place = self._read(collection)
        pages = scan(self._client, place.alias, filters, batch=batch, fields=WHOLE)
        return (tuple(stored(hit["_source"]) for hit in page) for page in pages)

    def claim(
        self, collection: Collection, *, owner: str, limit: int, now: datetime, until: datetime, where: Sequence[Filter] = ()
    ) -> tuple[Stored, ...]:
        """See ``Store.claim``."""
        lease = Lease(owner=owner, limit=limit, now=micros(now), until=micros(until))
        with self._writing(collection) as place:
            return claim(self._client, place, lease, where)

    def release(self, collection: Collection, releases: Sequence[Release], *, owner: str, now: datetime) -> int:
        """See ``Store.release``."""
        with self._writing(collection) as place:
            return release_rows(self._client, place, releases, owner=owner, now=now)

    def break_leases(self, owner: str) -> int:
        """See ``Store.break_leases``."""
        with self._fresh.writing(*self._places):
            return break_leases(self._client, self.places, owner)

    def rekey(self, collection: Collection, rows: Sequence[Row]) -> int:
        """See ``Store.rekey``."""
        with self._writing(collection) as place:
            return rekey_rows(self._client, place, rows)

    def delete(self, collection: Collection, ids: Sequence[str]) -> int:
        """See ``Store.delete``."""
        with self._writing(collection) as place:
            return delete_rows(self._client, place, ids)

    def settle(self, *collections: Collection) -> None:
        """See ``Store.settle``."""
        with self._fresh.refreshing(*(collection.name for collection in collections)) as names:
            if names:
                self._client.refresh([self._places[name].alias for name in names])
                self._last_settled = next(self._settled)

    def stamp(self, collection: Collection) -> str:
        """See ``Store.stamp``."""
        return stamp(self._client, self._places[collection.name])

    def health(self, *, now: datetime) -> StoreHealth:
        """See ``Store.health``."""
        return health(self._client, self.places, now=micros(now))

    def drop(self) -> None:
        """Delete all indexes of this prefix, whatever is in them."""
        drop(self._client, self.places)

    def close(self) -> None:
        """See ``Store.close``."""
        self._client.close()

    def _near(self, place: Place, queries: Sequence[KeyQuery], limit: int) -> list[list[Candidate]]:
        """Of each query the rows by nearness."""
        asked = [Asked.of(query, led_by=place.collection.led_by, limit=limit) for query in queries]
        where = [clauses(place.collection, query.where) for query in queries]
        sketched = self._sketched.get(place.collection.name)
        if sketched is None or not limit or not any(one.sketches for one in asked):
            return [[] for _ in queries]
        sketched.bring_up(self._client, settled=self._last_settled)
        ranked = first_ranked(sketched.gallery, asked, limit=limit)
        return find_near(self._client, place, sketched.gallery, [Near(*one) for one in zip(asked, ranked, where, strict=True)])

    @contextmanager
    def _writing(self, collection: Collection) -> Iterator[Place]:
        with self._fresh.writing(collection.name):
            yield self._places[collection.name]

    def _read(self, collection: Collection) -> Place:
        """The place, with all that this object wrote made visible to searches."""
        if not self._fresh.is_fresh(collection.name):
            self.settle(collection)
        return self._places[collection.name]


def open_store(access: ElasticAccess, *, gallery: GalleryMaker | None = None) -> ElasticStore:
    """The store of that cluster and prefix, its indexes made; raises as ``ElasticStore.open``."""
    store = ElasticStore(access, gallery=gallery)
    try:
        store.open()
    except BaseException:
        store.close()
        raise
    return store
