"""Letters that texts have in common in the same order, of many texts × many others in one pass.

Counted instead of told as a likeness, for the division would take longer than the counting.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from matcher.columns import Numbers

Counts = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Likeness = npt.NDArray[np.float32]

LONGEST = 120
"""Letters of a text that are looked at, so that the counts of two passes fit into a byte together."""
TILE = 24_000_000
"""Cells of one matrix: its bytes."""
_HEIGHT = 256
"""Others that are compared in one go: of more the pass is hardly faster."""


def in_common(texts: Sequence[str], others: Sequence[str]) -> Counts:
    """Letters in common in the same order, of all texts × all others; faster where the texts are the many."""
    return np.asarray(cdist(texts, others, scorer=LCSseq.similarity, dtype=np.uint8, workers=-1), np.uint8)


def enough(counts: Counts, sizes: Numbers, others: Numbers, least: int) -> Flags:
    """Whether texts × others are ``least`` per cent alike; ``sizes``, ``others``: their letters, the texts with fewer first."""
    flags = np.zeros(counts.shape, bool)
    changes = np.flatnonzero(np.diff(sizes, prepend=-1)).tolist()
    for first, after in pairwise((*changes, len(sizes))):
        needed = np.ceil(least * (sizes[first] + others) / 200).astype(np.uint8)
        np.greater_equal(counts[first:after], needed, out=flags[first:after])
    return flags


def likeness(counts: Counts, letters: Numbers | Likeness) -> Likeness:
    """Indel similarity, 0..1, of pairs: twice the letters in common over the letters of both."""
    return np.asarray(2.0 * counts / np.maximum(letters, 1), np.float32)


def height(texts: int) -> int:
    """How many others to compare with so many texts in one go."""
    return max(1, min(_HEIGHT, TILE // max(1, texts)))
