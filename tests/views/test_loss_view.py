"""The loss chart: what it draws, what it says, how it moves the run."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.session.edit import Edit, setting_edit
from nnviz.views.loss_view import LossView

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


def experiment(**fields):
    base = {
        "data": {"name": "xor", "examples": 80, "noise": 0.1},
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
        "optimizer": {"learning_rate": 0.5},
    }
    return Experiment.from_dict(base | fields)


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(e=None, iterations=100, size=(500, 220)):
        session = Session(e or experiment())
        if iterations:
            session.seek(Position(iterations - 1, len(session.frame.operations)))
            session.timeline.update_scores()
        view = LossView(session)
        qtbot.addWidget(view)
        session.frame_changed.connect(view.show_frame)
        view.resize(*size)
        view.show()
        qtbot.waitExposed(view)
        return view, session

    return build


def at(view, iteration):
    return QPoint(round(view.chart.x_scale.to(iteration)), view.chart.plot.center().y())


def turn(view, point, steps=1, shift=False):
    modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place = QPointF(point)
    event = QWheelEvent(
        place,
        QPointF(view.chart.mapToGlobal(point)),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.chart, event)


def test_says_what_to_do_while_nothing_has_run(make):
    view, session = make(iterations=0)
    assert view.chart.sentence == "Press Step or Run: the loss of every iteration appears here."
    session.step()
    assert view.chart.sentence
    session.step(1, "iteration")
    assert not view.chart.sentence


def test_titles_name_loss_and_reduction(make):
    view, session = make(experiment(reduction="sum"))
    assert (view.title, view.subtitle) == ("Loss", "binary cross-entropy, sum")
    session.apply(Edit("Mean", experiment(reduction="mean")))
    assert view.subtitle == "binary cross-entropy, mean"


def test_lines_are_the_history(make):
    view, session = make(iterations=60)
    names = [line.name for line in view.chart.lines]
    assert names == ["batch", "train", "test"]
    x, y = view.chart.drawn[0]
    assert np.array_equal(x, np.arange(60))
    assert np.array_equal(y, session.history.losses[:60])
    train = view.chart.lines[1].source
    assert train.at(32) == session.history.scores.at(32)[0]


def test_without_a_test_set_there_is_no_test_line(make):
    view, _ = make(experiment(data={"name": "xor", "examples": 40, "test_fraction": 0.0}))
    assert [line.name for line in view.chart.lines] == ["batch", "train"]


def test_hover_reads_every_line(qtbot, make):
    view, session = make()
    qtbot.mouseMove(view.chart, at(view, 40))
    head, rows = view.chart.readout()
    assert head == "iteration 40"
    shown = dict(rows)
    assert float(shown["batch"]) == pytest.approx(session.history.losses[40], abs=5e-4)
    assert float(shown["train"]) == pytest.approx(session.history.scores.at(40)[0], abs=5e-4)
    view.chart.leaveEvent(None)
    assert view.chart.readout() is None


def test_click_goes_to_an_iteration_and_keeps_the_operation(qtbot, make):
    view, session = make()
    operation = session.position.operation
    qtbot.mouseClick(view.chart, LEFT, pos=at(view, 30))
    assert session.position == Position(30, operation)
    assert view.chart.present == 30


def test_dragging_the_cursor_seeks_all_the_way(qtbot, make):
    view, session = make()
    seen = []
    session.frame_changed.connect(lambda frame: seen.append(frame.position.iteration))
    qtbot.mousePress(view.chart, LEFT, pos=at(view, 99))
    for iteration in (80, 50, 20):
        qtbot.mouseMove(view.chart, at(view, iteration))
    qtbot.mouseRelease(view.chart, LEFT, pos=at(view, 20))
    # Moves that come before the picture of the last one are merged.
    qtbot.waitUntil(lambda: seen[-1:] == [20])
    assert set(seen) <= {99, 80, 50, 20}
    qtbot.mouseMove(view.chart, at(view, 70))
    assert session.position.iteration == 20


def test_dragging_pauses_a_run_and_stays_within_it(qtbot, make):
    view, session = make()
    session.run()
    qtbot.waitUntil(lambda: session.position.iteration > 150)
    qtbot.mousePress(view.chart, LEFT, pos=QPoint(view.chart.width() - 1, 60))
    assert not session.running
    assert session.position.iteration <= session.timeline.length - 1
    qtbot.mouseMove(view.chart, QPoint(0, 60))
    qtbot.waitUntil(lambda: session.position.iteration == 0)


def test_wheel_zooms_about_the_pointer_and_double_click_shows_everything(qtbot, make):
    view, session = make(iterations=400)
    point = at(view, 300)
    turn(view, point, 4)
    time_window = view.chart.time_window
    assert not time_window.fitted
    assert time_window.span < 200
    assert view.chart.iteration(point.x()) == pytest.approx(300, abs=1)
    before = session.position
    qtbot.mouseClick(view.chart, LEFT, pos=point)
    qtbot.mouseDClick(view.chart, LEFT, pos=point)
    assert time_window.fitted
    qtbot.waitUntil(lambda: session.position == before)


def test_middle_button_and_shift_wheel_move_the_stretch(qtbot, make):
    view, session = make(iterations=400)
    turn(view, at(view, 200), 4)
    left, position = view.chart.time_window.left, session.position
    middle = view.chart.plot.center()
    qtbot.mousePress(view.chart, MIDDLE, pos=middle)
    qtbot.mouseMove(view.chart, middle + QPoint(40, 0))
    qtbot.mouseRelease(view.chart, MIDDLE, pos=middle + QPoint(40, 0))
    assert view.chart.time_window.left < left
    moved = view.chart.time_window.left
    turn(view, middle, -1, shift=True)
    assert view.chart.time_window.left > moved
    assert session.position == position


def test_zoomed_chart_follows_the_cursor(make):
    view, session = make(iterations=400)
    turn(view, at(view, 399), 8)
    session.seek(Position(460, 3))
    assert view.chart.time_window.left < 460 <= view.chart.time_window.right
    assert not view.chart.time_window.fitted


def test_logarithmic_scale(make):
    view, session = make()
    view.set_log(True)
    _, y = view.chart.drawn[0]
    assert np.allclose(y, np.log10(session.history.losses[:100]))
    assert all(isinstance(place, int) for place, _ in view.chart.axis.ticks)
    view.set_log(False)
    assert view.chart.axis.low == 0


def test_three_ticks_hold_the_curves(make):
    view, _ = make()
    assert len(view.chart.axis.ticks) == 3
    tops = [np.nanmax(y) for _, y in view.chart.drawn[1:]]
    assert max(tops) <= view.chart.axis.high


def test_accuracy(make):
    view, session = make()
    view.set_quantity("accuracy")
    assert (view.title, view.quantity) == ("Accuracy", "accuracy")
    assert [line.name for line in view.chart.lines] == ["train", "test"]
    assert (view.chart.axis.low, view.chart.axis.high) == (0.0, 1.0)
    assert view.chart.lines[0].source.at(64) == session.history.scores.at(64)[2]
    view.set_quantity("loss")
    assert view.title == "Loss"
    with pytest.raises(ValueError, match="quantity: choose one of loss, accuracy"):
        view.set_quantity("speed")


def test_numbers_have_no_accuracy(make):
    layers = [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "identity"}]
    view, _ = make(experiment(data={"name": "sine"}, layers=layers, loss="mean_squared_error"))
    view.set_quantity("accuracy")
    assert "numbers, not classes" in view.chart.sentence


def test_values_that_are_not_finite_are_gaps(make):
    view, session = make()
    session.history.losses.room(10, 20)[:] = (math.nan, math.inf, -math.inf, 1e300, math.nan) * 2
    for log in (False, True):
        view.set_log(log)
        view.show_frame(session.frame)
        view.grab()
        _, y = view.chart.drawn[0]
        assert np.isnan(y[10])
        assert np.isnan(y[11])
        assert np.isfinite(y[30])


def test_one_iteration_is_seen_as_a_point(make):
    view, session = make(iterations=1)
    assert session.timeline.length == 1
    image = view.chart.grab().toImage()
    chart = view.chart
    x, y = chart.drawn[1]
    place = QPoint(round(chart.x_scale.to(x[0])), round(chart.y_scale.to(y[0])))
    assert QColor(image.pixel(place)).lightness() < 100


def test_a_long_run_costs_as_many_points_as_a_short_one(make):
    view, session = make(size=(400, 200))
    history, count = session.history, 1_000_000
    places = history.losses.room(0, count)
    places[:] = np.random.default_rng(1).uniform(0.1, 1.0, count)
    places[654_321] = 5.0
    history.length = count
    view.show_frame(session.frame)
    x, y = view.chart.drawn[0]
    assert len(x) <= 4 * view.chart.plot.width()
    assert np.nanmax(y) == 5.0
    assert x[int(np.nanargmax(y))] == pytest.approx(654_321, abs=4000)


def test_an_edit_in_the_past_starts_the_curve_anew(make):
    view, session = make()
    session.seek(Position(50, 0))
    session.apply(setting_edit("learning_rate", 0.01))
    assert len(view.chart.drawn[0][0]) == 50
    session.undo_stack.undo()
    assert len(view.chart.drawn[0][0]) == 100


def test_follows_the_theme(qapp, make):
    view, _ = make()
    assert QColor(view.grab().toImage().pixel(2, 2)) == QColor(theme.LIGHT.panel)
    theme.manager().apply(qapp, "dark", 1.5)
    assert QColor(view.grab().toImage().pixel(2, 2)) == QColor(theme.DARK.panel)
    assert view.chart.colours[1] == theme.DARK.ink


def test_menu_has_a_row_for_everything(make):
    view, _ = make()
    texts = [action.text() for action in view.actions() if not action.isSeparator()]
    assert texts == [
        "Loss",
        "Accuracy",
        "Logarithmic loss",
        "Compare with previous runs",
        "Logarithmic iterations",
        "Show the whole run",
        "Copy picture",
        "Save picture…",
        "Export history as CSV…",
    ]
    assert all(action.toolTip() for action in view.actions() if not action.isSeparator())
    assert view.accessibleName() == "Loss"


def exploding():
    return experiment(
        data={"name": "sine", "examples": 80, "noise": 0.1},
        layers=[{"units": 6, "activation": "identity"}, {"units": 1, "activation": "identity"}],
        loss="mean_squared_error",
        optimizer={"learning_rate": 3.0},
    )


def test_a_loss_that_explodes_gets_a_logarithmic_axis_and_says_so(make):
    view, session = make(exploding(), iterations=8)
    assert view.chart.axis.log
    assert "logarithmic: it grew beyond" in view.chart.value_name
    session.open(experiment())
    session.seek(Position(20, 0))
    assert not view.chart.axis.log
    assert view.chart.value_name == "loss"


def test_who_chose_a_linear_axis_keeps_it(make):
    view, session = make(exploding(), iterations=8)
    view.logarithmic.trigger()
    assert not view.chart.axis.log
    session.step(1, "iteration")
    assert not view.chart.axis.log
    assert view.chart.value_name.startswith("loss")
    assert "grew" not in view.chart.value_name


def test_a_loss_that_falls_keeps_its_linear_axis(make):
    view, _ = make(iterations=300)
    assert not view.chart.axis.log
