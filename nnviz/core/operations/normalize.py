"""Normalization over the units of every example, and its gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from nnviz.core.equations.formula import lines, piece
from nnviz.core.equations.matrices import grid, total
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol, text_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Array, Calls
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import BATCH, Value
from nnviz.core.operations.affine import products
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.rule import OperationKind, OperationRule, Slip, Step, unit_of
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import translate


def _statistics(node: ForwardNode) -> tuple[Value, Value]:
    """Return mean and variance of the inputs of a layer."""
    return Value("mean", node.layer), Value("var", node.layer)


def _names(node: ForwardNode) -> tuple[str, str, str, str]:
    mean, variance = _statistics(node)
    return str(node.inputs[0]), str(mean), str(variance), str(node.output)


class Normalize(OperationRule):
    """x̂ = (x − μ) / √(ν + ε), with mean μ and variance ν over the units of an example.

    Source: Ba, Kiros and Hinton 2016, eq. 3; the biased variance of torch.nn.LayerNorm.
    """

    name, motion = "normalize", "mix"

    def writes(self, node: ForwardNode) -> tuple[Value, ...]:
        """Return mean, variance and the normalized value."""
        return (*_statistics(node), node.output)

    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Bind mean, variance and quotient."""
        x, w = binding.arrays[node.inputs[0]], binding.workspace
        units, batch = x.shape
        mean, variance = (binding.new(value, 1, batch, axes=(BATCH,)) for value in _statistics(node))
        out, share = binding.like(node.output, node.inputs[0]), w.full(1.0 / units, 1, units)
        centred, square, root = w.empty(units, batch), w.empty(units, batch), w.empty(1, batch)
        binding.kept[node] = root
        return [
            (share.dot, (x, mean)),
            (np.subtract, (x, mean, centred)),
            (np.multiply, (centred, centred, square)),
            (share.dot, (square, variance)),
            (np.add, (variance, w.constant(node.number), root)),
            (np.sqrt, (root, root)),
            (np.divide, (centred, root, out)),
        ]

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield the gradient: what moves all units alike, or ranges them, changes nothing."""
        x = node.inputs[0]
        if not binding.wants(x):
            return
        d, w, normalized = binding.gradient(node.output), binding.workspace, binding.arrays[node.output]
        root = binding.kept[node]
        assert isinstance(root, np.ndarray)
        units, batch = d.shape
        share, t, dx = w.full(1.0 / units, 1, units), w.empty(units, batch), binding.room(node, x)
        first, second = w.empty(1, batch), w.empty(1, batch)
        calls: Calls = [
            (share.dot, (d, first)),
            (np.multiply, (d, normalized, t)),
            (share.dot, (t, second)),
            (np.multiply, (normalized, second, t)),
            (np.subtract, (d, first, dx)),
            (np.subtract, (dx, t, dx)),
            (np.divide, (dx, root, dx)),
        ]
        reads = (node.output.gradient(), node.output, _statistics(node)[1])
        yield Step("normalize_back", x, reads, calls)

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say what is subtracted and divided by."""
        x, mean, variance, out = _names(node)
        xs, ms, vs, symbol = map(text_symbol, (x, mean, variance, out))
        return Description(
            symbol=symbol,
            title=translate("operations", "Layer {layer} · normalization").format(layer=node.layer),
            equation=translate(
                "operations",
                "{symbol} = ({xs} − {ms}) / √({vs} + ε),  {ms} = mean and {vs} = variance of {xs} "
                "over the units, ε = {number}",
            ).format(symbol=symbol, xs=xs, ms=ms, vs=vs, number=f"{node.number:g}"),
            numpy=f"{mean} = {x}.mean(axis=0, keepdims=True); "
            f"{variance} = (({x} - {mean})**2).mean(axis=0, keepdims=True); "
            f"{out} = ({x} - {mean}) / np.sqrt({variance} + {node.number!r})",
            why=translate(
                "operations",
                "The units of each example are shifted to mean 0 and scaled to variance 1, so that "
                "their scale no longer depends on the layers before; ε is for numerical stability.",
            ),
        )

    def note(self, sheet: ExplainContext, op: Operation) -> str:
        """Return what is lost where only two units are normalized."""
        if sheet.frame.experiment.widths[op.node.layer] != 2:
            return ""
        return " " + translate(
            "operations",
            "With only 2 units the normalized values are about +1 and −1, whatever the inputs are: all that "
            "is passed on is which unit is larger.",
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write mean, variance and quotient."""
        x, mean, variance, out = _names(op.node)
        units = sheet.frame.values[x].shape[0]
        xs, ms, vs, symbol = map(matrix_symbol, (x, mean, variance, out))
        symbolic = lines(
            (ms, rf"= \frac{{1}}{{{units}}} \sum_{{k}} {_each(x)}"),
            (vs, rf"= \frac{{1}}{{{units}}} \sum_{{k}} \left({_each(x)} - {ms}\right)^{{2}}"),
            (symbol, rf"= \frac{{{xs} - {ms}}}{{\sqrt{{{vs} + \varepsilon}}}}"),
        )

        def cell(i: int, k: int) -> str:
            above = f"({sheet.number(x, i, k)} - {sheet.factor(mean, 0, k)})"
            return rf"{above} / {_root(sheet, op.node, k)}"

        cells = grid(cell, sheet.units(out), sheet.examples(out))
        numeric = lines(
            (ms, f"= {sheet.matrix(mean)}"), (vs, f"= {sheet.matrix(variance)}"),
            (symbol, f"= {cells} = {sheet.matrix(out)}"),
        )  # fmt: skip
        return symbolic, numeric

    def steps(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the quotient alone."""
        x, mean, variance, out = _names(op.node)
        xs, ms, vs, symbol = map(matrix_symbol, (x, mean, variance, out))
        quotient = rf"\frac{{{xs} - {ms}}}{{\sqrt{{{vs} + \varepsilon}}}}"
        return f"{symbol} = {quotient}", f"{symbol} = {sheet.matrix(out)}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write mean, variance and quotient for one unit."""
        j = unit_of(selection, op.node.layer)
        if j is None:
            return []
        x, mean, variance, out = _names(op.node)
        units = sheet.frame.values[x].shape[0]
        share, symbol, number = rf"\frac{{1}}{{{units}}}", entry_symbol(mean, 0, k), sheet.factor(mean, 0, k)
        sums = (
            total(lambda i: entry_symbol(x, i, k), units, sheet.rows, j),
            total(lambda i: sheet.factor(x, i, k), units, sheet.rows, j),
            total(lambda i: rf"({entry_symbol(x, i, k)} - {symbol})^{{2}}", units, sheet.rows, j),
            total(lambda i: rf"({sheet.number(x, i, k)} - {number})^{{2}}", units, sheet.rows, j),
        )
        below = rf"\sqrt{{{entry_symbol(variance, 0, k)} + \varepsilon}}"
        return [
            rf"{symbol} = {share}\,\left({sums[0]}\right)",
            rf"= {share}\,\left({sums[1]}\right)",
            f"= {sheet.number(mean, 0, k)}",
            rf"{entry_symbol(variance, 0, k)} = {share}\,\left({sums[2]}\right)",
            rf"= {share}\,\left({sums[3]}\right)",
            f"= {sheet.number(variance, 0, k)}",
            rf"{entry_symbol(out, j, k)} = \frac{{{entry_symbol(x, j, k)} - {symbol}}}{{{below}}}",
            rf"= \frac{{{sheet.number(x, j, k)} - {number}}}{{{_root(sheet, op.node, k)}}}",
            f"= {sheet.number(out, j, k)}",
        ]


def _each(name: str) -> str:
    """Return the letter of a value with a running index for the units, marked as the whole value."""
    latex = "x_{k}" if name == "X" else f"a^{{{name[1:]}}}_{{k}}"
    return piece(latex, name)


def _root(sheet: ExplainContext, node: ForwardNode, k: int) -> str:
    """Return √(ν + ε) with the numbers of one example."""
    epsilon = sheet.numerals.setting(node.number)
    return rf"\sqrt{{{sheet.number(_names(node)[2], 0, k)} + {epsilon}}}"


class NormalizeBack(OperationKind):
    """∇x = (∇x̂ − mean ∇x̂ − x̂ · mean(∇x̂ ⊙ x̂)) / √(ν + ε), means over the units."""

    name, motion = "normalize_back", "back mix"

    def mistakes(self, op: Operation) -> Iterator[Slip]:
        """Yield what comes out where mean and variance are held, or one of their two parts is forgotten."""
        d, written = str(op.node.output.gradient()), op.writes[0]
        _, _, variance, out = _names(op.node)
        epsilon, n = op.node.number, op.node.layer

        def patch(mean: bool, spread: bool) -> Callable[[Mapping[str, Array]], None]:
            def change(arrays: Mapping[str, Array]) -> None:
                gradient, normalized = arrays[d], arrays[out]
                found = gradient.copy()
                if mean:
                    found -= gradient.mean(axis=0)
                if spread:
                    found -= normalized * (gradient * normalized).mean(axis=0)
                arrays[written][...] = found / np.sqrt(arrays[variance] + epsilon)

            return change

        key = "missing_derivative"
        held = translate(
            "operations",
            "mean and variance of layer {layer}'s normalization are held, though they depend on the units",
        )
        yield Slip(key, held.format(layer=n), patch(False, False))
        mean = translate(
            "operations", "the term with the mean of the gradient of layer {layer}'s normalization is missing"
        )
        yield Slip(key, mean.format(layer=n), patch(False, True))
        through = translate(
            "operations", "the term through the variance of layer {layer}'s normalization is missing"
        )
        yield Slip(key, through.format(layer=n), patch(True, False))

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say what is taken out of the gradient."""
        n, d = written.layer, node.output.gradient()
        _, _, variance, out = _names(node)
        s, ds, vs, xs = superscript(n), *map(text_symbol, (str(d), variance, out))
        return Description(
            symbol=f"∇a{s}",
            title=translate(
                "operations", "Layer {number} · error through the normalization of layer {layer}"
            ).format(number=n, layer=node.layer),
            equation=translate(
                "operations",
                "∇a{text} = ({ds} − mean({ds}) − {xs} ⊙ mean({ds} ⊙ {xs})) / √({vs} + ε),  means "
                "over the units",
            ).format(text=s, ds=ds, xs=xs, vs=vs),
            numpy=f"{written} = ({d} - {d}.mean(axis=0, keepdims=True) "
            f"- {out} * ({d} * {out}).mean(axis=0, keepdims=True)) / np.sqrt({variance} + {node.number!r})",
            why=translate(
                "operations",
                "Shifting or scaling all units together does not change the normalized values, so "
                "these two components are removed from the gradient; the rest is scaled like the units.",
            ),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the gradient without its two lost parts."""
        _, _, variance, out = _names(op.node)
        d, written = str(op.node.output.gradient()), op.writes[0]
        left, ds, vs, xs = map(matrix_symbol, (written, d, variance, out))
        units = sheet.frame.values[out].shape[0]
        k_ds = rf"\frac{{1}}{{{units}}} \sum_{{k}} \left({ds}\right)_{{k}}"
        k_product = rf"\frac{{1}}{{{units}}} \sum_{{k}} \left({ds} \odot {xs}\right)_{{k}}"
        root = rf"\frac{{1}}{{\sqrt{{{vs} + \varepsilon}}}}"
        symbolic = rf"{left} = {root} \odot \left({ds} - {k_ds} - {xs} \odot {k_product}\right)"
        first, second = self._means(sheet, op)

        def cell(i: int, k: int) -> str:
            numbers = rf"{sheet.number(d, i, k)} - {sheet.numerals.factor(float(first[k]))} - "
            numbers += rf"{sheet.factor(out, i, k)} \cdot {sheet.numerals.factor(float(second[k]))}"
            return rf"({numbers}) / {_root(sheet, op.node, k)}"

        cells = grid(cell, sheet.units(out), sheet.examples(out))
        return symbolic, f"{left} = {cells} = {sheet.matrix(written)}"

    @staticmethod
    def _means(sheet: ExplainContext, op: Operation) -> tuple[Array, Array]:
        values = sheet.frame.values
        d, normalized = values[str(op.node.output.gradient())], values[str(op.node.output)]
        return d.mean(axis=0), (d * normalized).mean(axis=0)

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the gradient of one unit."""
        j = unit_of(selection, op.outputs[0].layer)
        if j is None:
            return []
        _, _, variance, out = _names(op.node)
        d, written = str(op.node.output.gradient()), op.writes[0]
        units = sheet.frame.values[out].shape[0]
        share = rf"\frac{{1}}{{{units}}}"
        sums = (
            total(lambda i: entry_symbol(d, i, k), units, sheet.rows, j),
            total(lambda i: sheet.factor(d, i, k), units, sheet.rows, j),
        )
        both = products(sheet, lambda i: (d, i, k), lambda i: (out, i, k), units, j)
        below = rf"\sqrt{{{entry_symbol(variance, 0, k)} + \varepsilon}}"
        first, second = entry_symbol(d, j, k), entry_symbol(out, j, k)
        symbols = rf"{first} - {share}\,\left({sums[0]}\right) - {second}\,{share}\,\left({both[0]}\right)"
        numbers = rf"{sheet.number(d, j, k)} - {share}\,\left({sums[1]}\right) - "
        numbers += rf"{sheet.factor(out, j, k)} \cdot {share}\,\left({both[1]}\right)"
        return [
            rf"{entry_symbol(written, j, k)} = \frac{{{symbols}}}{{{below}}}",
            rf"= \frac{{{numbers}}}{{{_root(sheet, op.node, k)}}}",
            f"= {sheet.number(written, j, k)}",
        ]
