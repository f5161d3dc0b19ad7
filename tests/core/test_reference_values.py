"""Reference values: every example with every optimizer gives the numbers it always gave.

``data/reference_values.json`` holds losses at some iterations, and for every value of one iteration, and for
every parameter after 50, its scalar product with a fixed pattern. Another processor may round otherwise.
"""

import functools
import json
from pathlib import Path

import numpy as np
import pytest

from nnviz import resources
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.run.timeline import Timeline

DATA = Path(__file__).parent / "data" / "reference_values.json"
LOSSES, TRACED, LAST = (0, 10, 25, 49), 20, 50
EXAMPLES = sorted(path.stem for path in resources.path("examples").glob("*.nnviz"))


def product(array):
    """Return the scalar product of an array with a pattern that tells its entries apart."""
    flat = np.asarray(array, dtype=float).ravel()
    return float(flat @ np.cos(0.7 * np.arange(flat.size) + 0.3))


def measured(example, optimizer):
    e = files.read(resources.path("examples", f"{example}.nnviz"))
    rate = e.optimizer.learning_rate
    e = e.replace(optimizer=type(e.optimizer)(name=optimizer, learning_rate=rate))
    timeline = Timeline(e)
    frame = timeline.frame(Position(TRACED, len(timeline.trainer.operations)))
    traced = {name: product(values) for name, values in frame.values.items()}
    start = timeline.frame(Position(LAST, 0))
    named = timeline.trainer.parameters.named(start.flat)
    return {
        "losses": [float(timeline.history.losses[i]) for i in LOSSES],
        "traced": traced,
        "parameters": {name: product(values) for name, values in named.items()},
    }


@functools.cache
def stored():
    return json.loads(DATA.read_text())


def test_all_examples_and_optimizers_are_stored():
    assert set(stored()) == {f"{example} {optimizer}" for example in EXAMPLES for optimizer in OPTIMIZERS}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_numbers_are_as_they_were(example, optimizer):
    wanted, found = stored()[f"{example} {optimizer}"], measured(example, optimizer)
    np.testing.assert_allclose(found["losses"], wanted["losses"], rtol=1e-9, atol=1e-9)
    for group in ("traced", "parameters"):
        assert set(found[group]) >= set(wanted[group])
        for name, value in wanted[group].items():
            assert found[group][name] == pytest.approx(value, rel=1e-9, abs=1e-9), name
