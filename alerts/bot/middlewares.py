"""What happens to every update before and after its handler."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import AiogramError
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, TelegramObject, Update, User

from alerts.bot.caller import Caller, language_of
from alerts.bot.service import BotService
from alerts.display import cut
from alerts.texts import N_, Texts

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

REMEMBERED = 20_000
REMEMBERED_FOR = timedelta(hours=24)
"""Telegram keeps an unconfirmed update that long (Bot API, "Getting updates")."""
MAX_TOAST = 200


class Once(BaseMiddleware):
    """Updates come at least once; a repeated id is dropped. Ids are kept in a set, as updates may come out of order."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._seen: OrderedDict[int, datetime] = OrderedDict()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Update) and not self._first(event.update_id):
            log.info("update %d came again and was dropped", event.update_id)
            return None
        return await handler(event, data)

    def _first(self, update_id: int) -> bool:
        now = self._now()
        while self._seen:
            oldest, at = next(iter(self._seen.items()))
            if len(self._seen) < REMEMBERED and now - at < REMEMBERED_FOR:
                break
            del self._seen[oldest]
        if update_id in self._seen:
            return False
        self._seen[update_id] = now
        return True


class Addressed(BaseMiddleware):
    """In a group only what is said to the bot counts: a command with its @name, or a reply to one of its messages."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Message) and event.chat.type != "private" and not await _to_the_bot(event, data):
            return UNHANDLED
        return await handler(event, data)


async def _to_the_bot(message: Message, data: dict[str, Any]) -> bool:
    if message.migrate_to_chat_id is not None:
        return True
    me = await data["bot"].me()
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    first = (message.text or "").split(maxsplit=1)[:1]
    return bool(first) and first[0].startswith("/") and first[0].casefold().endswith(f"@{me.username}".casefold())


class Introduce(BaseMiddleware):
    """Finds out who is calling and in which language to answer: ``caller``."""

    def __init__(self, service: BotService, now: Clock) -> None:
        self._service = service
        self._now = now

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        user: User | None = data.get("event_from_user")
        if not isinstance(event, Message | CallbackQuery | ChatMemberUpdated) or chat is None:
            return UNHANDLED
        clients = await asyncio.to_thread(self._service.clients.of_chat, chat.id)
        spoken = language_of(user.language_code if user else None, fallback=self._service.language)
        texts = Texts(clients[0].language if clients else spoken)
        data["caller"] = Caller(chat_id=chat.id, clients=clients, texts=texts, now=self._now())
        return await handler(event, data)


class NeedsClient(BaseMiddleware):
    """Handlers behind it are for chats that have sent /start; others are asked to."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        caller: Caller = data["caller"]
        if caller.clients:
            return await handler(event, data)
        please = N_("Please send /start first.")
        if isinstance(event, Message):
            await event.answer(caller.speech.say(please))
        return caller.texts.say(please)


class Toast(BaseMiddleware):
    """Answers every pressed button, with the words its handler returns; the waiting mark on the button never stays."""

    def __init__(self, service: BotService) -> None:
        self._service = service

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, CallbackQuery):
            return await handler(event, data)
        texts = Texts(language_of(event.from_user.language_code, fallback=self._service.language))
        words: object = texts.say("Something went wrong. Please try again.")
        try:
            words = await handler(event, data)
            if words is UNHANDLED:
                caller: Caller | None = data.get("caller")
                words = (caller.texts if caller else texts).say("This button is no longer in use.")
        finally:
            # Too old to be answered, or the network is away: the press itself has been dealt with.
            with contextlib.suppress(AiogramError):
                await event.answer(cut(words, MAX_TOAST) if isinstance(words, str) else None)
        return words
