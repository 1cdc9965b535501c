"""Meaning and what the office tells of it."""

import pytest

from matcher.filing_texts import meant, read_as, translated, wordings
from matcher.meaning import agreement, slots
from matcher.model import THRESHOLDS, mark_score
from matcher.views import view
from records import Filing, Mark


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("红星", "RED STAR"),
        ("白兔", "WHITE RABBIT"),
        ("ESTRELLA ROJA", "RED STAR"),
        ("COQ ROUGE", "RED ROOSTER"),
        ("BUENOS DIAS", "GOOD MORNING"),
    ],
)
def test_words_of_one_meaning(a: str, b: str) -> None:
    """Protects foreign equivalents of the plain words that marks are made of."""
    assert agreement(view(a).means, view(b).means) == 1.0
    assert mark_score(view(a), view(b)) >= THRESHOLDS.low


def test_equal_words_are_no_translation() -> None:
    """Protects the axis of meaning from counting what appearance counts already."""
    assert agreement(slots(("red", "star")), slots(("red", "lion"))) == 0.0
    assert slots(("龘",)) == ()


@pytest.mark.parametrize(
    ("statement", "english"),
    [
        ('The English translation of "ESTRELLA" in the mark is "STAR".', ("STAR",)),
        ("The English translation of 'ESTRELLA ROJA' in the mark is 'RED STAR'.", ("RED STAR",)),
        ("The English translation of ESTRELLA in the mark is STAR.", ("STAR",)),
        ('The wording "NOKTURI" has no meaning in a foreign language.', ()),
        ('The English translation of the word "ROJA" in the mark is "RED" or "RUDDY".', ("RED", "RUDDY")),
        ("", ()),
    ],
)
def test_translation_statements(statement: str, english: tuple[str, ...]) -> None:
    """Protects the words that an office gives for a foreign mark, and its saying that there are none."""
    assert translated(statement) == english


def test_transliteration_statements() -> None:
    """Protects reading and meaning of marks in other scripts, as the office words them."""
    statement = 'The non-Latin characters in the mark transliterate to "HONG XING" and this means "RED STAR" in English.'
    assert read_as(statement) == ("HONG XING",)
    assert meant(statement) == ("RED STAR",)
    none = 'The non-Latin characters in the mark transliterate to "NOK TU" and this has no meaning in English.'
    assert read_as(none) == ("NOK TU",)
    assert meant(none) == ()


def test_wordings_of_a_filing() -> None:
    """Protects that pseudo marks and statements are compared too, and told apart from the mark itself."""
    mark = Mark(
        verbal_element_text="RED STAAR",
        pseudo_marks=("RED STAR",),
        translation=('The English translation of "STAAR" in the mark is "CATARACT".',),
    )
    told = wordings(Filing(office="US", application_number="1", mark=mark))
    assert [(one.kind, one.view.text) for one in told] == [
        ("mark", "RED STAAR"),
        ("pseudo_mark", "RED STAR"),
        ("translation", "CATARACT"),
    ]
    assert wordings(Filing(office="US", application_number="2")) == ()
