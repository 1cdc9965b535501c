"""Scores: range, symmetry, the same in batches, bounded, goods; ``test_ranking`` has the order of likeness."""

import random
from collections.abc import Callable
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.features import FEATURES
from matcher.goods import GoodsRelation
from matcher.model import THRESHOLDS, compare, explanations, mark_score, scored, side
from matcher.pairs import Pairs
from matcher.views import view
from tests.matcher.made import marks


def fullwidth(text: str) -> str:
    """The text in the wide letters of East Asian keyboards."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def score(a: str, b: str) -> float:
    return mark_score(view(a), view(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("LION", "TABLE"),
        ("红星", "蓝天"),
        ("MEGA TOOLS", "MEGA VITAMINS"),
        ("SUNSHINE COFFEE", "MOONLIGHT COFFEE"),
        ("ABC", "XBD"),
        ("红星", "LEGO"),
    ],
)
def test_unrelated_is_far_below(a: str, b: str) -> None:
    """Protects from alerts on shared generic words and on nothing at all."""
    assert score(a, b) < THRESHOLDS.low


def test_short_marks_are_held_strictly() -> None:
    """Protects from noise: of two or three letters every one makes a difference."""
    assert score("BMX", "BMW") < THRESHOLDS.medium
    assert score("HP", "HQ") < THRESHOLDS.low


SURROGATES = st.characters(categories=["Cs"])
ANY_TEXT = st.text(st.one_of(st.characters(), SURROGATES, st.sampled_from("红星大太COС0Ｏé　\u200d\u202e안ア")), max_size=40)


@settings(deadline=None)  # the first Chinese character loads a dictionary
@given(ANY_TEXT, ANY_TEXT)
def test_any_two_texts_compare(a: str, b: str) -> None:
    """Protects range and symmetry, surrogates and hidden characters included: which mark is newer is no matter of likeness."""
    assert 0.0 <= score(a, b) <= 1.0
    assert score(a, b) == pytest.approx(score(b, a), abs=1e-9)
    assert score(a, a) in {0.0, 1.0}


@settings(deadline=None)
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), min_size=1, max_size=12), st.randoms())
def test_pairs_together_are_scored_as_one_by_one(pairs: list[tuple[str, str]], draw: random.Random) -> None:
    """Protects the nightly run, which scores in batches: neither its neighbours nor its place change what a pair scores."""
    alone = {pair: score(*pair) for pair in pairs}
    shuffled = draw.sample(pairs, len(pairs))
    places = np.arange(len(shuffled))
    sides = (side([view(pair[at]) for pair in shuffled]) for at in (0, 1))
    one, other = sides
    for pair, found in zip(shuffled, scored(Pairs(one, places, other, places)).scores.tolist(), strict=True):
        assert found == pytest.approx(alone[pair], abs=1e-9)


@pytest.mark.parametrize(
    "dress",
    [str.lower, str.title, lambda text: text + "®", lambda text: f"  {text}\t", fullwidth, lambda text: text.replace(" ", "-")],
)
@pytest.mark.parametrize("mark", ["SUNVALE HOME", "KESTRIA", "BANK OF VALE", "红星", "红星 HONGXING"])
def test_dress_is_no_difference(mark: str, dress: Callable[[str], str]) -> None:
    """Protects identity from case, width, spaces, hyphens and signs of registration, and what is near from them as well."""
    assert score(dress(mark), mark) == 1.0
    assert score(dress(mark), "SUNVALE") == pytest.approx(score(mark, "SUNVALE"), abs=1e-9)


@pytest.mark.parametrize("unit", ["a", "红", "ab ", "红星", "ア", "é", "\ud800", "\u0301", "1 ", "안녕", "&"])
def test_ten_thousand_characters_in_bounded_time(unit: str) -> None:
    """Protects a run from one hostile mark."""
    long = (unit * 10_000)[:10_000]
    started = perf_counter()
    assert 0.0 <= score(long, long[1:] + "b") <= 1.0
    compare(view(long), view("SUNVALE"), class_relation=None)
    assert perf_counter() - started < 5.0


def test_goods_multiply_and_never_filter() -> None:
    """Protects an identical mark in unrelated goods from silence, and says unknown where classes are not known."""
    a, b = view("SUNVALE"), view("sunvale")
    near = view("SUNVALLE")
    same, unrelated, unknown = (compare(a, b, class_relation=relation).score for relation in (1.0, 0.0, None))
    assert same == unknown == 1.0
    assert unrelated >= THRESHOLDS.low
    assert compare(near, b, class_relation=0.0).score < compare(near, b, class_relation=0.5).score
    told = compare(near, b, class_relation=None).evidence
    assert [(one.score, one.detail) for one in told if one.feature == "goods"] == [(0.0, "classes unknown")]


def test_relation_of_classes() -> None:
    """Protects the three answers: a weight in both directions, unrelated is 0, unknown is None."""
    goods = GoodsRelation({(25, 18): 0.75})
    assert goods.relation([25], [25, 3]) == 1.0
    assert goods.relation([18], [25]) == goods.relation([25], [18]) == 0.75
    assert goods.relation([18], [3]) == 0.0
    assert goods.relation([], [3]) is None


def test_every_score_is_explained() -> None:
    """Protects the "why" of an alert: features with shares of the verdict and both compared forms, each in the table."""
    told = compare(view("HONGXING"), view("红星"), class_relation=None).evidence
    assert any("红星" in one.detail and "HONGXING" in one.detail for one in told)
    assert all(0 <= one.score <= 1 and 0 <= one.weight <= 1 for one in told)
    assert {one.feature for one in told} <= set(explanations())
    assert all(feature.explanation.endswith(".") for feature in FEATURES)


@pytest.mark.parametrize("least", [THRESHOLDS.low, THRESHOLDS.medium, THRESHOLDS.high])
def test_what_is_left_out_below_a_score_changes_none_from_it_on(least: float) -> None:
    """Protects every score that is shown: only meanings that could not lift one so far are not looked for."""
    meant = [
        "WHITE RABBIT",
        "白兔",
        "SUN STAR",
        "太阳星",
        "RED STAR",
        "红星",
        "BLANC LAPIN",
        "CONEJO BLANCO",
        "GOLD DRAGON",
        "金龙",
    ]
    told = [*marks(150, 5), *meant]
    columns = side([view(text) for text in told])
    left, right = np.divmod(np.arange(len(told) ** 2), len(told))
    pairs = Pairs(columns, left, columns, right)
    whole, part = scored(pairs).scores, scored(pairs, least=least).scores
    over = whole >= least
    by_meaning = scored(pairs).features[:, [one.name for one in FEATURES].index("same_meaning")]
    assert (over & (by_meaning > 0.5)).any()
    assert part[over].tolist() == whole[over].tolist()
    assert (part <= whole).all()
