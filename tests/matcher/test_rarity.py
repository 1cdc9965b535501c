"""How much a shared word tells: the packaged list, what is learned from filings, and what that does to alerts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import tally
from matcher.rarity import LEAST, Rarity, packaged
from matcher.views import token_texts, view
from records import MarkWords, WatchKind
from tests.matcher.made import NOW, filing, matches, tallied, watch

COUNTS = st.dictionaries(st.text("ab", min_size=1, max_size=3), st.integers(3, 500))


def learned(marks: int, **words: int) -> MarkWords:
    """A count of that many marks."""
    return MarkWords(counted_at=NOW, marks=marks, words=tuple(words.items()))


@given(COUNTS, COUNTS, st.integers(500, 1_000_000))
def test_the_commoner_never_weighs_more(listed: dict[str, int], filed: dict[str, int], marks: int) -> None:
    """Protects the order and the bounds of weights, whatever was listed and learned."""
    rarity = Rarity(listed, 1_000).learn(learned(marks, **filed))
    together = {word: listed.get(word, 0) + filed.get(word, 0) for word in listed.keys() | filed.keys()}
    weights = [rarity.weight(word) for word in sorted(together, key=lambda word: together[word])]
    assert weights == sorted(weights, reverse=True)
    assert all(LEAST <= weight <= 1.0 for weight in weights)
    assert rarity.weight("never met") == 1.0


def test_nothing_learned_is_the_packaged_list() -> None:
    """Protects a new store: no count, and a count of nothing, change no weight; nor is what was learned learned twice."""
    assert packaged().learn(None) == packaged().learn(learned(0)) == packaged()
    told = learned(5_000, sunny=200)
    assert packaged().learn(told).learn(told) == packaged().learn(told) != packaged()
    assert packaged().learn(told).learn(None) == packaged()


@pytest.mark.parametrize("times", [1, 50, 5_000])
def test_the_same_shares_tell_the_same_in_any_number_of_marks(times: int) -> None:
    """Protects scores from growing or falling with the store: the model was trained on the packaged list's scale."""
    listed = {"bank": 374, "sunny": 6, "kestria": 1}
    grown = Rarity(listed, 20_000).learn(learned(20_000 * times, **{word: count * times for word, count in listed.items()}))
    for word in listed:
        assert grown.weight(word) == pytest.approx(Rarity(listed, 20_000).weight(word))


@settings(deadline=None)
@given(st.text(max_size=40))
def test_words_are_counted_as_marks_are_cut(text: str) -> None:
    """Protects that counting and comparing mean the same words, in any script."""
    assert token_texts(text) == tuple(token.text for token in view(text).tokens)


def test_a_mark_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects a brand that is filed in every class and office from becoming a common word; in one chunk or in many."""
    marks = [
        *(f"Sunny {name}" for name in ("Tree", "Vale", "Hof", "Bay")),
        *["KESTRIA", "Kestria®", "kestria"] * 20,
        "红星",
        "★",
        "",
    ]
    whole = tallied(marks)
    assert (whole.marks, whole.words) == (6, (("sunny", 4),)), "a star and an empty text hold no word"
    monkeypatch.setattr(tally, "_CHUNK", 2)
    assert tallied(marks) == tallied(reversed(marks)) == whole


def test_many_words_are_counted_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects from a register of millions of coined words: those met once are let go, the commonest are kept in order."""
    monkeypatch.setattr(tally, "_CHUNK", 100)
    monkeypatch.setattr(tally, "_MOST_HELD", 150)
    monkeypatch.setattr(tally, "MOST_WORDS", 2)
    told = tallied(f"coined{at} {('bay', 'vale', 'bay', 'hof')[at % 4]}" for at in range(400))
    assert told.words == (("bay", 200), ("hof", 100))


def test_a_word_of_a_crowded_store_raises_no_false_alert() -> None:
    """Protects the client from an alert for every newcomer that shares a word with two hundred others; and a true one stays."""
    ours, other, true = watch(WatchKind.MARK, "SUNNY KESTRIA"), filing("SUNNY BRENTAVO", 25), filing("SUNNY KESTRIYA", 25)
    heads, tails = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"), ("nor", "lim", "vost", "bel", "tra")
    crowd = tallied(f"SUNNY {head}{middle}{tail}" for head in heads for middle in ("lo", "ri", "sa", "we") for tail in tails)
    assert dict(crowd.words)["sunny"] == 200
    rarity = packaged().learn(crowd)
    assert rarity.weight("sunny") < packaged().weight("sunny")
    before, after = (
        {match.record_text: match.score for match in matches([ours], other, true, rarity=one)} for one in (packaged(), rarity)
    )
    assert after.get("SUNNY BRENTAVO", 0.0) < before["SUNNY BRENTAVO"]
    assert after["SUNNY KESTRIYA"] >= before["SUNNY KESTRIYA"] - 0.05
