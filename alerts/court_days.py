"""Days of the federal courts: local dates, legal holidays, and the rolling of a last day (Fed. R. Civ. P. 6)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SATURDAY = 5
_WESTERNMOST = timezone(timedelta(hours=-10))
"""Hawaii: where the court's zone is not known, the date there is the earliest that a mainland court can mean."""


def local_date(moment: datetime, court: str, zones: Mapping[str, str]) -> tuple[date, bool]:
    """The court's local date of a moment, and whether the court's time zone is known (``zones``: court id → IANA name)."""
    try:
        zone = ZoneInfo(zones[court])
    except (KeyError, ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(_WESTERNMOST).date(), False
    return moment.astimezone(UTC).astimezone(zone).date(), True


def rolled(day: date) -> date:
    """The day itself, or the next one that is no Saturday, Sunday or federal legal holiday: Rule 6(a)(1)(C).

    State holidays (Rule 6(a)(6)(C)) and days declared by the President or Congress are not loaded.
    """
    while day.weekday() >= SATURDAY or day in legal_holidays(day.year) or day in legal_holidays(day.year + 1):
        day += timedelta(days=1)
    return day


@cache
def legal_holidays(year: int) -> frozenset[date]:
    """Federal legal holidays, as observed, under Rule 6(a)(6)(A) and 5 U.S.C. 6103."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    floating = [
        _nth_weekday(year, 1, weekday=0, nth=3),  # Martin Luther King Jr.
        _nth_weekday(year, 2, weekday=0, nth=3),  # Washington
        _last_monday_of_may(year),  # Memorial Day
        _nth_weekday(year, 9, weekday=0, nth=1),  # Labor Day
        _nth_weekday(year, 10, weekday=0, nth=2),  # Columbus
        _nth_weekday(year, 11, weekday=3, nth=4),  # Thanksgiving
    ]
    return frozenset([*map(_observed, fixed), *floating])


def _observed(day: date) -> date:
    """5 U.S.C. 6103(b): a Saturday holiday is kept on Friday; E.O. 11582: a Sunday one on Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth_weekday(year: int, month: int, *, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
