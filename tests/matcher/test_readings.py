"""Readings: spellings that peoples use, sounds that meet across scripts, English sound, what is read aloud."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from matcher import english, han_readings, hangul, kana, sound
from matcher.fold import fold, words
from matcher.packaged import rows
from matcher.readings import MAX_SOUNDS, MAX_SPELLINGS, heads, skeletons, sounds, spellings
from matcher.scripts import simplified


def cut(text: str) -> tuple[str, ...]:
    """Words as the views cut them."""
    return tuple(map(simplified, words(fold(text))))


def nearness(a: str, b: str) -> float:
    """Best likeness of two marks' sounds."""
    return max(Indel.normalized_similarity(one, other) for one in sounds(cut(a)) for other in sounds(cut(b)))


@pytest.mark.parametrize(
    ("text", "system", "spelling"),
    [
        ("重庆", "usual", "chongqing"),
        ("蒋介石", "wade-giles", "chiangchiehshih"),
        ("国语", "wade-giles", "kuoyu"),
        ("天津", "postal", "tientsin"),
        ("重庆", "postal", "chungking"),
        ("南京", "postal", "nanking"),
        ("陳", "hong kong", "chan"),
        ("黃", "hong kong", "wong"),
        ("張", "hong kong", "cheung"),
        ("周生生", "hong kong shop", "chowsangsang"),
        ("林", "hokkien", "lim"),
        ("黄", "hokkien", "ng"),
        ("高島屋", "japanese name", "takashimaya"),
        ("日清", "on", "nissei"),
        ("ニッポン", "usual", "nippon"),
        ("東京ガス", "japanese name", "tokyogasu"),
        ("농심", "usual", "nongsim"),
        ("Щука", "usual", "shchuka"),
        ("Ντίνος", "usual", "dinos"),
        ("โตโยต้า", "usual", "toyota"),
    ],
)
def test_spellings(text: str, system: str, spelling: str) -> None:
    """Protects the habits of spelling, each under its name."""
    assert spelling in {reading.text for reading in spellings(cut(text)) if reading.system == system or reading.text == spelling}


def test_every_character_of_the_cantonese_table_is_spelt() -> None:
    """Protects the rules from Jyutping to Hong Kong spellings: every syllable gives plain letters."""
    for row in rows("cantonese"):
        spelt = han_readings.hong_kong_syllable(row["syllable"])
        assert spelt.isalpha(), row["syllable"]
        assert spelt.isascii(), row["syllable"]


@pytest.mark.parametrize(
    ("mark", "own", "other"),
    [
        ("沃尔玛", "Walmart", "Wella"),
        ("阿迪达斯", "Adidas", "Atlas"),
        ("雀巢", "Quechao", "Nivea"),
        ("百事", "Pepsi", "Bosch"),
        ("万宝路", "Marlboro", "Mazda"),
        ("アディダス", "Adidas", "Atari"),
        ("ハーゲンダッツ", "Häagen-Dazs", "Hagoromo"),
        ("ミツビシ", "Mitsubishi", "Mizuno"),
        ("맥도날드", "McDonald", "Macallan"),
        ("아디다스", "Adidas", "Asus"),
        ("Адидас", "Adidas", "Atlas"),
        ("Макдоналдс", "McDonald's", "Magnolia"),
        ("Джонсон", "Johnson", "Dawson"),
        ("أديداس", "Adidas", "Atlas"),
        ("بيبسي", "Pepsi", "Bosch"),
        ("जॉनसन", "Johnson", "Jansport"),
        ("אדידס", "Adidas", "Atlas"),
        ("Αντίντας", "Adidas", "Atlas"),
        ("โตโยต้า", "Toyota", "Totto"),
    ],
)
def test_borrowings_meet(mark: str, own: str, other: str) -> None:
    """Protects the point of sounds: a borrowed name is nearer to where it came from than to a name of like letters."""
    assert nearness(mark, own) > nearness(mark, other)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("phone", "fone"),
        ("kwality", "quality"),
        ("knight", "nite"),
        ("xerox", "zerox"),
        ("klean", "clean"),
        ("lite", "light"),
        ("kandee", "candy"),
        ("sity", "city"),
        ("wrist", "rist"),
        ("blu", "blue"),
        ("fixx", "fics"),
        ("ezy", "ezi"),
        ("akshon", "action"),
        ("psycho", "syko"),
    ],
)
def test_english_spellings_of_one_sound(a: str, b: str) -> None:
    """Protects letter-to-sound rules: respellings that sound the same are said the same."""
    assert sound.broad(a) == sound.broad(b)


@pytest.mark.parametrize(
    ("a", "b", "other"),
    [("seiko", "seyko", "sicko"), ("phaze", "faze", "haze"), ("xtra", "extra", "tetra"), ("kreme", "cream", "crime")],
)
def test_sound_grades(a: str, b: str, other: str) -> None:
    """Protects grading: a respelling is at least as near as a rhyme."""
    near = Indel.normalized_similarity(english.said(a), english.said(b))
    assert near >= Indel.normalized_similarity(english.said(a), english.said(other))


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        (("1st", "choice"), (("first", "choice"),)),
        (("4", "you"), (("four", "you"), ("for", "you"))),
        (("gr8",), (("greight",), ("grate",))),
        (("rocky", "ii"), (("rocky", "two"),)),
        (("r", "&", "b"), (("are", "and", "be"),)),
        (("ii",), ()),
        (("lion",), ()),
    ],
)
def test_spoken(given: tuple[str, ...], ways: tuple[tuple[str, ...], ...]) -> None:
    """Protects what is read aloud: digits, symbols, ordinals, Roman numerals beside words; nothing where nothing is to read."""
    assert sound.spoken(given) == ways


def test_digits_are_read_in_chinese_too() -> None:
    """Protects 360 = 三六零."""
    assert set(sounds(cut("360"))) & set(sounds(cut("三六零")))


def test_names_in_pinyin_are_not_read_as_english() -> None:
    """Protects QUANXIN-like names: a Latin mark in pinyin sounds as its characters do, an English word only as English."""
    assert set(sounds(("quanxin",))) & set(sounds(cut("全新")))
    assert han_readings.pinyin_sounds("quanxin")
    assert not han_readings.pinyin_sounds("exxon")
    assert not han_readings.pinyin_sounds("quick")


def test_heads() -> None:
    """Protects the name before the trade: 小林眼镜 is led by 小林, KOBAYASHI OPTICAL by its first word, a lone word by none."""
    assert set(heads(cut("小林眼镜"))) & set(sounds(cut("小林")))
    assert set(heads(cut("Kobayashi Optical"))) & set(sounds(cut("Kobayashi")))
    assert set(heads(cut("하나은행"))) & set(sounds(cut("하나")))
    assert heads(cut("小林")) == heads(cut("Kobayashi")) == heads(()) == ()


def test_loanwords_lose_the_vowels_that_were_put_in() -> None:
    """Protects the respelling of borrowed words, and Hepburn beside it."""
    assert kana.romaji("マクドナルド") == "makudonarudo"
    assert kana.loanword("マクドナルド") == "makdnald"
    assert hangul.revised("스타벅스") == "seutabeokseu"
    assert hangul.loanword("스타벅스") == "staboks"


@given(st.lists(st.text(min_size=1, max_size=40), max_size=6).map(tuple))
def test_any_words(marks: tuple[str, ...]) -> None:
    """Protects bounds for any Unicode: few strings, none empty, none twice, sounds in plain letters and digits."""
    found = spellings(marks)
    assert len(found) <= MAX_SPELLINGS
    for strings in (sounds(marks), skeletons(marks), heads(marks)):
        assert len(strings) <= MAX_SOUNDS
        assert len(set(strings)) == len(strings)
        assert all(strings)
    sound.spoken(marks)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Protects the same for what folding lets through, where everything read is in ASCII."""
    marks = cut(text)
    assert all(reading.text.isascii() for reading in spellings(marks))
    assert all(one.isascii() for one in (*sounds(marks), *skeletons(marks)))


@pytest.mark.parametrize("unit", ["a", "红", "ア", "스", "ц", "ب", "th", "xiang", "คำ", "1"])
def test_time_is_bounded(unit: str) -> None:
    """Protects the service from one word of 400 characters, the longest that folding leaves."""
    start = time.perf_counter()
    sounds((unit * (400 // len(unit)),))
    spellings((unit * (400 // len(unit)),))
    assert time.perf_counter() - start < 0.5
