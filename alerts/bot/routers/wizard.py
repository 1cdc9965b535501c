"""The guided /watch: kind → name → classes → markets. Kept in memory: after a restart it says how to go on."""

from collections.abc import Sequence
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from alerts.bot.buttons import KINDS, Wizard, button, keyboard
from alerts.bot.caller import Caller
from alerts.bot.follow import follow, problem
from alerts.bot.markets import MarketNames
from alerts.bot.middlewares import NeedsClient
from alerts.bot.pages import WITHOUT_GOODS
from alerts.bot.problems import TypedError
from alerts.bot.replies import edit_buttons, reply
from alerts.bot.service import BotService
from alerts.bot.speech import Html
from alerts.bot.watch_line import read_classes, read_markets, read_terms
from alerts.bot.watches import Draft
from alerts.display import clean
from alerts.texts import N_, Texts
from records.codes import WatchKind

COMMON_MARKETS = ("US", "EU", "GB", "JP", "KR", "CA", "AU", "MX", "BR", "AE", "VN", "RU")
"""Offered as buttons; any other market can be written."""
PER_ROW = 4

NAME_QUESTIONS = {
    WatchKind.MARK: N_("Which trademark? Write it; other spellings or scripts after “=”, for example: NORTHRIVER=北河"),
    WatchKind.SHOP: N_("Which shop? Write its name as it stands on the platform; other spellings after “=”."),
    WatchKind.COMPANY: N_("Which company? Write its name; the name in another script after “=”."),
    WatchKind.PRODUCT: N_("Which product? Write its name; other names after “=”."),
    WatchKind.PLAINTIFF: N_("Which plaintiff or brand owner? Write the name."),
    WatchKind.NUMBER: N_("Which number? Write an application, registration or docket number."),
}


class Steps(StatesGroup):
    """What the bot waits for."""

    names = State()
    classes = State()
    markets = State()


def router() -> Router:
    """The conversation's steps."""
    made = Router(name="wizard")
    made.message.middleware(NeedsClient())
    made.callback_query.middleware(NeedsClient())
    made.message.register(cancel, Command("cancel"))
    typed = F.text & ~F.text.startswith("/")
    made.message.register(take_names, StateFilter(Steps.names), typed)
    made.message.register(take_classes, StateFilter(Steps.classes), typed)
    made.message.register(take_markets, StateFilter(Steps.markets), typed)
    made.callback_query.register(press_cancel, Wizard.filter(F.step == "cancel"))
    made.callback_query.register(press_kind, Wizard.filter(F.step == "kind"))
    made.callback_query.register(press_skip, Wizard.filter(F.step == "classes"), StateFilter(Steps.classes))
    made.callback_query.register(press_market, Wizard.filter(F.step == "market"), StateFilter(Steps.markets))
    made.callback_query.register(press_lost, Wizard.filter())
    return made


async def ask_kind(message: Message, caller: Caller, state: FSMContext) -> None:
    """First question."""
    await state.clear()
    kinds = [button(caller.texts.say(words), Wizard(step="kind", value=kind)) for kind, words in KINDS.items()]
    markup = keyboard([kinds[:3], kinds[3:], [_cancel_button(caller.texts)]])
    await message.answer(caller.speech.say("What would you like to follow?"), reply_markup=markup)


async def ask_names(message: Message, caller: Caller, state: FSMContext, kind: WatchKind) -> None:
    """Second question."""
    await state.set_state(Steps.names)
    await state.set_data({"kind": kind.value})
    await message.answer(caller.speech.say(NAME_QUESTIONS[kind]), reply_markup=keyboard([[_cancel_button(caller.texts)]]))


async def press_kind(query: CallbackQuery, callback_data: Wizard, caller: Caller, state: FSMContext) -> str:
    """A kind was chosen; needs no memory of the question."""
    if callback_data.value not in list(WatchKind) or not isinstance(query.message, Message):
        return await press_lost(query, caller, state)
    await ask_names(query.message, caller, state, WatchKind(callback_data.value))
    return ""


async def take_names(message: Message, caller: Caller, state: FSMContext, service: BotService, names: MarketNames) -> None:
    """The names were written."""
    written = message.text or ""
    kind = WatchKind((await state.get_data())["kind"])
    try:
        terms = read_terms(written, kind)
    except TypedError as error:
        await message.answer(problem(error, caller.speech))
        return
    await state.update_data(terms=terms, hidden=clean(written, limit=len(written)).hidden)
    if kind in WITHOUT_GOODS:
        await _finish(message, caller, state, service, names)
        return
    await state.set_state(Steps.classes)
    skip = button(caller.texts.say("I do not know them"), Wizard(step="classes", value="skip"))
    question = caller.speech.say("In which Nice classes do you trade? Write numbers, for example: 25, 18")
    await message.answer(question, reply_markup=keyboard([[skip], [_cancel_button(caller.texts)]]))


async def take_classes(message: Message, caller: Caller, state: FSMContext, names: MarketNames) -> None:
    """The classes were written."""
    try:
        classes = read_classes(message.text or "")
    except TypedError as error:
        await message.answer(problem(error, caller.speech))
        return
    await state.update_data(classes=classes)
    await _ask_markets(message, caller, state, names)


async def press_skip(query: CallbackQuery, caller: Caller, state: FSMContext, names: MarketNames) -> str:
    """The classes are not known."""
    if isinstance(query.message, Message):
        await _ask_markets(query.message, caller, state, names)
    return ""


async def _ask_markets(message: Message, caller: Caller, state: FSMContext, names: MarketNames) -> None:
    await state.set_state(Steps.markets)
    question = caller.speech.say(
        "In which markets do you sell, or plan to? Choose, then Done; or write codes such as US, EU, SA."
    )
    await message.answer(question, reply_markup=_market_buttons((), caller.texts, names))


async def press_market(
    query: CallbackQuery, callback_data: Wizard, caller: Caller, state: FSMContext, service: BotService, names: MarketNames
) -> str:
    """A market was ticked or unticked, or the choice is made."""
    if not isinstance(query.message, Message):
        return ""
    chosen: list[str] = list((await state.get_data()).get("markets", ()))
    match callback_data.value:
        case "all":
            await state.update_data(offices=())
            await _finish(query.message, caller, state, service, names)
        case "done" if not chosen:
            return caller.texts.say("Choose a market first, or “All markets”.")
        case "done":
            await state.update_data(offices=names.offices(chosen))
            await _finish(query.message, caller, state, service, names)
        case code if code in COMMON_MARKETS:
            chosen = [other for other in chosen if other != code] if code in chosen else [*chosen, code]
            await state.update_data(markets=chosen)
            await edit_buttons(query, _market_buttons(chosen, caller.texts, names))
    return ""


async def take_markets(message: Message, caller: Caller, state: FSMContext, service: BotService, names: MarketNames) -> None:
    """The markets were written."""
    try:
        offices = read_markets(message.text or "", names)
    except TypedError as error:
        await message.answer(problem(error, caller.speech))
        return
    await state.update_data(offices=offices)
    await _finish(message, caller, state, service, names)


async def _finish(message: Message, caller: Caller, state: FSMContext, service: BotService, names: MarketNames) -> None:
    told: dict[str, Any] = await state.get_data()
    await state.clear()
    draft = Draft(kind=WatchKind(told["kind"]), terms=told["terms"], classes=told.get("classes"), offices=told.get("offices"))
    await message.answer(await follow(draft, caller, service, names, hidden=told["hidden"]))


async def cancel(message: Message, caller: Caller, state: FSMContext) -> None:
    """/cancel."""
    await message.answer(await _cancelled(caller, state))


async def press_cancel(query: CallbackQuery, caller: Caller, state: FSMContext) -> str:
    """The cancel button."""
    said = await _cancelled(caller, state)
    await edit_buttons(query, keyboard([]))
    await reply(query, said)
    return ""


async def _cancelled(caller: Caller, state: FSMContext) -> Html:
    going = await state.get_state() is not None
    await state.clear()
    return caller.speech.say("Cancelled; nothing was changed.") if going else caller.speech.say("There is nothing to cancel.")


async def press_lost(query: CallbackQuery, caller: Caller, state: FSMContext) -> str:
    """A button of a conversation that is over, or that a restart has made forgotten."""
    await state.clear()
    said = caller.speech.say(
        "This conversation is over, or was lost when I was restarted. Nothing was saved: begin again with /watch"
    )
    await reply(query, said)
    return ""


def _cancel_button(texts: Texts) -> InlineKeyboardButton:
    return button(texts.say("Cancel"), Wizard(step="cancel", value=""))


def _market_buttons(chosen: Sequence[str], texts: Texts, names: MarketNames) -> InlineKeyboardMarkup:
    known = {market.code for market in names.markets}
    ticks = [
        button(f"✓ {code}" if code in chosen else code, Wizard(step="market", value=code))
        for code in COMMON_MARKETS
        if code in known
    ]
    rows = [ticks[at : at + PER_ROW] for at in range(0, len(ticks), PER_ROW)]
    ends = [
        button(texts.say("All markets"), Wizard(step="market", value="all")),
        button(texts.say("Done"), Wizard(step="market", value="done")),
    ]
    return keyboard([*rows, ends, [_cancel_button(texts)]])
