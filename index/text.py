"""Folding and cutting of text for fields and full-text search, in Python so that every back end sees the same words."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_MARKS = re.compile(r"[\u0300-\u036f]")


def fold(text: str) -> str:
    """NFKC, case-folded, Latin accents dropped, white space joined: ``"  Güngören  AŞ"`` → ``"gungoren as"``."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).split())


def tokens(text: str) -> tuple[str, ...]:
    """Folded words; a run of Han characters gives its characters and its pairs, so that it can be found in part."""
    return tuple(_cut(fold(text), for_query=False))


def query_tokens(text: str) -> tuple[str, ...]:
    """As ``tokens``, but a Han run of two or more gives its pairs only: they are rarer and keep the order."""
    return tuple(dict.fromkeys(_cut(fold(text), for_query=True)))


def _cut(folded: str, *, for_query: bool) -> Iterator[str]:
    for word in _WORD.findall(folded):
        position = 0
        for run in _HAN.finditer(word):
            if run.start() > position:
                yield word[position : run.start()]
            yield from _han(run.group(), for_query=for_query)
            position = run.end()
        if position < len(word):
            yield word[position:]


def _han(run: str, *, for_query: bool) -> Iterator[str]:
    if len(run) == 1 or not for_query:
        yield from run
    for first, second in pairwise(run):
        yield first + second
