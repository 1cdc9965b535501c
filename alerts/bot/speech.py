"""Words for Telegram's HTML: everything is escaped on the way in, unless it is ``Html`` already."""

from collections.abc import Iterable, Sequence

from alerts.channels.telegram_html import LIMIT
from alerts.display import html, shown, utf16_length
from alerts.texts import Texts


class Html(str):
    """Text that is Telegram HTML: built here from escaped parts only."""

    __slots__ = ()


class Speech:
    """The catalogue of one language, as HTML. Values from outside are cleaned, cut and escaped as they are filled in."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        """The same words as plain text, for buttons and short answers."""

    def say(self, msgid: str, /, **values: object) -> Html:
        """The text in this language with its places filled."""
        marked = {name: f"\x02{name}\x03" for name in values}
        said = html(self.texts.say(msgid, **marked))
        for name, value in values.items():
            said = said.replace(f"\x02{name}\x03", escaped(value))
        return Html(said)

    def say_many(self, singular: str, plural: str, n: int, /) -> Html:
        """The text in the form for ``n``."""
        return Html(html(self.texts.say_many(singular, plural, n)))


def escaped(value: object) -> Html:
    """A value from outside, safe to stand in HTML."""
    return value if isinstance(value, Html) else Html(html(shown(str(value))))


def bold(value: object) -> Html:
    """In bold."""
    return Html(f"<b>{escaped(value)}</b>")


def lines(parts: Iterable[Html | None]) -> Html:
    """One below the other, what is missing left out."""
    return Html("\n".join(part for part in parts if part is not None))


def fitting(parts: Sequence[Html], *, last: Html) -> Html:
    """The parts below one another and ``last`` at the end, parts left out from the back until Telegram takes it."""
    for count in range(len(parts), 0, -1):
        text = lines((*parts[:count], Html("…") if count < len(parts) else None, Html(""), last))
        if utf16_length(text) <= LIMIT:
            return text
    return last
