"""Names of things of the network."""

import pytest
from hypothesis import given

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Pick
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
    ("pick", "symbol", "parameter"),
    [
        (Pick("unit", 0, 1), "x₂", None),
        (Pick("unit", 2, 0), "a²₁", None),
        (Pick("weight", 1, 2, 0), "w¹₃₁", "W1"),
        (Pick("weight", 12, 9, 4), "w¹²₁₀,₅", "W12"),
        (Pick("weight", 2, 0, 10), "w²₁,₁₁", "W2"),
        (Pick("bias", 2, 1), "b²₂", "b2"),
        (Pick("loss"), "C", None),
    ],
)
def test_symbols(pick, symbol, parameter):
    assert (pick.symbol, pick.parameter) == (symbol, parameter)


@pytest.mark.parametrize(
    ("pick", "expected"),
    [
        (Pick("loss"), True),
        (Pick("unit", 0, 1), True),
        (Pick("unit", 0, 2), False),
        (Pick("unit", 3, 1), True),
        (Pick("unit", 4, 0), False),
        (Pick("weight", 1, 2, 1), True),
        (Pick("weight", 1, 2, 2), False),
        (Pick("weight", 1, 3, 0), False),
        (Pick("weight", 3, 0, 0), False),
        (Pick("bias", 2, 1), True),
        (Pick("bias", 3, 1), False),
        (Pick("bias", 0, 0), False),
    ],
)
def test_what_exists(pick, expected):
    assert pick.exists(E) is expected


@given(e=experiments())
def test_everything_there_is_exists_and_nothing_beyond(e):
    for n, width in enumerate(e.widths):
        weighted = n > 0 and e.layers[n - 1].units is not None
        for unit in range(width + 1):
            assert Pick("unit", n, unit).exists(e) == (unit < width)
            assert Pick("bias", n, unit).exists(e) == (unit < width and weighted)
            for source in range(e.widths[n - 1] + 1 if weighted else 0):
                inside = unit < width and source < e.widths[n - 1]
                assert Pick("weight", n, unit, source).exists(e) == inside
