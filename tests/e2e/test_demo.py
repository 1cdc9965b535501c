"""`make demo`'s own command: the expected alerts, and nothing new the second time."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import yaml

from desk.cli.demo import day_file
from index.schema import ALERTS, SILENCES
from records import Alert, Silence
from tests.e2e.conftest import Lookout


def _demo(home: Path, kept: dict[str, str]) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOKOUT_")} | kept
    done = subprocess.run(
        [sys.executable, "-m", "desk.cli", "demo", "--home", str(home)],
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"COLUMNS": "120"},
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_bundled_day_raises_what_it_was_made_for_and_only_once(tmp_path: Path, kept: dict[str, str]) -> None:
    """Every crafted record is told to its exporter or stays silent for its reason; a second run raises nothing.

    On either store, by the one setting.
    """
    home = tmp_path / "demo"
    first = _demo(home, kept)
    second = _demo(home, kept)
    expected = yaml.safe_load(day_file("expected.yml").read_text(encoding="utf-8"))
    demo = {**kept, "LOOKOUT_STORE_PREFIX": f"{kept['LOOKOUT_STORE_PREFIX']}-demo"} if kept else {}
    with Lookout(home, demo).store() as store:
        alerts = [row.record for batch in store.scan(ALERTS) for row in batch if isinstance(row.record, Alert)]
        silences = [row.record for batch in store.scan(SILENCES) for row in batch if isinstance(row.record, Silence)]

    raised = sorted((alert.client_id, _name(alert), alert.event) for alert in alerts)
    assert raised == sorted((item["client"], item["record"], item["event"]) for item in expected["alerts"])
    kept_silent = Counter(item["reason"] for item in expected["silent"] if item["reason"] != "no_match")
    assert Counter(silence.reason for silence in silences) == kept_silent
    assert f"{len(alerts)} new" in first
    assert all(alert.number in first for alert in alerts), "every alert is shown"
    assert "0 new" in second
    assert not any(alert.number in second for alert in alerts), "nothing is told twice"
    for source, counts in expected["counts"].items():
        assert f"{source}: {counts['present']} present, {counts['kept']} kept" in " ".join(first.split())


def _name(alert: Alert) -> str:
    """Filings by key, docket entries by docket number."""
    return alert.record_id if alert.collection == "filings" else dict(alert.headline)["docket_number"]
