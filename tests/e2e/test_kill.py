"""kill -9 in the middle of rounds: no alert is lost, and no more is sent twice than there were kills."""

import contextlib
import os
import signal
import time
from collections import Counter
from pathlib import Path

from desk.demo.office import DemoOffice
from tests.e2e.conftest import Lookout, chat_watchlist, install
from tests.e2e.telling import all_sent, deliveries, raised, times_told
from tests.e2e.telling import told as told_by
from tests.fakes.telegram.people import fault
from tests.fakes.telegram.server import FakeTelegram

KILLS = 10


def _finish(lookout: Lookout) -> None:
    """Rounds until the outbox is empty: Telegram's limits may put messages off."""
    for _ in range(30):
        lookout.run("round")
        if all_sent(lookout):
            return
        time.sleep(1)
    raise AssertionError(f"still not sent: {Counter(delivery.state for delivery in deliveries(lookout))}")


def test_kill_at_any_moment_of_a_round(tmp_path: Path, office: DemoOffice, kept: dict[str, str]) -> None:
    """Ten kills spread over the length of a round, then rounds in peace: the same alerts as on a quiet machine, each told."""
    with FakeTelegram() as quiet_api:
        quiet = install(tmp_path / "quiet", office, quiet_api)
        quiet.run("watch", "import", str(chat_watchlist(tmp_path / "quiet", quiet_api)))
        started = time.monotonic()
        quiet.run("round")
        length = time.monotonic() - started
        _finish(quiet)
        expected = {(a.client_id, a.record_id, a.event, a.term) for a in raised(quiet).values()}
    assert len(expected) >= 10

    with FakeTelegram() as api:
        killed = install(tmp_path / "killed", office, api, **kept)
        killed.run("watch", "import", str(chat_watchlist(tmp_path / "killed", api)))
        api.on_loop(
            lambda state: fault(state, "sendMessage", kind="delay", seconds=0.2, times=1000)
        )  # so that kills hit deliveries too
        for kill in range(1, KILLS + 1):
            process = killed.start("round")
            time.sleep(length * kill / KILLS)
            with contextlib.suppress(ProcessLookupError):  # the round may have ended before its kill
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        _finish(killed)
        alerts = raised(killed)
        told = told_by(api, set(alerts))

    assert {(a.client_id, a.record_id, a.event, a.term) for a in alerts.values()} == expected
    tellings = Counter(number for telling in told for number in telling.numbers)
    assert set(tellings) == set(alerts), "every alert is told"
    repeats = [telling for telling in told if telling.repeat]
    assert len(repeats) <= KILLS, "at most one message is sent again for a kill"
    said = Counter(number for telling in repeats for number in telling.numbers)
    assert all(said[number] >= count - 1 for number, count in tellings.items()), "what is told twice says so"


def test_two_rounds_at_once(tmp_path: Path, office: DemoOffice, telegram: FakeTelegram, kept: dict[str, str]) -> None:
    """Rounds that run beside each other share the work: none fails, and every alert is told once."""
    lookout = install(tmp_path, office, telegram, **kept)
    lookout.run("watch", "import", str(chat_watchlist(tmp_path, telegram)))
    rounds = [lookout.start("round") for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in rounds]
    assert [process.returncode for process in rounds] == [0, 0], "\n".join(outputs)
    _finish(lookout)
    alerts = raised(lookout)
    assert times_told(telegram, set(alerts)) == Counter(dict.fromkeys(alerts, 1))
