"""``lookout worker`` and ``lookout alive``."""

import asyncio
import sys

import click

from config.settings import load_settings
from desk.logs import start_logging
from desk.pulse import lives
from desk.wiring import open_desk, utc_now
from desk.working import Worker


@click.command("worker")
def worker_command() -> None:
    """Match and raise what is due, until SIGTERM or Ctrl-C; run as many as the records need, on one store."""
    settings = load_settings()
    start_logging(settings, to_file=True)
    with open_desk(settings, channels={}) as desk:
        asyncio.run(Worker(desk).run())


@click.command("alive")
def alive_command() -> None:
    """Say what the processes of this home are about; exit code 1 where one hangs or died, or none runs.

    Asks neither store nor network, so it tells a process that waits for the store from one that is broken.
    """
    now = utc_now()
    found = tuple(lives(load_settings().home))
    for life in found:
        state = "" if life.well(now) else "does not answer: " if life.running else "died: "
        told = f"{state}{life.sign.words} (said {life.sign.at:%H:%M:%S} UTC)" if life.sign else f"{state}it never spoke"
        click.echo(f"{life.owner}  {told}")
    if not found:
        click.echo("nothing runs in this home")
    sys.exit(0 if found and all(life.well(now) for life in found) else 1)
