"""Predict and reveal by keys and clicks, in every size of step, and how it looks."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.lessons.prediction.hiding import HidingOptions


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def write(window, text):
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget() or window, letter)


@pytest.fixture
def predicting(window):
    """Return a window on XOR in which results are predicted."""
    press(window, Qt.Key.Key_F9)
    return window


def bar_of(window):
    return window.predicting.bar


def test_one_key_switches_it_on_and_off(window):
    assert window.predicting.bar is None
    press(window, Qt.Key.Key_F9)
    bar = bar_of(window)
    assert bar.isVisible()
    assert window.action("predict").isChecked()
    assert "hidden until" in bar.question.text()
    press(window, Qt.Key.Key_F9)
    assert not bar.isVisible()
    assert not window.session.prediction.on


def test_a_typed_guess_stands_beside_the_truth(predicting):
    window, bar = predicting, bar_of(predicting)
    press(window, Qt.Key.Key_Right)
    assert bar.question.text() == "What is $z^{1}_{1,1}$?"
    assert "?" in window.explain.numeric.text()
    write(window, "-3/8")
    assert bar.field.text() == "-3/8"
    press(window, Qt.Key.Key_Return)
    assert bar.mark.text() == "✓ right"
    assert "guess **-3/8**" in bar.outcome.text()
    assert "−0.3832" in bar.outcome.text()
    assert "weighted sum" in bar.outcome.text()
    assert bar.tally.text() == "1 of 1 right"
    assert bar.question.text() == "What is $z^{1}_{2,1}$?"
    assert bar.field.text() == ""


def test_the_keys_that_step_go_on_from_the_empty_field(predicting):
    window = predicting
    press(window, Qt.Key.Key_Right)
    write(window, "0")
    press(window, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is bar_of(window).field
    press(window, Qt.Key.Key_Right)
    assert not window.session.prediction.hides
    press(window, Qt.Key.Key_Space)
    assert window.session.position == Position(0, 2)
    assert window.session.prediction.hides
    press(window, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.network


def test_a_key_leads_to_the_guess(predicting):
    window, bar = predicting, bar_of(predicting)
    press(window, Qt.Key.Key_Right)
    for kind, place in (("number", bar.field), ("sign", bar.signs["+"]), ("choice", bar.answers.buttons[0])):
        window.session.prediction.set_kind(kind)
        window.network.setFocus()
        press(window, Qt.Key.Key_F6)
        assert QApplication.focusWidget() is place
    press(window, Qt.Key.Key_Space)
    assert window.session.prediction.chosen == 0 or not window.session.prediction.hides


def test_what_is_no_guess_is_said_and_reveals_nothing(predicting):
    window, bar = predicting, bar_of(predicting)
    press(window, Qt.Key.Key_Right)
    write(window, "1x")
    press(window, Qt.Key.Key_Return)
    assert "is not a number" in bar.outcome.text()
    assert bar.field.property("invalid") is True
    assert window.session.frame.hidden == {"z1"}
    press(window, Qt.Key.Key_Escape)
    assert bar.field.text() == ""
    assert bar.outcome.text() == ""


def test_a_clicker_alone_reveals_and_goes_on(predicting):
    window = predicting
    for number in range(1, 4):
        press(window, Qt.Key.Key_PageDown)
        assert window.session.position == Position(0, number)
        assert window.session.prediction.hides
        press(window, Qt.Key.Key_PageDown)
        assert not window.session.prediction.hides
        assert window.session.position == Position(0, number)


def test_a_sign_by_key_and_by_click(predicting, qtbot):
    window, bar = predicting, bar_of(predicting)
    qtbot.mouseClick(bar.kinds.segment("sign"), Qt.MouseButton.LeftButton)
    press(window, Qt.Key.Key_Right)
    assert "positive, negative or zero" in bar.question.text()
    write(window, "-")
    assert bar.signs["−"].isChecked()
    qtbot.mouseClick(bar.signs["+"], Qt.MouseButton.LeftButton)
    assert bar.signs["+"].isChecked()
    assert not bar.signs["−"].isChecked()
    assert window.session.experiment.layers[0].units == 3
    qtbot.mouseClick(bar.reveal, Qt.MouseButton.LeftButton)
    assert bar.mark.text() == "✗ wrong"
    assert "truth **−**" in bar.outcome.text()


def test_an_order_of_sizes(predicting):
    window, bar = predicting, bar_of(predicting)
    window.session.prediction.set_kind("order")
    press(window, Qt.Key.Key_Right)
    assert bar.question.text() == "Order the sizes $|z^{1}_{i,1}|$, largest first."
    write(window, "123")
    press(window, Qt.Key.Key_F8)
    assert bar.mark.text() == "✓ right"
    assert "1 > 2 > 3" in bar.outcome.text()


def test_a_choice_by_a_digit_leaves_the_step_size_alone(predicting, qtbot):
    window, bar = predicting, bar_of(predicting)
    window.session.prediction.set_kind("choice")
    press(window, Qt.Key.Key_Right)
    choice = window.session.prediction.choice
    assert not bar.answers.isHidden()
    shown = [button for button in bar.answers.buttons if not button.isHidden()]
    assert len(shown) == len(choice.answers)
    write(window, str(choice.right + 1))
    assert window.session.granularity == "operation"
    assert shown[choice.right].isChecked()
    press(window, Qt.Key.Key_F8)
    assert bar.mark.text() == "✓ right"
    assert window.session.prediction.choice is not choice
    press(window, Qt.Key.Key_F7)
    assert window.session.prediction.choice_number == 2
    qtbot.mouseClick(bar.answers.buttons[0], Qt.MouseButton.LeftButton)
    assert window.session.prediction.chosen == 0
    press(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert not window.session.prediction.hides
    write(window, "2")
    assert window.session.granularity == "layer"


@pytest.mark.parametrize("granularity", ["operation", "layer", "phase", "iteration", "epoch"])
def test_every_size_of_step_asks(predicting, granularity):
    window = predicting
    window.session.set_granularity(granularity)
    press(window, Qt.Key.Key_Right)
    assert window.session.prediction.hides
    assert "What is" in bar_of(window).question.text()
    press(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert not window.session.frame.hidden
    assert bar_of(window).outcome.text()


def test_hidden_units_are_hatched_and_not_shown_by_colour_alone(predicting):
    window = predicting
    press(window, Qt.Key.Key_Right)
    pictures = window.network.scene.pictures
    assert pictures.concealing
    assert all(pictures.broken(1, unit) for unit in range(3))
    style = window.network.scene.style
    image = window.network.grab().toImage()
    square = window.network.rect_of(window.network.order.item(2))
    colours = {
        image.pixelColor(square.left() + x, square.top() + y).name()
        for x in range(4, square.width() - 4)
        for y in range(4, square.height() - 4)
    }
    assert QColor(style.panel).name() in colours
    assert not {theme.current().positive.lower(), theme.current().negative.lower()} & colours
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Right)
    assert not any(pictures.broken(1, unit) for unit in range(3))


def test_the_output_waits_for_the_forward_pass(predicting):
    window = predicting
    surface = window.charts["surface"]
    assert surface.subtitle == "to be predicted"
    assert surface.readout() is None
    window.session.go_to_operation(4)
    press(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    window.refresh_scheduler.refresh()
    assert surface.subtitle != "to be predicted"


def test_what_is_predicted_is_chosen_in_a_menu(predicting, qtbot):
    window = predicting
    menu = window.predicting.menu
    press(window, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert menu.isVisible()
    texts = {action.text(): action for action in menu.actions() if action.text()}
    assert texts["Values: z, a"].isChecked()
    texts["Values: z, a"].trigger()
    menu.close()
    assert "values" not in window.session.prediction.options.hiding.kinds
    press(window, Qt.Key.Key_Right)
    assert not window.session.prediction.hides
    window.session.prediction.set_options(
        window.session.prediction.options.__class__(HidingOptions(layer=1, unit=0))
    )
    window.session.go_to_operation(12)
    assert window.session.frame.hidden == {"dW1"} or window.session.frame.hidden == {"dz1"}


def test_choices_are_remembered(make_window, tmp_path):
    settings = QSettings(str(tmp_path / "one.ini"), QSettings.Format.IniFormat)
    window = make_window(settings=settings)
    press(window, Qt.Key.Key_F9)
    window.session.prediction.set_kind("sign")
    hiding = HidingOptions(frozenset({"deltas", "loss"}))
    options = window.session.prediction.options
    window.session.prediction.set_options(type(options)(hiding, "sign", 0.1, False))
    again = make_window(settings=settings)
    press(again, Qt.Key.Key_F9)
    assert again.session.prediction.options == window.session.prediction.options
    settings.setValue("predict/hidden", "loss nonsense")
    settings.setValue("predict/tolerance", "wide")
    settings.setValue("predict/guess", "telepathy")
    third = make_window(settings=settings)
    press(third, Qt.Key.Key_F9)
    assert third.session.prediction.options.hiding.kinds == {"loss"}
    assert third.session.prediction.options.kind == "number"


def test_nothing_moves_from_question_to_question(predicting):
    window, bar = predicting, bar_of(predicting)
    heights, places = set(), set()
    for _ in range(8):
        press(window, Qt.Key.Key_F8 if window.session.prediction.hides else Qt.Key.Key_Right)
        QApplication.processEvents()
        heights.add(bar.height())
        places.add((bar.reveal.pos().toTuple(), bar.field.pos().toTuple()))
    assert len(heights) == 1
    assert len(places) == 1


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_bar_fits_a_projector(predicting, look, scale, qapp):
    window, bar = predicting, bar_of(predicting)
    window.session.prediction.set_kind("choice")
    press(window, Qt.Key.Key_Right)
    theme.manager().apply(qapp, look, scale)
    QApplication.processEvents()
    try:
        shown = [bar.question, bar.reveal, bar.reveal_all, bar.options, bar.outcome, *bar.answers.buttons]
        for widget in shown:
            if widget.isVisible():
                corner = widget.mapTo(bar, widget.rect().bottomRight())
                assert bar.rect().contains(corner), widget
        assert bar.question.heightForWidth(bar.question.width()) <= bar.question.height()
        assert window.width() == 1280
    finally:
        theme.manager().apply(qapp, "light", 1.0)


def test_a_lesson_goes_on_with_it(predicting):
    window = predicting
    window.session.lesson_session.open("mazur")
    steps = window.session.lesson_session.lesson.steps
    asked = 0
    for number in range(1, len(steps)):
        press(window, Qt.Key.Key_N)
        assert window.session.lesson_session.index == number
        asked += window.session.prediction.hides
        press(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
        assert not window.session.prediction.hides
    assert asked >= 2


def test_claims_are_judged_without_telling_the_numbers(predicting):
    window = predicting
    window.session.go_to_operation(8)
    window.judge_claim("dW2", "dz2.T @ a1")
    window.judge.entry.submitted.emit("dW2", "2 * dz2 @ a1.T")
    card = window.judge.card
    assert card.verdict.verdict == "wrong"
    assert card.verdict.expected is None
    assert "Reveal the numbers" in card.message.text()


def test_a_sign_that_comes_too_late_changes_no_units(window, qtbot):
    session, before = window.session, window.session.experiment
    window.predicting.toggle()
    session.step()
    session.prediction.reveal_all()
    messages = []
    session.message.connect(messages.append)
    for key in (Qt.Key.Key_Minus, Qt.Key.Key_Plus):
        qtbot.keyClick(window, key)
    assert session.experiment is before
    assert messages == ["There is nothing to guess now: step on for the next question."] * 2
    qtbot.keyClick(window, Qt.Key.Key_4)
    assert session.granularity == "iteration"
    window.predicting.toggle()
    qtbot.keyClick(window, Qt.Key.Key_Minus)
    assert session.experiment.widths == (2, 2, 1)
