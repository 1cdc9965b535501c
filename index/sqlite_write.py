"""Writes of the SQLite back end: what becomes of each row, then all tables in one go."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.rows import Row, Written
from index.sqlite_keys import add_keys, remove_keys
from index.sqlite_near import drop_sketches, put_sketches
from index.sqlite_schema import Tables, column, scope_column
from index.sqlite_values import chunks, marks, single_value, to_sql
from index.values import optional_micros
from records.wire import to_line

_FIRST_STATISTICS = 512


@dataclass(slots=True)
class Standing:
    """A row as it stands, or will stand once it is written."""

    number: int
    version: int
    revision: int
    digest: str
    new: bool = False
    put: Row | None = None
    """What is to be written; None: nothing but perhaps the version."""


def write_rows(
    connection: sqlite3.Connection, tables: Tables, rows: Sequence[Row], *, now: int, create_only: bool
) -> tuple[Written, ...]:
    """Write rows inside the caller's transaction; one outcome a row."""
    standing = _standing(connection, tables, [row.id for row in rows])
    before = {row_id: at.version for row_id, at in standing.items()}
    (last,) = connection.execute(f"SELECT coalesce(max(row), 0) FROM {tables.main}").fetchone()
    outcomes: list[Written] = []
    for row in rows:
        at = standing.get(row.id)
        if at is None:
            last += 1
            standing[row.id] = Standing(last, row.version, 1, row.digest, new=True, put=row)
            outcomes.append(Written.CREATED)
        else:
            outcomes.append(_meet(at, row, create_only=create_only))
    put = [(at, at.put) for at in standing.values() if at.put is not None]
    _insert(connection, tables, [(at, row) for at, row in put if at.new])
    _overwrite(connection, tables, [(at, row) for at, row in put if not at.new], keep_lease=False)
    connection.executemany(
        f"UPDATE {tables.main} SET version = ? WHERE row = ?",
        [(at.version, at.number) for row_id, at in standing.items() if at.put is None and before[row_id] != at.version],
    )
    if put:
        note_change(connection, tables, now)
        _keep_statistics(connection, tables, outcomes.count(Written.CREATED), last)
    return tuple(outcomes)


def replace_row(connection: sqlite3.Connection, tables: Tables, row: Row, *, number: int, version: int, revision: int) -> None:
    """Put a row in the place of one that stands, lease kept; its version never falls."""
    put = replace(row, version=max(row.version, version))
    _overwrite(connection, tables, [(Standing(number, put.version, revision, row.digest), put)], keep_lease=True)


def rekey_rows(connection: sqlite3.Connection, tables: Tables, rows: Sequence[Row]) -> int:
    """Other keys and gists for rows whose content is the same."""
    standing = _standing(connection, tables, [row.id for row in rows])
    last = {row.id: row for row in rows}
    same = [(at.number, last[row_id]) for row_id, at in standing.items() if at.digest == last[row_id].digest]
    remove_keys(connection, tables, [number for number, _ in same])
    add_keys(connection, tables, same)
    put_sketches(connection, tables, [row for _, row in same])
    return len(same)


def delete_rows(connection: sqlite3.Connection, tables: Tables, ids: Sequence[str]) -> int:
    """Delete rows from all tables."""
    standing = _standing(connection, tables, ids)
    numbers = [at.number for at in standing.values()]
    _remove_parts(connection, tables, numbers)
    remove_keys(connection, tables, numbers)
    drop_sketches(connection, tables, list(standing))
    for table in (tables.body, tables.main):
        connection.executemany(f"DELETE FROM {table} WHERE row = ?", [(number,) for number in numbers])
    if numbers:
        connection.execute("UPDATE collections SET changes = changes + 1 WHERE name = ?", (tables.collection.name,))
    return len(numbers)


def note_change(connection: sqlite3.Connection, tables: Tables, now: int) -> None:
    """Remember when the collection last changed, and that it did."""
    connection.execute(
        "UPDATE collections SET changed_at = max(coalesce(changed_at, ?1), ?1), changes = changes + 1 WHERE name = ?2",
        (now, tables.collection.name),
    )


def _keep_statistics(connection: sqlite3.Connection, tables: Tables, added: int, rows: int) -> None:
    """Let SQLite sample its indexes whenever the collection has doubled, so that it picks the narrower of two filters."""
    if rows >= _FIRST_STATISTICS and rows.bit_length() > (rows - added).bit_length():
        for table in (tables.main, *(tables.values(field) for field in tables.many)):
            connection.execute(f"ANALYZE {table}")


def _standing(connection: sqlite3.Connection, tables: Tables, ids: Sequence[str]) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for run in chunks(list(dict.fromkeys(ids))):
        sql = f"SELECT id, row, version, revision, digest FROM {tables.main} WHERE id IN ({marks(len(run))})"
        for row_id, number, version, revision, digest in connection.execute(sql, run):
            found[row_id] = Standing(number, version, revision, digest)
    return found


def _meet(at: Standing, row: Row, *, create_only: bool) -> Written:
    """What becomes of a row that is there already. An older version is STALE whatever it says."""
    if create_only:
        return Written.EXISTS
    if row.version < at.version:
        return Written.STALE
    at.version = row.version
    if row.digest == at.digest:
        return Written.UNCHANGED
    at.revision += 1
    at.digest = row.digest
    at.put = row
    return Written.CHANGED


def _insert(connection: sqlite3.Connection, tables: Tables, rows: Sequence[tuple[Standing, Row]]) -> None:
    insert_derived(connection, tables, rows)
    connection.executemany(f"INSERT INTO {tables.body} VALUES (?, ?)", [(at.number, to_line(row.record)) for at, row in rows])
    add_keys(connection, tables, [(at.number, row) for at, row in rows])
    put_sketches(connection, tables, [row for _, row in rows])


def insert_derived(connection: sqlite3.Connection, tables: Tables, rows: Sequence[tuple[Standing, Row]]) -> None:
    """Insert everything of new rows but their bodies and keys."""
    columns = ["row", "id", "version", "revision", "digest", "due_at", *(column(field) for field in tables.single)]
    connection.executemany(
        f"INSERT INTO {tables.main} ({', '.join(columns)}) VALUES ({marks(len(columns))})",
        [
            (at.number, row.id, at.version, at.revision, row.digest, optional_micros(row.due_at), *_singles(tables, row))
            for at, row in rows
        ],
    )
    _add_parts(connection, tables, rows)


def _overwrite(connection: sqlite3.Connection, tables: Tables, rows: Sequence[tuple[Standing, Row]], *, keep_lease: bool) -> None:
    if not rows:
        return
    numbers = [at.number for at, _ in rows]
    _remove_parts(connection, tables, numbers)
    remove_keys(connection, tables, numbers)
    columns = ["version", "revision", "digest", "due_at", *(column(field) for field in tables.single)]
    sets = [f"{name} = ?" for name in columns]
    if not keep_lease:
        sets += ["lease_owner = NULL", "lease_until = NULL"]
    connection.executemany(
        f"UPDATE {tables.main} SET {', '.join(sets)} WHERE row = ?",
        [
            (at.version, at.revision, row.digest, optional_micros(row.due_at), *_singles(tables, row), at.number)
            for at, row in rows
        ],
    )
    connection.executemany(
        f"UPDATE {tables.body} SET line = ? WHERE row = ?", [(to_line(row.record), at.number) for at, row in rows]
    )
    _add_parts(connection, tables, rows)
    add_keys(connection, tables, [(at.number, row) for at, row in rows])
    put_sketches(connection, tables, [row for _, row in rows])


def _singles(tables: Tables, row: Row) -> Iterable[str | int | bytes | None]:
    return (single_value(row, field.name) for field in tables.single)


def _add_parts(connection: sqlite3.Connection, tables: Tables, rows: Sequence[tuple[Standing, Row]]) -> None:
    for field in tables.many:
        values = [(at.number, to_sql(value)) for at, row in rows for value in dict.fromkeys(row.fields.get(field.name, ()))]
        connection.executemany(f"INSERT INTO {tables.values(field)} VALUES (?, ?)", values)
    if tables.scopes:
        names = ", ".join(scope_column(scope) for scope in tables.scopes)
        texts = [(at.number, *(row.text.get(scope, "") for scope in tables.scopes)) for at, row in rows if any(row.text.values())]
        connection.executemany(f"INSERT INTO {tables.text} (rowid, {names}) VALUES ({marks(len(tables.scopes) + 1)})", texts)


def _remove_parts(connection: sqlite3.Connection, tables: Tables, numbers: Sequence[int]) -> None:
    rows = [(number,) for number in numbers]
    for field in tables.many:
        connection.executemany(f"DELETE FROM {tables.values(field)} WHERE row = ?", rows)
    if tables.scopes:
        connection.executemany(f"DELETE FROM {tables.text} WHERE rowid = ?", rows)
