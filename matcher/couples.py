"""Texts laid against each other one by one: many against many, or against a few, each of which is made ready once for all."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist, cpdist

from matcher.columns import Numbers, Shares, Strings

FEW = 50
"""Texts that are met so often, in the mean, are made ready once: it is faster, and holds the interpreter less."""

Scorer = Callable[..., float]
"""One of rapidfuzz's."""


class Couples:
    """``a[at_a[n]]`` and ``b[at_b[n]]`` for every n."""

    def __init__(self, a: Strings, at_a: Numbers, b: Strings, at_b: Numbers) -> None:
        self._a, self._at_a, self._b, self._at_b = a, at_a, b, at_b

    def __len__(self) -> int:
        return len(self._at_a)

    def only(self, rows: Numbers) -> "Couples":
        """Some of them."""
        return Couples(self._a, self._at_a[rows], self._b, self._at_b[rows])

    @cached_property
    def a(self) -> Strings:
        """The one text of each."""
        return self._a[self._at_a]

    @cached_property
    def b(self) -> Strings:
        """The other text of each."""
        return self._b[self._at_b]

    def told(self, scorer: Scorer, *, cutoff: float | None = None) -> Shares:
        """What the scorer says of each; ``cutoff``: 0 for a similarity that is less."""
        if FEW * len(self._b) > len(self):
            return np.asarray(cpdist(self.a, self.b, scorer=scorer, score_cutoff=cutoff, dtype=np.float64), np.float64)
        found = np.empty(len(self))
        for text, rows in self._by_text:
            found[rows] = _against(text, self.a[rows], scorer, cutoff)
        return found

    def ratio(self, *, cutoff: float | None = None) -> Shares:
        """Indel similarity, 0..1, 0 below the cutoff."""
        return self.told(Indel.normalized_similarity, cutoff=cutoff)

    @cached_property
    def _by_text(self) -> list[tuple[str, Any]]:
        """Each text of the few that is met, and the rows that meet it."""
        met = ((text, np.flatnonzero(self._at_b == place)) for place, text in enumerate(self._b.tolist()))
        return [(text, slice(None) if len(rows) == len(self) else rows) for text, rows in met if len(rows)]


def _against(text: str, texts: Strings, scorer: Scorer, cutoff: float | None) -> Shares:
    found: Any = cdist([text], texts, scorer=scorer, score_cutoff=cutoff, dtype=np.float64)
    return np.asarray(found[0], np.float64)
