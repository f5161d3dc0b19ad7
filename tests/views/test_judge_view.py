"""The judge panel: typing a claim, its verdict, what is kept, the keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.notes import Notes
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge import judge
from nnviz.core.judge.claim import Claim
from nnviz.session import Session
from nnviz.session.edit import Edit
from nnviz.views.judge import JudgeView
from nnviz.views.judge.grammar import Grammar, rows
from nnviz.views.judge.suggestions import examples, targets

LEFT = Qt.MouseButton.LeftButton
RIGHT, WRONG = ("dW2", "dz2 @ a1.T"), ("dW2", "-dz2 @ a1.T")


@pytest.fixture
def view(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)
    session = Session(files.example("xor"))
    session.seek(Position(3, 11))
    view = JudgeView(session)
    qtbot.addWidget(view)
    session.frame_changed.connect(view.show_frame)
    view.resize(380, 640)
    view.show()
    view.activateWindow()
    qtbot.waitExposed(view)
    view.show_frame(session.frame)
    return view


def session_of(view):
    return view.session


def claims(view):
    return [(claim.target, claim.text) for claim in session_of(view).notes.claims]


def put(qtbot, view, target, text):
    view.entry.target.clear()
    qtbot.keyClicks(view.entry.target, target)
    view.entry.claim.clear()
    qtbot.keyClicks(view.entry.claim, text)
    qtbot.keyClick(view.entry.claim, Qt.Key.Key_Return)


# -- verdicts -------------------------------------------------------------------------------------------


def test_a_right_claim(qtbot, view):
    put(qtbot, view, *RIGHT)
    assert view.card.isVisible()
    assert view.card.badge.words() == "right"
    assert view.card.notation.text() == "dW2 = dz2 @ a1.T"
    assert view.card.error.text() == "relative error 0" or "10⁻" in view.card.error.text()
    assert not view.card.numbers.isVisible()
    assert claims(view) == [RIGHT]


def test_a_wrong_claim_shows_where(qtbot, view):
    put(qtbot, view, *WRONG)
    card, frame = view.card, session_of(view).frame
    assert card.badge.words() == "wrong: sign flipped"
    assert card.numbers.isVisible()
    assert card.numbers.expected.shape == frame.values["dW2"].shape
    np.testing.assert_allclose(card.numbers.expected, frame.values["dW2"], rtol=1e-9)
    np.testing.assert_allclose(card.numbers.claimed, -frame.values["dW2"], rtol=1e-9)
    assert card.message.isVisible()
    assert card.message.text()
    put(qtbot, view, "dW2", card.right.text())
    assert card.badge.words() == "right"


def test_a_claim_that_is_right_only_sometimes(qtbot, view):
    put(qtbot, view, "dW2", "(a2 - Y) @ a1.T")
    assert view.card.badge.words() == "right, if there is one example"


def test_what_cannot_be_read_is_kept_and_told(qtbot, view):
    put(qtbot, view, "dW2", "dz2 @ (a1.T")
    assert view.card.badge.words() == "not readable"
    assert view.card.message.isVisible()
    assert view.card.message.text() == view.card.verdict.message
    assert claims(view) == [("dW2", "dz2 @ (a1.T")]


def test_a_message_appears_while_typing(qtbot, view):
    with qtbot.waitSignal(view.entry.checked) as checked:
        qtbot.keyClicks(view.entry.claim, "dz2 @ (a1.T")
    assert checked.args[0]
    assert view.entry.message.text() == checked.args[0]
    with qtbot.waitSignal(view.entry.checked) as checked:
        qtbot.keyClicks(view.entry.claim, ")")
    assert checked.args == [""]
    assert "Return" in view.entry.message.text()
    assert claims(view) == []


def test_what_is_missing_is_asked_for(qtbot, view):
    qtbot.mouseClick(view.entry.button, LEFT)
    assert "dW2" in view.entry.message.text()
    assert view.entry.target.hasFocus()
    qtbot.keyClicks(view.entry.target, "db1")
    qtbot.mouseClick(view.entry.button, LEFT)
    assert "db1" in view.entry.message.text()
    assert view.entry.claim.hasFocus()
    assert claims(view) == []
    assert not view.card.isVisible()


def test_too_long_a_claim_is_refused_with_a_sentence(view):
    view.judge("dW2", "a" * 5000)
    assert "text" in view.entry.message.text()
    assert claims(view) == []


def test_another_moment_is_judged_anew(qtbot, view):
    put(qtbot, view, *WRONG)
    before = view.card.numbers.claimed.copy()
    with qtbot.waitSignal(view.judged):
        session_of(view).seek(Position(40, 8))
    assert (view.card.numbers.claimed != before).any()
    assert claims(view) == [WRONG]


def test_nothing_is_judged_again_until_somebody_sees_it(qtbot, view):
    put(qtbot, view, *WRONG)
    before = view.card.numbers.claimed.copy()
    view.hide()
    with qtbot.assertNotEmitted(view.judged, wait=400):
        session_of(view).seek(Position(40, 8))
    with qtbot.waitSignal(view.judged):
        view.show()
    assert (view.card.numbers.claimed != before).any()


def test_large_matrices_are_a_map(qtbot, view):
    session = session_of(view)
    session.open(files.example("digits"))
    session.seek(Position(1, len(session.frame.operations)))
    put(qtbot, view, "dW1", "-dz1 @ X.T")
    numbers = view.card.numbers
    assert numbers.blocks(numbers.width())[0] == []
    assert numbers.matrix_map(numbers.width())[1] > 0
    assert "largest difference in row" in numbers.accessibleDescription()
    assert not numbers.grab().toImage().isNull()


# -- what is kept ---------------------------------------------------------------------------------------


def test_claims_are_kept_once_and_undone(qtbot, view):
    session = session_of(view)
    put(qtbot, view, *RIGHT)
    put(qtbot, view, *WRONG)
    put(qtbot, view, *RIGHT)
    assert claims(view) == [RIGHT, WRONG]
    assert session.modified
    session.undo_stack.undo()
    assert claims(view) == [RIGHT]
    session.undo_stack.undo()
    assert claims(view) == []
    assert not view.history.isVisible()
    assert view.examples.isVisible()
    session.undo_stack.redo()
    assert claims(view) == [RIGHT]
    assert view.history.rows() == (Claim(*RIGHT),)


def test_history_loads_and_removes(qtbot, view):
    put(qtbot, view, *RIGHT)
    put(qtbot, view, *WRONG)
    history = view.history
    assert [claim.text for claim in history.rows()] == [WRONG[1], RIGHT[1]]
    qtbot.mouseClick(history, LEFT, pos=history.place_of(1).toPoint())
    assert view.entry.claim.text() == RIGHT[1]
    assert view.card.badge.words() == "right"
    qtbot.mouseClick(history, LEFT, pos=history.place_of(0, remove=True).toPoint())
    assert claims(view) == [RIGHT]
    session_of(view).undo_stack.undo()
    assert claims(view) == [RIGHT, WRONG]


def test_history_from_the_keyboard(qtbot, view):
    for text in ("dz2 @ a1.T", "dz2", "-dz2 @ a1.T"):
        put(qtbot, view, "dW2", text)
    history = view.history
    history.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(history, Qt.Key.Key_Down)
    assert history.accessibleDescription().startswith("dW2 = dz2 ")
    qtbot.keyClick(history, Qt.Key.Key_Delete)
    assert [text for _, text in claims(view)] == ["dz2 @ a1.T", "-dz2 @ a1.T"]
    qtbot.keyClick(history, Qt.Key.Key_End)
    qtbot.keyClick(history, Qt.Key.Key_Return)
    assert view.entry.claim.text() == "dz2 @ a1.T"


def test_claims_are_saved_with_the_experiment(qtbot, view, tmp_path):
    put(qtbot, view, *RIGHT)
    session = session_of(view)
    session.save(tmp_path / "a.nnviz")
    session.open(files.example("circle"))
    assert claims(view) == []
    session.open_file(tmp_path / "a.nnviz")
    assert claims(view) == [RIGHT]
    assert view.history.isVisible()


def test_a_verdict_of_another_network_is_forgotten(qtbot, view):
    put(qtbot, view, *RIGHT)
    assert view.verdicts[Claim(*RIGHT)] == "right"
    session_of(view).apply(Edit("Add layer", edits.add_layer(session_of(view).experiment, 1)))
    assert Claim(*RIGHT) not in view.verdicts


# -- beginning ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(files.examples()))
def test_three_examples_that_can_be_judged(qapp, name):
    session = Session(files.example(name))
    frame = session.frame
    found = examples(frame)
    assert len(set(found)) == 3
    verdicts = [judge(frame, target, text, {}).verdict for target, text in found]
    assert "invalid" not in verdicts
    assert verdicts[0] == "right"
    assert len(set(verdicts)) > 1


def test_a_click_on_an_example_judges_it(qtbot, view):
    chip = view.examples.chips[0]
    qtbot.mouseClick(chip, LEFT)
    assert view.card.isVisible()
    assert view.card.badge.words() == "right"
    assert not view.examples.isVisible()


def test_names_are_completed(qtbot, view):
    completer = view.entry.target.completer()
    completer.setCompletionPrefix("dW")
    found = {completer.completionModel().index(n, 0).data() for n in range(completer.completionCount())}
    assert found == {"dW1", "dW2"}
    offered = targets(session_of(view).frame, {"o": "a2"})
    assert {"dz1", "dC/da2", "da2/dz2", "o", "dC/do", "C", "W1_next"} <= set(offered)
    assert len(offered) == len(set(offered))


def test_names_of_the_lesson_are_chips(qtbot, view):
    assert not view.names.isVisible()
    session_of(view).lesson_session.open("output-gradient")
    assert [chip.text() for chip in view.names.chips] == list(session_of(view).lesson_session.names)
    assert view.names.isVisible()
    assert "a1" in view.names.chips[0].toolTip()
    qtbot.mouseClick(view.names.chips[0], LEFT)
    assert view.entry.claim.text() == "o"
    put(qtbot, view, "dE/dz", "o - t")
    assert view.card.badge.words().startswith("right")


def test_the_grammar_is_one_click_away(qtbot, view):
    qtbot.mouseClick(view.heading.button, LEFT)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Grammar)
    assert popup.isVisible()
    popup.close()


def test_every_row_of_the_grammar_is_understood(qapp):
    recipe = {
        "data": {"name": "blobs", "examples": 60},
        "layers": [{"units": 4, "activation": "sigmoid"}, {"units": 3, "activation": "softmax"}],
        "loss": "categorical_cross_entropy",
    }
    frame = Session(Experiment.from_dict(recipe)).frame
    names = {"o": "a2", "z": "z2"}
    for target, text in (
        ("do[k]/dz[j]", "o[k] * (delta(j, k) - o[j])"), ("do[i]/dz[j] where i != j", "-o[i]*o[j]"),
        ("dW2", "d2 @ A1.T"), ("a2", "softmax(z2)"), ("db2", "sum(dz2, axis=1)"),
        ("dz1", "W2.T @ dz2 * d(z1)"), ("dz1", "W2.T @ dz2 * s'(z1)"),
        ("dW1[j, k]", "sum(n, dz1[j, n] * X[k, n])"),
    ):  # fmt: skip
        assert judge(frame, target, text, names).verdict == "right", (target, text)
    assert len(rows()) > 10


def test_escape_gives_the_keyboard_back(qtbot, view):
    view.entry.claim.setFocus()
    qtbot.keyClick(view.entry.claim, Qt.Key.Key_Escape)
    assert not view.entry.claim.hasFocus()


# -- in the window --------------------------------------------------------------------------------------


@pytest.fixture
def active(qtbot, window):
    window.activateWindow()
    with qtbot.waitActive(window):
        pass
    return window


def test_keyboard_only(qtbot, active):
    window = active
    window.session.seek(Position(3, 11))
    qtbot.keyClick(window.network, Qt.Key.Key_J)
    judge_view = window.judge
    qtbot.waitUntil(window.panels["judge"].in_front)
    assert judge_view.entry.target.hasFocus()
    position = window.session.position
    qtbot.keyClicks(judge_view.entry.target, "dz1")
    qtbot.keyClick(judge_view.entry.target, Qt.Key.Key_Return)
    assert judge_view.entry.claim.hasFocus()
    # Letters, Space and arrows stay in the editor.
    qtbot.keyClicks(judge_view.entry.claim, "W2.T @ dz2 * d(z1 )")
    qtbot.keyClick(judge_view.entry.claim, Qt.Key.Key_Left)
    qtbot.keyClick(judge_view.entry.claim, Qt.Key.Key_Backspace)
    qtbot.keyClick(judge_view.entry.claim, Qt.Key.Key_Return)
    assert judge_view.entry.claim.text() == "W2.T @ dz2 * d(z1)"
    assert window.session.position == position
    assert not window.session.running
    assert judge_view.card.badge.words() == "right"
    qtbot.keyClick(judge_view.entry.claim, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.notes == Notes()


def test_a_claim_of_a_lesson_is_tried(qtbot, active):
    window = active
    window.session.lesson_session.open("output-gradient")
    window.session.lesson_session.go(1)
    qtbot.waitUntil(lambda: not window.lesson.judging.busy)
    qtbot.mouseClick(window.lesson.cards[0].try_button, LEFT, pos=QPoint(5, 5))
    qtbot.waitUntil(window.panels["judge"].in_front)
    assert window.judge.entry.target.text() == "dE/do[j]"
    assert window.judge.card.badge.words() == "right"


def test_a_hint_is_no_warning_and_equal_numbers_are_not_shown(qtbot, view):
    with qtbot.waitSignal(view.entry.checked):
        view.entry.claim.set_text("a1 - Y")
    assert view.entry.message.colour == "muted"
    session_of(view).lesson_session.open("output-gradient")
    session_of(view).lesson_session.go(3)
    put(qtbot, view, "dE/dz", "o - t")
    assert view.card.badge.words() == "right, if the targets sum to one"
    assert not view.card.numbers.isVisible()


def test_a_click_beside_the_completion_list_reaches_the_expression(view, qtbot):
    view.entry.claim.setPlainText("dz2")
    view.entry.target.setFocus()
    view.entry.target.clear()
    qtbot.keyClicks(view.entry.target, "d")
    popup = view.entry.target.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    aim = view.entry.claim.viewport()
    place = aim.mapToGlobal(QPoint(aim.width() - 4, aim.height() // 2))
    assert not popup.geometry().contains(place)
    qtbot.mouseClick(popup, LEFT, pos=popup.mapFromGlobal(place))
    assert not popup.isVisible()
    assert view.entry.claim.hasFocus()
    qtbot.keyClicks(view.entry.claim, " @ a1.T")
    assert view.entry.claim.text() == "dz2 @ a1.T"


# -- readings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "text", "values"),
    [
        ("dW2", r"\delta^{[2]} A^{[1]T}", {"dW2", "dz2", "a1"}),
        ("dW2", "np.dot(dZ2, A1.T)", {"dW2", "dz2", "a1"}),
        ("dW2", "δ² (a¹)ᵀ", {"dW2", "dz2", "a1"}),
        ("dW2", "dz2 @ A1.T", {"dW2", "dz2", "a1"}),
    ],
)
def test_what_is_typed_stands_typeset_below_and_is_judged(qtbot, view, target, text, values):
    view.entry.target.setText(target)
    with qtbot.waitSignal(view.entry.checked) as checked:
        view.entry.claim.setPlainText(text)
    assert checked.args == [""]
    assert view.entry.reading.isVisible()
    links = [link for formula in view.entry.reading.formulas() for link in formula.links]
    assert {link.name for link in links} == values
    view.entry.reading.hovered.emit(next(link for link in links if link.name == "a1"))
    assert session_of(view).highlighted == ("a1",)
    view.entry.reading.hovered.emit(None)
    assert session_of(view).highlighted == ()
    view.entry.submit()
    assert view.card.badge.words() == "right"


def test_what_is_not_understood_is_underlined(qtbot, view):
    view.entry.target.setText("dW2")
    with qtbot.waitSignal(view.entry.checked) as checked:
        view.entry.claim.setPlainText(r"\delta^{[2]} \foo")
    assert checked.args[0] == view.entry.message.text()
    (mark,) = view.entry.claim.extraSelections()
    assert "foo" in mark.cursor.selectedText()
    assert not view.entry.reading.isVisible()
    with qtbot.waitSignal(view.entry.checked):
        view.entry.claim.setPlainText(r"\delta^{[2]} A^{[1]T}")
    assert view.entry.claim.extraSelections() == []


def test_readings_with_different_verdicts_are_offered(qtbot, view):
    view.judge("dz2", "a^2 - y")
    assert view.readings.isVisible()
    words = [chip.text() for chip in view.readings.chips]
    assert words == ["dz2 = a2 - Y", "dz2 = a2**2 - Y"]
    assert "wrong" in view.readings_words.text()
    qtbot.mouseClick(view.readings.chips[1], LEFT)
    assert view.entry.claim.text() == "a2**2 - Y"
    assert view.card.badge.words().startswith("wrong")
    assert not view.readings.isVisible()
