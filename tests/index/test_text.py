"""Folding and cutting of text: what is found by what."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import fold, query_tokens, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Güngören \t AŞ\n", "gungoren as"),
        ("STRASSE Straße", "strasse strasse"),
        ("İstanbul", "istanbul"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("ﬁne Ⅳ ²", "fine iv 2"),
        ("Ёлка", "елка"),
        ("Ωμέγα ΣΊΣΥΦΟΣ", "ωμεγα σισυφοσ"),
        ("ガ ｶﾞ カ\u3099", "ガ ガ ガ"),
        ("한국 \u1112\u1161\u11ab국", "한국 한국"),
        ("שָׁלוֹם", "שלום"),
        ("شَرِكَةٌ شـركة", "شركة شركة"),
        ("हिन्दी", "हिन्दी"),
        ("zero\u200bwidth \u202edilb\u202c soft\u00adhyphen \ufeff", "zerowidth dilb softhyphen"),
        ("❤\ufe0f", "❤"),
        ("華為", "華為"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    """Width, case, accents and hidden characters do not tell two names apart; letters and vowel signs that spell do."""
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("K-SWISS 2.0 (shoes)", ["k", "swiss", "2", "0", "shoes"]),
        ("rock'n'roll a_b", ["rock", "n", "roll", "a", "b"]),
        ("华", ["华"]),
        ("华为", ["华", "为", "华为"]),
        ("LI宁sport", ["li", "宁", "sport"]),
        ("アディ", ["ア", "デ", "ィ", "アデ", "ディ"]),
        ("ไทย", ["ไ", "ท", "ย", "ไท", "ทย"]),
        ("हिन्दी ब्रांड", ["हिन्दी", "ब्रांड"]),
        ("한국 브랜드", ["한국", "브랜드"]),
        ("𠮷野", ["𠮷", "野", "𠮷野"]),
        ("★ – !", []),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    """Words where a script has them; characters and pairs where it has no spaces."""
    assert list(tokens(text)) == words


@pytest.mark.parametrize(
    ("text", "words"), [("华", ["华"]), ("华为技", ["华为", "为技"]), ("a a B", ["a", "b"]), ("LI宁 宁", ["li", "宁"])]
)
def test_query_tokens(text: str, words: list[str]) -> None:
    """Pairs alone, which keep the order; each word once."""
    assert list(query_tokens(text)) == words


@given(st.text())
def test_fold_of_a_folded_text_is_the_same(text: str) -> None:
    """A facet's value, folded when stored, is folded again when it is asked for."""
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.sampled_from(["NFC", "NFD"]))
def test_the_form_a_text_comes_in_does_not_matter(text: str, form: Literal["NFC", "NFD"]) -> None:
    """Two sources may write one name composed and decomposed."""
    assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(st.text())
def test_a_text_is_found_by_itself(text: str) -> None:
    """Every word of the query is one of the stored words."""
    assert set(query_tokens(text)) <= set(tokens(text))


@given(st.text(alphabet="华为技术山海経アイウไทย", min_size=1, max_size=12), st.data())
def test_a_part_of_a_run_without_spaces_finds_the_run(text: str, drawn: st.DataObject) -> None:
    """Any stretch of it, as people search for part of a name."""
    start = drawn.draw(st.integers(0, len(text) - 1))
    end = drawn.draw(st.integers(start + 1, len(text)))
    assert set(query_tokens(text[start:end])) <= set(tokens(text))


@given(st.text())
def test_tokens_are_made_for_an_index_that_parts_at_spaces_only(text: str) -> None:
    """No token has white space, ASCII punctuation or a capital in it, so no back end cuts or folds it further."""
    for token in (*tokens(text), *query_tokens(text)):
        assert token
        assert not any(char.isspace() or (char.isascii() and not char.isalnum()) or "A" <= char <= "Z" for char in token)
