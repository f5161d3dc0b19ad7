"""Formulas to typeset: one by hand, and those of every operation of every example."""

import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.explain.jacobians import jacobian
from nnviz.core.explain.operations import explain
from nnviz.core.run.timeline import Timeline
from tests.typeset.formulas import Formula, piece


@pytest.fixture
def weighted_sum():
    """Return ``z = W a + b`` with a piece for each letter."""
    tagged = f"{piece(0, 'z')} = {piece(1, 'W')}\\,{piece(2, 'a')} + {piece(3, 'b')}"
    return Formula(r"z = W\,a + b", tagged, ("z", "W", "a", "b"))


@pytest.fixture(scope="session")
def explanations():
    """Return the explanations and Jacobians of every operation of every example that is not large."""
    found = []
    for name in files.examples():
        e = files.example(name)
        if e.parameter_count > 500:
            continue
        timeline = Timeline(e)
        for number in range(1, len(timeline.trainer.operations) + 1):
            frame = timeline.frame(Position(1, number))
            for example in (0, None):
                explained = explain(frame, example, columns=5 if example is not None else 3)
                found += [explained.symbolic, explained.numeric]
            if frame.operation.phase == "backward":
                found += jacobian(frame, 0)
    return list(dict.fromkeys(found))
