"""``lookout alive``: asked by every container every half minute, so it imports nothing but the settings and the signs of life."""

import sys
from datetime import UTC, datetime

import click

from config.settings import load_settings
from desk.pulse import Life, lives


@click.command("alive")
def alive_command() -> None:
    """Say what the processes of this home are about; exit code 1 where one hangs, or none runs.

    Asks neither store nor network, so it tells a process that waits for the store from one that is broken. One that died is named
    until the next one to start has taken over its work; it is no reason to say that those that run are ill.
    """
    now = datetime.now(UTC)
    found = tuple(lives(load_settings().home))
    for life in found:
        click.echo(f"{life.owner}  {_words(life, now)}")
    running = [life for life in found if life.running]
    if not running:
        click.echo("nothing runs in this home")
    sys.exit(0 if running and not any(life.hangs(now) for life in running) else 1)


def _words(life: Life, now: datetime) -> str:
    state = "died: " if not life.running else "does not answer: " if life.hangs(now) else ""
    told = f"{life.sign.words} (said {life.sign.at:%H:%M:%S} UTC)" if life.sign else "it never spoke"
    return state + told
