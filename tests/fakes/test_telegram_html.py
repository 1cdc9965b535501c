"""The fake's parser of Telegram's HTML against the documented rules (Bot API, "Formatting options")."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.telegram.html import Entity, EntityError, parse_html, utf16_length


@pytest.mark.parametrize(
    ("source", "plain", "kinds"),
    [
        ("plain", "plain", []),
        ("<b>a</b><strong>b</strong>", "ab", ["bold", "bold"]),
        ("<i>a</i><em>b</em>", "ab", ["italic", "italic"]),
        ("<u>a</u><ins>b</ins>", "ab", ["underline", "underline"]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", ["strikethrough"] * 3),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", ["spoiler", "spoiler"]),
        ("<code>x</code>", "x", ["code"]),
        ("<pre>x</pre>", "x", ["pre"]),
        ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>", "ab", ["blockquote", "expandable_blockquote"]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", ["custom_emoji"]),
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "', []),
        ("&#39;&#x4E2D;", "'中", []),
        ("&nbsp;&copy; & AT&T", "&nbsp;&copy; & AT&T", []),
        ("<B>case</B>", "case", ["bold"]),
        ("<b></b>x", "x", []),
        ("<b>a</>", "a", ["bold"]),
        ("a > b", "a > b", []),
    ],
)
def test_what_is_allowed_is_parsed(source: str, plain: str, kinds: list[str]) -> None:
    """Every documented tag and reference, and nothing else, has an effect."""
    text, entities = parse_html(source)
    assert (text, [entity.type for entity in entities]) == (plain, kinds)


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("中文<br>", 'Unsupported start tag "br" at byte offset 6'),
        ("😀<script>", 'Unsupported start tag "script" at byte offset 4'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=http://x>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<b/>", 'Unsupported start tag "b/" at byte offset 0'),
        ("<b />", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_place(source: str, complaint: str) -> None:
    """The place is counted in bytes of UTF-8, as the server counts it."""
    with pytest.raises(EntityError) as caught:
        parse_html(source)
    assert str(caught.value) == complaint


def test_offsets_are_in_utf16_units() -> None:
    """An emoji counts two, a Han character one."""
    _, entities = parse_html('😀<b>中文</b><a href="https://a.example/?x=1&amp;y=2">é</a>')
    assert entities == (Entity("bold", 2, 2), Entity("text_link", 4, 1, "https://a.example/?x=1&y=2"))


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    """Whatever ``html.escape`` made safe is parsed back to itself, without entities."""
    assert parse_html(html.escape(text)) == (text, ())


@given(st.text(alphabet=st.sampled_from(list("<>/&;#\"'=ab pre-中😀\n\0"))))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    """No input breaks the parser itself, and entities lie within the text."""
    try:
        plain, entities = parse_html(text)
    except EntityError:
        return
    assert all(e.offset >= 0 and e.length > 0 and e.offset + e.length <= utf16_length(plain) for e in entities)
