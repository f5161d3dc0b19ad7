"""Draft of a data set: rows of inputs and targets, and which of them are for the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnviz.core.data.datasets import split
from nnviz.core.data.features import default_features
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import MAX_CELLS, MAX_EXAMPLES
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate

MOST_CLASSES = 10
"""Classes that can be drawn: as many as there are colours that can be told apart."""


@dataclass(frozen=True, eq=False)
class DatasetDraft:
    """Examples, perhaps none. All edits return another one; the arrays are never written to.

    Attributes
    ----------
    inputs
        ``(examples, inputs)``.
    targets
        ``(examples, targets)``; with classes one column, the number of the class from 0.
    test
        Which examples are kept for the test, ``(examples,)``.
    classes
        Names of the classes; empty where the targets are numbers.
    input_names, target_names
        What the columns are called; None where nobody has named them.
    share
        The share of the examples that chance keeps for the test, which decides `test`; None where it is
        said of every example by itself.
    split_seed
        Seed of that chance.
    seed
        What the experiment says of the seed of its data.
    source, left_out
        The file a table was imported from, and its lines that were left out.
    """

    inputs: Array
    targets: Array
    test: Array
    classes: tuple[str, ...] = ()
    input_names: tuple[str, ...] | None = None
    target_names: tuple[str, ...] | None = None
    share: float | None = None
    split_seed: int = 0
    seed: int | None = None
    source: str | None = None
    left_out: tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def labels(self) -> Array:
        """Number of the class of every example, ``(examples,)``."""
        return self.targets[:, 0].astype(np.int64)

    @property
    def inputs_named(self) -> tuple[str, ...]:
        """What the inputs are called, ``x1``, ``x2``, … where nobody has named them."""
        return self.input_names or default_features(self.inputs.shape[1])

    @property
    def targets_named(self) -> tuple[str, ...]:
        """What the targets are called: ``class``, or ``y``, ``y1``, ``y2``, … where nobody has named them."""
        count = self.targets.shape[1]
        if self.target_names is not None:
            return self.target_names
        if self.classes:
            return ("class",)
        return ("y",) if count == 1 else tuple(f"y{k}" for k in range(1, count + 1))

    def same(self, other: DatasetDraft) -> bool:
        """Whether all of it equals `other` to the bit."""
        return self is other or (
            _same(self.inputs, other.inputs)
            and _same(self.targets, other.targets)
            and _same(self.test, other.test)
            and self._words() == other._words()
        )

    def _words(self) -> tuple[Any, ...]:
        return (
            self.classes, self.input_names, self.target_names, self.share, self.split_seed, self.seed,
            self.source, self.left_out,
        )  # fmt: skip

    def with_rows(self, inputs: Array, targets: Array, test: Array | None = None) -> DatasetDraft:
        """Return it with other examples.

        Parameters
        ----------
        test
            Which of them are for the test; from then on that is said of each by itself. None lets the share
            decide again, where there is one, and may only be left out if the number stays or there is one.

        Raises
        ------
        ExperimentError
            If they are too many.
        """
        count, cells = len(inputs), inputs.size + targets.size
        if count > MAX_EXAMPLES:
            raise ExperimentError(
                "inputs: "
                + translate(
                    "data_editing", "at most {max_examples:,} examples are allowed, not {count:,}"
                ).format(max_examples=MAX_EXAMPLES, count=count)
            )
        if cells > MAX_CELLS:
            raise ExperimentError(
                "inputs: "
                + translate(
                    "data_editing", "at most {max_cells:,} numbers are allowed in all, not {cells:,}"
                ).format(max_cells=MAX_CELLS, cells=cells)
            )
        new = replace(self, inputs=frozen(inputs), targets=frozen(targets))
        if test is not None:
            return replace(new, test=frozen(test), share=None)
        return new.split()

    def split(self) -> DatasetDraft:
        """Return it with the test examples that the share and its seed choose."""
        if self.share is None:
            return self
        test = np.zeros(len(self), dtype=np.bool_)
        if len(self) and self.share > 0:
            labels = self.labels if self.classes else None
            test[split(len(self), self.share, self.split_seed, labels)[1]] = True
        return replace(self, test=frozen(test))


def _same(a: Array, b: Array) -> bool:
    if a is b or a.shape != b.shape or a.dtype != b.dtype:
        return a is b
    # As bits: −0 is another number than 0.
    bits = np.int64 if a.dtype == np.float64 else a.dtype
    return np.array_equal(np.ascontiguousarray(a).view(bits), np.ascontiguousarray(b).view(bits))


def frozen(array: Array) -> Array:
    """Return the array, which nobody may write to any more."""
    if array.flags.writeable:
        array.flags.writeable = False
    return array


def blank(inputs: int = 2, classes: Sequence[str] = ("A", "B")) -> DatasetDraft:
    """Return a drawing without examples, of classes, or of numbers if no `classes` are named."""
    return DatasetDraft(
        inputs=frozen(np.empty((0, inputs))),
        targets=frozen(np.empty((0, 1))),
        test=frozen(np.empty(0, dtype=np.bool_)),
        classes=tuple(classes),
    )


def next_class(classes: Sequence[str]) -> str:
    """Return the name of one more class: the next letter that is not taken."""
    letters = (chr(ord("A") + k % 26) + (str(k // 26 + 1) if k >= 26 else "") for k in range(10_000))
    wanted = (name for k, name in enumerate(letters) if k >= len(classes) or name not in classes)
    return next(name for name in wanted if name not in classes)
