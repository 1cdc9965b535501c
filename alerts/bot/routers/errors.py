"""Whatever went wrong in a handler: details to the log, a short apology with a number to the person."""

import asyncio
import contextlib
import logging
import secrets

from aiogram import Bot, Router
from aiogram.exceptions import AiogramError, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import Chat, ErrorEvent, User

from alerts.bot.caller import language_of
from alerts.bot.middlewares import Clock
from alerts.bot.service import BotService
from alerts.bot.speech import Speech
from alerts.texts import Texts
from records.errors import StoreError

log = logging.getLogger(__name__)


def router() -> Router:
    """The one error handler."""
    made = Router(name="errors")
    made.error.register(apologise)
    return made


async def apologise(event: ErrorEvent, bot: Bot, service: BotService, now: Clock, **told: object) -> bool:
    """A blocked chat is switched off, a moved one followed; everything else is logged under a number that the person gets."""
    chat = told.get("event_chat")
    if not isinstance(chat, Chat):
        chat = None
    if chat is not None and isinstance(event.exception, TelegramForbiddenError | TelegramMigrateToChat):
        with contextlib.suppress(StoreError):
            await asyncio.to_thread(_gone_or_moved, service, chat.id, event.exception, now)
        return True
    number = secrets.token_hex(3).upper()
    log.error("update %d failed, error %s", event.update.update_id, number, exc_info=event.exception)
    if chat is not None and (event.update.message or event.update.callback_query):
        user = told.get("event_from_user")
        speech = await _speech(service, chat.id, user.language_code if isinstance(user, User) else None)
        # The apology itself may fail as the reply did; that is in the log already.
        with contextlib.suppress(AiogramError):
            await bot.send_message(
                chat.id, speech.say("Sorry, that did not work. Please try again. (Error {number})", number=number)
            )
    return True


def _gone_or_moved(service: BotService, chat_id: int, error: TelegramForbiddenError | TelegramMigrateToChat, now: Clock) -> None:
    if isinstance(error, TelegramMigrateToChat):
        service.clients.move(chat_id, error.migrate_to_chat_id, now=now())
        return
    log.info("chat %d is closed to the bot: nothing more is sent there", chat_id)
    service.clients.set_active(chat_id, active=False, now=now())


async def _speech(service: BotService, chat_id: int, language_code: str | None) -> Speech:
    """The client's language, or the app's where the store does not answer."""
    with contextlib.suppress(StoreError):
        clients = await asyncio.to_thread(service.clients.of_chat, chat_id)
        if clients:
            return Speech(Texts(clients[0].language))
    return Speech(Texts(language_of(language_code, fallback=service.language)))
