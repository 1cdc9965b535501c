"""Lists of Nice classes of many marks, so that what the goods leave of thousands of scores is read off in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.columns import Numbers, Shares
from matcher.goods import GoodsRelation, factor


@dataclass(frozen=True, slots=True)
class ClassSets:
    """Distinct lists of classes, and which of them each mark has."""

    sets: tuple[tuple[int, ...], ...]
    of: Numbers

    def factors(self, rows: Numbers, other: "ClassSets", columns: Numbers, goods: GoodsRelation) -> Shares:
        """What the goods leave of the score of each pair (mark ``rows[n]`` of these, ``columns[n]`` of the others)."""
        mine, theirs = self.of[rows], other.of[columns]
        pairs, place = np.unique(mine * len(other.sets) + theirs, return_inverse=True)
        a, b = np.divmod(pairs, max(1, len(other.sets)))
        told = [factor(goods.relation(self.sets[one], other.sets[two])) for one, two in zip(a.tolist(), b.tolist(), strict=True)]
        return np.array(told, dtype=np.float64)[place]


def class_sets(classes: Sequence[Sequence[int]]) -> ClassSets:
    """Lists of classes laid out; the order within a list does not matter."""
    places: dict[tuple[int, ...], int] = {}
    of = [places.setdefault(tuple(sorted(set(one))), len(places)) for one in classes]
    return ClassSets(tuple(places), np.array(of, dtype=np.intp))
