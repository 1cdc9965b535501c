"""How crowded it is around a word: a mark in a thicket of like words is told apart by less than one that stands alone.

US courts weigh the number and nature of similar marks in use (In re E. I. du Pont de Nemours & Co., factor 6).
"""

from functools import cache, lru_cache
from math import log1p

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from matcher.packaged import rows

NEAR = 0.5
"""Words that share less of their letters are no neighbours."""


@lru_cache(maxsize=65536)
def crowd(word: str) -> float:
    """log(1 + 10 × the sum of what likeness exceeds ``NEAR``) over the known words other than the word itself; 0 for none."""
    likeness = cdist([word], _known(), scorer=Indel.normalized_similarity, score_cutoff=NEAR, dtype=np.float32)[0]
    near = likeness[(likeness > NEAR) & (likeness < 1.0)]
    return round(log1p(10.0 * float((near - NEAR).sum(dtype=np.float64))), 3)


@cache
def _known() -> list[str]:
    return [row["word"] for row in rows("word_counts") if len(row["word"]) > 1]
