"""Charts over iterations under mouse and keyboard: lines, heat map and bands."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.layer_statistics import percentiles
from nnviz.session import Session
from nnviz.session.edit import setting_edit
from nnviz.views.activations.view import ActivationsView
from nnviz.views.gradients_view import GradientsView
from nnviz.views.loss_view import LossView
from tests.pictures import distinct_colours

LEFT = Qt.MouseButton.LeftButton


def experiment(**fields):
    base = {
        "data": {"name": "xor", "examples": 80, "noise": 0.1},
        "layers": [
            {"units": 3, "activation": "tanh"},
            {"units": 2, "activation": "relu"},
            {"units": 1, "activation": "sigmoid"},
        ],
        "loss": "binary_cross_entropy",
        "optimizer": {"learning_rate": 0.5},
    }
    return Experiment.from_dict(base | fields)


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(kind, mode=None, iterations=400, e=None):
        session = Session(e or experiment())
        if iterations:
            session.seek(Position(iterations - 1, len(session.frame.operations)))
            session.timeline.update_scores()
        view = kind(session)
        qtbot.addWidget(view)
        session.frame_changed.connect(view.show_frame)
        view.resize(420, 200)
        if mode:
            view.set_mode(mode)
        view.show()
        qtbot.waitExposed(view)
        return view, session

    return build


def key(chart, name, modifiers=Qt.KeyboardModifier.NoModifier):
    """Press a key where the keyboard is; return whether the chart claims it before shortcuts."""
    override = QKeyEvent(QEvent.Type.ShortcutOverride, name, modifiers)
    override.ignore()
    QApplication.sendEvent(chart, override)
    QApplication.sendEvent(chart, QKeyEvent(QEvent.Type.KeyPress, name, modifiers))
    return override.isAccepted()


KINDS = [
    (LossView, None), (GradientsView, "lines"), (GradientsView, "map"), (GradientsView, "ratio"),
    (ActivationsView, "time"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "mode"), KINDS)
def test_keys_zoom_pan_and_show_everything(make, kind, mode):
    view, _ = make(kind, mode)
    chart = view.drawing
    assert not key(chart, Qt.Key.Key_Left)
    assert key(chart, Qt.Key.Key_Plus)
    assert not chart.time_window.fitted
    left = chart.time_window.left
    assert key(chart, Qt.Key.Key_Left)
    assert chart.time_window.left < left
    assert not key(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert key(chart, Qt.Key.Key_0)
    assert chart.time_window.fitted
    chart.grab()


@pytest.mark.parametrize(("kind", "mode"), KINDS)
def test_says_what_to_do_while_nothing_has_run(make, kind, mode):
    view, session = make(kind, mode, iterations=0)
    assert view.drawing.sentence.startswith("Press Step or Run")
    view.grab()
    session.step(1, "iteration")
    session.step(1, "iteration")
    assert not view.drawing.sentence
    view.grab()


@pytest.mark.parametrize(("kind", "mode"), KINDS)
def test_one_iteration_and_lost_numbers_can_be_shown(make, kind, mode):
    view, session = make(kind, mode, iterations=1)
    view.grab()
    session.apply(setting_edit("learning_rate", 1e6))
    session.seek(Position(80, 0))
    assert distinct_colours(view.grab()) > 4
    view.drawing.set_time_log(True)
    assert distinct_colours(view.grab()) > 4


@pytest.mark.parametrize(("kind", "mode"), KINDS)
def test_click_seeks_also_when_zoomed_and_a_drag_beside_the_cursor_moves_the_stretch(qtbot, make, kind, mode):
    view, session = make(kind, mode)
    chart = view.drawing
    chart.zoom(0.4, 200)
    place = chart.plots()[-1]
    at = QPoint(round(chart.scale(place).to(180)), place.center().y())
    qtbot.mouseClick(chart, LEFT, pos=at)
    assert session.position.iteration == pytest.approx(180, abs=1)
    before, left = session.position, chart.time_window.left
    start = QPoint(round(chart.scale(place).to(230)), place.center().y())
    qtbot.mousePress(chart, LEFT, pos=start)
    qtbot.mouseMove(chart, start + QPoint(30, 0))
    qtbot.mouseRelease(chart, LEFT, pos=start + QPoint(30, 0))
    assert chart.time_window.left < left
    assert session.position == before


def test_follow_appears_when_zoomed_and_brings_the_present_back(qtbot, make):
    view, session = make(LossView)
    chart, button = view.chart, view.chart.follow
    assert not button.isVisible()
    chart.zoom(0.2, 100)
    assert button.isVisible()
    assert not button.isChecked()
    qtbot.mouseClick(button, LEFT)
    assert chart.time_window.left <= session.position.iteration <= chart.time_window.right
    span = chart.time_window.span
    session.run()
    qtbot.waitUntil(lambda: session.position.iteration > 900)
    session.pause()
    assert chart.time_window.right == pytest.approx(session.position.iteration, abs=1)
    assert chart.time_window.span == pytest.approx(span)
    chart.fit()
    assert not button.isVisible()
    assert chart.time_window.right >= session.timeline.length - 1


def test_tab_brings_a_readout_at_the_cursor(qtbot, make):
    view, session = make(LossView)
    chart = view.chart
    view.activateWindow()
    with qtbot.waitActive(view):
        pass
    chart.clearFocus()
    assert chart.readout() is None
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    head, rows = chart.readout()
    assert head == f"iteration {session.position.iteration}"
    assert [name for name, _ in rows] == ["batch", "train", "test"]
    chart.grab()
    assert chart.accessibleDescription().startswith(head)
    session.go_to_iteration(100)
    assert chart.accessibleDescription().startswith("iteration 100; batch ")


def test_marks_are_painted_and_read(qtbot, make):
    view, _ = make(LossView)
    plain = view.chart.grab().toImage()
    marks = [(100, "half way", "bookmark"), (200, "loss below 0.3", "breakpoint"), (300, "η", "change")]
    view.set_marks(marks)
    chart = view.chart
    image = chart.grab().toImage()
    x = round(chart.x_scale.to(200))
    above = chart.plot.top() - 4
    assert image.pixel(x, above) != plain.pixel(x, above)
    assert QColor(image.pixel(x, above)) == QColor(theme.LIGHT.danger)
    qtbot.mouseMove(chart, QPoint(x, chart.plot.center().y()))
    assert ("200", "loss below 0.3") in chart.readout()[1]


def test_heat_map_shows_what_was_measured(qtbot, make):
    view, session = make(GradientsView, "map")
    heat = view.map
    assert heat.names == ("1", "2", "3")
    norms = session.history.norms
    assert heat.cells.shape == (3, math.ceil(heat.plot.width() / 2))
    known = np.log10(norms.values)
    assert np.nanmin(heat.cells) >= known.min() - 1e-9
    assert np.nanmax(heat.cells) <= known.max() + 1e-9
    assert heat.low <= np.nanmin(heat.cells)
    assert heat.high >= np.nanmax(heat.cells)
    place = heat.plot
    x, y = round(heat.x_scale.to(64)), place.top() + place.height() // 2
    qtbot.mouseMove(heat, QPoint(x, y))
    head, rows = heat.readout()
    i = int(head.split()[-1])
    assert rows[0][0] == "layer 2"
    assert float(rows[0][1].replace("−", "-")) == pytest.approx(norms.at(i)[1], abs=5e-4)
    heat.leaveEvent(None)


def test_darker_is_larger(make):
    view, session = make(GradientsView, "map", iterations=60)
    session.history.norms.values.base[:60, 0] = np.geomspace(1e-3, 1, 60)
    view.restyle()
    image, heat = view.map.grab().toImage(), view.map
    y = heat.plot.top() + heat.plot.height() // 6
    seen = [QColor(image.pixel(round(heat.x_scale.to(i)), y)).lightness() for i in range(3, 56, 4)]
    assert seen == sorted(seen, reverse=True)


def test_a_gradient_of_zero_is_no_shade(make):
    view, session = make(GradientsView, "map", iterations=60)
    session.history.norms.values.base[:60, 1] = 0.0
    view.restyle()
    assert np.isneginf(view.map.cells[1][5:-5]).any()
    image, heat = view.map.grab().toImage(), view.map
    at = QPoint(round(heat.x_scale.to(30)), heat.plot.center().y())
    assert QColor(image.pixel(at)) == QColor(theme.LIGHT.panel)


def test_ratio_is_that_of_the_frames_and_has_its_reference(make):
    view, session = make(GradientsView, "ratio", iterations=100)
    i = 64
    session.timeline.layer_statistics.update(0, 99, 128)
    frame = session.timeline.frame(Position(i, len(session.frame.operations)))
    for n, line in enumerate(view.ratio.lines, 1):
        before, after = frame.values[f"W{n}"], frame.values[f"W{n}_next"]
        expected = np.linalg.norm(after - before) / np.linalg.norm(before)
        assert line.source.at(i) == pytest.approx(expected)
    assert "CS231n" in view.ratio.reference.explanation
    assert view.ratio.reference_height() is not None
    assert view.title == "Update ratio"


def test_measuring_goes_on_between_events(qtbot, make):
    view, session = make(GradientsView, "ratio", iterations=6000)
    measures, time_window = session.timeline.layer_statistics, view.ratio.time_window
    wanted = measures.wanted(time_window.left, time_window.right, 128)
    qtbot.waitUntil(lambda: len(measures.known(time_window.left, time_window.right, 128)[0]) == len(wanted))


@pytest.mark.parametrize("quantity", ["activations", "weights", "gradients"])
def test_bands_are_the_percentiles(qtbot, make, quantity):
    view, session = make(ActivationsView, "time", iterations=100)
    view.set_quantity(quantity)
    i, letter = 40, {"activations": "a", "weights": "W", "gradients": "dW"}[quantity]
    session.timeline.layer_statistics.update(0, 99, 128)
    frame = session.timeline.frame(Position(i, len(session.frame.operations)))
    for number, n in enumerate(view.layers()):
        assert np.array_equal(view.values_at(number, i), percentiles(frame.values[f"{letter}{n}"]))
    place = view.bands.plots()[1]
    qtbot.mouseMove(view.bands, QPoint(round(view.bands.scale(place).to(i)), place.center().y()))
    head, rows = view.bands.readout()
    assert head == f"iteration {i}"
    assert rows[0][0] == "layer 2"
    assert [name for name, _ in rows[1:]] == ["largest", "90 %", "75 %", "median", "25 %", "10 %", "least"]
    view.grab()


@pytest.mark.parametrize("quantity", ["weights", "gradients"])
def test_histograms_of_weights_and_gradients(make, quantity):
    view, session = make(ActivationsView, iterations=20)
    view.set_quantity(quantity)
    letter = {"weights": "W", "gradients": "dW"}[quantity]
    assert set(view.now.histograms) == {1, 2, 3}
    assert view.now.histograms[1].total == session.frame.values[f"{letter}1"].size
    view.grab()


@pytest.mark.parametrize("layers", [1, 7, 31])
@pytest.mark.parametrize("size", [(150, 110), (316, 164)])
def test_any_number_of_layers_has_its_bands(make, layers, size):
    hidden = [{"units": 2, "activation": "tanh"}] * (layers - 1)
    view, _ = make(
        ActivationsView, "time", 30, experiment(layers=[*hidden, {"units": 1, "activation": "sigmoid"}])
    )
    view.resize(*size)
    view.grab()
    plots = view.bands.plots()
    assert len(plots) == layers
    assert all(not a.intersects(b) for i, a in enumerate(plots) for b in plots[:i])


def test_unknown_modes_are_refused(make):
    gradients, _ = make(GradientsView, iterations=2)
    with pytest.raises(ValueError, match="mode: choose one of lines, map, ratio"):
        gradients.set_mode("pie")
    activations, _ = make(ActivationsView, iterations=2)
    with pytest.raises(ValueError, match="mode: choose one of now, time"):
        activations.set_mode("then")
    with pytest.raises(ValueError, match="quantity: choose one of activations"):
        activations.set_quantity("losses")


def test_earlier_runs_lie_beneath_with_their_names(qtbot, make):
    view, session = make(LossView)
    session.seek(Position(0, 0))
    session.apply(setting_edit("learning_rate", 0.1))
    session.seek(Position(200, 0))
    names = [line.name for line in view.chart.lines]
    assert names == ["batch", "η 0.5", "train", "test"]
    earlier = view.chart.lines[1]
    assert earlier.end
    assert earlier.source.at(64) == pytest.approx(session.memory.left[0].timeline.history.scores.at(64)[0])
    view.grab()
    qtbot.mouseMove(view.chart, QPoint(round(view.chart.x_scale.to(64)), 80))
    assert "η 0.5" in dict(view.chart.readout()[1])
    view.set_compared(False)
    assert [line.name for line in view.chart.lines] == ["batch", "train", "test"]
    view.set_compared(True)
    session.open_example("xor")
    assert not any(line.end for line in view.chart.lines)


def test_logarithmic_iterations_give_the_first_as_much_room(make):
    view, _ = make(LossView, iterations=1000)
    view.set_time_log(True)
    scale = view.chart.x_scale
    assert scale.to(9) - scale.to(0) == pytest.approx(scale.to(99) - scale.to(9), rel=0.02)
    assert view.chart.iteration(QPointF(scale.to(99), 60)) == 99
    view.grab()
