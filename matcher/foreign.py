"""Words of other languages that marks are made of, and what they mean in English (matcher/tables/concepts.csv, idioms.csv).

Only literal and direct equivalents, as the doctrine of foreign equivalents asks (TMEP 1207.01(b)(vi)).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from matcher.roots import root, vocabulary
from matcher.packaged import rows

Gloss = tuple[str, ...]
Told = Mapping[str, tuple[Gloss, ...]]
"""Language → what a word means in it."""

LANGUAGES = ("es", "fr", "it", "de", "pt", "nl", "la", "ru", "ja", "ko")
ARTICLES: Mapping[str, frozenset[str]] = {
    word: frozenset(languages.split())
    for word, languages in (
        ("the", ""), ("a", ""), ("an", ""), ("of", ""), ("and", ""),
        ("el", "es"), ("los", "es"), ("las", "es"), ("del", "es it"), ("la", "es fr it"), ("le", "fr it"), ("les", "fr"),
        ("des", "fr de"), ("du", "fr"), ("aux", "fr"), ("au", "fr"), ("l", "fr it"), ("d", "fr it"), ("de", "es fr pt nl"),
        ("il", "it"), ("lo", "it"), ("gli", "it"), ("della", "it"), ("dello", "it"), ("dei", "it"), ("delle", "it"), ("di", "it"),
        ("der", "de"), ("die", "de"), ("das", "de"), ("und", "de"), ("dem", "de"), ("het", "nl"), ("een", "nl"), ("en", "nl fr"),
        ("o", "pt"), ("os", "pt"), ("as", "pt"), ("do", "pt"), ("da", "pt"), ("dos", "pt"), ("das", "pt de"), ("e", "it pt"),
        ("y", "es"), ("et", "fr la"), ("un", "es fr it"), ("una", "es it"), ("une", "fr"), ("uno", "it es"), ("um", "pt"),
        ("uma", "pt"), ("ein", "de"), ("eine", "de"),
    )
}  # fmt: skip
"""Articles and small words, which say nothing themselves but tell the language of their neighbours."""

_ALSO_ENGLISH = frozenset(
    """angel arm art bad bank bar bas bee beer boot bras brand brief bride but camera can cane car casino champ chat chef coin
    comment con corps court dame dent dental dove due fast fee fin fine five fond font fort four gift grand grave handy haven hell
    herb hut kind lame last legs lit lot main male man mango manor mantel mare mark mas met mine mist mode more not note now once
    onion ours page pain pan pane panda par paste pays pie pin plan plume poison pool port pot pour rat red ride ring rio rock
    romance room rose rot rue sage sale salt sea sense sin slim sole son sound stem stern sur table tan tango tier tire toes tour
    trap vale van vent vie villa vine vision visa vital vogue wand war ware wit wolf worm zone pastel motor mundane legend patron
    menthe cape came dome ample flan lever mute pied pomp salon sign test torte vague mute""".split()
)
"""English words that are spelt like a word of another language: they are read as English unless a neighbour tells otherwise."""

_ENDINGS = (
    ("s", "", "es fr pt nl de"), ("es", "", "es fr pt de"), ("os", "o", "es pt"), ("as", "o", "es pt"), ("a", "o", "es pt it"),
    ("aux", "al", "fr"), ("x", "", "fr"), ("e", "", "fr de nl"), ("euse", "eux", "fr"), ("ere", "er", "fr"), ("elle", "el", "fr"),
    ("enne", "en", "fr"), ("onne", "on", "fr"), ("ive", "if", "fr"), ("i", "o", "it"), ("i", "e", "it"), ("e", "a", "it"),
    ("chi", "co", "it"), ("ghi", "go", "it"), ("che", "ca", "it"), ("en", "", "de nl"), ("er", "", "de"), ("em", "", "de"),
    ("n", "", "de"), ("en", "e", "de"), ("oes", "ao", "pt"), ("ais", "al", "pt"), ("a", "us", "la"), ("um", "us", "la"),
    ("i", "us", "la"), ("ae", "a", "la"), ("ая", "ыи", "ru"), ("ое", "ыи", "ru"), ("ые", "ыи", "ru"), ("ая", "ии", "ru"),
    ("яя", "ии", "ru"), ("ая", "ои", "ru"), ("ое", "ои", "ru"), ("ые", "ои", "ru"), ("ы", "", "ru"), ("ы", "а", "ru"), ("и", "", "ru"), ("и", "а", "ru"), ("и", "ь", "ru"),
)  # fmt: skip
"""Endings of number and gender: (ending, what stands for it in the table's form, languages)."""
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
    return word in vocabulary() or word in _ALSO_ENGLISH


def spoken(pieces: Iterable[str]) -> frozenset[str]:
    """Languages that the words of a mark give away: those of words that are not English, and of articles."""
    tongues: set[str] = set()
    for piece in pieces:
        tongues |= ARTICLES.get(piece, frozenset()) if piece in ARTICLES else _only_foreign(piece)
    return frozenset(tongues)


def _only_foreign(word: str) -> frozenset[str]:
    return frozenset() if not word.isascii() or is_english(word) else frozenset(told(word))


def _by_endings(word: str) -> Iterator[tuple[str, tuple[Gloss, ...]]]:
    for ending, instead, languages in _ENDINGS:
        if len(word) - len(ending) >= MIN_STEM and word.endswith(ending):
            listed = _listed(word[: len(word) - len(ending)] + instead)
            yield from ((language, glosses) for language, glosses in listed.items() if language in languages.split())


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
    return tuple(root(word) for word in phrase.split() if word not in ARTICLES)
