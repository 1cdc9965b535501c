"""The measure itself: lines, recall, ties, intervals, the tail of the haystack, and the model's figures on the gold set."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.labelled import read_names, read_pairs
from matcher import haystack
from matcher.evaluate import Report, evaluate, promised
from matcher.haystack import RATES, Scorer, gathered, line
from matcher.labelled import LabelledPair
from matcher.model import THRESHOLDS, mark_score
from matcher.views import view


def known(told: Mapping[str, float]) -> Scorer:
    """A scorer that knows the score of every new mark."""

    def scorer(new: Sequence[str], watched: Sequence[str]) -> haystack.Table:
        scores = np.array([told[text] for text in new])
        return lambda left, right: scores[left] + 0.0 * right

    return scorer


def pair(new: str, watched: str = "w", ground: str = "sound") -> LabelledPair:
    return LabelledPair(new, watched, conflict=True, ground=ground)


NAMES = {f"n{at}": at / 2_000 for at in range(2_000)}


def test_line_and_recall() -> None:
    """Protects the arithmetic: the line lies where the allowed number of haystack comparisons score higher."""
    told = NAMES | {"high": 0.9992, "low": 0.5}
    pairs = [pair("high", f"w{at}") for at in range(6)] + [pair("low", f"v{at}", ground="script") for at in range(4)]
    report = evaluate(pairs, list(NAMES), score=known(told))
    assert report.comparisons == 20_000
    assert report.lines == {1: NAMES["n1999"], 5: NAMES["n1998"], 10: NAMES["n1997"], 100: NAMES["n1979"]}
    assert [report.conflicts.above[rate].share for rate in RATES] == [0.0, 0.6, 0.6, 0.6]
    assert {ground: (group.pairs, group.above[5].share) for ground, group in report.grounds.items()} == {
        "script": (4, 0.0),
        "sound": (6, 1.0),
    }
    assert report.hard is report.litigated is None
    assert report.scores.tolist() == [0.9992] * 6 + [0.5] * 4


def test_a_tie_with_the_line_is_not_found() -> None:
    """Protects from scorers that give many pairs the same score: what ties with the haystack is not told from it."""
    flat = dict.fromkeys(NAMES, 1.0) | {"tie": 1.0}
    assert evaluate([pair("tie")], list(NAMES), score=known(flat)).conflicts.above[100].share == 0.0


def test_the_marks_of_the_pair_are_no_haystack() -> None:
    """Protects the line from the pair's own two marks, in whatever dress they stand among the names."""
    told = {"Lumo": 1.0, "LUMO": 1.0, "w": 1.0, "W!": 1.0, "other": 0.1}
    report = evaluate([pair("Lumo")], ["LUMO", "w", "W!", "other"], score=known(told))
    assert report.comparisons == 1
    assert report.conflicts.above[1].share == 1.0


def test_negatives_are_told_apart() -> None:
    """Protects the price of recall from being mixed up: constructed negatives are judged, litigated ones only reported."""
    told = NAMES | {"hit": 1.0, "loud": 0.99999, "quiet": 0.1, "court": 1.0}
    hard = [LabelledPair(text, "w", conflict=False, ground="sound", hard=True) for text in ("loud", "quiet")]
    court = LabelledPair("court", "w", conflict=False, ground="sound")
    report = evaluate([pair("hit"), *hard, court], list(NAMES), score=known(told))
    assert report.hard is not None
    assert report.litigated is not None
    assert (report.hard.pairs, report.hard.above[5].share) == (2, 0.5)
    assert (report.litigated.pairs, report.litigated.above[5].share) == (1, 1.0)


def test_the_interval_holds_the_share_and_narrows() -> None:
    """Protects the interval: around the share, the same for the same seed, narrower with more marks."""

    def recall(count: int) -> Report:
        told = NAMES | {f"c{at}": 1.0 if at % 2 else 0.0 for at in range(count)}
        pairs = [pair(f"c{at}", f"w{at}") for at in range(count)]
        return evaluate(pairs, list(NAMES)[::5], score=known(told))

    few, many = recall(10).conflicts.above[5], recall(80).conflicts.above[5]
    assert few == recall(10).conflicts.above[5]
    assert few.low < few.share == many.share == 0.5 < few.high
    assert many.high - many.low < 0.6 * (few.high - few.low)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 7))
def test_the_tail_is_enough(seed: int, marks: int, parts: int) -> None:
    """Protects the memory bound: the kept tail gives the lines that all scores would give, in however many parts it is made."""
    draw = np.random.default_rng(seed)
    scores = draw.integers(0, 40, size=draw.integers(300, 900)) / 40
    told = {f"n{at}": score for at, score in enumerate(scores)}
    pairs = [pair("x", f"w{at}") for at in range(marks)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(haystack, "CHUNK", -(-len(scores) // parts))
        patch.setattr(haystack, "BLOCK", 100)
        noise = gathered(pairs, list(told), score=known(told))
    every = sorted([*scores.tolist()] * marks, reverse=True)
    assert noise.comparisons.tolist() == [len(scores)] * marks
    assert [line(noise, rate) for rate in RATES] == [every[round(len(every) * rate / 10_000)] for rate in RATES]
    assert noise.reached.tolist() == [sum(score >= at for score in every) for at in haystack.BANDS]


def test_processes_share_the_work_without_a_difference() -> None:
    """Protects --jobs: the same lines, shares and intervals as from one process."""
    pairs = [pair("LUMAVORA", "LUMIVORA"), pair("红心", "红星", "transliteration"), pair("KANTO BANK", "CANTO")]
    names = [
        f"{start}{end}" for start in ("Lumi", "Hong", "Can", "Vor", "Bel") for end in ("vara", "xing", "to", "tal", "ora", "one")
    ]
    alone, shared = (evaluate(pairs, names, jobs=jobs) for jobs in (1, 2))
    none = np.zeros(0)
    assert replace(alone, prepared=0, compared=0, scores=none) == replace(shared, prepared=0, compared=0, scores=none)
    assert alone.scores.tolist() == shared.scores.tolist()
    assert alone.scores[0] == mark_score(view("LUMAVORA"), view("LUMIVORA"))


def test_nothing_to_measure_is_an_error() -> None:
    """Protects from a perfect score on nothing."""
    with pytest.raises(ValueError, match="at least one conflict"):
        evaluate([], ["a"])
    with pytest.raises(ValueError, match="one background name"):
        evaluate([pair("a")], [])


def test_levels_promise_what_they_say() -> None:
    """Protects the words for low, medium and high: 10, 5 and 1 of 10,000 unrelated names."""
    assert [round(promised(score), 6) for score in (THRESHOLDS.low, THRESHOLDS.medium, THRESHOLDS.high)] == [10, 5, 1]
    assert promised(0.7) > promised(0.71) > promised(0.99)


@pytest.fixture(scope="module")
def gold(samples: Path) -> Report:
    """The model on the gold set."""
    return evaluate(read_pairs(samples / "gold" / "pairs_dev.csv"), read_names(samples / "gold" / "background_dev.csv"))


@pytest.mark.real
def test_gold_set(gold: Report) -> None:
    """Protects the matcher's quality: what must be found among real brand names, and what must stay below.

    The model was trained on these pairs; ``tests/matcher/test_train.py`` holds what it finds of pairs it has not seen.
    """
    assert gold.conflicts.above[5].share >= 0.82
    assert gold.conflicts.above[1].share >= 0.64
    least = {"sound": 0.82, "appearance": 0.92, "addition": 0.86, "transliteration": 0.87, "translation": 0.40, "script": 0.95}
    short = {ground: share for ground in least if (share := round(gold.grounds[ground].above[5].share, 2)) < least[ground]}
    assert not short
    assert gold.hard is not None
    assert gold.hard.above[5].share <= 0.55
    assert gold.drift is not None
    assert gold.drift < 1.5


@pytest.mark.real
def test_brands_across_scripts(samples: Path) -> None:
    """Protects what is found of one brand in two scripts, without aliases."""
    names = read_names(samples / "gold" / "background_dev.csv")[::3]
    grounds = evaluate(read_pairs(samples / "gold" / "crossscript_dev.csv"), names).grounds
    least = {"zh": 0.50, "ja": 0.62, "ko": 0.57, "ru": 0.93, "ar": 0.47}
    short = {language: share for language in least if (share := round(grounds[language].above[5].share, 2)) < least[language]}
    assert not short
