"""Opening a file: whose it is, which Lookout wrote it, and bringing it up to this one."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from index.sqlite_schema import Tables
from index.sqlite_write import Standing, insert_derived
from records.errors import StoreError
from records.wire import from_line

APPLICATION_ID = 0x4C4B4F54
"""``LKOT``: tells a store from any other SQLite file."""
SCHEMA_VERSION = 3
"""Version of the tables themselves; that of a collection's fields is its fingerprint."""


def _to_2(connection: sqlite3.Connection) -> None:
    """Gists beside the keys; a count of changes for every collection."""
    connection.execute("ALTER TABLE collections ADD COLUMN changes INTEGER NOT NULL DEFAULT 0")
    for (name,) in connection.execute("SELECT name FROM collections").fetchall():
        connection.execute(f"ALTER TABLE \"{name}__row_keys\" ADD COLUMN gist BLOB NOT NULL DEFAULT x''")


def _to_3(connection: sqlite3.Connection) -> None:
    """Sketches beside the keys; rows get theirs when they are written or keyed anew."""
    for (name,) in connection.execute("SELECT name FROM collections").fetchall():
        connection.execute(
            f'CREATE TABLE "{name}__sketch" (id TEXT PRIMARY KEY, stamp INTEGER NOT NULL, sketches TEXT NOT NULL) WITHOUT ROWID'
        )
        connection.execute(f'CREATE INDEX "{name}__sketched" ON "{name}__sketch" (stamp)')


MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _to_2, 2: _to_3}
"""From a schema version to the next one."""

_BATCH = 1000
_ENVELOPE = "row, id, version, revision, due_at, lease_owner, lease_until"


def prepare(connection: sqlite3.Connection, tables: Sequence[Tables]) -> None:
    """Make or bring up to date what is not; raises StoreError for a file that is no store or a newer Lookout's."""
    if sqlite3.sqlite_version_info < (3, 35):
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or newer is needed")
    if _is_current(connection, tables):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _own_version(connection)
        if version is None:
            _claim_file(connection)
        else:
            for step in range(version, SCHEMA_VERSION):
                MIGRATIONS[step](connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        for table in tables:
            _bring_up(connection, table)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_current(connection: sqlite3.Connection, tables: Sequence[Tables]) -> bool:
    if _own_version(connection) != SCHEMA_VERSION:
        return False
    there = dict(connection.execute("SELECT name, fingerprint FROM collections").fetchall())
    return all(there.get(table.collection.name) == table.fingerprint for table in tables)


def _own_version(connection: sqlite3.Connection) -> int | None:
    """The schema version of a store, None for an empty file; raises StoreError for anything else."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not objects:
        return None
    (_, _, path) = connection.execute("PRAGMA database_list").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(f"store {path}: this SQLite file belongs to another program")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"store {path}: it was written by a newer Lookout (schema {version}, this one knows {SCHEMA_VERSION}): upgrade"
        )
    return int(version)


def _claim_file(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(
        "CREATE TABLE collections (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, changed_at INTEGER,"
        " changes INTEGER NOT NULL DEFAULT 0)"
    )


def _bring_up(connection: sqlite3.Connection, tables: Tables) -> None:
    name = tables.collection.name
    found = connection.execute("SELECT fingerprint FROM collections WHERE name = ?", (name,)).fetchone()
    if found is None:
        for statement in tables.statements():
            connection.execute(statement)
        connection.execute("INSERT INTO collections (name, fingerprint) VALUES (?, ?)", (name, tables.fingerprint))
    elif found[0] != tables.fingerprint:
        _derive_again(connection, tables)
        connection.execute("UPDATE collections SET fingerprint = ? WHERE name = ?", (tables.fingerprint, name))


def _derive_again(connection: sqlite3.Connection, tables: Tables) -> None:
    """Make fields and text anew from the bodies; identity, leases and keys stay."""
    name = tables.collection.name
    kept = '"kept"'
    connection.execute(f"CREATE TEMP TABLE {kept} AS SELECT {_ENVELOPE} FROM {tables.main}")
    likes = [f"{name}\\_\\_{part}\\_%" for part in ("field", "count")]
    of_a_field = " OR ".join(["name LIKE ? ESCAPE '\\'"] * len(likes))
    listed = f"SELECT name FROM sqlite_master WHERE type = 'table' AND (name IN (?, ?) OR {of_a_field})"
    for (old,) in connection.execute(listed, (name, f"{name}__text", *likes)).fetchall():
        connection.execute(f'DROP TABLE "{old}"')
    for statement in tables.derived():
        connection.execute(statement)
    lines = connection.execute(f"SELECT {_ENVELOPE}, line FROM temp.{kept} JOIN {tables.body} USING (row)")
    while batch := list(islice(lines, _BATCH)):
        rows = []
        for number, row_id, version, revision, *_, line in batch:
            row = tables.collection.row(from_line(line, place=row_id))
            rows.append((Standing(number, version, revision, row.digest), row))
        insert_derived(connection, tables, rows)
        waiting = [(*line[4:7], line[0]) for line in batch]
        connection.executemany(f"UPDATE {tables.main} SET due_at = ?, lease_owner = ?, lease_until = ? WHERE row = ?", waiting)
    connection.execute(f"DROP TABLE temp.{kept}")
