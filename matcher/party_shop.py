"""A shop's own name on any platform: without shop words, platform, country, web address; its number kept apart."""

import re
from collections.abc import Sequence
from functools import cache

from matcher.fold import fold
from matcher.packaged import rows
from matcher.party_legal import alternatives, name_words, without_forms
from matcher.scripts import script_of

_LEAST_GLUED = 3
"""Letters that must be left of a name when a shop word glued to it comes off."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_NUMBER_AT_END = re.compile(r"^([^\W\d_]{2,}?)(\d{2,})$")
_ADDRESS = re.compile(r"^\s*(?:https?://)?((?:[\w-]+\.)+[a-z]{2,12})((?:[/?#]\S*)?)\s*$", re.IGNORECASE)


def shop_words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words of the shop's name without what every shop has, and its numbers (``xyz_2020`` → ``(xyz,)``, ``(2020,)``)."""
    spelt = _name_in_address(text)
    plain = _bare(name_words(spelt))
    cut = _bare(name_words(_CAMEL.sub(" ", spelt)))
    return cut if len("".join(cut[0])) < len("".join(plain[0])) else plain


def _bare(cut: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    spaced = [piece for word in cut for piece in _number_off(word)]
    numbers = tuple(word for word in spaced if word.isdecimal())
    named = tuple(word for word in spaced if not word.isdecimal())
    if not named or (numbers and not _without_ends(named, last=0)):
        return numbers, ()
    left = _without_ends(named) or named
    left = tuple(filter(None, (_joined_off(word) for word in left))) or left
    return _without_ends(without_forms(left).words) or left, numbers


def _name_in_address(text: str) -> str:
    """A web address stands for the label that names the shop; anything else stays as it is, an @ in front left out."""
    hit = _ADDRESS.match(fold(text)) if "." in text else None
    if hit is None:
        return text.strip().lstrip("@")
    labels = [label for label in hit[1].split(".")[:-1] if label not in _address_words()]
    host = labels[-1] if labels else ""
    if host in _platforms():
        segments = [part for part in re.split(r"[/?#&=]", hit[2]) if part and part not in _address_words()]
        return labels[0] if len(labels) > 1 else segments[0] if segments else host
    return host or text


def _number_off(word: str) -> Sequence[str]:
    """``hongxing88`` → ``hongxing``, ``88``."""
    hit = _NUMBER_AT_END.match(word)
    return hit.groups() if hit and hit[1].isalpha() else (word,)


def _without_ends(cut: tuple[str, ...], *, last: int = 1) -> tuple[str, ...]:
    """Shop words, platforms and countries off both ends, at least ``last`` words left."""
    front, back = _ends()
    left = cut
    width = min(4, len(left) - last)
    while width > 0:
        if left[-width:] in back:
            left = left[:-width]
        elif left[:width] in front:
            left = left[width:]
        else:
            width -= 1
            continue
        width = min(4, len(left) - last)
    return left


def _joined_off(word: str) -> str:
    """Shop words written together with the name (红星旗舰店, ``ankerdirect``); the word itself where little would be left."""
    if word.isascii():
        hit = _glued().fullmatch(word)
        return word if hit is None or word in _not_glued() else hit["before"] or hit["after"]
    return _joined().sub("", word) or word


@cache
def _ends() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """Words at the front, words at the back."""
    table = rows("shop_words")
    front = frozenset(name_words(row["word"]) for row in table if row["ends"] in {"front", "both", "platform"})
    back = frozenset(name_words(row["word"]) for row in table if row["ends"] not in {"front", "whole", "address"})
    return front, back


@cache
def _platforms() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("shop_words") if row["language"] == "platform")


@cache
def _address_words() -> frozenset[str]:
    """Labels and path segments of an address that name no shop."""
    return frozenset(row["word"] for row in rows("shop_words") if row["ends"] == "address")


@cache
def _not_glued() -> frozenset[str]:
    """Words of their own that only look like a name with a shop word (workshop, redirect)."""
    return frozenset(row["word"] for row in rows("shop_words") if row["ends"] == "whole")


@cache
def _glued() -> re.Pattern[str]:
    words = alternatives(row["word"].replace(" ", "") for row in rows("shop_words") if row["glued"])
    least = f"[a-z0-9]{{{_LEAST_GLUED},}}"
    return re.compile(f"(?:official)?(?P<before>{least}?)(?:{words})+|(?:official|shop(?![aikp]))(?P<after>{least}[a-z0-9])")


@cache
def _joined() -> re.Pattern[str]:
    table = [
        row for row in rows("shop_words") if not row["word"].isascii() and script_of(row["word"][0]) in {"han", "kana", "hangul"}
    ]
    back = alternatives("".join(name_words(row["word"])) for row in table)
    return re.compile(f"(?<=.)(?:{back})+$")
