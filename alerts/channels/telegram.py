"""Telegram: aiogram's errors become ours here, and nowhere else."""

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from aiohttp import ClientConnectorError

from alerts.channels import telegram_html
from alerts.channels.limits import TelegramLimits
from alerts.channels.telegram_html import ORDINALS
from alerts.render import Form, Message
from alerts.texts import Texts
from records.errors import ChannelError, GoneError, MovedError, RejectedError, RetryLaterError, UnansweredError

ALERT_KEY_DIGITS = 16
"""Leading digits of an alert's key that a button carries: a callback has 64 bytes."""
SEND_TIMEOUT = 30
"""Seconds for one request."""
_NO_SUCH_CHAT = ("chat not found", "user not found", "peer_id_invalid", "group chat was deactivated")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class AlertAction(CallbackData, prefix="a"):
    """A tap on a button. ``action``: ``why``, ``src``, ``snz``, ``nrl`` or ``rel``; ``alert``: the key's first 16 digits."""

    action: str
    alert: str


class TelegramChannel:
    """Alerts through a Telegram bot; the address is a chat id."""

    name = "telegram"

    def __init__(self, bot: Bot, *, limits: TelegramLimits | None = None) -> None:
        self._bot = bot
        self._limits = limits or TelegramLimits()

    def parts(self, message: Message) -> tuple[Message, ...]:
        """See ``Channel.parts``."""
        return telegram_html.parts(message)

    def ready_in(self, address: str) -> float:
        """See ``Channel.ready_in``."""
        return self._limits.ready_in(address)

    async def send(self, address: str, message: Message) -> str:
        """See ``Channel.send``; the receipt is Telegram's message id."""
        try:
            sent = await self._bot.send_message(
                chat_id=address,
                text=telegram_html.formatted(message),
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard(message),
                request_timeout=SEND_TIMEOUT,
            )
        except AiogramError as error:
            translated = translate(error)
            if isinstance(translated, RetryLaterError) and translated.retry_after is not None:
                self._limits.pause(address, translated.retry_after)
            raise translated from error
        finally:
            self._limits.sent(address)
        return str(sent.message_id)


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """Rows of buttons for every alert shown in full, numbered where there are several."""
    full = [view for view in message.views if view.form is Form.FULL]
    if not full:
        return None
    texts = Texts(message.language)
    marks = ORDINALS if len(full) > 1 else ("",)
    rows = [alert_rows(texts, view.alert_id[:ALERT_KEY_DIGITS], mark) for view, mark in zip(full, marks, strict=False)]
    return InlineKeyboardMarkup(inline_keyboard=[row for of_one in rows for row in of_one])


def alert_rows(texts: Texts, code: str, mark: str) -> list[list[InlineKeyboardButton]]:
    """The buttons an alert comes with: to look, and to answer; after its ordinal where the message has several alerts."""
    look = (("why", texts.say("Why?")), ("src", texts.say("Source")), ("snz", texts.say("Later")))
    answer = (("nrl", texts.say("Not relevant")), ("rel", texts.say("Relevant")))
    return [
        [
            InlineKeyboardButton(text=f"{mark} {label}".strip(), callback_data=AlertAction(action=action, alert=code).pack())
            for action, label in row
        ]
        for row in (look, answer)
    ]


def translate(error: AiogramError) -> ChannelError:
    """What an error of aiogram means for the delivery."""
    said = str(error)
    match error:
        case TelegramRetryAfter():
            return RetryLaterError(said, retry_after=float(error.retry_after))
        case TelegramMigrateToChat():
            return MovedError(said, new_address=str(error.migrate_to_chat_id))
        case TelegramForbiddenError():
            return GoneError(said)
        case TelegramBadRequest():
            return GoneError(said) if any(words in said.lower() for words in _NO_SUCH_CHAT) else RejectedError(said)
        case TelegramEntityTooLarge():
            return RejectedError(said)
        case TelegramUnauthorizedError() | TelegramNotFound() | TelegramConflictError():
            return RetryLaterError(f"the bot's token is not accepted: {said}")
        case TelegramNetworkError() if isinstance(error.__cause__, ClientConnectorError):
            return RetryLaterError(f"not reached: {said}")
        case TelegramNetworkError() | TelegramServerError() | ClientDecodeError() | TelegramAPIError():
            return UnansweredError(said)
        case _:
            return RetryLaterError(said)
