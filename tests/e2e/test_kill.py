"""kill -9 in the middle of rounds: no alert is lost, and no more is sent twice than there were kills."""

import contextlib
import os
import re
import signal
import time
from collections import Counter
from pathlib import Path

from alerts.texts import Texts
from desk.demo.office import DemoOffice
from index.schema import ALERTS, DELIVERIES
from records import Alert, Delivery, DeliveryState
from tests.e2e.conftest import Lookout, chat_watchlist, install
from tests.fakes.telegram.people import fault
from tests.fakes.telegram.server import FakeTelegram

KILLS = 10
NUMBER = re.compile(r"\b[0-9A-F]{8}\b")


def _alerts(lookout: Lookout) -> dict[str, Alert]:
    with lookout.store() as store:
        rows = [row for batch in store.scan(ALERTS) for row in batch]
    return {row.record.number: row.record for row in rows if isinstance(row.record, Alert)}


def _deliveries(lookout: Lookout) -> list[Delivery]:
    with lookout.store() as store:
        return [row.record for batch in store.scan(DELIVERIES) for row in batch if isinstance(row.record, Delivery)]


def _finish(lookout: Lookout) -> None:
    """Rounds until the outbox is empty: Telegram's limits may put messages off."""
    for _ in range(30):
        lookout.run("round")
        if all(delivery.state is DeliveryState.SENT for delivery in _deliveries(lookout)):
            return
        time.sleep(1)
    raise AssertionError(f"still not sent: {Counter(delivery.state for delivery in _deliveries(lookout))}")


def _told(telegram: FakeTelegram, numbers: set[str]) -> list[tuple[str, bool]]:
    """Every telling of an alert number, with whether that message says that it may be a repeat."""
    notices = [Texts(language).say("It may be a repeat: an earlier try was cut off.") for language in ("zh", "en")]
    told: list[tuple[str, bool]] = []
    for message in telegram.on_loop(lambda state: [m for m in state.messages if m.from_bot]):
        repeat = any(notice in message.text for notice in notices)
        told += [(number, repeat) for number in sorted(set(NUMBER.findall(message.text)) & numbers)]
    return told


def test_kill_at_any_moment_of_a_round(tmp_path: Path, office: DemoOffice) -> None:
    """Ten kills spread over the length of a round, then rounds in peace: the same alerts as on a quiet machine, each told."""
    with FakeTelegram() as quiet_api:
        quiet = install(tmp_path / "quiet", office, quiet_api)
        quiet.run("watch", "import", str(chat_watchlist(tmp_path / "quiet", quiet_api)))
        started = time.monotonic()
        quiet.run("round")
        length = time.monotonic() - started
        _finish(quiet)
        expected = {(a.client_id, a.record_id, a.event, a.term) for a in _alerts(quiet).values()}
    assert len(expected) >= 10

    with FakeTelegram() as api:
        killed = install(tmp_path / "killed", office, api)
        killed.run("watch", "import", str(chat_watchlist(tmp_path / "killed", api)))
        api.on_loop(lambda state: fault(state, "sendMessage", delay=0.2, times=1000))  # so that kills hit deliveries too
        for kill in range(1, KILLS + 1):
            process = killed.start("round")
            time.sleep(length * kill / KILLS)
            with contextlib.suppress(ProcessLookupError):  # the round may have ended before its kill
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        _finish(killed)
        alerts = _alerts(killed)
        told = _told(api, set(alerts))

    assert {(a.client_id, a.record_id, a.event, a.term) for a in alerts.values()} == expected
    tellings = Counter(number for number, _ in told)
    assert set(tellings) == set(alerts), "every alert is told"
    again = {number: count - 1 for number, count in tellings.items() if count > 1}
    repeats = Counter(number for number, repeat in told if repeat)
    assert all(repeats[number] >= count for number, count in again.items()), "what is told twice says that it may be a repeat"
