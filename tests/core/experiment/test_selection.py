"""Names of items of the network."""

import pytest
from hypothesis import given

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from tests.strategies import experiments

E = Experiment.from_dict(
    {
        "data": {"name": "xor"},
        "layers": [
            {"units": 3, "activation": "tanh"},
            {"units": 2, "activation": "tanh"},
            {"activation": "softmax"},
        ],
    }
)


@pytest.mark.parametrize(
    ("selection", "symbol", "parameter"),
    [
        (Selection("unit", 0, 1), "x₂", None),
        (Selection("unit", 2, 0), "a²₁", None),
        (Selection("weight", 1, 2, 0), "w¹₃₁", "W1"),
        (Selection("weight", 12, 9, 4), "w¹²₁₀,₅", "W12"),
        (Selection("weight", 2, 0, 10), "w²₁,₁₁", "W2"),
        (Selection("bias", 2, 1), "b²₂", "b2"),
        (Selection("loss"), "C", None),
    ],
)
def test_symbols(selection, symbol, parameter):
    assert (selection.symbol, selection.parameter) == (symbol, parameter)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection("loss"), True),
        (Selection("unit", 0, 1), True),
        (Selection("unit", 0, 2), False),
        (Selection("unit", 3, 1), True),
        (Selection("unit", 4, 0), False),
        (Selection("weight", 1, 2, 1), True),
        (Selection("weight", 1, 2, 2), False),
        (Selection("weight", 1, 3, 0), False),
        (Selection("weight", 3, 0, 0), False),
        (Selection("bias", 2, 1), True),
        (Selection("bias", 3, 1), False),
        (Selection("bias", 0, 0), False),
    ],
)
def test_what_exists(selection, expected):
    assert selection.exists(E) is expected


@given(e=experiments())
def test_everything_there_is_exists_and_nothing_beyond(e):
    for n, width in enumerate(e.widths):
        weighted = n > 0 and e.layers[n - 1].units is not None
        for unit in range(width + 1):
            assert Selection("unit", n, unit).exists(e) == (unit < width)
            assert Selection("bias", n, unit).exists(e) == (unit < width and weighted)
            for source in range(e.widths[n - 1] + 1 if weighted else 0):
                inside = unit < width and source < e.widths[n - 1]
                assert Selection("weight", n, unit, source).exists(e) == inside
