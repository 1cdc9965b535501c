"""Made-up filings with the sizes and frequencies of real ones, and the keys and gists of the real matcher.

Any filing can be made by itself from its number, so that processes share the work and two runs have the same. A register is not
random letters: a few words are in very many marks, goods texts repeat themselves, and most marks have neighbours. So words follow
Zipf's law, a quarter of the marks are an earlier one with a change, and one in nine is Chinese.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path

from bench.names import Names
from desk.rows import row_in
from index.rows import Row
from index.schema import FILINGS
from records.codes import FilingStatus, MarkFeature
from records.filing import Filing, GoodsServices, Mark, Party

ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "v",
)
VOWELS = ("a", "e", "i", "o", "u", "a", "e", "i", "o", "ia", "ea", "oo")
CODAS = ("", "", "", "", "l", "n", "r", "s", "t", "x", "nd", "rt", "m")
HAN = "红星光明美华金龙天海福安东方宝丽新世纪乐家佳康泰和永兴达利源通顺德盛隆祥瑞吉云山水花香茶食品坊阁轩堂记"
GENERIC = ("tech", "home", "global", "pro", "group", "health", "fashion", "outdoor", "solutions", "beauty", "pet", "smart", "eco")
OFFICES = ("US", "US", "US", "EM", "EM", "DE", "JP", "KR", "GB", "BR", "SG", "CA", "AU", "FR")
WORDS = 40_000
GOODS_WORDS = 6_000


class Corpus:
    """Filings by number; the same seed and names give the same filings."""

    def __init__(self, seed: int = 7, names: Names | None = None) -> None:
        """``names``: what marks are made of instead of coined syllables."""
        self._seed = seed
        self._names = names

    @cached_property
    def _words(self) -> list[str]:
        draw = random.Random(self._seed)
        return list(dict.fromkeys(_coined(draw, draw.randint(1, 3)) for _ in range(WORDS)))

    @cached_property
    def _weights(self) -> list[float]:
        return list(accumulate(1 / (rank + 20) ** 0.85 for rank in range(len(self._words))))

    @cached_property
    def _goods(self) -> list[str]:
        draw = random.Random(self._seed + 1)
        return [_coined(draw, draw.randint(2, 4)) for _ in range(GOODS_WORDS)]

    @cached_property
    def _goods_weights(self) -> list[float]:
        return list(accumulate(1 / (rank + 8) for rank in range(GOODS_WORDS)))

    def mark(self, number: int) -> str:
        """The words of a mark."""
        draw = self._draw(number)
        if number > 50 and draw.random() < 0.25:
            return perturbed(self._plain(self._draw(draw.randrange(number))), draw)
        return self._plain(draw)

    def key(self, number: int) -> str:
        """The key of a filing."""
        return f"{self._office(self._rest(number))}:{number:08d}"

    def filing(self, number: int) -> Filing:
        """One filing."""
        mark = self.mark(number)
        draw = self._rest(number)
        office = self._office(draw)
        filed = date(2005, 1, 1) + timedelta(days=draw.randint(0, 7600))
        classes = sorted(draw.sample(range(1, 46), k=draw.choice((1, 1, 1, 2, 3))))
        owner = f"{draw.choice(self._words)} {draw.choice(self._words)} {draw.choice(('Co., Ltd.', 'LLC', 'GmbH', 'Inc.'))}"
        return Filing(
            office=office,
            application_number=f"{number:08d}",
            application_date=filed,
            publication_date=filed + timedelta(days=200) if draw.random() < 0.7 else None,
            status=draw.choice(tuple(FilingStatus)),
            status_date=filed + timedelta(days=draw.randint(0, 900)),
            mark=Mark(verbal_element_text=mark.upper(), feature=draw.choice(tuple(MarkFeature))),
            goods_services=tuple(GoodsServices(class_number=one, description_text=self._described(draw)) for one in classes),
            applicants=(Party(name=owner.title(), country=draw.choice(("CN", "US", "DE", "KR"))),),
            record_version=1,
        )

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Filings as the load makes them into rows, keys and gists included."""
        return [row_in(FILINGS, self.filing(number)) for number in numbers]

    def brands(self, count: int, *, among: int) -> Iterator[str]:
        """Brands as people ask for them: half near one of the first ``among`` marks, half new."""
        draw = random.Random(f"{self._seed} brands")
        for at in range(count):
            yield perturbed(self.mark(draw.randrange(among)), draw) if at % 2 else self._plain(draw)

    def _rest(self, number: int) -> random.Random:
        return random.Random(f"{self._seed} {number} rest")

    def _office(self, draw: random.Random) -> str:
        return draw.choice(OFFICES)

    def _draw(self, number: int) -> random.Random:
        return random.Random(f"{self._seed} {number}")

    def _plain(self, draw: random.Random) -> str:
        if self._names is not None:
            return self._names.mark(draw)
        kind = draw.random()
        if kind < 0.11:
            return "".join(draw.choice(HAN) for _ in range(draw.choice((2, 2, 3, 4))))
        if kind < 0.45:
            return _coined(draw, draw.choice((2, 2, 3, 3, 4)))
        words = draw.choices(self._words, cum_weights=self._weights, k=draw.choice((1, 2, 2, 3)))
        return " ".join([*words, draw.choice(GENERIC)] if kind > 0.85 else words)

    def _described(self, draw: random.Random) -> str:
        return " ".join(draw.choices(self._goods, cum_weights=self._goods_weights, k=draw.randint(4, 45)))


@cache
def corpus_of(names: tuple[Path, ...]) -> Corpus:
    """The corpus of the lists of names at these paths; without any, of coined words."""
    return Corpus(names=Names.read(names) if names else None)


def perturbed(text: str, draw: random.Random) -> str:
    """A mark as an imitator writes it: a letter more, less or other, a word added, another vowel."""
    at = draw.randrange(len(text))
    kind = draw.random()
    if kind < 0.2:
        return f"{text} {draw.choice(GENERIC)}"
    if "\u4e00" <= text[at] <= "\u9fff":
        return text[:at] + draw.choice(HAN) + text[at + (kind < 0.7) :]
    if not text.isascii():
        return text[:at] + draw.choice(text) + text[at + (kind < 0.7) :]
    if kind < 0.45:
        return text[:at] + draw.choice("aeiourlnst") + text[at + 1 :]
    if kind < 0.65 and len(text) > 3:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at] + text[at:]


def _coined(draw: random.Random, syllables: int) -> str:
    return "".join(draw.choice(ONSETS) + draw.choice(VOWELS) + draw.choice(CODAS) for _ in range(syllables))
