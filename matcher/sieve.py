"""The sieve: of very many marks those worth the full model, by what a likeness can rest on.

Inverted lists (``matcher.sieve_lists``) give the marks that share letters, sounds, words, edges, Chinese characters or meanings
with the one that is asked for; a table of weights over a few measures of these, tables/sieve.csv, says roughly how like each is
(``matcher.sifting``). The weights are a logistic fit of the full model's verdict (``python -m bench.sieve``); nobody is shown
what they say.
"""

from matcher.columns import Columns
from matcher.sieve_lists import InvertedLists
from matcher.sifted import Sifted
from matcher.sifting import Sifting


class Sieve:
    """Marks, laid out once to be asked which of them may be like others."""

    def __init__(self, columns: Columns) -> None:
        self._lists = InvertedLists(columns)

    def sift(self, asked: Columns, at: int) -> Sifted:
        """The rows that may be like the mark at ``at`` of ``asked``, and what they have in common with it."""
        return Sifting(self._lists, asked, at).sifted()
