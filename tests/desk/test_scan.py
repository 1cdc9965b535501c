"""`lookout scan`: the right level, the reason, the data date, and no word of safety where there is no data."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from alerts.words import GOODS
from bench.corpus import Corpus
from bench.load import NOW, open_bench_store
from config.tables import markets
from desk.goods import build_goods
from desk.rows import row_in
from desk.scan import chosen_markets, scan
from index.schema import FILINGS
from index.store import Store
from matcher.gist import gist_of
from matcher.model import goods_evidence
from matcher.scan import Brand, ranked
from records.errors import QueryError, SettingsError
from tests.desk.conftest import CommandLine


def _level(store: Store, brand: str, *classes: int) -> str:
    return scan(store, [brand], goods=build_goods(), classes=classes, markets=chosen_markets(["US"], markets()))[0].level


def test_levels_follow_likeness(demo_store: Store) -> None:
    """An identical live mark is high, its pinyin is found from the characters, an unrelated word is none found."""
    assert _level(demo_store, "lumivora", 11) == "high"
    assert _level(demo_store, "臻木格", 20) in {"high", "medium"}
    assert _level(demo_store, "Qwerzuiop", 11) == "none_found"


def test_an_office_without_data_is_unknown_not_clear(demo_store: Store) -> None:
    """Silence is not safety: a market that the index does not hold must never read as none found."""
    (result,) = scan(demo_store, ["Lumivora"], goods=build_goods(), markets=chosen_markets(["EU", "JP"], markets()))
    assert result.level == "unknown"
    assert {item.office for item in result.uncovered} == {"EM", "JP"}


def test_the_answer_tells_how_fresh_its_data_is(demo_store: Store) -> None:
    """The newest status date and the last good reading of the source stand in the answer."""
    (us,) = scan(demo_store, ["x"], goods=build_goods(), markets=chosen_markets(["US"], markets()))[0].coverage
    assert us.filings == 247
    assert us.newest_status_date is not None
    assert us.checked_at is not None


def test_a_market_that_does_not_exist_is_named() -> None:
    """A typing error must not silently widen or empty the search."""
    with pytest.raises(SettingsError, match="XX"):
        chosen_markets(["US", "XX"], markets())


def test_for_a_person_and_for_a_machine(lookout: CommandLine) -> None:
    """The same answer in Chinese, in English and as JSON."""
    chinese = lookout("scan", "Lumivora", "--classes", "11", "--markets", "US,EU", "--language", "zh").output
    assert "高" in chinese
    assert "99853107" in chinese
    assert "EM：索引中没有该局的数据" in chinese
    assert "数据源最近读取：2026-11-18" in chinese
    assert "HIGH" in lookout("scan", "Lumivora", "--language", "en").output
    answer = json.loads(lookout("scan", "Lumivora", "--json").output)
    assert answer["level"] == "high"
    assert answer["hits"][0]["application_number"] == "99853107"
    assert answer["hits"][0]["evidence"]


@pytest.mark.parametrize("classes", [(), (25,), (3, 35)])
def test_what_is_shown_is_the_best_of_all_filings(classes: tuple[int, ...], tmp_path: Path) -> None:
    """Protects from stopping too early: goods may put a filing before nearer ones, and all candidates need not be scored."""
    corpus, goods = Corpus(), build_goods()  # of which the sieve meets all that is shown
    filings = [corpus.filing(number) for number in range(1_500)]
    gists = [(filing.key, gist_of(filing)) for filing in filings]
    with closing(open_bench_store(f"sqlite:///{tmp_path}/filings.db")) as store:
        store.write(FILINGS, [row_in(FILINGS, filing) for filing in filings], now=NOW)
        brands = list(corpus.brands(8, among=len(filings)))
        told = scan(store, brands, goods=goods, classes=classes)
    for brand, result in zip(brands, told, strict=True):
        (best,) = ranked([(Brand(brand, classes=classes, goods=goods), gists)])
        assert [(hit.filing.key, hit.score) for hit in result.hits] == [(one.key, one.score) for one in best[:10]]
        assert result.level == next((one.level for one in best if one.stands), "low" if best else "none_found")


def test_a_gist_that_cannot_be_read_is_no_loss(tmp_path: Path) -> None:
    """Protects filings that another version wrote, or whose gist is missing or cut short: they are read and compared as well."""
    corpus, goods = Corpus(), build_goods()
    filings = [corpus.filing(number) for number in range(400)]
    rows = [row_in(FILINGS, filing) for filing in filings]
    others: list[Callable[[bytes], bytes]] = [bytes, lambda _: b"", lambda gist: gist[:-3], lambda gist: b"lookout-0" + gist[9:]]
    with closing(open_bench_store(f"sqlite:///{tmp_path}/filings.db")) as store:
        store.write(FILINGS, [replace(row, gist=others[at % 4](row.gist)) for at, row in enumerate(rows)], now=NOW)
        brands = [corpus.mark(number) for number in range(12)]
        told = scan(store, brands, goods=goods, classes=(25,))
    assert all(result.hits and result.hits[0].score >= 0.85 for result in told)
    for brand, result in zip(brands, told, strict=True):
        (best,) = ranked([(Brand(brand, classes=(25,), goods=goods), [(filing.key, gist_of(filing)) for filing in filings])])
        assert [(hit.filing.key, hit.score) for hit in result.hits] == [(one.key, one.score) for one in best[:10]]


@pytest.mark.parametrize("brand", ["🔥", "!!!"])
def test_a_brand_without_letters_is_not_none_found(brand: str, demo_store: Store) -> None:
    """What cannot be compared at all must not read as clear."""
    with pytest.raises(QueryError, match="compared"):
        scan(demo_store, [brand], goods=build_goods())


def test_markets_as_people_write_them(lookout: CommandLine) -> None:
    """Codes in either case, Chinese names, commas of either width."""
    assert [market.code for market in chosen_markets(["us", "欧盟", "Japan"], markets())] == ["US", "EU", "JP"]
    assert "EM" in lookout("scan", "Lumivora", "--markets", "美国，EU").output


def test_what_the_matcher_says_has_words_for_people() -> None:
    """What the goods may say is told in the client's language; tests/matcher/test_explain.py holds the same of the marks."""
    assert {goods_evidence(relation).detail for relation in (None, 1.0, 0.5, 0.0)} == set(GOODS)


@pytest.mark.parametrize("words", [("scan", "  "), ("scan", "X", "--classes", "46"), ("scan", "X", "--classes", "a")])
def test_wrong_input_is_refused(words: tuple[str, ...], lookout: CommandLine) -> None:
    """Empty brands and classes that do not exist end with a usage error."""
    assert lookout(*words).exit_code == 2
