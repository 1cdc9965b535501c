"""Is the source well? Counts and dates against what is expected of it; every finding is a sentence for the operator."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from crawler.parse.cmecf_rss import Feed
from crawler.state import Resource
from crawler.tally import Tally
from records.source import Source

_UNREAD_SHOWN = 5
_SHORT_WHILE = timedelta(hours=3)


def stale(name: str, built_at: datetime | None, *, limit_hours: float | None, now: datetime) -> list[str]:
    """Alarm where the source's own date is older than its block allows, or is missing."""
    if limit_hours is None:
        return []
    if built_at is None:
        return [f"{name}: no build date, so nobody can tell whether it is fresh"]
    age = now - built_at
    if age <= timedelta(hours=limit_hours):
        return []
    hours = age.total_seconds() / 3600
    return [f"{name}: stale: built {built_at:%Y-%m-%d %H:%M} UTC, {hours:.1f} h ago (limit {limit_hours:g} h)"]


def feed_alarms(name: str, feed: Feed, *, before: Resource | None, source: Source, now: datetime) -> list[str]:
    """Alarms of one court's feed; ``before`` is the feed as last read."""
    alarms = stale(name, feed.built_at, limit_hours=source.stale_after_hours, now=now)
    if feed.court != name:
        alarms.append(f"{name}: the feed says it is from {feed.court}")
    if feed.items == 0:
        alarms.append(f"{name}: the feed holds no items")
    if feed.undated:
        alarms.append(f"{name}: {feed.undated} items without a readable date")
    if before is None:
        return alarms
    if before.scope != feed.scope:
        alarms.append(f"{name}: the court changed what its feed carries, from {before.scope!r} to {feed.scope!r}")
    if before.built_at is not None and feed.built_at is not None:
        earlier = datetime.fromtimestamp(before.built_at, UTC)
        if feed.built_at < earlier:
            alarms.append(f"{name}: the build date went back from {earlier:%Y-%m-%d %H:%M} to {feed.built_at:%Y-%m-%d %H:%M} UTC")
        elif _collapsed(before.items, feed.items) and feed.built_at - earlier < _SHORT_WHILE:
            alarms.append(f"{name}: the feed shrank from {before.items:,} to {feed.items:,} items since {earlier:%H:%M} UTC")
    return alarms


def _collapsed(before: int, now: int) -> bool:
    """A day's window empties slowly; most of it gone at once is no quiet weekend."""
    return before >= 50 and now * 5 < before


def count_findings(tally: Tally, *, source: Source, expects_items: bool, from_inputs: bool) -> tuple[list[str], list[str]]:
    """Alarms and errors of the whole crawl. Nothing at all where something was due is an error, never silence."""
    alarms, errors = [], []
    if expects_items and tally.present == 0 and not tally.errors:
        errors.append(f"{source.id}: no items at all: a source that gives nothing is not a source without news")
    elif expects_items and not from_inputs and tally.present < source.min_items:
        alarms.append(f"{source.id}: {tally.present:,} items, at least {source.min_items:,} expected")
    if tally.unread:
        alarms.append(f"{source.id}: elements of the format that are not read: {_name_some(tally.unread)}")
    return alarms, errors


def _name_some(unread: Mapping[str, int]) -> str:
    shown = sorted(unread.items(), key=lambda pair: (-pair[1], pair[0]))
    words = ", ".join(f"{name} ×{count:,}" for name, count in shown[:_UNREAD_SHOWN])
    return words if len(shown) <= _UNREAD_SHOWN else f"{words} and {len(shown) - _UNREAD_SHOWN} more"
