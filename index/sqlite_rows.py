"""Reading rows of the SQLite back end by id, by number and in order of id; and the figures of its health."""

import sqlite3
from collections.abc import Iterable, Sequence

from index.rows import CollectionHealth, Stored
from index.sqlite_schema import Tables
from index.sqlite_values import STORED_COLUMNS, Condition, chunks, marks, stored
from index.values import moment


def rows_by_id(connection: sqlite3.Connection, tables: Tables, ids: Sequence[str]) -> dict[str, Stored]:
    """The rows that exist, in the order asked."""
    found: dict[str, Stored] = {}
    for run in chunks(list(dict.fromkeys(ids))):
        sql = f"SELECT {STORED_COLUMNS} FROM {_source(tables)} WHERE m.id IN ({marks(len(run))})"
        found |= {line[0]: stored(line) for line in connection.execute(sql, run)}
    return {row_id: found[row_id] for row_id in ids if row_id in found}


def rows_by_number(connection: sqlite3.Connection, tables: Tables, numbers: Sequence[int]) -> dict[int, Stored]:
    """The rows of these numbers."""
    found: dict[int, Stored] = {}
    for run in chunks(numbers):
        sql = f"SELECT m.row, {STORED_COLUMNS} FROM {_source(tables)} WHERE m.row IN ({marks(len(run))})"
        found |= {line[0]: stored(line[1:]) for line in connection.execute(sql, run)}
    return found


def rows_after(
    connection: sqlite3.Connection, tables: Tables, where: Condition, *, after: str | None, limit: int
) -> tuple[Stored, ...]:
    """The next rows in order of id that pass the filter; ``after`` None starts at the first."""
    condition, values = where
    sql = f"SELECT {STORED_COLUMNS} FROM {_source(tables)} WHERE (? IS NULL OR m.id > ?) AND {condition} ORDER BY m.id LIMIT ?"
    return tuple(stored(line) for line in connection.execute(sql, [after, after, *values, limit]))


def figures(connection: sqlite3.Connection, tables: Iterable[Tables], now: int) -> dict[str, CollectionHealth]:
    """Size and backlog of every collection."""
    changed = dict(connection.execute("SELECT name, changed_at FROM collections"))
    counted: dict[str, CollectionHealth] = {}
    for table in tables:
        (rows,) = connection.execute(f"SELECT count(*) FROM {table.main}").fetchone()
        due, oldest = connection.execute(
            f"SELECT count(*), min(due_at) FROM {table.main} WHERE due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)",
            (now,),
        ).fetchone()
        (leased,) = connection.execute(
            f"SELECT count(*) FROM {table.main} WHERE lease_owner IS NOT NULL AND lease_until > ?", (now,)
        ).fetchone()
        name = table.collection.name
        counted[name] = CollectionHealth(
            rows=rows, due=due, leased=leased, oldest_due_at=moment(oldest), changed_at=moment(changed.get(name))
        )
    return counted


def _source(tables: Tables) -> str:
    return f"{tables.main} m JOIN {tables.body} b ON b.row = m.row"
