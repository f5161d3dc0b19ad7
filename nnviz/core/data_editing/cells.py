"""The numbers of a batch as cells of the table they come from: what can be set, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnviz.core.arrays.dataset_arrays import rows
from nnviz.core.arrays.frame import Frame
from nnviz.core.data.features import default_features, title
from nnviz.core.experiment.experiment import DataSpec, Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.validation import encoding
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate

Cells = Mapping[tuple[int, int], float]
"""Row and column of ``X`` or ``Y`` of a frame → number."""

LARGEST = 500_000
"""Numbers of the largest table whose cells are set one by one: every step of undo holds a whole table."""


def as_table(e: Experiment) -> DataSpec:
    """Return the data of `e` as a table that gives the same examples in the same order.

    The classes, their names and what is kept for the test stay.
    """
    if e.data.inputs is not None:
        return e.data
    # The first edit of data loads the drafts, and no window waits for them at its start.
    from nnviz.core.data_editing.draft.conversion import from_experiment

    drawn = from_experiment(e)
    return DataSpec(
        inputs=Matrix(drawn.inputs),
        targets=Matrix(drawn.targets),
        input_names=drawn.input_names,
        target_names=drawn.target_names,
        class_names=drawn.classes or None,
        test_examples=tuple(np.flatnonzero(drawn.test).tolist()) or None,
        seed=drawn.seed,
    )


def why_fixed(frame: Frame, name: str, row: int) -> str:
    """Return why a row of ``X`` or ``Y`` cannot be set; empty if it can."""
    s = frame.samples
    numbers = (len(s.raw_train) + len(s.raw_test)) * (s.raw_train.shape[1] + s.outputs)
    if numbers > LARGEST:
        return translate(
            "data_editing",
            "A table of more than {largest:,} numbers is edited in its file; this one has {numbers:,}.",
        ).format(largest=LARGEST, numbers=numbers)
    if name == "X" and s.feature_names[row] not in default_features(len(s.input_names)):
        return translate(
            "data_editing", "{feature_names} is computed from the inputs: change those instead."
        ).format(feature_names=title(s.feature_names[row]))
    return ""


def number(frame: Frame, name: str, row: int, column: int) -> float:
    """Return a cell of ``X`` or ``Y`` as its table has it: an input before it is standardised."""
    if name == "Y" or frame.samples.standardizer is None:
        return float(frame.values[name][row, column])
    s = frame.samples
    raw = default_features(len(s.input_names)).index(s.feature_names[row])
    return float(s.raw_train[frame.examples[column], raw])


def set_cells(e: Experiment, frame: Frame, name: str, cells: Cells) -> Experiment:
    """Set cells of ``X`` or ``Y`` in the table of `e`, making a table of a named set.

    A class is set by a 1 in its row; the 1 that was in another row goes.

    Raises
    ------
    ExperimentError
        If a number cannot stand there.
    """
    for row in {row for row, _ in cells}:
        if why := why_fixed(frame, name, row):
            raise ExperimentError(f"{name}: {why}")
    data, (train, test) = as_table(e), rows(e)
    assert data.inputs is not None
    assert data.targets is not None
    places = train[frame.examples]
    field = "inputs" if name == "X" else "targets"
    array = (data.inputs if name == "X" else data.targets).array.copy()
    pinned: dict[str, object] = {}
    if name == "X":
        raw = default_features(array.shape[1])
        for (row, column), value in cells.items():
            array[places[column], raw.index(frame.samples.feature_names[row])] = value
    elif encoding(e) == "values":
        for (row, column), value in cells.items():
            array[places[column], row] = value
    else:
        for column in {column for _, column in cells}:
            array[places[column], 0] = _label(frame, encoding(e), column, cells)
        if data.test_fraction:
            # The share that is drawn for the test follows the classes; the examples stay where they are.
            pinned = {"test_fraction": None, "test_examples": tuple(test.tolist())}
    return e.replace(data=_replaced(data, {field: Matrix(array), **pinned}))


def _replaced(data: DataSpec, fields: Mapping[str, object]) -> DataSpec:
    kept = {field: getattr(data, field) for field in data.__struct_fields__}
    return DataSpec(**(kept | dict(fields)))


def _label(frame: Frame, code: str, column: int, cells: Cells) -> int:
    """Return the class that a column of targets means after some of its cells are set."""
    low = -1.0 if "minus" in code or "sign" in code else 0.0
    given = {row: value for (row, at), value in cells.items() if at == column}
    for value in given.values():
        if value not in (low, 1.0):
            raise ExperimentError(
                translate(
                    "data_editing", "Y: these targets are classes, so each is {low} or 1, not {value}"
                ).format(low=f"{low:g}", value=f"{value:g}")
            )
    targets: Array = frame.values["Y"][:, column].copy()
    if len(targets) == 1:
        return int(given[0] == 1.0)
    chosen = [row for row, value in given.items() if value == 1.0]
    if len(chosen) == 1:
        return chosen[0]
    if not chosen and not any(targets[row] == 1.0 for row in given):
        return int(np.argmax(targets))
    if chosen:
        raise ExperimentError(
            translate("data_editing", "Y: an example has one class; column {column} has {count}").format(
                column=column + 1, count=len(chosen)
            )
        )
    raise ExperimentError(
        translate("data_editing", "Y: an example has one class; set the 1 of another row instead")
    )
