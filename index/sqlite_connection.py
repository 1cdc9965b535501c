"""Connections to one SQLite file, its transactions, and the one place where sqlite3's errors become Lookout's."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from records.errors import QueryError, StoreError, StoreUnavailableError

T = TypeVar("T")

MEMORY = ":memory:"
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY_CODE = 0xFF
_IDLE_CONNECTIONS = 8
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.5

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA cache_size = -65536",
    "PRAGMA analysis_limit = 400",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)


class Connections:
    """A pool of connections to one file, for any number of threads; each is used by one thread at a time.

    ``synchronous = FULL``: with WAL, NORMAL already survives a ``kill -9``, yet a power cut may take back the last
    transactions. Lookout deletes a spool once it is loaded and calls a chat once the delivery is marked, so a commit that
    was answered has to stay; it costs one fsync a commit, and commits are batches.

    ``patience`` is how long, in seconds, a call waits for another writer before it raises StoreUnavailableError.
    """

    def __init__(self, path: Path | str, *, prepare: Callable[[sqlite3.Connection], None], patience: float) -> None:
        self.path = path
        self._prepare = prepare
        self._patience = patience
        self._idle: list[sqlite3.Connection] = []
        self._inherited: list[sqlite3.Connection] = []
        self._ready = False
        self._closed = False
        self._pid = os.getpid()
        self._lock = threading.Lock()
        # A database in memory lives in its one connection, so its users take turns.
        self._turns = threading.Lock() if path == MEMORY else None

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` on one unchanging view of the file."""
        return self._run("BEGIN", work)

    def change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` as the only writer; what it did stands when this returns, and nothing of it does when it raises.

        ``work`` may run more than once: it must keep no state of its own.
        """
        return self._run("BEGIN IMMEDIATE", work)

    def close(self) -> None:
        """Close the connections; every later use raises StoreUnavailableError."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _run(self, begin: str, work: Callable[[sqlite3.Connection], T]) -> T:
        give_up = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        while True:
            try:
                with self._borrowed() as connection:
                    return _transaction(connection, begin, work)
            except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeEncodeError) as error:
                if not _is_busy(error) or time.monotonic() >= give_up:
                    raise translated(error, self.path) from error
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        if self._turns is None:
            with self._connection() as connection:
                yield connection
        else:
            with self._turns, self._connection() as connection:
                yield connection

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = self._take()
        try:
            yield connection
        finally:
            with self._lock:
                keep = not self._closed and len(self._idle) < _IDLE_CONNECTIONS
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreUnavailableError(f"store {self.path}: it is closed")
            if self._pid != os.getpid():
                # A forked child must neither use nor close its parent's connections: both would break the file's locks.
                self._inherited += self._idle
                self._idle, self._pid = [], os.getpid()
            if self._idle:
                return self._idle.pop()
        connection = self._open()
        try:
            with self._lock:
                if not self._ready:
                    self._prepare(connection)
                    self._ready = True
        except BaseException:
            connection.close()
            raise
        return connection

    def _open(self) -> sqlite3.Connection:
        if isinstance(self.path, Path):
            _make_private(self.path)
        connection = sqlite3.connect(self.path, timeout=self._patience / 2, isolation_level=None, check_same_thread=False)
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
        except BaseException:
            connection.close()
            raise
        return connection


def _make_private(path: Path) -> None:
    """Make the file readable by its owner alone: it names clients and where to reach them.

    A file that stands is never opened here: closing any descriptor of it would drop every lock that this process has on it
    (POSIX advisory locks), and the next process to close the store would take the log away under our connections.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise StoreUnavailableError(f"store {path}: {error.strerror or error}") from error


def _transaction(connection: sqlite3.Connection, begin: str, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute(begin)
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise
    return result


def _is_busy(error: Exception) -> bool:
    return _code(error) in _BUSY


def _code(error: Exception) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else int(code) & _PRIMARY_CODE


def translated(error: Exception, path: Path | str) -> StoreError:
    """The Lookout error that says what an error of sqlite3 means to a caller."""
    if isinstance(error, OverflowError | UnicodeEncodeError):
        return QueryError(f"store {path}: a value cannot be kept or compared: {error}")
    if _is_busy(error):
        return StoreUnavailableError(f"store {path}: another process keeps writing to it; try again")
    if _code(error) in _DAMAGED:
        return StoreError(f"store {path}: the file is damaged or no SQLite database ({error})")
    if isinstance(error, sqlite3.OperationalError):
        return StoreUnavailableError(f"store {path}: {error}")
    return StoreError(f"store {path}: {error}")
