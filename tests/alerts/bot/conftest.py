"""A bot that really polls: aiogram over HTTP against the fake Bot API, on a real SQLite store."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from alerts.bot.dispatcher import build_dispatcher, run_polling
from alerts.bot.service import BotService
from index.sqlite import SqliteStore
from records.tables import Market
from tests.fakes.telegram import RELAXED, FakeTelegram

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""


def market(code: str, name_en: str, name_zh: str, office: str | None = None) -> Market:
    return Market(
        code=code,
        office=office or code,
        name_en=name_en,
        name_zh=name_zh,
        filing_basis="first_to_file",
        squatting_risk="medium",
    )


MARKETS = (
    market("US", "United States", "美国"),
    market("EU", "European Union", "欧盟", "EM"),
    market("GB", "United Kingdom", "英国"),
    market("JP", "Japan", "日本"),
    market("SA", "Saudi Arabia", "沙特阿拉伯"),
    market("ZA", "South Africa", "南非"),
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **length: float) -> None:
        self.at += timedelta(**length)


class QuickSession(AiohttpSession):
    """Closes without aiogram's quarter of a second for TLS connections, of which there are none here."""

    async def close(self) -> None:
        if self._session is not None and not self._session.closed:
            await self._session.close()


class RunningBot:
    """``run_polling`` in a thread; leaving the context stops it as SIGTERM would."""

    def __init__(
        self, telegram: FakeTelegram, service: BotService, clock: Callable[[], datetime], token: str | None = None
    ) -> None:
        self._telegram, self._service, self._clock = telegram, service, clock
        self._token = token or telegram.token
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="bot")
        self._end: Future[None] | None = None

    def __enter__(self) -> Self:
        self._end = self._pool.submit(asyncio.run, self._poll())
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, timeout: float = 10) -> None:
        """Ask it to stop and wait until it has; raises what it ended with."""
        if self._loop is not None and self._stop is not None and self._end is not None and not self._end.done():
            self._loop.call_soon_threadsafe(self._stop.set)
        self.join(timeout)

    def join(self, timeout: float = 10) -> None:
        """Wait until it ends; raises what it ended with."""
        end, self._end = self._end, None
        if end is not None:
            end.result(timeout)
        self._pool.shutdown()

    async def _poll(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        session = QuickSession(api=TelegramAPIServer.from_base(self._telegram.url))
        dispatcher = build_dispatcher(self._service, markets=MARKETS, now=self._clock)
        async with Bot(self._token, session=session, default=DefaultBotProperties(parse_mode="HTML")) as bot:
            self._ready.set()
            await run_polling(bot, dispatcher, self._stop)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "lookout.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def service(store: SqliteStore) -> BotService:
    return BotService(store)


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram(limits=RELAXED) as server:
        yield server


@pytest.fixture
def bot(telegram: FakeTelegram, service: BotService, clock: Clock) -> Iterator[RunningBot]:
    with RunningBot(telegram, service, clock) as running:
        yield running


class Chat:
    """One person's side of a chat: says something and gets the answer."""

    def __init__(self, telegram: FakeTelegram, chat_id: int, language_code: str | None = "zh-hans") -> None:
        self.telegram = telegram
        self.id = chat_id
        self.language_code = language_code

    def say(self, text: str, containing: str = "") -> str:
        """Write, and return the bot's next message that contains the words."""
        last = max((message.message_id for message in self.telegram.messages(self.id)), default=0)
        self.telegram.push_user_message(self.id, text, self.language_code)
        return self.telegram.wait_for_message(self.id, containing, after=last).text

    def tell(self, text: str) -> None:
        """Write, and wait until the bot has dealt with it."""
        self.telegram.push_user_message(self.id, text, self.language_code)
        self.telegram.settle()

    def press(self, button: str, *, message_id: int | None = None) -> str:
        """Press a button, and return the short answer, once the update is dealt with."""
        query = self.telegram.press_button(self.id, button, message_id=message_id)
        answer = self.telegram.wait_for_answer(query)
        self.telegram.settle()
        return answer

    def last(self) -> str:
        """The newest message of the bot."""
        return self.telegram.messages(self.id)[-1].text

    def buttons(self) -> list[str]:
        """Words on the buttons of the newest message."""
        return [button.text for button in self.telegram.messages(self.id)[-1].buttons]


@pytest.fixture
def chen(telegram: FakeTelegram, bot: RunningBot) -> Chat:
    """A Chinese exporter who has sent /start."""
    chat = Chat(telegram, 1001)
    chat.say("/start", "瞭望")
    return chat


@pytest.fixture
def anna(telegram: FakeTelegram, bot: RunningBot) -> Chat:
    """An English-speaking one."""
    chat = Chat(telegram, 2002, "en-GB")
    chat.say("/start", "This is Lookout")
    return chat
