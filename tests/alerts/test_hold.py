"""Quiet hours on the wall clock, over midnight and over a change to summer time."""

from datetime import UTC, datetime, time

import pytest

from alerts.hold import quiet_until
from records.client import QuietHours

NIGHT = QuietHours(start=time(22, 0), end=time(8, 0), timezone="Asia/Shanghai")
NOON = QuietHours(start=time(12, 0), end=time(14, 0), timezone="Asia/Shanghai")
NEW_YORK = QuietHours(start=time(22, 0), end=time(8, 0), timezone="America/New_York")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (NIGHT, utc(2026, 12, 1, 14, 0), utc(2026, 12, 2, 0, 0)),
        (NIGHT, utc(2026, 12, 1, 23, 59), utc(2026, 12, 2, 0, 0)),
        (NIGHT, utc(2026, 12, 2, 0, 0), None),
        (NIGHT, utc(2026, 12, 1, 13, 59), None),
        (NOON, utc(2026, 12, 1, 4, 30), utc(2026, 12, 1, 6, 0)),
        (NOON, utc(2026, 12, 1, 6, 0), None),
        (NEW_YORK, utc(2026, 3, 8, 4, 0), utc(2026, 3, 8, 12, 0)),
        (NEW_YORK, utc(2026, 11, 1, 4, 0), utc(2026, 11, 1, 13, 0)),
        (QuietHours(start=time(8), end=time(8)), utc(2026, 12, 1, 0, 0), None),
        (QuietHours(start=time(0), end=time(23), timezone="Nowhere/Land"), utc(2026, 12, 1, 5, 0), utc(2026, 12, 1, 23, 0)),
        (None, utc(2026, 12, 1, 0, 0), None),
    ],
)
def test_quiet_hours_end(hours: QuietHours | None, now: datetime, until: datetime | None) -> None:
    assert quiet_until(hours, now) == until
