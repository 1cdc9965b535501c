"""Grades of pairs that may be close: how much likeness the goods may ask for before a pair is not worth the full model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Grades = npt.NDArray[np.int8]

ASKED = (0.57, 0.8)
"""Likeness that the goods ask of the marks: from the first on grade 1 is wanted of a pair, from the second on grade 2."""
BEST = len(ASKED)
"""Pairs of this grade are looked at whatever the goods are."""


def graded(values: npt.NDArray[Any], lines: Sequence[float]) -> Grades:
    """The grade of each value; ``lines``: from where on values are of grade 0, 1 and 2. None is below the first."""
    return np.asarray(np.searchsorted(np.array(lines[1:], values.dtype), values, side="right"), np.int8)


def needed(asked: npt.NDArray[Any]) -> Grades:
    """The least grade that is looked at where the goods ask for so much likeness, 0..1."""
    return graded(asked, (0.0, *ASKED))
