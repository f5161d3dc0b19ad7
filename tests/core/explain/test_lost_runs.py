"""Explanations of a run whose numbers overflow: written with ∞ and nan, without a warning."""

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.recipe_text import read_recipe
from nnviz.core.experiment.selection import Selection
from nnviz.core.explain.chains import chain
from nnviz.core.explain.jacobians import jacobian
from nnviz.core.explain.operations import explain
from nnviz.core.explain.paths import paths
from nnviz.core.explain.scalars import scalar
from nnviz.core.run.timeline import Timeline


def test_every_operation_of_a_lost_run_is_explained():
    # Overflow of single examples, of sums over them, then nan: warnings are errors here.
    timeline = Timeline(read_recipe("1-6-1 relu identity, SGD, lr 10", files.example("sine")))
    lost = False
    for iteration in range(2, 9):
        timeline.seek(Position(iteration, 0))
        for operation in range(1, len(timeline.frame().operations) + 1):
            timeline.seek(Position(iteration, operation))
            frame = timeline.frame()
            for example in (None, 0):
                assert explain(frame, example).numeric.latex
            for selection in (Selection("weight", 1, 0, 0), Selection("bias", 2, 0), Selection("unit", 1, 0)):
                scalar(frame, selection, 0)
                chain(frame, selection, 0)
                paths(frame, selection, 0)
            jacobian(frame, 0)
            lost = lost or any(not np.isfinite(v).all() for v in frame.values.values() if v is not None)
    assert lost
