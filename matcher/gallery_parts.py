"""Rows of a gallery laid in columns, asked which of them are nearest to a mark."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
SCOPES = 8
"""So many scopes of a part are kept, for the same is often asked for."""
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
    leads: NDArray[np.int32]
    """What leads the id of each row, as a number of ``numbers``."""
    numbers: Mapping[str, int]
    _scopes: dict[frozenset[str] | None, "Scope"] = field(default_factory=dict, repr=False)
    """Those that were asked for last."""

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
        numbers: dict[str, int] = {}
        leads = np.fromiter((numbers.setdefault(lead_of(row_id), len(numbers)) for row_id, _ in rows), np.int32, len(ids))
        return cls(ids, owners, kept, columns, Sieve(columns), order, hashes[order], alive, leads, numbers)

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
        return replace(self, alive=alive, _scopes={})

    def told(self) -> Iterator[tuple[str, str]]:
        """(id, sketches) of the rows that are still so."""
        lines: dict[int, list[str]] = {}
        for entry, row in enumerate(self.rows.tolist()):
            if self.alive[row]:
                lines.setdefault(row, []).append(self.kept.sketch(entry))
        for row, sketches in lines.items():
            yield self.ids[row], BETWEEN.join(sketches)

    def scope(self, within: frozenset[str] | None, among: frozenset[str] | None = None) -> "Scope":
        """The rows that are still so, of those whose ids are led by one of ``within``, and of those that are ``among``."""
        if among is not None:
            chosen = np.zeros(len(self.ids), bool)
            chosen[self.at(among)] = True
            return Scope.of(self, self.scope(within).rows & chosen)
        found = self._scopes.get(within)
        if found is None:
            rows = self.alive
            if within is not None:
                wanted = np.zeros(len(self.numbers), bool)
                wanted[[self.numbers[lead] for lead in within if lead in self.numbers]] = True
                rows = rows & wanted[self.leads]
            found = Scope.of(self, rows)
            if len(self._scopes) >= SCOPES:
                self._scopes.clear()
            self._scopes[within] = found
        return found

    def met(self, sifted: Sifted, scope: "Scope") -> "Passed":
        """Entries of the scope that the sieve passes."""
        rough = sifted.rough()
        if scope.entries is None:
            return Passed(self, sifted.rows, rough)
        here = scope.entries[sifted.rows]
        return Passed(self, sifted.rows[here], rough[here])

    def all_of(self, scope: "Scope") -> "Passed":
        """All entries of the scope."""
        entries = np.arange(len(self.rows)) if scope.entries is None else np.flatnonzero(scope.entries)
        return Passed(self, entries, np.zeros(len(entries), np.float32))


@dataclass(frozen=True, slots=True)
class Scope:
    """Rows of a part that are looked at."""

    rows: NDArray[np.bool_]
    entries: NDArray[np.bool_] | None
    """Whether each entry belongs to one of them; ``None``: all do."""
    count: int
    """How many rows."""

    @classmethod
    def of(cls, part: Part, rows: NDArray[np.bool_]) -> "Scope":
        """Those rows of the part."""
        entries = rows[part.rows]
        return cls(rows, None if entries.all() else entries, int(rows.sum()))


@dataclass(frozen=True, slots=True)
class Passed:
    """Entries of a part that may be near, and how near roughly."""

    part: Part
    entries: Places
    rough: NDArray[np.float32]

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
    told: Unread

    def ranked(self, limit: int) -> Iterator[tuple[str, float]]:
        """(id, nearness) of the ``limit`` nearest rows, and of those as near as the last of them.

        What they mean is looked for only where it could lift a row among these.
        """

        def least(scores: Shares) -> float:
            _, best = _best(self.rows, scores)
            return max(THRESHOLDS.low, np.partition(best, -limit)[-limit] - _ROUNDED) if len(best) > limit else THRESHOLDS.low

        found, best = _best(self.rows, self.told.scores(least))
        if len(found) > limit:
            last = np.partition(best, -limit)[-limit]
            found, best = found[best >= last], best[best >= last]
        return zip(self.part.ids[found].tolist(), best.tolist(), strict=True)


def _best(rows: Places, near: Shares) -> tuple[Places, Shares]:
    """Each row once, ascending, with the nearest of its entries."""
    order = np.argsort(-near, kind="stable")
    found, first = np.unique(rows[order], return_index=True)
    return found, near[order[first]]


def lead_of(row_id: str) -> str:
    """What leads an id: in lower case, up to a colon."""
    return row_id.partition(":")[0].lower()
