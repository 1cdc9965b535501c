"""A gallery: sketches of any number of rows in memory, asked which rows are nearest to a sketch.

Near is what the full model says of two marks, goods aside: the sieve passes on the rows that it may flag, and these are scored as
any other pair is. Rows come and change in batches. Each batch is laid in columns of its own, and columns of like size are laid
together from time to time, so that a row is laid few times however many come. What is answered depends on the rows alone, not on
how they came.
"""

import threading
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns
from matcher.gallery_parts import Close, Part, Scope
from matcher.lasting import keep_from_collector
from matcher.model import side
from matcher.sieve import MOST, heard_from
from matcher.sieve_lists import LATIN
from matcher.sketch import view_of

LEAST, LEAST_ACROSS = 4_000, 6_500
"""So many sketches are scored in full, more for a mark that is not in Latin letters. Of what the full model says is nearest, all
but one in 2,000 are among the roughly nearest 4,000 at a million; for a mark in other letters, but one in 1,000 among 6,500."""
ENOUGH = 500
"""This does for so many rows;"""
PASSED, PASSED_ACROSS = 16, 23
"""so many more are scored for each further row that is asked for."""
REMEMBERED = 16
"""Marks for which it is remembered what was found, some 2 MB each; not where more is asked for than scans do."""
_GROWTH = 4
"""Columns are laid together with the next smaller ones once those have grown to this part of them."""


class Gallery:
    """``index.near.Gallery``, by the likeness of marks. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: tuple[Part, ...] = ()
        self._remembered: dict[tuple[str, int, frozenset[str] | None], tuple[tuple[Part, ...], list[Close]]] = {}

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
                parts.append(Part.of(some))
            while len(parts) > 1 and len(parts[-2].ids) < _GROWTH * len(parts[-1].ids):
                last, before = parts.pop(), parts.pop()
                parts.append(Part.of([*before.told(), *last.told()]))
            self._parts = tuple(part for part in parts if part.alive.any())
            self._remembered.clear()
        keep_from_collector(len(told))

    def nearest(
        self,
        sketches: Sequence[str],
        *,
        limit: int,
        within: frozenset[str] | None = None,
        among: frozenset[str] | None = None,
    ) -> list[tuple[str, float]]:
        """The ``limit`` nearest rows with their likeness 0..1, nearest first, then by id; at most as many as are scored in full.

        Of rows whose ids are led by one of ``within`` (in lower case, up to a colon), and of the ids ``among``, if these are
        given; where few are left so, all of them are looked at.
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
            if among is None:
                close = self._remembering(parts, sketch, asked, count, within)
            else:
                close = _close(parts, [part.scope(within, among) for part in parts], asked, count, some=True)
            for one in close:
                for row_id, near in one.ranked(limit):
                    best[row_id] = max(near, best.get(row_id, near))
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _remembering(
        self, parts: tuple[Part, ...], sketch: str, asked: Columns, count: int, within: frozenset[str] | None
    ) -> list[Close]:
        """What is scored; remembered for a while, for who is not content with the nearest asks for more of the same."""
        before, close = self._remembered.get((sketch, count, within), ((), []))
        if before is not parts:
            close = _close(parts, [part.scope(within) for part in parts], asked, count, some=within is not None)
            with self._lock:
                while len(self._remembered) >= REMEMBERED:
                    del self._remembered[next(iter(self._remembered))]
                if parts is self._parts and count <= LEAST_ACROSS:
                    self._remembered[sketch, count, within] = parts, close
        return close


def _close(parts: Sequence[Part], scopes: Sequence[Scope], asked: Columns, count: int, *, some: bool) -> list[Close]:
    """So many entries of the scopes that are roughly nearest, scored; all, where only ``some`` rows are asked for and few."""
    if some and sum(scope.count for scope in scopes) <= LEAST:
        met = [part.all_of(scope) for part, scope in zip(parts, scopes, strict=True)]
    else:
        siftings = [part.sieve.sifting(asked, 0) for part in parts]
        crowds = [one.hearing.crowd(scope.entries) for one, scope in zip(siftings, scopes, strict=True)]
        heard = heard_from(crowds, count)
        met = [part.met(sifting.sifted(heard), scope) for part, sifting, scope in zip(parts, siftings, scopes, strict=True)]
    cut = _cut([one.rough for one in met], count)
    return [one.closest(asked, cut) for one in met]


def _cut(values: Sequence[NDArray[np.float32]], count: int) -> float:
    """The value from which on the ``count`` greatest are taken, equal ones with them."""
    together = np.concatenate(values) if values else np.empty(0)
    return -np.inf if len(together) <= count else float(np.partition(together, -count)[-count])
