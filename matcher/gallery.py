"""A gallery: sketches of any number of rows in memory, asked which rows are nearest to a sketch.

Near is what the full model says of two marks, goods aside: the sieve passes on the rows that it may flag, and these are scored as
any other pair is. Rows come and change in batches. Each batch is laid in columns of its own, and columns of like size are laid
together from time to time, so that a row is laid few times however many come. What is answered depends on the rows alone, not on
how they came.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns, Shares
from matcher.grams import Places
from matcher.lasting import keep_from_collector
from matcher.meaning import Slot
from matcher.model import THRESHOLDS, Unread, side, unread
from matcher.pairs import Pairs
from matcher.sieve import MOST, Sieve, heard_from
from matcher.sieve_lists import LATIN
from matcher.sifted import Sifted
from matcher.sketch import means_of, view_of
from matcher.views import View

BETWEEN = "\x1d"
"""Between the sketches of one row."""
LEAST, LEAST_ACROSS = 4_000, 6_500
"""So many sketches are scored in full, more for a mark that is not in Latin letters. Of what the full model says is nearest, all
but one in 2,000 are among the roughly nearest 4,000 at a million; for a mark in other letters, but one in 1,000 among 6,500."""
ENOUGH = 500
"""This does for so many rows;"""
PASSED, PASSED_ACROSS = 16, 23
"""so many more are scored for each further row that is asked for."""
REMEMBERED = 16
"""Marks for which it is remembered what was found."""
_ROUNDED = 1e-6
"""Scores less apart than this may be equal."""
_GROWTH = 4
"""Columns are laid together with the next smaller ones once those have grown to this part of them."""


class _Kept(Sequence[View]):
    """The views of sketches in little space, each read anew when it is asked for."""

    def __init__(self, sketches: Iterable[str]) -> None:
        told = [sketch.encode() for sketch in sketches]
        self._ends = np.cumsum([0, *map(len, told)])
        self._told = b"".join(told)

    def sketch(self, at: int) -> str:
        return self._told[self._ends[at] : self._ends[at + 1]].decode()

    def means(self, at: int) -> tuple[Slot, ...]:
        return means_of(self.sketch(at))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> View:  # type: ignore[override]
        seen = view_of(self.sketch(at))
        if seen is None:
            raise IndexError(at)
        return seen


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows laid in columns, a sketch an entry."""

    ids: NDArray[np.object_]
    rows: Places
    """The row of each entry."""
    kept: _Kept
    columns: Columns
    sieve: Sieve
    order: Places
    """Rows in order of the hash of their id."""
    hashes: NDArray[np.int64]
    """Hashes of the ids in that order."""
    alive: NDArray[np.bool_]
    living: NDArray[np.bool_] | None = None
    """Whether each entry belongs to a row that is still so; ``None``: all do."""

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str]]) -> "_Part":
        """Rows by id with their sketches; those of another make are passed over."""
        told = [(row, sketch) for row, (_, line) in enumerate(rows) for sketch in line.split(BETWEEN)]
        told = [(row, sketch) for row, sketch in told if view_of(sketch) is not None]
        ids = np.array([*(row_id for row_id, _ in rows), None], dtype=object)[:-1]
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        order = np.argsort(hashes, kind="stable")
        kept = _Kept(sketch for _, sketch in told)
        columns = side(kept, means=kept.means)
        owners = np.array([row for row, _ in told], np.intp)
        alive = np.bincount(owners, minlength=len(ids)) > 0
        return cls(ids, owners, kept, columns, Sieve(columns), order, hashes[order], alive)

    def at(self, ids: Iterable[str]) -> list[int]:
        """The rows of those ids that are here."""
        told = list(ids)
        hashes = np.fromiter(map(hash, told), np.int64, len(told))
        starts = np.searchsorted(self.hashes, hashes).tolist()
        found = []
        for row_id, hashed, start in zip(told, hashes.tolist(), starts, strict=True):
            at = start
            while at < len(self.order) and self.hashes[at] == hashed:
                if self.ids[self.order[at]] == row_id:
                    found.append(int(self.order[at]))
                at += 1
        return found

    def without(self, ids: Iterable[str]) -> "_Part":
        """The same without those rows."""
        alive = self.alive.copy()
        alive[self.at(ids)] = False
        return replace(self, alive=alive, living=None if alive.all() else alive[self.rows])

    def told(self) -> Iterator[tuple[str, str]]:
        """(id, sketches) of the rows that are still so."""
        lines: dict[int, list[str]] = {}
        for entry, row in enumerate(self.rows.tolist()):
            if self.alive[row]:
                lines.setdefault(row, []).append(self.kept.sketch(entry))
        for row, sketches in lines.items():
            yield self.ids[row], BETWEEN.join(sketches)

    def met(self, sifted: Sifted) -> "_Met":
        """Entries that the sieve passes."""
        alive = self.alive[self.rows[sifted.rows]]
        return _Met(self, sifted.rows[alive], sifted.rough()[alive])

    def among(self, ids: frozenset[str]) -> "_Met":
        """The entries of these rows."""
        entries = np.flatnonzero((self.chosen(ids) & self.alive)[self.rows])
        return _Met(self, entries, np.zeros(len(entries), np.float32))

    def chosen(self, ids: Iterable[str]) -> NDArray[np.bool_]:
        """Whether each row is one of these."""
        chosen = np.zeros(len(self.ids), bool)
        chosen[self.at(ids)] = True
        return chosen


@dataclass(frozen=True, slots=True)
class _Met:
    """Entries of a part that may be near, and how near roughly."""

    part: _Part
    entries: Places
    rough: NDArray[np.float32]

    def of(self, among: frozenset[str] | None) -> "_Met":
        """Those of them that belong to these rows."""
        if among is None:
            return self
        kept = self.part.chosen(among)[self.part.rows[self.entries]]
        return _Met(self.part, self.entries[kept], self.rough[kept])

    def closest(self, asked: Columns, cut: float) -> "_Close":
        """The entries from the cut on, scored."""
        entries = self.entries[self.rough >= cut]
        pairs = Pairs(self.part.columns, entries, asked, np.zeros(len(entries), np.intp))
        return _Close(self.part, self.part.rows[entries], unread(pairs))


@dataclass(frozen=True, slots=True)
class _Close:
    """Entries of a part that are scored in full, but for what they mean."""

    part: _Part
    rows: Places
    """The row of each entry."""
    scores: Unread

    def ranked(self, limit: int) -> Iterator[tuple[str, float]]:
        """(id, nearness) of the ``limit`` nearest rows, and of those as near as the last of them.

        What they mean is looked for only where it could lift a row among these.
        """

        def least(scores: Shares) -> float:
            _, best = _best(self.rows, scores)
            return max(THRESHOLDS.low, np.partition(best, -limit)[-limit] - _ROUNDED) if len(best) > limit else THRESHOLDS.low

        found, best = _best(self.rows, self.scores.scored(least).scores)
        if len(found) > limit:
            last = np.partition(best, -limit)[-limit]
            found, best = found[best >= last], best[best >= last]
        return zip(self.part.ids[found].tolist(), best.tolist(), strict=True)


@dataclass(slots=True)
class _Asked:
    """What was found for one mark when so many were to be scored."""

    parts: tuple[_Part, ...]
    met: list[_Met]
    close: list[_Close]


class Gallery:
    """``index.near.Gallery``, by the likeness of marks. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: tuple[_Part, ...] = ()
        self._remembered: dict[tuple[str, int], _Asked] = {}

    def __len__(self) -> int:
        return sum(int(part.alive.sum()) for part in self._parts)

    def put(self, rows: Iterable[tuple[str, str]]) -> None:
        """Rows by id with their sketches, ``BETWEEN`` each two, instead of what was held for them; without any: gone."""
        told = dict(rows)
        if not told:
            return
        with self._lock:
            parts = [part.without(told) for part in self._parts]
            if some := [(row_id, line) for row_id, line in told.items() if line]:
                parts.append(_Part.of(some))
            while len(parts) > 1 and len(parts[-2].ids) < _GROWTH * len(parts[-1].ids):
                last, before = parts.pop(), parts.pop()
                parts.append(_Part.of([*before.told(), *last.told()]))
            self._parts = tuple(part for part in parts if part.alive.any())
            self._remembered.clear()
        keep_from_collector(len(told))

    def nearest(self, sketches: Sequence[str], *, limit: int, among: frozenset[str] | None = None) -> list[tuple[str, float]]:
        """The ``limit`` nearest rows (of these ids, if given) with their likeness 0..1, nearest first, then by id.

        Without ``among`` there are at most as many as are scored in full.
        """
        parts = self._parts
        best: dict[str, float] = {}
        for sketch in dict.fromkeys(sketches):
            view = view_of(sketch)
            if view is None:
                continue
            asked = side([view])
            least, passed = (LEAST, PASSED) if asked.scripts[0] == LATIN else (LEAST_ACROSS, PASSED_ACROSS)
            count = min(least + passed * max(0, limit - ENOUGH), MOST)
            for one in self._close(parts, sketch, asked, count, among):
                for row_id, near in one.ranked(limit):
                    best[row_id] = max(near, best.get(row_id, near))
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _close(
        self, parts: tuple[_Part, ...], sketch: str, asked: Columns, count: int, among: frozenset[str] | None
    ) -> list[_Close]:
        """The roughly nearest, so many of them, scored."""
        if among is not None and len(among) <= LEAST:
            return _closest([part.among(among) for part in parts], asked, count)
        found = self._asked(parts, sketch, asked, count)
        return found.close if among is None else _closest([one.of(among) for one in found.met], asked, count)

    def _asked(self, parts: tuple[_Part, ...], sketch: str, asked: Columns, count: int) -> _Asked:
        """What the sieve passes; remembered for a while, for who is not content with the nearest asks for more of the same."""
        found = self._remembered.get((sketch, count))
        if found is None or found.parts is not parts:
            siftings = [part.sieve.sifting(asked, 0) for part in parts]
            heard = heard_from([one.crowd(part.living) for part, one in zip(parts, siftings, strict=True)], count)
            met = [part.met(sifting.sifted(heard)) for part, sifting in zip(parts, siftings, strict=True)]
            found = _Asked(parts, met, _closest(met, asked, count))
            with self._lock:
                while len(self._remembered) >= REMEMBERED:
                    del self._remembered[next(iter(self._remembered))]
                if parts is self._parts:
                    self._remembered[sketch, count] = found
        return found


def _closest(met: Sequence[_Met], asked: Columns, count: int) -> list[_Close]:
    """So many entries that are roughly nearest, scored."""
    cut = _cut([one.rough for one in met], count)
    return [one.closest(asked, cut) for one in met]


def _cut(values: Sequence[NDArray[np.float32]], count: int) -> float:
    """The value from which on the ``count`` greatest are taken, equal ones with them."""
    together = np.concatenate(values) if values else np.empty(0)
    return -np.inf if len(together) <= count else float(np.partition(together, -count)[-count])


def _best(rows: Places, near: Shares) -> tuple[Places, Shares]:
    """Each row once, ascending, with the nearest of its entries."""
    order = np.argsort(-near, kind="stable")
    found, first = np.unique(rows[order], return_index=True)
    return found, near[order[first]]
