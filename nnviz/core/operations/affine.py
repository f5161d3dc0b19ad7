"""Weighted sums: z = W x + b, and the gradients of weights, biases and inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nnviz.core.equations.formula import piece
from nnviz.core.equations.matrices import grid, total
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol, text_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Calls
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.rule import OperationKind, OperationRule, Step, unit_of
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import translate

Entry = tuple[str, int, int]
"""Name of a value, row, column."""


def _bias(node: ForwardNode) -> Value | None:
    return node.inputs[2] if len(node.inputs) > 2 else None


def _symbols(node: ForwardNode) -> tuple[str, str, str]:
    """Return how output, input and weights are written in plain text."""
    x, weights = node.inputs[:2]
    return text_symbol(str(node.output)), text_symbol(str(x)), text_symbol(str(weights))


class Affine(OperationRule):
    """z = W x + b for every example; the bias may be left out, or be one number for all units."""

    name, motion = "affine", "sum"

    def reads(self, node: ForwardNode) -> tuple[Value, ...]:
        """Return weights, input and bias, as they stand in the equation."""
        x, weights, *bias = node.inputs
        return (weights, x, *bias)

    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Bind one product; a bias for every unit is in it, as the weight of an input that is always 1."""
        x, weights, bias, p = node.inputs[0], node.inputs[1], _bias(node), binding.parameters
        whole = p.folded(p.flat, weights)
        z = binding.new(node.output, len(whole), binding.batch)
        if bias is not None and p.block(bias) is p.block(weights):
            return [(whole.dot, (binding.with_ones(x), z))]
        calls: Calls = [(whole.dot, (binding.arrays[x], z))]
        return calls if bias is None else [*calls, (np.add, (z, binding.arrays[bias], z))]

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield ∂C/∂W, ∂C/∂b and, where it is wanted, the gradient of the input."""
        x, weights, bias, p = node.inputs[0], node.inputs[1], _bias(node), binding.parameters
        dz, d = binding.gradient(node.output), node.output.gradient()
        folded = bias is not None and p.block(bias) is p.block(weights)
        if folded and bias is not None:
            room = binding.folded_room(node, weights, bias)
            yield Step("weight_gradient", weights, (d, x), [(dz.dot, (binding.with_ones(x).T, room))])
            yield Step("bias_gradient", bias, (d,), [])
        else:
            room = binding.room(node, weights)
            yield Step("weight_gradient", weights, (d, x), [(dz.dot, (binding.arrays[x].T, room))])
            if bias is not None:
                ones, sum_ = binding.workspace.full(1.0, dz.size), binding.room(node, bias)
                sum_calls: Calls = [(dz.reshape(-1).dot, (ones, sum_.reshape(())))]
                yield Step("bias_gradient", bias, (d,), sum_calls)
        if binding.wants(x):
            whole = p.folded(p.flat, weights)
            # The transposed W|b is contiguous and W alone is not, which would cost a copy; the row of the
            # bias falls into a last row that nobody reads.
            full = binding.workspace.empty(whole.shape[1], binding.batch)
            binding.room(node, x, full[:-1] if folded else full)
            yield Step("input_gradient", x, (weights, d), [(whole.T.dot, (dz, full))])

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Name the weighted sum of its layer."""
        (z, x, weights), bias, n = _symbols(node), _bias(node), node.layer
        end, code = ("", "") if bias is None else (f" + {text_symbol(str(bias))}", f" + {bias}")
        why = {
            None: translate("operations", "Every unit computes the weighted sum of its inputs."),
            True: translate(
                "operations", "Every unit computes the weighted sum of its inputs and adds its bias."
            ),
            False: translate(
                "operations",
                "Every unit computes the weighted sum of its inputs and adds the bias of the layer.",
            ),
        }[None if bias is None else e.layers[node.inputs[1].layer - 1].bias is True]
        return Description(
            symbol=z,
            title=translate("operations", "Layer {number} · weighted sum").format(number=n),
            equation=f"{z} = {weights} {x}{end}",
            numpy=f"{node.output} = {node.inputs[1]} @ {node.inputs[0]}{code}",
            why=why,
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the product of two matrices and the bias."""
        z, (x, weights, *bias) = str(op.node.output), map(str, op.node.inputs)
        left = matrix_symbol(z)
        symbols = rf"{matrix_symbol(weights)}\,{matrix_symbol(x)}"
        numbers = rf"{sheet.matrix(weights)}\,{sheet.matrix(x)}"
        for name in bias:
            symbols, numbers = f"{symbols} + {matrix_symbol(name)}", f"{numbers} + {sheet.matrix(name)}"
        return f"{left} = {symbols}", f"{left} = {numbers} = {sheet.matrix(z)}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the sum over the inputs of one unit."""
        j = unit_of(selection, op.node.layer)
        if j is None:
            return []
        z, (x, weights, *bias) = str(op.node.output), map(str, op.node.inputs)
        symbols, numbers = products(
            sheet, lambda i: (weights, j, i), lambda i: (x, i, k), sheet.frame.values[x].shape[0],
            selection.source,
        )  # fmt: skip
        for name in bias:
            row = j if sheet.frame.values[name].shape[0] > 1 else 0
            symbols += f" + {entry_symbol(name, row, 0)}"
            numbers += f" + {sheet.factor(name, row, 0)}"
        return [f"{entry_symbol(z, j, k)} = {symbols}", f"= {numbers}", f"= {sheet.number(z, j, k)}"]


class WeightGradient(OperationKind):
    """∂C/∂W = δ xᵀ, and what the penalty adds."""

    name, motion = "weight_gradient", "meet"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say whose error meets which activation."""
        n, penalty, x = node.layer, e.regularization, node.inputs[0]
        s, d = superscript(n), node.output.gradient()
        equation = f"∂C/∂W{s} = {text_symbol(str(d))} ({text_symbol(str(x))})ᵀ"
        line = f"{written} = {d} @ {x}.T"
        why = translate(
            "operations",
            "The gradient of a weight is the error of the unit it leads to times the activation "
            "it multiplies, summed over the batch.",
        )
        if written.via is None:
            if penalty.l1:
                equation = f"{equation} + λ₁ sign(W{s})"
                line = f"{line} + {penalty.l1!r} * np.sign(W{n})"
            if penalty.l2:
                equation, line = f"{equation} + λ₂ W{s}", f"{line} + {penalty.l2!r} * W{n}"
            if penalty.l1 or penalty.l2:
                why = translate("operations", "{why} The penalty pulls the weight towards 0.").format(why=why)
        return Description(
            symbol=f"∂W{s}",
            title=translate("operations", "Layer {number} · gradient of the weights").format(number=n),
            equation=equation,
            numpy=line,
            why=why,
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the product of δ and the transposed input, for the whole batch."""
        n, x, dz = op.node.layer, str(op.node.inputs[0]), str(op.node.output.gradient())
        penalty, weights, written = sheet.frame.experiment.regularization, f"W{n}", op.writes[0]
        left, inputs = matrix_symbol(written), matrix_symbol(x)
        inputs = rf"{inputs}^{{\top}}" if x == "X" else rf"\left({inputs}\right)^{{\top}}"
        symbolic = rf"{left} = {matrix_symbol(dz)}\,{inputs}"
        if sheet.example is None or sheet.frame.batch == 1:
            product = rf"{sheet.matrix(dz, whole=True)}\,{sheet.matrix(x, whole=True, transposed=True)}"
        else:
            product = " + ".join(
                r"\cdots" if k is None else rf"{_column(sheet, dz, k)}\,{_row(sheet, x, k)}"
                for k in sheet.summands()
            )
        numbers = f"{left} = {product}"
        if penalty.l1:
            symbolic += rf" + \lambda_1 \operatorname{{sign}}({matrix_symbol(weights)})"
            numbers += (
                rf" + {sheet.numerals.setting(penalty.l1)}\,\operatorname{{sign}}{sheet.matrix(weights)}"
            )
        if penalty.l2:
            symbolic += rf" + \lambda_2\,{matrix_symbol(weights)}"
            numbers += rf" + {sheet.numerals.setting(penalty.l2)}\,{sheet.matrix(weights)}"
        return symbolic, f"{numbers} = {sheet.matrix(written)}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the sum over the batch for one weight."""
        wanted = selection.kind == "weight" and selection.layer == op.node.layer
        return parameter_gradient(sheet, selection, op.node.layer) if wanted else []


class BiasGradient(OperationKind):
    """∂C/∂b = Σ δ over the batch; over the units too where they share one bias."""

    name, motion = "bias_gradient", "drop"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say that a bias takes the error as it is."""
        n, d = node.layer, node.output.gradient()
        s, shared = superscript(n), e.layers[node.inputs[1].layer - 1].bias is not True
        if shared:
            title = translate("operations", "Layer {layer} · gradient of the shared bias")
            equation = translate("operations", "∂C/∂b{above} = Σ {error} over the units and batch")
            why = translate(
                "operations",
                "A bias is a weight whose input is always 1, so its gradient is the summed error of all "
                "units that share it.",
            )
        else:
            title = translate("operations", "Layer {layer} · gradient of the biases")
            equation = translate("operations", "∂C/∂b{above} = Σ {error} over the batch")
            why = translate(
                "operations",
                "A bias is a weight whose input is always 1, so its gradient is the summed error "
                "of its unit.",
            )
        over = "keepdims=True" if shared else "axis=1, keepdims=True"
        return Description(
            symbol=f"∂b{s}",
            title=title.format(layer=n),
            equation=equation.format(above=s, error=text_symbol(str(d))),
            numpy=f"{written} = {d}.sum({over})",
            why=why,
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the columns of δ added up."""
        n, written, name = op.node.layer, op.writes[0], str(op.node.output.gradient())
        left = matrix_symbol(written)
        if sheet.frame.experiment.layers[n - 1].bias is not True:
            cells = sheet.matrix(name, whole=True)
            each = piece(rf"\delta^{{{n}}}_{{k,n}}", name)
            symbolic = rf"{left} = \sum_{{n=1}}^{{m}} \sum_{{k}} {each}"
            return symbolic, rf"{left} = \sum {cells} = {sheet.matrix(written)}"
        columns = [r"\cdots" if k is None else _column(sheet, name, k) for k in sheet.summands()]
        column = rf"\delta^{{{n}}}_{{n}}"
        symbolic = rf"{left} = \sum_{{n=1}}^{{m}} {piece(column, name)}"
        return symbolic, f"{left} = {' + '.join(columns)} = {sheet.matrix(written)}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the sum over the batch for the bias of a unit."""
        n = op.node.layer
        if selection.layer != n or selection.kind not in ("unit", "bias"):
            return []
        return parameter_gradient(sheet, Selection("bias", n, selection.unit), n)


def _column(sheet: ExplainContext, name: str, k: int) -> str:
    """Return the column of a value that belongs to one example."""
    return grid(lambda i, j: sheet.number(name, i, j), sheet.units(name), [k])


def _row(sheet: ExplainContext, name: str, k: int) -> str:
    """Return the column of a value that belongs to one example, as a row."""
    return grid(lambda j, i: sheet.number(name, i, j), [k], sheet.units(name))


class InputGradient(OperationKind):
    """∇x = Wᵀ δ: the error on its way to the layer before."""

    name, motion = "input_gradient", "back sum"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say from which layer the error comes."""
        n, after = written.layer, node.layer
        s, t, d = superscript(n), superscript(after), node.output.gradient()
        return Description(
            symbol=f"∇a{s}",
            title=translate("operations", "Layer {number} · error from layer {after}").format(
                number=n, after=after
            ),
            equation=f"∇a{s} = ∂C/∂a{s} = (W{t})ᵀ δ{t}",
            numpy=f"{written} = {node.inputs[1]}.T @ {d}",
            why=translate(
                "operations",
                "The error of layer {after} is propagated back through the weights of layer {after}.",
            ).format(after=after),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the product of the transposed weights and δ."""
        written, weights, after = op.writes[0], str(op.node.inputs[1]), str(op.node.output.gradient())
        left = matrix_symbol(written)
        return (
            rf"{left} = \left({matrix_symbol(weights)}\right)^{{\top}}\,{matrix_symbol(after)}",
            rf"{left} = {sheet.matrix(weights, transposed=True)}\,{sheet.matrix(after)}"
            f" = {sheet.matrix(written)}",
        )

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the sum over the units that one unit leads to."""
        written, n = op.outputs[0], op.node.layer
        carried = selection.kind == "weight" and selection.layer == n
        i = selection.source if carried else unit_of(selection, written.layer)
        if i is None:
            return []
        weights, after = str(op.node.inputs[1]), str(op.node.output.gradient())
        symbols, numbers = products(
            sheet, lambda j: (weights, j, i), lambda j: (after, j, k), sheet.frame.values[after].shape[0],
            selection.unit if selection.layer == n else None,
        )  # fmt: skip
        name = str(written)
        return [f"{entry_symbol(name, i, k)} = {symbols}", f"= {numbers}", f"= {sheet.number(name, i, k)}"]


def products(
    sheet: ExplainContext,
    first: Callable[[int], Entry],
    second: Callable[[int], Entry],
    count: int,
    keep: int | None,
) -> tuple[str, str]:
    """Return a sum of products of two entries, in symbols and in numbers."""

    def symbols(i: int) -> str:
        return rf"{entry_symbol(*first(i))}\,{entry_symbol(*second(i))}"

    def numbers(i: int) -> str:
        return rf"{sheet.factor(*first(i))} \cdot {sheet.factor(*second(i))}"

    return total(symbols, count, sheet.rows, keep), total(numbers, count, sheet.rows, keep)


def parameter_gradient(sheet: ExplainContext, selection: Selection, n: int) -> list[str]:
    """Return the gradient of one weight or bias: the sum over the batch, and the penalty."""
    if selection.kind == "bias" and sheet.frame.experiment.layers[n - 1].bias is not True:
        return _shared_bias_gradient(sheet, n)
    j, batch, penalty = selection.unit, sheet.frame.batch, sheet.frame.experiment.regularization
    weight, i = selection.kind == "weight", selection.source or 0
    name, dz, before = f"d{selection.parameter}", f"dz{n}", sheet.before(n)

    def symbols(k: int | str) -> str:
        column = k if isinstance(k, int) else 0
        index = k if batch > 1 else None
        error = entry_symbol(dz, j, column, index)
        return rf"{error}\,{entry_symbol(before, i, column, index)}" if weight else error

    def numbers(k: int) -> str:
        error = sheet.factor(dz, j, k)
        return rf"{error} \cdot {sheet.factor(before, i, k)}" if weight else error

    symbol = rf"\sum_{{n=1}}^{{{batch}}} {symbols('n')}" if batch > 1 else symbols(0)
    number = total(numbers, batch, sheet.columns, sheet.example)
    own, setting = f"W{n}", sheet.numerals.setting
    if weight and penalty.l1:
        symbol += rf" + \lambda_1 \operatorname{{sign}}({entry_symbol(own, j, i)})"
        number += rf" + {setting(penalty.l1)} \cdot \operatorname{{sign}}({sheet.number(own, j, i)})"
    if weight and penalty.l2:
        symbol += rf" + \lambda_2\,{entry_symbol(own, j, i)}"
        number += rf" + {setting(penalty.l2)} \cdot {sheet.factor(own, j, i)}"
    written = [f"{entry_symbol(name, j, i)} = {symbol}", f"= {number}", f"= {sheet.number(name, j, i)}"]
    # The only example's δ is the bias's gradient: there is nothing to add up.
    return [written[0], written[2]] if batch == 1 and not weight else written


def _shared_bias_gradient(sheet: ExplainContext, n: int) -> list[str]:
    """Return the gradient of the one bias of a layer: the sum over its units and the batch."""
    name, dz, batch = f"db{n}", f"dz{n}", sheet.frame.batch
    units = sheet.frame.values[dz].shape[0]
    over = rf"\sum_{{n=1}}^{{{batch}}} " if batch > 1 else ""
    indices = "k,n" if batch > 1 else "k"
    symbol = piece(rf"\delta^{{{n}}}_{{{indices}}}", dz)
    numbers = total(
        lambda i: sheet.factor(dz, i % units, i // units), units * batch, max(sheet.rows, sheet.columns)
    )
    return [
        rf"{entry_symbol(name, 0, 0)} = {over}\sum_{{k=1}}^{{{units}}} {symbol}",
        f"= {numbers}",
        f"= {sheet.number(name, 0, 0)}",
    ]
