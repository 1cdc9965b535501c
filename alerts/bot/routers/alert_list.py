"""/alerts: what was told lately; /alerts NUMBER: one alert in full."""

import asyncio

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from alerts.bot.buttons import AlertList, Open, alert_code, button, keyboard, pages
from alerts.bot.caller import Caller
from alerts.bot.client_alerts import NUMBER_DIGITS, AlertPage
from alerts.bot.middlewares import NeedsClient
from alerts.bot.replies import edit, reply
from alerts.bot.service import BotService
from alerts.bot.speech import Html, bold, escaped, lines
from alerts.bot.until import local_time
from alerts.channels import telegram_html
from alerts.channels.telegram import keyboard as alert_keyboard
from alerts.digest import compose
from alerts.display import cut, html
from alerts.render import view
from alerts.words import COLOURS
from records.alert import Alert, AlertState

PAGE = 5
LINE = 280


def router() -> Router:
    """The list, its pages, and an alert by its number."""
    made = Router(name="alerts")
    made.message.middleware(NeedsClient())
    made.callback_query.middleware(NeedsClient())
    made.message.register(show_alerts, Command("alerts"))
    made.callback_query.register(turn_page, AlertList.filter())
    made.callback_query.register(press_open, Open.filter())
    return made


async def show_alerts(message: Message, caller: Caller, service: BotService, command: CommandObject) -> None:
    """The newest alerts, or the one whose number was written."""
    number = (command.args or "").strip().lstrip("#")
    if not number:
        text, markup = await _page(0, caller, service)
        await message.answer(text, reply_markup=markup)
        return
    alert = await asyncio.to_thread(service.alerts.find, caller.client_ids, number)
    if alert is None:
        digits = caller.speech.say(
            "You have no alert with this number. A number has {n} digits; /alerts shows them.", n=NUMBER_DIGITS
        )
        await message.answer(digits)
        return
    full, buttons = _full(alert, caller)
    await message.answer(full, reply_markup=buttons)


async def turn_page(query: CallbackQuery, callback_data: AlertList, caller: Caller, service: BotService) -> None:
    """Another page in the place of this one."""
    text, markup = await _page(callback_data.page, caller, service)
    await edit(query, text, markup)


async def press_open(query: CallbackQuery, callback_data: Open, caller: Caller, service: BotService) -> str:
    """One alert in full, as a message of its own."""
    alert = await asyncio.to_thread(service.alerts.find, caller.client_ids, callback_data.alert)
    if alert is None:
        return caller.texts.say("This alert is not among yours.")
    await reply(query, *_full(alert, caller))
    return ""


def _full(alert: Alert, caller: Caller) -> tuple[Html, InlineKeyboardMarkup | None]:
    told = compose([alert], caller.texts.language, now=caller.now)
    return Html(telegram_html.formatted(told)), alert_keyboard(told)


async def _page(page: int, caller: Caller, service: BotService) -> tuple[Html, InlineKeyboardMarkup]:
    found = await asyncio.to_thread(service.alerts.page, caller.client_ids, page, size=PAGE)
    open_buttons = [button(f"{COLOURS[alert.severity]} {alert.number}", Open(alert=alert_code(alert))) for alert in found.alerts]
    rows = [open_buttons[at : at + 2] for at in range(0, len(open_buttons), 2)]
    markup = keyboard([*rows, pages(caller.texts, AlertList, found.page, found.pages)])
    return _text(found, caller), markup


def _text(found: AlertPage, caller: Caller) -> Html:
    speech = caller.speech
    if not found.alerts:
        return speech.say("No alerts yet. As soon as something close is found, it comes here by itself.")
    head = bold(speech.say_many("{n} alert", "{n} alerts", found.total))
    place = speech.say("page {page} of {pages}", page=found.page + 1, pages=found.pages)
    return lines((Html(f"{head} · {place}"), Html(""), Html("\n\n".join(_line(alert, caller) for alert in found.alerts))))


def _line(alert: Alert, caller: Caller) -> Html:
    said = view(alert, caller.texts, now=caller.now)
    top = Html(f"{COLOURS[alert.severity]} <code>#{escaped(alert.number)}</code> {html(cut(said.line, LINE))}")
    return lines((top, _state(alert, caller)))


def _state(alert: Alert, caller: Caller) -> Html | None:
    if alert.state is AlertState.NOT_RELEVANT:
        return caller.speech.say("marked not relevant")
    if alert.state is AlertState.ACKNOWLEDGED:
        return caller.speech.say("marked relevant")
    if alert.state is AlertState.SNOOZED and alert.snoozed_until is not None and alert.snoozed_until > caller.now:
        return caller.speech.say("snoozed until {time}", time=local_time(alert.snoozed_until, caller.zone))
    return None
