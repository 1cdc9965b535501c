"""``lookout scan``: are brands close to anything in the index? Answers from the index alone, for one person at one booth.

However many brands are asked for, the store is asked once for all their candidates. A candidate brings its gist, from which it is
scored in full; only the filings that are shown are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from desk.coverage import Coverage, coverage_of, filings_held
from desk.scan_ranking import Ranking, rank
from index.query import KeyQuery, any_of
from index.schema import FILINGS
from index.store import Store
from index.text import fold
from matcher.gist import FilingGist, gist_of
from matcher.goods import GoodsRelation
from matcher.goods_verdict import Goods, goods_of, judge_goods, replaced
from matcher.keys import query_keys
from matcher.rarity import Rarity
from matcher.scan import Brand, Likeness, explained
from records import Evidence, Filing
from records.errors import QueryError, SettingsError
from records.tables import Market

CANDIDATES = 1_000
"""Filings looked at for each brand: those nearest to it, then those that share most keys with it."""
ASKED = (250, 500, CANDIDATES)
"""Of these so many at first, which settle nearly all answers, then more."""


@dataclass(frozen=True, slots=True)
class ScanHit:
    """A filing close to a brand, and why."""

    filing: Filing
    score: float
    level: str
    """``high``, ``medium`` or ``low``."""
    evidence: tuple[Evidence, ...]
    class_relation: float | None
    record_text: str
    """The wording of the filing that came closest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The answer for one brand: hits best first, a level for the worst that still stands, and what the answer rests on."""

    brand: str
    classes: tuple[int, ...]
    level: str
    """``high``, ``medium``, ``low``, ``none_found``, or ``unknown`` where the index covers none of the markets."""
    hits: tuple[ScanHit, ...]
    coverage: tuple[Coverage, ...]
    candidates: int

    @property
    def uncovered(self) -> tuple[Coverage, ...]:
        """Offices asked for of which the index holds nothing."""
        return tuple(item for item in self.coverage if not item.filings)


def scan(
    store: Store,
    brands: Sequence[str],
    *,
    goods: GoodsRelation,
    rarity: Rarity | None = None,
    classes: Sequence[int] = (),
    markets: Sequence[Market] = (),
    limit: int = 10,
) -> tuple[ScanResult, ...]:
    """Compare brands with the filings of the markets' offices (no market: all that the index holds), a result for each.

    ``rarity``: what words tell, default: packaged.
    Raises QueryError for a brand without a letter, digit or character: that nothing is found for it would say nothing.
    """
    keys = [_keys_of(brand) for brand in brands]
    held = filings_held(store)
    offices = tuple(dict.fromkeys(market.office for market in markets)) or tuple(held)
    where = any_of("office", () if held.keys() <= set(offices) else offices)  # all that is held needs no filter
    asked = [Brand(brand, classes=tuple(classes), goods=goods, rarity=rarity) for brand in brands]
    queries = [KeyQuery(one, where=where) for one in keys]
    with ThreadPoolExecutor(1) as aside:  # coverage waits for the store while candidates are ranked
        covering = aside.submit(coverage_of, store, offices, markets, held=held)
        looked = _looked_up(store, list(zip(asked, queries, strict=True)), limit)
    coverage = covering.result()
    filings = _filings(store, [one.key for ranked in looked for one in ranked.found[:limit]])
    return tuple(
        ScanResult(
            brand=brand,
            classes=tuple(classes),
            level=_verdict(ranked.found, coverage),
            hits=tuple(_hits([one for one in ranked.found[:limit] if one.key in filings], filings, goods, tuple(classes))),
            coverage=coverage,
            candidates=ranked.candidates,
        )
        for brand, ranked in zip(brands, looked, strict=True)
    )


def chosen_markets(codes: Sequence[str], table: Sequence[Market]) -> tuple[Market, ...]:
    """The markets of these codes (market or office codes) or names; raises SettingsError for an unknown one."""
    known = {fold(name): market for market in table for name in (market.name_en, market.name_zh, market.office)}
    known |= {fold(market.code): market for market in table}
    unknown = [code for code in codes if fold(code) not in known]
    if unknown:
        raise SettingsError(f"unknown market {unknown[0]!r}; known: {' '.join(sorted(market.code for market in table))}")
    return tuple(known[fold(code)] for code in codes)


def _keys_of(brand: str) -> tuple[str, ...]:
    keys = query_keys(brand)
    if not keys or not any(map(str.isalnum, brand)):
        raise QueryError(f"{brand!r} holds no letter, digit or character that could be compared with a mark")
    return keys


def _looked_up(store: Store, asked: Sequence[tuple[Brand, KeyQuery]], limit: int) -> list[Ranking]:
    """The closest filings of every brand: of its first candidates, and of more where these do not settle it."""
    rankings: dict[int, Ranking] = {}
    for most in ASKED:
        places = [place for place in range(len(asked)) if place not in rankings or not rankings[place].settled]
        if places:
            groups = store.candidates(FILINGS, [asked[place][1] for place in places], limit=most)
            began = [
                Ranking(asked[place][0], group, partial(_made_anew, store), limit=limit, most=most)
                for place, group in zip(places, groups, strict=True)
            ]
            rank(began)
            rankings |= zip(places, began, strict=True)
    return [rankings[place] for place in range(len(asked))]


def _made_anew(store: Store, ids: Sequence[str]) -> Mapping[str, FilingGist]:
    return {key: gist_of(filing) for key, filing in _filings(store, ids).items()}


def _filings(store: Store, ids: Sequence[str]) -> Mapping[str, Filing]:
    rows = store.get(FILINGS, list(dict.fromkeys(ids))) if ids else {}
    return {row_id: row.record for row_id, row in rows.items() if isinstance(row.record, Filing)}


def _hits(
    shown: Sequence[Likeness], filings: Mapping[str, Filing], goods: GoodsRelation, classes: tuple[int, ...]
) -> Iterator[ScanHit]:
    for one, evidence in zip(shown, explained(shown), strict=True):
        filing = filings[one.key]
        told = replaced(evidence, judge_goods(goods, goods_of(filing), Goods(classes)))
        yield ScanHit(filing, one.score, one.level, told, one.class_relation, one.wording.view.text)


def _verdict(found: Sequence[Likeness], coverage: Sequence[Coverage]) -> str:
    standing = next((one for one in found if one.stands), None)
    if standing is not None:
        return standing.level
    if found:
        return "low"  # only what no longer stands: worth a look, for it shows who wanted the name
    return "none_found" if any(item.filings for item in coverage) else "unknown"
