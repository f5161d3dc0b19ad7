"""Maps of the input plane against the network evaluated point by point."""

import numpy as np
import pytest

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.run.activation_maps import ActivationMaps, ColourNormalizer, plottable
from nnviz.core.run.timeline import Timeline


def experiment(data, **fields):
    base = {
        "data": {"name": data, "examples": 30},
        "layers": [
            {"units": 3, "activation": "tanh"},
            {"activation": "softmax"},
            {"units": 1, "activation": "gelu"},
        ],
    }
    return Experiment.from_dict(base | fields)


@pytest.mark.parametrize(
    "e",
    [
        experiment("plane"),
        experiment("moons", features=["x1*x2", "sin(x1)", "x2^2"], standardize=True),
        experiment("sine", standardize=True),
    ],
)
def test_every_unit_at_every_point(e):
    frame = Timeline(e).frame(Position(5, 0))
    s, maps = frame.samples, ActivationMaps(e, frame.samples, resolution=7)
    result = maps.compute(frame.flat)
    assert {n: a.shape for n, a in result.items()} == {
        n: (width, 7 ** len(s.domain)) for n, width in enumerate(e.widths) if n
    }
    if len(s.domain) == 2:
        x1, x2 = maps.axes
        raw = np.array([[a, b] for b in x2[::-1] for a in x1])
        assert raw[0].tolist() == [s.domain[0][0], s.domain[1][1]]
    else:
        raw = maps.axes[0][:, None]
    h = np.tanh(frame.values["W1"] @ s.columns(raw) + frame.values["b1"])
    p = np.exp(h) / np.exp(h).sum(axis=0)
    np.testing.assert_allclose(result[1], h, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(result[2], p, rtol=1e-4, atol=1e-5)
    z = frame.values["W3"] @ p + frame.values["b3"]
    gelu = z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
    np.testing.assert_allclose(result[3], gelu, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(maps.features, s.columns(raw), rtol=1e-6)


def test_parameters_beyond_single_precision_warn_nobody():
    e = experiment("plane")
    maps = ActivationMaps(e, samples(e), resolution=3)
    count = e.parameter_count
    for flat in (np.full(count, 1e300), np.full(count, np.nan), np.full(count, -np.inf)):
        outputs = maps.compute(flat)[len(e.layers)]
        assert outputs.shape == (e.widths[-1], 9)
        assert outputs.dtype == np.float32


def test_which_inputs_can_be_drawn():
    assert plottable(samples(experiment("plane")))
    assert plottable(samples(experiment("sine")))
    iris = {"layers": [{"units": 3, "activation": "softmax"}], "loss": "log_likelihood"}
    assert not plottable(samples(experiment("iris", **iris)))


IDENTITY = {"units": 1, "activation": "identity"}


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "identity", "gelu", "leaky_relu"])
def test_shades_rise_with_the_value_and_never_end(activation):
    e = Experiment.from_dict(
        {"data": {"name": "plane"}, "layers": [{"units": 2, "activation": activation}, IDENTITY]}
    )
    shades = ColourNormalizer.of(e, samples(e), 1)
    row = ACTIVATIONS[activation]
    bounded = np.isfinite([row.low, row.high]).all()
    low, high = (row.low, row.high) if bounded else (-1e6, 1e6)
    values = np.linspace(low, high, 400, dtype=np.float32)[None, :].repeat(2, axis=0)
    entries = shades.index(values, np.empty_like(values), np.empty(values.shape, dtype=np.uint8))
    assert (np.diff(entries[0].astype(int)) >= 0).all()
    assert np.array_equal(entries[0], entries[1])
    assert entries[0, 0] <= 1
    assert entries[0, -1] >= 254
    for value, entry in zip(values[0, ::37].tolist(), entries[0, ::37].tolist(), strict=True):
        assert entry == pytest.approx(shades.share(value) * 127.5 + 127.5, abs=1.01)


def test_shades_of_inputs_end_at_the_largest_of_each():
    e = experiment("moons", features=["x1", "x2^2"])
    s = samples(e)
    shades = ColourNormalizer.of(e, s, 0)
    largest = np.abs(s.train[:2]).max(axis=1)
    assert shades.share(largest[1], 1) == pytest.approx(1.0)
    assert shades.share(-largest[0], 0) == pytest.approx(-1.0)
    one = shades.only(np.array([1]))
    values = np.array([[-9e9, 0.0, largest[1] / 2, largest[1], 9e9]], dtype=np.float32)
    entries = one.index(values, np.empty_like(values), np.empty(values.shape, dtype=np.uint8))
    assert entries.tolist() == [[0, 127, 191, 255, 255]]
