"""Templates, their lookup, and English plurals."""

import pytest

from nnviz.core.text import translate as module
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, plural, translate


@pytest.fixture
def lookup():
    """A translation of two sentences."""
    known = {
        ("judge", "wrong: {value}", "", -1): "falsch: {value}",
        ("plural", "%n unit(s)", "", 1): "%n Einheit",
        ("plural", "%n unit(s)", "", 1200): "%n Einheiten",
    }
    module.set_lookup(lambda *key: known.get(key, ""))
    yield
    module.set_lookup(None)


def test_without_a_translation_a_text_stays_as_it_is():
    assert translate("judge", "wrong: {value}") == "wrong: {value}"
    assert QT_TRANSLATE_NOOP("judge", "a title") == "a title"


@pytest.mark.usefixtures("lookup")
def test_a_text_is_looked_up_by_its_context():
    assert translate("judge", "wrong: {value}").format(value=3) == "falsch: 3"
    assert translate("other", "wrong: {value}").format(value=3) == "wrong: 3"


@pytest.mark.usefixtures("lookup")
def test_a_plural_is_looked_up_by_its_number():
    assert plural.tr("%n unit(s)", "", 1) == "1 Einheit"
    assert plural.tr("%n unit(s)", "", 1200) == "1,200 Einheiten"


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0 units (all) of 0 entries are here"),
        (1, "1 unit (all) of 1 entry is here"),
        (12345, "12,345 units (all) of 12,345 entries are here"),
    ],
)
def test_english_has_its_forms_in_the_text(n, text):
    assert plural.tr("%n unit(s) (all) of %n entr(y|ies) (is|are) here", "", n) == text
