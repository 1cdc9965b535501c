"""May this delivery go out now? Asked when it is taken up and once more right before it is sent. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records.alert import Alert, AlertState, Delivery
from records.client import Client, QuietHours
from records.watch import Watch

RECHECK = timedelta(minutes=15)
"""A held delivery is looked at again this often, so that lifting a mute early takes effect."""


@dataclass(frozen=True, slots=True)
class Go:
    """Send it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Not before ``until``; the reason is ``quiet_hours``, ``muted`` or ``snoozed``."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Never: nobody wants it any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The receiver cannot be reached at this address."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The client has no such address any more: it goes to the addresses it has."""


Verdict = Go | Hold | Withdraw | Gone | Elsewhere


def verdict(delivery: Delivery, alert: Alert | None, client: Client | None, watch: Watch | None, *, now: datetime) -> Verdict:
    """What is to become of a delivery. A mute, a snooze or quiet hours hold it; the alert itself was made all the same."""
    if alert is None or client is None:
        return Withdraw("deleted")
    address = next((own for own in client.addresses if (own.channel, own.address) == (delivery.channel, delivery.address)), None)
    if address is None:
        return Elsewhere()
    if not address.active:
        return Gone()
    if alert.state is AlertState.NOT_RELEVANT:
        return Withdraw("not_relevant")
    if watch is None or not watch.active:
        return Withdraw("watch_stopped")
    holds = [
        (alert.snoozed_until if alert.state is AlertState.SNOOZED else None, "snoozed"),
        (watch.muted_until, "muted"),
        (quiet_until(client.quiet_hours, now), "quiet_hours"),
    ]
    running = [(until, reason) for until, reason in holds if until is not None and until > now]
    return Hold(*max(running)) if running else Go()


def quiet_until(hours: QuietHours | None, now: datetime) -> datetime | None:
    """When the quiet hours that ``now`` lies in end; ``None`` outside them. Local wall-clock times, also over midnight."""
    if hours is None or hours.start == hours.end:
        return None
    try:
        zone = ZoneInfo(hours.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    local = now.astimezone(zone)
    clock = local.time()
    over_midnight = hours.start > hours.end
    inside = clock >= hours.start or clock < hours.end if over_midnight else hours.start <= clock < hours.end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if over_midnight and clock >= hours.start else 0)
    return datetime.combine(day, hours.end, tzinfo=zone).astimezone(UTC)
