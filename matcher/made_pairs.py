"""Made conflicts and strangers among Chinese marks, of which too few are decided to learn from. Seeded."""

import random
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice

from matcher.labelled import LabelledPair
from matcher.packaged import rows
from matcher.readings import spellings
from matcher.scripts import simplified

MADE = 240
STRANGERS = 1_500
_TRADES = ("食品", "服饰", "科技", "家居", "酒业", "茶庄", "美妆", "电器", "文具", "体育")
_HEADS = ("新", "老", "大", "小", "金", "真", "正宗", "中华", "上海", "东方")


def made_conflicts(names: Sequence[str], *, seed: int) -> list[LabelledPair]:
    """Chinese names and what somebody might file to come near them.

    A look-alike character, a character of the same sound, another character in a longer name, a word before or behind.
    """
    draw = random.Random(seed)  # noqa: S311 – reproducible, not secret
    pool = _chinese(names)
    draw.shuffle(pool)
    ways: tuple[Callable[[str, random.Random, list[str]], str | None], ...] = (_look_alike, _same_sound, _other_character, _added)
    made = []
    for place, name in enumerate(pool * 4):
        new = ways[place % len(ways)](name, draw, pool)
        if new and new != name:
            made.append(LabelledPair(new, name, conflict=True, ground="made"))
    return list(islice(made, MADE))


def made_strangers(names: Sequence[str], *, seed: int) -> list[str]:
    """Chinese names of others: real ones, and their characters put together anew."""
    draw = random.Random(seed + 1)  # noqa: S311
    pool = _chinese(names)
    characters = [char for name in pool for char in name]
    if not pool:
        return []
    lengths = [len(name) for name in pool]
    anew = ("".join(draw.choices(characters, k=draw.choice(lengths))) for _ in range(STRANGERS))
    return list(dict.fromkeys((*pool, *anew)))


def _chinese(names: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(map(simplified, names)) if 2 <= len(name) <= 5 and all(map(_is_han, name))]


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿"


def _look_alike(name: str, draw: random.Random, _: list[str]) -> str | None:
    groups = _like_characters()
    places = [at for at, char in enumerate(name) if char in groups]
    if not places:
        return None
    at = draw.choice(places)
    return name[:at] + draw.choice(groups[name[at]]) + name[at + 1 :]


@cache
def _like_characters() -> dict[str, str]:
    return {char: row["group"] for row in rows("han_lookalikes") for char in row["group"]}


def _same_sound(name: str, draw: random.Random, pool: list[str]) -> str | None:
    at = draw.randrange(len(name))
    sound = spellings((name[at],))[:1]
    same = sorted({char for other in pool for char in other if char != name[at] and spellings((char,))[:1] == sound})
    return name[:at] + draw.choice(same) + name[at + 1 :] if same else None


def _other_character(name: str, draw: random.Random, pool: list[str]) -> str | None:
    if len(name) < 3:
        return None
    at = draw.randrange(len(name))
    return name[:at] + draw.choice(draw.choice(pool)) + name[at + 1 :]


def _added(name: str, draw: random.Random, _: list[str]) -> str | None:
    return name + draw.choice(_TRADES) if draw.random() < 0.5 else draw.choice(_HEADS) + name
