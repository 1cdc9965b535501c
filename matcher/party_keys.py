"""Keys of a party's name: two names that are alike share one."""

from collections.abc import Iterator
from itertools import takewhile

from matcher.party import Name, company, shop
from matcher.party_parts import Own
from matcher.party_pinyin import is_pinyin, syllables

_WHOLES = 6


def party_keys(text: str) -> Iterator[str]:
    """Keys of a text read as a company's and as a shop's name, with all its aliases; ``a:`` in front of each."""
    for name in (company(text), shop(text)):
        for one in (name, *name.aliases):
            yield from _keys(one)


def _keys(name: Name) -> Iterator[str]:
    told = [key for key in name.parts.wholes[:_WHOLES] if len(key) > 1]
    yield from (f"a:{whole}" for whole in told)
    yield from (f"a:{word.text}" for word in name.strong if len(word.text) > 1)
    yield from (f"a:{start}" for word in name.strong for start in _starts(word))
    leading = tuple(takewhile(is_pinyin, (word.text for word in name.strong)))
    if 1 < len(leading) < len(name.strong):
        yield f"a:{''.join(leading)}"
    yield from (f"a:m:{code}" for word in name.strong for code in word.codes)
    if not name.strong and name.weak:
        yield f"a:{' '.join(sorted(name.weak))}"
    elif not told and name.words:
        yield f"a:{''.join(name.words)}"


def _starts(word: Own) -> Iterator[str]:
    """Of a long Chinese name its first two and three characters: the rest may be a trade that is translated elsewhere."""
    if len(word.han) > 3:
        cut = syllables(word.text)
        yield from ("".join(cut[:count]) for count in (2, 3))
