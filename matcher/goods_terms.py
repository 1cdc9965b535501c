"""What an identification of goods and services names: cut into terms, each with its head, its kinds and what is done with it.

The wordings read are those of the offices' manuals (USPTO TMEP 1402, EUIPO guidelines part B section 3): semicolons part items,
"namely" leaves only what follows it, "in particular" gives examples, "excluding" takes out, "retail services featuring X" is a
service about X.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from matcher.fold import fold
from matcher.goods_kinds import classes_of
from matcher.goods_language import DEED, NAMELY, NOT, PART, PURPOSE, RETAIL, SERVICE, SUCH, Reading, is_han, read, steering

MAX_TERMS = 150
"""Terms of one text that are compared."""
MAX_TEXT = 40_000

BEFORE, AFTER = 0.5, 0.45
"""What a product word counts before the head ("vehicle" seat) and behind it (lenses for "sunglasses")."""
ALONE_BEFORE, ALONE_AFTER = 0.8, 0.75
"""The same where the head says nothing by itself (apparatus, services, an unknown word)."""
EXAMPLE_OF = 0.5
"""What the kind in front of "namely" counts for a term that has none of its own."""
ABROAD, BESIDE = 0.7, 0.65
"""What a kind counts that is not filed in the term's class: where none of the term's is, and beside one that is."""
OF_CLASS = 0.4
"""What the kinds of its class count for a term of which nothing else is known."""

_ITEMS = re.compile(r"[;；。\n|]+|\.\s+(?=[A-Z])")
_ASIDE = re.compile(r"\([^()]*-\s*\)")
_COMMAS = re.compile(r"[,，、]+")
_AND = frozenset({"and", "or", "&"})
_TRAILING = re.compile(r"(?:ed|ic|al|ive|ous|ary|able|fresh|raw|live|dry|frozen|motorised)$")
_LEADING = re.compile(r"^(?:(?:and|or|all|the|a|an|other|various|&)\s+|以及|[及和或]\s*)+(?=\S)")


@dataclass(frozen=True, slots=True)
class GoodsTerm:
    """One term of an identification."""

    text: str
    """Folded, as it can be shown."""
    words: tuple[tuple[str, float], ...]
    """Stems that tell (Chinese: pairs of characters), with their weight; the head has 1."""
    kinds: tuple[tuple[str, float], ...]
    """Kinds of goods (of the object, where something is done with it), with their weight."""
    deed: str | None = None
    """What is done with the goods: ``retail``, ``deed`` (repair, rental …); ``None``: they are the goods themselves."""
    part: bool = False
    """Parts and accessories of what the kinds name."""
    understood: bool = True
    """A product word stands in it; else its kinds are those of its class or of what it is an example of."""


@dataclass(frozen=True, slots=True)
class GoodsText:
    """An identification read: what it names, and what it takes out."""

    terms: tuple[GoodsTerm, ...]
    excluded: tuple[GoodsTerm, ...] = ()

    @property
    def understood(self) -> bool:
        """At least one term has a kind."""
        return any(term.understood for term in self.terms)

    @property
    def clear(self) -> float:
        """Share of the terms that are understood, 0..1."""
        return sum(term.understood for term in self.terms) / len(self.terms) if self.terms else 0.0


@lru_cache(maxsize=20_000)
def read_goods(text: str, class_number: int | None = None) -> GoodsText:
    """Read a goods text of one class (``None``: unknown), its first ``MAX_TEXT`` characters and ``MAX_TERMS`` terms."""
    terms: dict[GoodsTerm, None] = {}
    excluded: dict[GoodsTerm, None] = {}
    for item in _ITEMS.split(_ASIDE.sub(" ", text[:MAX_TEXT])):
        if len(terms) >= MAX_TERMS:
            break
        folded = fold(item)
        if folded:
            kept, taken_out = _item(folded, class_number)
            terms |= dict.fromkeys(kept)
            excluded |= dict.fromkeys(taken_out)
    return GoodsText(tuple(terms)[:MAX_TERMS], tuple(excluded)[:MAX_TERMS])


def _item(folded: str, class_number: int | None) -> tuple[list[GoodsTerm], list[GoodsTerm]]:
    """Terms that an item names, and those that it takes out."""
    named, out = _taken_out(folded)
    genus, listed, examples = _narrowed(named)
    context = _terms(genus, class_number) if genus else []
    found = _terms(listed, class_number, context)
    return ([*context, *found] if examples or not found else found), (_terms(out, class_number) if out else [])


def _taken_out(folded: str) -> tuple[str, str]:
    """What an item names and what it takes out, ``bags, excluding suitcases``; in Chinese the sign may stand last."""
    at = _first(folded, NOT)
    if at is None:
        return folded, ""
    before, behind = folded[: at[0]].strip(" ,(，（"), folded[at[1] :].strip(" ,)，）")
    if is_han(folded) and not behind:
        parts = _COMMAS.split(before)
        return "，".join(parts[:-1]), parts[-1]
    return before, behind


def _narrowed(named: str) -> tuple[str, str, bool]:
    """Genus, list, and whether the list only gives examples of the genus."""
    for label in (NAMELY, SUCH):
        at = _first(named, label)
        if at is not None and named[: at[0]].strip(" ,") and named[at[1] :].strip(" ,"):
            return named[: at[0]].strip(" ,"), named[at[1] :].strip(" ,:"), label == SUCH
    return "", named, False


def _first(text: str, label: str) -> tuple[int, int] | None:
    """Where the first phrase of that label stands, in characters."""
    return next(((start, end) for found, start, end in read(text).places if found == label), None)


def _terms(text: str, class_number: int | None, context: Sequence[GoodsTerm] = ()) -> list[GoodsTerm]:
    found: list[GoodsTerm] = []
    deed = next((term.deed for term in context if term.deed), None)
    genus = tuple((kind, EXAMPLE_OF * weight) for term in context for kind, weight in term.kinds)
    for piece in _pieces(text):
        for reading in _coordinated(read(piece)):
            term = _term(reading, class_number, deed=deed, genus=genus)
            if term is not None:
                found.append(term)
                deed = term.deed if term.deed == RETAIL else deed
    return found


def _pieces(text: str) -> list[str]:
    """A list cut at its commas; what only describes, as in ``vegetables, dried``, goes before what it describes."""
    pieces: list[str] = []
    for part in _COMMAS.split(text):
        piece = _LEADING.sub("", part.strip())
        if not piece:
            continue
        if pieces and len(piece.split()) == 1 and _TRAILING.search(piece) and not read(piece).products:
            pieces[-1] = f"{piece} {pieces[-1]}"
        else:
            pieces.append(piece)
    return pieces


def _coordinated(reading: Reading) -> Iterator[Reading]:
    """``shoes and bags`` as two terms, where products end at either side of the "and"."""
    ends = {end for _, _, end in reading.products}
    stop = min((start for label, start, _ in reading.steering if label == PURPOSE), default=len(reading.words))
    cuts = [
        at
        for at, word in enumerate(reading.words)
        if word in _AND and at in ends and (at < stop or any(label == RETAIL for label, _, _ in reading.steering))
    ]
    bounds = [-1, *cuts, len(reading.words)]
    if not cuts or not all(any(start < end <= until for end in ends) for start, until in pairwise(bounds)):
        yield reading
        return
    for start, until in pairwise(bounds):
        yield reading.cut(start + 1, until)


def _term(
    reading: Reading, class_number: int | None, *, deed: str | None, genus: tuple[tuple[str, float], ...]
) -> GoodsTerm | None:
    labels = {label for label, _, _ in reading.steering}
    steered = {at for _, start, end in reading.steering for at in range(start, end)}
    head = _head(reading, steered)
    words = _weighed(reading, head, steered)
    own = _kinds(reading, head, class_number)
    done = RETAIL if RETAIL in labels or deed == RETAIL else DEED if DEED in labels or deed == DEED else None
    if not words and not own:
        return None
    kinds = _classed(own or genus, class_number) if done is None else own or genus
    return GoodsTerm(reading.text, words, kinds, done, PART in labels, bool(own))


def _head(reading: Reading, steered: set[int]) -> int:
    """Place of the head: the last telling word before a phrase of purpose, of the first stretch that has one; -1 without any.

    So the head of ``lenses for sunglasses`` is the lens, that of ``apparatus for cooking`` or ``repair of cars`` what follows.
    """
    if reading.han:
        return max((end - 1 for _, _, end in reading.products), default=len(reading.words) - 1)
    stops = [start for label, start, _ in reading.steering if label == PURPOSE]
    stops += [at for at, word in enumerate(reading.words) if word in "(["]
    bounds = sorted({0, *stops, len(reading.words)})
    for start, until in pairwise(bounds):
        places = [at for at in range(start, until) if at not in steered and _tells(reading.words[at])]
        if places:
            return places[-1]
    return -1


def _tells(word: str) -> bool:
    return word not in _silent() and any(map(str.isalnum, word))


@cache
def _silent() -> frozenset[str]:
    """Words that name no goods by themselves: apparatus, services, and those between the others."""
    return frozenset((*steering("generic"), *steering("empty")))


def _weighed(reading: Reading, head: int, steered: set[int]) -> tuple[tuple[str, float], ...]:
    if reading.han:
        chars = [char for at, char in enumerate(reading.words) if at not in steered and char.isalnum()]
        return tuple((a + b, 1.0) for a, b in pairwise(chars)) or tuple((char, 1.0) for char in chars)
    found: dict[str, float] = {}
    for at, word in enumerate(reading.words):
        if at not in steered and _tells(word):
            weight = 1.0 if at == head else BEFORE if at < head else AFTER
            found[word] = max(weight, found.get(word, 0.0))
    return tuple(found.items())


def _kinds(reading: Reading, head: int, class_number: int | None) -> tuple[tuple[str, float], ...]:
    headed = any(start <= head < end for _, start, end in reading.products)
    found: dict[str, float] = {}
    for told, start, end in reading.products:
        weight = _counts(start, end, head, headed=headed)
        for kind in _likeliest(told, class_number):
            counts = 1.0 if kind.startswith(SERVICE) else weight
            found[kind] = max(counts, found.get(kind, 0.0))
    return tuple(found.items())


def _classed(kinds: tuple[tuple[str, float], ...], class_number: int | None) -> tuple[tuple[str, float], ...]:
    """Kinds of goods in the light of their class: what is filed there leads, the skin cream of class 3 is no dairy product."""
    if class_number is None:
        return kinds
    at_home = max((weight for kind, weight in kinds if class_number in classes_of()[kind]), default=0.0)
    if not at_home:
        return (*((kind, ABROAD * weight) for kind, weight in kinds), *_of_class(class_number))
    return tuple((kind, weight / at_home if class_number in classes_of()[kind] else BESIDE * weight) for kind, weight in kinds)


@cache
def _of_class(class_number: int | None) -> tuple[tuple[str, float], ...]:
    return tuple((kind, OF_CLASS) for kind, classes in classes_of().items() if class_number in classes)


def _counts(start: int, end: int, head: int, *, headed: bool) -> float:
    if start <= head < end:
        return 1.0
    if end <= head:
        return BEFORE if headed else ALONE_BEFORE
    return AFTER if headed else ALONE_AFTER


def _likeliest(kinds: tuple[str, ...], class_number: int | None) -> tuple[str, ...]:
    """Of a word's several kinds those that are filed in the class, where there are any."""
    if len(kinds) < 2 or class_number is None:
        return kinds
    return tuple(kind for kind in kinds if class_number in classes_of()[kind]) or kinds
