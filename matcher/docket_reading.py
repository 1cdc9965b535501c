"""Reading a docket text: phrases become concepts, the first words the kind of act, and an ordered table makes one event of them.

Concepts are matched by spaCy on a blank English pipeline: no model is loaded. Tables: docket_terms.csv and docket_rules.csv.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from matcher.packaged import rows
from records.codes import DocketEvent, Outcome

NAME_LEAD = 3
"""Words at the head of an event's name among which its act is named."""
LEAD = 7
"""Words at the head of a full text among which its act is named."""
HEAD_CHARS = 700
"""The head of a full text: what it does comes first, the rest is detail."""
FIRST_RELIEF = 30
FIRST_WORDS = 12
RELIEF_SPAN = 14
"""Words by which a motion or order must name its relief, any other entry its subject, and over which more of it may follow."""

_ACTS = ("noise", "proposed", "appeal", "minute", "order", "opposition", "support", "motion", "notice", "service")
_SWALLOWS = {"tro", "pi", "hearing", "appearance", "relief", *_ACTS} - {"appeal"}
"""Concepts whose phrases hold an act's word without being that act: the "order" of a restraining order."""
_MODIFIERS = frozenset(
    [
        "by_plaintiff",
        "set",
        "case",
        "count",
        "ruling",
        "granted",
        "denied",
        "partly",
        "voluntarily",
        "stipulated",
        "relief",
        "not_defence",
        "party_out",
        "sealed",
        "of_motion",
    ]
)
"""Concepts that colour an act and are no relief themselves."""
_ENTERED = {DocketEvent.TRO_RULED, DocketEvent.TRO_EXTENDED, DocketEvent.PI_RULED}
_NOT_RULINGS = {DocketEvent.HEARING, DocketEvent.OTHER}

_NAME_NOISE = re.compile(r"^(?:\W*CDATA\W*)?(?:~util\s*-\s*|\d+\s*-\s*|-\s*)|\s+-\s+(?:aty|no nef issued)$", re.IGNORECASE)
_RULES_ON = re.compile(r"\b(?:on|re|granting|denying)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\((?!partial|proposed)[^()]{12,}\)|\((?:[A-Z][\w.'-]+, [A-Z][^()]*|[a-z]{2,5}, ?)\)|\[\d+(?:-\d+)?\]|#\s*\d+", re.IGNORECASE
)
_MODIFIED = re.compile(r"\(?\b(?:Modified|Additional attachment|Attachments:|Entered:)")
_MISTAKE = re.compile(
    r"filing error|filed in error|docketed in error|entered in error|incorrect (?:event|case|pdf)|corrective entry"
    r"|document terminated|deficient docket entry|^\W*(?:receipt|payment|received|remark)\b",
    re.IGNORECASE,
)
_SEALED_TEXT = re.compile(r"\bdocument is sealed\b|\bpdf document are sealed\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says."""

    event: DocketEvent
    outcome: Outcome | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of docket_rules.csv: an act with its concepts gives an event."""

    sources: frozenset[str]
    act: str
    needs: frozenset[str]
    without: frozenset[str]
    event: DocketEvent


def _pipeline() -> tuple[spacy.language.Language, PhraseMatcher]:
    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for row in rows("docket_terms"):
        matcher.add(row["concept"], [language.make_doc(phrase) for phrase in row["phrases"].split("|")])
    return language, matcher


def _rule(row: dict[str, str]) -> _Rule:
    sources = frozenset({"name", "text"} if row["source"] == "both" else {row["source"]})
    needs, without = frozenset(row["needs"].split()), frozenset(row["without"].split())
    return _Rule(sources, row["act"], needs, without, DocketEvent(row["event"]))


_LANGUAGE, _MATCHER = _pipeline()
_RULES = tuple(map(_rule, rows("docket_rules")))


@lru_cache(maxsize=16384)
def read_name(name: str) -> Reading:
    """Read an RSS event name; a bare relief is the motion for it, and how a court ruled is not known from a name."""
    doc = _LANGUAGE.make_doc(_plain(_NAME_NOISE.sub("", name)))
    found = _concepts(doc)
    act = _act(found, NAME_LEAD, len(doc))
    concepts = frozenset(found)
    event = _decide("name", act, concepts)
    outcome = None
    if act == "order" and event not in _NOT_RULINGS:
        outcome = _outcome(concepts) or (Outcome.UNKNOWN if _RULES_ON.search(name) else None)
    return Reading(event, outcome, "sealed" in concepts)


@lru_cache(maxsize=4096)
def read_text(text: str) -> Reading:
    """Read a full docket text."""
    found = _concepts(_LANGUAGE.make_doc(_head(text)))
    act = "noise" if _MISTAKE.search(text[:160]) else _act(found, LEAD, LEAD)
    concepts = _in_view(found, act)
    event = _decide("text", act, concepts)
    outcome = None
    if event not in _NOT_RULINGS and (act in {"order", "minute"} or event in _ENTERED):
        outcome = _outcome(concepts) or _unsaid(event, act)
    sealed = found.get("sealed", LEAD) < LEAD or bool(_SEALED_TEXT.search(text))
    return Reading(event, outcome, sealed)


def _decide(source: str, act: str, concepts: frozenset[str]) -> DocketEvent:
    for rule in _RULES:
        if rule.act == act and source in rule.sources and rule.needs <= concepts and not rule.without & concepts:
            return rule.event
    return DocketEvent.OTHER


def _concepts(doc: Doc) -> dict[str, int]:
    """Concept → first word it stands at; inside a longer phrase of another concept a shorter one is not read."""
    spans = [(start, end, doc.vocab.strings[label]) for label, start, end in _MATCHER(doc)]
    found: dict[str, int] = {}
    for start, end, concept in sorted(spans):
        inside = any(
            other_start <= start and end <= other_end and (other_end - other_start) > (end - start)
            for other_start, other_end, other in spans
            if other != concept and (concept not in _ACTS or other in _SWALLOWS)
        )
        if not inside:
            found.setdefault(concept, start)
    return found


def _act(found: dict[str, int], lead: int, length: int) -> str:
    """The kind of act: the one named first among the ``lead`` words; a clerk's correction counts among ``length``."""
    if found.get("noise", length) < length:
        return "noise"
    named = ((found[act], order, act) for order, act in enumerate(_ACTS) if found.get(act, lead) < lead)
    return min(named, default=(0, 0, "bare"))[2]


def _in_view(found: dict[str, int], act: str) -> frozenset[str]:
    """Concepts that belong to the act: the first relief named and what stands near it. Minutes are read whole."""
    if act == "minute":
        return frozenset(found)
    colours = {concept for concept in found if concept in _MODIFIERS or concept in _ACTS}
    start = min((at for concept, at in found.items() if concept not in colours), default=None)
    if start is None or start > (FIRST_RELIEF if act in {"order", "motion"} else FIRST_WORDS):
        return frozenset(colours)
    return frozenset(colours | {concept for concept, at in found.items() if at <= start + RELIEF_SPAN})


def _unsaid(event: DocketEvent, act: str) -> Outcome | None:
    """The outcome where no word of ruling stands: an entry that is the relief itself grants it, other orders leave it open."""
    if event not in _ENTERED:
        return None
    return Outcome.GRANTED if act == "bare" or event is DocketEvent.TRO_EXTENDED else Outcome.UNKNOWN


def _outcome(concepts: frozenset[str]) -> Outcome | None:
    if "partly" in concepts:
        return Outcome.PARTLY
    if "granted" in concepts:
        return Outcome.GRANTED
    return Outcome.DENIED if "denied" in concepts else None


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").replace("_", " ").split())


def _head(text: str) -> str:
    """The head of a full text without asides: names of attachments and filers, numbers of other documents."""
    plain = _MODIFIED.split(_plain(text[: 4 * HEAD_CHARS]).lstrip("*[ "), maxsplit=1)[0]
    return _plain(_ASIDE.sub(" ", plain[: 2 * HEAD_CHARS]))[:HEAD_CHARS]
