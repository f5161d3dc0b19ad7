"""Prediction in a session: steps hide, the next step reveals, training stays what it was."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.core.lessons.prediction.hiding import HidingOptions
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.hidden_number import is_hidden
from nnviz.session import Session
from nnviz.session.edit import setting_edit


@pytest.fixture
def session(qapp):
    made = Session(files.example("xor"))
    made.prediction.set_on(True)
    return made


def test_a_step_hides_and_the_next_reveals_before_anything_runs(session):
    session.step()
    assert session.frame.hidden == {"z1"}
    session.step()
    assert session.position == Position(0, 1)
    assert not session.frame.hidden
    session.step()
    assert session.position == Position(0, 2)
    assert session.frame.hidden == {"a1"}


def test_a_step_back_hides_nothing_and_going_anywhere_asks_about_the_operation_there(session):
    for _ in range(3):
        session.step()
    session.step(-1)
    assert not session.frame.hidden
    session.go_to_operation(7)
    assert session.frame.hidden == {"dz2"}
    session.go_to_operation(3)
    assert session.frame.hidden == {"z2"}
    session.prediction.set_on(False)
    assert not session.frame.hidden
    assert session.frame is session.full_frame


def test_guess_truth_and_tally(session):
    session.go_to_operation(2)
    truth = session.prediction.question.truth.value
    session.prediction.guess(f"{truth:.3f}")
    session.prediction.reveal()
    outcome = session.prediction.outcomes[-1]
    assert outcome.right
    assert (session.prediction.tally.right, session.prediction.tally.asked) == (1, 1)
    assert not is_hidden(session.frame.values["a1"][0, 0])
    assert is_hidden(session.frame.values["a1"][1, 0])
    session.prediction.guess("99")
    session.prediction.reveal()
    session.prediction.reveal()
    assert (session.prediction.tally.right, session.prediction.tally.asked) == (1, 2)
    assert not session.prediction.hides
    session.prediction.reset_tally()
    assert session.prediction.tally.asked == 0


def test_the_selected_item_is_asked_about(session):
    session.go_to_operation(8)
    assert session.prediction.question.entry.column == 0
    session.select(Selection("weight", 2, 0, 2))
    assert session.prediction.question.entry.column == 2
    assert session.prediction.question.symbol == r"\partial C/\partial w^{2}_{13}"


def test_what_changed_is_told_with_the_reason(session):
    session.go_to_operation(16)
    asked = session.prediction.question
    before, after = session.full_frame.values["W2"][0, 0], session.full_frame.values["W2_next"][0, 0]
    assert asked.why.startswith(f"{before:.3f} → {after:.3f}. ".replace("-", "−"))
    assert session.frame.operation.why in asked.why


def test_of_what_had_a_value_the_sign_of_its_change_is_asked(session):
    session.prediction.set_kind("sign")
    session.go_to_operation(5)
    assert session.prediction.kind == "number"
    session.prediction.reveal_all()
    before = float(session.full_frame.values["C"])
    session.step(1, "iteration")
    assert session.prediction.kind == "sign"
    assert session.prediction.question.words("sign") == "Does $C$ rise (+), fall (−) or stay (0)?"
    rises = float(session.full_frame.values["C"]) > before
    session.prediction.guess("+" if rises else "-")
    session.prediction.reveal()
    assert session.prediction.outcomes[-1].right
    session.go_to_operation(16)
    assert "rise" in session.prediction.question.words("sign")


def test_an_order_reveals_everything_it_is_about(session):
    session.go_to_operation(2)
    session.prediction.set_kind("order")
    order = session.prediction.question.truth.order()
    session.prediction.guess(" ".join(map(str, order)))
    session.prediction.reveal()
    assert session.prediction.outcomes[-1].right
    assert not session.prediction.hides


def test_choices_are_the_same_for_everybody_and_hide_on(session):
    session.prediction.set_kind("choice")
    session.go_to_operation(11)
    mine = session.prediction.choices
    assert len(mine) >= 5
    other = Session(files.example("xor"))
    other.prediction.set_on(True)
    other.prediction.set_kind("choice")
    other.go_to_operation(11)
    assert other.prediction.choices == mine
    choice = session.prediction.choice
    assert session.prediction.choose(choice.right)
    session.prediction.reveal()
    assert session.prediction.outcomes[-1].right
    assert session.prediction.choice_number == 1
    assert session.prediction.hides
    assert not session.prediction.choose(7)


def test_training_is_the_same_to_the_bit(session):
    for operation in range(40):
        session.step(1, ("operation", "layer", "phase", "iteration")[operation % 4])
    session.prediction.set_kind("choice")
    assert session.prediction.choices or not session.prediction.hides
    session.seek(Position(12, 17))
    alone = Timeline(files.example("xor"))
    expected = alone.frame(Position(12, 17))
    assert np.array_equal(session.full_frame.flat, expected.flat)
    for name, array in expected.values.items():
        assert np.array_equal(session.full_frame.values[name], array), name
    assert session.timeline.history.losses[0:12].tolist() == alone.history.losses[0:12].tolist()


def test_histories_end_where_the_class_stands(session):
    session.prediction.set_on(False)
    session.seek(Position(9, 17))
    assert session.history.length == 10
    session.seek(Position(3, 2))
    session.prediction.set_on(True)
    assert session.history.length == 3
    assert session.timeline.history.length == 10
    assert session.timeline.layer_statistics.horizon == 3
    session.prediction.set_on(False)
    assert session.history.length == 10


def test_losses_of_all_data_wait_for_the_loss_of_the_batch(session):
    assert all(map(is_hidden, session.scores))
    session.go_to_operation(5)
    assert all(map(is_hidden, session.scores))
    session.prediction.reveal_all()
    assert np.isfinite(session.scores[0])
    session.go_to_operation(17)
    session.prediction.reveal_all()
    assert all(map(is_hidden, session.scores))


def test_hidden_parameters_cannot_be_typed_over(session):
    session.go_to_operation(14)
    assert "reveal" in session.number_editing.why_fixed("W1")
    session.prediction.reveal_all()
    assert session.number_editing.why_fixed("W1") == ""


def test_undo_and_edits_are_untouched(session):
    session.go_to_operation(2)
    count = session.undo_stack.count()
    session.prediction.reveal_all()
    assert session.undo_stack.count() == count
    session.apply(setting_edit("learning_rate", 0.25))
    assert not session.frame.hidden
    session.undo_stack.undo()
    assert not session.frame.hidden


def test_other_choices_hide_what_is_in_view_anew(session):
    session.step(1, "phase")
    assert session.frame.hidden == {"z1", "a1", "z2", "a2"}
    options = session.prediction.options
    session.prediction.set_options(replace(options, hiding=HidingOptions(layer=2)))
    assert session.frame.hidden == {"z2", "a2"}
    session.prediction.set_options(replace(options, hiding=HidingOptions(frozenset())))
    assert not session.prediction.hides


def test_slow_motion_pauses_at_every_question_unless_it_is_to_go_on(session, qtbot):
    session.runner.set_speed(0.2)
    with qtbot.waitSignal(session.running_changed, check_params_cb=lambda on: not on, timeout=5000):
        session.run()
    assert session.prediction.hides
    assert session.position == Position(0, 1)
    session.prediction.reveal_all()
    options = session.prediction.options
    session.prediction.set_options(replace(options, pauses=False))
    session.runner.set_speed(0.22)
    seen = []
    session.frame_changed.connect(lambda frame: seen.append((frame.position.operation, frame.hidden)))
    session.run()
    qtbot.waitUntil(lambda: len(seen) >= 2)
    session.pause()
    assert all(hidden for _, hidden in seen)


def test_at_full_speed_nothing_is_hidden(session, qtbot):
    session.runner.set_speed(1.0)
    seen = []
    session.frame_changed.connect(lambda frame: seen.append(frame.hidden))
    session.run()
    qtbot.waitUntil(lambda: len(seen) >= 3)
    session.pause()
    assert not any(seen)
    assert not session.prediction.hides


def test_a_layer_that_is_no_more_is_not_waited_for(session):
    options = session.prediction.options
    session.prediction.set_options(replace(options, hiding=HidingOptions(layer=2, unit=0)))
    session.open(files.example("circle"))
    assert len(session.experiment.layers) == 1
    assert session.prediction.options.hiding == HidingOptions()
    session.step()
    assert session.frame.hidden == {"z1"}


def test_health_is_told_once_an_iteration_is_known(qapp):
    session = Session(files.example("saturated"))
    session.health.examine()
    assert session.health.findings
    session.prediction.set_on(True)
    session.go_to_operation(3)
    session.health.examine()
    assert not session.health.findings
    session.go_to_operation(len(session.frame.operations))
    session.prediction.reveal_all()
    session.health.examine()
    assert session.health.findings
