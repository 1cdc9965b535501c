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

NAMELY, SUCH, NOT, RETAIL, PURPOSE, PART, DEED = "namely", "such", "not", "retail", "purpose", "part", "deed"

SERVICE = "service."
"""Branch of the kinds that are services."""

_NAMELY = (
    ("namely",),
    ("specifically",),
    ("being",),
    ("consisting", "of"),
    ("comprising",),
    ("in", "the", "nature", "of"),
    ("i.e.",),
)
"""What follows is all that is meant."""
_SUCH = (("in", "particular"), ("including",), ("such", "as"), ("especially",), ("particularly",), ("inter", "alia"), ("e.g.",))
"""What follows is an example."""
_NOT = (
    ("excluding",),
    ("except",),
    ("excepting",),
    ("other", "than"),
    ("not", "including"),
    ("excluded",),
    ("with", "the", "exception", "of"),
    ("with", "the", "exclusion", "of"),
    ("none", "of", "the", "aforesaid"),
    ("none", "of", "the", "foregoing"),
    ("not", "for"),
    ("but", "not"),
    ("not", "being"),
    ("none", "relating", "to"),
    ("none", "being"),
)
_PURPOSE = (
    ("for",),
    ("used", "in"),
    ("used", "for"),
    ("used", "with"),
    ("adapted", "for"),
    ("designed", "for"),
    ("intended", "for"),
    ("made", "of"),
    ("made", "from"),
    ("of",),
    ("with",),
    ("without",),
    ("containing",),
    ("in",),
    ("from",),
    ("by",),
    ("on",),
    ("to",),
    ("into",),
    ("against",),
    ("featuring",),
    ("using",),
    ("relating", "to"),
    ("based", "on"),
    ("about",),
    ("via",),
    ("through",),
    ("connected", "with"),
    ("regarding",),
    ("concerning",),
)
_PART = (("part",), ("fitting",), ("accessory",), ("component",), ("spare", "part"), ("replacement", "part"), ("structural", "part"))
_SELLING = ["retail", "retailing", "wholesale", "wholesaling", "selling", "sale", "store", "shop", "mail", "distributorship", "resale"]
_SOLD = ["service", "store", "shop", "shopping", "order", "outlet", "boutique", "supermarket", "retailing", "sale", "catalog", "catalogue"]
_DEEDS = (
    "repair maintenance installation servicing rental hire leasing cleaning manufacture manufacturing restoration recycling design"
    " development assembly customization refurbishment rent fitting-out restyling processing publication production"
).split()

_IRREGULAR: Mapping[str, str] = {
    **{f"{word}ves": f"{word}f" for word in ("shel", "scar", "loa", "lea", "cal", "hal", "hoo", "shea", "wol", "el")},
    **{"knives": "knife", "lives": "life", "dice": "die", "feet": "foot", "teeth": "tooth", "mice": "mouse", "men": "man"},
    **{"women": "woman", "children": "child", "skis": "ski", "taxis": "taxi", "gases": "gas", "buses": "bus", "lenses": "lens"},
    **{"axes": "axe", "cacti": "cactus", "fungi": "fungus", "bacteria": "bacterium", "media": "medium", "data": "data"},
    **{"lens": "lens", "gas": "gas", "canvas": "canvas", "batteries": "battery", "cookies": "cookie", "pies": "pie", "ties": "tie"},
    **{"movies": "movie", "brownies": "brownie", "hoodies": "hoodie", "beanies": "beanie", "smoothies": "smoothie"},
    **{"lingerie": "lingerie", "headphones": "headphone", "news": "news", "series": "series", "shoes": "shoe", "canoes": "canoe"},
    **{"aluminium": "aluminum", "tyre": "tire", "tyres": "tire", "grey": "gray", "yoghurt": "yogurt", "yoghurts": "yogurt"},
    **{"jewellery": "jewelry", "moulds": "mold", "mould": "mold", "ageing": "aging", "axles": "axle", "pyjamas": "pajama"},
    **{"pyjama": "pajama", "cheque": "check", "cheques": "check", "whisky": "whiskey", "whiskies": "whiskey", "doughnut": "donut"},
    **{"doughnuts": "donut", "draught": "draft", "sulphur": "sulfur", "plough": "plow", "ploughs": "plow", "programme": "program"},
    **{"programmes": "program", "catalogue": "catalog", "catalogues": "catalog", "moulding": "molding", "filtre": "filter"},
}
"""Plurals and spellings that no rule reaches, among words of goods."""
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2}[bldmnpv])our(?=s|ed|ing|$)"), "or"),
    (re.compile(r"(?<=[a-z]{3})is(?=ed$|er$|ing$|ation$|e$)(?<!ais)(?<!ois)(?<!rcis)(?<!dvis)(?<!vis)(?<!mis)(?<!pris)"), "iz"),
    (re.compile(r"(?<=[a-z]{2}[bt])re$"), "er"),
    (re.compile(r"(?<=[a-z]{2})lling$"), "ling"),
    (re.compile(r"aesthe"), "esthe"),
    (re.compile(r"paedic"), "pedic"),
)
"""British spelling by rule: colour, organise, fibre, travelling, anaesthetic, orthopaedic."""

_HAN_SIGNS: Mapping[str, tuple[str, ...]] = {
    RETAIL: ("零售", "批发", "网店", "网上商店", "在线商店", "销售", "专卖店", "超市", "替他人推销", "为他人推销", "网上零售"),
    NOT: ("除外", "不包括", "不含", "非", "以外"),
    PART: ("零件", "配件", "附件", "部件", "零部件"),
    DEED: ("维修", "修理", "安装", "保养", "出租", "租赁", "设计", "开发", "定制", "清洗"),
}


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


@Language.component("goods_stems")
def goods_stems(doc: Doc) -> Doc:
    """Give every token its stem for a lemma."""
    for token in doc:
        token.lemma_ = lemma(token.lower_)
    return doc


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """An English noun in the singular and in American spelling: ``knives`` → ``knife``, ``tyres`` → ``tire``."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
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
    patterns = [
        {"label": label, "pattern": [{"ORTH": char} for char in sign]} for label, signs in _HAN_SIGNS.items() for sign in signs
    ]
    _add_ruler(nlp, patterns)
    return nlp


def _add_ruler(nlp: Language, patterns: list[dict[str, Any]]) -> None:
    ruler: Any = nlp.add_pipe("span_ruler", config={"spans_key": "ruler"})
    ruler.add_patterns(patterns)


def _english_patterns() -> list[dict[str, Any]]:
    told = ((NAMELY, _NAMELY), (SUCH, _SUCH), (NOT, _NOT), (PURPOSE, _PURPOSE))
    patterns = [
        {"label": label, "pattern": [{"LOWER": word} for word in phrase]} for label, phrases in told for phrase in phrases
    ]
    patterns += [{"label": PART, "pattern": [{"LEMMA": word} for word in phrase]} for phrase in _PART]
    patterns.append({"label": DEED, "pattern": [{"LOWER": {"IN": _DEEDS}}]})
    sold = {"LEMMA": {"IN": _SOLD}}
    patterns.append({"label": RETAIL, "pattern": [{"LEMMA": {"IN": _SELLING}}, {**sold, "OP": "*"}]})
    patterns.append({"label": RETAIL, "pattern": [{"LOWER": {"IN": ["online", "on-line", "internet"]}}, {**sold, "OP": "+"}]})
    return patterns


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
