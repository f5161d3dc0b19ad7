"""History of one value: the same numbers as the frames of the run, as far as they are wanted."""

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.value_history import ValueHistory


def test_it_is_what_the_frames_have():
    e = files.example("xor")
    history, timeline = ValueHistory(e, "a2", 3), Timeline(e)
    assert history.values == []
    found = history.reach(20)
    frames = [timeline.frame(Position(i, len(timeline.trainer.operations))) for i in range(21)]
    assert np.array_equal(found, [frame.values["a2"][0, 3] for frame in frames])
    assert len(history.reach(5)) == 6
    assert len(history.values) == 21


def test_a_loss_and_a_value_that_is_not_there():
    e = files.example("xor")
    assert ValueHistory(e, "C").reach(0)[0] == Timeline(e).frame(Position(0, 17)).values["C"]
    assert np.isnan(ValueHistory(e, "a9").reach(1)).all()
    assert ValueHistory(e, "a2", 999).reach(0).shape == (1,)
