"""Where the log goes: to standard error for a person, to a rotating file in the home folder; secrets never reach either."""

import logging
from logging.handlers import RotatingFileHandler

from alerts.bot.redact import Redact
from config.addresses import secret, store_secrets
from config.settings import Settings

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
NOISY = {
    "apscheduler.scheduler": logging.ERROR,  # that a job is still at work at its next time is no trouble
    "apscheduler.executors": logging.CRITICAL,  # failed jobs are told by desk.service
    "aiogram.event": logging.WARNING,
    "elastic_transport.transport": logging.ERROR,  # a line for each request, and for each that failed: desk.weather tells it
    "elastic_transport.node_pool": logging.ERROR,
    "asyncio": logging.WARNING,
}
"""Loggers of others, and from which level they are heard."""


def start_logging(settings: Settings, *, to_file: bool) -> None:
    """Set up the root logger; ``to_file`` also writes ``LOOKOUT_HOME/logs/lookout.log`` (5 × 5 MB)."""
    redact = Redact(_secrets(settings))
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if to_file:
        folder = settings.home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(RotatingFileHandler(folder / "lookout.log", maxBytes=5_000_000, backupCount=4, encoding="utf-8"))
    for handler in handlers:
        handler.addFilter(redact)
    logging.basicConfig(level=settings.log.level, format=FORMAT, handlers=handlers, force=True)
    for name, least in NOISY.items():
        logging.getLogger(name).setLevel(max(least, logging.getLogger().level))


def _secrets(settings: Settings) -> tuple[str, ...]:
    held = (secret(settings.telegram.token), secret(settings.uspto.api_key))
    return (*(text for text in held if text), *store_secrets(settings))
