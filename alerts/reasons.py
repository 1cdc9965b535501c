"""Why two marks are close, in words: the codes of ``matcher.explain`` as sentences."""

from collections.abc import Mapping
from functools import lru_cache

from alerts.display import shown
from alerts.goods_words import goods_words
from alerts.texts import N_, Texts
from alerts.words import FEATURES, coded
from records.match import Evidence

HABITS: Mapping[str, str] = {
    "pinyin": N_("pinyin"),
    "cantonese": N_("Cantonese"),
    "hokkien": N_("Hokkien"),
    "wade-giles": N_("Wade-Giles"),
    "postal": N_("postal spelling"),
    "japanese": N_("Japanese reading"),
    "romaji": N_("Japanese in Latin letters"),
    "korean": N_("Korean in Latin letters"),
    "loanword": N_("read as a loanword"),
    "letters": N_("letter by letter"),
}
"""Habits of reading a mark in Latin letters."""

COMPARED: Mapping[str, str] = {
    "identical": N_("identical: {pair}"),
    "same_core": N_("the same but for generic words: {pair}"),
    "word_order": N_("the same words in another order: {pair}"),
    "compound": N_("made of the same words: {pair}"),
    "like_word": N_("nearly the same word: {pair}"),
    "common_word": N_("rests on the common word {pair}"),
    "contained": N_("one stands inside the other: {pair}"),
    "look_alike": N_("looks alike: {pair}"),
    "spelt_alike": N_("written alike: {pair}"),
    "sounds_same": N_("sounds the same: {pair}"),
    "sounds_like": N_("sounds alike: {pair}"),
    "letters_shared": N_("has letters in common: {pair}"),
    "sounds_shared": N_("has sounds in common: {pair}"),
    "means_same": N_("means the same: {pair}"),
    "means_like": N_("means something in common: {pair}"),
    "known_apart": N_("against: both are well-known words, and not the same: {pair}"),
    "crowded": N_("against: {pair} stands in a crowd of like words"),
    "short": N_("against: a short mark, in which every letter counts: {pair}"),
    "length_differs": N_("against: one is much longer: {pair}"),
    "numbers_differ": N_("against: different numbers: {pair}"),
}
"""Codes whose detail is what was compared, ``HONGXING = 红星``."""

NOTED: Mapping[str, str] = {
    "shared_word": N_("shares {note}: {pair}"),
    "look_alike": N_("looks alike: {pair} ({note})"),
    "one_character": N_("differs in one character: {pair} ({note})"),
    "same_characters": N_("shares the characters {note}: {pair}"),
    "one_letter": N_("differs in one letter: {pair} ({note})"),
    "two_letters": N_("differs in two letters: {pair} ({note})"),
    "begins_alike": N_("begins alike: {pair} ({note})"),
    "ends_alike": N_("ends alike: {pair} ({note})"),
    "read_aloud": N_("says its digits or signs aloud: {pair} ({note})"),
    "sounds_same": N_("sounds the same: {pair} ({note})"),
    "sounds_like": N_("sounds alike: {pair} ({note})"),
}
"""The same with a note behind a bar, ``LAFUFU / LABUBU | F→B``; a habit of reading is put in words."""

CHANGED: Mapping[str, tuple[str, str]] = {
    "core_added": (" + ", N_("adds only the generic {word} to {mark}")),
    "core_left_out": (" − ", N_("leaves only the generic {word} out of {mark}")),
    "added": (" + ", N_("adds {word} to {mark}")),
    "left_out": (" − ", N_("leaves {word} out of {mark}")),
}
"""Codes whose detail is a mark and what was added or left out, ``LION + CAPITAL``."""

NOTE = " | "


def reason(item: Evidence, texts: Texts) -> str:
    """One piece of evidence as a sentence; what older versions wrote is told, too, with its share of likeness."""
    if item.feature == "goods":
        return _goods(texts, item.detail)
    return _changed(item, texts) or _compared(item, texts) or _scored(item, texts)


@lru_cache(maxsize=1024)
def _goods(texts: Texts, detail: str) -> str:
    return goods_words(texts, detail)


def _changed(item: Evidence, texts: Texts) -> str:
    sign, msgid = CHANGED.get(item.feature, ("", ""))
    mark, found, word = item.detail.rpartition(sign) if sign else ("", "", "")
    return texts.say(msgid, word=shown(word), mark=shown(mark)) if found else ""


def _compared(item: Evidence, texts: Texts) -> str:
    pair, bar, note = item.detail.rpartition(NOTE)
    if bar and item.feature in NOTED:
        return texts.say(NOTED[item.feature], pair=shown(pair, limit=MAX_PAIR), note=_note(note, texts))
    if item.detail and item.feature in COMPARED:
        return texts.say(COMPARED[item.feature], pair=shown(item.detail, limit=MAX_PAIR))
    return ""


def _scored(item: Evidence, texts: Texts) -> str:
    words = coded(texts, FEATURES, item.feature)
    return texts.say("{feature} {score}%: {detail}", feature=words, score=round(item.score * 100), detail=shown(item.detail))


MAX_PAIR = 240
"""Characters shown of two marks."""


def _note(note: str, texts: Texts) -> str:
    """``pinyin kendeji`` → ``拼音 kendeji``; other notes as they are."""
    habit, gap, form = note.partition(" ")
    return f"{texts.say(HABITS[habit])}{gap}{shown(form)}" if habit in HABITS else shown(note)
