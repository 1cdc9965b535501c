"""How long a legal date is still ahead, by the calendar of the office or court and not by that of the reader."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alerts.deadlines import add_weekdays
from records.alert import DueDate


def days_left(due: DueDate, now: datetime) -> int:
    """Whole days from today to the date, today being that of the office or court; negative where it has passed."""
    return (due.on - _today(due, now)).days


def closed(due: DueDate, now: datetime) -> bool:
    """True where nothing may be done any more: the date is over at the office, and so is the working day it may move to."""
    return _today(due, now) > _last_chance(due)


def _today(due: DueDate, now: datetime) -> date:
    try:
        return now.astimezone(ZoneInfo(due.timezone)).date()
    except (ZoneInfoNotFoundError, ValueError):  # not known
        return now.date()


def _last_chance(due: DueDate) -> date:
    """A date on a day off stays shown as it is, but counts as open until the next working day has passed."""
    for code in due.note.split():
        name, _, value = code.partition("=")
        if name == "rolled_us":
            return date.fromisoformat(value)
        if name == "weekend":
            return add_weekdays(due.on, 1)
    return due.on
