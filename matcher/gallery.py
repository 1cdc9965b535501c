"""A gallery: sketches of any number of rows in memory, asked which rows are nearest to a sketch.

Rows come and change in batches. Each batch is laid in columns of its own, and columns of like size are laid together from time to
time, so that a row is laid few times however many come. What is answered depends on the rows alone, not on how they came.
Measured with 10⁶ marks: 1.5 KB a row, 15 s of one core to lay them, 60 ms of one core for an answer.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.lasting import keep_from_collector
from matcher.letter_pairs import Places
from matcher.near_columns import Columns
from matcher.near_pool import pool
from matcher.nearness import nearness, promising
from matcher.sketch import Sketch, taken_apart

BETWEEN = "\x1d"
"""Between the sketches of one row."""
REFINED = 4_000
"""Entries of the pool that are measured in full, and at least twice as many as are asked for."""
LASTING = 5_000
"""Rows that come at once from which on the garbage collector is kept from them."""
_GROWTH = 4
"""Columns are laid together with the next smaller ones once those have grown to this part of them."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows laid in columns."""

    ids: NDArray[np.object_]
    lines: bytes
    """The sketches of each row, a line each, to lay them again."""
    columns: Columns
    order: NDArray[np.int64]
    """Rows in order of the hash of their id."""
    hashes: NDArray[np.int64]
    """Hashes of the ids in that order."""
    alive: NDArray[np.bool_]
    gone: Places
    """Entries of the rows that are not alive."""

    def at(self, ids: Sequence[str]) -> list[int]:
        """The rows of those ids that are here."""
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        starts = np.searchsorted(self.hashes, hashes).tolist()
        found = []
        for row_id, hashed, start in zip(ids, hashes.tolist(), starts, strict=True):
            at = start
            while at < len(self.order) and self.hashes[at] == hashed:
                if self.ids[self.order[at]] == row_id:
                    found.append(int(self.order[at]))
                at += 1
        return found

    def rows(self) -> Iterator[tuple[str, str]]:
        """(id, sketches) of the rows that are still so."""
        for row_id, line, alive in zip(self.ids, self.lines.decode().split("\n"), self.alive, strict=True):
            if alive:
                yield row_id, line


class Gallery:
    """``index.near.Gallery``, by the nearness of marks. Safe for threads."""

    def __init__(self, *, scale: float = 1.0) -> None:
        """``scale``: how much larger the pool is than ``matcher.near_pool`` has it."""
        self._scale = scale
        self._lock = threading.Lock()
        self._parts: tuple[_Part, ...] = ()

    def __len__(self) -> int:
        return sum(int(part.alive.sum()) for part in self._parts)

    def put(self, rows: Iterable[tuple[str, str]]) -> None:
        """Rows by id with their sketches, ``BETWEEN`` each two, instead of what was held for them; without any: gone."""
        told = dict(rows)
        if not told:
            return
        with self._lock:
            parts = [_without(part, list(told)) for part in self._parts]
            if some := [(row_id, line) for row_id, line in told.items() if line]:
                parts.append(_laid(some))
            while len(parts) > 1 and len(parts[-2].ids) < _GROWTH * len(parts[-1].ids):
                last, before = parts.pop(), parts.pop()
                parts.append(_laid([*before.rows(), *last.rows()]))
            self._parts = tuple(part for part in parts if len(part.ids))
        if len(told) >= LASTING:
            keep_from_collector()

    def nearest(self, sketches: Sequence[str], *, limit: int, among: frozenset[str] | None = None) -> list[tuple[str, float]]:
        """The ``limit`` nearest rows (of these ids, if given), nearest first, then by id; higher numbers are nearer.

        Without ``among`` there are at most as many as the pool has, some ten thousand.
        """
        parts = self._parts
        best: dict[str, float] = {}
        for asked in filter(None, map(taken_apart, dict.fromkeys(sketches))):
            if among is None:
                pooled = pool([part.columns for part in parts], asked, gone=[part.gone for part in parts], scale=self._scale)
            else:
                pooled = [_entries(part, among) for part in parts]
            for row_id, near in _ranked(parts, pooled, asked, limit):
                best[row_id] = max(near, best.get(row_id, near))
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]


def _ranked(parts: Sequence[_Part], pooled: Sequence[Places], asked: Sketch, limit: int) -> list[tuple[str, float]]:
    """The ``limit`` nearest rows of the pooled entries, and those as near as the last of them.

    Only the most promising entries are measured in full.
    """
    alive = [entries[part.alive[part.columns.rows[entries]]] for part, entries in zip(parts, pooled, strict=True)]
    promise = [promising(part.columns, entries, asked) for part, entries in zip(parts, alive, strict=True)]
    cut = _cut(promise, max(REFINED, 2 * limit))
    ids: list[str] = []
    measured: list[NDArray[np.float64]] = [np.empty(0)]
    for part, entries, hoped in zip(parts, alive, promise, strict=True):
        chosen = entries[hoped >= cut]
        ids += part.ids[part.columns.rows[chosen]].tolist()
        measured.append(nearness(part.columns, chosen, asked))
    near = np.concatenate(measured)
    order = np.argsort(-near, kind="stable")
    best: dict[str, float] = {}
    last = -np.inf
    for at, value in zip(order.tolist(), near[order].tolist(), strict=True):
        if len(best) >= limit and value < last:
            break
        best.setdefault(ids[at], value)
        last = value
    return list(best.items())


def _cut(values: Sequence[NDArray[np.float64]], count: int) -> float:
    """The value from which on the ``count`` greatest are taken, equal ones with them."""
    together = np.concatenate(values) if values else np.empty(0)
    return -np.inf if len(together) <= count else float(np.partition(together, -count)[-count])


def _laid(rows: Sequence[tuple[str, str]]) -> _Part:
    ids = np.array([*(row_id for row_id, _ in rows), None], dtype=object)[:-1]
    hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
    order = np.argsort(hashes, kind="stable")
    columns = Columns([(at, sketch) for at, (_, line) in enumerate(rows) for sketch in line.split(BETWEEN)])
    lines = "\n".join(line for _, line in rows).encode()
    return _Part(ids, lines, columns, order, hashes[order], np.ones(len(ids), bool), np.empty(0, np.int32))


def _without(part: _Part, ids: Sequence[str]) -> _Part:
    gone = part.at(ids)
    if not gone:
        return part
    alive = part.alive.copy()
    alive[gone] = False
    return replace(part, alive=alive, gone=np.flatnonzero(~alive[part.columns.rows]).astype(np.int32))


def _entries(part: _Part, ids: frozenset[str]) -> Places:
    asked = np.zeros(len(part.ids), bool)
    asked[part.at(list(ids))] = True
    return np.flatnonzero(asked[part.columns.rows]).astype(np.int32)
