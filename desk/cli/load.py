"""``lookout load`` and ``lookout quarantine``."""

from pathlib import Path

import click

from config.settings import load_settings
from desk.logs import start_logging
from desk.spool import LoadReport, load_file
from desk.wiring import opened_store, utc_now
from index.query import Query, any_of
from index.rows import Written
from index.schema import QUARANTINE
from records import Quarantined


@click.command("load")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_command(files: tuple[Path, ...]) -> None:
    """Load spool FILES into the store; loading one twice changes nothing."""
    settings = load_settings()
    start_logging(settings, to_file=False)
    report = LoadReport()
    with opened_store(settings) as store:
        for path in files:
            load_file(store, path, now=utc_now(), report=report)
    counts = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in Written if report.count(outcome))
    click.echo(f"{report.lines} lines of {report.files} file(s): {counts or 'nothing to write'}; {report.unreadable} unreadable")


@click.command("quarantine")
@click.option("--source", "source_ids", multiple=True, help="Only of this source.")
@click.option("--limit", default=20, show_default=True, help="Newest entries shown.")
@click.option("--raw", is_flag=True, help="Show the offending text too.")
def quarantine_command(source_ids: tuple[str, ...], limit: int, raw: bool) -> None:
    """Show records that could not be taken: source, place and reason."""
    with opened_store(load_settings()) as store:
        page = store.search(QUARANTINE, Query(where=any_of("source_id", source_ids), limit=limit))
    for row in page.rows:
        if isinstance(item := row.record, Quarantined):
            click.echo(f"{item.at:%Y-%m-%d %H:%M} {item.source_id} [{item.code}] {item.place} of {item.url}: {item.reason}")
            if raw:
                click.echo(f"    {item.raw}")
    click.echo(f"{len(page.rows)} of {page.total} in quarantine")
