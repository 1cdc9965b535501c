"""Words shown to people: gettext catalogues read from their ``.po`` files at run time.

A msgid is the English text; values stand in it as ``{name}``. ``say`` and ``say_many`` look up and fill in, ``N_`` only marks
a text that stands in a table and is looked up later. A test extracts all three and holds them against every catalogue.
"""

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("zh", "en")
FALLBACK = "en"


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name, known to every extractor
    """Mark a text for the catalogues and return it as it is."""
    return msgid


class Texts:
    """The words of one language. ``Texts("zh-Hans")`` and ``Texts("zh_CN")`` are Chinese; an unknown language is English."""

    def __init__(self, language: str) -> None:
        self.language = supported(language)
        self._translations = _translations(self.language)

    def say(self, msgid: str, /, **values: object) -> str:
        """The text in this language, with its ``{name}`` places filled; values are taken as they are, never read as a pattern."""
        text = self._translations.gettext(msgid)
        return text.format_map(values) if values else text

    def say_many(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """As ``say``, in the form for ``n``; ``{n}`` is filled too."""
        return self._translations.ngettext(singular, plural, n).format_map({"n": n, **values})


def supported(language: str) -> str:
    """The catalogue for a language tag: ``zh-hans`` → ``zh``, an unknown one → ``en``."""
    main = language.replace("_", "-").split("-")[0].casefold()
    return main if main in LANGUAGES else FALLBACK


@cache
def _translations(language: str) -> GNUTranslations:
    with (LOCALES / language / "LC_MESSAGES" / "lookout.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
