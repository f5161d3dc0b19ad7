"""The histograms of activations."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.views.activations.histograms import Histograms
from nnviz.views.activations.view import ActivationsView
from nnviz.views.plotting.histogram import BINS, histogram


def experiment(*activations, **fields):
    layers = [{"units": 3, "activation": name} for name in activations or ("tanh",)]
    base = {
        "data": {"name": "xor", "examples": 80, "noise": 0.1},
        "layers": [*layers, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
    }
    return Experiment.from_dict(base | fields)


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(e=None, position=(20, 11), size=(400, 180)):
        session = Session(e or experiment())
        session.seek(Position(*position))
        view = ActivationsView(session)
        qtbot.addWidget(view)
        session.frame_changed.connect(view.show_frame)
        view.resize(*size)
        view.show()
        return view, session

    return build


def test_counts_are_numpy_s(make):
    view, session = make()
    for n, (low, high) in enumerate(((-1, 1), (0, 1)), 1):
        a = session.frame.values[f"a{n}"]
        expected, _ = np.histogram(a, bins=BINS, range=(low, high))
        assert np.array_equal(view.now.histograms[n].counts, expected)


def test_only_layers_computed_so_far_have_bars(make):
    view, session = make(position=(0, 0))
    assert view.now.histograms == {}
    view.grab()
    session.seek(Position(0, 2))
    assert list(view.now.histograms) == [1]
    session.seek(Position(0, 4))
    assert list(view.now.histograms) == [1, 2]


def test_bars_have_the_colour_of_the_forward_phase(make):
    view, _ = make()
    h, cell = view.now.histograms[1], view.now.cells()[0]
    bars = view.now.bars(cell)
    tallest = int(np.argmax(h.counts))
    image = view.now.grab().toImage()
    x = bars.left() + (tallest + 0.5) * bars.width() / BINS
    assert QColor(image.pixel(round(x), round(bars.center().y()))) == QColor(theme.LIGHT.forward)


def test_picked_unit_stands_out(qtbot, make):
    view, session = make()
    assert view.now.histograms[1].selected is None
    session.select(Selection("unit", 1, 2))
    expected, _ = np.histogram(session.frame.values["a1"][2], bins=BINS, range=(-1, 1))
    assert np.array_equal(view.now.histograms[1].selected, expected)
    assert view.now.histograms[2].selected is None
    session.set_example(4)
    view.grab()


def test_hover_reads_a_bar(qtbot, make):
    view, session = make()
    session.select(Selection("unit", 1, 0))
    bars = view.now.bars(view.now.cells()[0])
    bin_ = int(np.argmax(view.now.histograms[1].counts))
    x = round(bars.left() + (bin_ + 0.5) * bars.width() / BINS)
    qtbot.mouseMove(view.now, QPoint(x, round(bars.center().y())))
    head, rows = view.now.readout()
    low, high = view.now.histograms[1].edges(bin_)
    assert head == f"{low:.2f} … {high:.2f}".replace("-", "−")
    assert rows[0] == ("layer 1", f"{view.now.histograms[1].counts[bin_]} of 30")
    assert rows[1][0] == "a¹₁"
    view.grab()


def test_saturated_share():
    a = np.array([[-0.999, 0.999, 0.0, 0.5]])
    assert histogram("tanh", a).idle == 0.5
    assert histogram("sigmoid", (a + 1) / 2).idle == 0.5
    relu = histogram("relu", np.array([[0.0, 0.0, 0.0, 2.0]]))
    assert (relu.idle, relu.zero) == (0.75, True)
    assert histogram("identity", a).idle == 0.0


@pytest.mark.parametrize("name", ["identity", "relu", "elu", "tanh", "softmax"])
@pytest.mark.parametrize(
    "values",
    [[np.nan, np.inf, -np.inf], [0.0], [1e308, -1e308], [5.0, 5.0], [np.nan, 0.25], [1e-300, 2e-300]],
)
def test_any_numbers(name, values):
    if name != "identity":
        values = np.abs(values) / 1e308 if name in ("tanh", "softmax") else np.abs(values)
    a = np.array([values], dtype=float)
    h = histogram(name, a, 0)
    assert h.counts.sum() == np.isfinite(a).sum() == a.size - h.lost
    assert h.low < h.high


def test_not_finite_is_said(make):
    view, _ = make()
    view.now.histograms[1] = histogram("tanh", np.array([[np.nan, 0.5]]))
    assert view.now.note(view.now.histograms[1], 300) == "1 of 2 not finite"
    view.grab()


@pytest.mark.parametrize("size", [(150, 110), (400, 180), (700, 370)])
@pytest.mark.parametrize("layers", [1, 7, 31])
def test_any_number_of_layers_fits(make, layers, size):
    view, _ = make(experiment(*["tanh"] * layers), size=size)
    cells = view.now.cells()
    assert len(cells) == layers + 1
    assert all(cell.bottom() <= view.height() and cell.right() <= view.width() for cell in cells)
    view.grab()


def test_one_example(make):
    view, _ = make(experiment(batch_size=1))
    assert view.now.histograms[2].total == 1
    view.grab()


def test_a_frame_is_painted_whole_after_a_smaller_network_was_opened(qtbot, qapp):
    """A view that has not got the new frame yet shows the old one, with the layers it has."""
    session = Session(files.example("spirals-deep"))
    session.seek(Position(3, 20))
    view = Histograms(session)
    qtbot.addWidget(view)
    before = view.layers
    session.open_example("xor")
    assert view.layers == before
    assert not view.grab().isNull()
    view.set_quantity("weights")
    assert not view.grab().isNull()
    view.show_frame(session.frame)
    assert view.layers == (1, 2)


def test_curves_over_time_are_painted_whole_after_a_smaller_network_was_opened(qtbot, qapp):
    session = Session(files.example("spirals-deep"))
    session.timeline.run(30)
    view = ActivationsView(session)
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.set_mode("time")
    view.show()
    qtbot.waitExposed(view)
    session.open_example("xor")
    assert not view.grab().isNull()
    view.show_frame(session.frame)
    assert not view.grab().isNull()
