"""Editing the columns of a table: their names, how many there are, classes or numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnviz.core.data_editing.draft.dataset_draft import DatasetDraft, frozen
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import MAX_CLASSES, MAX_INPUTS, MAX_NUMBER, check_names
from nnviz.core.text.number_format import parse_number
from nnviz.core.text.translate import translate


def rename_input(drawn: DatasetDraft, column: int, name: str) -> DatasetDraft:
    """Return it with another name of an input; raises ExperimentError if it cannot be called that."""
    return replace(drawn, input_names=_renamed(drawn.inputs_named, column, name))


def rename_target(drawn: DatasetDraft, column: int, name: str) -> DatasetDraft:
    """Return it with another name of a target; raises ExperimentError if it cannot be called that."""
    return replace(drawn, target_names=_renamed(drawn.targets_named, column, name))


def rename_class(drawn: DatasetDraft, label: int, name: str) -> DatasetDraft:
    """Return it with another name of a class; raises ExperimentError if it cannot be called that."""
    return replace(drawn, classes=_renamed(drawn.classes, label, name))


def _renamed(names: tuple[str, ...], number: int, name: str) -> tuple[str, ...]:
    new = (*names[:number], name.strip(), *names[number + 1 :])
    check_names("name", new)
    return new


def add_input(drawn: DatasetDraft) -> DatasetDraft:
    """Return it with one more input, 0 for all examples."""
    count = drawn.inputs.shape[1]
    if count >= MAX_INPUTS:
        raise ExperimentError(
            "inputs: "
            + translate("data_editing", "at most {max_inputs:,} columns are allowed").format(
                max_inputs=MAX_INPUTS
            )
        )
    names = drawn.input_names
    if names is not None:
        free = (f"x{k}" for k in range(count + 1, 2 * count + 2))
        names = (*names, next(name for name in free if name not in names))
    wide = np.column_stack([drawn.inputs, np.zeros(len(drawn))])
    return replace(drawn, input_names=names).with_rows(wide, drawn.targets)


def remove_input(drawn: DatasetDraft, column: int) -> DatasetDraft:
    """Return it without one of its inputs; raises ExperimentError for the last one."""
    if drawn.inputs.shape[1] == 1:
        raise ExperimentError("inputs: " + translate("data_editing", "the only input cannot be removed"))
    names = drawn.input_names
    if names is not None:
        names = (*names[:column], *names[column + 1 :])
    return replace(drawn, input_names=names).with_rows(np.delete(drawn.inputs, column, axis=1), drawn.targets)


def to_numbers(drawn: DatasetDraft) -> DatasetDraft:
    """Return it with numbers as targets: what the classes are called where all names are numbers.

    Else their numbers from 0.
    """
    if not drawn.classes:
        return drawn
    try:
        values = [parse_number(name) for name in drawn.classes]
    except ValueError:
        values = [float(k) for k in range(len(drawn.classes))]
    if any(abs(value) > MAX_NUMBER for value in values):
        values = [float(k) for k in range(len(drawn.classes))]
    targets = np.array(values)[drawn.labels][:, None] if len(drawn) else drawn.targets
    return replace(drawn, targets=frozen(targets), classes=()).split()


def to_classes(drawn: DatasetDraft) -> DatasetDraft:
    """Return it with a class for every different value of its target.

    Raises
    ------
    ExperimentError
        If there are several targets, or too many values.
    """
    if drawn.classes:
        return drawn
    if drawn.targets.shape[1] != 1:
        raise ExperimentError(
            "targets: "
            + translate("data_editing", "there are {shape}, classes need a single one").format(
                shape=drawn.targets.shape[1]
            )
        )
    values, labels = np.unique(drawn.targets[:, 0], return_inverse=True)
    if len(values) > MAX_CLASSES:
        raise ExperimentError(
            "targets: "
            + translate(
                "data_editing",
                "{count:,} different values are too many for classes; at most {max_classes:,} are allowed",
            ).format(count=len(values), max_classes=MAX_CLASSES)
        )
    names = [f"{value:.17g}".replace("-", "−") for value in values.tolist()]
    for spare in ("A", "B"):
        if len(names) < 2:
            names.append(spare)
    targets = labels.reshape(-1, 1).astype(np.float64)
    return replace(drawn, targets=frozen(targets), classes=tuple(names)).split()
