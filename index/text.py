"""Folding and cutting of text for fields and full-text search, in Python so that every back end sees the same words."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

VERSION = 1
"""Grows when the same text would give other words or another folded form: a store then makes its index anew."""

_ACCENTS = re.compile(
    "[\u0300-\u036f"  # Latin, Greek, Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points and cantillation
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0640"  # Arabic vowel signs, tatweel
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"  # shown as nothing
)
# Vowel signs and tone marks of Indic and south-east Asian scripts are part of the spelling; ``\w`` leaves them out.
_SIGNS = "".join(chr(code) for code in range(0x0900, 0x1B00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_SIGNS}])*")
_UNSPACED = re.compile(
    "[\u3005\u3007\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
    "|[\u0e01-\u0e4e]+|[\u0e81-\u0ece\u0edc-\u0edf]+|[\u1000-\u103f\u1050-\u108f\u109a-\u109d]+|[\u1780-\u17d3\u17dc\u17dd]+"
)
"""Runs of a script written without spaces: Han with kana, Thai, Lao, Burmese, Khmer."""


def fold(text: str) -> str:
    """NFKC, case-folded, accents and invisible characters dropped, white space joined: ``"  Güngören  AŞ"`` → ``"gungoren as"``.

    Dropped are the accents of Latin, Greek and Cyrillic, the points of Hebrew and the vowel signs of Arabic (all of which are
    left out in names as often as not), and zero-width and bidirectional marks.
    """
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", bare).casefold())
    return " ".join(unicodedata.normalize("NFC", _ACCENTS.sub("", folded)).split())


def tokens(text: str) -> tuple[str, ...]:
    """Folded words; a run of a script without spaces gives its characters and its pairs, so that it can be found in part."""
    return tuple(_cut(fold(text), for_query=False))


def query_tokens(text: str) -> tuple[str, ...]:
    """As ``tokens``, but an unspaced run of two or more gives its pairs only: they are rarer and keep the order."""
    return tuple(dict.fromkeys(_cut(fold(text), for_query=True)))


def _cut(folded: str, *, for_query: bool) -> Iterator[str]:
    for word in _WORD.findall(folded):
        position = 0
        for run in _UNSPACED.finditer(word):
            if run.start() > position:
                yield word[position : run.start()]
            yield from _parts(run.group(), for_query=for_query)
            position = run.end()
        if position < len(word):
            yield word[position:]


def _parts(run: str, *, for_query: bool) -> Iterator[str]:
    if len(run) == 1 or not for_query:
        yield from run
    for first, second in pairwise(run):
        yield first + second
