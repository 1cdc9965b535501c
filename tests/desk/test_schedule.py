"""Schedules: what is read, what is refused, when a job is overdue."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.schedule import interval_of, overdue, trigger_of
from records.errors import SettingsError

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "interval"),
    [
        ("every 20m", timedelta(minutes=20)),
        ("every 90s", timedelta(seconds=90)),
        ("30 8 * * *", timedelta(days=1)),
        ("0 */6 * * *", timedelta(hours=6)),
    ],
)
def test_the_interval_of_a_schedule(schedule: str, interval: timedelta) -> None:
    """Staleness is judged by it."""
    assert interval_of(schedule, now=NOW) == interval


@pytest.mark.parametrize("schedule", ["", "hourly", "every 0m", "every 5 minutes", "99 8 * * *"])
def test_other_schedules_are_refused(schedule: str) -> None:
    """A schedule that is not understood must not become one that never fires."""
    with pytest.raises(SettingsError, match="schedule"):
        trigger_of(schedule)


def test_a_job_is_overdue_when_it_never_went_well_or_missed_a_turn() -> None:
    """What was due while the service was down runs at start."""
    assert overdue("every 20m", last_success=None, now=NOW)
    assert overdue("every 20m", last_success=NOW - timedelta(minutes=20), now=NOW)
    assert not overdue("every 20m", last_success=NOW - timedelta(minutes=19), now=NOW)
