"""The console as a chat: one bubble an alert, its colour the severity's."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from alerts.channels.wrapping import wrap
from alerts.display import without_isolates
from alerts.render import AlertView, Form, Message
from alerts.texts import Texts
from alerts.words import COLOURS
from records.alert import Severity

WIDTH = 78
STYLES = {
    Severity.CRITICAL: "red",
    Severity.HIGH: "dark_orange",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "blue",
    Severity.INFO: "bright_black",
}


class ConsoleChannel:
    """Alerts as a chat user would read them; the address is shown as the name of the chat."""

    name = "console"

    def __init__(self, console: Console) -> None:
        self._console = console

    def parts(self, message: Message) -> tuple[Message, ...]:
        """A terminal takes a message of any length in one piece."""
        return (message,)

    def ready_in(self, address: str) -> float:  # noqa: ARG002 - the protocol's; a terminal has no limits
        """Always now."""
        return 0.0

    async def send(self, address: str, message: Message) -> str:
        """Print the message; the receipt is ``printed``."""
        self._console.print(chat(address, message, width=min(WIDTH, self._console.width)))
        return "printed"


def chat(address: str, message: Message, *, width: int) -> RenderableType:
    """The message as it stands in the chat ``address``."""
    texts = Texts(message.language)
    parts: list[RenderableType] = [Text(f"▎{_plain(address)}", style="bold")]
    if message.repeat_notice:
        parts.append(Text(f"🔁 {_plain(message.repeat_notice)}", style="italic"))
    parts += [_bubble(view, texts, width) for view in message.views if view.form is Form.FULL]
    brief = [_brief(view) for view in message.views if view.form is Form.BRIEF]
    if brief:
        parts.append(Panel(Group(*(_wrapped(line, width - 4) for line in brief)), width=width, border_style="bright_black"))
    numbers = [f"#{key[:8].upper()}" for view in message.views if view.form is Form.NUMBER for key in view.alert_ids]
    if numbers:
        more = texts.say_many("{n} more: /alerts", "{n} more: /alerts", len(numbers))
        parts.append(Padding(Text(f"{more} {' '.join(numbers)}"), (0, 1)))
    return Group(*parts, Text(""))


def _bubble(view: AlertView, texts: Texts, width: int) -> Panel:
    style = STYLES[view.severity]
    lines = [_wrapped(line, width - 4) for line in _lines(view, texts)]
    title = Text(f"{COLOURS[view.severity]} {_plain(view.level)} · #{view.number}", style=f"bold {style}")
    return Panel(Group(*lines), title=title, title_align="left", width=width, border_style=style, padding=(0, 1))


def _lines(view: AlertView, texts: Texts) -> Iterator[Text]:
    yield Text(_plain(view.summary), style="bold")
    yield from (Text(f"⚠ {_plain(line)}", style="yellow") for line in view.warnings)
    yield from (Text(f"• {_plain(line)}", style="cyan") for line in view.deadlines)
    yield from (Text(f"{place}. {_plain(line)}") for place, line in enumerate(view.actions, start=1))
    if view.why:
        yield Text(_plain(texts.say("Why: {reasons}", reasons=view.why)))
    for label, value in view.facts:
        yield Text(_plain(texts.say("{label}: {value}", label=label, value=value)), style="bright_black")
    yield from (Text(_plain(line)) for line in view.also)
    if view.source_url:
        yield Text(view.source_url, style="underline", overflow="fold")
    yield Text(_plain(view.footer), style="italic bright_black")


def _brief(view: AlertView) -> Text:
    return Text("\n".join((f"{COLOURS[view.severity]} {_plain(view.line)} #{view.number}", *map(_plain, view.also))))


def _wrapped(line: Text, width: int) -> Text:
    """Broken at spaces and between wide characters, which rich takes for one long word."""
    return Text("\n".join(wrap(line.plain, width)), style=line.style)


def _plain(text: str) -> str:
    return without_isolates(text)
