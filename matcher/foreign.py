"""Words of other languages that marks are made of, and what they mean in English (matcher/tables/concepts.csv).

Only literal and direct equivalents, as the doctrine of foreign equivalents asks (TMEP 1207.01(b)(vi)).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from matcher.packaged import rows
from matcher.roots import root, vocabulary

Gloss = tuple[str, ...]
Told = Mapping[str, tuple[Gloss, ...]]
"""Language → what a word means in it."""

LANGUAGES = ("es", "fr", "it", "de", "pt", "nl", "la", "ru", "ja", "ko")
_LINKS = ("", "s", "n", "en", "er")
"""What German and Dutch put between the parts of a compound."""
_MIN_PART = 3
"""Letters of the shortest part of a compound."""
MIN_STEM = 3
"""Letters that an ending must leave."""


@lru_cache(maxsize=65536)
def told(word: str) -> Told:
    """What a folded word (or idiom) means, by language: as it stands in the tables, else by its endings, else as a compound."""
    return _listed(word) or dict(_by_endings(word)) or dict(_after_elision(word)) or dict(_as_compound(word))


def _listed(word: str) -> Told:
    return {language: tuple(map(gloss, phrases)) for language, phrases in _table().get(word, {}).items()}


def listed(words: str) -> bool:
    """The words stand in the table as they are."""
    return words in _table()


def is_english(word: str) -> bool:
    """An English word, too, whatever it means elsewhere."""
    return word in vocabulary() or word in _also_english()


def spoken(pieces: Iterable[str]) -> frozenset[str]:
    """Languages that the words of a mark give away: those of words that are not English, and of articles."""
    tongues: set[str] = set()
    for piece in pieces:
        tongues |= articles()[piece] if piece in articles() else _only_foreign(piece)
    return frozenset(tongues)


def _only_foreign(word: str) -> frozenset[str]:
    return frozenset() if not word.isascii() or is_english(word) else frozenset(told(word))


def _by_endings(word: str) -> Iterator[tuple[str, tuple[Gloss, ...]]]:
    for row in rows("word_endings"):
        bare = len(word) - len(row["ending"])
        if bare >= MIN_STEM and word.endswith(row["ending"]):
            listed = _listed(word[:bare] + row["instead"])
            yield from ((language, glosses) for language, glosses in listed.items() if language in row["languages"].split())


def _after_elision(word: str) -> Iterator[tuple[str, tuple[Gloss, ...]]]:
    """A French or Italian word that an apostrophe joined to its article, folded away: ``d'or`` → ``dor`` → gold."""
    if len(word) >= MIN_STEM and word[0] in "dl" and word[1] in "aeiouh":
        yield from ((language, glosses) for language, glosses in _listed(word[1:]).items() if language in {"fr", "it"})


def _as_compound(word: str) -> Iterator[tuple[str, tuple[Gloss, ...]]]:
    """A German or Dutch compound of two listed words: ``sonnenblume`` → sun flower."""
    if len(word) < 2 * _MIN_PART or not word.isascii():
        return
    for language in ("de", "nl"):
        for at in range(_MIN_PART, len(word) - _MIN_PART + 1):
            second = _table().get(word[at:], {}).get(language)
            first = _first_part(word[:at], language) if second else None
            if first and second:
                yield language, tuple((*gloss(one), *gloss(other)) for one in first[:2] for other in second[:2])
                break


def _first_part(part: str, language: str) -> tuple[str, ...] | None:
    for link in _LINKS:
        if part.endswith(link):
            bare = part[: len(part) - len(link)]
            for form in (bare, bare + "e"):
                if language in _table().get(form, {}):
                    return _table()[form][language]
    return None


@cache
def articles() -> dict[str, frozenset[str]]:
    """Articles and small words, which say nothing themselves, and the languages of which they tell that their neighbours are."""
    return {row["word"]: frozenset(row["languages"].split()) for row in rows("articles")}


@cache
def _also_english() -> frozenset[str]:
    """English words spelt like a word of another language: read as English unless a neighbour tells otherwise."""
    return frozenset(row["word"] for row in rows("also_english"))


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    """Word → language → English phrases."""
    table: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in rows("concepts"):
        meant = tuple(row["en"].split("/"))
        for language in LANGUAGES:
            if row[language]:
                for word in row[language].split("/"):
                    entry = table.setdefault(word, {})
                    entry[language] = (*entry[language], *meant) if language in entry else meant
    return table


def gloss(phrase: str) -> Gloss:
    """An English phrase as its roots, articles left out."""
    return tuple(root(word) for word in phrase.split() if word not in articles())
