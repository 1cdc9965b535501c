"""The bot's commands with a line for each, for /help and for Telegram's menu."""

from alerts.bot.pages import EXAMPLE
from alerts.bot.speech import Html, Speech, bold, escaped, lines
from alerts.texts import N_

COMMANDS: tuple[tuple[str, str], ...] = (
    ("watch", N_("follow a trademark, shop, company, plaintiff or number")),
    ("list", N_("what you follow")),
    ("alerts", N_("recent alerts")),
    ("mute", N_("pause alerts for a while")),
    ("unmute", N_("end the pause")),
    ("language", N_("中文 / English")),
    ("stop", N_("stop sending; what you follow is kept")),
    ("start", N_("start, or go on after /stop")),
    ("help", N_("how it works")),
)

FORMS: tuple[tuple[str, str], ...] = (
    (EXAMPLE, N_("a trademark in two scripts, its Nice classes and markets")),
    ("<code>/watch shop 北河旗舰店</code>", N_("a shop, in case it is sued in the United States")),
    ("<code>/watch company Northriver Trading Co., Ltd.</code>", N_("a company as applicant or defendant")),
    ("<code>/watch plaintiff Harbor Lane LLC</code>", N_("a plaintiff that sues sellers")),
    ("<code>/watch number 1:26-cv-01234</code>", N_("a case or an application by its number")),
)


def help_text(speech: Speech) -> Html:
    """All commands and the forms of /watch."""
    return lines(
        (
            bold(speech.say("What I can do")),
            *(Html(f"/{name} – {speech.say(words)}") for name, words in COMMANDS),
            Html(""),
            bold(speech.say("How to follow something")),
            *(Html(f"{form}\n{speech.say(words)}") for form, words in FORMS),
            Html(""),
            speech.say("/mute 8h, /mute 3d and /mute 2026-12-01 pause; /alerts 3F9A01BC shows one alert."),
            speech.say("In a group write commands with my name, or reply to my messages."),
            care(speech),
        )
    )


def care(speech: Speech) -> Html:
    """What the bot is not."""
    said = speech.say(
        "Lookout tells of resemblances and dates from public registers. It is no legal advice: confirm with local counsel."
    )
    return Html(f"<i>{escaped(said)}</i>")
