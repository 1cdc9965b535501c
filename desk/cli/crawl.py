"""``lookout crawl``."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from config.settings import load_settings
from config.sources import load_sources
from crawler.run import run_crawl
from desk.jobs import troubles
from desk.logs import start_logging
from desk.wiring import crawl_job, utc_now
from records import CrawlReport
from records.errors import SettingsError
from records.wire import to_line


@click.command("crawl")
@click.argument("source_id", metavar="SOURCE")
@click.option("--from", "inputs", multiple=True, metavar="URL-OR-FILE", help="Read this in place of the source's own addresses.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Spool file to write; default: a new one, loaded by the next round.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON line.")
def crawl_command(source_id: str, inputs: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """Crawl SOURCE into a spool of JSON lines and account for every case or item."""
    settings = load_settings()
    start_logging(settings, to_file=False)
    sources = load_sources(settings.sources)
    if source_id not in sources:
        raise SettingsError(f"no source {source_id!r}; sources: {', '.join(sources)}")
    for item in inputs:
        if not item.startswith(("http://", "https://")) and not Path(item).is_file():
            raise SettingsError(f"--from {item}: no such file, and not an http(s) address")
    job = crawl_job(
        settings,
        sources[source_id],
        now=utc_now(),
        inputs=tuple(item if "://" in item else str(Path(item).resolve()) for item in inputs),
        out=str(out.resolve()) if out else None,
    )
    report = run_crawl(job)
    if as_json:
        click.echo(to_line(report))
    else:
        Console(highlight=False).print(crawl_table(report))
        for words in troubles(report):
            click.echo(f"! {words}", err=True)
    sys.exit(1 if report.errors else 0)


def crawl_table(report: CrawlReport) -> Table:
    """The counts of a crawl as a table."""
    table = Table("", "number", title=f"crawl of {report.source_id}", title_justify="left", show_header=False, box=None)
    for name in ("responses", "bytes_received", "present", "kept", "quarantined", "duplicates", "unchanged"):
        table.add_row(name.replace("_", " "), f"{getattr(report, name):,}")
    for name, number in report.records.items():
        table.add_row(f"lines of {name}", f"{number:,}")
    for path, number in report.unread.items():
        table.add_row(f"not read: {path}", f"{number:,}")
    table.add_row("spool file", report.spool_file or "-")
    return table
