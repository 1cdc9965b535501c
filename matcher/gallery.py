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
from matcher.model import THRESHOLDS, scored, side
from matcher.pairs import Pairs
from matcher.sieve import Sieve
from matcher.sieve_lists import LATIN
from matcher.sketch import view_of
from matcher.views import View

BETWEEN = "\x1d"
"""Between the sketches of one row."""
PASSED, PASSED_ACROSS = 12, 18
"""So many sketches are scored in full for each row that is asked for; more for a mark that is not in Latin letters."""
LEAST, LEAST_ACROSS, MOST = 4_000, 6_500, 24_000
"""And at least so many, at most so many: of what the full model says is nearest, all but one in 2,000 are among the roughly
nearest 4,000 at a million; of what it says of a mark in other letters, all but one in 1,000 among 6,500."""
MEANINGS = 2_000
"""Views of which the meanings laid out are kept: brands seldom share them, and the garbage collector looks through all."""
REMEMBERED = 32
"""Marks whose sifting is remembered."""
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

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str]]) -> "_Part":
        """Rows by id with their sketches; those of another make are passed over."""
        told = [(row, sketch) for row, (_, line) in enumerate(rows) for sketch in line.split(BETWEEN)]
        told = [(row, sketch) for row, sketch in told if view_of(sketch) is not None]
        ids = np.array([*(row_id for row_id, _ in rows), None], dtype=object)[:-1]
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        order = np.argsort(hashes, kind="stable")
        kept = _Kept(sketch for _, sketch in told)
        columns = side(kept)
        columns.remembered = MEANINGS
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
        return replace(self, alive=alive)

    def told(self) -> Iterator[tuple[str, str]]:
        """(id, sketches) of the rows that are still so."""
        lines: dict[int, list[str]] = {}
        for entry, row in enumerate(self.rows.tolist()):
            if self.alive[row]:
                lines.setdefault(row, []).append(self.kept.sketch(entry))
        for row, sketches in lines.items():
            yield self.ids[row], BETWEEN.join(sketches)

    def met(self, asked: Columns) -> "_Met":
        """Entries that the sieve passes."""
        sifted = self.sieve.sift(asked, 0)
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

    def ranked(self, asked: Columns, cut: float, limit: int) -> Iterator[tuple[str, float]]:
        """(id, nearness) of the ``limit`` nearest rows with entries from the cut on, and of those as near as the last of them.

        What they mean is looked for only where it could lift a row among these.
        """
        entries = self.entries[self.rough >= cut]
        rows = self.part.rows[entries]

        def least(scores: Shares) -> float:
            _, best = _best(rows, scores)
            return max(THRESHOLDS.low, np.partition(best, -limit)[-limit] - _ROUNDED) if len(best) > limit else THRESHOLDS.low

        near = scored(Pairs(self.part.columns, entries, asked, np.zeros(len(entries), np.intp)), least=least).scores
        found, best = _best(rows, near)
        if len(found) > limit:
            last = np.partition(best, -limit)[-limit]
            found, best = found[best >= last], best[best >= last]
        return zip(self.part.ids[found].tolist(), best.tolist(), strict=True)


class Gallery:
    """``index.near.Gallery``, by the likeness of marks. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: tuple[_Part, ...] = ()
        self._sifted: dict[str, tuple[tuple[_Part, ...], list[_Met]]] = {}

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
            self._sifted.clear()
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
            met = [part.among(among) for part in parts] if among is not None and len(among) <= LEAST else []
            met = met or [one.of(among) for one in self._met(parts, sketch, asked)]
            passed, least = (PASSED, LEAST) if asked.scripts[0] == LATIN else (PASSED_ACROSS, LEAST_ACROSS)
            cut = _cut([one.rough for one in met], min(max(least, limit * passed), MOST))
            for one in met:
                for row_id, near in one.ranked(asked, cut, limit):
                    best[row_id] = max(near, best.get(row_id, near))
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _met(self, parts: tuple[_Part, ...], sketch: str, asked: Columns) -> list[_Met]:
        """What the sieve passes, remembered for a while: who is not content with the nearest asks for more of the same."""
        before, met = self._sifted.get(sketch, ((), []))
        if before is not parts:
            met = [part.met(asked) for part in parts]
            with self._lock:
                while len(self._sifted) >= REMEMBERED:
                    del self._sifted[next(iter(self._sifted))]
                if parts is self._parts:
                    self._sifted[sketch] = parts, met
        return met


def _cut(values: Sequence[NDArray[np.float32]], count: int) -> float:
    """The value from which on the ``count`` greatest are taken, equal ones with them."""
    together = np.concatenate(values) if values else np.empty(0)
    return -np.inf if len(together) <= count else float(np.partition(together, -count)[-count])


def _best(rows: Places, near: Shares) -> tuple[Places, Shares]:
    """Each row once, ascending, with the nearest of its entries."""
    order = np.argsort(-near, kind="stable")
    found, first = np.unique(rows[order], return_index=True)
    return found, near[order[first]]
