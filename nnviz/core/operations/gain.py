"""Gain and shift: a = γ ⊙ x̂ + β, one γ and one β for every unit, and their gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nnviz.core.equations.matrices import grid, total
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


class Gain(OperationRule):
    """a = γ ⊙ x̂ + β for every example."""

    name, motion = "gain", "settle"

    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Bind product and sum; gain and shift meet the units by the name of their axis."""
        x, gain, shift = node.inputs
        out, axes = binding.like(node.output, x), binding.axes[x]
        return [
            (np.multiply, (binding.arrays[x], binding.along(gain, axes), out)),
            (np.add, (out, binding.along(shift, axes), out)),
        ]

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield the gradients of gain and shift, summed over the batch, and of the input."""
        x, gain, shift = node.inputs
        d, da, w = binding.gradient(node.output), node.output.gradient(), binding.workspace
        t, ones = w.empty(*d.shape), w.full(1.0, d.shape[1])
        calls: Calls = [
            (np.multiply, (d, binding.arrays[x], t)),
            (t.dot, (ones, binding.room(node, gain).reshape(-1))),
        ]
        yield Step("gain_gradient", gain, (da, x), calls)
        yield Step("shift_gradient", shift, (da,), [(d.dot, (ones, binding.room(node, shift).reshape(-1)))])
        if binding.wants(x):
            along = binding.along(gain, binding.axes[x])
            yield Step("gain_back", x, (da, gain), [(np.multiply, (d, along, binding.room(node, x)))])

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say what gain and shift are for."""
        x, gain, shift = node.inputs
        a, xs, gs, bs = (text_symbol(str(value)) for value in (node.output, x, gain, shift))
        return Description(
            symbol=a,
            title=translate("operations", "Layer {layer} · gain and shift").format(layer=node.layer),
            equation=f"{a} = {gs} ⊙ {xs} + {bs}",
            numpy=f"{node.output} = {gain} * {x} + {shift}",
            why=translate(
                "operations",
                "Every unit gets its own learned scale and mean: the network can undo the "
                "normalization where it does not help.",
            ),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write product and sum."""
        a, (x, gain, shift) = str(op.node.output), map(str, op.node.inputs)
        left, xs, gs, bs = map(matrix_symbol, (a, x, gain, shift))

        def cell(i: int, k: int) -> str:
            product = rf"{sheet.factor(gain, i, 0)} \cdot {sheet.factor(x, i, k)}"
            return f"{product} + {sheet.factor(shift, i, 0)}"

        cells = grid(cell, sheet.units(a), sheet.examples(a))
        return rf"{left} = {gs} \odot {xs} + {bs}", f"{left} = {cells} = {sheet.matrix(a)}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write product and sum of one unit."""
        j = unit_of(selection, op.node.layer)
        if j is None:
            return []
        a, (x, gain, shift) = str(op.node.output), map(str, op.node.inputs)
        symbols = rf"{entry_symbol(gain, j, 0)}\,{entry_symbol(x, j, k)} + {entry_symbol(shift, j, 0)}"
        numbers = rf"{sheet.factor(gain, j, 0)} \cdot {sheet.factor(x, j, k)}"
        return [
            f"{entry_symbol(a, j, k)} = {symbols}",
            f"= {numbers} + {sheet.factor(shift, j, 0)}",
            f"= {sheet.number(a, j, k)}",
        ]


class _BatchSum(OperationKind):
    """Base of the gradients of gain and shift: a sum over the batch for every unit."""

    def _factors(self, op: Operation) -> tuple[str, ...]:
        raise NotImplementedError

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the sum over the examples."""
        names, written = self._factors(op), op.writes[0]
        symbols = r"\odot ".join(f"{self._column(name)} " for name in names).strip()

        def cell(i: int, _: int) -> str:
            return total(lambda k: _numbers(sheet, names, i, k), sheet.frame.batch, sheet.columns)

        left, cells = matrix_symbol(written), grid(cell, sheet.units(written), [0])
        return (
            rf"{left} = \sum_{{n=1}}^{{m}} {symbols}",
            f"{left} = {cells} = {sheet.matrix(written)}",
        )

    @staticmethod
    def _column(name: str) -> str:
        return rf"\left({matrix_symbol(name)}\right)_{{n}}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the sum over the examples for one unit."""
        j = unit_of(selection, op.node.layer)
        if j is None:
            return []
        names, written, batch = self._factors(op), op.writes[0], sheet.frame.batch
        each = r"\,".join(entry_symbol(name, j, 0, "n" if batch > 1 else None) for name in names)
        symbols = rf"\sum_{{n=1}}^{{{batch}}} {each}" if batch > 1 else each
        numbers = total(lambda n: _numbers(sheet, names, j, n), batch, sheet.columns, sheet.example)
        return [
            f"{entry_symbol(written, j, 0)} = {symbols}",
            f"= {numbers}",
            f"= {sheet.number(written, j, 0)}",
        ]


def _numbers(sheet: ExplainContext, names: tuple[str, ...], row: int, column: int) -> str:
    return r" \cdot ".join(sheet.factor(name, row, column) for name in names)


class GainGradient(_BatchSum):
    """∂C/∂γ = Σ ∇a ⊙ x̂ over the batch."""

    name = "gain_gradient"

    def _factors(self, op: Operation) -> tuple[str, ...]:
        return str(op.node.output.gradient()), str(op.node.inputs[0])

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say whose error meets which normalized value."""
        n, d, x = node.layer, node.output.gradient(), node.inputs[0]
        s = superscript(n)
        return Description(
            symbol=f"∂γ{s}",
            title=translate("operations", "Layer {number} · gradient of the gain").format(number=n),
            equation=translate("operations", "∂C/∂γ{text} = Σ {str} ⊙ {str2} over the batch").format(
                text=s, str=text_symbol(str(d)), str2=text_symbol(str(x))
            ),
            numpy=f"{written} = ({d} * {x}).sum(axis=1, keepdims=True)",
            why=translate(
                "operations",
                "A gain is a weight whose input is the normalized unit: its gradient is the error of "
                "the unit times that input, summed over the batch.",
            ),
        )


class ShiftGradient(_BatchSum):
    """∂C/∂β = Σ ∇a over the batch."""

    name = "shift_gradient"

    def _factors(self, op: Operation) -> tuple[str, ...]:
        return (str(op.node.output.gradient()),)

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say that a shift takes the error as it is."""
        n, d = node.layer, node.output.gradient()
        s = superscript(n)
        return Description(
            symbol=f"∂β{s}",
            title=translate("operations", "Layer {number} · gradient of the shift").format(number=n),
            equation=translate("operations", "∂C/∂β{text} = Σ {str} over the batch").format(
                text=s, str=text_symbol(str(d))
            ),
            numpy=f"{written} = {d}.sum(axis=1, keepdims=True)",
            why=translate(
                "operations",
                "A shift is added to its unit like a bias, so its gradient is the summed error of the unit.",
            ),
        )


class GainBack(OperationKind):
    """∇x̂ = ∇a ⊙ γ."""

    name, motion = "gain_back", "back settle"

    def mistakes(self, op: Operation) -> Iterator[Slip]:
        """Yield what comes out without the gain."""
        d, written = str(op.node.output.gradient()), op.writes[0]

        def without(arrays: Mapping[str, Array]) -> None:
            arrays[written][...] = arrays[d]

        yield Slip(
            "missing_derivative",
            translate("operations", "the gain of layer {layer} is missing").format(layer=op.node.layer),
            without,
        )

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say that the gain scales the error too."""
        n, d, gain = node.layer, node.output.gradient(), node.inputs[1]
        symbol = text_symbol(str(written))
        return Description(
            symbol=symbol,
            title=translate("operations", "Layer {number} · through the gain").format(number=n),
            equation=f"{symbol} = {text_symbol(str(d))} ⊙ {text_symbol(str(gain))}",
            numpy=f"{written} = {d} * {gain}",
            why=translate(
                "operations",
                "The factor that scales a unit in the forward pass scales its error in the backward pass.",
            ),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the product with the gain."""
        written, d, gain = op.writes[0], str(op.node.output.gradient()), str(op.node.inputs[1])

        def cell(i: int, k: int) -> str:
            return rf"{sheet.factor(d, i, k)} \cdot {sheet.factor(gain, i, 0)}"

        left, cells = matrix_symbol(written), grid(cell, sheet.units(written), sheet.examples(written))
        return (
            rf"{left} = {matrix_symbol(d)} \odot {matrix_symbol(gain)}",
            f"{left} = {cells} = {sheet.matrix(written)}",
        )

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the product of one unit."""
        j = unit_of(selection, op.node.layer)
        if j is None:
            return []
        written, d, gain = op.writes[0], str(op.node.output.gradient()), str(op.node.inputs[1])
        return [
            rf"{entry_symbol(written, j, k)} = {entry_symbol(d, j, k)}\,{entry_symbol(gain, j, 0)}",
            rf"= {sheet.factor(d, j, k)} \cdot {sheet.factor(gain, j, 0)}",
            f"= {sheet.number(written, j, k)}",
        ]
