"""Pairs: what is left out to save time would not have counted."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Indel

from matcher.columns import Lists
from matcher.features import _may_agree
from matcher.meaning import agreement_of
from matcher.model import side
from matcher.pairs import Closest, Pairs, _most_alike
from matcher.views import view
from tests.matcher.made import marks

WORDS = st.text("abcpx019é", max_size=12) | st.text(max_size=12)


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_words_are_at_most_so_alike(one: list[str], other: list[str]) -> None:
    """Protects words that are like each other from being passed over by their sets of letters."""
    a, b = side([view(text) for text in one]), side([view(text) for text in other])
    words, others = a.tokens.flat.tolist(), b.tokens.flat.tolist()
    at_a, at_b = np.divmod(np.arange(len(words) * len(others)), max(1, len(others)))
    most = _most_alike(a, at_a, b, at_b)
    alike = [Indel.normalized_similarity(words[left], others[right]) for left, right in zip(at_a, at_b, strict=True)]
    assert (most >= np.array(alike) - 1e-12).all()
    assert (most <= 1.0).all()


@given(st.lists(st.tuples(st.text("abcx", max_size=9), st.text("abcx", max_size=9)), max_size=12))
def test_few_edits_are_counted_by_the_plain_formula(texts: list[tuple[str, str]]) -> None:
    """Protects sounds an edit or two apart: edits are counted wherever they could leave anything."""

    def plain(one: str, other: str) -> float:
        longer, edits = max(len(one), len(other)), OSA.distance(one, other)
        if longer < 3:
            return 0.0
        return 1.0 if edits == 0 else max(0.0, 1.0 - 2.0 * edits / (longer - 1))

    every = np.arange(len(texts))
    one, other = (_lists([pair[side_of] for pair in texts]) for side_of in (0, 1))
    nothing = side([])
    closest = Closest(Pairs(nothing, every, nothing, every), one, other)
    assert closest.few_edits.tolist() == [plain(*pair) for pair in texts]


def _lists(texts: list[str]) -> Lists:
    """One string each."""
    count = len(texts)
    return Lists(
        np.array([*texts, None], object)[:-1], np.arange(count), np.ones(count, np.intp), np.array([*map(len, texts)], np.intp)
    )


def test_the_bound_of_a_meaning_is_never_less() -> None:
    """Protects meanings from being passed over unseen; of marks that have but equal words in common nothing is looked for."""
    told = [
        "WHITE RABBIT",
        "白兔",
        "RABBIT",
        "RED STAR",
        "红星",
        "STARLIGHT",
        "CUSTOM",
        "CUSTOMIZED",
        "SHOP",
        "STORE",
        *marks(150, 9),
    ]
    columns = side([view(text) for text in told])
    left, right = np.divmod(np.arange(len(told) ** 2), len(told))
    most = _may_agree(Pairs(columns, left, columns, right))
    senses = [columns.sense(place) for place in range(len(told))]
    full = np.array([agreement_of(senses[one], senses[two]) for one, two in zip(left, right, strict=True)])
    against = [agreement_of(columns.sense_against(one, senses[two]), senses[two]) for one, two in zip(left, right, strict=True)]
    assert full.tolist() == against
    assert (most >= full - 1e-9).all()
    assert (full > 0).sum() > 20
    assert most[told.index("WHITE RABBIT") * len(told) + told.index("白兔")] > 0.9
    assert most[told.index("CUSTOM") * len(told) + told.index("CUSTOMIZED")] == 0.0
    assert (most > 0).sum() < 0.02 * len(full)
