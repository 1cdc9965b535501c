"""Match → alert or a named silence, and how much it matters."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.learning import Scale, lesson
from alerts.parties import company_core, named_among_defendants, same_company
from alerts.render import view
from alerts.rules import CASE_SEEN, ROUTINE_EVENTS, Decider
from alerts.severity import UNKNOWN, assess, level_of, market_factors
from alerts.texts import Texts
from records.alert import Alert, Factor, Severity, Silence
from records.client import Client
from records.codes import DocketEvent, FilingStatus, Outcome, WatchKind
from records.docket import DocketEntry
from records.feedback import Answer, Feedback
from records.filing import Filing, GoodsServices, Party
from records.match import Evidence, Match
from records.watch import Watch
from tests.alerts.samples import CLIENT, COURTS, ENTRY, ENTRY_MATCH, FILING, MARKETS, MATCH, NOW, PERIODS, PLAINTIFF_WATCH, WATCH

DECIDER = Decider(MARKETS, PERIODS, COURTS)
NAMED = replace(ENTRY, case_name="Norwood Lamps LLC v. Guangzhou Brillox Trading Co. Ltd. et al", schedule_a=False)


def decide(
    *, match: Match = MATCH, watch: Watch = WATCH, client: Client = CLIENT, filing: Filing = FILING, now: datetime = NOW
) -> Alert | Silence:
    return DECIDER.decide(match, watch, client, filing, now=now)


def alert(**changes: object) -> Alert:
    decided = decide(**changes)  # type: ignore[arg-type]
    assert isinstance(decided, Alert)
    return decided


def docket_alert(entry: DocketEntry = ENTRY, *, watch: Watch = PLAINTIFF_WATCH, match: Match = ENTRY_MATCH) -> Alert:
    decided = DECIDER.decide(match, watch, CLIENT, entry, now=NOW)
    assert isinstance(decided, Alert), decided
    return decided


def silence(**changes: object) -> str:
    decided = decide(**changes)  # type: ignore[arg-type]
    assert isinstance(decided, Silence)
    return decided.reason


def test_score_is_the_product_of_its_factors_and_each_is_said() -> None:
    """100 × 1.0 (identical) × .9 (same class, product named) × 1.0 (exported) × 1.1 (squatting) × 1.0 (window open)."""
    told = alert()
    assert told.score == 99.0
    assert [factor.reason.split("=")[0] for factor in told.factors] == [
        "mark_identical",
        "goods_named",
        "market_exported",
        "squatting_high",
        "stage_window_open",
    ]
    product = 100.0
    for factor in told.factors:
        product *= UNKNOWN if factor.value is None else factor.value
    assert told.score == round(product, 1)


def test_an_alert_holds_what_is_needed_to_act() -> None:
    told = alert()
    facts = dict(told.headline)
    assert told.event == "filing_published"
    assert told.record_id == FILING.key
    assert told.due is not None
    assert told.due.on == date(2026, 12, 24)
    assert facts["applicant"] == "Yiwu Qilan Import & Export Co., Ltd."
    assert (facts["office"], facts["classes"], facts["market_zh"]) == ("US", "18", "美国")
    assert [(item.name, item.by) for item in told.actions[:2]] == [
        ("instruct_counsel", date(2026, 12, 14)),
        ("file_opposition", date(2026, 12, 24)),
    ]
    assert told.source_url == "https://tsdr.uspto.gov/#caseNumber=99111222&caseType=SERIAL_NO&searchType=statusSearch"
    assert told.data_as_of == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert told.match_ids == (MATCH.key,)


def test_the_same_match_gives_the_same_alert_later() -> None:
    later = alert(now=NOW + timedelta(hours=3))
    assert later.key == alert().key
    assert replace(later, created_at=NOW) == alert()


def test_goods_of_the_match_s_score_are_not_counted_twice() -> None:
    half = Evidence(feature="goods", score=0.0, weight=0.4, detail="unrelated classes")
    told = decide(match=replace(MATCH, score=0.5, evidence=(half,), class_overlap=0.0))
    assert isinstance(told, Silence)
    other = alert(match=replace(MATCH, score=0.51, evidence=(half,), class_overlap=None))
    assert next(factor.value for factor in other.factors if factor.name == "mark") == 0.85


@pytest.mark.parametrize(
    ("overlap", "value", "reason"),
    [
        (None, None, "goods_unknown"),
        (1.0, 0.7, "goods_same_class"),
        (0.6, 0.6, "goods_related"),
        (0.0, 0.2, "goods_unrelated"),
    ],
)
def test_goods_factor(overlap: float | None, value: float | None, reason: str) -> None:
    filing = replace(FILING, goods_services=(GoodsServices(class_number=18, description_text="Saddles"),))
    told = alert(match=replace(MATCH, class_overlap=overlap), filing=filing, watch=replace(WATCH, min_severity="info"))
    goods = next(factor for factor in told.factors if factor.name == "goods")
    assert (goods.value, goods.reason) == (value, reason)


@pytest.mark.parametrize(
    ("office", "values"),
    [
        ("US", [1.0, 1.1]),
        ("EM", [1.0]),
        ("VN", [0.9, 1.1]),
        ("JP", [0.5]),
        ("AU", [0.3]),
        ("QQ", [None]),
    ],
)
def test_market_factor(office: str, values: list[float | None]) -> None:
    assert [factor.value for factor in market_factors(office, CLIENT, MARKETS)] == values


def test_a_client_without_markets_has_an_unknown_market_not_a_small_one() -> None:
    nowhere = replace(CLIENT, markets=(), planned_markets=())
    assert market_factors("US", nowhere, MARKETS)[0].value is None


@pytest.mark.parametrize(
    ("score", "level"),
    [(80, "critical"), (79.9, "high"), (60, "high"), (40, "medium"), (20, "low"), (19.9, "info"), (0, "info")],
)
def test_levels(score: float, level: str) -> None:
    assert level_of(score).value == level


@pytest.mark.parametrize(
    ("value", "days", "level"),
    [
        (0.5, 8, "medium"),
        (0.5, 7, "high"),
        (0.5, 3, "critical"),
        (0.3, 3, "medium"),
        (0.5, -1, "medium"),
        (0.9, 5, "critical"),
    ],
)
def test_a_near_deadline_raises_the_level_and_a_passed_one_does_not(value: float, days: int, level: str) -> None:
    assert assess([Factor(name="mark", value=value, reason="")], days_left=days).severity.value == level


def test_a_passed_window_turns_to_the_next_remedy() -> None:
    told = alert(now=datetime(2027, 1, 15, tzinfo=UTC))
    assert told.due is None
    assert dict(told.headline)["opposition_closed"] == "2026-12-24"
    assert told.actions[0].name == "prepare_invalidation"
    assert "stage_window_closed" in [factor.reason for factor in told.factors]


def test_a_pending_filing_is_prepared_for() -> None:
    told = alert(filing=replace(FILING, status=FilingStatus.PENDING, publication_date=None))
    assert dict(told.headline)["no_due_date"] == "no_publication_date"
    assert [action.name for action in told.actions] == [
        "file_own_application",
        "letter_of_protest",
        "collect_prior_use",
        "keep_watching",
    ]


def test_silence_always_has_a_name() -> None:
    own = replace(FILING, applicants=(Party(name="GUANGZHOU BRILLOX TRADING CO LTD"),))
    assert silence(filing=own) == "own_filing"
    assert silence(filing=replace(FILING, applicants=(Party(name="广州彼洛斯贸易有限公司"),))) == "own_filing"
    assert silence(filing=replace(FILING, status=FilingStatus.DEAD)) == "dead_record"
    assert silence(filing=replace(FILING, status=FilingStatus.REFUSED)) == "dead_record"
    assert silence(watch=replace(WATCH, active=False)) == "watch_inactive"
    assert silence(watch=replace(WATCH, offices=("EM",))) == "not_in_scope"
    assert silence(match=replace(MATCH, score=0.5, evidence=(), class_overlap=0.0)) == "below_min_severity"


REFUSED = tuple(
    Answer(
        collection="filings",
        record_id=f"US:9700000{number}",
        relevant=False,
        at=NOW,
        score=0.6,
        classes=(18 if number < 4 else 35,),
        feature_set="m",
    )
    for number in range(8)
)
LESSON = lesson(Feedback(watch_id=WATCH.id, client_id=CLIENT.id, answers=REFUSED), WATCH, Scale(0.5, 0.85, "m"))
"""Four not relevant answers in the watch's own class, four in class 35, all at .6."""
LIKE = replace(MATCH, score=0.58, evidence=(Evidence(feature="spelling", score=0.7, weight=1.0),))
NEARER = replace(LIKE, score=0.68)
RETAIL = replace(FILING, goods_services=(GoodsServices(class_number=35, description_text="Retail of umbrellas"),))


def test_what_lies_below_the_watchs_own_line_is_silent_with_the_reason() -> None:
    """Line and class weight as learned; the detail says both and from how many answers."""
    below = DECIDER.decide(LIKE, WATCH, CLIENT, FILING, now=NOW, lesson=LESSON)
    assert isinstance(below, Silence)
    assert (below.reason, below.detail) == (
        "below_own_line",
        "0.58 is below this watch's line 0.601, learned from 8 answers",
    )
    damped = DECIDER.decide(NEARER, WATCH, CLIENT, RETAIL, now=NOW, lesson=LESSON)
    assert isinstance(damped, Silence)
    assert damped.detail == "0.68 × 0.85 for class 35 = 0.58 is below this watch's line 0.601, learned from 8 answers"
    assert isinstance(decide(match=LIKE), Alert), "without answers both are told"


def test_an_alert_of_a_watch_that_learned_says_so_in_either_language() -> None:
    """Where the line stood, what moved it, its bounds, and the class that counted."""
    told = DECIDER.decide(NEARER, WATCH, CLIENT, FILING, now=NOW, lesson=LESSON)
    assert isinstance(told, Alert)
    assert told.learned is not None
    assert (told.learned.line, told.learned.classes) == (0.601, ())
    assert decide(match=NEARER) == replace(told, learned=None)
    english = view(told, Texts("en"), now=NOW).reasons
    assert "This watch's own line is 60.1% (it can stand from 50%, the model's, to 85%)." in english
    assert "Your answers: 8 not relevant, 0 relevant." in english
    assert any("自己的提醒线为 60.1%" in line for line in view(told, Texts("zh"), now=NOW).reasons)
    retail = DECIDER.decide(replace(LIKE, score=0.8), WATCH, CLIENT, RETAIL, now=NOW, lesson=LESSON)
    assert isinstance(retail, Alert)
    assert "Class 35 counts ×0.85 (4 not relevant, 0 relevant)." in view(retail, Texts("en"), now=NOW).reasons


def test_no_answer_silences_the_identical_or_a_court() -> None:
    """An identical mark in a damped class, and a docket entry however faint its match."""
    assert isinstance(DECIDER.decide(replace(MATCH, score=0.55), WATCH, CLIENT, RETAIL, now=NOW, lesson=LESSON), Alert)
    faint = replace(ENTRY_MATCH, score=0.5, evidence=())
    assert isinstance(DECIDER.decide(faint, PLAINTIFF_WATCH, CLIENT, ENTRY, now=NOW, lesson=LESSON), Alert)


def test_the_filing_that_was_called_not_relevant_stays_silent() -> None:
    """At every later stage, whatever its score."""
    answered = replace(MATCH, record_id=REFUSED[0].record_id)
    decided = DECIDER.decide(answered, WATCH, CLIENT, FILING, now=NOW, lesson=LESSON)
    assert isinstance(decided, Silence)
    assert decided.reason == "not_relevant"


def test_a_watched_number_is_told_whatever_became_of_it() -> None:
    number = replace(WATCH, kind=WatchKind.NUMBER, min_severity="info")
    assert alert(watch=number, filing=replace(FILING, status=FilingStatus.DEAD)).event == "filing_dead"


def test_a_madrid_designation_is_in_scope_of_its_designated_office() -> None:
    watch = replace(WATCH, offices=("VN",), min_severity="info")
    told = alert(watch=watch, filing=replace(FILING, office="WO", designated_offices=("VN", "TH")))
    assert told.record_id.startswith("WO:")
    assert "market_planned=VN" in [factor.reason for factor in told.factors]


def test_a_mute_never_stops_an_alert_from_being_made() -> None:
    assert alert(watch=replace(WATCH, muted_until=NOW + timedelta(days=30))).event == "filing_published"


@pytest.mark.parametrize("event", sorted(ROUTINE_EVENTS))
def test_routine_entries_are_silent(event: DocketEvent) -> None:
    decided = DECIDER.decide(ENTRY_MATCH, PLAINTIFF_WATCH, CLIENT, replace(ENTRY, event=event), now=NOW)
    assert isinstance(decided, Silence)
    assert decided.reason == "routine_event"


def test_a_named_defendant_is_critical_and_gets_the_first_steps_of_a_freeze() -> None:
    told = docket_alert(NAMED)
    assert told.severity is Severity.CRITICAL
    assert "named_defendant" in [factor.reason for factor in told.factors]
    assert told.actions[0].name == "save_evidence"


def test_a_client_named_in_a_routine_entry_is_told_once_a_case() -> None:
    one = docket_alert(replace(NAMED, event=DocketEvent.APPEARANCE, pacer_seq_no="60"))
    two = docket_alert(replace(NAMED, event=DocketEvent.HEARING, pacer_seq_no="71"))
    assert one.event == CASE_SEEN
    assert one.key == two.key


def test_a_followed_plaintiff_is_no_defendant() -> None:
    told = docket_alert()
    assert told.severity is Severity.HIGH
    assert told.event == "docket_tro_ruled"
    assert told.actions[0].name == "check_listings"


def test_the_dates_of_a_tro_stand_in_the_alert() -> None:
    told = docket_alert(replace(ENTRY, outcome=Outcome.GRANTED))
    assert told.due is not None
    assert (told.due.kind, told.due.on) == ("tro", date(2026, 12, 14))
    assert dict(told.headline)["also_due_tro_outer"] == "2026-12-28"
    assert dict(told.headline)["filed_on"] == "2026-11-30"
    assert dict(told.headline)["court_name"] == "Northern District of Illinois"


def test_events_of_one_paper_share_their_record() -> None:
    motion = replace(ENTRY, event=DocketEvent.TRO_MOTION, event_name="Motion for TRO")
    sealing = replace(ENTRY, event=DocketEvent.SEAL_MOTION, event_name="Seal Document")
    later = replace(ENTRY, event=DocketEvent.TRO_MOTION, pacer_seq_no="54")
    assert docket_alert(motion).record_id == docket_alert(sealing).record_id != docket_alert(later).record_id
    bare = replace(motion, pacer_seq_no=None, pacer_doc_id=None)
    assert docket_alert(bare).record_id == bare.key


def test_a_weak_shop_match_does_not_make_a_defendant() -> None:
    shop = replace(PLAINTIFF_WATCH, kind=WatchKind.SHOP, terms=("Norvale",))
    entry = replace(ENTRY, case_name="Norwood Lamps LLC v. Norvale Inc.")
    weak = replace(ENTRY_MATCH, term="Norvale", record_text="Norvale Inc.", score=0.7)
    assert docket_alert(entry, watch=shop, match=weak).severity is not Severity.CRITICAL
    assert docket_alert(entry, watch=shop, match=replace(weak, score=1.0)).severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("caption", "names", "expected"),
    [
        ("Acorn Inc. v. Brillox Trading Co., Ltd. et al", ["Brillox Trading"], True),
        ("Brillox Trading Co., Ltd. v. Acorn Inc.", ["Brillox Trading"], False),
        ("Acorn Inc. vs. Home Depot, Inc.", ["Home"], False),
        ("Acorn v. Delta Goods, Brillox LLC and Others", ["BRILLOX"], True),
        ("In re Brillox", ["Brillox"], False),
        (None, ["Brillox"], False),
        ("Acorn v. Brillox", ["Co., Ltd."], False),
    ],
)
def test_sides_of_a_caption(caption: str | None, names: list[str], expected: bool) -> None:
    assert named_among_defendants(caption, names) is expected


def test_company_names_are_compared_without_their_form() -> None:
    assert company_core("Guangzhou Brillox Trading Co., Ltd.") == "guangzhou brillox trading"
    assert company_core("广州彼洛斯贸易（集团）有限公司") == "广州彼洛斯贸易集团"
    assert same_company(["Co., Ltd."], ["Ltd"]) is None
