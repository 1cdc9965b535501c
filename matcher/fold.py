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
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
"""Of Latin, Greek and Cyrillic; Hebrew points; Arabic vowel signs, hamza on its seats and the stretching tatweel."""
_INITIALS = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=[^\W\d_](?:\.|(?![^\W_])))")
_VOWEL_SIGNS = "\u0900-\u0963\u0970-\u0df3\u0e31-\u0eff"
"""Signs of Indic scripts, Thai and Lao that Unicode does not count as letters, though words are spelt with them."""
_WORDS = re.compile(rf"[^\W_](?:[^\W_]|[{_VOWEL_SIGNS}])*|[&+@%#$€£¥!★☆♥❤♡∞]")
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
