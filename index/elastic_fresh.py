"""Whether a search sees all that was written through one object, by any of its threads."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Freshness:
    """Counts the writes to each collection, and up to which of them a refresh has made them visible. Safe for threads.

    A write counts when it begins and when it ends, however it ends: a refresh that began in between may have missed it. A refresh
    covers what had counted when it *began*, and only once it is done; whoever reads meanwhile makes one of its own.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._lock = threading.Lock()
        self._written = dict.fromkeys(names, 1)  # others may have written before
        self._covered = dict.fromkeys(self._written, 0)

    @contextmanager
    def writing(self, *names: str) -> Iterator[None]:
        """Around a write to these collections."""
        self._count(names)
        try:
            yield
        finally:
            self._count(names)

    @contextmanager
    def refreshing(self, *names: str) -> Iterator[tuple[str, ...]]:
        """Around a refresh of these collections, which counts unless it fails."""
        with self._lock:
            began = {name: self._written[name] for name in names}
        yield names
        with self._lock:
            for name, count in began.items():
                self._covered[name] = max(self._covered[name], count)

    def is_fresh(self, name: str) -> bool:
        """Whether searches of this collection see all writes that have ended."""
        with self._lock:
            return self._covered[name] >= self._written[name]

    def _count(self, names: Iterable[str]) -> None:
        with self._lock:
            for name in names:
                self._written[name] += 1
