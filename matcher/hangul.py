"""Hangul read aloud: Revised Romanization, and borrowed words respelt nearer to the language they came from."""

from functools import lru_cache

_FIRST, _LAST = 0xAC00, 0xD7A3
_ONSETS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
)  # fmt: skip
_CODAS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t",
    "k", "t", "p", "t",
)  # fmt: skip
_LIAISON = (
    "", "g", "kk", "ks", "n", "nj", "n", "d", "r", "lg", "lm", "lb", "ls", "lt", "lp", "r", "m", "b", "bs", "s", "ss", "ng",
    "j", "ch", "k", "t", "p", "",
)  # fmt: skip
_LOAN_ONSETS = ("g", "k", "n", "d", "t", "l", "m", "b", "p", "s", "s", "", "j", "j", "ch", "k", "t", "p", "h")
_LOAN_VOWELS = (
    "a", "e", "ya", "ye", "o", "e", "yo", "ye", "o", "wa", "we", "we", "yo", "u", "wo", "we", "wi", "yu", "", "i", "i",
)  # fmt: skip
_LOAN_CODAS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "s", "s", "ng", "s", "s",
    "k", "t", "p", "",
)  # fmt: skip
_NO_ONSET = 11


@lru_cache(maxsize=16384)
def revised(run: str) -> str:
    """Revised Romanization with liaison only, as brands are written: ``하나은행`` → ``hanaeunhaeng``."""
    said = ""
    blocks = _blocks(run)
    for (onset, vowel, coda), after in zip(blocks, (*blocks[1:], None), strict=False):
        linked = after is not None and after[0] == _NO_ONSET
        said += _ONSETS[onset] + _VOWELS[vowel] + (_LIAISON if linked else _CODAS)[coda]
    return said.replace("lr", "ll")


@lru_cache(maxsize=16384)
def loanword(run: str) -> str:
    """A borrowed word without the vowel that Korean had to put in: ``스타벅스`` → ``stapoks``-like ``stabogs``."""
    return "".join(_LOAN_ONSETS[onset] + _LOAN_VOWELS[vowel] + _LOAN_CODAS[coda] for onset, vowel, coda in _blocks(run)).replace(
        "ll", "l"
    )


def _blocks(run: str) -> tuple[tuple[int, int, int], ...]:
    found = []
    for char in run:
        if _FIRST <= ord(char) <= _LAST:
            place = ord(char) - _FIRST
            found.append((place // 588, place % 588 // 28, place % 28))
    return tuple(found)
