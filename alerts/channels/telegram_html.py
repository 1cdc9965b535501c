"""Neutral message → Telegram's HTML, in pieces of at most 4096 UTF-16 units cut between alerts, never inside a tag."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from alerts.display import cut, html, safe_url, utf16_length
from alerts.render import AlertView, Form, Message
from alerts.texts import Texts
from alerts.words import COLOURS

LIMIT = 4096
"""UTF-16 units of one message. Telegram counts after parsing; counting tags and escapes too is on the safe side."""
FULL_PER_PART = 3
"""Alerts with buttons in one message: more rows of buttons than that are not told apart on a phone."""
LINES_PER_PART = 30

ORDINALS = ("①", "②", "③")


def parts(message: Message) -> tuple[Message, ...]:
    """Cut so that every piece, formatted, fits; the most severe first, nothing left out."""
    pieces: list[Message] = []
    taken: list[AlertView] = []
    for view in message.views:
        fitting = replace(message, views=(*taken, view))
        if taken and not _fits(fitting):
            pieces.append(replace(message, views=tuple(taken)))
            taken = []
        taken.append(view)
    if taken:
        pieces.append(replace(message, views=tuple(taken)))
    return tuple(pieces)


def formatted(message: Message) -> str:
    """The message as Telegram HTML, at most LIMIT units; a single alert too long for that loses its least needed lines."""
    whole = _assemble(message, [_block(view, message.language) for view in message.views if view.form is not Form.NUMBER])
    if utf16_length(whole) <= LIMIT or not message.views:
        return whole
    first = message.views[0]
    for shorter in _shortened(first):
        whole = _assemble(replace(message, views=(shorter,)), [_block(shorter, message.language)])
        if utf16_length(whole) <= LIMIT:
            break
    return whole


def _fits(message: Message) -> bool:
    full = sum(1 for view in message.views if view.form is Form.FULL)
    if full > FULL_PER_PART or sum(1 for view in message.views if view.form is Form.BRIEF) > LINES_PER_PART:
        return False
    blocks = [_block(view, message.language) for view in message.views if view.form is not Form.NUMBER]
    return utf16_length(_assemble(message, blocks)) <= LIMIT


def _assemble(message: Message, blocks: Iterable[str]) -> str:
    texts = Texts(message.language)
    lines = [f"🔁 <i>{html(message.repeat_notice)}</i>"] if message.repeat_notice else []
    lines += blocks
    numbered = [number for view in message.views if view.form is Form.NUMBER for number in _numbers(view)]
    if numbered:
        more = texts.say_many("{n} more: /alerts", "{n} more: /alerts", len(numbered))
        lines.append(f"{html(more)}\n{' '.join(numbered)}")
    if message.heading:
        lines.append(f"<i>{html(message.heading)} · /alerts</i>")
    return "\n\n".join(lines)


def _numbers(view: AlertView) -> list[str]:
    return [f"#{key[:8].upper()}" for key in view.alert_ids]


def _block(view: AlertView, language: str) -> str:
    colour = COLOURS[view.severity]
    if view.form is Form.BRIEF:
        return "\n".join((f"{colour} {html(view.line)} <code>#{html(view.number)}</code>", *map(html, view.also)))
    return "\n".join(_lines(view, Texts(language), colour))


def _lines(view: AlertView, texts: Texts, colour: str) -> Iterator[str]:
    yield f"{colour} <b>{html(view.summary)}</b>"
    yield f"{html(view.level)} · <code>#{html(view.number)}</code>"
    yield from (f"⚠ {html(line)}" for line in view.warnings)
    yield from (f"⏰ {html(line)}" for line in view.deadlines)
    yield from (f"{place}. {html(line)}" for place, line in enumerate(view.actions, start=1))
    if view.why:
        yield html(texts.say("Why: {reasons}", reasons=view.why))
    yield from (html(texts.say("{label}: {value}", label=label, value=value)) for label, value in view.facts)
    yield from (html(line) for line in view.also)
    url = safe_url(view.source_url)
    if url:
        label = texts.say("Open the source")
        yield f'<a href="{html(url)}">{html(label)}</a>'
    yield f"<i>{html(view.footer)}</i>"


def _shortened(view: AlertView) -> Iterator[AlertView]:
    for count in range(len(view.facts) - 1, -1, -1):
        yield replace(view, facts=view.facts[:count])
    for count in range(len(view.actions) - 1, 0, -1):
        yield replace(view, facts=(), actions=view.actions[:count])
    bare = replace(view, facts=(), actions=view.actions[:1], deadlines=view.deadlines[:1], why="", also=())
    yield bare
    yield replace(bare, source_url=None)
    for limit in (800, 400, 200):
        yield replace(
            bare, source_url=None, summary=cut(view.summary, limit), actions=(), deadlines=(), warnings=view.warnings[:2]
        )
