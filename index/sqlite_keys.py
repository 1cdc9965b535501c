"""Candidate keys in SQLite: a dictionary of keys, and for every key the rows that have it."""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from index.query import Candidate
from index.sqlite_schema import Tables
from index.sqlite_values import Sql

_CHUNK = 500


def chunks(values: Sequence[str] | Sequence[int], size: int = _CHUNK) -> Iterable[Sequence[str] | Sequence[int]]:
    """The values in runs that fit into one statement."""
    return (values[start : start + size] for start in range(0, len(values), size))


def marks(count: int) -> str:
    """So many placeholders."""
    return ",".join("?" * count)


def add_keys(connection: sqlite3.Connection, tables: Tables, rows: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    """Enter the keys of new rows."""
    counts = Counter(key for _, keys in rows for key in keys)
    if not counts:
        return
    connection.executemany(
        f"INSERT INTO {tables.key} (key, rows) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET rows = rows + excluded.rows",
        sorted(counts.items()),
    )
    numbers = {key: number for key, number, _ in _known(connection, tables, list(counts))}
    postings = sorted((numbers[key], row) for row, keys in rows for key in keys)
    connection.executemany(f"INSERT INTO {tables.posting} VALUES (?, ?)", postings)
    connection.executemany(
        f"INSERT INTO {tables.row_keys} VALUES (?, ?)",
        [(row, array("q", [numbers[key] for key in keys]).tobytes()) for row, keys in rows if keys],
    )


def remove_keys(connection: sqlite3.Connection, tables: Tables, rows: Sequence[int]) -> None:
    """Take out the keys of rows, and the keys that no row has any more."""
    gone: list[tuple[int, int]] = []
    for run in chunks(rows):
        found = connection.execute(f"SELECT row, keys FROM {tables.row_keys} WHERE row IN ({marks(len(run))})", run)
        gone += [(number, row) for row, keys in found for number in array("q", keys)]
    if not gone:
        return
    connection.executemany(f"DELETE FROM {tables.posting} WHERE key = ? AND row = ?", sorted(gone))
    connection.executemany(f"DELETE FROM {tables.row_keys} WHERE row = ?", [(row,) for row in rows])
    counts = sorted(Counter(number for number, _ in gone).items())
    connection.executemany(f"UPDATE {tables.key} SET rows = rows - ? WHERE number = ?", [(n, number) for number, n in counts])
    connection.executemany(f"DELETE FROM {tables.key} WHERE number = ? AND rows = 0", [(number,) for number, _ in counts])


def find(
    connection: sqlite3.Connection, tables: Tables, keys: Sequence[str], *, where: tuple[str, list[Sql]], limit: int
) -> tuple[Candidate, ...]:
    """The rows that share most of the keys and pass the filter."""
    shared: Counter[int] = Counter()
    for _, number, _ in _known(connection, tables, list(dict.fromkeys(keys))):
        shared.update(row for (row,) in connection.execute(f"SELECT row FROM {tables.posting} WHERE key = ?", (number,)))
    by_count: dict[int, list[int]] = {}
    for row, count in shared.items():
        by_count.setdefault(count, []).append(row)
    found: list[Candidate] = []
    condition, values = where
    for count in sorted(by_count, reverse=True):
        ids: list[str] = []
        for run in chunks(by_count[count]):
            sql = f"SELECT m.id FROM {tables.main} m WHERE m.row IN ({marks(len(run))}) AND {condition}"
            ids += [row_id for (row_id,) in connection.execute(sql, [*run, *values])]
        found += [Candidate(row_id, count) for row_id in sorted(ids)]
        if len(found) >= limit:
            break
    return tuple(found[:limit])


def _known(connection: sqlite3.Connection, tables: Tables, keys: Sequence[str]) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for run in chunks(keys):
        found += connection.execute(
            f"SELECT key, number, rows FROM {tables.key} WHERE key IN ({marks(len(run))})", run
        ).fetchall()
    return found
