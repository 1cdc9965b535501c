"""Rows of bits: added up they count what plain sums would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.bits import WIDTH, Row, added, at_least, counts_at, places_of, row_of, words_for

SIZE = 150
SETS = st.lists(st.sets(st.integers(0, SIZE - 1)), max_size=20)


def rows_of(sets: list[set[int]]) -> list[Row]:
    """A row for each set of places."""
    return [row_of(np.array(sorted(places), np.intp), words_for(SIZE)) for places in sets]


@given(st.sets(st.integers(0, SIZE - 1)))
def test_a_row_tells_the_places_it_was_made_of(places: set[int]) -> None:
    """Protects both ends: every place is in, ascending, and nothing else."""
    (row,) = rows_of([places])
    assert len(row) == words_for(SIZE) == 3
    assert places_of(row).tolist() == sorted(places)


@given(SETS)
def test_counts_are_those_of_plain_sums(sets: list[set[int]]) -> None:
    """Protects what is carried: each place is counted as often as it stands in a row."""
    every = np.arange(SIZE)
    counts = counts_at(added(rows_of(sets)), every)
    assert counts.tolist() == [sum(place in places for places in sets) for place in every.tolist()]


@given(SETS, st.lists(st.integers(0, 255), min_size=3, max_size=3))
def test_each_word_of_places_has_its_own_least_count(sets: list[set[int]], least: list[int]) -> None:
    """Protects what is looked at further: from the least count on, even one that takes more bits than there are planes."""
    planes = added(rows_of(sets))
    met = places_of(at_least(planes, np.array(least, np.uint8)))
    counts = counts_at(planes, np.arange(3 * WIDTH)).tolist()
    assert met.tolist() == [place for place, count in enumerate(counts) if count >= least[place // WIDTH]]


def test_no_places_take_no_words() -> None:
    """Protects from an empty index."""
    assert words_for(0) == 0
    assert places_of(row_of(np.empty(0, np.intp), 0)).tolist() == []
    assert added([]) == []


def test_as_many_sets_as_a_text_may_have_pairs_are_counted() -> None:
    """Protects the longest text: 250 sets take eight planes."""
    planes = added(rows_of([{0, 70} if at % 2 else {0} for at in range(250)]))
    assert counts_at(planes, np.array([0, 1, 70])).tolist() == [250, 0, 125]
    assert places_of(at_least(planes, np.full(3, 250, np.uint8))).tolist() == [0]
    assert places_of(at_least(planes, np.full(3, 251, np.uint8))).tolist() == []
