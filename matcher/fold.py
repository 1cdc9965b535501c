"""Folding: one canonical spelling of a text, so that what differs in dress only is equal."""

import re
import unicodedata
from functools import lru_cache

MAX_CHARS = 400
"""A text is compared by its first characters only: the longest word marks are shorter, and time stays bounded."""

_DROPPED = dict.fromkeys(map(ord, "®©™℠℗'’‘`´ʼʹ＇′\"“”"))
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "ng",
        "ə": "e",
        "ƒ": "f",
        "ſ": "s",
    }
)
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_INITIALS = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_](?:\.|(?![^\W_])))")
_WORDS = re.compile(r"[^\W_]+|[&+@%#$€£¥!★☆♥❤♡∞]")
_SYMBOL_INSIDE = re.compile(r"(?<=[^\W\d_])([$@!€£])(?=[^\W\d_])|(?<![^\W_])([$@€£])(?=[^\W\d_]{2})")
_HAN_SPACE = re.compile(r"(?<=[\u3400-\u9fff\uf900-\ufaff]) (?=[\u3400-\u9fff\uf900-\ufaff])")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """NFKC, case-folded, without accents, quotes, signs of registration, control and hidden characters; spaces joined.

    Only the first ``MAX_CHARS`` characters count. ``"McDonald’s®"`` → ``"mcdonalds"``.
    """
    text = text[:MAX_CHARS].translate(_DROPPED)
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded)).translate(_LETTERS)
    folded = unicodedata.normalize("NFC", folded).casefold()
    if not folded.isprintable():
        folded = "".join(" " if char.isspace() else char for char in folded if char.isprintable() or char.isspace())
    return " ".join(folded.translate(_DROPPED).split())[:MAX_CHARS]


def words(folded: str) -> tuple[str, ...]:
    """Words and spoken symbols of a folded text; dotted initials become one word (``s.p.a.`` → ``spa``)."""
    if "." in folded:
        folded = _INITIALS.sub(r"\1", folded)
    return tuple(_WORDS.findall(_HAN_SPACE.sub("", folded)))


def symbols_as_letters(folded: str) -> str:
    """Symbols that stand for a letter inside a word get a mark that survives cutting: ``ke$ha`` → ``kesha``."""
    return _SYMBOL_INSIDE.sub(lambda hit: _AS_LETTER[hit.group()], folded)


_AS_LETTER = {"$": "s", "@": "a", "!": "i", "€": "e", "£": "l"}
