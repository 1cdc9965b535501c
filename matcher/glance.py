"""A glance at marks in Latin letters: from how they are spelt and sound, how they begin and end, whether they may be close.

The whole matrix of two likenesses is made by the fast passes of rapidfuzz; where their sum is enough, or the edges are the same,
a table of weights over a few measures, tables/glance.csv, says roughly what the full model would. The weights are a logistic fit
of its verdict (``python -m bench.glance``).
"""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from matcher.columns import Columns, Numbers
from matcher.packaged import rows
from matcher.sieve_lists import Outermost, at_edge

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
Cents = npt.NDArray[np.uint8]

MEASURES = (
    "spelling", "spelling squared", "sound", "sound squared", "spelling and sound", "start", "end",
    "same length", "length", "letters", "crowd", "numbers", "known",
)  # fmt: skip
CLOSE, VERY_CLOSE = -5.5, -2.6
"""Log-odds, as the glance sees them, from which pairs are kept, and from which they are kept whatever the goods are."""
TILE = 24_000_000
"""Cells of one matrix: its bytes."""


class Latin:
    """Marks in Latin letters, of some rows of one side."""

    def __init__(self, columns: Columns, of: Numbers) -> None:
        self.rows = of
        self.reading = columns.forms.flat[columns.forms.starts[of]].tolist()
        self.sound = columns.broad.flat[columns.broad.starts[of]].tolist()
        self.length = np.array([len(text) for text in self.reading], np.float32)
        self.core_length = columns.core_length[of].astype(np.float32)
        self.crowd = columns.crowd[of].astype(np.float32)
        self.numbers, self.known = columns.numbers[of], columns.known[of]
        self.outermost = Outermost(columns.core[of])


def glanced(new: Latin, old: Latin, *, least: int) -> Iterator[tuple[Numbers, Numbers, Flags]]:
    """Rows of pairs that may be close, and whether they are very close, by tiles of bounded memory."""
    for left, right, spelt, heard in met(new, old, least=least):
        near = told(measured(new, left, old, right, spelt, heard))
        kept = np.flatnonzero(near >= CLOSE)
        yield new.rows[left[kept]], old.rows[right[kept]], near[kept] >= VERY_CLOSE


def met(new: Latin, old: Latin, *, least: int) -> Iterator[tuple[Numbers, Numbers, Cents, Cents]]:
    """Places of pairs that get a glance, with the likeness of their spelling and of their sound in per cent."""
    if not new.reading or not old.reading:
        return
    height = max(1, TILE // len(old.reading))
    for start in range(0, len(new.reading), height):
        tile = slice(start, start + height)
        spelt, heard = similarity(old.reading, new.reading[tile]), similarity(old.sound, new.sound[tile])
        wanted = spelt + heard >= least  # at most 200
        for row, (begins, ends) in enumerate(zip(new.outermost.starts[tile], new.outermost.ends[tile], strict=True)):
            wanted[old.outermost.beginning(begins), row] = True
            wanted[old.outermost.ending(ends), row] = True
        cells = np.flatnonzero(wanted)
        right, left = np.divmod(cells, wanted.shape[1])
        yield left + start, right, spelt.ravel()[cells], heard.ravel()[cells]


def measured(new: Latin, left: Numbers, old: Latin, right: Numbers, spelt: Cents, heard: Cents) -> Floats:
    """``MEASURES`` × pairs."""
    spelling, sound = spelt.astype(np.float32) / 100, heard.astype(np.float32) / 100
    shorter = np.maximum(np.minimum(new.core_length[left], old.core_length[right]), 1)
    start = at_edge(new.outermost.starts[left], old.outermost.starts[right], shorter)
    end = at_edge(new.outermost.ends[left], old.outermost.ends[right], shorter)
    one, other = new.length[left], old.length[right]
    shorter, longer = np.maximum(np.minimum(one, other), 1), np.maximum(np.maximum(one, other), 1)
    return np.stack([
        spelling, spelling**2, sound, sound**2, spelling * sound, start, end,
        (one == other) * (spelling + sound) / 2, 1 - shorter / longer, np.log(shorter) / 4,
        np.minimum(new.crowd[left], old.crowd[right]) / 6, new.numbers[left] != old.numbers[right],
        new.known[left] & old.known[right] & (spelt < 100),
    ]).astype(np.float32)  # fmt: skip


def told(measured: Floats) -> Floats:
    """About the log-odds that the full model flags each pair."""
    weights = _weights()
    return np.asarray(weights[:-1] @ measured + weights[-1], np.float32)


def similarity(texts: Sequence[str], others: Sequence[str], *, least: int = 0) -> Cents:
    """Indel similarity in per cent, 0 below ``least``, of all texts × all others; faster where the texts are the many."""
    matrix = cdist(
        texts,
        others,
        scorer=Indel.normalized_similarity,
        score_multiplier=100,
        score_cutoff=least / 100,
        dtype=np.uint8,
        workers=-1,
    )
    return np.asarray(matrix, np.uint8)


@cache
def _weights() -> Floats:
    table = {row["measure"]: float(row["weight"]) for row in rows("glance")}
    return np.array([table[measure] for measure in (*MEASURES, "intercept")], np.float32)
