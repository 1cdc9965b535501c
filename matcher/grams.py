"""Different texts, indexed by the pairs of letters they are made of: how many of its pairs each shares with another text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count, pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.bits import WIDTH, Planes, Row, added, at_least, counts_at, places_of, row_of, words_for
from matcher.columns import spans

Places = NDArray[np.intp]
Counts = NDArray[np.uint8]
Floats = NDArray[np.float32]

_LETTERS = 38
"""a to z, digits, the edge of a text, anything else."""
_EDGE = 36
_CODES = np.full(256, 37, np.uint16)
_CODES[ord("a") : ord("z") + 1] = np.arange(26)
_CODES[ord("0") : ord("9") + 1] = np.arange(26, 36)
_CODES[ord("\n")] = _EDGE
_TABLE = _CODES.astype(np.uint8).tobytes()
_KINDS = 2
"""Neighbouring letters, and letters with one other between them."""
_MOST = 120
"""Letters of a text that are looked at: with edges it has fewer than 256 pairs."""
_RUN = 100_000
"""Texts whose pairs are listed at a time."""
_COMMON = 250
"""Pairs that more than one in so many texts have are kept as bits: rarer ones are made bits faster than read."""
_ROUNDED = 1e-3
"""What a count may be less than is wanted by rounding."""


@dataclass(frozen=True, slots=True)
class Posted:
    """For each of many places the rows that belong to it: those of place ``n`` are ``rows[starts[n]:starts[n + 1]]``."""

    rows: Places
    starts: Places

    @classmethod
    def of(cls, places: Places, rows: Places, size: int) -> "Posted":
        """``rows[n]`` belongs to ``places[n]``; there are ``size`` places."""
        order = np.argsort(places, kind="stable")
        starts = np.zeros(size + 1, np.intp)
        np.cumsum(np.bincount(places, minlength=size), out=starts[1:])
        return cls(rows[order], starts)

    def at(self, place: int) -> Places:
        """The rows of one place."""
        return self.rows[self.starts[place] : self.starts[place + 1]]

    def sizes(self, places: Places) -> Places:
        """How many rows each place has."""
        return self.starts[places + 1] - self.starts[places]

    def all_at(self, places: Places) -> tuple[Places, Places]:
        """The rows of several places end to end, and for each row which of ``places`` it belongs to, by position."""
        of, at = spans(self.starts[places], self.sizes(places))
        return self.rows[at], of


class Numbered:
    """Texts numbered by length, those of one length in the order in which they first come."""

    def __init__(self, texts: Sequence[str], last: NDArray[np.bool_] | None = None) -> None:
        """``last``: which of them come behind all others, if they are nowhere given without it."""
        if last is None:
            last = np.zeros(len(texts), bool)
        first = set(compress(texts, (~last).tolist()))
        self.first = len(first)
        """How many do not come last."""
        ordered = sorted(dict.fromkeys(texts), key=lambda text: (text not in first, len(text)))
        self._places = dict(zip(ordered, count(), strict=False))
        self.of = np.fromiter(map(self._places.__getitem__, texts), np.intp, len(texts))
        """The number of each text that was given."""

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def place(self, text: str) -> int:
        """The number of a text, -1 for one that is not among them."""
        return self._places.get(text, -1)


@dataclass(frozen=True, slots=True)
class Shared:
    """How many letter pairs each text of an index shares with one that was asked for."""

    planes: Planes
    """The counts, as ``matcher.bits`` has them."""
    size: int
    """Letter pairs of the text that was asked for."""


class Grams:
    """An index of texts, by place.

    A text's pairs are the set of its neighbouring letters and, if asked for, of its letters with one between them, edges
    included. Fastest where texts of like length stand together.
    """

    def __init__(self, texts: Sequence[str], *, beyond: bool = False) -> None:
        """``beyond``: letters with one between them count, too."""
        self._beyond = beyond
        self._words = words_for(len(texts))
        packed = _listed(texts, beyond)
        pairs, owners = np.divmod(packed, max(1, len(texts)))
        self.sizes = np.bincount(owners, minlength=len(texts)).astype(np.float32)
        """How many pairs each text has."""
        starts = np.searchsorted(pairs, np.arange(_KINDS * _LETTERS**2 + 1)).tolist()
        many = len(texts) // _COMMON
        self._rows: dict[int, Row] = {}
        """Texts with each of the common pairs, as bits,"""
        self._places: dict[int, NDArray[np.int32]] = {}
        """and with each of the others."""
        for pair, (start, stop) in enumerate(pairwise(starts)):
            if stop - start > many:
                self._rows[pair] = row_of(owners[start:stop], self._words)
            elif stop > start:
                self._places[pair] = owners[start:stop].astype(np.int32)
        self._fewest = np.minimum.reduceat(self.sizes, np.arange(0, len(texts), WIDTH)) if len(texts) else self.sizes
        """The fewest pairs that a text of each word of bits has."""

    def __len__(self) -> int:
        return len(self.sizes)

    def shared(self, text: str) -> Shared:
        """Pairs in common with a text."""
        pairs = _pairs_of(text, self._beyond)
        rows = [self._rows[pair] for pair in pairs if pair in self._rows]
        rows += [row_of(self._places[pair], self._words) for pair in pairs if pair in self._places]
        return Shared(added(rows), len(pairs))

    def counts(self, shared: Shared, places: Places) -> Counts:
        """Pairs in common at some places."""
        return counts_at(shared.planes, places)

    def dice(self, shared: Shared, places: Places) -> Floats:
        """Dice's coefficient at some places, 0..1: twice the pairs in common over those of both."""
        return self.dice_and_overlap(shared, places)[0]

    def dice_and_overlap(self, shared: Shared, places: Places) -> tuple[Floats, Floats]:
        """Dice's coefficient at some places; and the pairs in common over those of the shorter text."""
        counts, sizes = self.counts(shared, places).astype(np.float32), self.sizes[places]
        dice, overlap = 2 * counts / (sizes + shared.size), counts / np.minimum(sizes, shared.size)
        return np.asarray(dice, np.float32), np.asarray(overlap, np.float32)

    def alike(self, shared: Shared, least: float, *, behind: tuple[int, float] = (0, 0.0)) -> tuple[Places, Floats]:
        """Places where Dice's coefficient is at least ``least``, and it. ``behind``: from which place on it is at least what."""
        first, more = behind
        leasts = np.full(len(self._fewest), least, np.float32)
        leasts[words_for(first) :] = max(least, more)
        wanted = np.maximum(1, np.ceil(leasts / 2 * (shared.size + self._fewest) - _ROUNDED))
        places = places_of(at_least(shared.planes, np.minimum(wanted, 255).astype(np.uint8)))
        dice = self.dice(shared, places)
        enough = dice >= np.where(places < first, least, max(least, more))
        return places[enough], dice[enough]


def _listed(texts: Sequence[str], beyond: bool) -> NDArray[np.int64]:
    """``pair * len(texts) + place of the text``, ascending, each once."""
    told: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    for start in range(0, len(texts), _RUN):
        owners, pairs = _pairs(texts[start : start + _RUN], beyond)
        told.append(_once(pairs.astype(np.int64) * len(texts) + (owners + start)))
    return _once(np.concatenate(told))


def _once(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    numbers.sort()
    first = np.ones(len(numbers), bool)
    first[1:] = numbers[1:] != numbers[:-1]
    return numbers[first]


def _pairs_of(text: str, beyond: bool) -> list[int]:
    """The pairs of one text, each once."""
    letters = f"\n{text[:_MOST]}\n".encode("latin-1", "replace").translate(_TABLE)
    pairs = {one * _LETTERS + other for one, other in pairwise(letters)}
    if beyond:
        pairs |= {one * _LETTERS + other + _LETTERS**2 for one, other in zip(letters, letters[2:], strict=False)}
    return sorted(pairs)


def _pairs(texts: Sequence[str], beyond: bool) -> tuple[Places, NDArray[np.uint16]]:
    """(place of the text, pair) for every pair of every text, as often as it comes."""
    if not texts:
        return np.empty(0, np.intp), np.empty(0, np.uint16)
    joined = "\n" + "\n".join(text[:_MOST] for text in texts) + "\n"
    letters = np.frombuffer(joined.encode("latin-1", "replace"), np.uint8)
    codes = _CODES[letters]
    edge = letters == ord("\n")
    owners = np.cumsum(edge) - 1
    next_to = codes[:-1] * _LETTERS + codes[1:]
    if not beyond:
        return owners[:-1], next_to
    within = ~edge[1:-1]  # no pair reaches over the edge between two texts
    other = codes[:-2] * _LETTERS + codes[2:] + _LETTERS**2
    return np.concatenate((owners[:-1], owners[:-2][within])), np.concatenate((next_to, other[within]))
