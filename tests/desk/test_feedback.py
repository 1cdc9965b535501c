"""The loop closed: answers by button move the watch's line, the next round shows less of the kind, a reset brings it back."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from alerts.bot.client_alerts import ClientAlerts
from alerts.bot.feedback import Answers
from alerts.bot.service import BotService
from alerts.channels.telegram import TelegramChannel
from alerts.outbox import Outbox
from config.settings import load_settings
from desk.flow import ALL_STEPS, Step, run_round
from desk.rows import row_of
from desk.steps import deliver
from desk.wiring import Desk, open_desk
from index.query import Query, equals
from index.schema import ALERTS, CLIENTS, FEEDBACK, FILINGS, SILENCES, WATCHES
from matcher.candidates import WatchIndex
from records import Alert, AlertState, Client, Filing, FilingStatus, GoodsServices, Mark, Party, Silence, Watch, WatchKind
from tests.alerts.bot.conftest import Chat, QuickSession, RunningBot
from tests.conformance.addresses import empty
from tests.desk.conftest import CommandLine
from tests.fakes.telegram import RELAXED, FakeTelegram

START = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
NAME = "HETOOVA"
BAND = 0.1
"""Scores so far above the model's line are the kind that is answered."""


@pytest.fixture(params=["sqlite", "elastic"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk on an empty store, whose clock goes on by a second at every look."""
    settings = load_settings(home=tmp_path / "home")
    if request.param == "elastic":
        at = {"url": request.getfixturevalue("elastic"), "prefix": "feedback"}
        settings = settings.model_copy(update={"store": settings.store.model_copy(update=at)})
    ticks = iter(range(10**9))
    with open_desk(settings, channels={}, clock=lambda: START + timedelta(seconds=next(ticks)), sources={}) as opened:
        empty(opened.store)  # indexes are dear to make: the tests share them
        yield opened


def _filing(number: int, mark: str, *, classes: tuple[int, ...] = (18,)) -> Filing:
    return Filing(
        office="US",
        application_number=str(number),
        application_date=date(2026, 11, 10),
        status=FilingStatus.PENDING,
        status_date=date(2026, 11, 17),
        mark=Mark(verbal_element_text=mark),
        goods_services=tuple(GoodsServices(class_number=item, description_text="Backpacks") for item in classes),
        applicants=(Party(name="Somebody Else LLC", country="US"),),
        record_version=1,
    )


@dataclass(frozen=True, slots=True)
class Kinds:
    """Filings by how close the model in force finds them to the watch."""

    answered: Sequence[Filing]
    alike: Sequence[Filing]
    """No closer than the closest answered one."""
    later: Sequence[Filing]
    """Of the same kind."""
    close: Filing
    identical: Filing


def _kinds(desk: Desk, watch: Watch) -> Kinds:
    """Misspellings of the name, sorted by the real model, so that the test stands whatever its weights are."""
    drawn = random.Random(3)
    marks = {NAME: None}
    for _ in range(4_000):
        letters = list(NAME)
        for at in drawn.sample(range(len(NAME)), drawn.choice((2, 3))):
            letters[at] = drawn.choice("AEIOULNRSTDKPMB")
        marks["".join(letters)] = None
    filings = [_filing(99_000_000 + number, mark) for number, mark in enumerate(marks)]
    scores = {one.record_id: one.score for one in WatchIndex([watch], goods=desk.goods).match(filings, now=START)}
    ranked = sorted((one for one in filings if one.key in scores), key=lambda one: (-scores[one.key], one.key))
    band = [one for one in ranked if desk.scale.low <= scores[one.key] < desk.scale.low + BAND]
    assert len(band) >= 15, f"the model finds {len(band)} a little alike"
    between = [one for one in ranked if desk.scale.low + 2 * BAND <= scores[one.key] and one.key != filings[0].key]
    return Kinds(band[:5], band[5:10], band[10:15], between[0], filings[0])


def _arrive(desk: Desk, filings: Sequence[Filing], *, due: bool = True) -> None:
    rows = [row_of(filing, due_at=desk.clock() if due else None)[1] for filing in filings]
    desk.store.write(FILINGS, rows, now=desk.clock())


def _alerted(desk: Desk) -> set[str]:
    """Records that the next round raises alerts on."""
    report = asyncio.run(run_round(desk, steps=ALL_STEPS - {Step.DELIVER}))
    return {alert.record_id for alert in report.raised.alerts}


def _keys(filings: Sequence[Filing]) -> set[str]:
    return {filing.key for filing in filings}


def _silences(desk: Desk, reason: str) -> list[Silence]:
    desk.store.settle(SILENCES)
    rows = desk.store.search(SILENCES, Query(where=(equals("reason", reason),), limit=500)).rows
    return [row.record for row in rows if isinstance(row.record, Silence)]


def _deliver(desk: Desk, telegram: FakeTelegram) -> None:
    async def run() -> None:
        session = QuickSession(api=TelegramAPIServer.from_base(telegram.url))
        async with Bot(telegram.token, session=session) as bot:
            await deliver(replace(desk, outbox=Outbox(desk.store, {"telegram": TelegramChannel(bot)}, owner=desk.owner)))

    asyncio.run(run())


def _followed(desk: Desk) -> Watch:
    """The one watch there is."""
    desk.store.settle(WATCHES)
    (watch,) = (row.record for batch in desk.store.scan(WATCHES) for row in batch)
    assert isinstance(watch, Watch)
    return watch


def _press_for_all(desk: Desk, chat: Chat, words: str) -> None:
    """Open every alert by its number and press that button."""
    desk.store.settle(ALERTS)
    for row in desk.store.search(ALERTS, Query(limit=100)).rows:
        assert isinstance(row.record, Alert)
        chat.say(f"/alerts {row.record.number}")
        chat.press(words)


def test_not_relevant_again_and_again_and_less_of_the_kind_comes(desk: Desk) -> None:
    """In chat, on the real store: fewer alerts by either road, each silence with its reason; a reset undoes it."""
    service = BotService(desk.store, scale=desk.scale)
    with FakeTelegram(limits=RELAXED) as telegram, RunningBot(telegram, service, desk.clock):
        anna = Chat(telegram, 2002, "en-GB")
        anna.say("/start", "This is Lookout")
        anna.say(f"/watch {NAME} classes:18 markets:US", "Following it now")
        watch = _followed(desk)
        kinds = _kinds(desk, watch)
        assert _alerted(desk) == set()

        _arrive(desk, kinds.answered)
        assert _alerted(desk) == _keys(kinds.answered)
        _deliver(desk, telegram)
        _press_for_all(desk, anna, "Not relevant")
        said = anna.say("/list")
        assert "This watch's own line" in said
        assert "5 not relevant, 0 relevant" in said

        _arrive(desk, [*kinds.alike, kinds.close, kinds.identical])
        assert _alerted(desk) == _keys([kinds.close, kinds.identical]), "forward"
        silent = _silences(desk, "below_own_line")
        assert {silence.record_id for silence in silent} == _keys(kinds.alike)
        assert all("below this watch's line" in silence.detail and "5 answers" in silence.detail for silence in silent)
        _deliver(desk, telegram)
        anna.press("Why?")
        assert "5 not relevant, 0 relevant" in anna.last()

        _arrive(desk, kinds.later, due=False)
        anna.say(f"/watch {NAME} note:main brand", "it is now as follows")
        assert _alerted(desk) == set(), "backward"
        assert {silence.record_id for silence in _silences(desk, "below_own_line")} == _keys([*kinds.alike, *kinds.later])

        anna.say("/list")
        assert "Press once more" in anna.press("📏 1. ↺")
        assert "5 answers forgotten" in anna.press("Forget all")
        assert "own line" not in anna.last()
        assert _alerted(desk) == _keys([*kinds.alike, *kinds.later]), "what was silent is told after all"
        assert _silences(desk, "below_own_line") == []
        assert _alerted(desk) == set()


def test_an_answer_is_kept_once_and_the_last_word_counts(desk: Desk) -> None:
    """With what was found at that time and who said so; changed, taken back, and never counted twice."""
    watch = Watch(id="w1", client_id="hetu", kind=WatchKind.MARK, terms=(NAME,), classes=(18,))
    alert = _told(desk, watch, _filing(99_000_001, "HETOOVAS", classes=(18, 35)))
    alerts, answers = ClientAlerts(desk.store), Answers(desk.store)
    assert answers.of(["w1", "w2"]) == {}
    for _ in range(3):
        alerts.set_aside(alert, by="telegram:1", now=desk.clock())
    (kept,) = answers.of(["w1"])["w1"].answers
    assert (kept.relevant, kept.by, kept.record_id, kept.classes) == (False, "telegram:1", "US:99000001", (18, 35))
    assert kept.score is not None
    assert desk.scale.low <= kept.score < 1
    assert (kept.class_relation, kept.feature_set) == (1.0, desk.scale.feature_set)
    assert _state(desk, alert) is AlertState.NOT_RELEVANT

    alerts.welcome(_now(desk, alert), by="cli", now=desk.clock())
    (changed,) = answers.of(["w1"])["w1"].answers
    assert (changed.relevant, changed.by) == (True, "cli")
    assert _state(desk, alert) is AlertState.ACKNOWLEDGED

    alerts.reopen(_now(desk, alert), now=desk.clock())
    assert answers.of(["w1"])["w1"].answers == ()
    assert _state(desk, alert) is AlertState.OPEN


def test_a_filing_called_not_relevant_is_not_told_again_when_it_moves_on(desk: Desk) -> None:
    """One answer is enough for the very filing; taken back, its next stage is told."""
    watch = Watch(id="w1", client_id="hetu", kind=WatchKind.MARK, terms=(NAME,), classes=(18,))
    filing = _filing(99_000_001, NAME)
    alert = _told(desk, watch, filing)
    ClientAlerts(desk.store).set_aside(alert, by="cli", now=desk.clock())
    published = replace(filing, status=FilingStatus.PUBLISHED, publication_date=date(2026, 11, 17), record_version=2)
    _arrive(desk, [published])
    assert _alerted(desk) == set()
    assert [silence.record_id for silence in _silences(desk, "not_relevant")] == [filing.key]
    ClientAlerts(desk.store).reopen(_now(desk, alert), now=desk.clock())
    assert _alerted(desk) == {filing.key}


def test_answers_survive_a_restart_and_go_with_their_watch(empty_lookout: CommandLine) -> None:
    """From the command line, each command a process's worth: answer, show, take back, reset, remove."""
    settings = load_settings()
    with open_desk(settings, channels={}, clock=lambda: START, sources={}) as desk:
        watch = Watch(id="w1abcdef", client_id="hetu", kind=WatchKind.MARK, terms=(NAME,), classes=(18,))
        told = [_told(desk, watch, _filing(99_000_000 + n, f"{NAME}S", classes=(35,))) for n in range(4)]
    for alert in told:
        assert "not relevant" in empty_lookout("alert", "not-relevant", f"#{alert.number}").output
    shown = empty_lookout("watch", "show", "w1", "--language", "en").output
    assert "4 not relevant, 0 relevant" in shown
    assert "Class 35 counts ×0.85" in shown
    assert "reset-feedback w1abcdef" in shown
    assert "第 35 类" in empty_lookout("watch", "show", "w1", "--language", "zh").output
    assert "relevant" in empty_lookout("alert", "relevant", told[0].key).output
    assert "3 not relevant, 1 relevant" in empty_lookout("watch", "show", "w1", "--language", "en").output
    assert "taken back" in empty_lookout("alert", "take-back", told[0].number).output
    assert "3 not relevant, 0 relevant" in empty_lookout("watch", "show", "w1", "--language", "en").output
    assert "3 answers forgotten" in empty_lookout("watch", "reset-feedback", "w1").output
    assert "0 not relevant, 0 relevant" in empty_lookout("watch", "show", "w1", "--language", "en").output
    assert empty_lookout("watch", "remove", "w1").exit_code == 0
    with open_desk(settings, channels={}, clock=lambda: START, sources={}) as desk:
        assert desk.store.get(FEEDBACK, ["w1abcdef"]) == {}


def _told(desk: Desk, watch: Watch, filing: Filing) -> Alert:
    """The alert that the filing raises for the watch."""
    now = desk.clock()
    client = Client(id=watch.client_id, names=("Guangzhou Hetu Bags Co., Ltd.",), markets=("US",), language="en")
    desk.store.write(CLIENTS, [CLIENTS.row(client)], now=now)
    desk.store.write(WATCHES, [WATCHES.row(watch)], now=now)
    _arrive(desk, [filing])
    assert _alerted(desk) == {filing.key}
    desk.store.settle(ALERTS)
    (alert,) = (row.record for row in desk.store.search(ALERTS, Query(where=(equals("record_id", filing.key),))).rows)
    assert isinstance(alert, Alert)
    return alert


def _now(desk: Desk, alert: Alert) -> Alert:
    record = desk.store.get(ALERTS, [alert.key])[alert.key].record
    assert isinstance(record, Alert)
    return record


def _state(desk: Desk, alert: Alert) -> AlertState:
    return _now(desk, alert).state
