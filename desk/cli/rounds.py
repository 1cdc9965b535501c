"""``lookout run`` and ``lookout round``."""

import asyncio
import signal
import sys
from contextlib import nullcontext

import click
from rich.console import Console

from alerts.channels import Channel
from alerts.channels.console import ConsoleChannel
from alerts.channels.telegram import TelegramChannel
from config.settings import Settings, load_settings
from desk.flow import ALL_STEPS, RoundReport, Step, run_round
from desk.jobs import crawl_summary, troubles, went_well
from desk.logs import start_logging
from desk.service import Service, only_scheduler, usable_sources
from desk.telegram import TelegramBot, telegram_bot
from desk.wiring import Desk, open_desk
from records.errors import SettingsError


@click.command("run")
@click.option(
    "--only",
    "only",
    type=click.Choice([step.value for step in Step]),
    multiple=True,
    help="Do only this step of the rounds (several: repeat); the others are done by other processes on the same store.",
)
def run_command(only: tuple[str, ...]) -> None:
    """Be the service until SIGTERM or Ctrl-C: the whole of it, or with --only a part.

    The process that crawls must load, too: the spool is on its disk. It also sweeps and tidies; the one that delivers is the bot.
    """
    settings = load_settings()
    steps = frozenset(map(Step, only)) or ALL_STEPS
    if (Step.CRAWL in steps) != (Step.LOAD in steps):
        raise click.BadParameter("crawl and load go together: records pass between them on the disk of one machine")
    start_logging(settings, to_file=True)
    with only_scheduler(settings.home):
        asyncio.run(_serve(settings, steps))


async def _serve(settings: Settings, steps: frozenset[Step]) -> None:
    async with telegram_bot(settings) if Step.DELIVER in steps else nullcontext() as bot:
        with open_desk(settings, channels=channels_of(settings, bot)) as desk:
            polled = [bot.poller(desk)] if bot else []
            await Service(desk, bots=polled, steps=steps).run()


@click.command("round")
@click.option("--source", "source_ids", multiple=True, help="Crawl only this source.")
@click.option("--no-crawl", is_flag=True, help="Only load, match, raise and deliver what is there.")
def round_command(source_ids: tuple[str, ...], no_crawl: bool) -> None:
    """Do one round and say what it did."""
    settings = load_settings()
    start_logging(settings, to_file=False)
    try:
        report = asyncio.run(_one_round(settings, source_ids, crawl=not no_crawl))
    except asyncio.CancelledError:
        click.echo("stopped before its end; the next round goes on from here", err=True)
        sys.exit(128 + signal.SIGTERM)
    click.echo(
        f"loaded {report.loaded.lines} lines, matched {report.matched.records} records and {report.matched.watches} new watches: "
        f"{report.matched.matches} matches, {len(report.raised.alerts)} alerts, {len(report.raised.silences)} silent; "
        f"sent {report.delivered.sent if report.delivered else 0}"
    )
    sys.exit(1 if not all(map(went_well, report.crawls)) else 0)


async def _one_round(settings: Settings, source_ids: tuple[str, ...], *, crawl: bool) -> RoundReport:
    async with telegram_bot(settings) as bot:
        with open_desk(settings, channels=channels_of(settings, bot)) as desk:
            unknown = sorted(set(source_ids) - set(desk.sources))
            if unknown:
                raise SettingsError(f"no source {unknown[0]!r}; sources: {', '.join(desk.sources)}")
            sources = [source for source in usable_sources(desk) if not source_ids or source.id in source_ids]
            _stop_on_sigterm(desk)
            return await run_round(desk, sources if crawl else (), progress=_tell)


def _stop_on_sigterm(desk: Desk) -> None:
    """Let SIGTERM end this task as the service's stop does: the step in hand ends, a crawl is cut off, leases are given back."""
    task = asyncio.current_task()

    def stop() -> None:
        desk.stopping.set()
        if task is not None:
            task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)


def _tell(step: str, report: RoundReport) -> None:
    if step == "crawl":
        last = report.crawls[-1]
        click.echo(f"crawled {last.source_id}: {crawl_summary(last)}")
        for words in troubles(last):
            click.echo(f"  ! {words}", err=True)


def channels_of(settings: Settings, bot: TelegramBot | None) -> dict[str, Channel]:
    """The channels that the settings turn on, by name."""
    channels: dict[str, Channel] = {}
    if settings.console.enabled:
        channels["console"] = ConsoleChannel(Console(highlight=False))
    if bot is not None:
        channels["telegram"] = TelegramChannel(bot.bot)
    return channels
