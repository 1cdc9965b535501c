"""A gallery: sketches of any number of rows in memory, asked which rows are nearest to a sketch.

Near is what the full model says of two marks, goods aside: the sieve passes on the rows that it may flag, and these are scored as
any other pair is. Rows come and change in batches. Each batch is laid in columns of its own, and columns of like size are laid
together from time to time, so that a row is laid few times however many come. What is answered depends on the rows alone, not on
how they came.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.columns import Columns
from matcher.gallery_parts import Close, Part, Passed
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
"""Marks for which it is remembered what was found."""
_GROWTH = 4
"""Columns are laid together with the next smaller ones once those have grown to this part of them."""


@dataclass(slots=True)
class _Asked:
    """What was found for one mark when so many were to be scored."""

    parts: tuple[Part, ...]
    met: list[Passed]
    close: list[Close]


class Gallery:
    """``index.near.Gallery``, by the likeness of marks. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: tuple[Part, ...] = ()
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
                parts.append(Part.of(some))
            while len(parts) > 1 and len(parts[-2].ids) < _GROWTH * len(parts[-1].ids):
                last, before = parts.pop(), parts.pop()
                parts.append(Part.of([*before.told(), *last.told()]))
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
        self, parts: tuple[Part, ...], sketch: str, asked: Columns, count: int, among: frozenset[str] | None
    ) -> list[Close]:
        """The roughly nearest, so many of them, scored."""
        if among is not None and len(among) <= LEAST:
            return _closest([part.among(among) for part in parts], asked, count)
        found = self._asked(parts, sketch, asked, count)
        return found.close if among is None else _closest([one.of(among) for one in found.met], asked, count)

    def _asked(self, parts: tuple[Part, ...], sketch: str, asked: Columns, count: int) -> _Asked:
        """What the sieve passes; remembered for a while, for who is not content with the nearest asks for more of the same."""
        found = self._remembered.get((sketch, count))
        if found is None or found.parts is not parts:
            siftings = [part.sieve.sifting(asked, 0) for part in parts]
            heard = heard_from([one.hearing.crowd(part.living) for part, one in zip(parts, siftings, strict=True)], count)
            met = [part.met(sifting.sifted(heard)) for part, sifting in zip(parts, siftings, strict=True)]
            found = _Asked(parts, met, _closest(met, asked, count))
            with self._lock:
                while len(self._remembered) >= REMEMBERED:
                    del self._remembered[next(iter(self._remembered))]
                if parts is self._parts:
                    self._remembered[sketch, count] = found
        return found


def _closest(met: Sequence[Passed], asked: Columns, count: int) -> list[Close]:
    """So many entries that are roughly nearest, scored."""
    cut = _cut([one.rough for one in met], count)
    return [one.closest(asked, cut) for one in met]


def _cut(values: Sequence[NDArray[np.float32]], count: int) -> float:
    """The value from which on the ``count`` greatest are taken, equal ones with them."""
    together = np.concatenate(values) if values else np.empty(0)
    return -np.inf if len(together) <= count else float(np.partition(together, -count)[-count])
