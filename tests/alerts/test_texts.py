"""The catalogues: no text of the code is missing in either language, and none breaks when it is filled."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from alerts.texts import LANGUAGES, LOCALES, Texts, supported

ROOT = Path(__file__).resolve().parents[2]
PLURAL_FORMS = 2
MsgId = str | tuple[str, ...]


def used() -> set[MsgId]:
    """Every text that alerts and desk say, those inside f-strings too, which gettext's own extractor passes over."""
    files = [path for folder in ("alerts", "desk") for path in (ROOT / folder).rglob("*.py")]
    return {message for path in files for message in _said(ast.parse(path.read_text(encoding="utf-8")))}


def _said(tree: ast.AST) -> Iterator[MsgId]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts = [item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        if name in {"say", "N_"} and texts:
            yield texts[0]
        elif name == "say_many" and len(texts) >= PLURAL_FORMS:
            yield texts[0], texts[1]


def forms(message: Message) -> tuple[str, ...]:
    """The translations of one message: one, or one for each plural form."""
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ())


def catalogue(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "lookout.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_in_the_catalogue_whole(language: str) -> None:
    messages = {message.id: message for message in catalogue(language) if message.id}
    assert {message for message in used() if message not in messages} == set()
    for message in messages.values():
        assert all(forms(message)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_places_of_their_msgid(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            wanted = {place for text in ids for place in places(text)}
            for said in forms(message):
                assert places(said) <= wanted, message.id
                assert places(said) >= wanted - {"n"}, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_over_or_twice(language: str) -> None:
    ids = [message.id for message in catalogue(language) if message.id]
    assert set(ids) <= used()
    text = (LOCALES / language / "LC_MESSAGES" / "lookout.po").read_text(encoding="utf-8")
    assert text.count("\nmsgid ") == len(ids) + 1  # and the header


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_passes_judgement_on_infringement(language: str) -> None:
    text = (LOCALES / language / "LC_MESSAGES" / "lookout.po").read_text(encoding="utf-8").casefold()
    for word in ("infringes", "infringing", "侵权认定", "构成侵权"):
        assert word not in text


def test_chinese_is_chinese() -> None:
    for message in catalogue("zh"):
        if message.id and any(char.isalpha() for char in str(message.id)) and not str(message.id).startswith("{"):
            said = "".join(forms(message))
            assert any("\u4e00" <= char <= "\u9fff" for char in said) or said == message.id, message.id


@pytest.mark.parametrize(("tag", "language"), [("zh-hans", "zh"), ("zh_CN", "zh"), ("EN-gb", "en"), ("tr", "en"), ("", "en")])
def test_language_tags(tag: str, language: str) -> None:
    assert supported(tag) == language
    assert Texts(tag).language == language


def test_a_value_is_never_read_as_a_pattern() -> None:
    assert "{0.__class__}" in Texts("zh").say("Your note: {note}", note="{0.__class__}")
