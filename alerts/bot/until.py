"""``8h``, ``3d``, ``2026-12-01`` → until when."""

import contextlib
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alerts.bot.problems import TypedError
from alerts.texts import N_
from records.client import Client

LOCAL = "Asia/Shanghai"
"""Clock of a client that did not say another."""
LONGEST = timedelta(days=366)
_LENGTH = re.compile(r"(\d{1,4})\s*(h|hours?|小时|时|d|days?|天|日|w|weeks?|周|星期)?", re.IGNORECASE)
_DATE = re.compile(r"(?:until\s+|到|至)?(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.IGNORECASE)
_UNITS = {
    "h": "hours",
    "小": "hours",
    "时": "hours",
    "d": "days",
    "天": "days",
    "日": "days",
    "w": "weeks",
    "周": "weeks",
    "星": "weeks",
}


def zone_of(client: Client | None) -> ZoneInfo:
    """The clock the client lives by; Shanghai's where it names none that exists."""
    if client is not None and client.quiet_hours is not None:
        with contextlib.suppress(ZoneInfoNotFoundError, ValueError):
            return ZoneInfo(client.quiet_hours.timezone)
    return ZoneInfo(LOCAL)


def read_until(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The end of a pause, aware UTC; a bare number is hours, a date is its first minute in ``zone``. Raises TypedError."""
    length = _LENGTH.fullmatch(text.strip())
    day = _DATE.fullmatch(text.strip())
    if length is not None:
        unit = _UNITS[(length.group(2) or "h")[0].lower()]
        end = now + timedelta(**{unit: int(length.group(1))})
    elif day is not None:
        end = _first_minute(*(int(part) for part in day.groups()), zone=zone)
    else:
        raise TypedError(
            N_("I did not understand “{text}”. Write for example /mute 8h, /mute 3d, /mute 2026-12-01 or /mute off"), text=text
        )
    if end <= now:
        raise TypedError(N_("That time has already passed."))
    if end - now > LONGEST:
        raise TypedError(N_("That is too long: at most one year. To stop altogether, send /stop"))
    return end


def local_time(moment: datetime, zone: ZoneInfo) -> str:
    """``2026-12-01 08:00 (Asia/Shanghai)``."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"


def _first_minute(year: int, month: int, day: int, *, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(date(year, month, day), time(), tzinfo=zone).astimezone(UTC)
    except ValueError as error:
        raise TypedError(N_("There is no such date.")) from error
