"""Builds the Telegram bot from the settings, for polling and for sending."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.utils.token import TokenValidationError

from alerts.bot.dispatcher import build_dispatcher
from alerts.bot.polling import run_polling
from alerts.bot.service import BotService
from config.settings import Settings
from config.tables import markets
from desk.wiring import Desk
from records.errors import SettingsError


@dataclass(frozen=True, slots=True)
class TelegramBot:
    """The bot and the way to poll it."""

    bot: Bot

    def poller(self, desk: Desk) -> Callable[[asyncio.Event], Awaitable[None]]:
        """Polls updates for that desk until the stop event."""
        service = BotService(desk.store, language=desk.settings.alerts.language, scale=desk.scale)
        dispatcher = build_dispatcher(service, markets=markets(), now=desk.clock)
        return lambda stop: run_polling(self.bot, dispatcher, stop)


@asynccontextmanager
async def telegram_bot(settings: Settings) -> AsyncIterator[TelegramBot | None]:
    """The bot of the settings, ``None`` where no token is set; raises SettingsError for a malformed token."""
    token = settings.telegram.token
    if token is None:
        yield None
        return
    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram.api_url))
    try:
        bot = Bot(token.get_secret_value(), session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    except TokenValidationError as error:
        await session.close()
        raise SettingsError(
            "telegram.token (LOOKOUT_TELEGRAM_TOKEN) is not a bot token: @BotFather gives one like 123456:ABC…"
        ) from error
    try:
        yield TelegramBot(bot)
    finally:
        await session.close()
