"""A lesson written in the window by clicks: steps, lights, a claim, a question; saved and opened again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.core.lessons.reader import parse, read
from nnviz.core.lessons.sketch import to_markdown

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def editor(window):
    window.actions_by_name["lesson_write"].trigger()
    return window.lesson_editor


def press(qtbot, button):
    qtbot.mouseClick(button, LEFT)


def click(qtbot, window, selection):
    qtbot.mouseClick(window.network, LEFT, pos=window.network.rect_of(selection).center())


def test_a_lesson_is_written_by_clicks(qtbot, window, editor, monkeypatch, tmp_path):
    session = window.session
    assert not editor.text.isEnabled()
    window.documents.open_example("mazur")
    press(qtbot, editor.add)
    for steps in (3, 4):
        for _ in range(steps):
            window.actions_by_name["forward"].trigger()
        press(qtbot, editor.add)
    assert len(editor.sketch.steps) == 3
    assert session.position == Position(0, 7)
    # Clicks in the network light values while the switch is on.
    press(qtbot, editor.light)
    click(qtbot, window, Selection("unit", 2, 0))
    click(qtbot, window, Selection("unit", 1, 1))
    assert editor.step.highlights == ("a2", "a1")
    click(qtbot, window, Selection("unit", 1, 0))
    assert editor.step.highlights == ("a2",)
    assert editor.step.selection == Selection("unit", 1, 0)
    press(qtbot, editor.light)
    click(qtbot, window, Selection("unit", 1, 1))
    assert editor.step.highlights == ("a2",)
    editor.claim.setText("dz2 = (Y - a2) * a2 * (1 - a2) / m")
    press(qtbot, editor.add_claim)
    press(qtbot, editor.back)
    press(qtbot, editor.add_question)
    press(qtbot, editor.back)
    assert editor.index == 0
    target = tmp_path / "mine.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(qtbot, editor.save)
    lesson = read(target)
    assert lesson == parse(to_markdown(editor.sketch), "mine", target)
    assert [step.experiment for step in lesson.steps] == [files.example("mazur")] * 3
    assert [step.position for step in lesson.steps] == [Position(0, 0), Position(0, 3), Position(0, 7)]
    assert lesson.steps[2].highlights == ("a2",)
    (claim,) = lesson.steps[2].claims
    assert (claim.target, claim.verdict, claim.detail) == ("dz2", "wrong", "sign")
    (question,) = lesson.steps[1].questions
    assert question.choices
    # It opens, and reads as it was written.
    assert window.lessons.open_file(str(target))
    assert session.lesson_session.lesson == lesson
    for index in range(3):
        session.lesson_session.go(index)
        assert session.position == lesson.steps[index].position
    text = target.read_text(encoding="utf-8")
    assert text.startswith("---\nexperiment: experiment-1\n")
    assert "## " in text
    assert "> **Question**" in text


def test_every_edit_can_be_taken_back(qtbot, window, editor):
    press(qtbot, editor.add)
    qtbot.keyClicks(editor.step_title, " and more")
    qtbot.keyClicks(editor.text, "Hello ")
    title, text = editor.step.title, editor.step.text
    assert title.endswith(" and more")
    assert "Hello " in text
    press(qtbot, editor.delete)
    assert editor.step is None
    press(qtbot, editor.undo)
    assert (editor.step.title, editor.step.text) == (title, text)
    # Typing is one edit, not one for every letter.
    while editor.edits.canUndo():
        press(qtbot, editor.undo)
    assert editor.sketch.steps == ()
    for _ in range(3):
        press(qtbot, editor.redo)
    assert (editor.step.title, editor.step.text) == (title, text)


def test_the_preview_follows_and_mistakes_are_said(qtbot, window, editor):
    press(qtbot, editor.add)
    editor.text.setPlainText("A *word* and $z^1$.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    editor.show_preview()
    names = [child.accessibleName() for child in editor.preview.page.children()]
    assert any("word" in name for name in names)
    assert any("Table" in name for name in names)
    editor.text.setPlainText("$$ a")
    editor.show_preview()
    assert editor.error.isVisible()
    assert "formula" in editor.error.text()
    editor.claim.setText("nonsense")
    press(qtbot, editor.add_claim)
    assert "target = expression" in editor.error.text()
    editor.text.setPlainText("Well.")
    editor.show_preview()
    assert not editor.error.isVisible()
    press(qtbot, editor.walk)
    assert window.session.lesson_session.lesson.steps[0].blocks[0].markdown == "Well."
