"""Reasons: one for each axis, the weightiest first, saying what was compared and nothing that the comparison did not find."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.reasons import CHANGED, COMPARED, NOTED, reason
from alerts.texts import Texts
from matcher.explain import CODES, MOST
from matcher.features import FEATURES
from matcher.model import compare, explanations
from matcher.stretches import stretches
from matcher.views import view
from records.match import Evidence

MIXED = st.text("世紀纪優优品人入红星36 kA星かロ힘", max_size=6)
"""Short texts that are often alike, with digits and signs among their characters."""


def evidence(a: str, b: str) -> tuple[Evidence, ...]:
    """Why a new mark is close to an earlier one, the goods aside."""
    return tuple(item for item in compare(view(a), view(b), class_relation=None).evidence if item.feature != "goods")


@pytest.mark.parametrize(
    ("a", "b", "code", "detail"),
    [
        ("HONGXING", "红星", "sounds_same", "HONGXING = 红星 | pinyin"),
        ("HUNG SING", "红星", "sounds_same", "HUNG SING = 红星 | cantonese"),
        ("TSINGTAO", "青岛", "sounds_same", "TSINGTAO = 青岛 | postal"),
        ("宏兴", "红星", "sounds_same", "宏兴 = 红星 | pinyin"),
        ("KOOL", "COOL", "sounds_same", "KOOL = COOL"),
        ("LION CAPITAL", "LION", "core_added", "LION + CAPITAL"),
        ("LION", "LION CAPITAL", "core_left_out", "LION CAPITAL − CAPITAL"),
        ("LION CAPITAL", "LION BANK", "same_core", "LION CAPITAL = LION BANK"),
        ("SUNVALE KESTRIA", "KESTRIA", "added", "KESTRIA + SUNVALE"),
        ("Skydrive Cloud", "SKY DRIVE", "added", "SKY DRIVE + Cloud"),
        ("红星美", "红星", "added", "红星 + 美"),
        ("LAFUFU", "LABUBU", "two_letters", "LAFUFU / LABUBU | F→B"),
        ("COCO", "СОСО", "look_alike", "COCO / СОСО | C/С, O/О"),
        ("N0KTA", "NOKTA", "look_alike", "N0KTA / NOKTA | 0/O"),
        ("太昌行", "大昌行", "look_alike", "太昌行 / 大昌行 | 太/大"),
        ("TRUE1", "TRUEONE", "read_aloud", "TRUE1 / TRUEONE | TRUEONE"),
        ("SEAHORSE", "海马", "means_same", "SEAHORSE = 海马"),
        ("LA PALOMA", "THE DOVE", "means_same", "PALOMA = DOVE"),
        ("Hetoova®", "HETOOVA", "identical", "Hetoova® = HETOOVA"),
    ],
)
def test_what_a_reader_would_say(a: str, b: str, code: str, detail: str) -> None:
    """Protects the reason and the words, characters or reading that it names."""
    assert (code, detail) in {(item.feature, item.detail) for item in evidence(a, b)}


def test_words_in_common_are_told_once() -> None:
    """Protects from saying the same thing three times: letters and sounds in common follow from the words."""
    assert [item.feature for item in evidence("SUNVALE KESTRIA", "KESTRIA")][:1] == ["added"]
    assert not {"sounds_like", "ends_alike", "contained"} & {item.feature for item in evidence("SUNVALE KESTRIA", "KESTRIA")}


def test_only_all_telling_words_make_an_identical_core() -> None:
    """Protects severity, which takes a name with ``core`` in it for an identical distinctive part."""
    for a, b in (("SUNVALE KESTRIA", "KESTRIA"), ("宏兴", "红星"), ("HONGXING BANK", "红星"), ("MEGA TOOLS", "MEGA VITAMINS")):
        assert not any("core" in item.feature for item in evidence(a, b))
    assert all(item.score == 1.0 for item in evidence("鸿雁电器", "鸿雁") if "core" in item.feature)


def test_few_reasons_and_the_weightiest_first() -> None:
    """Protects the reader's time; what speaks against stands behind what speaks for."""
    told = evidence("ROUTE 66", "ROUTE 77")
    assert 1 < len(told) <= MOST
    against = {feature.name for feature in FEATURES if feature.axis == "against"}
    weights = [item.weight for item in told if item.feature not in against]
    assert weights == sorted(weights, reverse=True)
    assert all(item.feature not in against for item in told[: len(weights)])


@pytest.mark.parametrize(
    ("a", "b"), [("世紀21", "世纪人1"), ("優品360", "优品36人"), ("美順發3C", "美顺发"), ("世纪21", "世纪31")]
)
def test_digits_among_chinese_characters(a: str, b: str) -> None:
    """Protects alerts from a crash where digits stand among the characters that are compared place by place."""
    assert evidence(a, b)
    assert evidence(b, a)


@settings(deadline=None, max_examples=300)  # the first Chinese character loads a dictionary
@given(st.text(max_size=30) | MIXED, st.text(max_size=30) | MIXED)
def test_any_two_texts_are_explained(a: str, b: str) -> None:
    """Protects alerts from a crash over their reasons: every code has words in both languages."""
    for item in evidence(a, b):
        assert item.feature in explanations()
        assert 0.0 <= item.score <= 1.0
        assert 0.0 <= item.weight <= 1.0
        for language in ("zh", "en"):
            assert reason(item, Texts(language))


def test_every_code_has_words() -> None:
    """Protects from a code shown to a client; the catalogues hold every text of these tables in both languages."""
    assert set(CODES) <= set(explanations())
    assert set(explanations()) <= {*COMPARED, *NOTED, *CHANGED, "goods"}


def test_sentences() -> None:
    """Protects the manner of speaking, in both languages."""
    english, chinese = Texts("en"), Texts("zh")
    (same,) = evidence("HONGXING", "红星")
    assert reason(same, english) == "sounds the same: HONGXING = 红星 (pinyin)"
    assert reason(same, chinese) == "读音相同：HONGXING = 红星（拼音）"
    assert reason(evidence("SUNVALE KESTRIA", "KESTRIA")[0], english) == "adds SUNVALE to KESTRIA"
    assert reason(evidence("SUNVALE KESTRIA", "KESTRIA")[0], chinese) == "在 KESTRIA 上加了 SUNVALE"


def test_marks_that_hold_our_own_signs() -> None:
    """Protects the sentence from marks written with the signs that part a detail."""
    told = " ".join(reason(item, Texts("en")) for item in evidence("A + B | LION CAPITAL", "A + B | LION"))
    assert "LION" in told


@pytest.mark.parametrize(
    ("a", "b", "cut"),
    [
        ("LAFUFU", "Labubu", [("equal", "LA", "La"), ("changed", "F", "b"), ("equal", "U", "u"), ("changed", "F", "b")]),
        ("HONGXING", "红星", [("equal", "HONG", "红"), ("equal", "XING", "星")]),
        ("WONG LO KAT", "王老吉", [("equal", "WONG ", "王"), ("equal", "LO ", "老"), ("equal", "KAT", "吉")]),
        ("太白兔", "大白兔", [("changed", "太", "大"), ("equal", "白兔", "白兔")]),
        ("Café Noir", "CAFE", [("equal", "Café ", "CAFE"), ("added", "Noir", "")]),
        ("STRASSE", "Straße", [("equal", "STRASSE", "Straße")]),
    ],
)
def test_stretches(a: str, b: str, cut: list[tuple[str, str, str]]) -> None:
    """Protects what is marked as different: letters, syllables against characters, nothing for dress."""
    assert [(one.kind, one.a, one.b) for one in stretches(a, b)][: len(cut)] == cut


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_stretches_hold_both_marks_whole(a: str, b: str) -> None:
    """Protects the marks from losing a character when they are cut for display."""
    cut = stretches(a, b)
    assert ("".join(one.a for one in cut), "".join(one.b for one in cut)) == (a, b)
    assert all(one.a or one.b for one in cut)
