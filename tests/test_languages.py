"""Languages: which is used, how its file is loaded, and that every mark is found by lupdate."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt

import nnviz
from nnviz import languages
from nnviz.cli import main
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate
from tests import translations

PACKAGE = Path(nnviz.__file__).parent


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


def marks():
    """Return file, line, context and text of every mark; the context of ``self.tr`` is its class."""
    found = []

    def walk(node, file, owner):
        for child in ast.iter_child_nodes(node):
            walk(child, file, child.name if isinstance(child, ast.ClassDef) else owner)
        if not isinstance(node, ast.Call):
            return
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        where = f"{file.relative_to(PACKAGE)}:{node.lineno}"
        before = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
        if name == "tr":
            found.append((where, {"self": owner}.get(before, before), node.args[0]))
        elif name in ("translate", "QT_TRANSLATE_NOOP") and len(node.args) > 1 and "painter" not in before:
            found.append((where, getattr(node.args[0], "value", ""), node.args[1]))

    for file in sorted(PACKAGE.rglob("*.py")):
        walk(ast.parse(file.read_text(encoding="utf-8")), file, "")
    return found


def test_lupdate_finds_every_mark(pseudo):
    found = {
        (context, message.findtext("source"))
        for context, message in translations.messages(pseudo.with_suffix(".ts"))
    }
    lost = [
        f"{where}: {text.value:.60}"
        for where, context, text in marks()
        if isinstance(text, ast.Constant) and (context, text.value) not in found
    ]
    assert lost == []
