"""Cutting the words of a company's name where none are marked: Chinese, Japanese, Korean, Thai, and pinyin however spaced."""

from collections.abc import Iterator, Sequence

from matcher import party_words
from matcher.party_pinyin import is_pinyin, syllables
from matcher.party_words import Weak
from matcher.scripts import runs

_AT_ONE_END = 3
"""Places or trades taken off one end of a name."""


def pieces_of(word: str, *, firm: bool) -> Iterator[str]:
    """A word cut where its script changes and, in scripts without spaces, into place, own part and trades."""
    if word.isascii():
        yield word
        return
    cut = runs(word)
    for at, (script, run) in enumerate(cut):
        if script == "han":
            yield from _han_cut(run, alone=len(cut) == 1, first=at == 0, firm=firm)
        elif script in {"kana", "hangul", "thai"}:
            yield from _trades_off(run, least=1)
        else:
            yield run


def _han_cut(run: str, *, alone: bool, first: bool, firm: bool) -> Iterator[str]:
    places: list[str] = []
    rest, bare_place = run, ""
    while first and len(places) < _AT_ONE_END and (hit := _place_at_start(rest, minor=bool(places))):
        place, marked = hit
        bare_place = place if place == marked else ""
        places.append(place)
        rest = rest[len(marked) :]
    tail = list(_trades_off(rest, least=1 if firm else 2)) if rest else []
    if bare_place and tail and len(tail[0]) == 1 and (tail[0],) not in party_words.weak_words():
        if alone and not firm:
            places, tail = [], [run]
        else:
            places, tail = places[:-1], [bare_place + tail[0], *tail[1:]]
    yield from places
    yield from tail


def _place_at_start(run: str, *, minor: bool) -> tuple[str, str] | None:
    """A place, and how it stands there with the mark of its rank."""
    if hit := party_words.han_places(minor=minor).match(run):
        return hit[1] or hit[2], hit.group()
    hit = party_words.marked_han_places().match(run)
    return (hit[1], hit.group()) if hit else None


def _trades_off(run: str, *, least: int) -> Iterator[str]:
    """The word without the trades at its end, then these; ``least`` characters of its own must be left, or none."""
    gone: list[str] = []
    weak = party_words.weak_words()
    while len(gone) < _AT_ONE_END and run and (run,) not in weak and (hit := party_words.joined_trades().search(run)):
        spare = hit.start()
        if spare < (least if len(hit[1]) > 1 else 2):
            break
        gone.insert(0, hit[1])
        run = run[:spare]
    yield from filter(None, (run, *gone))


def in_pinyin(words: Sequence[str]) -> tuple[list[str], list[Weak]]:
    """Own and weak words of a name all in pinyin, however spaced: ``shen zhen shi yunfankeji`` → ``yunfan``."""
    place, left = _city_off(words)
    known = party_words.pinyin_words()
    weak: list[Weak] = []
    while len(weak) < _AT_ONE_END and (trade := _known(left, at_end=True)):
        weak.insert(0, known[left[-trade:]])
        left = left[:-trade]
    if place:
        city = party_words.weak_words()[place,]
        mark = "sheng" if city.inside == {"china"} else "shi"
        left = left[1:] if len(left) > 2 and left[0] == mark else left
        weak.insert(0, city)
    return ["".join(left)], weak


def _city_off(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The city at the start of a name in pinyin, empty where there is none, and the syllables after it."""
    hit = party_words.pinyin_cities().match(words[0])
    if hit and (hit.end() == len(words[0]) or is_pinyin(words[0][hit.end() :])):
        left = (words[0][hit.end() :], *words[1:])
        return hit.group(), tuple(syllable for word in left for syllable in syllables(word))
    cut = tuple(syllable for word in words for syllable in syllables(word))
    place = _known(cut, at_end=False)
    return "".join(cut[:place]), cut[place:]


def _known(left: tuple[str, ...], *, at_end: bool) -> int:
    """Syllables of the longest place at the start or trade at the end, two left over; 0 where there is none."""
    known = party_words.pinyin_words()
    for width in range(min(party_words.MAX_WORDS, len(left) - 2), 0, -1):
        weak = known.get(left[-width:] if at_end else left[:width])
        if weak is not None and (weak.kind != "place") == at_end:
            return width
    return 0
