"""A glance at marks in Latin letters: from how they are spelt and sound, how they begin and end, whether they may be close.

Letters in common are counted over the whole matrix, of the spelling and of the sound; where they are enough together, or the
edges are the same, a table of weights over a few measures, tables/glance.csv, says roughly what the full model would. The weights
are a logistic fit of its verdict (``python -m bench.glance``).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from matcher.columns import Columns, Numbers
from matcher.grades import Grades, graded
from matcher.in_common import LONGEST, enough, height, in_common, likeness
from matcher.packaged import rows
from matcher.sieve_lists import Outermost, at_edge

Floats = npt.NDArray[np.float32]

MEASURES = (
    "spelling", "spelling squared", "sound", "sound squared", "spelling and sound", "start", "end",
    "same length", "length", "letters", "crowd", "numbers", "known",
)  # fmt: skip
CLOSE = (-5.5, -4.6, -2.6)
"""Log-odds, as the glance sees them, from which pairs are of each of the grades."""
_RUN = 32_768
"""Pairs that are measured in one go: few enough for what is measured to stay in the processor's cache."""


class Latin:
    """Marks in Latin letters, of some rows of one side: those with fewer letters to spell and to sound first."""

    def __init__(self, columns: Columns, of: Numbers) -> None:
        self.rows, self.reading, self.sound, self.length, self.sound_length = _by_size(columns, of)
        of = self.rows
        self.size = (self.length + self.sound_length).astype(np.intp)
        self.core_length = columns.core_length[of].astype(np.float32)
        self.crowd = columns.crowd[of].astype(np.float32)
        self.numbers, self.known = columns.numbers[of], columns.known[of]
        self.outermost = Outermost(columns.core[of])


def glanced(new: Latin, old: Latin, *, least: int) -> Iterator[tuple[Numbers, Numbers, Grades]]:
    """Rows of pairs that may be close, and of which grade they are, by tiles of bounded memory."""
    for left, right, spelling, sound in met(new, old, least=least):
        for start in range(0, len(left), _RUN):
            run = slice(start, start + _RUN)
            near = told(measured(new, left[run], old, right[run], spelling[run], sound[run]))
            kept = np.flatnonzero(near >= CLOSE[0])
            yield new.rows[left[run][kept]], old.rows[right[run][kept]], graded(near[kept], CLOSE)


def met(new: Latin, old: Latin, *, least: int) -> Iterator[tuple[Numbers, Numbers, Floats, Floats]]:
    """Places of pairs that get a glance, with the Indel similarity of their spelling and of their sound, 0..1.

    ``least``: per cent of the letters of both, spelling and sound together, that they have in common.
    """
    if not new.reading or not old.reading:
        return
    tall = height(len(old.reading))
    for start in range(0, len(new.reading), tall):
        tile = slice(start, start + tall)
        spelt, heard = in_common(old.reading, new.reading[tile]), in_common(old.sound, new.sound[tile])
        wanted = enough(spelt + heard, old.size, new.size[tile], least)
        for row, (begins, ends) in enumerate(zip(new.outermost.starts[tile], new.outermost.ends[tile], strict=True)):
            wanted[old.outermost.beginning(begins), row] = True
            wanted[old.outermost.ending(ends), row] = True
        cells = np.flatnonzero(wanted)
        right, left = np.divmod(cells, wanted.shape[1])
        left += start
        yield (
            left,
            right,
            likeness(spelt.ravel()[cells], new.length[left] + old.length[right]),
            likeness(heard.ravel()[cells], new.sound_length[left] + old.sound_length[right]),
        )


def measured(new: Latin, left: Numbers, old: Latin, right: Numbers, spelling: Floats, sound: Floats) -> Floats:
    """``MEASURES`` × pairs."""
    shorter = np.maximum(np.minimum(new.core_length[left], old.core_length[right]), 1)
    start = at_edge(new.outermost.starts[left], old.outermost.starts[right], shorter)
    end = at_edge(new.outermost.ends[left], old.outermost.ends[right], shorter)
    one, other = new.length[left], old.length[right]
    shorter, longer = np.maximum(np.minimum(one, other), 1), np.maximum(np.maximum(one, other), 1)
    return np.stack([
        spelling, spelling**2, sound, sound**2, spelling * sound, start, end,
        (one == other) * (spelling + sound) / 2, 1 - shorter / longer, np.log(shorter) / 4,
        np.minimum(new.crowd[left], old.crowd[right]) / 6, new.numbers[left] != old.numbers[right],
        new.known[left] & old.known[right] & (spelling < 1),
    ]).astype(np.float32)  # fmt: skip


def told(measured: Floats) -> Floats:
    """About the log-odds that the full model flags each pair; added up without the threads of a matrix product."""
    weights = _weights()
    found = np.full(measured.shape[1], weights[-1])
    for weight, one in zip(weights, measured, strict=False):
        found += weight * one
    return found


def _by_size(columns: Columns, of: Numbers) -> tuple[Numbers, list[str], list[str], Floats, Floats]:
    """The rows by the letters of their usual reading and sound, these, and how many letters each has."""
    texts = [[text[:LONGEST] for text in lists.flat[lists.starts[of]].tolist()] for lists in (columns.forms, columns.broad)]
    lengths = [np.fromiter(map(len, one), np.intp, len(one)) for one in texts]
    order = np.argsort(lengths[0] + lengths[1], kind="stable")
    reading, sound = ([one[at] for at in order.tolist()] for one in texts)
    return of[order], reading, sound, lengths[0][order].astype(np.float32), lengths[1][order].astype(np.float32)


@cache
def _weights() -> Floats:
    table = {row["measure"]: float(row["weight"]) for row in rows("glance")}
    return np.array([table[measure] for measure in (*MEASURES, "intercept")], np.float32)
