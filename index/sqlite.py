"""The embedded back end: everything in one SQLite file, nothing to install.

Any number of threads and processes of one machine may use the file at once (write-ahead log: readers never wait for a writer,
writers take turns). Every verb is one transaction.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from index.fields import Collection
from index.near import Asked, GalleryMaker, first_ranked, joined, parted
from index.query import Candidate, FacetCount, Filter, KeyQuery, Query
from index.rows import Page, Release, Row, Stored, StoreHealth, Written
from index.schema import COLLECTIONS
from index.sqlite_connection import MEMORY, Connections
from index.sqlite_keys import find
from index.sqlite_leases import Lease, break_leases, claim, release
from index.sqlite_near import Sketched, find_near
from index.sqlite_query import condition, facets, search
from index.sqlite_rows import figures, rows_after, rows_by_id
from index.sqlite_schema import Tables
from index.sqlite_upgrade import SCHEMA_VERSION, prepare
from index.sqlite_values import Condition
from index.sqlite_write import delete_rows, note_change, rekey_rows, replace_row, write_rows
from index.values import micros
from records.errors import ConflictError, QueryError, StoreError

PATIENCE = 30.0
"""Seconds a call waits for other writers before it raises StoreUnavailableError."""


class SqliteStore:
    """``index.store.Store`` on one file, or in memory for ``":memory:"``. The file is opened at the first use."""

    def __init__(
        self,
        path: Path | str,
        *,
        patience: float = PATIENCE,
        collections: Sequence[Collection] = COLLECTIONS,
        gallery: GalleryMaker | None = None,
    ) -> None:
        """``gallery``: makes what holds sketches in memory; without it, sketches are kept but nothing is found by them."""
        self._path = path if path == MEMORY else Path(path)
        self._tables = {collection.name: Tables(collection) for collection in collections}
        self._sketched = {collection.name: Sketched(gallery()) for collection in collections} if gallery else {}
        self._connections = Connections(
            self._path, prepare=lambda connection: prepare(connection, tuple(self._tables.values())), patience=patience
        )

    def open(self) -> None:
        """Open or make the file now; raises StoreError where it is damaged, foreign, or a newer Lookout's."""
        self._connections.read(lambda connection: connection.execute("SELECT count(*) FROM collections").fetchone())

    def write(
        self, collection: Collection, rows: Sequence[Row], *, now: datetime, create_only: bool = False
    ) -> tuple[Written, ...]:
        """See ``Store.write``."""
        tables, at = self._tables[collection.name], micros(now)
        if not rows:
            return ()
        return self._connections.change(lambda connection: write_rows(connection, tables, rows, now=at, create_only=create_only))

    def get(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        """See ``Store.get``."""
        return self._connections.read(lambda connection: rows_by_id(connection, self._tables[collection.name], ids))

    def replace(self, collection: Collection, row: Row, *, if_revision: int, now: datetime) -> Stored:
        """See ``Store.replace``."""
        tables, at = self._tables[collection.name], micros(now)

        def put(connection: sqlite3.Connection) -> Stored:
            sql = f"SELECT row, version, revision FROM {tables.main} WHERE id = ?"
            found = connection.execute(sql, (row.id,)).fetchone()
            if found is None or found[2] != if_revision:
                standing = "is gone" if found is None else f"is at revision {found[2]}"
                raise ConflictError(f"{collection.name} {row.id}: read at revision {if_revision}, it {standing}")
            replace_row(connection, tables, row, number=found[0], version=found[1], revision=if_revision + 1)
            note_change(connection, tables, at)
            return rows_by_id(connection, tables, (row.id,))[row.id]

        return self._connections.change(put)

    def search(self, collection: Collection, query: Query) -> Page:
        """See ``Store.search``."""
        (page,) = self.searches(collection, (query,))
        return page

    def searches(self, collection: Collection, queries: Sequence[Query]) -> tuple[Page, ...]:
        """See ``Store.searches``."""
        tables = self._tables[collection.name]
        return self._connections.read(lambda connection: tuple(search(connection, tables, query) for query in queries))

    def facets(self, collection: Collection, query: Query, field: str, *, limit: int = 20) -> tuple[FacetCount, ...]:
        """See ``Store.facets``."""
        return self._connections.read(lambda connection: facets(connection, self._tables[collection.name], query, field, limit))

    def candidates(self, collection: Collection, queries: Sequence[KeyQuery], *, limit: int) -> tuple[tuple[Candidate, ...], ...]:
        """See ``Store.candidates``."""
        tables = self._tables[collection.name]

        sketched = self._sketched.get(collection.name)

        def look_up(connection: sqlite3.Connection) -> tuple[tuple[Candidate, ...], ...]:
            near = _near(connection, tables, sketched, queries, limit)
            return tuple(_with_sharing(connection, tables, query, one, limit) for query, one in zip(queries, near, strict=True))

        return self._connections.read(look_up)

    def scan(self, collection: Collection, where: Sequence[Filter] = (), *, batch: int = 500) -> Iterator[tuple[Stored, ...]]:
        """See ``Store.scan``. Every batch is a read of its own, so that a slow caller holds nothing open."""
        if batch < 1:
            raise QueryError(f"batch {batch} is less than 1")
        tables = self._tables[collection.name]
        return self._scan(tables, condition(tables, where), batch)

    def _scan(self, tables: Tables, where: Condition, batch: int) -> Iterator[tuple[Stored, ...]]:
        last: str | None = None
        while True:
            read = partial(rows_after, tables=tables, where=where, after=last, limit=batch)
            found = self._connections.read(read)
            if found:
                yield found
                last = found[-1].id
            if len(found) < batch:
                return

    def claim(
        self, collection: Collection, *, owner: str, limit: int, now: datetime, until: datetime, where: Sequence[Filter] = ()
    ) -> tuple[Stored, ...]:
        """See ``Store.claim``."""
        tables = self._tables[collection.name]
        lease = Lease(owner=owner, limit=limit, now=micros(now), until=micros(until))
        filters = condition(tables, where, finds=False)
        return self._connections.change(lambda connection: claim(connection, tables, lease, filters))

    def release(self, collection: Collection, releases: Sequence[Release], *, owner: str, now: datetime) -> int:
        """See ``Store.release``."""
        tables, at = self._tables[collection.name], micros(now)
        return self._connections.change(lambda connection: release(connection, tables, releases, owner=owner, now=at))

    def break_leases(self, owner: str) -> int:
        """See ``Store.break_leases``."""
        return self._connections.change(
            lambda connection: sum(break_leases(connection, tables, owner) for tables in self._tables.values())
        )

    def rekey(self, collection: Collection, rows: Sequence[Row]) -> int:
        """See ``Store.rekey``."""
        return self._connections.change(lambda connection: rekey_rows(connection, self._tables[collection.name], rows))

    def delete(self, collection: Collection, ids: Sequence[str]) -> int:
        """See ``Store.delete``."""
        return self._connections.change(lambda connection: delete_rows(connection, self._tables[collection.name], ids))

    def settle(self, *collections: Collection) -> None:
        """See ``Store.settle``: what was committed is seen by all at once."""

    def stamp(self, collection: Collection) -> str:
        """See ``Store.stamp``."""
        sql = "SELECT changes FROM collections WHERE name = ?"
        (changes,) = self._connections.read(lambda connection: connection.execute(sql, (collection.name,)).fetchone())
        return str(changes)

    def health(self, *, now: datetime) -> StoreHealth:
        """See ``Store.health``."""
        at = micros(now)
        try:
            collections = self._connections.read(lambda connection: figures(connection, self._tables.values(), at))
        except StoreError as error:
            return StoreHealth(backend="sqlite", ok=False, detail=str(error), size_bytes=self._size())
        detail = f"{self._path}, schema {SCHEMA_VERSION}, SQLite {sqlite3.sqlite_version}"
        return StoreHealth(backend="sqlite", ok=True, detail=detail, size_bytes=self._size(), collections=collections)

    def close(self) -> None:
        """See ``Store.close``."""
        self._connections.close()

    def _size(self) -> int | None:
        if not isinstance(self._path, Path):
            return None
        size = 0
        for file in (self._path, self._path.with_name(self._path.name + "-wal")):
            # The log comes and goes with the connections.
            with suppress(OSError):
                size += file.stat().st_size
        return size


def _near(
    connection: sqlite3.Connection, tables: Tables, sketched: Sketched | None, queries: Sequence[KeyQuery], limit: int
) -> list[list[Candidate]]:
    """Of each query the rows by nearness."""
    asked = [Asked.of(query, led_by=tables.collection.led_by, limit=limit) for query in queries]
    if sketched is None or not limit or not any(one.sketches for one in asked):
        return [[] for _ in queries]
    sketched.bring_up(connection, tables)
    ranked = first_ranked(sketched.gallery, asked, limit=limit)
    return [
        find_near(connection, tables, sketched.gallery, one, first, where=condition(tables, query.where, finds=False))
        for query, one, first in zip(queries, asked, ranked, strict=True)
    ]


def _with_sharing(
    connection: sqlite3.Connection, tables: Tables, query: KeyQuery, near: list[Candidate], limit: int
) -> tuple[Candidate, ...]:
    where = condition(tables, query.where, finds=False)
    if len(near) >= limit:
        return tuple(near)
    return joined(near, find(connection, tables, parted(query.keys)[0], where=where, limit=limit), limit)


def open_store(path: Path | str, *, gallery: GalleryMaker | None = None) -> SqliteStore:
    """The store in that file, opened and ready; raises as ``SqliteStore.open``."""
    store = SqliteStore(path, gallery=gallery)
    store.open()
    return store
