"""Buttons under the bot's messages, and the short codes they send back (at most 64 bytes, ids never in full).

A code carries no right: whoever presses is looked up by chat, and the thing by client.
"""

from collections.abc import Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from alerts.channels.telegram import alert_rows
from alerts.channels.telegram_html import ORDINALS
from alerts.display import shown
from alerts.texts import N_, Texts
from records.alert import Alert
from records.codes import WatchKind

BUTTON_WORDS = 24
Rows = list[list[InlineKeyboardButton]]

KINDS: dict[WatchKind, str] = {
    WatchKind.MARK: N_("Trademark"),
    WatchKind.SHOP: N_("Shop"),
    WatchKind.COMPANY: N_("Company"),
    WatchKind.PRODUCT: N_("Product"),
    WatchKind.PLAINTIFF: N_("Plaintiff"),
    WatchKind.NUMBER: N_("Number"),
}
PAUSES: tuple[tuple[int, str], ...] = ((1, N_("1 hour")), (8, N_("8 hours")), (24, N_("1 day")), (168, N_("7 days")))
SNOOZES: tuple[tuple[int, str], ...] = ((1, N_("1 day")), (3, N_("3 days")), (7, N_("7 days")))


class Language(CallbackData, prefix="l"):
    """Speak this language."""

    code: str


class WatchList(CallbackData, prefix="wl"):
    """Show a page of the watches."""

    page: int


class AlertList(CallbackData, prefix="al"):
    """Show a page of the alerts."""

    page: int


class WatchButton(CallbackData, prefix="w"):
    """Remove a watch or put it back; forget its answers, once asked and then for good."""

    action: str
    watch: str
    page: int


class Mute(CallbackData, prefix="m"):
    """Pause for so many hours; 0 ends the pause."""

    hours: int


class Open(CallbackData, prefix="o"):
    """Show an alert in full."""

    alert: str


class Snooze(CallbackData, prefix="s"):
    """Remind of an alert in so many days."""

    alert: str
    days: int


class Reopen(CallbackData, prefix="r"):
    """Take back what was chosen for an alert; with ``change`` 0 only the choice is closed."""

    alert: str
    change: int


class Wizard(CallbackData, prefix="z"):
    """A choice in the guided /watch conversation."""

    step: str
    value: str


def alert_code(alert: Alert) -> str:
    """Short code of an alert: the first half of its key."""
    return alert.key[:16]


def keyboard(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    """Rows of buttons as a keyboard, empty rows left out."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])


def button(words: str, code: CallbackData) -> InlineKeyboardButton:
    """A button with cleaned, short words."""
    return InlineKeyboardButton(text=shown(words, limit=BUTTON_WORDS) or "…", callback_data=code.pack())


def pages(texts: Texts, code: type[WatchList] | type[AlertList], page: int, total: int) -> list[InlineKeyboardButton]:
    """Back and forth between the pages of a list; nothing where there is one only."""
    back = [button(texts.say("◀ Newer") if code is AlertList else texts.say("◀ Back"), code(page=page - 1))] if page > 0 else []
    on = (
        [button(texts.say("Older ▶") if code is AlertList else texts.say("More ▶"), code(page=page + 1))]
        if page + 1 < total
        else []
    )
    return back + on


def pause_buttons(texts: Texts, *, muted: bool) -> InlineKeyboardMarkup:
    """How long to be quiet."""
    lengths = [button(texts.say(words), Mute(hours=hours)) for hours, words in PAUSES]
    return keyboard([lengths[:2], lengths[2:], [button(texts.say("Resume now"), Mute(hours=0))] if muted else []])


def languages() -> InlineKeyboardMarkup:
    """The languages, each in its own words."""
    return keyboard([[button("中文", Language(code="zh")), button("English", Language(code="en"))]])


def rebuilt(markup: InlineKeyboardMarkup | None, code: str, rows: Rows, texts: Texts) -> InlineKeyboardMarkup:
    """The message's keyboard with other rows in the place of one alert's; its ordinal goes on to their first button."""
    old = markup.inline_keyboard if markup else []
    places = [place for place, row in enumerate(old) if any(_is_about(item, code) for item in row)]
    words = old[places[0]][0].text if places else ""
    mark = words[0] if words and words[0] in ORDINALS else ""
    new = rows or alert_rows(texts, code, mark)
    if rows and mark:
        new[0][0] = new[0][0].model_copy(update={"text": f"{mark} {new[0][0].text}"})
    before = [row for place, row in enumerate(old) if place not in places and places and place < places[0]]
    after = [row for place, row in enumerate(old) if place not in places and (not places or place > places[0])]
    return keyboard([*before, *new, *after])


def _is_about(item: InlineKeyboardButton, code: str) -> bool:
    return item.callback_data is not None and code in item.callback_data.split(":")
