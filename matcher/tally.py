"""Counting in how many different marks words stand, in bounded memory, for ``matcher.rarity``."""

from collections import Counter
from datetime import datetime

import numpy as np

from matcher.fold import fold
from matcher.rarity import LISTED
from matcher.views import token_texts
from records.words import MarkWords

MOST_WORDS = 50_000
"""Words that a count keeps, the commonest."""
_CHUNK = 50_000
"""Marks that are looked up together among those already counted."""
_MOST_HELD = 2_000_000
"""Words held while counting; when there are more, those met in one mark only are let go."""


class Tally:
    """Words of marks; a mark that differs from a former one in dress only is not counted again.

    The same mark is filed in many classes, offices and years: that makes no word of it a common one. Marks are told apart by
    64-bit hashes, eight bytes each.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._seen = np.zeros(0, np.int64)
        self._waiting: dict[int, str] = {}

    def add(self, mark: str) -> None:
        """Take in the text of a mark; one without a word counts nowhere."""
        self._waiting.setdefault(hash(fold(mark)), mark)
        if len(self._waiting) >= _CHUNK:
            self._take_in()

    def count(self, *, now: datetime) -> MarkWords:
        """What was counted until now."""
        self._take_in()
        listed = sorted((-held, word) for word, held in self._counts.items() if held >= LISTED)
        return MarkWords(counted_at=now, marks=len(self._seen), words=tuple((word, -held) for held, word in listed[:MOST_WORDS]))

    def _take_in(self) -> None:
        words = {key: told for key, mark in self._waiting.items() if (told := token_texts(mark))}
        self._waiting.clear()
        keys = np.sort(np.fromiter(words, np.int64, len(words)))
        new = keys[~np.isin(keys, self._seen)]
        self._seen = np.insert(self._seen, np.searchsorted(self._seen, new), new)
        for key in new.tolist():
            self._counts.update(set(words[key]))
        if len(self._counts) > _MOST_HELD:
            self._counts = Counter({word: held for word, held in self._counts.items() if held > 1})
