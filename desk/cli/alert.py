"""``lookout alert``: the answers that people in chat give by button, from the command line."""

import click

from alerts.bot.client_alerts import NUMBER_DIGITS, ClientAlerts
from alerts.display import shown
from config.settings import load_settings
from desk.wiring import opened_store, utc_now
from index.query import Query, equals
from index.schema import ALERTS
from index.store import Store
from records import Alert
from records.errors import SettingsError

BY = "cli"
"""Who answered, as it is kept with the answer."""


@click.group("alert")
def alert_command() -> None:
    """Answer an alert: relevant, not relevant, or take the answer back. KEY is its number or key."""


@alert_command.command("relevant")
@click.argument("key")
def relevant_command(key: str) -> None:
    """Call an alert relevant: its watch lets more of the kind through."""
    with opened_store(load_settings()) as store:
        alert = alert_by_key(store, key)
        ClientAlerts(store).welcome(alert, by=BY, now=utc_now())
    click.echo(f"{_named(alert)}: relevant")


@alert_command.command("not-relevant")
@click.argument("key")
def not_relevant_command(key: str) -> None:
    """Call an alert not relevant: nothing more is sent about it, and its watch lets less of the kind through."""
    with opened_store(load_settings()) as store:
        alert = alert_by_key(store, key)
        ClientAlerts(store).set_aside(alert, by=BY, now=utc_now())
    click.echo(f"{_named(alert)}: not relevant")


@alert_command.command("take-back")
@click.argument("key")
def take_back_command(key: str) -> None:
    """Take an answer or a snooze back: the alert is open again."""
    with opened_store(load_settings()) as store:
        alert = alert_by_key(store, key)
        ClientAlerts(store).reopen(alert, now=utc_now())
    click.echo(f"{_named(alert)}: taken back")


def alert_by_key(store: Store, key: str) -> Alert:
    """The one alert whose key begins so, eight digits or more; raises SettingsError where there is none, or several."""
    wanted = key.strip().lstrip("#").lower()
    rows = store.search(ALERTS, Query(where=(equals("number", wanted[:NUMBER_DIGITS]),), limit=20)).rows if wanted else ()
    found = [row.record for row in rows if isinstance(row.record, Alert) and row.record.key.startswith(wanted)]
    if len(found) != 1:
        raise SettingsError(f"{key!r} names {len(found)} alerts; `lookout alerts` shows their numbers")
    return found[0]


def _named(alert: Alert) -> str:
    return f"{alert.number} ({shown(alert.term)} – {shown(alert.record_text)})"
