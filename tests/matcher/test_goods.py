"""The relation of Nice classes: the table, what is learned from filings, and the matrix that says the same."""

from datetime import UTC, datetime

import numpy as np
import pytest

from matcher.goods import CLASSES, LEARNED, NONE, SAME, SEED, VERIFIED, GoodsRelation, learned_weight
from records import CoFiled, CoFiling

NOW = datetime(2026, 11, 18, tzinfo=UTC)
SEEDS = {(25, 18): 0.75, (9, 42): 0.5, (5, 29): 0.625}


def learned(*pairs: tuple[int, int, int, float]) -> CoFiling:
    """A count: class, class, together, expected by chance."""
    told = tuple(CoFiled(a=a, b=b, together=together, expected=expected) for a, b, together, expected in pairs)
    held = {number: 6_020 for pair in told for number in (pair.a, pair.b)}
    return CoFiling(counted_at=NOW, filings=100_000, classes=tuple(sorted(held.items())), pairs=told)


def relation(*pairs: tuple[int, int, int, float]) -> GoodsRelation:
    """The seeds with a count."""
    return GoodsRelation(SEEDS, verified=frozenset({(25, 18)}), learned=learned(*pairs))


def test_what_is_filed_together_more_often_than_by_chance_is_related() -> None:
    """A pair that the table does not know: related with enough filings and lift, not with few filings, not by chance."""
    assert relation((3, 21, 1204, 376.0)).relation([21], [3]) == pytest.approx(learned_weight(3.2, 0.2), abs=0.03)
    assert relation((3, 21, 19, 1.0)).relation([3], [21]) == 0.0
    assert relation((3, 21, 1204, 900.0)).relation([3], [21]) == 0.0
    assert relation((3, 21, 1204, 376.0)).relation([3], [22]) == 0.0


def test_rare_classes_are_smoothed() -> None:
    """Twenty co-filings where one was to be expected are a lift of less than three, not of twenty."""
    link = relation((13, 15, 20, 1.0)).link([13], [15])
    assert link is not None
    assert (link.source, link.together, link.lift, link.co_filed) == (LEARNED, 20, 2.73, True)


def test_filings_raise_what_the_table_says_and_never_bring_it_down() -> None:
    """Many filings count more than the table, few less; without lift, or with a smaller one, the table stands."""
    many, few = relation((9, 42, 50_000, 4_000.0)), relation((9, 42, 60, 2.0))
    assert 0.5 < (few.relation([9], [42]) or 0) < (many.relation([9], [42]) or 0)
    assert relation((9, 42, 500, 300.0)).relation([9], [42]) == 0.5
    assert relation((5, 29, 5, 400.0)).relation([5], [29]) == 0.625
    told = relation((18, 25, 500, 300.0)).link([25], [18])
    assert told is not None
    assert (told.weight, told.source, told.co_filed) == (0.75, VERIFIED, True)


@pytest.mark.parametrize(
    ("a", "b", "source"), [((25,), (25, 3), SAME), ((42,), (9,), SEED), ((18,), (25,), VERIFIED), ((1,), (45,), NONE)]
)
def test_a_link_tells_its_source(a: tuple[int, ...], b: tuple[int, ...], source: str) -> None:
    """What an alert says about the goods rests on this."""
    link = relation().link(a, b)
    assert link is not None
    assert link.source == source
    assert (link.a in a, link.b in b) == (True, True)


def test_the_matrix_says_the_same_bit_for_bit() -> None:
    """The fast road and the slow one must not differ in one pair; a class outside 1 to 45 is related to nothing."""
    goods = relation((3, 21, 1204, 376.0), (9, 42, 700, 33.0))
    matrix = goods.matrix()
    assert matrix.shape == (CLASSES + 1, CLASSES + 1)
    assert matrix.dtype == np.float32
    assert (matrix == matrix.T).all()
    for a in range(1, CLASSES + 1):
        assert [goods.relation([a], [b]) for b in range(1, CLASSES + 1)] == [float(value) for value in matrix[a, 1:]]
    assert not matrix[0].any()
    assert goods.relation([99], [25]) == 0.0
    assert goods.link([99], [25]) is None
    with pytest.raises(ValueError, match="read-only"):
        matrix[1, 2] = 1.0
    with pytest.raises(ValueError, match="99"):
        GoodsRelation({(99, 1): 0.5})


def test_unknown_classes_stay_unknown() -> None:
    """Unknown is not unrelated."""
    assert relation().relation([], [25]) is None
    assert relation().link((), [25]) is None


def test_a_snapshot_is_named_by_what_it_says() -> None:
    """So that a new count that changes nothing makes nobody prepare a hundred thousand watches anew."""
    assert relation((3, 21, 1204, 376.0)).snapshot == relation((3, 21, 1205, 376.0)).snapshot != relation().snapshot
    assert relation((3, 21, 5, 376.0)).snapshot == relation().snapshot == GoodsRelation(SEEDS).snapshot
