"""Keys for candidates: two texts that may be close share some; the same space for filings, entries, watches and queries.

Prefixes: ``t:`` whole reading or telling word, ``d:`` one letter left out, ``g:`` three letters in a row, ``m:`` phonetic
code, ``b:`` broad sound, ``e:`` meaning in English, ``h:`` Han pair, ``a:`` name of a party, ``n:`` number, ``p:`` a product's
word, ``s:`` a kind of case.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice

from matcher import sound
from matcher.captions import is_schedule_a, split_caption
from matcher.filing_texts import wordings
from matcher.goods import phrase, stems_of
from matcher.meaning import sense, wholes
from matcher.numbers import docket_number, register_number
from matcher.party import shop
from matcher.party_keys import party_keys
from matcher.views import TELLING, View, view
from records.codes import WatchKind
from records.docket import DocketEntry
from records.filing import Filing
from records.watch import Watch

MAX_KEYS = 64
"""Of one text."""
MAX_ROOTS = 6
HALF_SAID = 0.5
"""Share of a mark that a root must be able to say to be a key of its own."""
SCHEDULE_A = "s:schedule-a"
ANY_SCHEDULE_A = "*"
"""Term of a PLAINTIFF watch that follows every Schedule A case."""


@lru_cache(maxsize=20_000)
def text_keys(text: str) -> tuple[str, ...]:
    """Keys of one text, most telling first, at most ``MAX_KEYS``; none where there is nothing to compare."""
    seen = view(text)
    return tuple(islice(dict.fromkeys(_keys(seen)), MAX_KEYS))


query_keys = text_keys


@lru_cache(maxsize=20_000)
def name_keys(text: str) -> tuple[str, ...]:
    """Keys of a party's name and of its aliases: own words, what they sound like; ``matcher.party_keys`` says which."""
    return tuple(islice(dict.fromkeys(party_keys(text)), MAX_KEYS))


def filing_keys(filing: Filing) -> tuple[str, ...]:
    """Keys of a filing: mark in all its wordings, owners, numbers, words of the goods."""
    marks = (text_keys(wording.view.text) for wording in wordings(filing))
    owners = (name_keys(name) for party in filing.applicants for name in (party.name, *party.other_names))
    return tuple(dict.fromkeys(chain(*marks, *owners, _filing_numbers(filing), _goods_keys(filing))))


def entry_keys(entry: DocketEntry) -> tuple[str, ...]:
    """Keys of a docket entry: the parties of its caption, its docket number, whether it is a Schedule A case."""
    caption = split_caption(entry.case_name or "")
    parties = (name_keys(name) for name in (*caption.plaintiffs, *caption.defendants))
    number = docket_number(entry.docket_number or "")
    more = [f"n:{number[1]}"] if number else []
    if entry.case_name and is_schedule_a(entry.case_name):
        more.append(SCHEDULE_A)
    captions = (f"p:{word}" for word in phrase(entry.case_name or "")[:24])
    return tuple(dict.fromkeys(chain(*parties, more, captions)))


def watch_keys(watch: Watch) -> tuple[str, ...]:
    """Keys that a record must share one of to set off the watch."""
    return tuple(dict.fromkeys(chain.from_iterable(_term_keys(watch.kind, term) for term in watch.terms)))


def _term_keys(kind: WatchKind, term: str) -> Iterable[str]:
    match kind:
        case WatchKind.NUMBER:
            number = docket_number(term)
            return [f"n:{number[1]}"] if number else [f"n:{register_number(term)}"]
        case WatchKind.PLAINTIFF:
            return [SCHEDULE_A] if term.strip() == ANY_SCHEDULE_A else name_keys(term)
        case WatchKind.COMPANY:
            return name_keys(term)
        case WatchKind.SHOP:
            return (*name_keys(term), *text_keys(shop(term).bare.text))
        case WatchKind.PRODUCT:
            return (*[f"p:{word}" for word in phrase(term)], *text_keys(term))
        case _:
            return (*text_keys(term), *name_keys(term))


def _keys(seen: View) -> Iterator[str]:
    readings = dict.fromkeys((*seen.forms, seen.core))
    yield from (f"t:{reading}" for reading in readings if reading)
    if seen.joined not in readings and seen.joined:
        yield f"t:{seen.joined}"
    telling = [token for token in seen.tokens if token.weight > TELLING] or list(seen.tokens)
    yield from (f"t:{token.text}" for token in telling[:6] if len(token.text) > 1)
    yield from (f"m:{code}" for form in (*seen.forms[:3], seen.core) for code in sound.codes(form))
    yield from (f"m:{code}" for token in telling[:4] for code in sound.codes(token.text)[:1])
    yield from (f"b:{broad}" for broad in seen.broad if len(broad) > 2)
    yield from (f"b:{token.broad}" for token in telling[:4] if len(token.broad) > 3)
    yield from _meanings(seen)
    han = seen.han
    yield from (f"h:{han[at : at + 2]}" for at in range(min(len(han) - 1, 8)))
    if 0 < len(han) <= 3:
        yield from (f"h:{char}" for char in han)
    for reading in islice(readings, 2):
        yield from _deletions(reading)
    for reading in islice(readings, 2):
        yield from (f"g:{reading[at : at + 3]}" for at in range(min(len(reading) - 2, 20)))


def _meanings(seen: View) -> Iterator[str]:
    """What the mark says in English as a whole, its roots in the order of the alphabet, and the roots that say half of it."""
    yield from (f"e:{' '.join(whole)}" for whole in wholes(seen.means))
    reached = sense(seen.means).reach().items()
    yield from islice((f"e:{root}" for root, share in reached if share >= HALF_SAID), MAX_ROOTS)


def _deletions(reading: str) -> Iterator[str]:
    """The reading and what it is with one letter left out: two readings one edit apart share one of them."""
    if 3 <= len(reading) <= 14:
        yield f"d:{reading}"
        yield from (f"d:{reading[:at]}{reading[at + 1 :]}" for at in range(len(reading)))


def _filing_numbers(filing: Filing) -> Iterator[str]:
    for number in filing_numbers(filing):
        yield f"n:{register_number(number)}"


def filing_numbers(filing: Filing) -> tuple[str, ...]:
    """Application, registration and Madrid numbers of a filing."""
    international = filing.international_registration
    told = (filing.application_number, filing.registration_number, international.number if international else None)
    return tuple(number for number in told if number)


def _goods_keys(filing: Filing) -> Iterator[str]:
    told = (stems_of(goods.description_text)[: 2 * MAX_KEYS] for goods in filing.goods_services)
    stems = dict.fromkeys(word for word in chain.from_iterable(told) if len(word) > 2 or not word.isascii())
    yield from (f"p:{word}" for word in islice(stems, 2 * MAX_KEYS))
