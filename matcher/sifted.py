"""What the sieve passes: some of very many marks, measured, and how like the one that is asked for each is roughly."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matcher.grams import Floats, Places
from matcher.packaged import rows
from matcher.pairs import REGIMES

MEASURES = (
    "spelling", "spelling squared", "usual spelling", "core", "overlap",
    "sound", "sound squared", "led", "spelling and sound",
    "word", "word squared", "covered", "exact inside", "exact both",
    "start", "end", "meaning", "any meaning", "characters", "characters squared",
    "family", "length", "letters", "short", "crowd", "numbers", "known",
)  # fmt: skip

Met = tuple[Places, Floats]
"""Rows, perhaps several times, and what each is met by."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """Some rows of a sieve, ascending, as one mark sees them."""

    rows: Places
    regime: NDArray[np.intp]
    measured: Floats
    """``MEASURES`` × rows."""

    def rough(self) -> Floats:
        """About the log-odds that the full model flags each row.

        Added up measure by measure: the same to the last bit among any rows, and without the threads of a matrix product, which
        wait for each other longer than it takes.
        """
        weights = _weights().T
        told: Floats = weights[-1][self.regime]
        for weight, measured in zip(weights, self.measured, strict=False):
            told += weight[self.regime] * measured
        return told


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, and where each row of the sieve stands among them."""

    rows: Places
    place: NDArray[np.int32]

    def most(self, met: Sequence[Met]) -> Floats:
        """The most that each row is met by, 0 for the others."""
        most = np.zeros(len(self.rows), np.float32)
        for those, told in met:
            np.maximum.at(most, self.place[those], told)
        return most

    def times(self, met: Sequence[Places]) -> Floats:
        """How often each row is met."""
        rows = np.concatenate(met) if met else np.empty(0, np.intp)
        return np.bincount(self.place[rows], minlength=len(self.rows)).astype(np.float32)


@cache
def _weights() -> Floats:
    """Regimes × (measures, intercept)."""
    table = {row["measure"]: [float(row[regime]) for regime in REGIMES] for row in rows("sieve")}
    return np.array([table[measure] for measure in (*MEASURES, "intercept")], np.float32).T
