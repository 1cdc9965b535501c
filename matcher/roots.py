"""English words brought to one root, and compounds cut: what two glosses must share to say the same."""

from functools import cache, lru_cache

from matcher.goods import stem
from matcher.packaged import rows

MIN_PART = 3
"""Letters of the shortest part of a compound."""
MAX_SPLITS = 2

_OUR = frozenset({"hour", "tour", "four", "sour", "pour", "your", "flour", "scour", "contour", "detour", "velour", "troubadour"})
_DERIVED = (
    "ations", "ation", "ators", "ator", "ating", "ated", "ional", "ically", "ical", "ially", "ial", "ions", "ion", "ives", "ive",
    "ments", "ment", "fully", "ful", "ously", "ous", "ities", "ity", "ance", "ence", "ant", "ent", "able", "ible", "ists", "ist",
    "isms", "ism", "izing", "ized", "izer", "ize", "ate", "ally", "al", "ers", "er", "ors", "or", "ing", "ed", "ic", "ly",
)  # fmt: skip
"""Endings that make one word of another without changing what it is about, longest first (not -less: it says the opposite)."""
_MIN_ROOT = 5
"""Letters such an ending must leave, so that ``tiger`` and ``flower`` keep theirs."""


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """The root of an English word in lower case, for comparing, not for reading: without the endings of number and of derivation,
    in American spelling, and for close synonyms that of the word which stands for them all (``cocks`` → ``rooster``)."""
    plain = _plain(word)
    return _underived(_synonyms().get(plain, plain))


@lru_cache(maxsize=65536)
def own_root(word: str) -> str:
    """The root of a word itself, synonyms aside: words of one own root are one word in two dresses."""
    return _underived(_plain(word))


def _underived(word: str) -> str:
    """``construction``, ``constructive`` → ``construct``; ``industry``, ``industrial`` → ``industr``."""
    if not word.isascii():
        return word
    cut = next((word[: -len(end)] for end in _DERIVED if word.endswith(end) and len(word) - len(end) >= _MIN_ROOT), word)
    return cut[:-1] if len(cut) > _MIN_ROOT and cut[-1] in "eiy" else cut


def _plain(word: str) -> str:
    """Without plural, -ness and -ing, in American spelling."""
    word = _irregular().get(word, word)
    if word in _synonyms() or not word.isascii():
        return word
    word = american(stem(word))
    if word.endswith("ness") and len(word) > 6:
        bare = word[:-4]
        return bare[:-1] + "y" if bare.endswith("i") else bare
    return _without_ing(word) if word.endswith("ing") and len(word) > 5 else word


def american(word: str) -> str:
    """British spelling as American: ``colour`` → ``color``, ``theatre`` → ``theater``."""
    if word.endswith("our") and word not in _OUR:
        return word[:-3] + "or"
    if word.endswith(("tre", "bre")) and len(word) > 4:
        return word[:-2] + "er"
    return _irregular().get(word, word)


def _without_ing(word: str) -> str:
    """``flying`` → ``fly``, ``running`` → ``run``, ``dancing`` → ``dance``; kept where the rest is no known word."""
    bare = word[:-3]
    known = vocabulary()
    for choice in (bare, bare + "e", bare[:-1] if bare[-1] == bare[-2] else bare):
        if choice in known:
            return choice
    return word


@lru_cache(maxsize=65536)
def split_compound(word: str) -> tuple[tuple[str, str], ...]:
    """A word as two roots where both are words that marks are made of: ``sunflower`` → (``sun``, ``flower``)."""
    if len(word) < 2 * MIN_PART or not word.isascii():
        return ()
    known = vocabulary()
    cuts = range(MIN_PART, len(word) - MIN_PART + 1)
    found = ((word[:at], word[at:]) for at in cuts if word[:at] in known and _known(word[at:], known))
    return tuple((root(first), root(second)) for first, second in found)[:MAX_SPLITS]


def _known(word: str, known: frozenset[str]) -> bool:
    return word in known or stem(word) in known


@cache
def vocabulary() -> frozenset[str]:
    """English words that marks are made of, from the tables of concepts, synonyms and generic words."""
    concepts = {word for row in rows("concepts") for phrase in row["en"].split("/") for word in phrase.split()}
    same = {word for row in rows("synonyms") for word in (row["root"], *row["words"].split())}
    generic = {
        row["word"] for row in rows("generic_words") if row["language"] == "en" and row["kind"] in {"goods", "trade", "praise"}
    }
    return frozenset(word for word in concepts | same | generic if len(word) >= MIN_PART and word.isascii())


@cache
def _irregular() -> dict[str, str]:
    """Plurals no rule gives, and British or trade spellings beside the American ones."""
    return {row["word"]: row["root"] for row in rows("english_forms")}


@cache
def _synonyms() -> dict[str, str]:
    return {word: row["root"] for row in rows("synonyms") for word in row["words"].split()}
