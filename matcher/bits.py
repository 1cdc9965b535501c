"""Sets of many places as rows of bits, added up to counts: one call of numpy counts sixty-four places at a time.

Counts are bit-sliced: of several rows, the planes, the first has the lowest bit of every count, the second the next one.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
Row = NDArray[np.uint64]
"""A bit for each place, ``WIDTH`` a word."""
Planes = Sequence[Row]

WIDTH = 64
_BYTE = 3
"""Eight bits: places are shifted by so many to get at their byte, which is faster than to divide them."""
_WITHIN = 7
_BITS = np.left_shift(1, np.arange(8)).astype(np.uint8)


def words_for(size: int) -> int:
    """Words that so many places take."""
    return -(-size // WIDTH)


def row_of(places: NDArray[np.signedinteger[Any]], words: int) -> Row:
    """The row with the bits of these places, each given once."""
    row = np.zeros(words * WIDTH >> _BYTE, np.uint8)
    np.add.at(row, places >> _BYTE, _BITS[places & _WITHIN])
    return row.view(np.uint64)


def added(rows: Sequence[Row]) -> list[Row]:
    """How many of the rows have each place: bits of one weight are added three by three, what is carried with the next."""
    planes = []
    left = list(rows)
    while left:
        carried = []
        while len(left) > 2:
            one, other, third = left.pop(), left.pop(), left.pop()
            either = one ^ other
            carried.append((one & other) | (either & third))
            left.append(either ^ third)
        if len(left) > 1:
            one, other = left
            carried.append(one & other)
            left = [one ^ other]
        planes += left
        left = carried
    return planes


def counts_at(planes: Planes, places: Places) -> NDArray[np.uint8]:
    """The counts of some places."""
    byte, bit = places >> _BYTE, _BITS[places & _WITHIN]
    counts = np.zeros(len(places), np.uint8)
    for weight, plane in enumerate(planes):
        counts |= ((plane.view(np.uint8)[byte] & bit) > 0).view(np.uint8) << np.uint8(weight)
    return counts


def at_least(planes: Planes, least: NDArray[np.uint8]) -> Row:
    """The places whose count is at least that of their word, one for each word."""
    less: Row = np.zeros(len(least), np.uint64)
    for weight, plane in enumerate(planes):
        wanted = _spread((least >> np.uint8(weight)) & np.uint8(1))
        less = (wanted & ~plane) | (~(wanted ^ plane) & less)
    return ~(less | _spread(least >> np.uint8(len(planes))))


def _spread(flags: NDArray[np.uint8]) -> Row:
    """All bits of each word that is flagged, none of the others."""
    return np.where(flags, ~np.uint64(0), np.uint64(0))


def places_of(row: Row) -> Places:
    """The places of a row, ascending: bytes without any are passed over."""
    told = row.view(np.uint8)
    some = np.flatnonzero(told != 0)
    at = np.flatnonzero(np.unpackbits(told[some], bitorder="little").view(bool))
    return np.asarray((some[at >> _BYTE] << _BYTE) + (at & _WITHIN), np.intp)
