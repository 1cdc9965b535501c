"""``lookout watch`` and ``lookout alerts``."""

from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from alerts.bot.feedback import REOPENED_DAYS, Answers
from alerts.display import shown
from alerts.learned import sentences
from alerts.learning import learn
from alerts.texts import Texts
from config.settings import load_settings
from config.tables import markets
from desk.cli.alert import BY
from desk.cli.scan import Codes, Numbers
from desk.scan import chosen_markets
from desk.watchlist import import_watchlist
from desk.wiring import model_scale, opened_store, utc_now
from index.query import Query, any_of
from index.schema import ALERTS, CLIENTS, DELIVERIES, FEEDBACK, WATCHES
from index.store import Store
from records import Address, Alert, Client, Delivery, Feedback, Watch, WatchKind
from records.errors import SettingsError
from records.match import short_hash
from records.wire import to_line

ANSWERS_SHOWN = 20


@click.group("watch")
def watch_command() -> None:
    """Add, list, show, import and remove watches; forget what one learned."""


@watch_command.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(path: Path) -> None:
    """Import a YAML watch list of clients and their watches; importing it again changes nothing."""
    with opened_store(load_settings()) as store:
        clients, watches = import_watchlist(store, path, now=utc_now())
    click.echo(f"{clients} clients with {watches} watches; the next round matches the new ones against the index")


@watch_command.command("add")
@click.argument("kind", type=click.Choice([kind.value for kind in WatchKind]))
@click.argument("terms", nargs=-1, required=True)
@click.option("--client", "client_id", required=True, help="Id of the client; made where there is none.")
@click.option("--classes", type=Numbers(), default=(), help="Nice classes, e.g. 9,25.")
@click.option("--markets", "codes", type=Codes(), default=(), help="Markets, e.g. US,EU.")
@click.option("--goods", multiple=True, help="Goods in words, e.g. T恤 or 'running shoes'; repeat for more.")
@click.option("--court", "courts", multiple=True, help="CM/ECF court id.")
@click.option("--note", default="", help="Why; echoed in alerts.")
def add_command(
    kind: str,
    terms: tuple[str, ...],
    client_id: str,
    classes: tuple[int, ...],
    codes: tuple[str, ...],
    goods: tuple[str, ...],
    courts: tuple[str, ...],
    note: str,
) -> None:
    """Watch TERMS – the same thing in several spellings or scripts – for a client; its alerts go to the console."""
    now = utc_now()
    chosen = chosen_markets(codes, markets())
    watch = Watch(
        id=short_hash("watch", client_id, kind, *terms),
        client_id=client_id,
        kind=WatchKind(kind),
        terms=terms,
        classes=classes,
        goods=goods,
        offices=tuple(market.office for market in chosen),
        courts=courts,
        note=note,
        created_at=now,
    )
    client = Client(
        id=client_id,
        names=(client_id,),
        markets=tuple(market.code for market in chosen),
        addresses=(Address(channel="console", address=client_id),),
        language=load_settings().alerts.language,
        created_at=now,
    )
    with opened_store(load_settings()) as store:
        store.write(CLIENTS, [CLIENTS.row(client)], now=now, create_only=True)
        store.write(WATCHES, [WATCHES.row(watch, due_at=now)], now=now)
    click.echo(f"watch {watch.id[:8]} for {client_id}: {kind} {' = '.join(terms)}")


@watch_command.command("list")
@click.option("--client", "client_ids", multiple=True, help="Only of this client.")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a line.")
def list_command(client_ids: tuple[str, ...], as_json: bool) -> None:
    """List watches."""
    table = Table("id", "client", "kind", "terms", "classes", "offices", "note", box=None, pad_edge=False)
    with opened_store(load_settings()) as store:
        for batch in store.scan(WATCHES, any_of("client_id", client_ids)):
            for row in batch:
                if not isinstance(watch := row.record, Watch):
                    continue
                if as_json:
                    click.echo(to_line(watch))
                cells = (watch.id[:8], watch.client_id, watch.kind, " = ".join(watch.terms), " ".join(map(str, watch.classes)))
                table.add_row(*(escape(cell) for cell in (*cells, " ".join(watch.offices) or "all", watch.note)))
    if not as_json:
        Console(highlight=False).print(table)


@watch_command.command("show")
@click.argument("watch_id")
@click.option("--language", default="", help="zh or en; the setting alerts.language unless given.")
def show_command(watch_id: str, language: str) -> None:
    """Show a watch and its line: where it stands, what moved it, and what stayed silent below it."""
    settings = load_settings()
    texts = Texts(language or settings.alerts.language)
    with opened_store(settings) as store:
        watch = watch_by_id(store, watch_id)
        answers = Answers(store)
        feedback = answers.of([watch.id]).get(watch.id) or Feedback(watch_id=watch.id, client_id=watch.client_id)
        silenced = answers.silenced(watch.id, now=utc_now())
    click.echo(f"{watch.id}  {watch.client_id}  {watch.kind}  {shown(' = '.join(watch.terms))}")
    for sentence in sentences(learn(feedback.answers, watch, model_scale()), texts):
        click.echo(sentence)
    silent = texts.say_many(
        "{n} match of the last {days} days is silent below it.",
        "{n} matches of the last {days} days are silent below it.",
        silenced,
        days=REOPENED_DAYS,
    )
    click.echo(silent)
    for answer in feedback.answers[-ANSWERS_SHOWN:]:
        said = texts.say("Relevant") if answer.relevant else texts.say("Not relevant")
        score = "-" if answer.score is None else f"{answer.score:.3f}"
        classes = " ".join(map(str, answer.classes)) or "-"
        click.echo(f"  {answer.at:%Y-%m-%d %H:%M}  {score}  {classes}  {answer.record_id}  {said}  {answer.by}")
    click.echo(texts.say("To forget the answers: {command}", command=f"lookout watch reset-feedback {watch.id[:8]}"))


@watch_command.command("reset-feedback")
@click.argument("watch_id")
def reset_command(watch_id: str) -> None:
    """Forget the answers on a watch's alerts; its line is the model's again, and what they silenced is decided anew."""
    with opened_store(load_settings()) as store:
        watch = watch_by_id(store, watch_id)
        count = Answers(store).reset(watch.id, by=BY, now=utc_now())
    click.echo(f"watch {watch.id[:8]}: {count} answers forgotten; the next round decides anew what they had silenced")


@watch_command.command("remove")
@click.argument("watch_id")
def remove_command(watch_id: str) -> None:
    """Remove a watch by its id or the beginning of it, and what it learned; alerts already raised stay."""
    with opened_store(load_settings()) as store:
        watch = watch_by_id(store, watch_id)
        store.delete(WATCHES, [watch.id])
        store.delete(FEEDBACK, [watch.id])
    click.echo(f"removed {watch.id[:8]}")


def watch_by_id(store: Store, start: str) -> Watch:
    """The one watch whose id begins so; raises SettingsError where there is none, or several."""
    rows = (row.record for batch in store.scan(WATCHES) for row in batch if row.id.startswith(start))
    found = [watch for watch in rows if isinstance(watch, Watch)]
    if len(found) != 1:
        raise SettingsError(f"{start!r} names {len(found)} watches; `lookout watch list` shows their ids")
    return found[0]


@click.command("alerts")
@click.option("--client", "client_ids", multiple=True, help="Only of this client.")
@click.option("--severity", "severities", multiple=True, help="critical, high, medium, low or info.")
@click.option("--limit", default=20, show_default=True, help="Newest alerts shown.")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a line.")
def alerts_command(client_ids: tuple[str, ...], severities: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Show alerts, newest first, and what became of their messages."""
    where = (*any_of("client_id", client_ids), *any_of("severity", severities))
    with opened_store(load_settings()) as store:
        page = store.search(ALERTS, Query(where=where, limit=limit))
        alerts = [row.record for row in page.rows if isinstance(row.record, Alert)]
        sent = store.search(DELIVERIES, Query(where=any_of("alert_id", [alert.key for alert in alerts]), limit=10_000))
    states: dict[str, list[str]] = {}
    for row in sent.rows:
        if isinstance(delivery := row.record, Delivery):
            states.setdefault(delivery.alert_id, []).append(f"{delivery.channel} {delivery.state}")
    table = Table("number", "severity", "client", "ours", "theirs", "event", "due", "delivery", box=None, pad_edge=False)
    for alert in alerts:
        if as_json:
            click.echo(to_line(alert))
        due = alert.due.on.isoformat() if alert.due else "-"
        cells = (alert.number, alert.severity, alert.client_id, shown(alert.term), shown(alert.record_text), alert.event, due)
        table.add_row(*(escape(cell) for cell in cells), ", ".join(sorted(states.get(alert.key, ["not laid out"]))))
    if not as_json:
        Console(highlight=False).print(table)
        click.echo(f"{len(alerts)} of {page.total}")
