"""Leases of the SQLite back end: due rows are claimed, released, or taken back from a dead owner."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.rows import Release, Stored
from index.sqlite_rows import rows_by_number
from index.sqlite_schema import Tables
from index.sqlite_values import Condition
from index.sqlite_write import note_change, replace_row
from index.values import optional_micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """What a claim asks for; times in microseconds."""

    owner: str
    limit: int
    now: int
    until: int


def claim(connection: sqlite3.Connection, tables: Tables, lease: Lease, where: Condition) -> tuple[Stored, ...]:
    """Lease due rows inside the caller's transaction, in which no one else writes."""
    condition, values = where
    due = (
        f"SELECT m.row FROM {tables.main} m WHERE m.due_at <= ? AND (m.lease_until IS NULL OR m.lease_until <= ?)"
        f" AND {condition} ORDER BY m.due_at, m.id LIMIT ?"
    )
    found = connection.execute(due, [lease.now, lease.now, *values, max(lease.limit, 0)])
    numbers = [number for (number,) in found]
    connection.executemany(
        f"UPDATE {tables.main} SET lease_owner = ?, lease_until = ?, revision = revision + 1 WHERE row = ?",
        [(lease.owner, lease.until, number) for number in numbers],
    )
    rows = rows_by_number(connection, tables, numbers)
    return tuple(rows[number] for number in numbers)


def release(connection: sqlite3.Connection, tables: Tables, releases: Sequence[Release], *, owner: str, now: int) -> int:
    """End the owner's leases on the rows; returns how many it still had."""
    ended = 0
    for item in releases:
        sql = f"SELECT row, version, revision FROM {tables.main} WHERE id = ? AND lease_owner = ?"
        found = connection.execute(sql, (item.id, owner)).fetchone()
        if found is None:
            continue
        number, version, revision = found
        ended += 1
        connection.execute(
            f"UPDATE {tables.main} SET due_at = ?, lease_owner = NULL, lease_until = NULL, revision = ? WHERE row = ?",
            (optional_micros(item.due_at), revision + 1, number),
        )
        if item.row is not None:
            row = replace(item.row, due_at=item.due_at)
            replace_row(connection, tables, row, number=number, version=version, revision=revision + 1)
            note_change(connection, tables, now)
    return ended


def break_leases(connection: sqlite3.Connection, tables: Tables, owner: str) -> int:
    """End every lease of the owner in one collection."""
    sql = f"UPDATE {tables.main} SET lease_owner = NULL, lease_until = NULL, revision = revision + 1 WHERE lease_owner = ?"
    return connection.execute(sql, (owner,)).rowcount
