"""Removes what has been kept long enough: loaded spool files and raw responses."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from config.settings import Settings


def tidy(settings: Settings, *, now: datetime) -> int:
    """Delete loaded spool files and WARC files older than the settings say; returns how many."""
    removed = 0
    for folder, days in (
        (settings.home / "spool" / "done", settings.crawl.keep_spool_days),
        (settings.home / "warc", settings.crawl.keep_warc_days),
    ):
        for path in _older(folder, than=(now - timedelta(days=days)).timestamp()):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _older(folder: Path, *, than: float) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < than)
