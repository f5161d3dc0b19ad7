"""One frame as it is to be written: which example, how many digits, how much of a matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.formula import fill, piece
from nnviz.core.equations.matrices import grid, shown
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.symbols import PER_EXAMPLE, parts
from nnviz.core.functions.activations import ACTIVATIONS, Activation, slope
from nnviz.core.functions.losses import LOSSES, Loss
from nnviz.core.network.operation import Operation
from nnviz.core.text.translate import translate

WRITTEN_OUT = 24
"""Columns from which a sum over the batch is written out although one example is chosen."""


@dataclass(frozen=True, eq=False)
class ExplainContext:
    """Writes the values of a frame.

    Attributes
    ----------
    frame
        Where the numbers come from; it has an operation.
    example
        Column of the batch, None for all.
    numerals
        How numbers are written.
    rows, columns
        Most rows and columns of a matrix; also most terms of a sum over units and over examples.
    """

    frame: Frame
    example: int | None
    numerals: LatexNumbers
    rows: int = 6
    columns: int = 5

    def __post_init__(self) -> None:
        if self.example is not None and not 0 <= self.example < self.frame.batch:
            raise ValueError(
                "example: "
                + translate("equations", "expected 0 to {batch}, not {example}").format(
                    batch=self.frame.batch - 1, example=self.example
                )
            )
        if self.frame.hidden:
            # What is computed from hidden numbers on the way may be any nan.
            object.__setattr__(self, "numerals", replace(self.numerals, conceals=True))

    @property
    def operation(self) -> Operation:
        """The operation that ran last."""
        operation = self.frame.operation
        if operation is None:
            raise ValueError(
                "operation: " + translate("equations", "none has run yet at the start of an iteration")
            )
        return operation

    def writer(self, name: str) -> Operation | None:
        """Return the operation of the iteration that writes a value, None if there is none."""
        return next((op for op in self.frame.operations if name in op.writes), None)

    @property
    def last(self) -> int:
        """Number of the last layer."""
        return len(self.frame.experiment.layers)

    @property
    def mean(self) -> bool:
        """Whether the loss is the mean over the batch and not the sum."""
        return self.frame.experiment.reduction == "mean"

    @cached_property
    def loss(self) -> Loss:
        """The row of the loss."""
        e = self.frame.experiment
        return LOSSES[e.loss].of_outputs(e.widths[-1])

    def activation(self, layer: int) -> Activation:
        """Return the row of a layer's activation."""
        return ACTIVATIONS[self.frame.experiment.layers[layer - 1].activation]

    def has_weights(self, layer: int) -> bool:
        """Whether a layer has weights of its own."""
        return self.frame.experiment.layers[layer - 1].units is not None

    def before(self, layer: int) -> str:
        """Return the name of the activations that enter a layer."""
        return "X" if layer == 1 else f"a{layer - 1}"

    def at(self, name: str, row: int, column: int) -> float:
        """Return one entry; for a value without entries, the value."""
        array = self.frame.values[name]
        return float(array[row, column] if array.ndim else array)

    def number(self, name: str, row: int, column: int) -> str:
        """Return one entry as a number that stands alone, marked."""
        return piece(self.numerals.number(self.at(name, row, column)), name, row, column)

    def factor(self, name: str, row: int, column: int) -> str:
        """Return one entry as a number in a product or sum, marked."""
        return piece(self.numerals.factor(self.at(name, row, column)), name, row, column)

    def scalar(self, name: str) -> str:
        """Return the number of a value without entries, marked."""
        return piece(self.numerals.number(self.at(name, 0, 0)), name)

    def slope(self, layer: int, row: int, column: int) -> float:
        """Return the slope of a unit's activation for one example."""
        z = self.frame.values[f"z{layer}"][row : row + 1, column : column + 1]
        return float(slope(self.activation(layer), z)[0, 0])

    def slope_number(self, layer: int, row: int, column: int, factor: bool = True) -> str:
        """Return a slope, marked as coming from its unit's pre-activation."""
        write = self.numerals.factor if factor else self.numerals.number
        return piece(write(self.slope(layer, row, column)), f"z{layer}", row, column, exact=False)

    def examples(self, name: str) -> list[int | None]:
        """Return the columns of a value that are written."""
        if self.example is not None and parts(name).kind in PER_EXAMPLE:
            return [self.example]
        return shown(self.frame.values[name].shape[1], self.columns)

    def summands(self) -> list[int | None]:
        """Return the examples whose share of a sum over the batch is written, None for dots.

        With one example chosen these are its own and dots for the others, unless all may be written.
        """
        batch = self.frame.batch
        if self.example is None or self.columns >= max(batch, WRITTEN_OUT):
            return shown(batch, self.columns)
        before: list[int | None] = [None] if self.example else []
        after: list[int | None] = [None] if self.example < batch - 1 else []
        return [*before, self.example, *after]

    def matrix(self, name: str, whole: bool = False, transposed: bool = False) -> str:
        """Return a value as a matrix of numbers, each marked.

        Parameters
        ----------
        name
            Which value.
        whole
            Take all examples even where one is chosen.
        transposed
            Write rows as columns.
        """
        columns = shown(self.frame.values[name].shape[1], self.columns) if whole else self.examples(name)
        rows = self.units(name)
        if transposed:
            return grid(lambda j, i: self.number(name, i, j), columns, rows)
        return grid(lambda i, j: self.number(name, i, j), rows, columns)

    def units(self, name: str) -> list[int | None]:
        """Return the rows of a value that are written."""
        return shown(self.frame.values[name].shape[0], self.rows)

    def cells(self, name: str, template: str) -> str:
        """Return a matrix in the shape of `name` with a template in every cell (see `filled`)."""
        layer = parts(name).layer
        return grid(lambda i, k: self.filled(template, layer, i, k), self.units(name), self.examples(name))

    def slopes(self, layer: int) -> str:
        """Return the slopes of a layer as a matrix, each marked as coming from its unit's z."""
        name = f"z{layer}"
        slopes = slope(self.activation(layer), self.frame.values[name])

        def cell(i: int, k: int) -> str:
            return piece(self.numerals.number(float(slopes[i, k])), name, i, k, exact=False)

        return grid(cell, self.units(name), self.examples(name))

    def filled(self, template: str, layer: int, row: int, column: int, **numbers: float) -> str:
        """Return a template in ``$z``, ``$a``, ``$y`` with the numbers of one unit and example.

        Further letters are those of `Loss.guarded_latex`, and `numbers`.
        """
        names = {"z": f"z{layer}", "a": f"a{layer}", "y": "Y"}

        def number(letter: str) -> str:
            if letter in names:
                return self.factor(names[letter], row, column)
            if letter in numbers:
                return self.numerals.factor(numbers[letter])
            a, tiny = self.at(names["a"], row, column), float(np.finfo(np.float64).tiny)
            value = max({"p": a, "q": 1.0 - a, "d": a * (1.0 - a)}[letter], tiny)
            return piece(self.numerals.factor(value), names["a"], row, column, exact=False)

        return fill(template, number, numbers=True)

    def averaged(self, body: str) -> str:
        """Return a sum over the batch, or a part of it, times 1/m in symbols if the loss is a mean."""
        return rf"\frac{{1}}{{m}}\left({body}\right)" if self.mean else body

    def averaged_number(self, body: str) -> str:
        """Return the same with the number of examples; a factor of 1 is left out."""
        return rf"{self.share_number}\left({body}\right)" if self.share_number else body

    @property
    def share(self) -> str:
        """The factor 1/m in symbols, nothing if the loss is a sum."""
        return r"\frac{1}{m}" if self.mean else ""

    @property
    def share_number(self) -> str:
        """The factor 1/m with its number, nothing if it is 1."""
        return rf"\frac{{1}}{{{self.frame.batch}}}" if self.mean and self.frame.batch > 1 else ""


def generic(template: str, **names: str) -> str:
    """Return a template with plain letters, each marked as the whole value given, or unmarked."""
    return fill(template, lambda letter: piece(letter, names[letter]) if letter in names else letter)
