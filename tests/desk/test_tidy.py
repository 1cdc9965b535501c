"""What is kept long enough goes, and nothing else."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.settings import load_settings
from desk.tidy import tidy

NOW = datetime(2026, 11, 18, tzinfo=UTC)


def _made(path: Path, *, days_ago: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix:
        path.touch()
    else:
        path.mkdir()
    at = (NOW - timedelta(days=days_ago)).timestamp()
    os.utime(path, (at, at))
    return path


def test_only_what_is_old_is_removed(tmp_path: Path) -> None:
    """Loaded spools after 30 days, evidence after 400, downloads of killed crawls after a day; a waiting spool never."""
    settings = load_settings(home=tmp_path)
    old = [
        _made(tmp_path / "spool" / "done" / "a.jsonl", days_ago=31),
        _made(tmp_path / "warc" / "a.gz", days_ago=401),
        _made(tmp_path / "tmp" / "uspto-daily-1", days_ago=2),
    ]
    kept = [
        _made(tmp_path / "spool" / "b.jsonl", days_ago=500),
        _made(tmp_path / "spool" / "done" / "b.jsonl", days_ago=29),
        _made(tmp_path / "warc" / "b.gz", days_ago=399),
        _made(tmp_path / "tmp" / "uspto-daily-2", days_ago=0),
    ]
    assert tidy(settings, now=NOW) == len(old)
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in kept)
