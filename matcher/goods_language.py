"""The pipelines that read goods texts: blank spaCy pipelines built here, without a model.

English is cut by spaCy's tokenizer and lemmatised by rule; Chinese is cut into characters. In both, a PhraseMatcher finds the
product words of goods_kinds.csv and, in English, a SpanRuler the phrases that steer how a text is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from matcher.goods import stem
from matcher.goods_kinds import words_of
from matcher.packaged import rows

NAMELY, SUCH, NOT, RETAIL, PURPOSE, PART, DEED = "namely", "such", "not", "retail", "purpose", "part", "deed"

SERVICE = "service."
"""Branch of the kinds that are services."""

_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2}[bldmnpv])our(?=s|ed|ing|$)"), "or"),
    (re.compile(r"(?<=[a-z]{3})is(?=ed$|er$|ing$|ation$|e$)(?<!ais)(?<!ois)(?<!rcis)(?<!dvis)(?<!vis)(?<!mis)(?<!pris)"), "iz"),
    (re.compile(r"(?<=[a-z]{2}[bt])re$"), "er"),
    (re.compile(r"(?<=[a-z]{2})lling$"), "ling"),
    (re.compile(r"aesthe"), "esthe"),
    (re.compile(r"paedic"), "pedic"),
)
"""British spelling by rule: colour, organise, fibre, travelling, anaesthetic, orthopaedic."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A piece of text cut into tokens: ``steering`` are (label, start, end), ``products`` (kinds, start, end), ends excluded."""

    text: str
    words: tuple[str, ...]
    """Stems in English, characters in Chinese."""
    offsets: tuple[int, ...]
    """Where each token begins in the text; the last figure is where the text ends."""
    steering: tuple[tuple[str, int, int], ...]
    products: tuple[tuple[tuple[str, ...], int, int], ...]
    han: bool

    @property
    def places(self) -> tuple[tuple[str, int, int], ...]:
        """The steering phrases as (label, start, end) in characters."""
        return tuple((label, self.offsets[start], self.offsets[end]) for label, start, end in self.steering)

    def cut(self, start: int, end: int) -> "Reading":
        """Tokens ``start`` to ``end``, with the phrases that lie in them."""
        inside = [(label, a, b) for label, a, b in self.steering if start <= a and b <= end]
        first = self.offsets[start]
        return Reading(
            text=self.text[first : self.offsets[end]].strip(),
            words=self.words[start:end],
            offsets=tuple(at - first for at in self.offsets[start : end + 1]),
            steering=tuple((label, a - start, b - start) for label, a, b in inside),
            products=tuple((kinds, a - start, b - start) for kinds, a, b in self.products if start <= a and b <= end),
            han=self.han,
        )


def is_han(text: str) -> bool:
    """Chinese characters stand in the text."""
    return any("\u3400" <= char <= "\u9fff" for char in text)


def read(text: str) -> Reading:
    """Tokens, steering phrases and product words of a short text in lower case; the longest of overlapping ones.

    Goods are looked for inside the names of services, too: the car of a car rental.
    """
    han = is_han(text)
    doc = (_chinese() if han else _english())(text)
    matcher, kinds = _products("zh" if han else "en")
    found: list[Span] = matcher(doc, as_spans=True)
    service = [any(kind.startswith(SERVICE) for kind in kinds[span.label_]) for span in found]
    goods = filter_spans(span for span, serves in zip(found, service, strict=True) if not serves)
    services = filter_spans(span for span, serves in zip(found, service, strict=True) if serves)
    return Reading(
        text=text,
        words=tuple(token.lemma_ or token.text for token in doc),
        offsets=(*(token.idx for token in doc), len(text)),
        steering=tuple((span.label_, span.start, span.end) for span in filter_spans(doc.spans["ruler"])),
        products=tuple((kinds[span.label_], span.start, span.end) for span in (*goods, *services)),
        han=han,
    )


@Language.component("goods_stems")  # type: ignore[untyped-decorator]
def goods_stems(doc: Doc) -> Doc:
    """Give every token its stem for a lemma."""
    for token in doc:
        token.lemma_ = lemma(token.lower_)
    return doc


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """An English noun in the singular and in American spelling: ``knives`` → ``knife``, ``tyres`` → ``tire``."""
    irregular = _plurals().get(word)
    if irregular is not None:
        return irregular
    single = stem(word)
    for british, american in _SPELLINGS:
        if (spelt := british.sub(american, single)) != single:
            return spelt
    return single


@cache
def _english() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("goods_stems")
    _add_ruler(nlp, _english_patterns())
    return nlp


@cache
def _chinese() -> Language:
    nlp = spacy.blank("zh")
    told = [(label, sign) for label in (RETAIL, NOT, PART, DEED) for sign in steering(label, "zh")]
    _add_ruler(nlp, [{"label": label, "pattern": [{"ORTH": char} for char in sign]} for label, sign in told])
    return nlp


def _add_ruler(nlp: Language, patterns: list[dict[str, Any]]) -> None:
    ruler: Any = nlp.add_pipe("span_ruler", config={"spans_key": "ruler"})
    ruler.add_patterns(patterns)


def _english_patterns() -> list[dict[str, Any]]:
    told = [(label, phrase) for label in (NAMELY, SUCH, NOT, PURPOSE, DEED) for phrase in steering(label)]
    patterns = [{"label": label, "pattern": [{"LOWER": word} for word in phrase.split()]} for label, phrase in told]
    patterns += [{"label": PART, "pattern": [{"LEMMA": word} for word in phrase.split()]} for phrase in steering(PART)]
    sold = {"LEMMA": {"IN": list(steering("sold"))}}
    patterns.append({"label": RETAIL, "pattern": [{"LEMMA": {"IN": list(steering("selling"))}}, {**sold, "OP": "*"}]})
    patterns.append({"label": RETAIL, "pattern": [{"LOWER": {"IN": list(steering("online"))}}, {**sold, "OP": "+"}]})
    return patterns


@cache
def steering(label: str, language: str = "en") -> tuple[str, ...]:
    """Words and phrases of that label in goods_steering.csv."""
    return tuple(word for row in rows("goods_steering") if row["label"] == label for word in row[language].split(";") if word)


@cache
def _plurals() -> Mapping[str, str]:
    """Plurals and spellings that no rule reaches, among words of goods."""
    return {row["word"]: row["lemma"] for row in rows("goods_plurals")}


@cache
def _products(language: str) -> tuple[PhraseMatcher, Mapping[str, tuple[str, ...]]]:
    """Matcher of the product words, each labelled with its stems, and label → kinds."""
    nlp = _english() if language == "en" else _chinese()
    matcher = PhraseMatcher(nlp.vocab, attr="LEMMA" if language == "en" else "ORTH")
    kinds: dict[str, tuple[str, ...]] = {}
    table = words_of(language)
    with nlp.select_pipes(disable="span_ruler"):
        for doc, told in zip(nlp.pipe(table), table.values(), strict=True):
            label = " ".join(token.lemma_ or token.text for token in doc)
            if label not in kinds:
                matcher.add(label, [doc])
            kinds[label] = tuple(dict.fromkeys((*kinds.get(label, ()), *told)))
    return matcher, kinds
