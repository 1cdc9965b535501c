"""Puts the bot's handlers together, and polls."""

from collections.abc import Sequence

from aiogram import Dispatcher
from aiogram.fsm.storage.memory import MemoryStorage

from alerts.bot.markets import MarketNames
from alerts.bot.middlewares import Addressed, Clock, Introduce, Once, Toast
from alerts.bot.polling import run_polling
from alerts.bot.routers import alert_buttons, alert_list, errors, fallback, listing, membership, mute, start, watch, wizard
from alerts.bot.service import BotService
from records.tables import Market

__all__ = ["build_dispatcher", "run_polling"]


def build_dispatcher(service: BotService, *, markets: Sequence[Market], now: Clock) -> Dispatcher:
    """A dispatcher for one bot. ``markets`` is markets.csv, ``now`` the clock."""
    dispatcher = Dispatcher(storage=MemoryStorage(), name="lookout", service=service, names=MarketNames(markets), now=now)
    dispatcher.update.outer_middleware(Once(now))
    introduce = Introduce(service, now)
    dispatcher.message.outer_middleware(Addressed())
    dispatcher.callback_query.outer_middleware(Toast(service))
    for observer in (dispatcher.message, dispatcher.callback_query, dispatcher.my_chat_member):
        observer.outer_middleware(introduce)
    for part in (membership, start, wizard, watch, listing, alert_list, alert_buttons, mute, errors, fallback):
        dispatcher.include_router(part.router())
    return dispatcher
