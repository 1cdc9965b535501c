"""`lookout run` as a real process: subscribe in chat, be told, press buttons, stop cleanly."""

import signal
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from desk.demo.office import DemoOffice
from index.schema import JOB_RUNS
from records import AlertState, DeliveryState, JobRun
from tests.e2e.conftest import Lookout, chat_watchlist, install, wait_until
from tests.e2e.telling import day_told, deliveries, raised, times_told
from tests.fakes.telegram.people import fault
from tests.fakes.telegram.server import FakeTelegram

CHAT = 4242
JOBS = {"crawl:uspto-daily", "crawl:cmecf-rss", "round"}


@pytest.fixture
def mark_of_the_day() -> str:
    """A mark of the bundled day that the demo's own list is alerted to."""
    return "LUMIVORA"


def _stop(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output
    return output


def _jobs(lookout: Lookout) -> dict[str, JobRun]:
    with lookout.store() as store:
        rows = [row for batch in store.scan(JOB_RUNS) for row in batch]
    return {row.id: row.record for row in rows if isinstance(row.record, JobRun)}


def test_from_start_to_stop(
    tmp_path: Path, office: DemoOffice, telegram: FakeTelegram, mark_of_the_day: str, kept: dict[str, str]
) -> None:
    """The whole road of one exporter: /start, /watch, an alert with buttons, not relevant, SIGTERM with nothing half done.

    The alert does not wait for the answer to /watch: where Telegram makes that one wait, the alert comes first.
    """
    lookout = install(tmp_path, office, telegram, LOOKOUT_ROUND_EVERY_SECONDS="5", LOOKOUT_ALERTS_BATCH_SECONDS="1", **kept)
    process = lookout.start("run")
    try:
        telegram.push_user_message(CHAT, "/start", language_code="en")
        greeting = telegram.wait_for_message(CHAT, timeout=30)
        telegram.push_user_message(CHAT, f"/watch {mark_of_the_day} classes:11 markets:US", language_code="en")
        telegram.wait_for_message(CHAT, f"Following it now.\n\n{mark_of_the_day}", after=greeting.message_id, timeout=30)
        alert = telegram.wait_for_message(CHAT, f"has filed “{mark_of_the_day}”", after=greeting.message_id, timeout=60)
        assert any(button.data for button in alert.buttons), "an alert carries buttons to act on it"
        query = telegram.press_button(CHAT, "Not relevant", language_code="en")
        assert telegram.wait_for_answer(query, timeout=30), "a pressed button is answered"
        wait_until(lambda: _jobs(lookout).keys() >= JOBS, "every job to have run")
    finally:
        output = _stop(process)
    assert "stopped" in output
    assert not list((lookout.home / "workers").glob("*.lock")), "leases are given back"
    assert AlertState.NOT_RELEVANT in {alert.state for alert in raised(lookout).values()}
    assert all(job.ok for job in _jobs(lookout).values())
    log = (lookout.home / "logs" / "lookout.log").read_text()
    assert telegram.token.partition(":")[2] not in log + output, "the token never reaches a log"


def test_only_one_scheduler_for_a_home(tmp_path: Path, office: DemoOffice, telegram: FakeTelegram) -> None:
    """A second `lookout run` on the same home refuses, and says why."""
    lookout = install(tmp_path, office, telegram)
    process = lookout.start("run")
    try:
        telegram.wait_for(lambda state: [name for name, _ in state.calls if name == "getUpdates"], timeout=30, what="polling")
        assert "another `lookout run`" in lookout.run("run", ok=False)
    finally:
        _stop(process)


def test_a_bot_that_cannot_go_on_is_a_failure_with_its_reason(tmp_path: Path, office: DemoOffice, telegram: FakeTelegram) -> None:
    """A token that Telegram refuses ends the service with exit 1 and says what to set, rather than with a clean 0."""
    lookout = install(tmp_path, office, telegram, LOOKOUT_TELEGRAM_TOKEN="7000000001:" + "B" * 35)
    output = lookout.run("run", ok=False)
    assert "LOOKOUT_TELEGRAM_TOKEN" in output
    assert "B" * 35 not in output
    assert "Traceback" not in output


def test_stop_in_the_middle_of_deliveries(
    tmp_path: Path, office: DemoOffice, telegram: FakeTelegram, kept: dict[str, str]
) -> None:
    """SIGTERM while messages go out: exit 0, no traceback; the message under way is recorded, the rest goes out later, once."""
    lookout = install(tmp_path, office, telegram, LOOKOUT_ROUND_EVERY_SECONDS="5", **kept)
    lookout.run("watch", "import", str(chat_watchlist(tmp_path, telegram)))
    telegram.on_loop(lambda state: fault(state, "sendMessage", kind="delay", seconds=0.5, times=1000))
    process = lookout.start("run")
    telegram.wait_for(lambda state: len([m for m in state.messages if m.from_bot]) >= 2, timeout=60, what="two messages")
    output = _stop(process)
    assert "Traceback" not in output
    assert "failed" not in output
    states = {delivery.state for delivery in deliveries(lookout)}
    assert states == {DeliveryState.SENT, DeliveryState.WAITING}, "none stands in doubt, and some are still to go"

    telegram.on_loop(lambda state: state.faults.clear())
    lookout.run("round", "--no-crawl")
    numbers = set(raised(lookout))
    told = times_told(telegram, numbers)
    assert told == Counter(numbers), "every alert once, though a chat may hear of each source in a message of its own"


def test_stop_of_a_round(tmp_path: Path, office: DemoOffice, telegram: FakeTelegram) -> None:
    """`lookout round` stops as cleanly: no traceback, no crawl left behind, leases given back."""
    lookout = install(tmp_path, office, telegram)
    lookout.run("watch", "import", str(chat_watchlist(tmp_path, telegram)))
    process = lookout.start("round")
    log = lookout.home / "logs" / "crawl-cmecf-rss.log"
    telegram.wait_for(lambda _: log.exists() and log.stat().st_size > 0, timeout=60, what="the second crawl under way")
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM, output
    assert "the next round goes on from here" in output
    assert "Traceback" not in output
    assert not list((lookout.home / "workers").glob("*.lock"))
    assert "Traceback" not in log.read_text()


def test_a_store_in_other_hands_delays_and_breaks_nothing(tmp_path: Path, office: DemoOffice, telegram: FakeTelegram) -> None:
    """While another process keeps the store locked, jobs fail with one line each; afterwards every alert goes out, once."""
    lookout = install(tmp_path, office, telegram, LOOKOUT_ROUND_EVERY_SECONDS="5")
    lookout.run("watch", "import", str(chat_watchlist(tmp_path, telegram)))
    with closing(sqlite3.connect(lookout.home / "lookout.db", isolation_level=None)) as other:
        process = lookout.start("run")
        telegram.wait_for(lambda state: [name for name, _ in state.calls if name == "getUpdates"], timeout=30, what="polling")
        other.execute("BEGIN IMMEDIATE")
        log = lookout.home / "logs" / "lookout.log"
        telegram.wait_for(lambda _: "keeps writing to it" in log.read_text(), timeout=90, what="a job that gave up")
        other.execute("ROLLBACK")
    wait_until(lambda: day_told(lookout), "every alert sent")
    output = _stop(process)
    assert "Traceback" not in output
    assert "maximum number of running instances" not in output
    numbers = set(raised(lookout))
    assert times_told(telegram, numbers) == Counter(numbers)
