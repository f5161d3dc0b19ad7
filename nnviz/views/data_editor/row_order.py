"""Row order of the table: which rows are listed, and in which order; the data stay as they are."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.data_editing.draft import DatasetDraft
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import Evaluator
from nnviz.views.plotting.verdicts import misclassified

ALL, TRAINING, TEST, WRONG = FILTERS = ("all", "training", "test", "wrong")


def listed(drawn: DatasetDraft, which: str, wrong: Array | None, sort: int | None, descending: bool) -> Array:
    """Return the numbers of the rows to be listed, in their order.

    Parameters
    ----------
    which
        One of `FILTERS`.
    wrong
        Which examples are misclassified, ``(examples,)``; None where that is not known.
    sort
        The column they are sorted by, None for their own order.
    """
    if which == WRONG:
        rows = np.flatnonzero(wrong) if wrong is not None else np.empty(0, dtype=np.intp)
    elif which == ALL:
        rows = np.arange(len(drawn))
    else:
        rows = np.flatnonzero(drawn.test == (which == TEST))
    if sort is None:
        return rows
    inputs = drawn.inputs.shape[1]
    if sort < inputs:
        keys = drawn.inputs[rows, sort]
    elif sort < inputs + drawn.targets.shape[1]:
        keys = drawn.targets[rows, sort - inputs]
    else:
        keys = drawn.test[rows]
    order = np.argsort(-keys.astype(np.float64) if descending else keys, kind="stable")
    return np.asarray(rows[order])


def wrong_rows(drawn: DatasetDraft, frame: Frame) -> Array | None:
    """Return which examples the network of `frame` takes for another class.

    None if it tells no classes, or if what it tells is hidden.

    The examples of `frame` have to be those of `drawn`.
    """
    if frame.hides_outputs:
        return None
    s = frame.samples
    parameters = Parameters(frame.experiment)
    np.copyto(parameters.flat, frame.flat)
    evaluator = Evaluator(frame.experiment, s, parameters)
    wrong = np.zeros(len(drawn), dtype=np.bool_)
    for block, rows in ((s.train, np.flatnonzero(~drawn.test)), (s.test, np.flatnonzero(drawn.test))):
        if not block.shape[1]:
            continue
        found = misclassified(evaluator, block, s)
        if found is None or len(found) != len(rows):
            return None
        wrong[rows] = found
    return wrong
