"""Grades: what the goods ask of the marks decides which pairs are looked at."""

import numpy as np
import pytest

from matcher.columns import Columns
from matcher.grades import ASKED, BEST, graded, needed
from matcher.model import side
from matcher.prefilter import Kept, Prefilter
from matcher.views import view
from records import Watch, WatchKind
from tests.matcher.made import filing, matches, watch


@pytest.mark.parametrize("sort", [np.float32, np.float64])
def test_a_line_belongs_to_the_better_grade(sort: type[np.floating]) -> None:
    """Protects likenesses that lie on a line, in either precision."""
    lines = (0.5, 0.65, 0.78)
    assert graded(np.array([0.5, 0.6499, 0.65, 0.7799, 0.78, 1.0], sort), lines).tolist() == [0, 0, 1, 1, 2, 2]


def test_the_more_the_goods_ask_for_the_better_a_pair_must_be() -> None:
    """Same goods ask for little, other goods for much."""
    middle, much = ASKED
    assert needed(np.array([0.5, middle - 1e-9, middle, much - 1e-9, much, 2.0])).tolist() == [0, 0, 1, 1, BEST, BEST]


def kept(new: Columns, old: Columns) -> dict[tuple[int, int], int]:
    """Pairs that are kept, and their grade."""
    found: Kept = Prefilter(old).pairs(new)
    return dict(zip(zip(found.left.tolist(), found.right.tolist(), strict=True), found.grade.tolist(), strict=True))


def test_of_every_way_in_which_a_pair_is_found_the_best_counts() -> None:
    """Protects pairs that share a word, which is the best grade, and are a little alike in letters, which is none."""
    told = kept(side([view("SUNVALE TEA ROOMS"), view("SUMMERTON")]), side([view("SUNVALE COFFEE ROASTERS"), view("SUMWALT")]))
    assert told[0, 0] == BEST
    assert all(0 <= grade <= BEST for grade in told.values())


def test_other_goods_hide_what_the_same_goods_show() -> None:
    """A likeness that is enough in the same class only."""
    mark, brand = "VELMORIC", "VELMARA"
    shown = {classes: [one.score for one in matches([watch_of(brand)], filing(mark, classes))] for classes in (25, 45)}
    assert shown[25]
    assert not shown[45]


def watch_of(brand: str) -> Watch:
    """A mark that is watched in class 25."""
    return watch(WatchKind.MARK, brand, classes=(25,))


def test_a_mark_with_chinese_characters_beside_its_letters_meets_marks_in_letters() -> None:
    """Protects the usual form of a Chinese filing, which gets no glance: spelt or heard like a mark in letters it is kept."""
    new = side([view(text) for text in ("SUNVALLE 兴鸿", "KOLTECS 红星", "NOKTURY 白兔", "sunria 兴鸿")])
    old = side([view(text) for text in ("SUNVALE", "KOLTEX", "NOKTURI", "zenria zenko")])
    assert {(at, at) for at in range(4)} <= kept(new, old).keys()
