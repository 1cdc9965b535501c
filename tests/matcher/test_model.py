"""Scores and explanations: ranking pairs for every ground, symmetry, goods."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.features import FEATURES
from matcher.goods import GoodsRelation
from matcher.model import THRESHOLDS, compare, explanations, mark_score
from matcher.views import view


def score(a: str, b: str) -> float:
    return mark_score(view(a), view(b))


@pytest.mark.parametrize(
    ("mark", "near", "far"),
    [
        ("HONGXING", "红星", "红旗"),
        ("KOOL-KLOTH", "COOL CLOTH", "COAL CLOCK"),
        ("SEIKO", "SEYKO", "SENCO"),
        ("LION", "LION CAPITAL", "LIONEL CAPITAL"),
        ("LION", "CAPITAL LION", "CAPITAL LOAN"),
        ("MUNDICOLOR", "MUNDICOR", "MOTOCOLOR"),
        ("红星", "紅星", "红日"),
        ("红星", "红星美", "白星美"),
        ("大白兔", "太白兔", "大白熊"),
        ("COCO", "СОСО", "CICI"),
        ("NOKTA", "N0KTA", "NIKITA"),
        ("FORYOU", "4YOU", "FOLIO"),
        ("SUNVALE", "SUNVALE COFFEE", "COFFEE VALLEY"),
        ("FIVE VALE", "5 VALE", "FINE DALE"),
        ("BANK OF VALE", "VALE BANK", "BANK OF NOVA"),
        ("HUAWEI", "ХУАВЭЙ", "ХОЛИДЕЙ"),
    ],
)
def test_nearer(mark: str, near: str, far: str) -> None:
    """Protects the order of likeness on the grounds of the law: sound, appearance, script, addition, dominant element."""
    assert score(near, mark) > score(far, mark)


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


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_compare(a: str, b: str) -> None:
    """Protects range and symmetry: which mark is the newer one is no matter of likeness."""
    assert 0.0 <= score(a, b) <= 1.0
    assert score(a, b) == pytest.approx(score(b, a))


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
