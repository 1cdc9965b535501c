"""Long polling that loses no update and repeats none after a clean stop."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import BotCommand
from aiogram.utils.backoff import Backoff, BackoffConfig

from alerts.bot.lanes import Lanes
from alerts.bot.menu import COMMANDS
from alerts.bot.patience import Patience
from alerts.texts import Texts
from records.errors import RejectedError

log = logging.getLogger(__name__)

POLL_SECONDS = 25
REQUEST_SECONDS = 15
BATCH = 20
"""Updates taken at a time: what a stop has to see through."""
GRACE_SECONDS = 5.0
"""How long a stop waits for the replies of the updates in hand; their writes are done by then."""
T = TypeVar("T")
BACKOFF = BackoffConfig(min_delay=0.5, max_delay=30.0, factor=2.0, jitter=0.1)


async def run_polling(bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
    """Take updates and handle them until ``stop``: chats side by side, the updates of one chat in order.

    An update is confirmed after it was handled, and the last one before this returns; network errors are waited out.
    Raises RejectedError where Telegram refuses the token.
    """
    async with _patient(bot):
        poll = _Poll(bot, dispatcher, stop)
        if await poll.introduce():
            await poll.run()


@asynccontextmanager
async def _patient(bot: Bot) -> AsyncIterator[None]:
    patience = Patience()
    bot.session.middleware.register(patience)
    try:
        yield
    finally:
        bot.session.middleware.unregister(patience)


class _Poll:
    def __init__(self, bot: Bot, dispatcher: Dispatcher, stop: asyncio.Event) -> None:
        self._bot = bot
        self._stop = stop
        self._lanes = Lanes(bot, dispatcher)
        self._kinds = dispatcher.resolve_used_update_types()
        self._next: int | None = None
        self._backoff = Backoff(BACKOFF)

    async def introduce(self) -> bool:
        """Learn the bot's own name, and set its menu; False where the stop came first."""
        while not self._stop.is_set():
            try:
                me = await self._unless_stopped(self._bot.me())
            except (AiogramError, OSError) as error:
                await self._recover(error)
                continue
            if me is None:
                break
            log.info("polling as @%s", me.username)
            self._backoff.reset()
            try:
                await self._unless_stopped(_set_menu(self._bot))
            except (AiogramError, OSError) as error:
                log.warning("the menu of commands was not set: %s", error)
            return True
        return False

    async def run(self) -> None:
        """Poll until the stop, then let the replies under way end and confirm what was handled."""
        while not self._stop.is_set():
            try:
                updates = await self._unless_stopped(self._bot(self._question(POLL_SECONDS), REQUEST_SECONDS + POLL_SECONDS))
            except (AiogramError, OSError) as error:
                await self._recover(error)
                continue
            self._backoff.reset()
            if updates:
                await self._unless_stopped(self._lanes.take(updates))
            if updates is not None:
                # The question before has confirmed all that lay before it. An empty queue needs no offset: after a week of
                # silence Telegram numbers anew, perhaps lower (Bot API, "Update").
                self._next = max((update.update_id for update in updates), default=-1) + 1 or None
        await self._lanes.finish(GRACE_SECONDS)
        await self._confirm()

    async def _confirm(self) -> None:
        if self._next is None:
            return
        try:
            await self._bot(self._question(0), REQUEST_SECONDS)
        except (AiogramError, OSError) as error:
            log.warning("the last updates could not be confirmed and may come again: %s", type(error).__name__)

    def _question(self, seconds: int) -> GetUpdates:
        limit = BATCH if seconds else 1
        return GetUpdates(offset=self._next, limit=limit, timeout=seconds, allowed_updates=self._kinds)

    async def _recover(self, error: Exception) -> None:
        if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
            raise RejectedError(
                "Telegram refuses the bot's token: set LOOKOUT_TELEGRAM_TOKEN to the one @BotFather shows"
            ) from error
        if isinstance(error, TelegramConflictError) and "webhook" in str(error):
            log.warning("a webhook was set for this bot; it is removed so that updates can be polled")
            with contextlib.suppress(AiogramError):
                await self._bot.delete_webhook(drop_pending_updates=False)
                return
        seconds = next(self._backoff)
        if isinstance(error, TelegramRetryAfter):
            seconds = max(seconds, float(error.retry_after))
        log.warning("Telegram: %s; next try in %.1f s", type(error).__name__, seconds)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def _unless_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of ``work``, or None where the stop comes first; then it is cancelled."""
        task = asyncio.ensure_future(work)
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            stopped.cancel()
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)


async def _set_menu(bot: Bot) -> None:
    for language, code in (("en", None), ("zh", "zh")):
        texts = Texts(language)
        menu = [BotCommand(command=name, description=texts.say(words)) for name, words in COMMANDS]
        await bot.set_my_commands(menu, language_code=code)
