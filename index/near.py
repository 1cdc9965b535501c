"""Rows that are alike: a sort of key, the sketch, under which rows meet by being near instead of by being equal.

What a sketch says, and how near two are, is the matcher's affair. A store keeps the sketches of its rows, and holds them in a
gallery in memory that the composition gives it; before it answers it brings the gallery up to what is stored.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Protocol

from index.query import Candidate

MARK = "~"
"""First character of a sketch among keys."""
BETWEEN = "\x1d"
"""Between the sketches of one row, where they are kept as one text."""


class Gallery(Protocol):
    """Sketches of the rows of one collection, held in memory. Safe for threads."""

    def put(self, rows: Iterable[tuple[str, str]]) -> None:
        """Rows by id with their sketches, ``BETWEEN`` each two, instead of what was held for them; without any: gone."""

    def nearest(self, sketches: Sequence[str], *, among: frozenset[str] | None = None) -> list[tuple[str, float]]:
        """The rows near to any of the sketches, at least the nearest thousands; ``among``: of these ids only, and all of them.

        Nearest first (higher numbers are nearer), then by id.
        """


GalleryMaker = Callable[[], Gallery]

Gists = Callable[[Sequence[str]], Mapping[str, bytes]]
"""Gists of those of the rows that stand and pass the filter, by id."""
Passing = Callable[[], frozenset[str]]
"""Ids of all rows that pass the filter."""


def parted(keys: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys that are equal or not, and sketches."""
    told = tuple(keys)
    return tuple(key for key in told if not key.startswith(MARK)), tuple(key for key in told if key.startswith(MARK))


def nearest(gallery: Gallery, sketches: Sequence[str], *, gists: Gists, passing: Passing | None, limit: int) -> list[Candidate]:
    """The nearest rows that stand and pass the filter, nearest first; ``passing`` is given where there is a filter.

    The gallery knows no filter: its nearest are looked up as many at a time as are wanted. Where they run out, as with a filter
    that few rows pass, the rows that pass are ranked themselves.
    """
    found = _first(gallery.nearest(sketches), gists, limit)
    if passing is not None and len(found) < limit:
        found = _first(gallery.nearest(sketches, among=passing()), gists, limit)
    return found


def _first(ranked: Sequence[tuple[str, float]], gists: Gists, limit: int) -> list[Candidate]:
    found: list[Candidate] = []
    for start in range(0, len(ranked), max(limit, 1)):
        run = ranked[start : start + limit]
        kept = gists([row_id for row_id, _ in run])
        found += [Candidate(row_id, 0, kept[row_id], near) for row_id, near in run if row_id in kept]
        if len(found) >= limit:
            break
    return found[:limit]


def joined(near: Sequence[Candidate], sharing: Iterable[Candidate], limit: int) -> tuple[Candidate, ...]:
    """Near rows first, then those that share keys."""
    met = {one.id for one in near}
    more = (one for one in sharing if one.id not in met)
    return tuple(islice((*near, *more), limit))
