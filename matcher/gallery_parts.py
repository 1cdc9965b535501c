"""Rows of a gallery laid in columns, asked which of them are nearest to a mark."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns, Shares
from matcher.grams import Places
from matcher.meaning import Slot
from matcher.model import THRESHOLDS, Unread, side, unread
from matcher.pairs import Pairs
from matcher.sieve import Sieve
from matcher.sifted import Sifted
from matcher.sketch import means_of, view_of
from matcher.views import View

BETWEEN = "\x1d"
"""Between the sketches of one row."""
_ROUNDED = 1e-6
"""Scores less apart than this may be equal."""


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
class Part:
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
    def of(cls, rows: Sequence[tuple[str, str]]) -> "Part":
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

    def without(self, ids: Iterable[str]) -> "Part":
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

    def met(self, sifted: Sifted) -> "Passed":
        """Entries that the sieve passes."""
        alive = self.alive[self.rows[sifted.rows]]
        return Passed(self, sifted.rows[alive], sifted.rough()[alive])

    def among(self, ids: frozenset[str]) -> "Passed":
        """The entries of these rows."""
        entries = np.flatnonzero((self.chosen(ids) & self.alive)[self.rows])
        return Passed(self, entries, np.zeros(len(entries), np.float32))

    def chosen(self, ids: Iterable[str]) -> NDArray[np.bool_]:
        """Whether each row is one of these."""
        chosen = np.zeros(len(self.ids), bool)
        chosen[self.at(ids)] = True
        return chosen


@dataclass(frozen=True, slots=True)
class Passed:
    """Entries of a part that may be near, and how near roughly."""

    part: Part
    entries: Places
    rough: NDArray[np.float32]

    def of(self, among: frozenset[str] | None) -> "Passed":
        """Those of them that belong to these rows."""
        if among is None:
            return self
        kept = self.part.chosen(among)[self.part.rows[self.entries]]
        return Passed(self.part, self.entries[kept], self.rough[kept])

    def closest(self, asked: Columns, cut: float) -> "Close":
        """The entries from the cut on, scored."""
        entries = self.entries[self.rough >= cut]
        pairs = Pairs(self.part.columns, entries, asked, np.zeros(len(entries), np.intp))
        return Close(self.part, self.part.rows[entries], unread(pairs))


@dataclass(frozen=True, slots=True)
class Close:
    """Entries of a part that are scored in full, but for what they mean."""

    part: Part
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


def _best(rows: Places, near: Shares) -> tuple[Places, Shares]:
    """Each row once, ascending, with the nearest of its entries."""
    order = np.argsort(-near, kind="stable")
    found, first = np.unique(rows[order], return_index=True)
    return found, near[order[first]]
