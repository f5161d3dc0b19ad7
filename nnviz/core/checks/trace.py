"""All values of one iteration as plain lists: what ``nnviz trace --json`` prints."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.timeline import Timeline


def frame_at(e: Experiment, iteration: int, operation: int | None = None) -> Frame:
    """Return the frame of `e` at `iteration`, after `operation` operations or all of them.

    Raises
    ------
    ValueError
        If there is no such position.
    """
    timeline = Timeline(e)
    if operation is None:
        operation = len(timeline.trainer.operations)
    return timeline.frame(Position(iteration, operation))


def trace(frame: Frame) -> dict[str, Any]:
    """Return the operations and values of a frame as JSON data; arrays are nested lists ``(units, batch)``.

    Values that are not finite are given as None.
    """
    return {
        "iteration": frame.position.iteration,
        "operations": [
            {
                "phase": op.phase,
                "layer": op.layer,
                "title": op.title,
                "equation": op.equation,
                "reads": list(op.reads),
                "writes": list(op.writes),
            }
            for op in frame.operations
        ],
        "values": {name: _plain(array) for name, array in frame.values.items()},
    }


def _plain(array: Any) -> Any:
    finite = np.isfinite(array)
    if finite.all():
        return array.tolist()
    plain = array.astype(object)
    plain[~finite] = None
    return plain.tolist()
