"""The sieve: of very many marks those worth the full model, by what a likeness can rest on.

Inverted lists (``matcher.sieve_lists``) give the marks that share letters, sounds, words, edges, Chinese characters or meanings
with the one that is asked for; a table of weights over a few measures of these, tables/sieve.csv, says roughly how like each is
(``matcher.sifting``). The weights are a logistic fit of the full model's verdict (``python -m bench.sieve``); nobody is shown
what they say.
"""

from collections.abc import Sequence

import numpy as np

from matcher.columns import Columns
from matcher.grams import Places
from matcher.hearing import HEARD
from matcher.sieve_lists import InvertedLists
from matcher.sifted import Sifted
from matcher.sifting import Sifting

CROWD = 3
"""So many times the rows that will be scored in full may be met by their sounds."""
MOST = 24_000
"""Rows that are scored in full at most."""


class Sieve:
    """Marks, laid out once to be asked which of them may be like others."""

    def __init__(self, columns: Columns) -> None:
        self._lists = InvertedLists(columns)

    def sifting(self, asked: Columns, at: int) -> Sifting:
        """The mark at ``at`` of ``asked``, to be sifted."""
        return Sifting(self._lists, asked, at)

    def sift(self, asked: Columns, at: int, *, scored: int = MOST) -> Sifted:
        """The rows that may be like the mark at ``at`` of ``asked``, and what they have in common with it.

        ``scored``: so many of them will be scored in full.
        """
        sifting = self.sifting(asked, at)
        return sifting.sifted(heard_from([sifting.hearing.crowd()], scored))


def heard_from(crowds: Sequence[Places], scored: int) -> float:
    """From which likeness on rows are met by their sounds, given how many there are in each of several sieves."""
    few = np.flatnonzero(sum(crowds, np.zeros(len(HEARD), np.intp)) <= CROWD * scored)
    return float(HEARD[few[0]] if len(few) else HEARD[-1])
