"""``/watch BRAND=品牌 classes:25,18 markets:US,EU`` → a draft of a watch, or what is wrong with it in plain words."""

import difflib
import re
from collections.abc import Iterator

from alerts.bot.markets import MarketNames
from alerts.bot.problems import TypedError
from alerts.bot.watches import MAX_TERMS, Draft
from alerts.display import clean
from alerts.texts import N_
from index.text import fold
from records.codes import WatchKind

MAX_TERM = 100
MAX_NOTE = 120
MAX_GOODS = 30
"""Goods of one watch that are kept."""
LAST_CLASS = 45

KIND_WORDS = {
    WatchKind.MARK: ("mark", "brand", "trademark", "商标", "品牌"),
    WatchKind.SHOP: ("shop", "store", "店铺", "网店"),
    WatchKind.COMPANY: ("company", "公司", "企业"),
    WatchKind.PRODUCT: ("product", "产品"),
    WatchKind.PLAINTIFF: ("plaintiff", "原告"),
    WatchKind.NUMBER: ("number", "案号", "申请号"),
}
OPTION_WORDS = {
    "classes": ("classes", "class", "cls", "nice", "类别", "类", "分类"),
    "markets": ("markets", "market", "countries", "country", "市场", "国家"),
    "goods": ("goods", "商品"),
    "platform": ("platform", "平台"),
    "note": ("note", "备注", "说明"),
}
_KINDS = {fold(word): kind for kind, words in KIND_WORDS.items() for word in words}
_OPTIONS = {fold(word): option for option, words in OPTION_WORDS.items() for word in words}
_OPTION = re.compile(r"(?:^|(?<=[\s,，、;；]))([^\W\d_]+)\s?[:：]\s*", re.UNICODE)
_BETWEEN = " \t\n,，、;；"
"""What people put before an option; it belongs neither to it nor to what stands before."""
_LIST_GAPS = re.compile(r"[\s,，、;；/]+")
_QUOTED = re.compile(r'^[“"«](.+)[”"»]$', re.DOTALL)


def kind_of(word: str) -> WatchKind | None:
    """The kind a word stands for, in either language."""
    return _KINDS.get(fold(word))


def read_watch(line: str, markets: MarketNames) -> Draft:
    """Read what follows /watch. Raises TypedError that says what is wrong and how to write it."""
    head, options = _split(line)
    kind, names = _kind_and_names(head)
    return Draft(
        kind=kind,
        terms=read_terms(names, kind),
        classes=read_classes(options["classes"]) if "classes" in options else None,
        offices=read_markets(options["markets"], markets) if "markets" in options else None,
        goods=read_goods_words(options["goods"]) if "goods" in options else None,
        platform=clean(options["platform"], limit=40).text or None if "platform" in options else None,
        note=clean(options["note"], limit=MAX_NOTE).text if "note" in options else None,
    )


def read_terms(names: str, kind: WatchKind) -> tuple[str, ...]:
    """``BRAND=品牌`` → its spellings, cleaned, each once. Raises TypedError."""
    terms: dict[str, str] = {}
    for part in re.split(r"[=＝\n]", names):
        quoted = _QUOTED.match(part.strip())
        term = clean(quoted.group(1) if quoted else part, limit=MAX_TERM + 1).text
        if not term:
            continue
        if len(term) > MAX_TERM:
            raise TypedError(N_("“{term}” is too long: at most {limit} characters."), term=term[:20] + "…", limit=MAX_TERM)
        _check_term(term, kind)
        terms.setdefault(fold(term), term)
    if not terms:
        raise TypedError(N_("Write the name after the command, for example: /watch NORTHRIVER=北河 classes:25 markets:US,EU"))
    if len(terms) > MAX_TERMS:
        raise TypedError(N_("Too many spellings: at most {limit} for one watch."), limit=MAX_TERMS)
    return tuple(terms.values())


def read_classes(text: str) -> tuple[int, ...]:
    """``25,18`` → Nice classes, ascending, each once. Raises TypedError for what is not one of 1 … 45."""
    classes: set[int] = set()
    for part in _parts(text):
        number = re.fullmatch(r"(?:第|class|cl)?\.?\s*(\d{1,3})\s*(?:类)?", part, re.IGNORECASE)
        if number is None:
            raise TypedError(N_("“{part}” is not a Nice class. Write numbers from 1 to 45, for example classes:25,18"), part=part)
        value = int(number.group(1))
        if not 1 <= value <= LAST_CLASS:
            raise TypedError(N_("There is no Nice class {number}: the classes go from 1 to 45."), number=value)
        classes.add(value)
    if not classes:
        raise TypedError(N_("Which classes? Write numbers from 1 to 45, for example classes:25,18"))
    return tuple(sorted(classes))


def read_goods_words(text: str) -> tuple[str, ...]:
    """``T恤, running shoes`` → goods in words, cleaned, each once. Raises TypedError where there are none."""
    found = {fold(word): word for part in re.split(r"[,，、;；\n]+", text) if (word := clean(part, limit=MAX_TERM).text)}
    if not found:
        raise TypedError(N_("Which goods? Write them in words, for example goods:T-shirts, running shoes"))
    return tuple(found.values())[:MAX_GOODS]


def read_markets(text: str, markets: MarketNames) -> tuple[str, ...]:
    """``US,EU`` → offices; empty for "all". Raises TypedError."""
    names = [part for part in re.split(r"[,，、;；/\n]+", text) if part.strip()]
    if len(names) == 1:
        # "US EU" is two markets, "South Africa" is one.
        words = names[0].split()
        try:
            return markets.offices([names[0]])
        except TypedError:
            if len(words) == 1:
                raise
        return markets.offices(words)
    if not names:
        raise TypedError(N_("Which markets? Write codes such as markets:US,EU or markets:all"))
    return markets.offices(name.strip() for name in names)


def _split(line: str) -> tuple[str, dict[str, str]]:
    """What stands before the options, and the options' texts."""
    found = [(match, _option(match.group(1))) for match in _OPTION.finditer(line)]
    places = [(match, option) for match, option in found if option is not None]
    ends = [match.start() for match, _ in places[1:]] + [len(line)]
    options: dict[str, str] = {}
    for (match, option), end in zip(places, ends[: len(places)], strict=True):
        if option in options:
            raise TypedError(N_("“{option}” is there twice."), option=option)
        text = line[match.end() : end]
        options[option] = text.strip() if end == len(line) else text.strip(_BETWEEN)
    return line[: places[0][0].start()].strip(_BETWEEN) if places else line.strip(), options


def _option(word: str) -> str | None:
    """The option a word before a colon stands for; ``None`` where it is part of a name. Raises TypedError for a slip."""
    option = _OPTIONS.get(fold(word))
    if option is not None:
        return option
    near = difflib.get_close_matches(fold(word), _OPTIONS, n=1, cutoff=0.85)
    if near:
        raise TypedError(N_("“{word}:” is not an option. Did you mean {option}:?"), word=word, option=_OPTIONS[near[0]])
    return None


def _kind_and_names(head: str) -> tuple[WatchKind, str]:
    """The kind and what is left of the line; ``Mark Twain``, ``SHOP KING`` and ``BRAND = 品牌`` begin with a name."""
    first, _, rest = head.partition(" ")
    rest = rest.strip()
    kind = kind_of(first)
    is_name = (first.isascii() and first.isupper()) or (kind is WatchKind.MARK and first != first.lower())
    if kind is None or is_name or not rest or rest.startswith(("=", "＝")):
        return WatchKind.MARK, head
    return kind, rest


def _check_term(term: str, kind: WatchKind) -> None:
    """Refuse what would set off on nearly everything, or never."""
    signs = [char for char in term if char.isalnum()]
    if kind is WatchKind.NUMBER:
        if sum(char.isdigit() for char in term) < 4:
            raise TypedError(N_("“{term}” is not an application, registration or docket number."), term=term)
    elif not signs or (len(signs) == 1 and signs[0].isascii()):
        raise TypedError(N_("“{term}” is too short to follow: at least two letters, or one Chinese character."), term=term)


def _parts(text: str) -> Iterator[str]:
    return (part for part in _LIST_GAPS.split(text) if part)
