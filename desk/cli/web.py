"""``lookout web``: the status page."""

import asyncio
import contextlib
import signal

import click
from aiohttp import web

from config.settings import Settings, load_settings
from config.sources import load_sources
from desk.examination import Examiner
from desk.logs import start_logging
from desk.owner import onlooker
from desk.pulse import EVERY, beat
from desk.web.app import status_app
from desk.wiring import utc_now


@click.command("web")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; the page asks for no password.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0: any free port.")
def web_command(host: str, port: int) -> None:
    """Serve the status page until SIGTERM or Ctrl-C: / for people, /health for monitors (503 where something fails), /live."""
    settings = load_settings()
    start_logging(settings, to_file=False)
    asyncio.run(_serve(settings, host, port))


async def _serve(settings: Settings, host: str, port: int) -> None:
    app = status_app(Examiner(settings, load_sources(settings.sources), utc_now))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        sockets = runner.addresses
        click.echo(f"http://{sockets[0][0]}:{sockets[0][1]}/")
        with onlooker(settings.home) as file:
            while not stop.is_set():
                beat(file, "serves the status page", now=utc_now())
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), EVERY.total_seconds())
    finally:
        await runner.cleanup()
