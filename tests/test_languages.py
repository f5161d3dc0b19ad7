"""Languages: which is used, how its file is loaded, and that every mark is found by lupdate."""

import ast

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from nnviz import languages
from nnviz.cli import main
from nnviz.core.data.datasets import DATASETS
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.text.translate import translate
from tests import marks, translations


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory):
    """The pseudo-language's compiled file."""
    file = tmp_path_factory.mktemp("translations") / "nnviz_en_XA.qm"
    translations.write_pseudo(file)
    return file


@pytest.fixture(autouse=True)
def english():
    """Every test ends in English."""
    yield
    languages.reset(QCoreApplication.instance())


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["de_AT.UTF-8"], "de"), (["pt-BR"], "pt_BR"), (["nl", "de"], "de"), (["en_GB", "de"], None),
        (["C", "de"], None), (["nl"], None), ([], None),
    ],
)  # fmt: skip
def test_the_first_language_there_is_is_used(wanted, found):
    assert languages.preferred(wanted, ["de", "pt_BR"]) == found


def test_a_language_there_is_not_is_refused(capsys):
    with pytest.raises(
        ExperimentError, match=r"^--language: there is no translation into xx; choose one of en$"
    ):
        languages.use("xx")
    assert main(["examples", "--language", "xx"]) == 2
    assert "there is no translation into xx" in capsys.readouterr().err


def test_a_file_that_is_no_translation_is_refused(tmp_path):
    file = tmp_path / "broken.qm"
    file.write_bytes(b"no translation")
    for path in (file, tmp_path / "missing.qm"):
        with pytest.raises(ExperimentError, match="is no translation that can be read"):
            languages.use(str(path))


def test_english_loads_nothing():
    languages.use("en")
    assert translate("actions", "Run") == "Run"


def test_a_translation_is_used_by_the_core_and_by_qt(pseudo, qapp):
    languages.use(str(pseudo))
    languages.install(qapp)
    assert translate("actions", "Run") == QCoreApplication.translate("actions", "Run") == "⟦Run ~⟧"
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
    languages.reset(qapp)
    assert translate("actions", "Run") == QCoreApplication.translate("actions", "Run") == "Run"


def test_translations_keep_the_named_values():
    for file in translations.FOLDER.glob("nnviz_*.ts"):
        assert translations.wrong_places(file) == []


def test_lupdate_finds_every_mark(pseudo):
    found = {
        (context, message.findtext("source"))
        for context, message in translations.messages(pseudo.with_suffix(".ts"))
    }
    lost = [
        f"{where}: {text.value:.60}"
        for where, context, text in marks.marks()
        if isinstance(text, ast.Constant) and (context, text.value) not in found
    ]
    assert lost == []


KEYS = {
    "batch of {}", "{} and {}", " and {}", "where it is defined", "one example", "targets sum to one",
    "one-hot targets", "one output",
}  # fmt: skip
"""Conditions of verdicts: keys that are compared and stand in JSON; views say them in words."""
NAMES = {
    "usual name", "chosen here", " of every layer", "{} of every layer", "line {}", "line {}: {}",
    "experiment {}", "row {} column {}", "nnviz {}", "custom table",
}  # fmt: skip
"""Names that are compared, stand in files or are looked up: where values come from, columns, commands,
and what stands in the file of a new lesson."""
EDITS = {
    "units {}", "activation {}", "rate {}", "optimizer {}", "data {}", "data seed", "test set size",
    "seed {}", "drag {}", "nudge {} {} {}", "bind {}", "bookmark {}.{}",
}  # fmt: skip
"""Keys of edits that are merged in the undo stack."""
MOTIONS = {f"back {way}" for way in ("bend", "sum", "carry", "loss", "settle", "mix")}
PLACES = {
    "above and below",
    "at the right",
    *(f"{a} {b}" for a in ("plane", "line") for b in ("classes", "numbers")),
}
NOTATION = {
    "m K eta lambda1 lambda2", "y t y_hat A1 d2 …", "exp log sqrt tanh sigmoid relu",
    "do[i]/dz[j] where i != j", "{} of {}", "{} new", "{} cases",
    "2-4-1 tanh sigmoid, cross-entropy, Adam, η 0.1", "cross entropy", "2-4-1 tanh sigmoid, …",
    "2-4-1 tanh sigmoid, cross-entropy, Adam, η 0.1, seed 7, batch 4",
}  # fmt: skip
"""Formulas and the symbols of values."""
FOR_PROGRAMMERS = {
    "formula: expected {} before character {} of {}", "formula: unexpected {}",
    "{} names no value", "The resources folder", "{} is missing: it should be in {}.",
    "not installed as a package", "not handled",
}  # fmt: skip
SPOKEN = {
    "gradient of {}", ", layer {}", "normalized x", "and so on", "element-wise product with", ", unit {}",
    "to the {}", "gradient of ", " at most ", " at least ", " square root of ",
    " element-wise product with ", "derivative of C by ",
}  # fmt: skip
"""Words within spoken formulas: the typesetting library says formulas in English, and sentences follow it."""
ALLOWED = SPOKEN | KEYS | NAMES | EDITS | MOTIONS | PLACES | NOTATION | FOR_PROGRAMMERS


def test_every_sentence_is_marked():
    found = [
        (file, text)
        for file, text in marks.unmarked()
        if text not in ALLOWED and not file.startswith("testing/") and "nn.Module" not in text
    ]
    assert found == [], "mark them with translate(context, text), see .github/CONTRIBUTING.md"


def test_sentences_that_may_be_unmarked_are_still_there():
    assert {text for _, text in marks.unmarked()} >= ALLOWED


def test_tables_are_translated_where_they_are_read(pseudo):
    assert ACTIVATIONS["identity"].title == "identity"
    languages.use(str(pseudo))
    assert ACTIVATIONS["identity"].title.startswith("⟦identity")
    assert DATASETS["circle"].about.startswith("⟦A disc inside a ring.")
