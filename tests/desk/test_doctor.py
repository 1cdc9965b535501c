"""`lookout doctor`, `lookout settings` and the help: what is missing is said with what to do about it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import load_settings
from config.sources import load_sources
from desk.cli import COMMANDS, main
from desk.doctor import Finding, Grade, examine, probe
from desk.jobs import crawl_job_id, record_job
from index.sqlite import open_store
from index.store import Store
from records import JobRun
from tests.desk.conftest import CommandLine
from tests.fakes.telegram.server import FakeTelegram

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def _findings(store: Store, home: Path, source_id: str) -> list[Finding]:
    sources = {source_id: load_sources()[source_id]}
    return [item for item in examine(load_settings(home=home), store, sources, now=NOW) if item.subject == f"source {source_id}"]


def _ran(store: Store, *, ok: bool, ago: timedelta, alarms: tuple[str, ...] = ()) -> None:
    at = NOW - ago
    run = JobRun(job_id=crawl_job_id("cmecf-rss"), started_at=at, finished_at=at, ok=ok, summary="9 present", alarms=alarms)
    record_job(store, run, now=at)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_a_source_is_fresh_stale_alarmed_or_never_read(tmp_path: Path) -> None:
    """Each state has its own grade and words."""
    store = open_store(tmp_path / "s.db")
    assert "never crawled" in _findings(store, tmp_path, "cmecf-rss")[0].words
    _ran(store, ok=False, ago=timedelta(minutes=9), alarms=("ilnd: blocked",))
    assert _findings(store, tmp_path, "cmecf-rss")[0].grade is Grade.FAIL
    _ran(store, ok=True, ago=timedelta(minutes=8))
    assert _findings(store, tmp_path, "cmecf-rss")[0].grade is Grade.OK
    _ran(store, ok=True, ago=timedelta(minutes=7), alarms=("ilnd: stale build date",))
    alarmed = _findings(store, tmp_path, "cmecf-rss")[0]
    assert (alarmed.grade, "stale build date" in alarmed.words) == (Grade.WARN, True)
    store.close()


def test_a_source_not_read_for_long_is_stale(tmp_path: Path) -> None:
    """Twice its own interval and a little is too long, even where the last reading was good."""
    store = open_store(tmp_path / "s.db")
    _ran(store, ok=True, ago=timedelta(hours=2))
    (finding, *_) = _findings(store, tmp_path, "cmecf-rss")
    assert (finding.grade, finding.words.startswith("stale")) == (Grade.WARN, True)
    store.close()


def test_a_missing_key_says_where_to_get_it_and_what_is_missed(tmp_path: Path) -> None:
    """The three things a user needs to decide."""
    store = open_store(tmp_path / "s.db")
    (finding,) = _findings(store, tmp_path, "uspto-daily")
    assert finding.grade is Grade.WARN
    for words in ("LOOKOUT_USPTO_API_KEY", "data.uspto.gov", "Missed without it"):
        assert words in finding.words
    store.close()


def test_courts_that_are_not_covered_are_named(tmp_path: Path) -> None:
    """Silence from a court without a feed is not safety."""
    store = open_store(tmp_path / "s.db")
    assert any("vaed" in item.words for item in _findings(store, tmp_path, "cmecf-rss"))
    store.close()


def _jobs(tmp_path: Path, ago: dict[str, timedelta]) -> dict[str, Grade]:
    """The grade of each job whose last run was so long ago."""
    store = open_store(tmp_path / "s.db")
    for job_id, age in ago.items():
        record_job(store, JobRun(job_id=job_id, started_at=NOW - age, finished_at=NOW - age, ok=True, summary="done"), now=NOW)
    found = {item.subject: item.grade for item in examine(load_settings(home=tmp_path), store, {}, now=NOW)}
    store.close()
    return {job_id: found[f"job {job_id}"] for job_id in ago}


def test_a_round_that_no_longer_comes_is_stale(tmp_path: Path) -> None:
    """Of one process, and of each of several that share the steps."""
    assert _jobs(tmp_path, {"round": timedelta(hours=2)}) == {"round": Grade.WARN}
    shared = {"round:crawl+load": timedelta(minutes=1), "round:deliver": timedelta(hours=2)}
    assert _jobs(tmp_path, shared) == {"round:crawl+load": Grade.OK, "round:deliver": Grade.WARN}


@pytest.mark.parametrize(("left", "taken"), [("round", "round:crawl+load"), ("round:crawl+load", "round")])
def test_what_other_processes_do_now_is_not_missed(tmp_path: Path, left: str, taken: str) -> None:
    """The steps were shared out, or put together again: the record that stays behind would be stale for ever."""
    found = _jobs(tmp_path, {left: timedelta(hours=2), taken: timedelta(minutes=1)})
    assert found == {left: Grade.NOTE, taken: Grade.OK}


def test_an_idle_worker_and_a_round_of_long_ago_are_no_trouble(tmp_path: Path) -> None:
    """A worker's run is kept when it had something to do; whether workers live is seen by what is due."""
    assert _jobs(tmp_path, {"worker": timedelta(hours=9)}) == {"worker": Grade.NOTE}
    assert _jobs(tmp_path, {"round": timedelta(days=8)}) == {"round": Grade.NOTE}


def test_the_bot_is_asked_for_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A right token gives the bot's name, a wrong one and a dead server fail, and the token is in none of the words."""

    async def asked() -> Finding:
        return next(
            item for item in [found async for found in probe(load_settings(home=tmp_path), {})] if item.subject == "telegram"
        )

    assert asyncio.run(asked()).grade is Grade.NOTE
    with FakeTelegram() as server:
        monkeypatch.setenv("LOOKOUT_TELEGRAM_API_URL", server.url)
        monkeypatch.setenv("LOOKOUT_TELEGRAM_TOKEN", server.token)
        assert asyncio.run(asked()).grade is Grade.OK
        monkeypatch.setenv("LOOKOUT_TELEGRAM_TOKEN", "123456789:" + "A" * 35)
        refused = asyncio.run(asked())
    assert (refused.grade, "refuses the token" in refused.words) == (Grade.FAIL, True)
    silent = asyncio.run(asked())
    assert silent.grade is Grade.FAIL
    assert "A" * 35 not in silent.words + refused.words


def test_as_a_user_types_it(empty_lookout: CommandLine, lookout: CommandLine) -> None:
    """Doctor and settings speak as tables and as JSON."""
    findings = [json.loads(line) for line in lookout("doctor", "--offline", "--json").output.splitlines()]
    assert {"grade", "subject", "words"} == set(findings[0])
    assert "LOOKOUT_STORE_URL" in lookout("settings").output
    settings = json.loads(lookout("settings", "--json").output)
    assert settings["home"]["origin"] == "environment LOOKOUT_HOME"
    assert "2 of 3" in lookout("quarantine", "--limit", "2").output
    assert "25 of 25" in lookout("alerts", "--limit", "99").output


def test_every_command_explains_itself(lookout: CommandLine) -> None:
    """The table of commands and the modules agree, and each has a help text."""
    assert all(name in lookout("--help").output for name in COMMANDS)
    for name in COMMANDS:
        result = lookout(name, "--help")
        assert (result.exit_code, "Usage:" in result.output) == (0, True), name


def test_a_store_that_cannot_be_opened_is_a_finding_among_others(tmp_path: Path, empty_lookout: CommandLine) -> None:
    """The doctor is asked when things are broken: it names the damage and goes on, rather than ending at the first."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "lookout.db").write_bytes(b"no database" * 1000)
    done = empty_lookout("doctor", "--offline", "--json")
    assert done.exit_code == 1
    findings = {item["subject"]: item for item in map(json.loads, done.stdout.splitlines())}
    assert findings["store"]["grade"] == "fail"
    assert "damaged" in findings["store"]["words"]
    assert {"home", "contact"} <= set(findings)


def test_a_home_that_cannot_be_used_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No command answers a wrong LOOKOUT_HOME with a traceback."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("LOOKOUT_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("sys.argv", ["lookout", "scan", "HETOOVA"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.strip().startswith(f"lookout: {tmp_path / 'file'}")
