"""Dropout: units switched off at random in training, the others scaled up so that the mean stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nnviz.core.equations.formula import lines, piece
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol, text_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Array, Calls
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.rule import OperationKind, OperationRule, Slip, Step, unit_of
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import translate


class Mask(OperationRule):
    """a = x ⊙ M with M = 0, or 1 / (1 − rate) for the units that stay (inverted dropout).

    Source: Srivastava et al. 2014, section 10; torch.nn.Dropout.
    """

    name, motion = "mask", "carry"

    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Bind the product; the mask is data, new in every iteration."""
        x, mask = node.inputs
        out = binding.like(node.output, x)
        return [(np.multiply, (binding.arrays[x], binding.like(mask, x), out))]

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield the gradient, masked in the same way."""
        x, mask = node.inputs
        if binding.wants(x):
            d = node.output.gradient()
            calls: Calls = [(np.multiply, (binding.arrays[d], binding.arrays[mask], binding.room(node, x)))]
            yield Step("mask_back", x, (d, mask), calls)

    def gradients(self, node: ForwardNode) -> tuple[Value, ...]:
        """Return the input: the mask is data."""
        return node.inputs[:1]

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say which share of units is switched off, and why the others grow."""
        n, rate, (x, mask) = node.layer, node.number, node.inputs
        a, before, m = (text_symbol(str(value)) for value in (node.output, x, mask))
        return Description(
            symbol=a,
            title=translate("operations", "Layer {number} · dropout").format(number=n),
            equation=translate(
                "operations", "{a} = {before} ⊙ {m},  {m} = 0 with probability {rate}, else 1 / (1 − {rate})"
            ).format(a=a, before=before, m=m, rate=f"{rate:g}"),
            numpy=f"{node.output} = {x} * {mask}",
            why=translate(
                "operations",
                "In training each unit is switched off with probability {rate}, independently for "
                "every example; the remaining units are scaled up so that the expected input of the "
                "next layer is unchanged. In evaluation no unit is switched off.",
            ).format(rate=f"{rate:g}"),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the product with the mask, with its definition."""
        x, mask = map(str, op.node.inputs)
        symbols, numbers = product(sheet, str(op.node.output), x, mask)
        left, _, right = symbols.partition(" = ")
        rate = sheet.numerals.setting(op.node.number)
        cases = rf"\begin{{cases}}0 & \text{{with probability }}{rate} \\ \frac{{1}}{{1-{rate}}} &"
        cases += r" \text{otherwise}\end{cases}"
        above = f"^{{{op.node.layer}}}"
        return lines((left, f"= {right}"), (piece(f"M{above}_{{k}}", mask), f"= {cases}")), numbers

    def steps(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the product alone."""
        return product(sheet, str(op.node.output), *map(str, op.node.inputs))

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the product of one unit."""
        x, mask = map(str, op.node.inputs)
        return product_entry(sheet, op.outputs[0], x, mask, selection, k)


class MaskBack(OperationKind):
    """∇x = ∇a ⊙ M: what was switched off takes no error."""

    name, motion = "mask_back", "back carry"

    def mistakes(self, op: Operation) -> Iterator[Slip]:
        """Yield what comes out without the mask, and without what scales it."""
        d, mask, written = str(op.node.output.gradient()), str(op.node.inputs[1]), op.writes[0]
        n = op.node.layer

        def unmasked(arrays: Mapping[str, Array]) -> None:
            arrays[written][...] = arrays[d]

        def unscaled(arrays: Mapping[str, Array]) -> None:
            arrays[written][...] = arrays[d] * (arrays[mask] > 0)

        yield Slip(
            "missing_mask",
            translate("operations", "the mask of layer {number}'s dropout is missing on the way back").format(
                number=n
            ),
            unmasked,
        )
        yield Slip(
            "missing_mask",
            translate("operations", "the factor 1 / (1 − rate) of layer {number}'s mask is missing").format(
                number=n
            ),
            unscaled,
        )

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say that the same mask holds on the way back."""
        n, after, mask, d = written.layer, node.layer, node.inputs[1], node.output.gradient()
        s = superscript(n)
        return Description(
            symbol=f"∇a{s}",
            title=translate("operations", "Layer {number} · error from layer {after}").format(
                number=n, after=after
            ),
            equation=f"∇a{s} = {text_symbol(str(d))} ⊙ {text_symbol(str(mask))}",
            numpy=f"{written} = {d} * {mask}",
            why=translate(
                "operations",
                "The mask is a factor like any other: a unit that was switched off did not affect "
                "the loss, so it receives no error.",
            ),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the product with the mask."""
        return product(sheet, op.writes[0], str(op.node.output.gradient()), str(op.node.inputs[1]))

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the product of one unit."""
        first, second = str(op.node.output.gradient()), str(op.node.inputs[1])
        return product_entry(sheet, op.outputs[0], first, second, selection, k)


def product(sheet: ExplainContext, written: str, first: str, second: str) -> tuple[str, str]:
    """Return a product of two values entry by entry, in symbols and numbers."""
    left = matrix_symbol(written)
    return (
        rf"{left} = {matrix_symbol(first)} \odot {matrix_symbol(second)}",
        rf"{left} = {sheet.matrix(first)} \odot {sheet.matrix(second)} = {sheet.matrix(written)}",
    )


def product_entry(
    sheet: ExplainContext, written: Value, first: str, second: str, selection: Selection, k: int
) -> list[str]:
    """Return one entry of a product."""
    j, name = unit_of(selection, written.layer), str(written)
    if j is None:
        return []
    return [
        rf"{entry_symbol(name, j, k)} = {entry_symbol(first, j, k)} \cdot {entry_symbol(second, j, k)}",
        rf"= {sheet.factor(first, j, k)} \cdot {sheet.factor(second, j, k)}",
        f"= {sheet.number(name, j, k)}",
    ]
