"""How much a match matters: S = 100 × M × G × K × St, each factor with its reason, then raised by what presses.

The scale is a judgement of practice, not a statistic, and is to be calibrated on labelled pairs. An unknown factor counts
``UNKNOWN`` and is said to be unknown. ``Factor.reason`` is a code, with its value after ``=``; ``alerts.words`` has its words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alerts.deadlines import add_months
from index.text import fold
from records.alert import Factor, Severity
from records.client import Client
from records.codes import DocketEvent, FilingStatus
from records.filing import Filing
from records.match import Match
from records.tables import Market

UNKNOWN = 0.7

LEVELS: tuple[tuple[float, Severity], ...] = (
    (80, Severity.CRITICAL),
    (60, Severity.HIGH),
    (40, Severity.MEDIUM),
    (20, Severity.LOW),
    (0, Severity.INFO),
)

# M: the mark (or name) itself. Anything short of identity is capped.
IDENTICAL = 1.0
IDENTICAL_CORE = 0.95
SIMILAR_CAP = 0.9
_EXACT = 0.995

# G: the goods. ``Match.class_overlap`` is 1 for a shared class; below that it is the weight of the coordinated-classes table.
GOODS_NAMED = 0.9
SAME_CLASS = 0.7
UNRELATED = 0.2

# K: what the market is to the client.
EXPORTED_NOW = 1.0
PLANNED = 0.9
OTHER_FIRST_TO_FILE = 0.5
OTHER_MARKET = 0.3
SQUATTING = 1.1
"""Further factor where the table holds the market's squatting risk to be high."""

# St: how far it has come and what can still be done.
IN_WINDOW = 1.0
REGISTERED_OPEN = 0.8
"""Registered less than INVALIDATION_YEARS ago: invalidation on relative grounds is generally open."""
NON_USE_ONLY = 0.7
INVALIDATION_YEARS = 5
FILING_STAGES: Mapping[FilingStatus, float] = {
    FilingStatus.PENDING: 0.85,
    FilingStatus.OPPOSED: 0.85,
    FilingStatus.REFUSED: 0.15,
    FilingStatus.WITHDRAWN: 0.15,
    FilingStatus.DEAD: 0.15,
}
SUIT = 1.0
DOCKET_STAGES: Mapping[DocketEvent, float] = {
    DocketEvent.DEFENDANT_DISMISSED: 0.7,
    DocketEvent.SATISFACTION: 0.4,
    DocketEvent.CLOSED: 0.4,
}
"""Steps by which a suit ends; every other step counts SUIT."""

PRESSING_DAYS = 7
URGENT_DAYS = 3

# Member states of the European Union since 2020-02-01: an EU mark has effect in each (Regulation (EU) 2017/1001, art. 1).
EU_MEMBERS = frozenset(
    re.findall(r"\w+", "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"),
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Level, the score it was taken from (0..100) and the factors, in the order of the formula, the adjustments last."""

    severity: Severity
    score: float
    factors: tuple[Factor, ...]


def assess(factors: Sequence[Factor], *, days_left: int | None = None, named_defendant: bool = False) -> Assessment:
    """Multiply the factors and adjust: a date within a week raises one level, within three days to critical from medium on.

    A client named as a defendant is critical whatever the score. A date that has passed raises nothing.
    """
    score = 100.0
    for factor in factors:
        score *= UNKNOWN if factor.value is None else factor.value
    score = round(min(score, 100.0), 1)
    level = base = level_of(score)
    adjusted = list(factors)
    if days_left is not None and 0 <= days_left <= PRESSING_DAYS:
        level = tuple(Severity)[min(base.rank + 1, Severity.CRITICAL.rank)]
        if days_left <= URGENT_DAYS and base.rank >= Severity.MEDIUM.rank:
            level = Severity.CRITICAL
        adjusted.append(Factor(name="deadline", value=1.0, reason=f"due_in_days={days_left}"))
    if named_defendant:
        level = Severity.CRITICAL
        adjusted.append(Factor(name="override", value=1.0, reason="named_defendant"))
    return Assessment(level, score, tuple(adjusted))


def level_of(score: float) -> Severity:
    """The level of a score of 0..100."""
    return next(level for floor, level in LEVELS if score >= floor)


def mark_factor(match: Match) -> Factor:
    """M: 1 identical, .95 identical core, else the likeness of the marks alone, at most .9."""
    alone = _likeness(match)
    if alone >= _EXACT:
        return Factor(name="mark", value=IDENTICAL, reason="mark_identical")
    if any("core" in item.feature and item.score >= _EXACT for item in match.evidence):
        return Factor(name="mark", value=IDENTICAL_CORE, reason="mark_core_identical")
    return Factor(name="mark", value=round(min(alone, SIMILAR_CAP), 2), reason=f"mark_similar={round(alone * 100)}")


def _likeness(match: Match) -> float:
    """The model's score with its goods taken out again, since they are a factor of their own here.

    Evidence ``identical`` says that the marks are; evidence ``goods`` holds the relation, and as weight what unrelated goods
    would take away.
    """
    if any(item.feature == "identical" and item.score >= _EXACT for item in match.evidence):
        return 1.0
    left = 1.0
    for item in match.evidence:
        if item.feature == "goods":
            left = 1.0 - item.weight * (1.0 - item.score)
    return min(match.score / left, 1.0) if left > 0 else match.score


def goods_factor(match: Match, filing: Filing, client: Client) -> Factor:
    """G: .9 same class and a product of the client named in the goods, .7 same class, the table's weight, .2 unrelated.

    Where the goods named differ inside one class, .7 times what the match says of them.
    """
    overlap = match.class_overlap
    if overlap is None:
        return Factor(name="goods", value=None, reason="goods_unknown")
    if overlap >= 1:
        named = _named_product(filing, client)
        if named:
            return Factor(name="goods", value=GOODS_NAMED, reason=f"goods_named={named}")
        return Factor(name="goods", value=SAME_CLASS, reason="goods_same_class")
    if any(item.feature == "goods" and item.detail.startswith("same_class") for item in match.evidence):
        return Factor(name="goods", value=round(max(SAME_CLASS * overlap, UNRELATED), 2), reason="goods_same_class_apart")
    if overlap > UNRELATED:
        return Factor(name="goods", value=overlap, reason="goods_related")
    return Factor(name="goods", value=UNRELATED, reason="goods_unrelated")


def market_factors(office: str, client: Client, markets: Sequence[Market]) -> tuple[Factor, ...]:
    """K, and a second factor where the squatting risk is high. An EU mark counts for every member state, and the reverse."""
    market = next((item for item in markets if item.office == office), None)
    code = market.code if market else office
    if any(_touches(code, own) for own in client.markets):
        reached = Factor(name="market", value=EXPORTED_NOW, reason=f"market_exported={code}")
    elif any(_touches(code, own) for own in client.planned_markets):
        reached = Factor(name="market", value=PLANNED, reason=f"market_planned={code}")
    elif market is None or not (client.markets or client.planned_markets):
        reached = Factor(name="market", value=None, reason="market_unknown")
    elif market.filing_basis == "first_to_file":
        reached = Factor(name="market", value=OTHER_FIRST_TO_FILE, reason=f"market_first_to_file={code}")
    else:
        reached = Factor(name="market", value=OTHER_MARKET, reason=f"market_other={code}")
    if market is not None and market.squatting_risk == "high":
        return reached, Factor(name="squatting", value=SQUATTING, reason=f"squatting_high={code}")
    return (reached,)


def filing_stage_factor(filing: Filing, *, window_open: bool | None, today: date) -> Factor:
    """St of a filing; ``window_open`` is ``None`` where no opposition date could be computed."""
    status = filing.status
    if window_open:
        return Factor(name="stage", value=IN_WINDOW, reason="stage_window_open")
    if status is FilingStatus.PUBLISHED:
        if window_open is None:
            return Factor(name="stage", value=IN_WINDOW, reason="stage_published")
        return Factor(name="stage", value=FILING_STAGES[FilingStatus.PENDING], reason="stage_window_closed")
    if status is FilingStatus.REGISTERED:
        since = filing.registration_date
        if since is None:
            return Factor(name="stage", value=None, reason="stage_registered_undated")
        if today <= add_months(since, 12 * INVALIDATION_YEARS):
            return Factor(name="stage", value=REGISTERED_OPEN, reason="stage_registered")
        return Factor(name="stage", value=NON_USE_ONLY, reason="stage_registered_long")
    value = FILING_STAGES.get(status)
    return Factor(name="stage", value=value, reason=f"stage_{status.value}" if value is not None else "stage_unknown")


def docket_stage_factor(event: DocketEvent | None) -> Factor:
    """St of a suit: 1, less where the step ends it."""
    value = DOCKET_STAGES.get(event, SUIT) if event else SUIT
    return Factor(name="stage", value=value, reason="stage_suit" if value == SUIT else "stage_suit_ending")


def _touches(market: str, own: str) -> bool:
    return own == market or (market == "EU" and own in EU_MEMBERS) or (own == "EU" and market in EU_MEMBERS)


def _named_product(filing: Filing, client: Client) -> str:
    goods = " ".join(fold(item.description_text) for item in filing.goods_services)
    return next((product for product in client.products if fold(product) and fold(product) in goods), "")
