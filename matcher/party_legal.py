"""Legal forms at the ends of a company's name, in the spellings of all larger jurisdictions."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from matcher.fold import fold, words
from matcher.packaged import rows
from matcher.party_pinyin import syllables
from matcher.scripts import script_of, simplified

_LONGEST = 8
"""Words of the longest legal form (``общество с ограниченной ответственностью`` has four)."""
_BRACKETED = re.compile(r"[(\[（【]\s*(株|有|同|주|유|재|사)\s*[)\]）】]")
_FULL = {
    "株": "株式会社",
    "有": "有限会社",
    "同": "合同会社",
    "주": "주식회사",
    "유": "유한회사",
    "재": "재단법인",
    "사": "사단법인",
}
_UNSPACED = frozenset({"han", "kana", "hangul", "thai"})
_PINYIN_FORM = re.compile(r"(?:jituan)?(?:gufen)?youxian(?:zeren)?gongsi$")


@dataclass(frozen=True, slots=True)
class Bare:
    """A name's words without the legal forms at its ends."""

    words: tuple[str, ...]
    firm: bool
    """A legal form stood there."""
    pinyin: bool
    """It was a Chinese one in Latin letters (``Youxian Gongsi``): the whole name is likely pinyin."""


def name_words(text: str) -> tuple[str, ...]:
    """Words of a folded name, symbols left out; a mark on a letter (Thai, Devanagari) does not cut a word."""
    spelt = _BRACKETED.sub(lambda hit: f" {_FULL[hit[1]]} ", fold(text))
    if not spelt.isascii():
        if "han" in set(map(script_of, spelt)):
            spelt = simplified(spelt)
        if any(map(unicodedata.combining, spelt)) or any(unicodedata.category(char) in {"Mn", "Mc"} for char in spelt):
            return tuple("".join(char if _in_word(char) else " " for char in spelt).split())
    return tuple(word for word in words(spelt) if word[0].isalnum())


def without_forms(cut: tuple[str, ...]) -> Bare:
    """Take legal forms off both ends; where nothing else would be left, the words stay as they are."""
    left, spaced = _spaced_off(cut)
    opened = tuple(filter(None, map(_unspaced_off, left)))
    if opened and opened != left:
        left, more = _spaced_off(opened)
        spaced = (*spaced, *more, "")
    pinyin = any(form.endswith("gongsi") for form in spaced)
    if left and (hit := _PINYIN_FORM.search(left[-1])) and hit.start() > 2:
        return Bare((*left[:-1], left[-1][: hit.start()]), firm=True, pinyin=True)
    return Bare(left, firm=bool(spaced), pinyin=pinyin)


def _spaced_off(left: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words left, and the legal forms taken off, each joined."""
    gone: list[str] = []
    back, front = _forms()
    width = min(_LONGEST, len(left) - 1)
    while width > 0:
        if left[-width:] in back and not _is_syllable(left, width):
            left, form = left[:-width], left[-width:]
        elif left[:width] in front:
            left, form = left[width:], left[:width]
        else:
            width -= 1
            continue
        gone.append("".join(form))
        width = min(_LONGEST, len(left) - 1)
    return left, tuple(gone)


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _is_syllable(left: tuple[str, ...], width: int) -> bool:
    """A form that ends a name of Mandarin syllables is one of them (``Luo Jia Na`` is no N.A.)."""
    return width == 1 and all(len(syllables(word)) == 1 for word in left)


def _unspaced_off(word: str) -> str:
    """A word of a script written without spaces, legal forms off both its ends; empty where it is nothing else."""
    if word.isascii() or (script_of(word[0]) not in _UNSPACED and script_of(word[-1]) not in _UNSPACED):
        return word
    return _joined_forms().sub("", word)


@cache
def _forms() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """Forms at the back, forms at the front, by their words."""
    table = rows("legal_forms")
    back = frozenset(name_words(row["form"]) for row in table if row["ends"] != "front")
    front = frozenset(name_words(row["form"]) for row in table if row["ends"] != "back")
    return back, front


@cache
def _joined_forms() -> re.Pattern[str]:
    table = [row for row in rows("legal_forms") if script_of(row["form"][0]) in _UNSPACED]
    front = alternatives("".join(name_words(row["form"])) for row in table if row["ends"] != "back")
    back = alternatives("".join(name_words(row["form"])) for row in table if row["ends"] != "front")
    return re.compile(f"^(?:{front})+|(?:{back})+$")


def alternatives(forms: Iterable[str]) -> str:
    """A pattern of the forms, longest first."""
    return "|".join(map(re.escape, _longest_first(forms)))


def _longest_first(forms: Iterable[str]) -> Iterator[str]:
    yield from sorted(dict.fromkeys(forms), key=lambda form: (-len(form), form))
