"""The parts of an experiment, each frozen and checked on construction, and the limits of what is allowed.

The tables of activations, losses, optimizers, initializers and datasets name what is allowed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated

import msgspec
import numpy as np

from nnviz.core.data.datasets import DATASETS
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError, Record
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.network.layers import LAYERS, rate_of
from nnviz.core.text.translate import translate

FORMAT, VERSION = "nnviz", 1
MAX_LAYERS, MAX_UNITS, MAX_PARAMETERS = 32, 1024, 1_000_000
MAX_EXAMPLES, MAX_INPUTS, MAX_BATCH = 100_000, 1024, 10_000
MAX_CELLS = 10_000_000
"""Largest table (examples × columns), and most numbers in the activations of one batch."""
MAX_CHANGES = 10_000
MAX_PARAMETER = 1e6
"""Largest weight or bias that can be set by hand."""
MAX_CLASSES = 1024
MAX_NAME = 80
"""Characters of the longest name of a column or a class."""
MAX_NUMBER = 1e50
"""Largest number in a table: the variance of its squares is still a number."""
REDUCTIONS = ("mean", "sum")
OUTPUT_GRADIENTS = ("chain_rule", "fused")
_MASK_ROUNDING = 1e-6
"""Relative difference that a mask drawn in 32 bits may have."""
SHARED = "shared"
"""A bias that is one number for all units of a layer."""
_INITIALIZER = "xavier_uniform"

Positive = Annotated[float, msgspec.Meta(gt=0.0, le=1e6)]
NotNegative = Annotated[float, msgspec.Meta(ge=0.0, le=1e6)]
Decay = Annotated[float, msgspec.Meta(ge=0.0, lt=1.0)]
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]
Names = Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=MAX_INPUTS)]
Numbers = Annotated[
    tuple[Annotated[int, msgspec.Meta(ge=0, le=10**9)], ...],
    msgspec.Meta(min_length=1, max_length=MAX_EXAMPLES),
]


def known(field: str, name: str, table: Iterable[str]) -> None:
    """Raise ExperimentError unless `name` is a row of `table`, naming all that are."""
    if name not in table:
        raise ExperimentError(
            f"{field}: "
            + translate("experiment", "{name} is not known; choose one of {table}").format(
                name=f"{name!r:.60}", table=", ".join(table)
            )
        )


_OF_TABLES = ("input_names", "target_names", "class_names", "test_examples", "source", "left_out")


def is_name(text: str) -> bool:
    """Return whether `text` can be shown on one line: printable, and more than spaces."""
    return text.isprintable() and bool(text.strip())


def check_names(field: str, names: tuple[str, ...]) -> None:
    """Raise ExperimentError unless `names` are printable, short and each given once."""
    for i, name in enumerate(names):
        if len(name) > MAX_NAME or not is_name(name):
            raise ExperimentError(
                f"{field}[{i}]: "
                + translate("experiment", "expected 1 to {max_name} printable characters").format(
                    max_name=MAX_NAME
                )
            )
    if len(set(names)) != len(names):
        raise ExperimentError(f"{field}: " + translate("experiment", "each name may be given once"))


class DataSpec(Record, frozen=True):
    """Where examples come from: a named set, or a table with one row per example.

    Attributes
    ----------
    name, classes, examples, noise
        A row of the table of datasets and its options; None takes the set's default.
    inputs, targets
        The table: ``(examples, inputs)`` and ``(examples, outputs)``.
    test_fraction
        Fraction of the examples kept for testing; 0.5 for a named set, 0 for a table, unless given.
    seed
        Seed of the examples and of the split; None takes the experiment's.
    input_names, target_names
        What the columns of the table are called, as many as there are.
    class_names
        What the classes of the table are called; the targets are then one column of their numbers,
        counted from 0, and are shown to the network as one unit per class or as one unit for two classes.
    test_examples
        Examples of the table kept for the test, counted from 0, instead of a share drawn random.
    source, left_out
        The file a table was imported from, and its lines, counted from 1, that were left out.
    """

    name: str | None = None
    classes: Annotated[int, msgspec.Meta(ge=2, le=10)] | None = None
    examples: Annotated[int, msgspec.Meta(ge=1, le=MAX_EXAMPLES)] | None = None
    noise: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] | None = None
    inputs: Matrix | None = None
    targets: Matrix | None = None
    test_fraction: Annotated[float, msgspec.Meta(ge=0.0, le=0.9)] | None = None
    seed: Seed | None = None
    input_names: Names | None = None
    target_names: Names | None = None
    class_names: Names | None = None
    test_examples: Numbers | None = None
    source: str | None = None
    left_out: Numbers | None = None

    def check(self) -> None:
        """Check that it is either a named set with options it has, or a whole table."""
        if self.name is not None:
            self._check_named(self.name)
        else:
            self._check_table()

    def _check_named(self, name: str) -> None:
        known("name", name, DATASETS)
        row = DATASETS[name]
        for field in ("inputs", "targets"):
            if getattr(self, field) is not None:
                raise ExperimentError(
                    f"{field}: "
                    + translate(
                        "experiment", "a named data set has its own {field}; leave out one of the two"
                    ).format(field=field)
                )
        for field in _OF_TABLES:
            if getattr(self, field) is not None:
                raise ExperimentError(
                    f"{field}: "
                    + translate("experiment", "only a table has this option, a named data set does not")
                )
        if self.classes is not None and row.classes is None:
            raise ExperimentError(
                "classes: "
                + translate("experiment", "{name} has a fixed number of classes; leave this out").format(
                    name=name
                )
            )
        if self.classes is not None and row.classes is not None:
            low, high = row.classes.low, row.classes.high
            if not low <= self.classes <= high:
                raise ExperimentError(
                    "classes: "
                    + translate("experiment", "expected {low} to {high}, not {classes}").format(
                        low=low, high=high, classes=self.classes
                    )
                )
        # Every class has at least one example.
        low, high = max(row.examples.low, self.class_count or 1), row.examples.high
        if self.examples is not None and not low <= self.examples <= high:
            raise ExperimentError(
                "examples: "
                + translate("experiment", "{name} takes {low:,} to {high:,}, not {examples:,}").format(
                    name=name, low=low, high=high, examples=self.examples
                )
            )

    def _check_table(self) -> None:
        if self.inputs is None or self.targets is None:
            missing = "inputs" if self.inputs is None else "targets"
            if self.inputs is None and self.targets is None:
                raise ExperimentError(
                    "name: "
                    + translate("experiment", "give the name of a dataset, or a table as inputs and targets")
                )
            raise ExperimentError(
                f"{missing}: " + translate("experiment", "a table needs both inputs and targets")
            )
        for field in ("classes", "examples", "noise"):
            if getattr(self, field) is not None:
                raise ExperimentError(
                    f"{field}: "
                    + translate("experiment", "only a named data set has this option, a table does not")
                )
        rows, columns = self.inputs.shape
        if self.targets.shape[0] != rows:
            raise ExperimentError(
                "targets: "
                + translate("experiment", "expected {rows} rows, as many as inputs, not {shape}").format(
                    rows=rows, shape=self.targets.shape[0]
                )
            )
        if rows > MAX_EXAMPLES:
            raise ExperimentError(
                "inputs: "
                + translate(
                    "experiment", "at most {max_examples:,} examples are allowed, not {rows:,}"
                ).format(max_examples=MAX_EXAMPLES, rows=rows)
            )
        if columns > MAX_INPUTS:
            raise ExperimentError(
                "inputs: "
                + translate(
                    "experiment", "at most {max_inputs:,} columns are allowed, not {columns:,}"
                ).format(max_inputs=MAX_INPUTS, columns=columns)
            )
        for field, matrix in (("inputs", self.inputs), ("targets", self.targets)):
            if max(matrix.array.max(), -matrix.array.min()) > MAX_NUMBER:
                row, column = (int(i) for i in np.argwhere(np.abs(matrix.array) > MAX_NUMBER)[0])
                raise ExperimentError(
                    f"{field}: "
                    + translate(
                        "experiment",
                        "expected numbers between −1e50 and 1e50; row {row}, column {column} is {given}",
                    ).format(row=row + 1, column=column + 1, given=f"{matrix.array[row, column]:g}")
                )
        cells = rows * (columns + self.targets.shape[1])
        if cells > MAX_CELLS:
            raise ExperimentError(
                "inputs: "
                + translate(
                    "experiment", "at most {max_cells:,} numbers are allowed in all, not {cells:,}"
                ).format(max_cells=MAX_CELLS, cells=cells)
            )
        self._check_names(columns, self.targets)
        self._check_rows(rows)

    def _check_names(self, inputs: int, targets: Matrix) -> None:
        for field, wanted in (("input_names", inputs), ("target_names", targets.shape[1])):
            names = getattr(self, field)
            check_names(field, names or ())
            if names is not None and len(names) != wanted:
                raise ExperimentError(
                    f"{field}: "
                    + translate("experiment", "expected {wanted}, one for each column, not {count}").format(
                        wanted=wanted, count=len(names)
                    )
                )
        if self.class_names is None:
            return
        check_names("class_names", self.class_names)
        count = len(self.class_names)
        if count < 2:
            raise ExperimentError(
                "class_names: " + translate("experiment", "expected at least 2 classes, not 1")
            )
        if targets.shape[1] != 1:
            raise ExperimentError(
                "targets: "
                + translate(
                    "experiment", "with class_names expected one column, the number of the class, not {shape}"
                ).format(shape=targets.shape[1])
            )
        numbers = targets.array[:, 0]
        wrong = np.flatnonzero((numbers < 0) | (numbers >= count) | (numbers % 1 != 0))
        if wrong.size:
            row = int(wrong[0])
            raise ExperimentError(
                "targets: "
                + translate(
                    "experiment",
                    "with class_names expected whole numbers from 0 to {count}; row {row} is {numbers}",
                ).format(count=count - 1, row=row + 1, numbers=f"{numbers[row]:g}")
            )

    def _check_rows(self, rows: int) -> None:
        if self.source is not None and not (is_name(self.source) and len(self.source) <= 255):
            raise ExperimentError(
                "source: "
                + translate("experiment", "expected the name of a file, 1 to 255 printable characters")
            )
        if self.test_examples is None:
            return
        if self.test_fraction is not None:
            raise ExperimentError(
                "test_examples: "
                + translate(
                    "experiment", "the test examples are either listed or sampled; leave out test_fraction"
                )
            )
        if len(set(self.test_examples)) != len(self.test_examples):
            raise ExperimentError(
                "test_examples: " + translate("experiment", "each example may be listed once")
            )
        if max(self.test_examples) >= rows:
            raise ExperimentError(
                "test_examples: "
                + translate("experiment", "expected numbers from 0 to {rows}, not {test_examples}").format(
                    rows=rows - 1, test_examples=max(self.test_examples)
                )
            )
        if len(self.test_examples) == rows:
            raise ExperimentError(
                "test_examples: " + translate("experiment", "at least one example must remain for training")
            )

    @property
    def raw_inputs(self) -> int:
        """Number of inputs before features are chosen."""
        if self.inputs is not None:
            return self.inputs.shape[1]
        assert self.name is not None
        return DATASETS[self.name].inputs

    @property
    def class_count(self) -> int | None:
        """Number of classes, None for regression and for a table of numbers."""
        if self.name is None:
            return None if self.class_names is None else len(self.class_names)
        if DATASETS[self.name].kind == "regression":
            return None
        row = DATASETS[self.name]
        if row.classes is None:
            return len(row.class_names)
        return row.classes.default if self.classes is None else self.classes

    @property
    def fraction(self) -> float:
        """The test fraction with its default filled in."""
        if self.test_examples is not None and self.inputs is not None:
            return len(self.test_examples) / self.inputs.shape[0]
        if self.test_fraction is not None:
            return self.test_fraction
        return 0.5 if self.name is not None else 0.0


class LayerSpec(Record, frozen=True):
    """One layer.

    Attributes
    ----------
    activation
        Of a dense layer, which has to name one. Other kinds of layers apply none: theirs is the identity.
    units
        Of a dense layer; without it the layer has no weights and acts on the layer before it.
    initializer
        How the weights of a dense layer are drawn at the start.
    layer
        A row of the table of layers.
    bias
        Of a dense layer: a bias for every unit, none, or ``"shared"``, one number for all of them.
    rate
        Of dropout: the share of units that is switched off in training.
    mask
        Of dropout: the mask of the first iteration, (units, batch), as another program drew it. Without it,
        or where units or batch are others, that one is drawn as all later ones are.
    """

    activation: str = ""
    units: Annotated[int, msgspec.Meta(ge=1, le=MAX_UNITS)] | None = None
    initializer: str = _INITIALIZER
    layer: str = "dense"
    bias: bool | str = True
    rate: Annotated[float, msgspec.Meta(ge=0.0, lt=1.0)] | None = None
    mask: Matrix | None = None

    def check(self) -> None:
        """Check the names against the tables, and that the layer has the settings that are given."""
        known("layer", self.layer, LAYERS)
        given = {
            "activation": self.activation not in ("", "identity"), "units": self.units is not None,
            "initializer": self.initializer != _INITIALIZER, "bias": self.bias is not True,
            "rate": self.rate is not None, "mask": self.mask is not None,
        }  # fmt: skip
        row = LAYERS[self.layer]
        for field, there in given.items():
            if there and field not in row.settings:
                text = (
                    translate("experiment", "a {title} layer has no such setting; it has {settings}")
                    if row.settings
                    else translate("experiment", "a {title} layer has no such setting; it has no settings")
                )
                raise ExperimentError(
                    f"{field}: " + text.format(title=row.title, settings=", ".join(sorted(row.settings)))
                )
        if "activation" in row.settings:
            self._check_dense()
        else:
            msgspec.structs.force_setattr(self, "activation", "identity")
        if self.mask is not None:
            self._check_mask(self.mask.array, 1.0 / (1.0 - rate_of(self)))

    @staticmethod
    def _check_mask(mask: Array, kept: float) -> None:
        wrong = (mask != 0.0) & (abs(mask - kept) > _MASK_ROUNDING * kept)
        if wrong.any():
            raise ExperimentError(
                "mask: "
                + translate(
                    "experiment", "expected 0 or 1 / (1 − rate), which is {kept:.6g}, not {number:.6g}"
                ).format(kept=kept, number=float(mask[wrong][0]))
            )

    def _check_dense(self) -> None:
        if not self.activation:
            raise ExperimentError("activation: " + translate("experiment", "this field is required"))
        known("activation", self.activation, ACTIVATIONS)
        known("initializer", self.initializer, INITIALIZERS)
        if isinstance(self.bias, str) and self.bias != SHARED:
            raise ExperimentError(
                "bias: "
                + translate("experiment", "expected true, false or {shared}, not {bias}").format(
                    shared=f"{SHARED!r}", bias=f"{self.bias!r:.40}"
                )
            )
        if self.bias is not True and self.units is None:
            raise ExperimentError(
                "bias: " + translate("experiment", "only a layer with units has biases; leave it out")
            )

    @property
    def is_dense(self) -> bool:
        """Whether it is a dense layer, with weights or without."""
        return self.layer == "dense"


class OptimizerSpec(Record, frozen=True):
    """The update rule and its hyperparameters; None takes the default of the rule."""

    name: str = "sgd"
    learning_rate: Positive = 0.03
    momentum: Decay | None = None
    alpha: Decay | None = None
    beta1: Decay | None = None
    beta2: Decay | None = None
    epsilon: Positive | None = None
    weight_decay: NotNegative | None = None

    def check(self) -> None:
        """Check the name and that only hyperparameters of this rule are given."""
        known("name", self.name, OPTIMIZERS)
        own = OPTIMIZERS[self.name].settings
        for field in ("momentum", "alpha", "beta1", "beta2", "epsilon", "weight_decay"):
            if getattr(self, field) is not None and field not in own:
                text = (
                    translate("experiment", "{name} has no such setting; it has {settings}")
                    if own
                    else translate("experiment", "{name} has no such setting")
                )
                raise ExperimentError(f"{field}: " + text.format(name=self.name, settings=", ".join(own)))

    @property
    def settings(self) -> dict[str, float]:
        """Hyperparameters beside the learning rate, defaults filled in."""
        return {
            name: default if getattr(self, name) is None else getattr(self, name)
            for name, default in OPTIMIZERS[self.name].settings.items()
        }


class Regularization(Record, frozen=True):
    """Penalty λ₁|W| + ½λ₂W² on the weights, not on the biases."""

    l1: NotNegative = 0.0
    l2: NotNegative = 0.0


class Change(Record, frozen=True):
    """A change made during the run, in force from the start of `iteration`.

    Either `set` names one of ``learning_rate``, ``l1``, ``l2``, or `parameter` names a matrix such as
    ``W2`` or ``b1`` and `unit`, `source` the entry, counted from 0 (`source` is left out for a bias); or
    instead of an entry `values` gives the whole matrix.
    """

    iteration: Annotated[int, msgspec.Meta(ge=0, le=10**12)]
    value: float | None = None
    set: str | None = None
    parameter: str | None = None
    unit: Annotated[int, msgspec.Meta(ge=0)] | None = None
    source: Annotated[int, msgspec.Meta(ge=0)] | None = None
    values: Matrix | None = None

    def check(self) -> None:
        """Check that it changes one setting to an allowed value."""
        if (self.set is None) == (self.parameter is None):
            raise ExperimentError("set: " + translate("experiment", "give either set or parameter"))
        if self.values is not None:
            self._check_values(self.values)
            return
        if self.value is None:
            raise ExperimentError("value: " + translate("experiment", "this field is required"))
        if not math.isfinite(self.value) or abs(self.value) > MAX_PARAMETER:
            raise ExperimentError(
                "value: " + translate("experiment", "expected a finite number between −1e6 and 1e6")
            )
        if self.set is not None:
            known("set", self.set, ("learning_rate", "l1", "l2"))
            if self.value < 0 or (self.set == "learning_rate" and self.value == 0):
                text = (
                    translate("experiment", "{set} must be a number above 0")
                    if self.set == "learning_rate"
                    else translate("experiment", "{set} must be a number of at least 0")
                )
                raise ExperimentError("value: " + text.format(set=self.set))
            if self.unit is not None or self.source is not None:
                raise ExperimentError(
                    "unit: "
                    + translate("experiment", "unit and source apply only to a parameter; leave them out")
                )
        elif self.unit is None:
            raise ExperimentError(
                "unit: " + translate("experiment", "the unit whose parameter changes is required")
            )

    def _check_values(self, values: Matrix) -> None:
        if self.parameter is None:
            raise ExperimentError(
                "values: "
                + translate("experiment", "a whole matrix can only be set for a parameter; leave it out")
            )
        for field in ("value", "unit", "source"):
            if getattr(self, field) is not None:
                raise ExperimentError(
                    f"{field}: "
                    + translate("experiment", "values already gives the whole matrix; leave it out")
                )
        if np.abs(values.array).max() > MAX_PARAMETER:
            row, column = (int(i) for i in np.argwhere(np.abs(values.array) > MAX_PARAMETER)[0])
            raise ExperimentError(
                "values: "
                + translate(
                    "experiment",
                    "expected numbers between −1e6 and 1e6; row {row}, column {column} is {given}",
                ).format(row=row + 1, column=column + 1, given=f"{values.array[row, column]:g}")
            )
