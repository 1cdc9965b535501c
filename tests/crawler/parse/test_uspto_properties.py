"""Dates, goods wording and text of any shape, as the USPTO writes them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parse.uspto_dates import full_date, is_absent, iso_date
from crawler.parse.uspto_goods import clean, nice_number
from records.wire import from_line, to_line
from tests.crawler.parse.uspto_files import Outcome, case, day, goods, read_one

XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\t\n"),
    max_size=200,
).filter(lambda text: not any(ord(char) & 0xFFFF >= 0xFFFE for char in text))
PLAIN = st.text(st.sampled_from("ABC abc,;."), max_size=30)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2199, 12, 31)))
def test_whole_dates_are_themselves(day_of: date) -> None:
    """Protects every legal date."""
    assert full_date(f"{day_of:%Y%m%d}") == day_of
    assert iso_date(f"{day_of:%Y%m%d}") == day_of.isoformat()


@given(st.integers(1000, 2199), st.integers(1, 12))
def test_partial_dates_keep_what_is_known(year: int, month: int) -> None:
    """Protects first-use dates, which are often a month or a year, from being filled up."""
    assert iso_date(f"{year}{month:02}00") == f"{year}-{month:02}"
    assert iso_date(f"{year}0000") == iso_date(str(year)) == f"{year}"
    assert full_date(f"{year}{month:02}00") is full_date(f"{year}0000") is None


@given(st.text(max_size=12) | st.text(st.sampled_from("0123456789"), max_size=9))
def test_no_text_breaks_the_dates(text: str) -> None:
    """Protects a case from garbage in a date: it is read as a possible date or as none."""
    iso = iso_date(text)
    assert iso is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", iso)
    if is_absent(text):
        assert iso is None


@pytest.mark.parametrize(
    "text", ["19800", "201112", "20230231", "20231301", "02180514", "2023-01-01", "２０２３０１０１", "99999999", "19850012"]
)
def test_impossible_or_ambiguous_dates_are_none(text: str) -> None:
    """Protects against a date that only one of two readings gives."""
    assert iso_date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SHOES", "SHOES"),
        ("CORDS, LINES, [ TWINES, ] AND ROPES", "CORDS, LINES, AND ROPES"),
        ("PAINT-LIKE [ PRIMES ] * PRIMER *  AND FINISH COATINGS", "PAINT-LIKE PRIMER AND FINISH COATINGS"),
        ("[ SOAP; ] CREAMS; [ ROUGE ]", "CREAMS"),
        ("SOAP; [ ROUGE; ] CREAMS", "SOAP; CREAMS"),
        ("SOAP [, ROUGE ]; CREAMS", "SOAP; CREAMS"),
        ("SOAP ((, EXCLUDING ROUGE))", "SOAP"),
        ("SOAP ((FOR HAIR (DRY))) AND CREAMS", "SOAP AND CREAMS"),
        ("SOAP (FOR HAIR (DRY)) AND CREAMS", "SOAP (FOR HAIR (DRY)) AND CREAMS"),
        ("SHIRTS (SPORTS ((T-SHIRTS)))", "SHIRTS (SPORTS)"),
        ("[ A [ B ] C ] D", "D"),
        ("[ ALL OF IT ]", ""),
        ("SOAP [ ROUGE", "SOAP [ ROUGE"),
        ("SOAP ] ROUGE", "SOAP ] ROUGE"),
        ("E*TRADE SERVICES", "E*TRADE SERVICES"),
        ("*SOAP*; CREAMS", "SOAP; CREAMS"),
        ("SOAP  WITH  TWO  SPACES", "SOAP  WITH  TWO  SPACES"),
    ],
)
def test_goods_in_force(text: str, expected: str) -> None:
    """Protects a watch from goods that the owner gave up, and from losing those that stand."""
    assert clean(text) == expected


@given(st.lists(st.tuples(PLAIN, st.sampled_from(["[{}]", "(({}))", "{}", "*{}*"])), max_size=6))
def test_only_marked_goods_are_cut(parts: list[tuple[str, str]]) -> None:
    """Protects every word outside the marks, and lets no word inside them through."""
    text = " ".join(mark.format(words) for words, mark in parts)
    kept = [word for words, mark in parts if mark in {"{}", "*{}*"} for word in re.findall(r"\w+", words)]
    assert re.findall(r"\w+", clean(text)) == kept


@given(st.text(st.sampled_from("[]()* ,;aB"), max_size=60))
def test_any_arrangement_of_marks_is_read(text: str) -> None:
    """Protects the parser from brackets in any order; letters come out in the order they came in."""
    letters = iter(re.sub(r"\W", "", text))
    assert all(letter in letters for letter in re.sub(r"\W", "", clean(text)))


@given(st.text(max_size=5))
def test_nice_classes_are_one_to_forty_five(code: str) -> None:
    """Protects the class filter from national codes."""
    number = nice_number(code)
    assert number is None or 1 <= number <= 45


@given(XML_TEXT, XML_TEXT)
def test_text_comes_through_unchanged(mark: str, wording: str) -> None:
    """Protects marks in every script: text goes through XML, parser, spool line and back as it is, but for its outer spaces."""
    filing = read_one(day(case(98000001, mark=mark, more=goods("DM0000", wording))))
    assert filing.mark.verbal_element_text == (mark.strip() or None)
    assert filing.mark.description == (wording.strip() or None)
    assert from_line(to_line(filing)) == filing


@given(st.integers(0, 2**31), st.binary(min_size=1, max_size=4))
def test_any_damage_is_accounted_for(at: int, damage: bytes) -> None:
    """Protects the count: wherever bytes are overwritten, each untouched case still comes out, and nothing vanishes."""
    content = bytearray(day(case(98000001), case(98000002), case(98000003)))
    first = content.index(b"<case-file>")
    start = first + at % (content.index(b"</action-keys>") - first)
    hurt = [
        number
        for number in (1, 2, 3)
        if content.index(b"<case-file><serial-number>9800000%d" % number) < start + len(damage)
        and start < content.index(b"</case-file>", content.index(b"<serial-number>9800000%d" % number)) + len(b"</case-file>")
    ]
    content[start : start + len(damage)] = damage
    outcome = Outcome(bytes(content))
    assert outcome.counts.present == len(outcome.records)
    untouched = {f"9800000{number}" for number in (1, 2, 3) if number not in hurt}
    assert untouched <= set(outcome.serials)
    assert len(outcome.records) >= (3 if len(hurt) < 2 else 2)  # where both tags between two cases are gone, they are one
