"""What a stranger wrote cannot mislead, break or reorder what a reader sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.display import FSI, PDI, Shown, clean, cut, html, isolate, safe_url, shown, utf16_length

ZERO_WIDTH = [chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x00AD)]
CONTROLS = [chr(code) for code in (*range(0x09), *range(0x0E, 0x1C), 0x7F, 0x85 - 1)]


@pytest.mark.parametrize("char", [*ZERO_WIDTH, *CONTROLS])
def test_hidden_characters_are_taken_out_and_pointed_out(char: str) -> None:
    assert clean(f"BRIL{char}LOX") == Shown("BRILLOX", hidden=True)


def test_plain_text_is_left_alone() -> None:
    assert clean("彼洛斯 BRILLOX™ Ğüngören") == Shown("彼洛斯 BRILLOX™ Ğüngören", hidden=False)
    assert clean("two\r\n lines\tand a tab") == Shown("two lines and a tab", hidden=False)
    assert clean("e\u0301") == Shown("\u00e9", hidden=False)


def test_a_long_name_is_cut_between_letters() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("abe\u0301def", 4) == "ab…"
    assert cut("a\U0001f1e8\U0001f1f3\U0001f1e9\U0001f1ea", 3) == "a…"
    assert cut("👍🏽👍🏽", 2) == "…"


def test_towers_of_accents_are_levelled() -> None:
    assert len(clean("z" + "\u0336" * 500).text) <= 5


def test_right_to_left_text_is_isolated_and_other_text_is_not() -> None:
    assert shown("شركة الأمل") == f"{FSI}شركة الأمل{PDI}"
    assert shown("BRILLOX") == "BRILLOX"
    assert shown("\u202eXOLLIRB") == "XOLLIRB"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://tsdr.uspto.gov/#caseNumber=1&caseType=SERIAL_NO", True),
        ("http://office.example/a?b=c", True),
        ("javascript:alert(1)", False),
        ("tg://user?id=1", False),
        ("data:text/html,x", False),
        ("https://user@evil.example/", False),
        ("https:///nohost", False),
        ("https://a.example/\u202etxt", False),
        ('https://a.example/"onclick', False),
        ("https://[::1", False),
        ("//a.example", False),
        ("", False),
        (None, False),
    ],
)
def test_only_plain_web_addresses_become_links(url: str | None, safe: bool) -> None:
    assert safe_url(url) == (url if safe else None)


@given(st.text())
def test_shown_text_is_clean_whatever_came_in(raw: str) -> None:
    text = clean(raw).text
    assert text == unicodedata.normalize("NFC", text)
    assert len(text) <= 120
    assert not set(ZERO_WIDTH) & set(text)
    assert all(unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"} for char in text)
    assert clean(text).hidden is False
    assert isolate(text).count(FSI) <= 1
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_utf16_length_is_what_telegram_counts(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@given(st.text())
def test_escaped_text_has_no_markup(raw: str) -> None:
    escaped = html(raw)
    assert "<" not in escaped
    assert ">" not in escaped
    assert '"' not in escaped
