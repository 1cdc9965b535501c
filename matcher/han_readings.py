"""Han characters as different peoples read and spell them: Cantonese, Wade-Giles, postal, Hokkien, Japanese.

Cantonese and Japanese on-readings are facts of the Unihan database (kCantonese, kJapaneseOn; Unicode licence), one reading for a
character, characters in their simplified form. Spellings are made from syllables by rules.
"""

import re
import unicodedata
from functools import cache, lru_cache

from matcher.packaged import rows
from matcher.pinyin import pinyin

MAX_CHARS = 12
"""Characters of a run that are read: longer ones are sentences."""


@lru_cache(maxsize=32768)
def syllables(run: str) -> tuple[str, ...]:
    """Pinyin of each character in context, toneless; digits are read, too."""
    read = (plain_syllable(str(options[0])) for options in pinyin(run.translate(_NUMERALS)))
    return tuple(filter(None, read))


def plain_syllable(syllable: str) -> str:
    """A pinyin syllable in plain letters: ``lü`` → ``lu``."""
    bare = unicodedata.normalize("NFKD", syllable.replace("ü", "u"))
    return "".join(char for char in bare.replace("v", "u") if char.isascii() and char.isalnum())


def sounds(run: str) -> str:
    """Mandarin of a run, one letter a sound as in ``english.said``: ``乔丹`` → ``caodan``."""
    return "".join(map(_sound, syllables(run)))


def loan_sounds(run: str) -> str:
    """The same, syllables that stand for a bare consonant in foreign names cut down to it: ``星巴克`` → ``xingbak``."""
    return "".join(_LOAN_SYLLABLES.get(one) or _sound(one) for one in syllables(run))


@lru_cache(maxsize=16384)
def pinyin_sounds(word: str) -> str:
    """A Latin word as a Chinese reader would say it, where it is spelt in pinyin and English would misread it; else empty.

    ``quanjude`` → ``cuanjude``.
    """
    if not _MISREAD.search(word) or not _PINYIN_WORD.fullmatch(word):
        return ""
    said = []
    while word:
        hit = next(hit for hit in _cuts(word) if not word[len(hit) :] or _PINYIN_WORD.fullmatch(word[len(hit) :]))
        said.append(_sound(hit))
        word = word[len(hit) :]
    return "".join(said)


def _cuts(word: str) -> tuple[str, ...]:
    """Syllables a word may begin with, the longest first."""
    longest = min(6, len(word))
    return tuple(word[:length] for length in range(longest, 0, -1) if _PINYIN_SYLLABLE.fullmatch(word[:length]))


def wade_giles(run: str) -> str:
    """Wade-Giles without apostrophes and marks: ``北京`` → ``peiching``."""
    return "".join(map(wade_giles_syllable, syllables(run)))


def postal(run: str) -> str:
    """Postal spelling, which tells old k- from old ts- before i, as Cantonese still does: ``青岛`` → ``tsingtao``."""
    said = syllables(run)
    if len(said) != len(run):
        return ""
    return "".join(_postal_syllable(one, _cantonese_of(char)) for one, char in zip(said, run, strict=True))


def jyutping(run: str) -> str:
    """Cantonese in Jyutping without tones; empty where a character has no reading."""
    return _all_read(run, _cantonese())


def hong_kong(run: str) -> tuple[str, ...]:
    """Cantonese as names are spelt in Hong Kong: by the government's habit, then for English readers (``chowtaifook``)."""
    said = [_cantonese_of(char) for char in run]
    if not all(said):
        return ()
    formal = "".join(map(hong_kong_syllable, said))
    return tuple(dict.fromkeys((formal, "".join(_shop_style(hong_kong_syllable(one)) for one in said))))


def hokkien(run: str) -> str:
    """Hokkien as names are spelt in Singapore, Malaysia and Taiwan; empty where a character is not in the table of names."""
    return _all_read(run, _table("hokkien", "spelling"))


@lru_cache(maxsize=32768)
def on_reading(run: str) -> str:
    """Sino-Japanese reading, Hepburn without marks of length: ``日清`` → ``nissei``; empty where a character has none."""
    said = [_table("kanji_on", "reading").get(char, "") for char in run]
    if not all(said):
        return ""
    joined = [_before(one, after) for one, after in zip(said, (*said[1:], ""), strict=False)]
    return _hepburn("".join(joined))


def _before(reading: str, after: str) -> str:
    """An on-reading before another one: ichi, hatsu and the like are cut short before k, s, t, p, and -ku before k."""
    if len(reading) > 2 and reading.endswith(("chi", "tsu")) and after[:1] in {"k", "s", "t", "p"}:
        return reading[:-3] + after[0]
    if len(reading) > 2 and reading.endswith("ku") and after[:1] == "k":
        return reading[:-1]
    return reading


@lru_cache(maxsize=32768)
def name_reading(run: str) -> str:
    """Japanese reading as in names: known words first, then characters as in families and places, then on-readings.

    Empty where no word and no character of it is known from names, or one has no reading at all.
    """
    words, native, borrowed = _kanji_words(), _table("kanji_names", "reading"), _table("kanji_on", "reading")
    said, at, known = [], 0, False
    while at < len(run):
        word = next((run[at : at + length] for length in range(4, 1, -1) if run[at : at + length] in words), "")
        if word:
            said.append(words[word])
        else:
            said.append(native.get(run[at]) or borrowed.get(run[at], ""))
        if not said[-1]:
            return ""
        known = known or bool(word) or run[at] in native
        at += len(word) or 1
    return _hepburn("".join(said)) if known else ""


@cache
def _kanji_words() -> dict[str, str]:
    return {row["word"]: row["reading"] for row in rows("kanji_words")}


@cache
def _sound(syllable: str) -> str:
    initial, final = split(syllable)
    if not initial:
        return _SOUND_ZERO.get(final, final)
    onset = _SOUND_INITIALS.get(initial, initial)
    if onset in {"j", "c", "x"} and final[:1] == "i" and final[1:2] in {"a", "o", "u"}:
        final = final[1:]
    return onset + _SOUND_FINALS.get(final, final)


@cache
def wade_giles_syllable(syllable: str) -> str:
    """A pinyin syllable in Wade-Giles: ``zhong`` → ``chung``."""
    if syllable in _WG_WHOLE:
        return _WG_WHOLE[syllable]
    initial, final = split(syllable)
    if initial == "" and final:
        return _WG_ZERO.get(final, final)
    spelt = _WG_FINALS.get(final, final)
    if (final == "uo" and initial not in {"g", "k", "h", "sh"}) or (final == "e" and initial in {"g", "k", "h"}):
        spelt = "o"
    elif final == "ui" and initial in {"g", "k"}:
        spelt = "uei"
    return _WG_INITIALS.get(initial, initial) + spelt


@cache
def split(syllable: str) -> tuple[str, str]:
    """A pinyin syllable cut into initial and final; y and w belong to the final."""
    for length in (2, 1):
        if syllable[:length] in _INITIALS:
            return syllable[:length], syllable[length:]
    return "", syllable


@cache
def _postal_syllable(syllable: str, cantonese: str) -> str:
    initial, final = split(syllable)
    if initial not in _POSTAL_PALATALS or not cantonese:
        return _POSTAL_WHOLE.get(syllable) or wade_giles_syllable(syllable).replace("ss", "sz")
    velar = cantonese[0] in "gkhj"
    onset = _POSTAL_PALATALS[initial][velar]
    return onset + {"ian": "ien", "ie": "ieh", "uan": "uen", "ue": "ueh"}.get(final, final)


@cache
def hong_kong_syllable(jyutping_syllable: str) -> str:
    """A Jyutping syllable as the Hong Kong government spells names: ``zau`` → ``chau``."""
    if jyutping_syllable in _HK_WHOLE:
        return _HK_WHOLE[jyutping_syllable]
    for initial in ("gw", "kw", "ng", *"bpmfdtnlgkhwzcsj"):
        if jyutping_syllable.startswith(initial):
            final = jyutping_syllable[len(initial) :]
            break
    else:
        initial, final = "", jyutping_syllable
    return f"{_HK_INITIALS.get(initial, initial)}{_HK_FINALS.get(final, final)}"


def _shop_style(syllable: str) -> str:
    for ending, put in _SHOP_ENDINGS:
        if syllable.endswith(ending):
            return syllable.removesuffix(ending) + put
    return syllable


def _hepburn(said: str) -> str:
    """Long vowels as brands spell them: ``tou`` → ``to``."""
    return said.replace("ou", "o").replace("uu", "u")


def _all_read(run: str, table: dict[str, str]) -> str:
    said = [table.get(char, "") for char in run]
    return "".join(said) if all(said) else ""


def _cantonese_of(char: str) -> str:
    return _cantonese().get(char, "")


def _cantonese() -> dict[str, str]:
    return _table("cantonese", "syllable")


@cache
def _table(name: str, column: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for row in rows(name):
        for char in row["characters"]:
            table.setdefault(char, row[column])
    return table


_FINALS = "a|ai|an|ang|ao|e|ei|en|eng|er|i|ia|ian|iang|iao|ie|in|ing|iong|iu|o|ong|ou|u|ua|uai|uan|uang|ue|ui|un|uo"
_NUMERALS = str.maketrans("0123456789", "零一二三四五六七八九")
_PINYIN_SYLLABLE = re.compile(
    rf"(?:zh|ch|sh|[bpmfdtnlgkhrzcs])(?:{_FINALS})|[jqx](?:i|ia|ian|iang|iao|ie|in|ing|iong|iu|u|ue|uan|un)|"
    r"y(?:a|an|ang|ao|e|i|in|ing|ong|ou|u|uan|ue|un)|w(?:a|ai|an|ang|ei|en|eng|o|u)|[aeo]|ai|an|ang|ao|ei|en|er|ou"
)
_PINYIN_WORD = re.compile(rf"(?:{_PINYIN_SYLLABLE.pattern})+")
_MISREAD = re.compile("q(?!u[^aen])|x|zh|c(?!h)|^z|ui|iu")
_SOUND_INITIALS = {"q": "c", "zh": "j", "ch": "c", "sh": "x", "c": "s"}
_SOUND_FINALS = {"iu": "io", "ui": "ui"}
_SOUND_ZERO = {"yi": "i", "wu": "u", "yu": "u", "yin": "in", "ying": "ing", "you": "yo"}
_LOAN_SYLLABLES = {
    "si": "s", "te": "t", "ke": "k", "de": "t", "er": "l", "pu": "p", "bu": "b", "fu": "f", "mu": "m", "ci": "s", "zi": "z",
    "ge": "g", "le": "l", "shi": "x", "qi": "c", "she": "x", "che": "c", "chi": "c", "zhi": "j",
}  # fmt: skip
_INITIALS = frozenset(
    {"b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s"}
)
_WG_INITIALS = {
    "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "r": "j", "z": "ts", "c": "ts",
}  # fmt: skip
_WG_FINALS = {"ian": "ien", "ie": "ieh", "ue": "ueh", "ong": "ung", "iong": "iung", "e": "e"}
_WG_WHOLE = {"zi": "tzu", "ci": "tzu", "si": "szu", "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih"}
_WG_ZERO = {
    "yi": "i", "yan": "yen", "ye": "yeh", "yue": "yueh", "you": "yu", "yong": "yung", "er": "erh", "a": "a",
}  # fmt: skip
_POSTAL_PALATALS = {"j": ("ts", "k"), "q": ("ts", "k"), "x": ("s", "h")}
_POSTAL_WHOLE = {
    "hu": "hu", "wu": "wu", "chong": "chung", "fu": "foo", "zhou": "chow", "guang": "kwang", "gui": "kwei", "zhe": "che",
    "bei": "pe", "hai": "hai", "hui": "hwei", "hua": "hwa", "huang": "hwang", "gua": "kwa", "guo": "kwo", "shou": "show",
    "you": "yu", "ye": "yeh",
}  # fmt: skip
_HK_INITIALS = {"b": "p", "d": "t", "g": "k", "gw": "kw", "z": "ch", "c": "ch", "j": "y"}
_HK_FINALS = {
    "aa": "a", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at", "aak": "ak",
    "eoi": "ui", "eon": "un", "eot": "ut", "oeng": "eung", "oek": "euk", "oe": "or", "ou": "o", "yu": "ue", "yun": "uen",
    "yut": "uet",
}  # fmt: skip
_HK_WHOLE = {
    "zi": "tsz", "ci": "tsz", "si": "sze", "jyu": "yu", "jyun": "yuen", "jyut": "yuet", "ji": "yi", "jing": "ying",
    "jim": "yim", "jin": "yin", "jiu": "yiu", "ng": "ng", "gou": "ko", "hou": "ho",
}  # fmt: skip
_SHOP_ENDINGS = (
    ("au", "ow"), ("uk", "ook"), ("ei", "ee"), ("am", "um"), ("yi", "yee"), ("o", "oh"), ("un", "oon"),
)  # fmt: skip
