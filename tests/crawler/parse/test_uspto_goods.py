"""Goods of a USPTO case and the Nice classes they stand under."""

import tracemalloc

import pytest

from crawler.parse.uspto_goods import MAX_WORDING, clean, goods
from records.filing import Classification


def test_a_class_given_twice_is_one_class() -> None:
    """Protects the goods from standing twice in a filing whose classification repeats an international code."""
    twice = Classification(international_codes=("006", "020", "006"), primary_code="025", status_code="6")
    again = Classification(international_codes=("020",), primary_code="25", status_code="6")
    found = goods([("025", "LOCKS")], (twice, again), us_classes=True)
    assert [(entry.class_number, entry.description_text) for entry in found] == [(6, "LOCKS"), (20, "LOCKS")]


@pytest.mark.parametrize("part", ["[ (( ", "[a] ", " ,;", "]", "* "])
def test_marks_without_end_take_no_memory_without_end(part: str) -> None:
    """Protects the crawl's 150 MB from one statement of nothing but marks."""
    text = "[a]" + part * (10_000_000 // len(part)) + "y"
    tracemalloc.start()
    try:
        assert clean(text[:MAX_WORDING]) is not None
        assert clean(text) == text
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_runs_of_separators_left_by_a_cut_are_one() -> None:
    """Protects the wording from the litter of what is deleted; a semicolon is the stronger separator."""
    assert clean("one; [two] ; , [three], four, [five] , six [; seven]") == "one; four, six"
