"""Sketches in SQLite: kept by id with a stamp, so that a gallery in memory reads what is new to it and no more."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence

from index.near import Asked, Gallery, nearest
from index.query import Candidate
from index.rows import Row
from index.sqlite_schema import Tables
from index.sqlite_values import Condition, chunks, marks


def put_sketches(connection: sqlite3.Connection, tables: Tables, rows: Sequence[Row]) -> None:
    """Enter the sketches of rows where they are others than before; a row without any has none from now on."""
    _enter(connection, tables, {row.id: row.sketches for row in rows})


def drop_sketches(connection: sqlite3.Connection, tables: Tables, ids: Sequence[str]) -> None:
    """Rows that are gone. They stay without sketches, so that every gallery hears of it."""
    _enter(connection, tables, dict.fromkeys(ids, ""))


def _enter(connection: sqlite3.Connection, tables: Tables, sketches: Mapping[str, str]) -> None:
    before: dict[str, str] = {}
    for run in chunks(list(sketches)):
        sql = f"SELECT id, sketches FROM {tables.sketch} WHERE id IN ({marks(len(run))})"
        before.update(connection.execute(sql, run).fetchall())
    changed = [(row_id, text) for row_id, text in sketches.items() if before.get(row_id, "") != text]
    if not changed:
        return
    stamp = _last(connection, tables) + 1
    connection.executemany(
        f"INSERT INTO {tables.sketch} (id, stamp, sketches) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp, sketches = excluded.sketches",
        [(row_id, stamp, text) for row_id, text in changed],
    )


def _last(connection: sqlite3.Connection, tables: Tables) -> int:
    (stamp,) = connection.execute(f"SELECT coalesce(max(stamp), 0) FROM {tables.sketch}").fetchone()
    return int(stamp)


class Sketched:
    """The gallery of one collection, with how far it has come. Safe for threads."""

    def __init__(self, gallery: Gallery) -> None:
        self.gallery = gallery
        self._lock = threading.Lock()
        self._stamp = 0

    def bring_up(self, connection: sqlite3.Connection, tables: Tables) -> None:
        """Put into the gallery all that changed since the last time."""
        with self._lock:
            last = _last(connection, tables)
            if last <= self._stamp:
                return
            rows = connection.execute(f"SELECT id, sketches FROM {tables.sketch} WHERE stamp > ?", (self._stamp,))
            self.gallery.put(rows.fetchall())
            self._stamp = last


def find_near(
    connection: sqlite3.Connection,
    tables: Tables,
    gallery: Gallery,
    asked: Asked,
    first: Sequence[tuple[str, float]],
    *,
    where: Condition,
) -> list[Candidate]:
    """The nearest rows that pass the filter; ``first``: the nearest as far as the gallery knows."""
    condition, values = where

    def gists(ids: Sequence[str]) -> Mapping[str, bytes]:
        found: dict[str, bytes] = {}
        for run in chunks(ids):
            sql = (
                f"SELECT m.id, k.gist FROM {tables.main} m JOIN {tables.row_keys} k ON k.row = m.row"
                f" WHERE m.id IN ({marks(len(run))}) AND {condition}"
            )
            found.update(connection.execute(sql, [*run, *values]).fetchall())
        return found

    def passing() -> frozenset[str]:
        return frozenset(
            row_id for (row_id,) in connection.execute(f"SELECT m.id FROM {tables.main} m WHERE {condition}", values)
        )

    return nearest(gallery, asked, first, gists=gists, passing=passing)
