"""Removes what has been kept long enough: loaded spool files, raw responses, and what killed crawls left unfinished."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from config.settings import Settings

UNFINISHED_DAYS = 1
"""No crawl takes longer; what is older in ``tmp`` was left by one that was killed."""


def tidy(settings: Settings, *, now: datetime) -> int:
    """Delete loaded spool files and WARC files older than the settings say, and old downloads; returns how many."""
    removed = 0
    for folder, days in (
        (settings.home / "spool" / "done", settings.crawl.keep_spool_days),
        (settings.home / "warc", settings.crawl.keep_warc_days),
    ):
        for path in _older(folder, than=(now - timedelta(days=days)).timestamp()):
            path.unlink(missing_ok=True)
            removed += 1
    for path in _older(settings.home / "tmp", than=(now - timedelta(days=UNFINISHED_DAYS)).timestamp(), folders=True):
        shutil.rmtree(path, ignore_errors=True)
        removed += 1
    return removed


def _older(folder: Path, *, than: float, folders: bool = False) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.is_dir() is folders and path.stat().st_mtime < than)
