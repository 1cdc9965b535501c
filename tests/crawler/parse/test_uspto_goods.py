"""Goods of a USPTO case and the Nice classes they stand under."""

from crawler.parse.uspto_goods import goods
from records.filing import Classification


def test_a_class_given_twice_is_one_class() -> None:
    """Protects the goods from standing twice in a filing whose classification repeats an international code."""
    twice = Classification(international_codes=("006", "020", "006"), primary_code="025", status_code="6")
    again = Classification(international_codes=("020",), primary_code="25", status_code="6")
    found = goods([("025", "LOCKS")], (twice, again), us_classes=True)
    assert [(entry.class_number, entry.description_text) for entry in found] == [(6, "LOCKS"), (20, "LOCKS")]
