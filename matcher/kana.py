"""Kana read aloud: Hepburn romaji, and borrowed words respelt nearer to the language they came from."""

from functools import cache, lru_cache

_ROWS = (
    ("", "アイウエオ"),
    ("k", "カキクケコ"),
    ("g", "ガギグゲゴ"),
    ("s", "サシスセソ"),
    ("z", "ザジズゼゾ"),
    ("t", "タチツテト"),
    ("d", "ダヂヅデド"),
    ("n", "ナニヌネノ"),
    ("h", "ハヒフヘホ"),
    ("b", "バビブベボ"),
    ("p", "パピプペポ"),
    ("m", "マミムメモ"),
    ("r", "ラリルレロ"),
    ("w", "ワヰ ヱヲ"),
    ("y", "ヤ ユ ヨ"),
    ("v", "ヷヸヴヹヺ"),
)
_IRREGULAR = {
    "シ": "shi",
    "ジ": "ji",
    "チ": "chi",
    "ツ": "tsu",
    "ヂ": "ji",
    "ヅ": "zu",
    "フ": "fu",
    "ヰ": "i",
    "ヱ": "e",
    "ヲ": "o",
    "ン": "n",
    "ヵ": "ka",
    "ヶ": "ke",
    "ヮ": "wa",
}
_SMALL = {
    "ァ": "a",
    "ィ": "i",
    "ゥ": "u",
    "ェ": "e",
    "ォ": "o",
    "ャ": "ya",
    "ュ": "yu",
    "ョ": "yo",
}
_VOWELS = "aiueo"
_HUSHED = ("sh", "ch", "j")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_WEAK = {"u": ("k", "g", "s", "z", "f", "b", "p", "m", "r", "ts", "v", "l"), "o": ("t", "d"), "i": ()}


@lru_cache(maxsize=16384)
def moras(run: str) -> tuple[str, ...]:
    """Hepburn of every mora of a kana run: ``"っ"`` stands for a doubled consonant, ``"-"`` for a long vowel."""
    table = _table()
    cut: list[str] = []
    for char in run.translate(_TO_KATAKANA):
        small = _SMALL.get(char)
        if char == "ー":
            cut.append("-")
        elif char == "ッ":
            cut.append("っ")
        elif small and cut and cut[-1][-1] in _VOWELS and len(cut[-1]) > 1:
            cut[-1] = _joined(cut[-1], small)
        elif small and cut and cut[-1] == "u" and small != "u":
            cut[-1] = "w" + small
        elif small or char in table:
            cut.append(small or table[char])
    return tuple(cut)


@lru_cache(maxsize=16384)
def romaji(run: str) -> str:
    """Hepburn without marks of length: ``マクドナルド`` → ``makudonarudo``, ``ジョーシン`` → ``joshin``."""
    said = ""
    for mora, after in _with_next(moras(run)):
        if mora == "っ":
            said += "t" if after.startswith("ch") else after[:1] if after[:1] not in _VOWELS else ""
        elif mora != "-":
            said += mora
    return said


@lru_cache(maxsize=16384)
def loanword(run: str) -> str:
    """A borrowed word without the vowels that Japanese had to put in: ``スターバックス`` → ``stabaks``.

    The r row is written l: an r after a vowel was borrowed as length, so ``ル`` at the end of a syllable stood for l.
    """
    said = ""
    for mora, after in _with_next(moras(run)):
        if mora in {"っ", "-"}:
            continue
        onset, vowel = mora[:-1], mora[-1]
        weak = onset in _WEAK.get(vowel, ()) and after != "-" and after[:1] not in (*_VOWELS, "y")
        said += onset if weak and (said or after) else mora
    return said.replace("r", "l")


def _with_next(cut: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(cut, (*cut[1:], ""), strict=False))


def _joined(mora: str, small: str) -> str:
    """A mora with a small vowel after it: ki + ya → kya, fu + a → fa, te + i → ti."""
    onset = mora[:-1]
    if small.startswith("y") and onset.endswith(_HUSHED):
        return onset + small[1:]
    if mora in {"tsu", "fu", "vu", "shi", "chi", "ji", "te", "de", "to", "do"} or small.startswith("y"):
        return onset + small
    return onset + ("w" if mora[-1] == "u" else "") + small


@cache
def _table() -> dict[str, str]:
    table = {
        char: onset + vowel
        for onset, row in _ROWS
        for char, vowel in zip(row, "a u o" if onset == "y" else _VOWELS, strict=True)
        if char != " "
    }
    return table | _IRREGULAR
