"""A lesson written in the window by clicks: steps, lights, a claim, a question; saved and opened again."""

import re

import pytest
from markdown_it import MarkdownIt
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.core.lessons.catalogue import catalogue
from nnviz.core.lessons.reader import parse, read
from nnviz.core.lessons.sketch import to_markdown

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def editor(window):
    window.actions_by_name["lesson_write"].trigger()
    return window.lesson_editor


def press(qtbot, button):
    qtbot.mouseClick(button, LEFT)


def choose(qtbot, window, *words):
    """Choose an entry of the menu bar with the mouse: the menu, its submenus, and the entry."""
    bar = window.header.menu_bar
    first, *rest = words
    action = next(a for a in bar.actions() if a.text().replace("&", "") == first)
    qtbot.mouseClick(bar, LEFT, pos=bar.actionGeometry(action).center())
    menu = action.menu()
    for word in rest:
        qtbot.waitUntil(menu.isVisible)
        action = next(a for a in menu.actions() if a.text().replace("&", "") == word)
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        menu = action.menu()


def click(qtbot, window, selection):
    qtbot.mouseClick(window.network, LEFT, pos=window.network.rect_of(selection).center())


def test_a_lesson_is_written_with_mouse_and_keys_alone(qtbot, window, monkeypatch, tmp_path):
    session = window.session
    choose(qtbot, window, "Lessons", "Write a lesson…")
    editor = window.lesson_editor
    assert not editor.text.isEnabled()
    choose(qtbot, window, "File", "Open example", "mazur")
    assert session.experiment == files.example("mazur")
    press(qtbot, editor.add)
    for steps in (3, 4):
        for _ in range(steps):
            qtbot.keyClick(window.network, Qt.Key.Key_Right)
        press(qtbot, editor.add)
    assert len(editor.sketch.steps) == 3
    assert session.position == Position(0, 7)
    editor.title.selectAll()
    qtbot.keyClicks(editor.title, "Seven operations")
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
    qtbot.keyClicks(editor.claim, "dz2 = (Y - a2) * a2 * (1 - a2) / m")
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
    assert lesson.title == "Seven operations"
    assert [step.experiment for step in lesson.steps] == [files.example("mazur")] * 3
    assert [step.position for step in lesson.steps] == [Position(0, 0), Position(0, 3), Position(0, 7)]
    assert lesson.steps[2].highlights == ("a2",)
    (claim,) = lesson.steps[2].claims
    assert (claim.target, claim.verdict, claim.detail) == ("dz2", "wrong", "sign")
    (question,) = lesson.steps[1].questions
    assert question.choices
    # It opens, and reads as it was written.
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    choose(qtbot, window, "Lessons", "Open a lesson file…")
    assert session.lesson_session.lesson == lesson
    for index in range(3):
        session.lesson_session.go(index)
        assert session.position == lesson.steps[index].position
    # The editor opens it as well: saved again without an edit, it is the same file.
    text = target.read_text(encoding="utf-8")
    editor.title.selectAll()
    qtbot.keyClicks(editor.title, "Something else")
    press(qtbot, editor.open)
    assert editor.title.text() == "Seven operations"
    press(qtbot, editor.save)
    assert target.read_text(encoding="utf-8") == text
    press(qtbot, editor.undo)
    assert editor.title.text() == "Something else"
    # Any viewer shows it as a handout: comments are hidden, claims and questions are quotations.
    page = MarkdownIt("commonmark").render(text.partition("\n---\n")[2])
    shown = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    assert shown.count("<h2>") == 3
    assert shown.count("<blockquote>") == 2
    assert "<strong>Claim</strong>" in shown
    assert shown.count("<li>") == len(question.choices)
    for hidden in ("go:", "light:", "batch_size", "&lt;!--"):
        assert hidden not in shown


def test_a_built_in_lesson_is_edited_further(qtbot, editor, monkeypatch, tmp_path):
    (mazur,) = (entry for entry in catalogue() if entry.name == "mazur")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(mazur.path), ""))
    press(qtbot, editor.open)
    assert len(editor.sketch.steps) == len(mazur.lesson.steps)
    assert editor.summary.text() == mazur.lesson.summary
    assert max(len(entry.lesson.summary) for entry in catalogue()) < editor.summary.maxLength()
    press(qtbot, editor.next)
    assert editor.step_title.text() == mazur.lesson.steps[1].title
    assert "> **Number** 0.3925" in editor.text.toPlainText()
    # The judge knows the names of the lesson, and the experiment of the step, not the one that is open.
    for _ in range(4):
        press(qtbot, editor.next)
    qtbot.keyClicks(editor.claim, "da2 = target - out")
    press(qtbot, editor.add_claim)
    target = tmp_path / "mine.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    press(qtbot, editor.save)
    lesson = read(target)
    assert len(lesson.steps[5].claims) == len(mazur.lesson.steps[5].claims) + 1
    assert (lesson.steps[5].claims[-1].verdict, lesson.steps[5].claims[-1].detail) == ("wrong", "sign")
    assert dict(lesson.letters) == dict(mazur.lesson.letters)
    assert lesson.ending_title == mazur.lesson.ending_title
    # A file with a mistake is explained, and what is edited stays.
    bad = tmp_path / "bad.md"
    bad.write_text(target.read_text(encoding="utf-8").replace("go: 0 a1", "go: 0 a9"), encoding="utf-8")
    assert not editor.open_file(bad)
    assert "bad.md, line" in editor.error.text()
    assert not editor.open_file(tmp_path / "missing.md")
    assert "missing.md" in editor.error.text()
    assert editor.path == target
    assert len(editor.sketch.steps) == len(mazur.lesson.steps)


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
