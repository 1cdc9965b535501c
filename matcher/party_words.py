"""What the words of a company's name are: places, trades, shop words – or its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from matcher.packaged import rows
from matcher.party_legal import alternatives, name_words
from matcher.party_pinyin import cuts, is_pinyin
from matcher.scripts import readings, scripts_of, simplified

_ONE_SYLLABLE = frozenset({"jian", "luan"})
"""吉安 and 六安 in Latin letters: given names far more often."""
MAX_WORDS = 5
"""Words of the longest place or trade that is looked for."""


@dataclass(frozen=True, slots=True)
class Weak:
    """A word that many names share: it confirms, it never carries."""

    surface: str
    """As written, without spaces."""
    kind: str
    """``place``, ``field``, ``filler`` (group, international …), ``shop`` or ``division`` (city, 省 …)."""
    means: frozenset[str]
    """The places or trades that it may stand for."""
    inside: frozenset[str] = frozenset()
    """For a place, what it lies in (深圳: guangdong, china)."""

    @property
    def latin(self) -> str:
        """As written in Latin letters; empty for a trade in another script."""
        if self.surface.isascii():
            return self.surface
        return min(self.means).replace(" ", "") if self.kind == "place" else ""


@cache
def weak_words() -> dict[tuple[str, ...], Weak]:
    """Every place and trade word by its words, in its own script (Han simplified)."""
    return {**_trades(), **_places("city"), **_places("world")}


@cache
def minor_places() -> dict[tuple[str, ...], Weak]:
    """Counties and districts, which are names of companies as often: places only beside a larger one."""
    return _places("minor")


@cache
def pinyin_words() -> dict[tuple[str, ...], Weak]:
    """Chinese trade words in Latin letters (``keji``, ``dian zi``): generic only in a name that is surely a company's."""
    found: dict[tuple[str, ...], Weak] = {}
    for form, weak in chain(_trades().items(), _places("city").items()):
        if len(form) == 1 and len(form[0]) > 1 and scripts_of(form[0]) == {"han"}:
            for joined in {(readings(form[0]) or ("",))[0], weak.latin}:
                for cut in cuts(joined, len(form[0])):
                    found.setdefault(cut, weak)
                    found.setdefault((joined,), weak)
    return found


@cache
def common_words() -> frozenset[str]:
    """Words that are a name's own but that very many names have (golden, united)."""
    return frozenset(word for row in rows("trade_words") if row["kind"] == "common" for word in row["words"].split("|"))


@cache
def link_words() -> frozenset[str]:
    """Articles, prepositions, titles: left out where anything else stands."""
    return frozenset(word for row in rows("trade_words") if row["kind"] == "link" for word in row["words"].split("|"))


@cache
def han_places(*, minor: bool) -> re.Pattern[str]:
    """Places at the start of a Han name, with the mark of their rank (深圳市) or, in Taiwan, of foreign firms (大陆商)."""
    home = _han_forms(_places("city"), _places("minor") if minor else {})
    abroad = _han_forms(_places("world"))
    return re.compile(f"({home})(?:{_divisions()})?|({abroad})(?:商(?=..))?")


@cache
def marked_han_places() -> re.Pattern[str]:
    """A county or district with the mark of its rank (南山区)."""
    return re.compile(f"({_han_forms(_places('minor'))})(?:{_divisions()})")


@cache
def joined_trades() -> re.Pattern[str]:
    """One trade word at the end of a word of a script without spaces; in Latin letters, at the end of glued pinyin."""
    forms = (form[0] for form in _trades() if len(form) == 1 and scripts_of(form[0]) & {"han", "kana", "hangul", "thai"})
    return re.compile(f"({alternatives(forms)})$")


@cache
def pinyin_cities() -> re.Pattern[str]:
    """A larger Chinese place in pinyin at the start of a name that is glued together."""
    named = (row["form"] for row in rows("places") if row["rank"] == "city" and is_pinyin(row["form"]))
    return re.compile(alternatives(form for form in named if form not in _ONE_SYLLABLE))


@cache
def _divisions() -> str:
    marks = (row["words"] for row in rows("trade_words") if row["kind"] == "division" and row["language"] == "zh")
    return alternatives(word for words in marks for word in words.split("|"))


def _han_forms(*tables: Mapping[tuple[str, ...], Weak]) -> str:
    forms = chain.from_iterable(tables)
    return alternatives(form[0] for form in forms if len(form) == 1 and scripts_of(form[0]) == {"han"})


@cache
def _trades() -> dict[tuple[str, ...], Weak]:
    found: dict[tuple[str, ...], Weak] = {}
    for row in rows("trade_words"):
        if row["kind"] in {"link", "common"}:
            continue
        for word in row["words"].split("|"):
            form = name_words(word)
            before = found.get(form)
            kind = before.kind if before else row["kind"]
            means = frozenset({row["concept"] or row["kind"]}) | (before.means if before else frozenset())
            found[form] = Weak("".join(form), kind, means)
    return found


@cache
def _places(rank: str) -> dict[tuple[str, ...], Weak]:
    within = {row["place"]: row["within"] for row in rows("places") if row["within"] not in {"", row["place"]}}
    found: dict[tuple[str, ...], Weak] = {}
    for row in rows("places"):
        if row["rank"] != rank:
            continue
        above = row["within"]
        inside = {above, within.get(above, "")} - {"", row["place"]}
        for form in _place_forms(row["form"], above, rank):
            before = found.get(form)
            found[form] = Weak(
                "".join(form),
                "place",
                frozenset({row["place"]}) | (before.means if before else frozenset()),
                frozenset(inside) | (before.inside if before else frozenset()),
            )
    return found


def _place_forms(form: str, above: str, rank: str) -> set[tuple[str, ...]]:
    """The form; for a Chinese place in Latin letters also with the mark of its rank (``shenzhenshi``)."""
    plain = name_words(simplified(form))
    if len(plain) > 1 or not form.isascii() or rank == "world" or not is_pinyin(form):
        return {plain}
    if form in _ONE_SYLLABLE:
        return set()
    marks = ("qu", "xian", "zhen", "shi") if rank == "minor" else ("sheng",) if above == "china" else ("shi",)
    return {plain, *((f"{form}{mark}",) for mark in marks)}
