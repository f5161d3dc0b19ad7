"""The chart of gradient magnitudes."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.session.edit import Edit
from nnviz.views.gradients_view import GradientsView


def experiment(units=(3,), **fields):
    layers = [{"units": n, "activation": "tanh"} for n in units]
    base = {
        "data": {"name": "xor", "examples": 80, "noise": 0.1},
        "layers": [*layers, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
    }
    return Experiment.from_dict(base | fields)


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(e=None, iterations=100):
        session = Session(e or experiment())
        if iterations:
            session.seek(Position(iterations - 1, len(session.frame.operations)))
        view = GradientsView(session)
        qtbot.addWidget(view)
        session.frame_changed.connect(view.show_frame)
        view.resize(500, 220)
        view.show()
        return view, session

    return build


def test_says_what_to_do_while_nothing_has_run(make):
    view, _ = make(iterations=0)
    assert view.chart.sentence.startswith("Press Step or Run")


def test_every_layer_with_weights_has_its_line_and_label(make):
    layers = [
        {"units": 3, "activation": "identity"},
        {"activation": "tanh"},
        {"units": 1, "activation": "sigmoid"},
    ]
    view, _ = make(experiment(layers=layers))
    labelled = [line.name for line in view.chart.lines if line.label]
    assert labelled == ["layer 1", "layer 3"]
    assert [line.colour for line in view.chart.lines if line.label] == theme.sequential(2)


def test_values_are_the_norms_of_the_gradients(qtbot, make):
    view, session = make(iterations=40)
    frame = session.frame
    for n, line in enumerate(view.chart.lines[:2], 1):
        assert line.source.at(39) == pytest.approx(np.linalg.norm(frame.values[f"dW{n}"]))
    qtbot.mouseMove(view.chart, QPoint(round(view.chart.x_scale.to(20)), 60))
    head, rows = view.chart.readout()
    assert head == "iteration 20"
    assert [name for name, _ in rows] == ["layer 1", "layer 2"]
    assert float(rows[0][1]) == pytest.approx(session.history.norms.at(20)[0], abs=5e-4)


def test_scale_is_logarithmic_until_asked(make):
    view, session = make(iterations=30)
    assert view.subtitle == "per layer, log"
    assert np.allclose(view.chart.drawn[0][1], np.log10(session.history.norms.values[:, 0]))
    view.set_log(False)
    assert view.subtitle == "per layer, linear"
    assert np.allclose(view.chart.drawn[0][1], session.history.norms.values[:, 0])


def test_zeros_and_what_is_not_finite_are_gaps(make):
    view, session = make(iterations=30)
    session.history.norms.values.base[5:8, 0] = (0.0, np.nan, np.inf)
    view.restyle()
    view.grab()
    y = view.chart.drawn[0][1]
    assert np.isnan(y[5:8]).all()
    assert np.isfinite(y[:5]).all()
    assert view.chart.axis.high <= 1


def test_click_seeks(qtbot, make):
    view, session = make()
    x = round(view.chart.x_scale.to(64))
    qtbot.mouseClick(view.chart, Qt.MouseButton.LeftButton, pos=QPoint(x, 80))
    assert session.position.iteration == 64


def test_many_layers_keep_apart(make):
    view, _ = make(experiment(units=(4,) * 9))
    view.grab()
    assert len([line for line in view.chart.lines if line.label]) == 10


def test_other_layers_after_an_edit(make):
    view, session = make()
    session.apply(Edit("Deeper", experiment(units=(3, 3))))
    assert view.chart.sentence
    session.step(1, "iteration")
    session.step(1, "iteration")
    assert len([line for line in view.chart.lines if line.label]) == 3
