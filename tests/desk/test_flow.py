"""The round on records laid into the spool by hand: both directions of matching, stages, removal, the sweep."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from alerts.render import Message
from config.settings import load_settings
from desk.flow import RoundReport, run_round
from desk.sweep import sweep
from desk.watching import LiveWatches
from desk.wiring import Desk, open_desk
from index.query import Query
from index.rows import Release
from index.schema import ALERTS, CLIENTS, FILINGS, MATCHES, QUARANTINE, SILENCES, WATCHES
from records import (
    Address,
    Client,
    Filing,
    FilingStatus,
    GoodsServices,
    Mark,
    Match,
    Party,
    Quarantined,
    Silence,
    Watch,
    WatchKind,
)
from records.wire import to_line

START = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


class Inbox:
    """A channel that keeps what it is given."""

    name = "inbox"

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def parts(self, message: Message) -> tuple[Message, ...]:
        """One piece."""
        return (message,)

    def ready_in(self, address: str) -> float:
        """Always now."""
        return 0.0

    async def send(self, address: str, message: Message) -> str:
        """Keep it."""
        self.messages.append(message)
        return str(len(self.messages))


@pytest.fixture
def inbox() -> Inbox:
    """Where the client's alerts go."""
    return Inbox()


@pytest.fixture
def desk(tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose clock goes on by a second at every look."""
    monkeypatch.chdir(tmp_path)
    ticks = iter(range(10**9))
    settings = load_settings(home=tmp_path / "home")
    with open_desk(
        settings, channels={"inbox": inbox}, clock=lambda: START + timedelta(seconds=next(ticks)), sources={}
    ) as opened:
        opened.spool.mkdir(parents=True)
        yield opened


CLIENT = Client(
    id="hetu",
    names=("Guangzhou Hetu Bags Co., Ltd.",),
    markets=("US",),
    language="en",
    addresses=(Address(channel="inbox", address="hetu"),),
)
WATCH = Watch(id="w1", client_id="hetu", kind=WatchKind.MARK, terms=("HETOOVA",), classes=(18,))
FILING = Filing(
    office="US",
    application_number="99000001",
    application_date=date(2026, 11, 10),
    status=FilingStatus.PENDING,
    status_date=date(2026, 11, 17),
    mark=Mark(verbal_element_text="HETTOOVA"),
    goods_services=(GoodsServices(class_number=18, class_code="018", description_text="Backpacks"),),
    applicants=(Party(name="Somebody Else LLC", country="US"),),
    record_version=1,
)


def _watch(desk: Desk, watch: Watch = WATCH) -> None:
    now = desk.clock()
    desk.store.write(CLIENTS, [CLIENTS.row(CLIENT)], now=now)
    desk.store.write(WATCHES, [WATCHES.row(watch, due_at=now)], now=now)


def _arrives(desk: Desk, *filings: Filing) -> None:
    (desk.spool / f"{filings[0].record_version}.jsonl").write_bytes(b"\n".join(map(to_line, filings)))


def _round(desk: Desk) -> RoundReport:
    return asyncio.run(run_round(desk))


def test_a_new_record_meets_a_standing_watch(desk: Desk, inbox: Inbox) -> None:
    """Forward: one alert, one message, and nothing more in the next round."""
    _watch(desk)
    _round(desk)
    _arrives(desk, FILING)
    report = _round(desk)
    assert [alert.event for alert in report.raised.alerts] == ["filing_pending"]
    assert len(inbox.messages) == 1
    assert "HETTOOVA" in inbox.messages[0].views[0].summary
    after = _round(desk)
    assert (after.matched.records, after.raised.alerts, len(inbox.messages)) == (0, [], 1)


def test_a_new_watch_meets_standing_records(desk: Desk, inbox: Inbox) -> None:
    """Backward: the same alert where the record came first."""
    _arrives(desk, FILING)
    _round(desk)
    _watch(desk)
    report = _round(desk)
    assert report.matched.watches == 1
    assert [alert.event for alert in report.raised.alerts] == ["filing_pending"]
    assert len(inbox.messages) == 1


def test_a_filing_that_moves_on_is_told_once_a_stage(desk: Desk, inbox: Inbox) -> None:
    """Published is news after pending, with its deadline; the same stage again is not."""
    _watch(desk)
    _arrives(desk, FILING)
    _round(desk)
    published = replace(FILING, status=FilingStatus.PUBLISHED, publication_date=date(2026, 11, 17), record_version=2)
    _arrives(desk, published)
    (alert,) = _round(desk).raised.alerts
    assert alert.event == "filing_published"
    assert alert.due is not None
    assert alert.due.on == date(2026, 12, 17)
    _arrives(desk, replace(published, office_fields={"employee-name": "SOMEONE"}, record_version=3))
    assert _round(desk).raised.alerts == []
    assert len(inbox.messages) == 2


def test_a_watch_removed_in_between_is_silence_with_a_name(desk: Desk, inbox: Inbox) -> None:
    """A match whose watch is gone neither fails the round nor disappears without a word."""
    _watch(desk)
    _arrives(desk, FILING)
    _round(desk)
    match = next(row for batch in desk.store.scan(MATCHES) for row in batch)
    alert = next(row for batch in desk.store.scan(ALERTS) for row in batch)
    desk.store.delete(ALERTS, [alert.id])
    desk.store.delete(WATCHES, [WATCH.id])
    now = desk.clock()
    claimed = desk.store.replace(MATCHES, MATCHES.row(match.record, due_at=now), if_revision=match.revision, now=now)
    assert claimed.due_at == now
    assert [silence.reason for silence in _round(desk).raised.silences] == ["removed"]
    silences = [row.record for batch in desk.store.scan(SILENCES) for row in batch]
    assert [item.reason for item in silences if isinstance(item, Silence)] == ["removed"]


def test_work_left_by_a_dead_worker_is_taken_up(desk: Desk) -> None:
    """Rows claimed by somebody who never came back are matched as soon as their lease is broken."""
    _watch(desk)
    _round(desk)
    _arrives(desk, FILING)
    desk.store.write(
        FILINGS, [FILINGS.row(replace(FILING, application_number="99000002"), due_at=desk.clock())], now=desk.clock()
    )
    now = desk.clock()
    stuck = desk.store.claim(FILINGS, owner="dead", limit=5, now=now, until=now + timedelta(days=1))
    assert len(stuck) == 1
    assert _round(desk).matched.records == 1, "only the one that nobody holds"
    desk.store.break_leases("dead")
    assert _round(desk).matched.records == 1
    assert desk.store.release(FILINGS, [Release(id=stuck[0].id)], owner="dead", now=desk.clock()) == 0


def test_the_sweep_finds_what_a_round_missed_and_otherwise_nothing(desk: Desk) -> None:
    """After whole rounds it finds nothing; a match that was lost is found again."""
    _watch(desk)
    _arrives(desk, FILING)
    _round(desk)
    assert (sweep(desk).records, sweep(desk).found) == (1, 0)
    desk.store.delete(MATCHES, [row.id for batch in desk.store.scan(MATCHES) for row in batch])
    assert sweep(desk).found == 1


def test_a_stop_lets_the_step_in_hand_end_with_its_batch(desk: Desk, inbox: Inbox) -> None:
    """Cancelled, a round comes back only when its thread has ended; what is left is due, and the next round ends it."""
    _watch(desk)
    others = (
        replace(FILING, application_number=f"98{number:06}", mark=Mark(verbal_element_text="OTHER")) for number in range(1999)
    )
    _arrives(desk, *others, FILING)

    async def stopped() -> int:
        task = asyncio.create_task(run_round(desk))
        while not desk.store.health(now=desk.clock()).collections["filings"].rows:
            await asyncio.sleep(0)
        desk.stopping.set()
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        return desk.store.health(now=desk.clock()).collections["filings"].rows

    left_at = asyncio.run(stopped())
    assert 0 < left_at < 2_000, "it stopped between two batches"
    assert desk.store.health(now=desk.clock()).collections["filings"].rows == left_at, "no thread works on after the stop"
    assert [path.name for path in desk.spool.glob("*.jsonl")] == ["1.jsonl"], "the file is still to be loaded"
    assert not inbox.messages

    desk.stopping.clear()
    assert len(_round(desk).raised.alerts) == 1


def test_a_row_that_nobody_foresaw_stops_nothing_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes to quarantine with the reason; its neighbours of the same batch are matched and told."""
    _watch(desk)
    _round(desk)
    _arrives(desk, FILING, *(replace(FILING, application_number=number) for number in ("99000002", "99000003")))
    whole = LiveWatches.match

    def breaks(self: LiveWatches, records: Sequence[Filing], *, now: datetime, fresh: bool = True) -> list[Match]:
        if any(record.application_number == "99000002" for record in records):
            raise RecursionError("a mark nobody thought of")
        return whole(self, records, now=now, fresh=fresh)

    monkeypatch.setattr(LiveWatches, "match", breaks)
    report = _round(desk)
    assert {alert.record_id for alert in report.raised.alerts} == {"US:99000001", "US:99000003"}
    (row,) = desk.store.search(QUARANTINE, Query()).rows
    assert isinstance(row.record, Quarantined)
    assert (row.record.url, row.record.code) == ("US:99000002", "unworkable")
    assert "a mark nobody thought of" in row.record.reason
    assert _round(desk).matched.records == 0, "it is not tried for ever"


def test_the_sweep_does_not_call_missed_what_is_waiting(desk: Desk) -> None:
    """A watch not yet matched against history will find its records by itself."""
    _arrives(desk, FILING)
    _round(desk)
    _watch(desk)
    assert sweep(desk).found == 0
    assert _round(desk).matched.matches == 1
