"""Decoding protects captions: a wrong one never finds its watch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse.text import clean, decode, unescape


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Société".encode("latin-1"), "Société"),
        ("Société".encode(), "Société"),
        (b"Levi\x92s \x93Strauss\x94 \x80", "Levi’s “Strauss” €"),
        (b"hole \x81 kept", "hole \x81 kept"),
        ("\ufeffMünchen".encode(), "München"),
        ("雷士照明".encode(), "雷士照明"),
        ("Ülker".encode("utf-16"), "Ülker"),
    ],
)
def test_bytes_decide_the_encoding_not_the_declaration(body: bytes, text: str) -> None:
    assert decode(body) == text


@given(st.binary())
def test_any_bytes_decode(body: bytes) -> None:
    assert isinstance(decode(body), str)


@given(st.text())
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    try:
        body = text.encode()
    except UnicodeEncodeError:
        return
    assert decode(body).removeprefix("\ufeff") == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schedule &quot;A&quot;", 'Schedule "A"'),
        ("PAPA JOHN&#039;S", "PAPA JOHN'S"),
        ("AT&T v. R&copy Inc.", "AT&T v. R&copy Inc."),
        ("&unknown; &#0; stays", "&unknown; \ufffd stays"),
    ],
)
def test_only_whole_references_are_resolved(text: str, expected: str) -> None:
    assert unescape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  A  v.\n\tB ", "A v. B"),
        ("\u00c3\u00a9t\u00c3\u00a9", "été"),
        ("Levi&#x92;s", "Levi’s"),
        ("caf\u00e9 \u0093x\u0094", "café “x”"),
        ("é 雷", "é 雷"),
        ("bell\x07", "bell"),
        ("  ", None),
        (None, None),
    ],
)
def test_text_is_one_clean_line(text: str | None, expected: str | None) -> None:
    assert clean(text) == expected
