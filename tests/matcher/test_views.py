"""Folding and views: what is equal in dress is equal, and no text breaks them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.fold import fold
from matcher.model import mark_score
from matcher.views import MAX_FORMS, MAX_TOKENS, view


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("MCDONALD’S®", "mcdonalds"),
        ("Ｌｉｏｎ", "LION"),
        ("紅星", "红星"),
        ("LI\u200bON", "lion"),
        ("Müller™", "MULLER"),
        ("LIОN", "LION"),
        ("Łódź", "LODZ"),
        ("S.p.A. Lion", "SPA LION"),
        ("ke$ha", "KESHA"),
        ("RED-STAR", "red star"),
        ("大 白 兔", "大白兔"),
    ],
)
def test_same_but_for_dress(a: str, b: str) -> None:
    """Protects the rule that dress makes no difference: such marks are identical and score 1."""
    assert view(a).joined == view(b).joined
    assert mark_score(view(a), view(b)) == 1.0


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("红星", "hongxing"),
        ("重庆", "chongqing"),
        ("白家乐", "baijiayue"),
        ("ХУАВЕЙ", "khuavei"),
        ("ゲーム", "gemu"),
        ("G00GLE", "google"),
        ("СОСО", "coco"),
        ("GR8", "greight"),
        ("LION & SUN", "lionandsun"),
    ],
)
def test_readings(text: str, reading: str) -> None:
    """Protects pinyin with heteronyms, other scripts, look-alikes, digits and symbols read aloud."""
    assert reading in view(text).forms


def test_generic_words_do_not_tell() -> None:
    """Protects the core of a mark: what is left without generic words, unless nothing else is there."""
    assert view("LION COFFEE GROUP").core == "lion"
    assert view("星展银行").core == "xingzhan"
    assert view("FIRST BANK").core == "firstbank"


@given(st.text(max_size=500))
def test_views_of_any_text(text: str) -> None:
    """Protects bounds and stability for any Unicode: folding twice changes nothing, a text is identical to itself."""
    seen = view(text)
    assert fold(fold(text)) == fold(text)
    assert len(seen.forms) <= MAX_FORMS
    assert len(seen.tokens) <= MAX_TOKENS
    assert mark_score(seen, seen) == (0.0 if seen.empty else 1.0)


@pytest.mark.parametrize("unit", ["A", "红", "A B ", "1", "\u0301", "ﷺ", "𝕏", "!", "a-", "แ", "紅 a "])
def test_time_is_bounded(unit: str) -> None:
    """Protects the service from marks of 10,000 characters and more."""
    text = unit * (10_000 // len(unit))
    start = time.perf_counter()
    mark_score(view(text), view(text[:-1] + "Z"))
    assert time.perf_counter() - start < 0.5
