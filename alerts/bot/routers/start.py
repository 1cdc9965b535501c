"""/start, /stop, /language and /help."""

import asyncio

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from alerts.bot.buttons import KINDS, Language, Wizard, button, keyboard, languages
from alerts.bot.caller import Caller
from alerts.bot.menu import care, help_text
from alerts.bot.pages import EXAMPLE
from alerts.bot.replies import reply
from alerts.bot.service import BotService
from alerts.bot.speech import Html, Speech, bold, lines
from alerts.texts import LANGUAGES, Texts
from records.codes import WatchKind


def router() -> Router:
    """Handlers that anybody may use."""
    made = Router(name="start")
    made.message.register(start, CommandStart())
    made.message.register(stop, Command("stop"))
    made.message.register(show_help, Command("help"))
    made.message.register(set_language, Command("language"))
    made.callback_query.register(press_language, Language.filter())
    return made


async def start(message: Message, caller: Caller, service: BotService, state: FSMContext) -> None:
    """Make a client of the chat, or go on after /stop. What a deep link brings along is not looked at."""
    await state.clear()
    started = await asyncio.to_thread(service.clients.start, caller.chat_id, language=caller.texts.language, now=caller.now)
    speech = caller.speech
    if started.resumed:
        watches = await asyncio.to_thread(service.watches.of, caller.client_ids)
        count = speech.say_many("You follow {n} thing.", "You follow {n} things.", len(watches))
        await message.answer(
            lines((speech.say("Welcome back: alerts come to this chat again. /alerts shows what came meanwhile."), count))
        )
        return
    add = [[button(caller.texts.say(KINDS[kind]), Wizard(step="kind", value=kind)) for kind in (WatchKind.MARK, WatchKind.SHOP)]]
    await message.answer(_greeting(speech), reply_markup=keyboard([*add, *languages().inline_keyboard]))


def _greeting(speech: Speech) -> Html:
    return lines(
        (
            bold(speech.say("This is Lookout.")),
            speech.say(
                "I watch foreign trademark registers and United States court dockets, and tell you early when something "
                "touches your marks, shops or products: what it is, why, and by when to act."
            ),
            Html(""),
            speech.say("Begin with one line:"),
            Html(EXAMPLE),
            speech.say("or send /watch and I ask step by step. /help shows everything."),
            Html(""),
            care(speech),
        )
    )


async def stop(message: Message, caller: Caller, service: BotService, state: FSMContext) -> None:
    """Send nothing more to the chat; what it follows is kept."""
    await state.clear()
    await asyncio.to_thread(service.clients.set_active, caller.chat_id, active=False, now=caller.now)
    await message.answer(
        caller.speech.say("Stopped: nothing more is sent to this chat. What you follow is kept; /start resumes.")
    )


async def show_help(message: Message, caller: Caller) -> None:
    """All commands."""
    await message.answer(help_text(caller.speech))


async def set_language(message: Message, caller: Caller, service: BotService, command: CommandObject) -> None:
    """``/language zh`` or ``/language en``; buttons where neither is said."""
    wanted = _language(command.args or "")
    if wanted is None:
        await message.answer(caller.speech.say("Which language?"), reply_markup=languages())
        return
    await asyncio.to_thread(service.clients.set_language, caller.chat_id, wanted, now=caller.now)
    await message.answer(_language_set(wanted, caller))


async def press_language(query: CallbackQuery, callback_data: Language, caller: Caller, service: BotService) -> str:
    """A language button."""
    wanted = _language(callback_data.code)
    if wanted is None:
        return caller.texts.say("This button is no longer in use.")
    await asyncio.to_thread(service.clients.set_language, caller.chat_id, wanted, now=caller.now)
    await reply(query, _language_set(wanted, caller))
    return ""


def _language(word: str) -> str | None:
    word = word.strip().casefold()
    if word in ("中文", "chinese", "cn") or word.startswith("zh"):
        return "zh"
    return "en" if word in ("english", "英文") or word.startswith("en") else None


def _language_set(language: str, caller: Caller) -> Html:
    speech = Speech(Texts(language if language in LANGUAGES else caller.texts.language))
    if caller.clients:
        return speech.say("I speak English from now on.")
    return speech.say("Please send /start first.")
