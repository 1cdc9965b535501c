"""Letters in common, counted for whole matrices: which texts are alike enough, and how alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from matcher.in_common import LONGEST, enough, height, in_common, likeness

TEXTS = st.lists(st.text("abcn", min_size=1, max_size=12), min_size=1, max_size=12)


@given(TEXTS, TEXTS, st.integers(1, 100))
def test_enough_is_what_the_likeness_says(texts: list[str], others: list[str], least: int) -> None:
    """Protects the line itself and lengths of every sort: whole numbers decide, no rounding does."""
    texts.sort(key=len)
    sizes, letters = (np.array([*map(len, one)], np.intp) for one in (texts, others))
    counts = in_common(texts, others)
    told = enough(counts, sizes, letters, least)
    alike = likeness(counts, sizes[:, None] + letters)
    for row, text in enumerate(texts):
        for column, other in enumerate(others):
            assert alike[row, column] == pytest.approx(Indel.normalized_similarity(text, other))
            assert told[row, column] == (200 * int(counts[row, column]) >= least * len(text + other))


def test_the_longest_texts_fit_into_a_byte_twice() -> None:
    """Protects the sum of two counts, as the glance makes it, and what is made of it."""
    text = "ab" * (LONGEST // 2)
    counts = in_common([text], [text])
    assert (counts + counts).tolist() == [[2 * LONGEST]]
    assert likeness(counts, np.array([2 * LONGEST])).tolist() == [[1.0]]
    assert enough(counts + counts, np.array([2 * LONGEST]), np.array([2 * LONGEST]), 100).tolist() == [[True]]


def test_a_tile_has_at_least_one_text() -> None:
    """Protects from none where the others are very many, and from a division where there are none."""
    assert height(0) > 1
    assert height(30_000_000) == 1
