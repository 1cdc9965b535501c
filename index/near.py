"""Rows that are alike: a sort of key, the sketch, under which rows meet by being near instead of by being equal.

What a sketch says, and how near two are, is the matcher's affair. A store keeps the sketches of its rows, and holds them in a
gallery in memory that the composition gives it; before it answers it brings the gallery up to what is stored.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from os import cpu_count
from typing import Protocol

from index.query import Candidate, Equals, KeyQuery
from index.text import fold

MARK = "~"
"""First character of a sketch among keys."""
BETWEEN = "\x1d"
"""Between the sketches of one row, where they are kept as one text."""


class Gallery(Protocol):
    """Sketches of the rows of one collection, held in memory. Safe for threads."""

    def put(self, rows: Iterable[tuple[str, str]]) -> None:
        """Rows by id with their sketches, ``BETWEEN`` each two, instead of what was held for them; without any: gone."""

    def nearest(
        self,
        sketches: Sequence[str],
        *,
        limit: int,
        within: frozenset[str] | None = None,
        among: frozenset[str] | None = None,
    ) -> list[tuple[str, float]]:
        """The ``limit`` rows nearest to any of the sketches; fewer where the gallery looked at no more.

        Nearest first (higher numbers are nearer), then by id. ``within``: of rows only whose ids are led by one of these, in
        lower case, up to a colon; ``among``: of these ids only. Where few rows are left so, all are looked at.
        """


GalleryMaker = Callable[[], Gallery]

_MORE, _MOST_MORE = 1.25, 16
"""Rows that are looked up next, as a multiple of what should be enough by those before; and at most of these."""
_THREADS = min(4, cpu_count() or 1)

Gists = Callable[[Sequence[str]], Mapping[str, bytes]]
"""Gists of those of the rows that stand and pass the filter, by id."""
Passing = Callable[[], frozenset[str]]
"""Ids of all rows that pass the filter."""


def parted(keys: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys that are equal or not, and sketches."""
    told = tuple(keys)
    return tuple(key for key in told if not key.startswith(MARK)), tuple(key for key in told if key.startswith(MARK))


@dataclass(frozen=True, slots=True)
class Asked:
    """What one query asks a gallery: to which sketches, and within which rows."""

    sketches: tuple[str, ...]
    within: frozenset[str] | None
    """What leads their ids; ``None``: all rows."""
    is_filtered: bool
    """Whether the query has filters that the gallery knows nothing of."""
    limit: int
    """How many rows by nearness."""

    @classmethod
    def of(cls, query: KeyQuery, *, led_by: str | None, limit: int) -> "Asked":
        """``led_by``: as of its collection; ``limit``: how many candidates the query asks for in all."""
        leading = [one for one in query.where if isinstance(one, Equals) and one.field == led_by]
        led = [frozenset(fold(str(value)) for value in one.values) for one in leading]
        within = frozenset.intersection(*led) if led else None
        return cls(parted(query.keys)[1], within, is_filtered=len(leading) < len(query.where), limit=query.most_near(limit))


def first_ranked(gallery: Gallery, asked: Sequence[Asked], *, limit: int) -> list[list[tuple[str, float]]]:
    """For each of several as many as it wants of the ``limit`` nearest rows, ranked side by side: much is done outside Python.

    Those that say most are begun with, for they take longest: none is left over while the other threads have nothing to do.
    """
    if len(asked) < 2:
        return [gallery.nearest(one.sketches, limit=limit, within=one.within)[: one.limit] for one in asked]
    longest_first = sorted(range(len(asked)), key=lambda at: -sum(map(len, asked[at].sketches)))
    with ThreadPoolExecutor(min(len(asked), _THREADS)) as pool:
        ranked = {
            at: pool.submit(gallery.nearest, asked[at].sketches, limit=limit, within=asked[at].within) for at in longest_first
        }
    return [ranked[at].result()[: one.limit] for at, one in enumerate(asked)]


def nearest(
    gallery: Gallery,
    asked: Asked,
    first: Sequence[tuple[str, float]],
    *,
    gists: Gists,
    passing: Passing,
    kept: Mapping[str, bytes] | None = None,
) -> list[Candidate]:
    """The nearest rows that stand and pass the filters, nearest first.

    ``first``: those that the gallery says are nearest; ``kept``: their ``gists``, if they are known.

    Of filters a gallery knows what leads the ids. For all others more and more of its nearest are looked up. Where they run out,
    as with a filter that few rows pass, the rows that pass are ranked themselves.
    """
    ranked, kept = first, kept if kept is not None else gists([row_id for row_id, _ in first])
    wanted = limit = asked.limit
    while len(kept) < limit and len(ranked) >= wanted:
        wanted = max(2 * wanted, min(_MOST_MORE * wanted, round(_MORE * limit * len(ranked) / max(1, len(kept)))))
        before, ranked = ranked, gallery.nearest(asked.sketches, limit=wanted, within=asked.within)
        known = {row_id for row_id, _ in before}  # who is asked for more looks at more, and may find nearer ones
        kept = {**kept, **gists([row_id for row_id, _ in ranked if row_id not in known])}
    if asked.is_filtered and len(kept) < limit:
        ranked = gallery.nearest(asked.sketches, limit=limit, within=asked.within, among=passing())
        kept = gists([row_id for row_id, _ in ranked])
    return [Candidate(row_id, 0, kept[row_id], near) for row_id, near in ranked if row_id in kept][:limit]


def joined(near: Sequence[Candidate], sharing: Iterable[Candidate], limit: int) -> tuple[Candidate, ...]:
    """Near rows first, then those that share keys."""
    met = {one.id for one in near}
    more = (one for one in sharing if one.id not in met)
    return tuple(islice((*near, *more), limit))
