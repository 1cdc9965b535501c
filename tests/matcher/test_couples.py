"""Couples of texts: whether many are laid against many or against a few, the scorer says the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Hamming, Indel, JaroWinkler, Postfix, Prefix

from matcher import couples
from matcher.columns import Strings
from matcher.couples import Couples, Scorer

TEXTS = st.lists(st.text("abc1é红", max_size=8), min_size=1, max_size=5)
SCORERS = [
    Indel.normalized_similarity,
    JaroWinkler.similarity,
    Hamming.normalized_similarity,
    Prefix.similarity,
    Postfix.similarity,
    OSA.distance,
]


def strings(texts: list[str]) -> Strings:
    """A column of texts."""
    return np.array([*texts, None], object)[:-1]


@pytest.mark.parametrize("scorer", SCORERS)
@given(a=TEXTS, b=TEXTS, at=st.lists(st.integers(0, 24), max_size=30))
def test_a_few_texts_are_told_as_many_are(scorer: Scorer, a: list[str], b: list[str], at: list[int]) -> None:
    """Protects scans from scoring otherwise than matches do: to make a text ready once changes no number."""
    at_a, at_b = np.array([one % len(a) for one in at], np.intp), np.array([one // 5 % len(b) for one in at], np.intp)
    wanted = [scorer(a[one], b[other]) for one, other in zip(at_a, at_b, strict=True)]
    for few in (0, 10_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(couples, "FEW", few)
            pairs = Couples(strings(a), at_a, strings(b), at_b)
            assert pairs.told(scorer).tolist() == pytest.approx(wanted, abs=1e-12)
            half = np.arange(0, len(at), 2)
            assert pairs.only(half).told(scorer).tolist() == pairs.told(scorer)[half].tolist()


def test_what_is_less_than_the_cutoff_is_nothing() -> None:
    """Protects words that are hardly alike from counting: in both ways of comparing."""
    told = strings(["sunvale"] * 60), strings(["sunvalley"])
    every, first = np.arange(60), np.zeros(60, np.intp)
    assert Couples(told[0], every, told[1], first).ratio(cutoff=0.9).tolist() == [0.0] * 60
    assert Couples(told[0], every, told[1], first).ratio(cutoff=0.8).tolist() == [0.875] * 60
    assert Couples(told[0], every[:9], told[1], first[:9]).ratio(cutoff=0.9).tolist() == [0.0] * 9
