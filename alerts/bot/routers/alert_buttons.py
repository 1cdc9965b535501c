"""The buttons under an alert: why, source, later, not relevant, relevant. Each press is authorised anew by its chat."""

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from alerts.bot.buttons import SNOOZES, Reopen, Snooze, alert_code, button, keyboard, rebuilt
from alerts.bot.caller import Caller
from alerts.bot.clients import TELEGRAM
from alerts.bot.middlewares import NeedsClient
from alerts.bot.replies import edit_buttons, reply
from alerts.bot.service import BotService
from alerts.bot.speech import Html, bold, fitting
from alerts.bot.until import local_time
from alerts.channels.telegram import AlertAction
from alerts.display import html, safe_url
from alerts.render import view
from index.schema import FILINGS
from records.alert import Alert

LONGEST_SNOOZE = 30
Rows = list[list[InlineKeyboardButton]]


def router() -> Router:
    """One handler a button."""
    made = Router(name="alert_buttons")
    made.callback_query.middleware(NeedsClient())
    made.callback_query.register(why, AlertAction.filter(F.action == "why"))
    made.callback_query.register(source, AlertAction.filter(F.action == "src"))
    made.callback_query.register(later, AlertAction.filter(F.action == "snz"))
    made.callback_query.register(not_relevant, AlertAction.filter(F.action == "nrl"))
    made.callback_query.register(relevant, AlertAction.filter(F.action == "rel"))
    made.callback_query.register(snooze, Snooze.filter())
    made.callback_query.register(reopen, Reopen.filter())
    return made


async def why(query: CallbackQuery, callback_data: AlertAction, caller: Caller, service: BotService) -> str:
    """What was compared and found, and how the level came about."""
    alert = await _own(callback_data.alert, caller, service)
    if alert is None:
        return _unknown(caller)
    said = view(alert, caller.texts, now=caller.now)
    reasons = [Html(f"• {html(line)}") for line in said.reasons]
    head = bold(caller.speech.say("Why #{number}", number=alert.number))
    await reply(query, fitting([head, *reasons], last=Html(f"<i>{html(said.footer)}</i>")))
    return ""


async def source(query: CallbackQuery, callback_data: AlertAction, caller: Caller, service: BotService) -> str:
    """Where it is on file, and how old the data is."""
    alert = await _own(callback_data.alert, caller, service)
    if alert is None:
        return _unknown(caller)
    said = view(alert, caller.texts, now=caller.now)
    head = bold(caller.speech.say("Source of #{number}", number=alert.number))
    facts = [Html(f"{html(label)}: {html(value)}") for label, value in said.facts]
    url = safe_url(alert.source_url)
    if url is None:
        facts.append(caller.speech.say("The source has no page of its own for this record; its number finds it in the register."))
    else:
        facts.append(Html(html(url)))
    text = fitting([head, *facts], last=Html(f"<i>{html(said.footer)}</i>"))
    await reply(query, text, _link(url, caller))
    return ""


async def later(query: CallbackQuery, callback_data: AlertAction, caller: Caller, service: BotService) -> str:
    """For how long?"""
    alert = await _own(callback_data.alert, caller, service)
    if alert is None:
        return _unknown(caller)
    code = alert_code(alert)
    lengths = [button(f"⏰ {caller.texts.say(words)}", Snooze(alert=code, days=days)) for days, words in SNOOZES]
    await _buttons(query, caller, code, [lengths, [button(caller.texts.say("Cancel"), Reopen(alert=code, change=0))]])
    return ""


async def snooze(query: CallbackQuery, callback_data: Snooze, caller: Caller, service: BotService) -> str:
    """Remind again in one, three or seven days."""
    alert = await _own(callback_data.alert, caller, service)
    if alert is None or not 0 < callback_data.days <= LONGEST_SNOOZE:
        return _unknown(caller)
    until = caller.now + timedelta(days=callback_data.days)
    await asyncio.to_thread(service.alerts.snooze, alert, until, chat_id=caller.chat_id, now=caller.now)
    code = alert_code(alert)
    time = local_time(until, caller.zone)
    await _buttons(query, caller, code, [[button(f"⏰ {time[:10]} ↩", Reopen(alert=code, change=1))]])
    if alert.due is not None and alert.due.on <= until.date():
        return caller.texts.say(
            "Snoozed until {time}. Mind: it is due on {due}, before that.", time=time, due=alert.due.on.isoformat()
        )
    return caller.texts.say("Snoozed until {time}.", time=time)


async def not_relevant(query: CallbackQuery, callback_data: AlertAction, caller: Caller, service: BotService) -> str:
    """Nothing more about it, and less of its kind."""
    alert = await _own(callback_data.alert, caller, service)
    if alert is None:
        return _unknown(caller)
    await asyncio.to_thread(service.alerts.set_aside, alert, by=_who(caller), now=caller.now)
    await _answered(query, caller, alert)
    return caller.texts.say("Marked as not relevant: nothing more is sent about it.") + _learns(alert, caller)


async def relevant(query: CallbackQuery, callback_data: AlertAction, caller: Caller, service: BotService) -> str:
    """More of its kind."""
    alert = await _own(callback_data.alert, caller, service)
    if alert is None:
        return _unknown(caller)
    await asyncio.to_thread(service.alerts.welcome, alert, by=_who(caller), now=caller.now)
    await _answered(query, caller, alert)
    return caller.texts.say("Marked as relevant.") + _learns(alert, caller)


async def reopen(query: CallbackQuery, callback_data: Reopen, caller: Caller, service: BotService) -> str:
    """Take the last choice back; with ``change`` 0 no choice was made yet."""
    alert = await _own(callback_data.alert, caller, service)
    if alert is None:
        return _unknown(caller)
    if callback_data.change:
        await asyncio.to_thread(service.alerts.reopen, alert, now=caller.now, chat_id=caller.chat_id)
    await _buttons(query, caller, alert_code(alert), [])
    return caller.texts.say("Taken back.") if callback_data.change else ""


async def _own(code: str, caller: Caller, service: BotService) -> Alert | None:
    return await asyncio.to_thread(service.alerts.find, caller.client_ids, code)


def _who(caller: Caller) -> str:
    return f"{TELEGRAM}:{caller.chat_id}"


def _learns(alert: Alert, caller: Caller) -> str:
    """Alerts of courts are answered, too, but no line keeps one back."""
    return caller.texts.say(" This watch learns from it; /list shows what.") if alert.collection == FILINGS.name else ""


def _unknown(caller: Caller) -> str:
    return caller.texts.say("This alert is not among yours.")


async def _answered(query: CallbackQuery, caller: Caller, alert: Alert) -> None:
    code = alert_code(alert)
    await _buttons(query, caller, code, [[button(caller.texts.say("↩ Take it back"), Reopen(alert=code, change=1))]])


async def _buttons(query: CallbackQuery, caller: Caller, code: str, rows: Rows) -> None:
    """Put these rows in the place of the alert's buttons; none brings back the ones it came with."""
    if isinstance(query.message, Message):
        await edit_buttons(query, rebuilt(query.message.reply_markup, code, rows, caller.texts))


def _link(url: str | None, caller: Caller) -> InlineKeyboardMarkup | None:
    """A button that opens the page; Telegram takes no host without a dot."""
    if url is None or "." not in (urlsplit(url).hostname or ""):
        return None
    return keyboard([[InlineKeyboardButton(text=caller.texts.say("Open the source"), url=url)]])
