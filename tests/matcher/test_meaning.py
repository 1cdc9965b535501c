"""Meaning and what the office tells of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.filing_texts import meant, read_as, translated, wordings
from matcher.keys import text_keys
from matcher.meaning import NOTHING, Slot, agreement, meet, sense, slots, stems
from matcher.model import THRESHOLDS, mark_score
from matcher.views import view
from records import Filing, Mark

EQUIVALENT = [
    ("红星", "RED STAR"),
    ("白兔", "WHITE RABBIT"),
    ("ESTRELLA ROJA", "RED STAR"),
    ("COQ ROUGE", "RED ROOSTER"),
    ("BUENOS DIAS", "GOOD MORNING"),
    ("飞鸽", "FLYING PIGEON"),
    ("長城", "GREAT WALL"),
    ("向日葵", "SUN FLOWER"),
    ("SONNENBLUME", "SUNFLOWER"),
    ("LION D'OR", "GOLDEN LION"),
    ("CHAT NOIR", "GATTO NERO"),
    ("黒猫", "BLACK CAT"),
    ("金の星", "GOLDEN STAR"),
    ("붉은별", "RED STAR"),
    ("БЕЛЫЙ МЕДВЕДЬ", "WHITE BEAR"),
    ("七星", "7 STARS"),
    ("海馬", "SEAHORSE"),
    ("HURRICANE", "CYCLONE"),
]
NEARER = [
    ("凤凰", "PHOENIX", "PEACOCK"),
    ("雪花", "SNOWFLAKE", "SNOW"),
    ("雪花", "SNOW", "SUNFLOWER"),
    ("大宝", "BIG TREASURE", "TREASURE ISLAND"),
    ("金狮", "GOLDEN LION", "LION"),
    ("金狮", "LION", "LION HEAD COFFEE"),
    ("红牛", "RED BULL", "RED HORSE"),
    ("回力", "RETURN FORCE", "VICTORIA"),
    ("LOBO DE MAR", "SEA WOLF", "SEA LION"),
    ("SCHWARZER STERN", "BLACK STAR", "BLACK FOREST"),
]


@pytest.mark.parametrize(("a", "b"), EQUIVALENT)
def test_words_of_one_meaning(a: str, b: str) -> None:
    """Protects foreign equivalents of the plain words that marks are made of, in matching and among the store's keys."""
    assert agreement(view(a).means, view(b).means) == 1.0
    assert mark_score(view(a), view(b)) >= THRESHOLDS.low
    assert set(text_keys(a)) & set(text_keys(b))


@pytest.mark.parametrize(("mark", "near", "far"), NEARER)
def test_the_whole_meaning_is_nearer_than_a_part(mark: str, near: str, far: str) -> None:
    """Protects the order of full, partial and no agreement."""
    assert agreement(view(mark).means, view(near).means) > agreement(view(mark).means, view(far).means)


def test_what_meaning_leaves_to_the_sound() -> None:
    """Protects marks of which one part is translated and the other one is not."""
    met = meet(view("山崎面包").means, view("YAMANAKA BREAD").means)
    assert met.met_a == ("面包",)
    assert met.met_b == ("bread",)
    assert met.rest_a == ("山", "崎")
    assert met.rest_b == ("yamanaka",)
    assert met.shared == {"bread"}


def test_equal_words_are_no_translation() -> None:
    """Protects the axis of meaning from counting what appearance counts already."""
    assert agreement(slots(("red", "star")), slots(("red", "lion"))) == 0.0
    assert agreement(slots(("star",)), slots(("stars",))) == 0.0
    assert agreement(slots(("金狮",)), slots(("银狮",))) == 0.0
    assert meet((), slots(("star",))) == NOTHING
    assert slots(("龘",)) == ()


def test_common_roots_lower_an_agreement() -> None:
    """Protects the rarity that is learned from filings: meeting in BIG tells less than meeting in DRAGONFLY."""
    rarity = {"big": 0.2}

    def told(one: str) -> float:
        return rarity.get(one, 1.0)

    assert agreement(slots(("蜻蜓",)), slots(("dragonfly",)), told) == 1.0
    assert agreement(slots(("大",)), slots(("big",)), told) == pytest.approx(0.2)


_PIECES = st.lists(
    st.one_of(
        st.sampled_from(("red", "star", "rojo", "estrella", "红星", "大白兔", "银行", "bank", "дом", "ねこ")), st.text(max_size=6)
    ),
    max_size=6,
).map(tuple)


@given(_PIECES, _PIECES)
def test_agreement_is_symmetric_and_bounded(a: tuple[str, ...], b: tuple[str, ...]) -> None:
    """Protects that a match does not depend on which mark is watched, and that the bound for choosing candidates is one."""
    one, other = slots(a), slots(b)
    agreed = agreement(one, other)
    assert 0.0 <= agreed <= 1.0
    assert agreed == pytest.approx(agreement(other, one))
    if agreed:
        assert agreed <= _bound(one, other) + 1e-9


def _bound(a: tuple[Slot, ...], b: tuple[Slot, ...]) -> float:
    shared = stems(a) & stems(b)
    reach_a, reach_b = sense(a).reach(), sense(b).reach()
    return min(1.0, sum(reach_a[one] for one in shared)) * min(1.0, sum(reach_b[one] for one in shared))


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
