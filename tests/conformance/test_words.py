"""Full-text search: the same words in every script, on every back end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from index.query import Filter, Query, Words, equals
from index.schema import DELIVERIES, DOCKET_ENTRIES, FILINGS
from index.store import Store
from records.docket import DocketEntry
from records.errors import QueryError
from records.filing import Filing, Mark
from tests.conformance.made import FIRST_DAY, NOW, applicant, filing, numbers, put

MARKS = {
    "zh": "山海经华为技术",
    "ja": "ランニングシューズ株式会社",
    "th": "เครื่องสำอางไทย",
    "ar": "شَرِكَة النور للتجارة",
    "he": "שָׁלוֹם חֶבְרָה בע״מ",
    "hi": "हिन्दी ब्रांड",
    "ko": "한국 브랜드",
    "ru": "Ёлка Йод",
    "tr": "Güngören İstanbul",
    "de": "Straße ﬁne",
    "hidden": "Lou\u200bis \u202eVuitton\u202c",
    "digits": "Ⅳ ２０２６ 4x4",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("华为", "zh"),
        ("华", "zh"),
        ("技术 山海", "zh"),
        ("为技术", "zh"),
        ("华技", ""),
        ("シューズ", "ja"),
        ("株式会社", "ja"),
        ("ｼｭｰｽﾞ", "ja"),
        ("สำอาง", "th"),
        ("ไทย", "th"),
        ("النور", "ar"),
        ("شركة", "ar"),
        ("شـركة", "ar"),
        ("שלום", "he"),
        ("חברה", "he"),
        ("हिन्दी", "hi"),
        ("हिनदी", ""),
        ("한국", "ko"),
        ("елка", "ru"),
        ("ИОД", "ru"),
        ("gungoren", "tr"),
        ("GÜNGÖREN istanbul", "tr"),
        ("strasse", "de"),
        ("FINE", "de"),
        ("louis vuitton", "hidden"),
        ("iv 2026", "digits"),
        ("4X4", "digits"),
    ],
)
def test_words_are_found_in_every_script(store: Store, text: str, expected: str) -> None:
    """Folded alike on both sides; scripts without spaces in part; hidden characters hide nothing."""
    put(store, *(filing(name, mark) for name, mark in MARKS.items()))
    assert numbers(store, Query(words=(Words(text),))) == ([expected] if expected else [])


def test_every_word_stands_in_the_text_in_any_order(store: Store) -> None:
    """Whole words, in any order, any number of times."""
    put(store, filing(1, "GULF TERN SHOES"), filing(2, "GULFTERN"), filing(3, "TERN"))
    assert numbers(store, Query(words=(Words("tern gulf"),))) == ["1"]
    assert numbers(store, Query(words=(Words("TERN tern!"),))) == ["1", "3"]
    assert numbers(store, Query(words=(Words("ter"),))) == []


def test_a_scope_is_kept_to(store: Store) -> None:
    """A brand in the goods text is not the mark."""
    put(store, filing(1, "TERN", classes=(25,), goods="gulls"), filing(2, "GULLS", classes=(25,), goods="tern"))
    assert numbers(store, Query(words=(Words("tern", scope="mark"),))) == ["1"]
    assert numbers(store, Query(words=(Words("tern", scope="goods"),))) == ["2"]
    assert numbers(store, Query(words=(Words("tern", scope="mark"), Words("gulls", scope="goods")))) == ["1"]
    assert numbers(store, Query(words=(Words("tern gulls", scope="mark"),))) == []


def test_without_a_scope_each_word_may_stand_in_any(store: Store) -> None:
    """Mark and applicant in one line of words, as people type them."""
    put(store, filing(1, "TERN", applicants=applicant("Ostrava Ltd")), filing(2, "TERN", applicants=applicant("Brno Ltd")))
    assert numbers(store, Query(words=(Words("tern ostrava"),))) == ["1"]
    assert numbers(store, Query(words=(Words("tern"), Words("brno")))) == ["2"]


def test_words_and_filters_hold_together(store: Store) -> None:
    """Filters narrow what words find, total included."""
    put(store, filing(1, "TERN", classes=(25,)), filing(2, "TERN", classes=(9,)), filing(3, "GULL", classes=(25,)))
    page = store.search(FILINGS, Query(words=(Words("tern"),), where=(equals("class", 25),)))
    assert ([found.id for found in page.rows], page.total) == (["US:1"], 1)


@pytest.mark.parametrize("where", [(), (equals("class", 25),), (equals("office", "US"), equals("class", 25))], ids=len)
def test_pages_of_a_frequent_word_are_those_of_a_rare_one(store: Store, where: tuple[Filter, ...]) -> None:
    """However an engine goes about it, a word of half the rows gives them all, each once, in order."""
    made = [
        filing(
            f"{number:04d}",
            ("TERN", "GULL")[number % 2],
            classes=(25,) if number % 7 else (9,),
            application_date=FIRST_DAY + timedelta(number % 90) if number % 11 else None,
        )
        for number in range(1500)
    ]
    put(store, *made)
    expected = [item for item in made if item.mark.verbal_element_text == "TERN" and (not where or 25 in item.nice_classes)]
    expected.sort(key=lambda item: item.application_number)
    expected.sort(key=lambda item: item.application_date or date.min, reverse=True)
    query = Query(words=(Words("tern"),), where=where, limit=5)
    shown: list[str] = []
    for _ in range(12):
        page = store.search(FILINGS, query)
        assert page.total == len(expected)
        shown += [found.id for found in page.rows]
        query = replace(query, after=page.next)
    assert shown == [item.key for item in expected[:60]]
    assert numbers(store, replace(query, after=None, limit=2000)) == [item.application_number for item in expected]


def test_all_of_a_marks_texts_are_searched(store: Store) -> None:
    """Pseudo marks, translations and transliterations stand in the mark's scope."""
    mark = Mark(verbal_element_text="KWIK", pseudo_marks=("QUICK",), translation=("fast",), transliteration=("kuaisu",))
    put(store, Filing(office="US", application_number="1", mark=mark))
    for text in ("kwik", "quick", "fast", "kuaisu"):
        assert numbers(store, Query(words=(Words(text, scope="mark"),))) == ["1"]


def test_long_goods_texts_are_searched_to_their_end(store: Store) -> None:
    """10,000 characters and more, in any script; found by the first word, the last, and by the whole text."""
    english = " ".join(f"clothing{number}, namely shirts;" for number in range(400)) + " zugzwang"
    chinese = "服装鞋帽" * 2500 + "囍"
    put(store, filing(1, "A", classes=(25,), goods=english), filing(2, "B", classes=(25,), goods=chinese))
    assert min(len(english), len(chinese)) >= 10_000
    assert numbers(store, Query(words=(Words("clothing0 zugzwang", scope="goods"),))) == ["1"]
    assert numbers(store, Query(words=(Words("囍", scope="goods"),))) == ["2"]
    assert numbers(store, Query(words=(Words("帽服", scope="goods"),))) == ["2"]
    assert numbers(store, Query(words=(Words(english),))) == ["1"]
    assert numbers(store, Query(words=(Words(chinese),))) == ["2"]


@pytest.mark.parametrize(
    "text", ['"', "a OR b", "mark : x", "NEAR(a b)", "a*", "^a", "a AND", "-a", "s_mark", "a' b", "(a", "a\x00b"]
)
def test_query_syntax_of_an_engine_is_only_text(store: Store, text: str) -> None:
    """What a person types is words: no operator, no error, no injection."""
    put(store, filing(1, text + " zeta"), filing(2, "a b zeta"))
    assert "1" in numbers(store, Query(words=(Words(text + " zeta"),)))
    assert numbers(store, Query(words=(Words("mark zeta"),))) == (["1"] if text in {"mark : x", "s_mark"} else [])


@pytest.mark.parametrize("text", ["", "  ", "!?", "★ ☆", "\u200b", "\ud800"])
def test_a_text_without_a_word_is_refused(store: Store, text: str) -> None:
    """It would answer with everything, or with nothing, and either would be taken for a finding."""
    with pytest.raises(QueryError, match="no word"):
        store.search(FILINGS, Query(words=(Words(text),)))


def test_an_unknown_scope_is_named_with_those_there_are(store: Store) -> None:
    """In a collection with texts and in one without."""
    with pytest.raises(QueryError, match="no text scope 'caption'; scopes: mark"):
        store.search(FILINGS, Query(words=(Words("x", scope="caption"),)))
    with pytest.raises(QueryError, match="no text"):
        store.search(DELIVERIES, Query(words=(Words("x"),)))


def test_docket_entries_are_found_by_caption_and_text(store: Store) -> None:
    """Scopes are each collection's own."""
    entry = DocketEntry(court="ilnd", pacer_case_id="1", case_name="Tern v. The Partnerships", event_name="Sealed Document")
    store.write(DOCKET_ENTRIES, [DOCKET_ENTRIES.row(entry)], now=NOW)
    for words in (Words("partnerships", scope="caption"), Words("sealed", scope="text"), Words("tern sealed")):
        assert store.search(DOCKET_ENTRIES, Query(words=(words,))).total == 1
