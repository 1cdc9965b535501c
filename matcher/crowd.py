"""How crowded it is around a word: a mark in a thicket of like words is told apart by less than one that stands alone.

US courts weigh the number and nature of similar marks in use (In re E. I. du Pont de Nemours & Co., factor 6). Likeness here is
Dice's coefficient of letter pairs, edges counted, because it is had from inverted lists in some ten microseconds.
"""

from functools import cache, lru_cache
from math import log1p

import numpy as np
import numpy.typing as npt

from matcher.packaged import rows

NEAR = 0.35
"""Words that share less of their letter pairs are no neighbours."""


@lru_cache(maxsize=65536)
def crowd(word: str) -> float:
    """log(1 + 10 × the sum of what likeness exceeds ``NEAR``) over the known words other than the word itself; 0 for none."""
    lists, sizes = _known()
    pairs = _letter_pairs(word)
    met = [lists[pair] for pair in pairs if pair in lists]
    if not met:
        return 0.0
    shared = np.bincount(np.concatenate(met), minlength=len(sizes))
    likeness = 2.0 * shared / (sizes + len(pairs))
    near = likeness[(likeness > NEAR) & (likeness < 1.0)]
    return round(log1p(10.0 * float((near - NEAR).sum())), 3)


def _letter_pairs(word: str) -> set[str]:
    edged = f"^{word}$"
    return {edged[at : at + 2] for at in range(len(edged) - 1)}


@cache
def _known() -> tuple[dict[str, npt.NDArray[np.intp]], npt.NDArray[np.intp]]:
    """Letter pair → numbers of the known words that hold it, and how many pairs each word has."""
    words = [row["word"] for row in rows("word_counts") if len(row["word"]) > 1]
    pairs = [_letter_pairs(word) for word in words]
    lists: dict[str, list[int]] = {}
    for number, one in enumerate(pairs):
        for pair in one:
            lists.setdefault(pair, []).append(number)
    return {pair: np.array(numbers, dtype=np.intp) for pair, numbers in lists.items()}, np.array(
        [len(one) for one in pairs], dtype=np.intp
    )
