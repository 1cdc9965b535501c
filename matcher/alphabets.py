"""Cyrillic, Greek, Arabic, Hebrew and Thai in Latin letters, as their brands spell themselves; other alphabets by anyascii."""

import re
from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

MIN_BARE = 3
"""Letters an Arabic word must keep for its first two to pass for the article."""

_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k", "л": "l", "м": "m",
        "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
        "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "є": "ye", "і": "i",
        "ґ": "g", "ѕ": "dz", "ј": "j",
        "љ": "lj", "њ": "nj", "ђ": "dj", "ћ": "c", "џ": "dz", "ѓ": "gj", "ќ": "kj", "ә": "a", "ғ": "g",
        "қ": "q", "ң": "ng", "ө": "o",
        "ұ": "u", "ү": "u", "һ": "h", "җ": "j", "ҷ": "j", "ҳ": "h",
    }
)  # fmt: skip
_CYRILLIC_LOAN = (
    ("дж", "j"), ("тч", "ч"), ("кс", "x"), ("кв", "кw"), ("ау", "аw"), ("уо", "wо"), ("уа", "wа"), ("уэ", "wэ"),
    ("уе", "wе"), ("уи", "wи"), ("ья", "ия"), ("ье", "ие"), ("ью", "ию"), ("х", "h"), ("ю", "u"), ("ы", "i"),
)  # fmt: skip
_GREEK_PAIRS = (
    ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("γγ", "ng"), ("γχ", "nch"), ("τζ", "tz"), ("τσ", "ts"), ("ου", "u"), ("αι", "e"),
    ("ει", "i"), ("οι", "i"), ("υι", "i"), ("αυ", "av"), ("ευ", "ev"),
)  # fmt: skip
_GREEK = str.maketrans(
    {
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m",
        "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "i", "φ": "f", "χ": "ch", "ψ": "ps",
        "ω": "o",
    }
)  # fmt: skip
_ARABIC = str.maketrans(
    {
        "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ء": "", "ؤ": "o", "ئ": "i", "ى": "a", "ب": "b",
        "ت": "t", "ث": "th", "ج": "j",
        "ح": "h", "خ": "kh", "د": "d", "ذ": "th", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z",
        "ع": "a", "غ": "g", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "o", "ي": "i",
        "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ک": "k", "ی": "i", "ڤ": "v", "ڨ": "g", "ڭ": "g", "ێ": "e", "ۆ": "o", "ہ": "h",
        "ے": "e", "ں": "n", "ٹ": "t", "ڈ": "d", "ڑ": "r",
    }
)  # fmt: skip
_HEBREW = str.maketrans(
    {
        "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "o", "ז": "z", "ח": "h", "ט": "t", "י": "i", "כ": "k", "ך": "k",
        "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "p", "ף": "f", "צ": "ts", "ץ": "ts", "ק": "k",
        "ר": "r", "ש": "sh", "ת": "t",
    }
)  # fmt: skip
_HEBREW_PAIRS = (("וו", "v"), ("יי", "i"), ("ג׳", "j"))
_THAI = str.maketrans(
    {
        "ก": "k", "ข": "k", "ฃ": "k", "ค": "k", "ฅ": "k", "ฆ": "k", "ง": "ng", "จ": "j", "ฉ": "ch",
        "ช": "ch", "ซ": "s", "ฌ": "ch",
        "ญ": "y", "ฎ": "d", "ฏ": "t", "ฐ": "t", "ฑ": "t", "ฒ": "t", "ณ": "n", "ด": "d", "ต": "t", "ถ": "t", "ท": "t", "ธ": "t",
        "น": "n", "บ": "b", "ป": "p", "ผ": "p", "ฝ": "f", "พ": "p", "ฟ": "f", "ภ": "p", "ม": "m", "ย": "y", "ร": "r", "ล": "l",
        "ว": "w", "ศ": "s", "ษ": "s", "ส": "s", "ห": "h", "ฬ": "l", "อ": "o", "ฮ": "h", "ฤ": "ri", "ะ": "a", "ั": "a", "า": "a",
        "ำ": "am", "ิ": "i", "ี": "i", "ึ": "u", "ื": "u", "ุ": "u", "ู": "u", "เ": "e", "แ": "ae",
        "โ": "o", "ใ": "ai", "ไ": "ai",
        "็": "", "่": "", "้": "", "๊": "", "๋": "", "์": "", "ๆ": "",
    }
)  # fmt: skip
_THAI_LEADING = re.compile("([เแโใไ])([ก-ฮ])")
_THAI_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_THAI_OPEN_O = re.compile("อ(?=[ะ-ู])")


def _cyrillic(run: str) -> str:
    return run.translate(_CYRILLIC)


def _cyrillic_loan(run: str) -> str:
    return _replaced(run, _CYRILLIC_LOAN).translate(_CYRILLIC)


def _greek(run: str) -> str:
    return _replaced(run, _GREEK_PAIRS).translate(_GREEK)


def _arabic(run: str) -> str:
    """Vowels as far as they are written; a consonantal w or y at the beginning."""
    said = run.removesuffix("ه") + "a" if len(run) > 3 and run.endswith("ه") else run
    said = said.translate(_ARABIC)
    first = {"و": "w", "ي": "y", "ی": "y"}.get(run[:1])
    return first + said[1:] if first else said


def _arabic_loan(run: str) -> str:
    """As a borrowed word: without the article, and jim for a hard g."""
    bare = run.removeprefix("ال") if len(run) > MIN_BARE + 2 else run
    return _arabic(bare.replace("ج", "گ"))


def _hebrew(run: str) -> str:
    said = _replaced(run, _HEBREW_PAIRS).translate(_HEBREW)
    return "v" + said[1:] if run[:1] == "ו" and said[:1] == "o" else said


def _thai(run: str) -> str:
    """Vowels written before their consonant are said after it; what bears the mark of silence is not said."""
    return _thai_loan(_THAI_SILENT.sub("", run))


def _thai_loan(run: str) -> str:
    """With the consonants that bear the mark of silence: a borrowed word still has them where it came from."""
    run = _THAI_LEADING.sub(r"\2\1", run)
    return _THAI_OPEN_O.sub("", run).translate(_THAI)


def _replaced(run: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for found, put in pairs:
        run = run.replace(found, put)
    return run


_BY_SCRIPT: dict[str, tuple[Callable[[str], str], ...]] = {
    "cyrillic": (_cyrillic, _cyrillic_loan),
    "greek": (_greek,),
    "arabic": (_arabic, _arabic_loan),
    "hebrew": (_hebrew,),
    "thai": (_thai, _thai_loan),
}


@lru_cache(maxsize=32768)
def latin(script: str, run: str) -> tuple[str, ...]:
    """Spellings of a run in Latin letters: the usual one, then a borrowed word's; other scripts by anyascii."""
    ways = _BY_SCRIPT.get(script, ())
    spelt = (way(run) for way in ways) if ways else (run,)
    return tuple(dict.fromkeys(filter(None, (_plain(one) for one in spelt))))


def _plain(text: str) -> str:
    return "".join(char for char in anyascii(text).lower() if char.isalnum())
