"""Long lists of invented companies that share places, trades and syllables: what is found, what is a false hit."""

import random

import pytest

from bench.parties import BRANDS, REWRITTEN, SHOPS, Firm, firms, persons, strangers
from matcher.keys import name_keys
from matcher.party import LIKE_NAME, company, compare_names, shop

SEED = 20261125


@pytest.fixture(scope="module")
def made() -> list[Firm]:
    return firms(1_000, random.Random(SEED))


@pytest.mark.parametrize("way", REWRITTEN)
def test_rewritten_companies_are_found(made: list[Firm], way: str) -> None:
    """Protects recall by way of writing, and that the keys bring the two together."""
    pairs = [(firm.chinese, REWRITTEN[way](firm)) for firm in made[:200]]
    found = [pair for pair in pairs if compare_names(*map(company, pair)).score >= LIKE_NAME]
    assert len(found) >= 0.95 * len(pairs)
    assert all(set(name_keys(one)) & set(name_keys(other)) for one, other in found)


def test_persons_are_found_in_any_order() -> None:
    """Protects a person's name in characters against any way of writing it in Latin letters."""
    pairs = list(persons(200, random.Random(SEED)))
    found = [pair for pair in pairs if compare_names(*map(company, pair)).score >= LIKE_NAME]
    assert len(found) >= 0.97 * len(pairs)
    assert all(set(name_keys(one)) & set(name_keys(other)) for one, other in found)


@pytest.mark.parametrize("way", SHOPS)
def test_dressed_shops_are_found(way: str) -> None:
    """Protects shop names across platforms, and their keys."""
    for brand in BRANDS.split(","):
        assert compare_names(shop(brand), shop(SHOPS[way](brand))).score >= LIKE_NAME
        assert set(name_keys(brand)) & set(name_keys(SHOPS[way](brand)))


@pytest.mark.parametrize("way", ["as registered", "english"])
def test_strangers_stay_silent(made: list[Firm], way: str) -> None:
    """Protects from hits on place, trade and sound: at most one of 10,000 comparisons."""
    written = [(firm, company(REWRITTEN[way](firm) if way in REWRITTEN else firm.chinese)) for firm in made]
    told = strangers([(firm, company(firm.chinese)) for firm in made[:100]], written)
    assert told.false <= told.comparisons / 10_000
    assert told.false_same <= told.comparisons / 50_000
