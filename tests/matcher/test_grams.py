"""Letter pairs: the index counts what plain sets would."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.corpus import Corpus
from matcher.grams import Grams, Numbered, Posted

FEW_LETTERS = st.text("abcx19", max_size=9)
TEXTS = st.lists(FEW_LETTERS | st.text("az09é红-", max_size=12), max_size=20)
LETTERS = 120
"""So many letters of a text count."""


def pairs_of(text: str, *, beyond: bool) -> set[tuple[int, str, str]]:
    """How far apart, and which two; letters that are neither a to z nor digits are one and the same."""
    plain = "".join(char if char in "abcdefghijklmnopqrstuvwxyz0123456789" else "?" for char in text[:LETTERS])
    edged = f"^{plain}^"
    told = {(1, one, other) for one, other in pairwise(edged)}
    return told | {(2, one, other) for one, other in zip(edged, edged[2:], strict=False) if beyond}


@pytest.mark.parametrize("beyond", [False, True])
@given(texts=TEXTS, asked=FEW_LETTERS, least=st.sampled_from([0.1, 0.3, 0.42, 0.55, 1.0]))
def test_likeness_is_that_of_the_sets_of_pairs(texts: list[str], asked: str, least: float, beyond: bool) -> None:
    """Protects counts, Dice's coefficient and the overlap, for every text and for those that are alike enough."""
    grams = Grams(texts, beyond=beyond)
    mine = pairs_of(asked, beyond=beyond)
    theirs = [pairs_of(text, beyond=beyond) for text in texts]
    shared = grams.shared(asked)
    every = np.arange(len(texts))
    assert len(grams) == len(texts)
    assert grams.sizes.tolist() == [len(one) for one in theirs]
    assert shared.size == len(mine)
    assert grams.counts(shared, every).tolist() == [len(one & mine) for one in theirs]
    dice = np.array([2 * len(one & mine) / (len(one) + len(mine)) for one in theirs], np.float32)
    assert grams.dice(shared, every).tolist() == dice.tolist()
    assert grams.dice_and_overlap(shared, every)[1].tolist() == pytest.approx(
        [len(one & mine) / min(len(one), len(mine)) for one in theirs]
    )
    places, alike = grams.alike(shared, least)
    assert places.tolist() == np.flatnonzero(dice >= np.float32(least)).tolist()
    assert alike.tolist() == dice[places].tolist()
    for first in range(0, len(texts) + 1, 3):
        strict = np.where(every < first, np.float32(least), np.float32(max(least, 0.6)))
        assert grams.alike(shared, least, behind=(first, 0.6))[0].tolist() == np.flatnonzero(dice >= strict).tolist()


def test_pairs_of_few_among_many_texts_count() -> None:
    """Protects pairs that are kept as lists, which takes more texts than a property test makes."""
    corpus = Corpus(seed=3)
    texts = [*Numbered([corpus.mark(at).lower() for at in range(1_000)])]
    grams = Grams(texts, beyond=True)
    every = np.arange(len(texts))
    for asked in texts[::50]:
        shared, mine = grams.shared(asked), pairs_of(asked, beyond=True)
        counts = [len(mine & pairs_of(text, beyond=True)) for text in texts]
        assert grams.counts(shared, every).tolist() == counts
        places, _ = grams.alike(shared, 0.3)
        assert places.tolist() == np.flatnonzero(grams.dice(shared, every) >= np.float32(0.3)).tolist()


@given(st.integers(100, 400), st.booleans(), st.integers())
def test_long_texts_count_by_their_first_letters(length: int, beyond: bool, seed: int) -> None:
    """Protects the bytes that pairs are counted in from running over: of a text without end its first letters are looked at."""
    text = "".join(random.Random(seed).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))
    grams = Grams([text, text[:LETTERS], "abc"], beyond=beyond)
    shared = grams.shared(text)
    assert shared.size == len(pairs_of(text, beyond=beyond)) < 256
    assert grams.counts(shared, np.arange(2)).tolist() == [shared.size] * 2
    assert grams.dice(shared, np.arange(2)).tolist() == [1.0, 1.0]
    assert grams.alike(shared, 1.0)[0].tolist() == [0, 1]


def test_no_texts_have_no_pairs() -> None:
    """Protects from an empty side."""
    grams = Grams([])
    assert len(grams) == 0
    assert [one.tolist() for one in grams.alike(grams.shared("sun"), 0.3)] == [[], []]


@given(st.lists(st.integers(0, 6), max_size=30), st.lists(st.integers(0, 6), max_size=6))
def test_rows_are_posted_under_their_places(places: list[int], asked: list[int]) -> None:
    """Protects the inverted lists: each row stands under its place, in order, and nowhere else."""
    posted = Posted.of(np.array(places, np.intp), np.arange(len(places)), 7)
    under = {place: [row for row, one in enumerate(places) if one == place] for place in range(7)}
    assert {place: posted.at(place).tolist() for place in range(7)} == under
    rows, of = posted.all_at(np.array(asked, np.intp))
    assert rows.tolist() == [row for place in asked for row in under[place]]
    assert of.tolist() == [at for at, place in enumerate(asked) for _ in under[place]]


@given(st.lists(FEW_LETTERS, max_size=20))
def test_texts_are_numbered_by_length(texts: list[str]) -> None:
    """Equal texts have one number, and a text that is not there has none."""
    told = Numbered(texts)
    assert [*told] == sorted(dict.fromkeys(texts), key=len)
    assert [[*told][at] for at in told.of.tolist()] == texts
    assert [told.place(text) for text in told] == [*range(len(told))]
    assert told.place("not there") == -1
