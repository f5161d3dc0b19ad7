"""Every lesson walked from start to end in the window: position, text, marks, verdicts, and the way back."""

import pytest
from PySide6.QtCore import Qt

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.core.lessons.catalogue import catalogue
from nnviz.core.lessons.lesson import LessonFormula, LessonText
from nnviz.core.lessons.progress import VOTES, vote_is_right
from nnviz.session import Session
from nnviz.session.edit import parameter_edit
from nnviz.views.controls.prose import Prose
from nnviz.views.lesson.formula_row import NumberedFormula
from nnviz.views.main_window import MainWindow


@pytest.fixture(scope="module")
def shared(qapp):
    """Return one window for all walks: every lesson puts everything in its place."""
    theme.manager().apply(qapp, "light", 1.0)
    session = Session(files.example("xor"))
    session.name = "xor"
    window = MainWindow(session)
    window.network.set_animated(False)
    window.resize(1280, 720)
    window.show()
    window.complete()
    yield window
    session.pause()
    session.undo_stack.clear()
    window.close()
    window.deleteLater()


@pytest.fixture
def window(shared):
    """Return the shared window without a lesson."""
    shared.session.lesson_session.close()
    shared.session.undo_stack.clear()
    shared.documents.open_example("xor")
    return shared


LESSONS = {entry.name: entry.lesson for entry in catalogue()}


def shown(window):
    pages = (window.lesson.body.page, window.lesson.pinned.page)
    return [widget.text() for page in pages for widget in page.findChildren(Prose)]


def test_all_can_be_read():
    assert len(LESSONS) >= 6
    assert all(LESSONS.values())


def _answer_rightly(view, step):
    """Vote on every claim, and answer every question, as the lesson has it."""
    for card, claim in zip(view.cards, step.claims, strict=True):
        assert card.closed
        assert card.why.text() == ""
        assert claim.why not in card.accessibleDescription()
        assert card.badge.isHidden()
        vote = next(vote for vote in VOTES if vote_is_right(claim, vote))
        card.votes.buttons[vote].click()
        assert not card.closed
    for block in view.questions:
        question = block.question
        assert not block.revealed
        assert block.answer.text() == block.answer.accessibleName() == ""
        if question.choices:
            next(line for line in block.choices if line.choice.right).click()
        elif question.number is not None:
            block.number.field.setText(f"{question.number.value!r}")
            block.number.button.click()
        else:
            block.button.click()
            block.had.click()
        assert block.revealed
        assert block.answer.text() == question.answer
    if view.read_line is not None:
        view.read_line.button.click()


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_from_start_to_end(qtbot, window, name):
    lesson, session, view = LESSONS[name], window.session, window.lesson
    lab = session.lesson_session
    assert window.lessons.open(name)
    qtbot.waitUntil(lambda: view.height() >= 420)
    for index, step in enumerate(lesson.steps):
        assert lab.index == index
        assert not lab.away
        assert not session.modified
        assert session.experiment == step.experiment
        if step.position is not None:
            assert session.position == step.position
        assert session.selected == step.selection
        _check_marks(window, step)
        view.judging.finish()
        assert not lab.progress.done(step)
        _answer_rightly(view, step)
        assert lab.progress.done(step)
        _check_text(view, step, shown(window))
        said = [(card.verdict.verdict, card.note.text()) for card in view.cards]
        assert said == [(claim.verdict, "") for claim in step.claims]
        assert (view.comparison is not None and view.comparison.isVisible()) == (step.compare is not None)
        window.refresh_scheduler.refresh()
        assert not view.grab().toImage().isNull()
        view.footer.next.click()
    assert lab.at_end
    assert not view.footer.next.isEnabled()
    score = lab.progress.score(lesson)
    assert score.right == score.asked > 0
    assert view.end_page.score.text() == f"All {score.asked} answers were right at the first try."
    assert view.end_page.links == []
    for index in reversed(range(len(lesson.steps))):
        view.footer.back.click()
        assert lab.index == index
        assert session.experiment == lesson.steps[index].experiment


def _check_text(view, step, words):
    assert step.title in words[:3]
    texts = [block.markdown for block in step.blocks if isinstance(block, LessonText)]
    assert [text for text in words if text in texts] == texts
    for claim in step.claims:
        assert claim.why in words
    formulas = [row.equation for row in view.body.page.findChildren(NumberedFormula)]
    assert [each.source() for each in formulas] == [
        b.latex for b in step.blocks if isinstance(b, LessonFormula)
    ]
    typeset = [*formulas, *(card.quote for card in view.cards)]
    assert [each.error() for each in typeset] == [""] * len(typeset)
    assert [prose.error() for prose in view.body.page.findChildren(Prose) if prose.error()] == []


def _check_marks(window, step):
    scene = window.network.scene
    assert window.session.highlighted == scene.highlighted == step.highlights
    marked, known = scene.marked, window.session.frame.values
    for name in step.highlights:
        assert name in known, name
        layer, letter = int("".join(filter(str.isdigit, name)) or 0), name.removeprefix("d")[0]
        if letter == "W":
            assert layer in marked.weights
        elif letter == "b" and "beta" not in name:
            assert layer in marked.biases
        elif letter in "CY":
            assert marked.loss
        else:
            assert layer in marked.units


@pytest.mark.parametrize("name", LESSONS)
def test_leaving_the_path_and_coming_back(window, name):
    lesson, session, view = LESSONS[name], window.session, window.lesson
    window.lessons.open(name)
    index = len(lesson.steps) // 2
    session.lesson_session.go(index)
    step, flat = lesson.steps[index], session.frame.flat.copy()
    position = session.position
    session.apply(parameter_edit(Selection("weight", 1, 0, 0), 0.123))
    session.seek(Position(position.iteration + 2, 1))
    own = session.experiment
    assert session.lesson_session.away
    assert view.footer.away.isVisible()
    view.footer.away.button.click()
    assert session.experiment == step.experiment
    assert not session.lesson_session.away
    if step.position is not None:
        assert session.position == position
        assert (session.frame.flat == flat).all()
    assert not view.footer.away.isVisible()
    assert session.highlighted == step.highlights
    session.undo_stack.undo()
    assert session.experiment == own


def test_a_lesson_from_the_keyboard(qtbot, window):
    window.lessons.open("one-hidden-layer")
    window.activateWindow()
    with qtbot.waitActive(window):
        pass
    window.network.setFocus()
    for index in range(1, len(LESSONS["one-hidden-layer"].steps)):
        qtbot.keyClick(window.network, Qt.Key.Key_N)
        assert window.session.lesson_session.index == index
