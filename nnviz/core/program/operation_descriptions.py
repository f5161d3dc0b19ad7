"""What each operation is called, its equation, its NumPy line and why it is done.

The words for a function come from its row in the tables; here they are put together with the layer.
"""

from __future__ import annotations

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Call
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.program.operation import BACKWARD, FORWARD, LOSS, UPDATE, Operation
from nnviz.core.text.scripts import superscript


class OperationDescriptions:
    """Makes the operations of one experiment from their kind, layer and calls."""

    def __init__(self, e: Experiment) -> None:
        self.e = e
        self.last = len(e.layers)
        self._loss = LOSSES[e.loss]

    def operation(self, kind: str, layer: int | None, calls: tuple[Call, ...]) -> Operation:
        """Return the operation of `kind` (the name it writes, without its number)."""
        make = {
            "z": self._weighted_sum, "a": self._activation, "da_last": self._loss_gradient,
            "fused": self._fused_delta, "dz": self._through, "dW": self._weight_gradient,
            "db": self._bias_gradient, "da": self._pass_back,
        }
        if kind == "C" or layer is None:
            return self._loss_operation(calls)
        if kind in ("W", "b"):
            return self._update(kind, layer, calls)
        return make[kind](layer, calls)

    def _has_weights(self, layer: int) -> bool:
        return self.e.layers[layer - 1].units is not None

    def _before(self, layer: int) -> tuple[str, str]:
        """Symbol and name of the activations that enter `layer`."""
        return ("X", "X") if layer == 1 else (f"a{superscript(layer - 1)}", f"a{layer - 1}")

    def _row_title(self, layer: int) -> str:
        return ACTIVATIONS[self.e.layers[layer - 1].activation].title

    def _weighted_sum(self, n: int, calls: tuple[Call, ...]) -> Operation:
        s = superscript(n)
        symbol, name = self._before(n)
        if not self._has_weights(n):
            return Operation(
                FORWARD, n, f"z{s}", f"Layer {n} · taken over", f"z{s} = {symbol}", f"z{n} = {name}",
                "This layer has no weights: it acts on the activations of the layer before.",
                (name,), (f"z{n}",), calls,
            )
        return Operation(
            FORWARD, n, f"z{s}", f"Layer {n} · weighted sum", f"z{s} = W{s} {symbol} + b{s}",
            f"z{n} = W{n} @ {name} + b{n}",
            "Every unit adds up its inputs, each times its weight, and its bias.",
            (f"W{n}", name, f"b{n}"), (f"z{n}",), calls,
        )

    def _activation(self, n: int, calls: tuple[Call, ...]) -> Operation:
        row, s = ACTIVATIONS[self.e.layers[n - 1].activation], superscript(n)
        if row.elementwise:
            why = f"Every unit passes its own pre-activation through {row.title}."
            if row.slope is None:
                why = "The identity changes nothing: a is z."
        else:
            why = "The units share one: every activation depends on the pre-activations of all units."
        formula = f"{row.name}(z{s})" if row.slope is not None or not row.elementwise else f"z{s}"
        return Operation(
            FORWARD, n, f"a{s}", f"Layer {n} · {row.title}",
            f"a{s} = {formula},  {row.name}(z) = {row.equation}",
            f"a{n} = " + row.numpy.format(z=f"z{n}"), why, (f"z{n}",), (f"a{n}",), calls,
        )

    @property
    def _mean(self) -> bool:
        return self.e.reduction == "mean"

    def _loss_operation(self, calls: tuple[Call, ...]) -> Operation:
        row, n = self._loss, self.last
        over = "mean over the batch" if self._mean else "sum over the batch"
        divide = " / Y.shape[1]" if self._mean else ""
        if self.e.fused:
            equation, expression = row.fused_equation, row.fused_numpy.format(z=f"z{n}", y="Y")
        else:
            equation, expression = row.equation, row.numpy.format(a=f"a{n}", y="Y")
        return Operation(
            LOSS, None, "C", f"Loss · {row.title}", f"C = {equation},  {over}", f"C = {expression}{divide}",
            f"One number says how far the outputs are from the targets: the {over} of the examples' losses.",
            (f"z{n}" if self.e.fused else f"a{n}", "Y"), ("C",), calls,
        )

    def _loss_gradient(self, n: int, calls: tuple[Call, ...]) -> Operation:
        row, s = self._loss, superscript(n)
        mean = "  · 1/m" if self._mean else ""
        divide = " / Y.shape[1]" if self._mean else ""
        return Operation(
            BACKWARD, n, f"∇a{s}", f"Layer {n} · gradient of the loss",
            f"∇a{s} = ∂C/∂a{s} = {row.gradient_equation}{mean}",
            f"da{n} = {row.gradient_numpy.format(a=f'a{n}', y='Y')}{divide}",
            "The first factor of the chain rule: how the loss changes with each output"
            + (", shared among the m examples of the batch." if self._mean else "."),
            (f"a{n}", "Y"), (f"da{n}",), calls,
        )

    def _fused_delta(self, n: int, calls: tuple[Call, ...]) -> Operation:
        s = superscript(n)
        mean, divide = ("  · 1/m", " / Y.shape[1]") if self._mean else ("", "")
        title = self._row_title(n)
        return Operation(
            BACKWARD, n, f"δ{s}", f"Layer {n} · loss and {title} at once",
            f"δ{s} = ∂C/∂z{s} = a{s} − Y{mean}", f"dz{n} = (a{n} - Y){divide}",
            f"The slope of {self._loss.title} and that of {title} cancel, what stays is output minus target.",
            (f"a{n}", "Y"), (f"dz{n}",), calls,
        )

    def _through(self, n: int, calls: tuple[Call, ...]) -> Operation:
        row, s = ACTIVATIONS[self.e.layers[n - 1].activation], superscript(n)
        common = (BACKWARD, n, f"δ{s}", f"Layer {n} · through {row.title}")
        reads, writes = (f"da{n}", *(f"{name}{n}" for name in row.slope_reads)), (f"dz{n}",)
        if not row.elementwise:
            return Operation(
                *common, f"δ{s} = J(a{s})ᵀ ∇a{s},  {row.slope_equation.replace('J with ', '')}",
                f"dz{n} = a{n} * (da{n} - np.sum(a{n} * da{n}, axis=0))",
                "Every output depends on every pre-activation: each δ gathers the gradient of all outputs.",
                reads, writes, calls,
            )
        if row.slope is None:
            return Operation(
                *common, f"δ{s} = ∇a{s}", f"dz{n} = da{n}",
                "The slope of the identity is 1: nothing changes.", reads, writes, calls,
            )
        return Operation(
            *common, f"δ{s} = ∇a{s} ⊙ {row.name}′(z{s}),  {row.name}′(z) = {row.slope_equation}",
            f"dz{n} = da{n} * ({row.slope_numpy.format(z=f'z{n}', a=f'a{n}')})",
            f"The gradient is scaled by how steep {row.title} is at z{s}: the steeper the unit, the more of "
            "the error it takes.",
            reads, writes, calls,
        )

    def _weight_gradient(self, n: int, calls: tuple[Call, ...]) -> Operation:
        s, penalty = superscript(n), self.e.regularization
        symbol, name = self._before(n)
        equation, line, reads = f"∂C/∂W{s} = δ{s} ({symbol})ᵀ", f"dW{n} = dz{n} @ {name}.T", [f"dz{n}", name]
        why = (
            "A weight's share is the error of the unit it leads to times the activation it carries, "
            "summed over the batch."
        )
        if penalty.l1:
            equation, line = f"{equation} + λ₁ sign(W{s})", f"{line} + {penalty.l1!r} * np.sign(W{n})"
        if penalty.l2:
            equation, line = f"{equation} + λ₂ W{s}", f"{line} + {penalty.l2!r} * W{n}"
        if penalty.l1 or penalty.l2:
            reads.append(f"W{n}")
            why += " The penalty pulls the weight towards 0."
        return Operation(
            BACKWARD, n, f"∂W{s}", f"Layer {n} · gradient of the weights", equation, line, why, tuple(reads),
            (f"dW{n}",), calls,
        )

    def _bias_gradient(self, n: int, calls: tuple[Call, ...]) -> Operation:
        s = superscript(n)
        return Operation(
            BACKWARD, n, f"∂b{s}", f"Layer {n} · gradient of the biases", f"∂C/∂b{s} = Σ δ{s} over the batch",
            f"db{n} = dz{n}.sum(axis=1, keepdims=True)",
            "A bias is a weight whose input is always 1, so its share is the error of its unit.",
            (f"dz{n}",), (f"db{n}",), calls,
        )

    def _pass_back(self, n: int, calls: tuple[Call, ...]) -> Operation:
        s, t = superscript(n), superscript(n + 1)
        title = f"Layer {n} · error from layer {n + 1}"
        if not self._has_weights(n + 1):
            return Operation(
                BACKWARD, n, f"∇a{s}", title, f"∇a{s} = δ{t}", f"da{n} = dz{n + 1}",
                f"Layer {n + 1} has no weights, so its error arrives unchanged.",
                (f"dz{n + 1}",), (f"da{n}",), calls,
            )
        return Operation(
            BACKWARD, n, f"∇a{s}", title, f"∇a{s} = ∂C/∂a{s} = (W{t})ᵀ δ{t}",
            f"da{n} = W{n + 1}.T @ dz{n + 1}",
            f"The error of layer {n + 1} flows back along the weights it came by.",
            (f"W{n + 1}", f"dz{n + 1}"), (f"da{n}",), calls,
        )

    def _update(self, kind: str, n: int, calls: tuple[Call, ...]) -> Operation:
        row, s = OPTIMIZERS[self.e.optimizer.name], superscript(n)
        p, g = f"{kind}{n}", f"d{kind}{n}"
        names = {"p": p, "g": g, "t": "t"}
        for vector in row.state:
            names[vector], names[f"{vector}_next"] = f"{vector}{p}", f"{vector}{p}_next"
        lines = []
        for written, expression in row.numpy:
            target = f"{p}_next" if written == "p" else names[f"{written}_next"]
            lines.append(f"{target} = {expression.format(**names)}")
        what = "weights" if kind == "W" else "biases"
        return Operation(
            UPDATE, n, f"{kind}{s}", f"Layer {n} · new {what}",
            ",  ".join(line.format(p=f"{kind}{s}", g=f"∂C/∂{kind}{s}") for line in row.equations),
            "; ".join(lines),
            f"{row.title} moves every one of the {what} against its gradient, so that the loss goes down.",
            (p, g, *(f"{v}{p}" for v in row.state), *(("t",) if row.counts else ())),
            (*(f"{v}{p}_next" for v in row.state), f"{p}_next"), calls,
        )
