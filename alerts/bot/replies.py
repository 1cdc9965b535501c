"""Changing a message the bot sent earlier; that it already looks so, or is gone, is no error."""

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from alerts.bot.speech import Html

_HARMLESS = ("message is not modified", "message to edit not found", "message can't be edited")


async def reply(query: CallbackQuery, text: Html, markup: InlineKeyboardMarkup | None = None) -> None:
    """A message of its own in the chat of the pressed button, in answer to that message where it can still be answered."""
    if isinstance(query.message, Message):
        await query.message.reply(text, reply_markup=markup, allow_sending_without_reply=True)
    elif query.message is not None and query.bot is not None:
        await query.bot.send_message(query.message.chat.id, text, reply_markup=markup)


async def edit(query: CallbackQuery, text: Html, markup: InlineKeyboardMarkup | None) -> None:
    """New text and buttons for the message whose button was pressed; a new message where that one is too old to be changed."""
    if not isinstance(query.message, Message):
        await reply(query, text, markup)
        return
    try:
        await query.message.edit_text(text, reply_markup=markup)
    except TelegramBadRequest as error:
        _pass_harmless(error)


async def edit_buttons(query: CallbackQuery, markup: InlineKeyboardMarkup) -> None:
    """New buttons for the message whose button was pressed."""
    if isinstance(query.message, Message):
        try:
            await query.message.edit_reply_markup(reply_markup=markup)
        except TelegramBadRequest as error:
            _pass_harmless(error)


def _pass_harmless(error: TelegramBadRequest) -> None:
    if not any(words in str(error) for words in _HARMLESS):
        raise error
