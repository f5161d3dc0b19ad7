"""Editing examples row by row, as a table does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from nnviz.core.data_editing.draft.dataset_draft import DatasetDraft, frozen
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import MAX_CLASSES, MAX_NAME, MAX_NUMBER, is_name
from nnviz.core.functions.buffers import Array
from nnviz.core.text.number_format import parse_number
from nnviz.core.text.translate import translate

TRAINING, TEST = "training", "test"
"""How the last column of the table is written."""


def read_number(text: str) -> float:
    """Return the number that a cell is to hold: decimals, powers of ten, fractions such as ``-1/3``.

    Raises
    ------
    ExperimentError
        With one sentence, if it is none or too large for a table.
    """
    try:
        value = parse_number(text)
    except ValueError as error:
        raise ExperimentError(str(error)) from None
    if abs(value) > MAX_NUMBER:
        raise ExperimentError(translate("data_editing", "expected a number between −1e50 and 1e50"))
    return value


def read_class(drawn: DatasetDraft, text: str) -> tuple[DatasetDraft, int]:
    """Return the number of the class that a cell names; one not yet known becomes another class.

    Raises
    ------
    ExperimentError
        With one sentence, if no class can be called that, or there are too many.
    """
    name = text.strip()
    if name in drawn.classes:
        return drawn, drawn.classes.index(name)
    if not is_name(name) or len(name) > MAX_NAME:
        raise ExperimentError(
            translate(
                "data_editing", "expected the name of a class, 1 to {max_name} printable characters"
            ).format(max_name=MAX_NAME)
        )
    if len(drawn.classes) >= MAX_CLASSES:
        raise ExperimentError(
            translate("data_editing", "at most {max_classes:,} classes are allowed").format(
                max_classes=MAX_CLASSES
            )
        )
    return replace(drawn, classes=(*drawn.classes, name)), len(drawn.classes)


def read_test(text: str) -> bool:
    """Return whether a cell says that an example is for the test.

    Raises
    ------
    ExperimentError
        With one sentence, if it says neither.
    """
    word = text.strip().lower()
    if word in (TEST, "1", "yes", "true", "validation"):
        return True
    if word in (TRAINING, "train", "", "0", "no", "false"):
        return False
    raise ExperimentError(
        translate("data_editing", "expected {training} or {test}, not “{text}”").format(
            training=TRAINING, test=TEST, text=text.strip()[:40]
        )
    )


def set_cell(drawn: DatasetDraft, row: int, column: int, text: str) -> DatasetDraft:
    """Return it with one cell as typed.

    Parameters
    ----------
    row, column
        Columns are the inputs, then the targets, then whether it is for training or for the test.

    Raises
    ------
    ExperimentError
        With one sentence, if the column cannot hold that.
    """
    inputs = drawn.inputs.shape[1]
    if column == inputs + drawn.targets.shape[1]:
        return set_test(drawn, [row], read_test(text))
    if column < inputs:
        return _with_number(drawn, drawn.inputs, row, column, read_number(text), True)
    if drawn.classes:
        drawn, label = read_class(drawn, text)
        return _with_number(drawn, drawn.targets, row, 0, float(label), False)
    return _with_number(drawn, drawn.targets, row, column - inputs, read_number(text), False)


def _with_number(
    drawn: DatasetDraft, table: Array, row: int, column: int, value: float, is_input: bool
) -> DatasetDraft:
    if table[row, column] == value and value != 0.0:
        return drawn
    table = table.copy()
    table[row, column] = value
    if is_input:
        return replace(drawn, inputs=frozen(table))
    changed = replace(drawn, targets=frozen(table))
    # Every class has its share of the test.
    return changed.split() if drawn.classes else changed


def set_test(drawn: DatasetDraft, rows: ArrayLike, test: bool) -> DatasetDraft:
    """Return it with some examples kept for the test, or not; from then on that is said of each."""
    flags = drawn.test.copy()
    flags[np.asarray(rows, dtype=np.intp)] = test
    return replace(drawn, test=frozen(flags), share=None)


def set_share(drawn: DatasetDraft, share: float, seed: int | None = None) -> DatasetDraft:
    """Return it with a share of the examples, drawn random, kept for the test.

    Parameters
    ----------
    share
        From 0 to 0.9.
    seed
        Which draw; None stays with the one there is.
    """
    # Said in the data, so that what is shown here is what the experiment tests on.
    seed = drawn.split_seed if seed is None else seed
    return replace(drawn, seed=seed, split_seed=seed, share=share).split()


def append(drawn: DatasetDraft, count: int = 1) -> DatasetDraft:
    """Return it with more rows at the end, of zeros and of the first class."""
    return insert(
        drawn, len(drawn), np.zeros((count, drawn.inputs.shape[1])),
        np.zeros((count, drawn.targets.shape[1])),
    )  # fmt: skip


def insert(
    drawn: DatasetDraft, row: int, inputs: Array, targets: Array, test: Sequence[bool] | None = None
) -> DatasetDraft:
    """Return it with rows put in before `row`; they are for training unless said otherwise."""
    flags = None
    if drawn.share is None or test is not None:
        more = np.zeros(len(inputs), dtype=np.bool_) if test is None else np.asarray(test, dtype=np.bool_)
        flags = np.concatenate([drawn.test[:row], more, drawn.test[row:]])
    return drawn.with_rows(
        np.concatenate([drawn.inputs[:row], inputs, drawn.inputs[row:]]),
        np.concatenate([drawn.targets[:row], targets, drawn.targets[row:]]),
        flags,
    )


def remove(drawn: DatasetDraft, rows: ArrayLike) -> DatasetDraft:
    """Return it without some rows; a share for the test is drawn again."""
    kept = np.ones(len(drawn), dtype=np.bool_)
    kept[np.asarray(rows, dtype=np.intp)] = False
    if kept.all():
        return drawn
    flags = drawn.test[kept] if drawn.share is None else None
    return drawn.with_rows(drawn.inputs[kept], drawn.targets[kept], flags)
