"""Texts of the bot's lists and notices, as HTML."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from alerts.bot.buttons import KINDS
from alerts.bot.caller import Caller
from alerts.bot.markets import MarketNames
from alerts.bot.speech import Html, Speech, bold, escaped, lines
from alerts.bot.until import local_time
from alerts.bot.watches import Added, Outcome
from alerts.display import cut, html, shown
from alerts.learned import sentences
from alerts.texts import N_
from records.codes import WatchKind
from records.feedback import Learned
from records.watch import Watch

TERMS_SHOWN = 4
TERM_SHOWN = 40
LIST_SHOWN = 80
NOTE_SHOWN = 60

WITHOUT_GOODS = frozenset({WatchKind.PLAINTIFF, WatchKind.NUMBER, WatchKind.SHOP, WatchKind.COMPANY})
"""Kinds for which classes and markets say nothing unless given."""

_OUTCOMES = {
    Outcome.CREATED: N_("✅ Following it now."),
    Outcome.CHANGED: N_("✏️ You followed this already; it is now as follows."),
    Outcome.DUPLICATE: N_("You follow this already; nothing has changed."),
}


def shown_term(term: str) -> str:
    """A term cleaned and cut."""
    return shown(term, limit=TERM_SHOWN)


def terms_of(watch: Watch, *, count: int = TERMS_SHOWN) -> Html:
    """``NORTHRIVER = 北河 (+2)``."""
    terms = Html(" = ".join(escaped(shown(term, limit=TERM_SHOWN)) for term in watch.terms[:count]))
    return Html(f"{terms} (+{len(watch.terms) - count})") if len(watch.terms) > count else terms


def watch_lines(watch: Watch, speech: Speech, names: MarketNames, caller: Caller) -> Html:
    """A watch in two to four lines."""
    classes = cut(" ".join(str(number) for number in watch.classes), LIST_SHOWN)
    markets = cut(" ".join(names.codes(watch.offices)), LIST_SHOWN)
    scope: list[Html] = []
    if watch.classes or watch.kind not in WITHOUT_GOODS:
        scope.append(speech.say("classes: {classes}", classes=classes) if classes else speech.say("classes: not given"))
    if watch.goods:
        scope.append(speech.say("goods: {goods}", goods=cut(", ".join(map(shown_term, watch.goods)), LIST_SHOWN)))
    if watch.offices or watch.kind not in WITHOUT_GOODS:
        scope.append(speech.say("markets: {markets}", markets=markets) if markets else speech.say("markets: all"))
    if watch.platform:
        scope.append(speech.say("platform: {platform}", platform=shown(watch.platform, limit=TERM_SHOWN)))
    kind = speech.say(KINDS[watch.kind])
    return lines(
        (
            Html(f"{bold(terms_of(watch))} · {kind}"),
            Html(" · ".join(scope)) if scope else None,
            speech.say("note: {note}", note=shown(watch.note, limit=NOTE_SHOWN)) if watch.note else None,
            paused_line(speech, watch.muted_until, caller),
        )
    )


def paused_line(speech: Speech, until: datetime | None, caller: Caller) -> Html | None:
    """Until when nothing is sent; nothing where it is."""
    if until is None or until <= caller.now:
        return None
    return speech.say("🔕 paused until {time}", time=local_time(until, caller.zone))


def added_text(added: Added, caller: Caller, names: MarketNames, *, hidden: bool) -> Html:
    """The answer to /watch."""
    speech = caller.speech
    checking = speech.say(
        "What is already on file is being checked; whatever is close comes as an alert. New filings and cases follow."
    )
    goods_missing = added.watch.kind not in WITHOUT_GOODS and not added.watch.classes
    return lines(
        (
            speech.say(_OUTCOMES[added.outcome]),
            Html(""),
            watch_lines(added.watch, speech, names, caller),
            Html(""),
            None if added.outcome is Outcome.DUPLICATE else checking,
            speech.say("Tip: add the Nice classes you trade in (classes:25,18), then fewer and better alerts come.")
            if goods_missing
            else None,
            speech.say("⚠️ What you typed contained hidden characters; they were taken out.") if hidden else None,
            stopped_line(caller),
        )
    )


def stopped_line(caller: Caller) -> Html | None:
    """A reminder that nothing is sent to this chat; nothing where it is."""
    return caller.speech.say("Sending to this chat is stopped. /start resumes it.") if caller.stopped else None


def watch_page(
    watches: Sequence[Watch], caller: Caller, names: MarketNames, *, page: int, size: int, learned: Mapping[str, Learned]
) -> Html:
    """One page of /list, numbered through; ``learned`` by watch id, where anything was."""
    speech = caller.speech
    if not watches:
        return lines((speech.say("You follow nothing yet. For example:"), Html(EXAMPLE), stopped_line(caller)))
    first = page * size
    entries = [
        lines(
            (Html(f"{first + place}. {watch_lines(watch, speech, names, caller)}"), _learned_line(learned.get(watch.id), speech))
        )
        for place, watch in enumerate(watches[first : first + size], start=1)
    ]
    head = speech.say_many("You follow {n} thing:", "You follow {n} things:", len(watches))
    return lines((bold(head), Html(""), Html("\n\n".join(entries)), stopped_line(caller)))


def _learned_line(learned: Learned | None, speech: Speech) -> Html | None:
    return Html(html("📏 " + " ".join(sentences(learned, speech.texts)))) if learned else None


EXAMPLE = "<code>/watch NORTHRIVER=北河 classes:25,18 markets:US,EU</code>"
