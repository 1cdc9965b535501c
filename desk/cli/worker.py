"""``lookout worker``."""

import asyncio

import click

from config.settings import load_settings
from desk.logs import start_logging
from desk.wiring import open_desk
from desk.working import Worker


@click.command("worker")
def worker_command() -> None:
    """Match and raise what is due, until SIGTERM or Ctrl-C; run as many as the records need, on one store."""
    settings = load_settings()
    start_logging(settings, to_file=True)
    with open_desk(settings, channels={}) as desk:
        asyncio.run(Worker(desk).run())
