"""Where a run loses its first number."""

import numpy as np
import pytest

from nnviz.core import files
from nnviz.core.diagnosis import first_lost, lost, sentence
from nnviz.core.experiment import OptimizerSpec
from nnviz.core.frame import Position
from nnviz.core.timeline import Timeline


@pytest.fixture
def diverging():
    """Return a run on a line with a learning rate that is far too large."""
    e = files.example("sine")
    return Timeline(e.replace(optimizer=OptimizerSpec(learning_rate=1e5)))


def test_the_first_operation_that_loses_a_number_is_found(diverging):
    diverging.run(200)
    found = first_lost(diverging, 0)
    assert found is not None
    assert lost(diverging.frame(found)) is not None
    before = Position(found.iteration, found.operation - 1)
    if before.operation == 0:
        before = Position(found.iteration - 1, len(diverging.trainer.operations))
    everything = diverging.frame(before).values
    assert all(np.isfinite(everything[name]).all() for name in everything)


def test_the_sentence_says_what_where_and_what_helps(diverging):
    diverging.run(200)
    words = sentence(diverging.frame(first_lost(diverging, 0)))
    for part in ("Diverged", "iteration", "learning rate", "100000"):
        assert part in words


def test_a_sound_run_has_no_trouble():
    timeline = Timeline(files.example("xor"))
    timeline.run(300)
    assert first_lost(timeline, 0) is None
    assert lost(timeline.frame(Position(299, 17))) is None
