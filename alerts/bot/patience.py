"""Waiting a little where Telegram asks for it, or does not answer, while a reply to a person is on its way."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

log = logging.getLogger(__name__)

answering: ContextVar[bool] = ContextVar("answering", default=False)
"""True where a person waits for an answer."""
LONGEST_WAIT = 20.0
"""Seconds one reply may wait in all; then the error goes to the error handler."""
PAUSES = (0.3, 1.0, 3.0)


class Patience(BaseRequestMiddleware):
    """Tries a reply again after a 429, a 5xx or a lost connection, a bounded number of times and seconds.

    Only where ``answering`` is set: messages of the outbox have their own schedule. A reply whose answer was lost may come twice;
    a person who asked is served better by two replies than by none.
    """

    def __init__(self, sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep) -> None:
        self._sleep = sleep

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if not answering.get():
            return await make_request(bot, method)
        waited = 0.0
        for pause in PAUSES:
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                pause = float(error.retry_after)
                if waited + pause > LONGEST_WAIT:
                    raise
                log.info("%s waits %.0f s: Telegram asks for it", method.__api_method__, pause)
            except (TelegramNetworkError, TelegramServerError, ClientDecodeError) as error:
                log.info("%s is tried again in %.1f s: %s", method.__api_method__, pause, type(error).__name__)
            waited += pause
            await self._sleep(pause)
        return await make_request(bot, method)
