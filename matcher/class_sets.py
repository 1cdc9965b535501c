"""Lists of Nice classes of many marks, so that what the goods leave of thousands of scores is read off in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.columns import Numbers, Shares
from matcher.goods import UNRELATED_FACTOR, GoodsRelation

CLASSES = 45
"""Nice classes; another number is related to nothing."""


@dataclass(frozen=True, slots=True)
class ClassSets:
    """Distinct lists of classes, and which of them each mark has."""

    sets: tuple[tuple[int, ...], ...]
    of: Numbers

    def factors(self, other: "ClassSets", goods: GoodsRelation) -> Shares:
        """What the goods leave of a score: these lists × the other ones. An unknown relation leaves all of it."""
        if not other.sets:
            return np.ones((len(self.sets), 0))
        nearest = goods.matrix().astype(np.float64)
        flat = np.array([_known(one) for classes in other.sets for one in classes or (0,)], dtype=np.intp)
        sizes = np.array([max(1, len(classes)) for classes in other.sets])
        starts = np.cumsum(sizes) - sizes
        unknown = np.array([not classes for classes in other.sets])
        table = np.ones((len(self.sets), len(other.sets)))
        for row, classes in enumerate(self.sets):
            if classes:
                related = nearest[[_known(one) for one in classes]].max(axis=0)
                told = np.maximum.reduceat(related[flat], starts)
                table[row] = np.where(unknown, 1.0, UNRELATED_FACTOR + (1.0 - UNRELATED_FACTOR) * told)
        return table


def _known(number: int) -> int:
    return number if 1 <= number <= CLASSES else 0


def class_sets(classes: Sequence[Sequence[int]]) -> ClassSets:
    """Lists of classes laid out; the order within a list does not matter."""
    places: dict[tuple[int, ...], int] = {}
    of = [places.setdefault(tuple(sorted(set(one))), len(places)) for one in classes]
    return ClassSets(tuple(places), np.array(of, dtype=np.intp))
