"""What is remembered of one source from crawl to crawl: its responses, and the entries already taken from them.

Nothing is written before ``commit``, which the crawl calls when its spool is durable: a crash in between repeats records (writes
to the store are idempotent) and never loses one.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path

KEEP_SEEN = timedelta(days=7)
"""Entries not met for so long are forgotten; a feed shows the last day only."""

_TABLES = """
CREATE TABLE IF NOT EXISTS resource (
    name TEXT PRIMARY KEY, url TEXT NOT NULL, fetched_at INTEGER NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    items INTEGER NOT NULL, etag TEXT, last_modified TEXT, built_at INTEGER, scope TEXT, edition TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (key INTEGER PRIMARY KEY, content INTEGER NOT NULL, last_seen INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS seen_by_time ON seen (last_seen);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One address or file of a source as it was last read to its end; times in epoch seconds."""

    name: str
    url: str
    fetched_at: int
    sha256: str
    size: int
    items: int
    etag: str | None = None
    last_modified: str | None = None
    built_at: int | None = None
    scope: str | None = None
    edition: str | None = None
    """What the office says about this edition of a file (size, release date): another one is fetched again."""


_COLUMNS = ", ".join(field.name for field in fields(Resource))


class State:
    """State of one source in one SQLite file. Reads see the last commit; what is noted is held until ``commit``."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._resources: dict[str, Resource] = {}
        self._seen: dict[int, int] = {}
        with closing(self._open()) as database, database:
            database.executescript(_TABLES)
        self._database = self._open()

    def resource(self, name: str) -> Resource | None:
        """The resource as it was last read, if ever."""
        row = self._database.execute(f"SELECT {_COLUMNS} FROM resource WHERE name = ?", (name,)).fetchone()  # noqa: S608
        return Resource(**dict(zip(_COLUMNS.split(", "), row, strict=True))) if row else None

    def resources(self) -> tuple[Resource, ...]:
        """All resources, by name."""
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM resource ORDER BY name").fetchall()  # noqa: S608
        return tuple(Resource(**dict(zip(_COLUMNS.split(", "), row, strict=True))) for row in rows)

    def content(self, key: int) -> int | None:
        """Content fingerprint under which the entry was last taken; ``None``: never taken, or long not met."""
        row = self._database.execute("SELECT content FROM seen WHERE key = ?", (_signed(key),)).fetchone()
        return row[0] & 0xFFFF_FFFF_FFFF_FFFF if row else None

    def note_seen(self, key: int, content: int) -> None:
        """The entry is in the response now."""
        self._seen[key] = content

    def note_read(self, resource: Resource) -> None:
        """The resource was read to its end."""
        self._resources[resource.name] = resource

    def commit(self, now: datetime) -> None:
        """Write what was noted, all or nothing."""
        clock = int(now.timestamp())
        slots = ", ".join("?" * len(fields(Resource)))
        with self._database as database:
            database.executemany(
                f"INSERT OR REPLACE INTO resource ({_COLUMNS}) VALUES ({slots})",  # noqa: S608
                [tuple(getattr(resource, field.name) for field in fields(Resource)) for resource in self._resources.values()],
            )
            database.executemany(
                "INSERT OR REPLACE INTO seen (key, content, last_seen) VALUES (?, ?, ?)",
                [(_signed(key), _signed(content), clock) for key, content in self._seen.items()],
            )
            database.execute("DELETE FROM seen WHERE last_seen < ?", (clock - int(KEEP_SEEN.total_seconds()),))
        self._resources.clear()
        self._seen.clear()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value
