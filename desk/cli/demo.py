"""``lookout demo``: the main job on one bundled day, against a local server that plays the offices."""

import asyncio
import logging
import shutil
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from alerts.channels.console import ConsoleChannel
from config.settings import CrawlSettings, Settings, UsptoSettings, load_settings
from config.sources import load_sources
from desk.demo.office import DEMO_KEY, DEMO_NOW, DemoOffice
from desk.flow import RoundReport, run_round
from desk.jobs import crawl_summary, troubles, went_well
from desk.watchlist import import_watchlist
from desk.wiring import SQLITE, Desk, elastic_access, open_desk, store_path
from index.elastic import ElasticStore

CONTACT = "https://example.org/lookout-demo"
BETWEEN_RUNS = timedelta(minutes=2)


@click.command("demo")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".demo"),
    show_default=True,
    help="Folder of the demo.",
)
@click.option("--fresh", is_flag=True, help="Forget earlier runs first.")
def demo_command(home: Path, fresh: bool) -> None:
    """Crawl one bundled day, match ten exporters' watches, raise alerts, deliver them here. A second run raises nothing new."""
    logging.basicConfig(level=logging.WARNING)
    home = home.resolve()
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
        _forget(demo_settings(home))
    home.mkdir(parents=True, exist_ok=True)
    console = Console(highlight=False)
    report = asyncio.run(_run(home, console))
    _summarise(console, report, home)
    if not all(map(went_well, report.crawls)):
        raise SystemExit(1)


async def _run(home: Path, console: Console) -> RoundReport:
    clock = _clock(home)
    with DemoOffice() as office:
        settings = demo_settings(home)
        sources = office.sources(load_sources())
        day = DEMO_NOW - timedelta(days=1)
        console.print(f"[bold]Lookout 瞭望[/] – {day:%A %d %B %Y}. A server on this machine plays the offices.")
        with open_desk(settings, channels={"console": ConsoleChannel(console)}, clock=clock, sources=sources) as desk:
            clients, watches = import_watchlist(desk.store, day_file("watchlist.yml"), now=clock())
            console.print(f"  watch list   {clients} exporters, {watches} watches")
            return await run_round(desk, list(sources.values()), progress=_progress(console, desk))


def demo_settings(home: Path) -> Settings:
    """Settings of the demo: its own home and store, the key that the played office asks for, no bot.

    Its store is a file at home or, where ``store.url`` names a cluster, indexes of its own there.
    """
    base = load_settings(home=home)
    store = {"url": ""} if base.store_url.startswith(SQLITE) else {"prefix": f"{base.store.prefix[:35]}-demo"}
    return base.model_copy(
        update={
            "store": base.store.model_copy(update=store),
            "crawl": CrawlSettings(contact=CONTACT),
            "uspto": UsptoSettings.model_validate({"api_key": DEMO_KEY}),
        }
    )


def _forget(settings: Settings) -> None:
    """Delete the demo's indexes where it keeps its records on a cluster."""
    if store_path(settings) is None:
        with closing(ElasticStore(elastic_access(settings))) as store:
            store.drop()


def day_file(name: str) -> Path:
    """A file of the bundled day."""
    return Path(str(resources.files("desk.demo").joinpath("day", name)))


def _clock(home: Path) -> Callable[[], datetime]:
    """The bundled day's time, going on from run to run, so that deadlines are those of that day."""
    counter = home / "runs"
    runs = int(counter.read_text()) if counter.exists() else 0
    counter.write_text(str(runs + 1))
    started = time.monotonic()
    return lambda: DEMO_NOW + runs * BETWEEN_RUNS + timedelta(seconds=time.monotonic() - started)


def _progress(console: Console, desk: Desk) -> Callable[[str, RoundReport], None]:
    console.print(f"  crawl        {', '.join(desk.sources)} …")

    def tell(step: str, report: RoundReport) -> None:
        match step:
            case "crawl":
                last = report.crawls[-1]
                console.print(f"  crawl        {last.source_id}: {crawl_summary(last)}")
                for words in troubles(last):
                    console.print(f"               [yellow]! {escape(words)}[/]")
            case "load":
                console.print(f"  load         {report.loaded.lines:,} lines")
            case "match":
                console.print(f"  match        {report.matched.records:,} records × watches: {report.matched.matches} matches")
            case "raise":
                console.print(
                    f"  raise        {len(report.raised.alerts)} alerts, {len(report.raised.silences)} kept silent with a reason"
                )
                console.print("  deliver      as a chat user reads them:\n")

    return tell


def _summarise(console: Console, report: RoundReport, home: Path) -> None:
    table = Table(title="Summary", title_justify="left", box=None, show_header=False, pad_edge=False)
    for crawl in report.crawls:
        table.add_row(f"source {crawl.source_id}", crawl_summary(crawl))
    kinds = Counter(name for crawl in report.crawls for name, number in crawl.records.items() for _ in range(number))
    table.add_row("records", ", ".join(f"{number:,} {name}" for name, number in kinds.items()) or "none new")
    table.add_row("matches", str(report.matched.matches))
    levels = Counter(alert.severity.value for alert in report.raised.alerts)
    table.add_row(
        "alerts", f"{len(report.raised.alerts)} new" + "".join(f", {number} {level}" for level, number in levels.most_common())
    )
    reasons = Counter(silence.reason for silence in report.raised.silences)
    table.add_row("kept silent", ", ".join(f"{number} {reason}" for reason, number in reasons.most_common()) or "0")
    table.add_row("messages", f"{report.delivered.sent if report.delivered else 0} alerts delivered")
    table.add_row("time", ", ".join(f"{step} {seconds:.1f} s" for step, seconds in report.seconds.items()))
    console.print()
    console.print(table)
    shown = home.relative_to(Path.cwd()) if home.is_relative_to(Path.cwd()) else home
    store = demo_settings(home).store
    where = f"LOOKOUT_HOME={shown}" + (f" LOOKOUT_STORE_PREFIX={store.prefix}" if store.url else "")
    console.print("\nType next:")
    for command in (
        'scan "Lumivora" --classes 11 --markets US,EU',
        "search filings --class 11 --country CN",
        "search dockets --schedule-a",
        "alerts",
        "quarantine",
        "doctor --offline",
    ):
        console.print(f"  {where} .venv/bin/lookout {escape(command)}", soft_wrap=True)
    console.print("  .venv/bin/lookout demo      (again: raises nothing new; --fresh starts over)")
