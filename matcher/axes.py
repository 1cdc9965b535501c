"""The law's axes of likeness: which feature speaks on which, and how strongly a pair is alike on each.

Appearance, sound and meaning are weighed in turn, then the dominant element (EUIPO Guidelines, part C, section 2, chapter 4;
US: DuPont factor 1, appearance, sound, connotation and commercial impression).
"""

from functools import cache

import numpy as np

from matcher.columns import Numbers, Shares
from matcher.features import FEATURES
from matcher.pairs import REGIMES, Flags

AXES = ("appearance", "sound", "meaning", "dominant")
AGAINST = len(AXES)
"""Place of what speaks against, behind those of the axes."""
_SEEN_IN_CHINESE = frozenset({"same_characters"})
"""Of marks in Chinese characters the other features of appearance look at their readings, which is sound."""


@cache
def layout(regime: int) -> tuple[int, ...]:
    """For every feature its place in ``AXES``, or ``AGAINST``, for marks that stand so to each other (``REGIMES``).

    Where no writing system is shared nothing looks alike but look-alikes: what the spelling tells is told by the reading.
    """
    return tuple(_place(feature.name, feature.axis, REGIMES[regime]) for feature in FEATURES)


def strengths(features: Shares, weights: Shares, regimes: Numbers, same: Flags) -> Shares:
    """Pairs × ``AXES``, 0..1: the strongest feature of each axis that counts for a likeness.

    ``features`` and ``weights``: pairs × ``FEATURES``; ``same``: marks identical but for dress, which are alike on every axis.
    """
    counted = np.where(weights > 0, features, 0.0)
    found = np.zeros((len(features), len(AXES)))
    for regime in range(len(REGIMES)):
        rows = np.flatnonzero(regimes == regime)
        places = np.array(layout(regime))
        for axis in range(len(AXES)):
            columns = np.flatnonzero(places == axis)
            if len(rows) and len(columns):
                found[rows, axis] = counted[np.ix_(rows, columns)].max(axis=1)
    found[same] = 1.0
    return np.clip(found, 0.0, 1.0)


def _place(name: str, axis: str, regime: str) -> int:
    if axis not in AXES:
        return AGAINST
    if axis == "appearance" and (regime == "across" or (regime == "chinese" and name not in _SEEN_IN_CHINESE)):
        axis = "sound"
    return AXES.index(axis)
