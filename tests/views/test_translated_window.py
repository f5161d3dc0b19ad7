"""The window in a pseudo-language: all words in brackets, nothing clipped, mathematics not mirrored."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QTabBar,
    QWidget,
)

from nnviz import languages, resources, theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.judge import judge
from nnviz.core.lessons.catalogue import built_in
from nnviz.core.operations.graph import operations
from nnviz.session import Session
from nnviz.versions import versions
from nnviz.views.about import AboutDialog
from nnviz.views.cheat_sheet import CheatSheet
from nnviz.views.compare_dialog import CompareDialog
from nnviz.views.controls import ElidedLabel
from nnviz.views.main_window import MainWindow
from nnviz.views.manual import ManualDialog
from nnviz.views.settings.dialog import SettingsDialog
from nnviz.views.sweep.dialog import SweepDialog
from nnviz.views.worksheet_dialog import WorksheetDialog
from tests import translations

READ = (
    "text",
    "toolTip",
    "statusTip",
    "accessibleName",
    "accessibleDescription",
    "placeholderText",
    "windowTitle",
)
NAMES = {
    *ACTIVATIONS, *(row.title for table in (ACTIVATIONS, LOSSES, OPTIMIZERS) for row in table.values()),
    *files.examples(), *(re.sub("[-_]", " ", name) for name in files.examples()),
    "XOR", "AND", "sin", "nnviz", "Ctrl", "Shift", "Alt", "Return", "Home", "End", "PgUp", "PgDown", "PgDn",
    "Tab", "Esc", "Del", "Ins", "Space", "Backspace", "Menu",
    *(f"{name} {number}" for name, number in versions().items()),
}  # fmt: skip
"""Names that are the same in every language: of functions, of files, of keys, of the program."""
_KEYS = re.compile(r"\((?:(?:Ctrl|Shift|Alt|Meta)\+)*(?:[A-Z][A-Za-z]*|\d+|F\d+|.)\)$")
_FORMULA = re.compile(r"[=⊙∂∇Σ′]|\\[a-z]|@ |\bmatrix \d")


def words_outside(text: str) -> list[str]:
    """Return the words of a text that stand outside the brackets of the pseudo-language."""
    text = _KEYS.sub("", re.sub(r"<[^>]+>", " ", text).strip())
    before = ""
    while text != before:
        before, text = text, re.sub(r"⟦[^⟦⟧]*(?:⟧|…)", " ", text)
    lines = [line for line in text.splitlines() if not _FORMULA.search(line)]
    for name in sorted(NAMES, key=len, reverse=True):
        lines = [re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", line) for line in lines]
    return re.findall(r"[A-Za-z]{3,}", " ".join(lines))


def texts_of(widget: QWidget) -> Iterator[str]:
    """Yield what a widget shows and tells, its actions and items too."""
    for name in READ:
        read = getattr(widget, name, None)
        if callable(read) and type(widget).__name__ not in ("QTextBrowser",):
            found = read()
            if isinstance(found, str):
                yield found
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(i) for i in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(i) for i in range(widget.count()))
    for action in widget.actions():
        yield from (action.text(), action.toolTip(), action.statusTip())


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory):
    """Return a function that writes the pseudo-language."""
    folder = tmp_path_factory.mktemp("translations")

    def write(language):
        file = folder / f"nnviz_{language}.qm"
        translations.write_pseudo(file, language)
        return file

    return write


@pytest.fixture(scope="module")
def open_window(qapp, pseudo):
    """Return a function that opens the window in a pseudo-language; each stays open until the end."""
    windows = {}

    def make(language):
        languages.reset(qapp)
        languages.use(str(pseudo(language)))
        languages.install(qapp)
        if language not in windows:
            theme.manager().apply(qapp, "light", 1.0)
            session = Session(files.example("xor"))
            session.name = "xor"
            windows[language] = window = MainWindow(session)
            window.network.set_animated(False)
            window.resize(1280, 720)
            session.seek(Position(160, 11))
            window.show()
            window.complete()
            window.refresh_scheduler.refresh()
        return windows[language]

    yield make
    for window in windows.values():
        window.session.undo_stack.setClean()
        window.close()
    languages.reset(qapp)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def painted(monkeypatch):
    """Collect the texts that are painted from Python."""
    found = []
    original = QPainter.drawText

    def draw(painter, *arguments):
        found.extend(argument for argument in arguments if isinstance(argument, str))
        return original(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", draw)
    return found


def shown_texts(window):
    for widget in [window, *window.findChildren(QWidget)]:
        yield from ((type(widget).__name__, text) for text in texts_of(widget) if text)
    for menu in window.findChildren(QMenu):
        yield from (("menu", action.text()) for action in menu.actions())


TITLES = {
    line.removeprefix("# ").strip()
    for folder in ("derivations", "lessons")
    for path in resources.path(folder).iterdir()
    if path.suffix in (".md", ".tex", ".txt")
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.startswith("# ") or line.startswith("title: ")
}
OWN = {"ClaimEditor", "QPlainTextEdit", "EquationWidget", "ChoiceLine"}
"""Fields of the user, formulas, answers of a lesson."""


def is_content(kind: str, text: str) -> bool:
    """Whether a text is content: derivations and lessons that come with the program are in English."""
    return kind in OWN or text in TITLES


def test_no_label_and_no_button_is_clipped(open_window):
    window = open_window("en_XA")
    clipped = {
        f"{type(widget).__name__}: {widget.text()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and is_clipped(widget)
    }
    assert clipped == set()


def is_clipped(widget):
    """Whether a label or button without an ellipsis is narrower than its text."""
    if isinstance(widget, ElidedLabel) or not isinstance(widget, QLabel | QAbstractButton):
        return False
    if isinstance(widget, QLabel) and widget.wordWrap():
        return False
    text = re.sub(r"<[^>]+>", "", widget.text()).replace("&", "")
    return QFontMetrics(widget.font()).horizontalAdvance(text) > widget.width() + 1


def test_every_word_of_the_window_is_translated(open_window, painted):
    window = open_window("en_XA")
    window.grab()
    window.session.select(Selection("weight", 1, 0, 0))
    window.refresh_scheduler.refresh()
    window.grab()
    lost = {
        (kind, text)
        for kind, text in [*shown_texts(window), *(("painted", text) for text in painted)]
        if words_outside(text) and not is_content(kind, text)
    }
    assert sorted(lost) == []
    assert any(text.startswith("⟦") for text in painted)


DIALOGS = {
    "settings": lambda window: SettingsDialog(window.session, None, window),
    "sweep": lambda window: SweepDialog(window.session, window),
    "compare": lambda window: CompareDialog(window.session, window),
    "worksheet": lambda window: WorksheetDialog(window.session, window),
    "shortcuts": CheatSheet,
    "about": AboutDialog,
    "manual": ManualDialog,
}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_word_of_a_dialog_is_translated(open_window, name):
    window = open_window("en_XA")
    dialog = DIALOGS[name](window)
    dialog.ensurePolished()
    dialog.resize(dialog.sizeHint())
    # The manual itself is in English.
    pages = (
        {dialog.contents.item(i).text() for i in range(dialog.contents.count())}
        if name == "manual"
        else set()
    )
    lost = {
        (kind, text)
        for kind, text in shown_texts(dialog)
        if words_outside(text) and text not in pages and not is_content(kind, text)
    }
    assert sorted(lost) == []
    assert any(text.startswith("⟦") for _, text in shown_texts(dialog))
    dialog.deleteLater()


def test_the_sentences_of_the_core_are_translated_and_decide_nothing(open_window):
    claims = {
        "dW2": ("dz2 @ a1.T", "-dz2 @ a1.T", "dz2 @ a1", "dz2 @", "2 * dz2 @ a1.T", "dz1 @ X.T", "q + 1"),
        "dz1": ("W2.T @ dz2 * dtanh(z1)", "W2.T @ dz2", "W2.T @ dz2 * dtanh(z1) * dtanh(z1)"),
        "dW9": ("1",),
    }
    window = open_window("en_XA")
    frame = window.session.frame
    found = [judge(frame, target, claim) for target, texts in claims.items() for claim in texts]
    for verdict in found:
        assert verdict.message.startswith("⟦")
        assert verdict.message.endswith("⟧")
    for operation in operations(frame.experiment):
        for text in (operation.title, operation.why):
            assert words_outside(text) == []
    with pytest.raises(ExperimentError) as refused:
        frame.experiment.replace(batch_size=0)
    assert re.fullmatch(r"batch_size: ⟦.*⟧", str(refused.value))
    languages.reset()
    english = [judge(frame, target, claim) for target, texts in claims.items() for claim in texts]
    keys = ("verdict", "condition", "diagnosis", "correct", "relative_error")
    assert [[getattr(v, key) for key in keys] for v in found] == [
        [getattr(v, key) for key in keys] for v in english
    ]
    assert not any("⟦" in verdict.message for verdict in english)


def test_every_word_round_a_lesson_is_translated(open_window):
    window = open_window("en_XA")
    lesson = built_in("dead-relu")
    window.session.lesson_session.open(lesson)
    QApplication.processEvents()
    view = window.lesson
    own = {text for step in lesson.steps for text in (step.title,)} | {lesson.title}
    lost = {
        (kind, text)
        for widget in view.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLabel) or type(widget).__name__ in ("StepsBar",)
        for kind, text in ((type(widget).__name__, text) for text in texts_of(widget) if text)
        if words_outside(text) and not is_content(kind, text) and not any(title in text for title in own)
    }
    window.session.lesson_session.close()
    assert sorted(lost) == []


def test_a_language_written_to_the_left_mirrors_all_but_mathematics(open_window):
    window = open_window("ar_XB")
    assert QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    left_to_right = Qt.LayoutDirection.LeftToRight
    for part in (window.network, window.strip, window.charts["loss"], window.charts["surface"]):
        assert part.layoutDirection() == left_to_right
    step = window.transport.step.mapTo(window, QPoint(0, 0))
    assert step.x() > window.width() / 2
    before, after = (
        button.mapTo(window, QPoint(0, 0)).x()
        for button in (window.network.overlays.stepper.before, window.network.overlays.stepper.after)
    )
    assert before < after
