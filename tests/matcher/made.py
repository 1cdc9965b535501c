"""Small builders for the matcher's tests."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime

from matcher.candidates import WatchIndex
from matcher.goods import GoodsRelation
from matcher.rarity import Rarity
from matcher.tally import Tally
from records import DocketEntry, Filing, GoodsServices, Mark, MarkWords, Match, Party, Watch, WatchKind

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
GOODS = GoodsRelation({(25, 18): 0.8})


def filing(text: str | None, *classes: int, number: str = "98000001", owner: str = "Nobody LLC", goods: str = "Goods") -> Filing:
    """A filing of one mark."""
    return Filing(
        office="US",
        application_number=number,
        mark=Mark(verbal_element_text=text),
        goods_services=tuple(GoodsServices(class_number=one, description_text=goods) for one in classes),
        applicants=(Party(name=owner),),
    )


def watch(kind: WatchKind, *terms: str, classes: tuple[int, ...] = (), **more: object) -> Watch:
    """A watch of client c1."""
    return Watch(id=f"{kind}-{terms[0]}", client_id="c1", kind=kind, terms=terms, classes=classes, **more)  # type: ignore[arg-type]


def entry(caption: str, *, number: str = "1:26-cv-00123", court: str = "ilnd") -> DocketEntry:
    """A docket entry under a caption."""
    return DocketEntry(
        court=court, pacer_case_id="777", docket_number=number, case_name=caption, event_name="Complaint", pacer_seq_no="1"
    )


def matches(watches: list[Watch], *records: Filing | DocketEntry, rarity: Rarity | None = None) -> list[Match]:
    """What an index of the watches finds."""
    return WatchIndex(watches, goods=GOODS, rarity=rarity).match(records, now=NOW)


def tallied(marks: Iterable[str]) -> MarkWords:
    """A count of the words of marks."""
    tally = Tally()
    for mark in marks:
        tally.add(mark)
    return tally.count(now=NOW)


def names(count: int, seed: int) -> list[str]:
    """Made-up marks: one to three syllable words, some with a letter changed."""
    draw = random.Random(seed)
    heads, tails = (
        ["sun", "lo", "ver", "kin", "dra", "mo", "tel", "fa", "zen", "ho"],
        ["vale", "tex", "ria", "mond", "ko", "lux", "bar", "ni"],
    )
    return [" ".join(draw.choice(heads) + draw.choice(tails) for _ in range(draw.randint(1, 2))) for _ in range(count)]


def marks(count: int, seed: int) -> list[str]:
    """Made-up marks in several scripts: two in three of ``names``, the others Chinese, Japanese, Russian or mixed."""
    draw = random.Random(seed)
    han, kana, cyrillic = "红星光明美华金龙天海福安东方宝丽新世纪", "アイカキサシタテナノマミラリルロ", "абвгдеиклмнопрст"
    made = []
    for name in names(count, seed):
        kind = draw.random()
        if kind > 0.9:
            name = "".join(draw.choices(han, k=draw.randint(2, 4)))
        elif kind > 0.8:
            name = "".join(draw.choices(kana, k=draw.randint(3, 5)))
        elif kind > 0.7:
            name = "".join(draw.choices(cyrillic, k=draw.randint(4, 7)))
        elif kind > 0.66:
            name = f"{''.join(draw.choices(han, k=2))} {name}"
        made.append(name)
    return made
