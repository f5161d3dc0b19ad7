"""Wrong expressions for what an operation computes: the judge's mistakes, made at this one operation.

Each is a NumPy expression in the names of ``nnviz trace`` and the same as a function of the values, so that
nothing has to be executed to know what it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.equations.symbols import parts
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS, Activation, activate, slope
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.mistakes import diagonal
from nnviz.core.network.operation import Operation

Values = Mapping[str, Array]

OWN_MISTAKES = (
    "missing_bias", "missing_activation", "other_activation", "derivative_instead", "missing_learning_rate",
    "no_step", "not_normalized", "other_loss", "step_only",
)  # fmt: skip
"""Mistakes of forward operations and updates, beside the judge's diagnoses."""


@dataclass(frozen=True)
class Expression:
    """An expression for a value, right or wrong.

    Attributes
    ----------
    text
        NumPy, in the names of ``nnviz trace``.
    array
        What it gives for the values of an iteration, shape (units, batch) or that of a parameter.
    mistake
        A diagnosis of the judge, one of `OWN_MISTAKES`, or empty if it is right.
    """

    text: str
    array: Callable[[Values], Array]
    mistake: str = ""


def wrong_expressions(e: Experiment, operation: Operation, right: Expression) -> Iterator[Expression]:
    """Yield wrong expressions for what an operation writes, the most instructive first.

    Some may give the right numbers for some values; see `nnviz.core.lessons.quiz.items`.

    Parameters
    ----------
    e
        The recipe in force.
    operation
        The operation.
    right
        What it computes.
    """
    target = operation.writes[-1]
    kind, _, n, new = parts(target)
    if new:
        yield from _of_update(right, target)
        return
    makers = {
        "affine": _of_sum, "copy": _of_sum, "activation": _of_activation, "softmax": _of_activation,
        "loss": _of_loss, "fused": _of_loss, "loss_gradient": _of_error, "input_gradient": _of_error,
        "copy_back": _of_error, "delta": _of_delta, "softmax_delta": _of_delta, "fused_delta": _of_delta,
        "weight_gradient": _of_weights, "bias_gradient": _of_biases, "mask": _of_mask, "mask_back": _of_mask,
    }  # fmt: skip
    maker = makers.get(operation.kind)
    if maker is not None:
        yield from maker(e, operation, right, n)
    yield from _factors(e, right, kind)


def _of_mask(e: Experiment, operation: Operation, right: Expression, n: int) -> Iterator[Expression]:
    masked = next(str(value) for value in operation.inputs if value.kind != "mask")
    yield Expression(masked, lambda v: v[masked], "missing_mask")


def _has_weights(e: Experiment, n: int) -> bool:
    return e.layers[n - 1].units is not None


def _square(e: Experiment, n: int) -> bool:
    return _has_weights(e, n) and e.widths[n] == e.widths[n - 1] > 1


def _before(n: int) -> str:
    return "X" if n == 1 else f"a{n - 1}"


def _slope_text(e: Experiment, n: int) -> str:
    return ACTIVATIONS[e.layers[n - 1].activation].slope_numpy.format(z=f"z{n}", a=f"a{n}")


def _slope(e: Experiment, n: int) -> Callable[[Values], Array]:
    row = ACTIVATIONS[e.layers[n - 1].activation]
    return lambda v: slope(row, v[f"z{n}"])


def _elementwise(e: Experiment, n: int) -> bool:
    return ACTIVATIONS[e.layers[n - 1].activation].elementwise


def _factors(e: Experiment, right: Expression, kind: str) -> Iterator[Expression]:
    text, of = right.text, right.array
    yield Expression(f"-({text})", lambda v: -of(v), "sign")
    if kind in ("C", "da", "dz", "dW", "db"):
        if e.reduction == "mean":
            yield Expression(f"({text}) * X.shape[1]", lambda v: of(v) * v["X"].shape[1], "factor_m")
        else:
            yield Expression(f"({text}) / X.shape[1]", lambda v: of(v) / v["X"].shape[1], "factor_m")
    yield Expression(f"2 * ({text})", lambda v: 2 * of(v), "factor_2")


def _of_sum(e: Experiment, operation: Operation, right: Expression, n: int) -> Iterator[Expression]:
    a = _before(n)
    if not _has_weights(e, n):
        yield Expression(f"1 - {a}", lambda v: 1 - v[a], "other_activation")
        return
    w, b = f"W{n}", f"b{n}"
    if e.layers[n - 1].bias is False:
        if _square(e, n):
            yield Expression(f"{w}.T @ {a}", lambda v: v[w].T @ v[a], "untransposed_weights")
        yield Expression(f"{a}.T @ {w}.T", lambda v: v[a].T @ v[w].T, "transposed")
        return
    yield Expression(f"{w} @ {a}", lambda v: v[w] @ v[a], "missing_bias")
    if _square(e, n):
        text = f"{w}.T @ {a} + {b}"
        yield Expression(text, lambda v: v[w].T @ v[a] + v[b], "untransposed_weights")
    yield Expression(f"{w} @ {a} - {b}", lambda v: v[w] @ v[a] - v[b], "sign")
    yield Expression(f"{a}.T @ {w}.T + {b}.T", lambda v: v[a].T @ v[w].T + v[b].T, "transposed")


def _of_activation(e: Experiment, operation: Operation, right: Expression, n: int) -> Iterator[Expression]:
    name, z = e.layers[n - 1].activation, f"z{n}"
    if name != "identity":
        yield Expression(z, lambda v: v[z], "missing_activation")
    if name == "softmax":
        yield Expression(f"np.exp({z})", lambda v: np.exp(v[z]), "not_normalized")
        text = f"np.exp({z}) / np.exp({z}).sum(axis=1, keepdims=True)"
        yield Expression(
            text, lambda v: np.exp(v[z]) / np.exp(v[z]).sum(axis=1, keepdims=True), "not_normalized"
        )
    elif name != "identity":
        yield Expression(_slope_text(e, n), _slope(e, n), "derivative_instead")
    for other in ("sigmoid", "tanh", "relu"):
        if other != name:
            yield _activation(ACTIVATIONS[other], z)


def _activation(row: Activation, z: str) -> Expression:
    """Return another activation of the same pre-activations."""
    return Expression(row.numpy.format(z=z, a=""), lambda v: activate(row, v[z]), "other_activation")


def _of_loss(e: Experiment, operation: Operation, right: Expression, n: int) -> Iterator[Expression]:
    last = f"a{len(e.layers)}"
    if e.loss != "mean_absolute_error":
        yield Expression(
            f"np.sum(np.abs({last} - Y))", lambda v: np.sum(np.abs(v[last] - v["Y"])), "other_loss"
        )


def _of_error(e: Experiment, operation: Operation, right: Expression, n: int) -> Iterator[Expression]:
    last = len(e.layers)
    if n == last:
        a = f"a{n}"
        yield Expression(f"Y - {a}", lambda v: v["Y"] - v[a], "sign")
        yield Expression(f"{a} - Y", lambda v: v[a] - v["Y"], "double_derivative")
        return
    after, delta, error = n + 1, f"dz{n + 1}", f"da{n + 1}"
    if not _has_weights(e, after):
        if error in operation.reads or after < last:
            yield Expression(error, lambda v: v[error], "missing_derivative")
        return
    w = f"W{after}"
    if _square(e, after):
        yield Expression(f"{w} @ {delta}", lambda v: v[w] @ v[delta], "untransposed_weights")
        text = f"np.diagonal({w})[:, None] * {delta}"
        yield Expression(text, lambda v: np.diagonal(v[w])[:, None] * v[delta], "only_k_equals_j")
    if after < last or not e.fused:
        yield Expression(f"{w}.T @ {error}", lambda v: v[w].T @ v[error], "missing_derivative")
    if _elementwise(e, n) and e.layers[n - 1].activation != "identity":
        text, of = f"({right.text}) * ({_slope_text(e, n)})", _slope(e, n)
        yield Expression(text, lambda v: right.array(v) * of(v), "double_derivative")


def _of_delta(e: Experiment, operation: Operation, right: Expression, n: int) -> Iterator[Expression]:
    error, a = f"da{n}", f"a{n}"
    if n == len(e.layers) and e.fused:
        text = f"({right.text}) * {a} * (1 - {a})"
        yield Expression(text, lambda v: right.array(v) * v[a] * (1 - v[a]), "double_derivative")
        return
    if e.layers[n - 1].activation == "identity":
        text = f"{error} * z{n}"
        yield Expression(text, lambda v: v[error] * v[f"z{n}"], "double_derivative")
        return
    yield Expression(error, lambda v: v[error], "missing_derivative")
    if _elementwise(e, n):
        text, of = f"{error} * ({_slope_text(e, n)})**2", _slope(e, n)
        yield Expression(text, lambda v: v[error] * of(v) ** 2, "double_derivative")
    else:
        text = f"{error} * {a} * (1 - {a})"
        yield Expression(text, lambda v: v[error] * diagonal(e, n, v), "diagonal_only")


def _of_weights(e: Experiment, operation: Operation, right: Expression, n: int) -> Iterator[Expression]:
    delta, error, a = f"dz{n}", f"da{n}", _before(n)
    penalty = e.regularization
    if penalty.l1 or penalty.l2:
        yield Expression(f"{delta} @ {a}.T", lambda v: v[delta] @ v[a].T, "missing_penalty")
    plain = e.layers[n - 1].activation == "identity"
    if not plain and (n < len(e.layers) or not e.fused):
        yield Expression(f"{error} @ {a}.T", lambda v: v[error] @ v[a].T, "missing_derivative")
    yield Expression(f"({right.text}).T", lambda v: right.array(v).T, "transposed")
    if e.widths[n] == e.widths[n - 1]:
        yield Expression(f"{delta} * {a}", lambda v: v[delta] * v[a], "bias_not_summed")


def _of_biases(e: Experiment, operation: Operation, right: Expression, n: int) -> Iterator[Expression]:
    delta, error = f"dz{n}", f"da{n}"
    yield Expression(delta, lambda v: v[delta], "bias_not_summed")
    plain = e.layers[n - 1].activation == "identity"
    if not plain and (n < len(e.layers) or not e.fused):
        text = f"{error}.sum(axis=1, keepdims=True)"
        yield Expression(text, lambda v: v[error].sum(axis=1, keepdims=True), "missing_derivative")
    text = f"{delta}.sum(axis=0, keepdims=True)"
    yield Expression(text, lambda v: v[delta].sum(axis=0, keepdims=True), "transposed")


def _of_update(right: Expression, target: str) -> Iterator[Expression]:
    p = target.removesuffix("_next")
    text, of, gradient = right.text, right.array, f"d{p}"
    step = _step(text, p)
    back = f"{p} + {step}" if step else f"2 * {p} - ({text})"
    far = f"{p} - 2 * {step}" if step else f"2 * ({text}) - {p}"
    yield Expression(back, lambda v: 2 * v[p] - of(v), "sign")
    yield Expression(f"{p} - {gradient}", lambda v: v[p] - v[gradient], "missing_learning_rate")
    yield Expression(far, lambda v: 2 * of(v) - v[p], "factor_2")
    yield Expression(p, lambda v: v[p], "no_step")
    yield Expression(f"({text}) - {p}", lambda v: of(v) - v[p], "step_only")


def _step(text: str, p: str) -> str:
    """Return what is subtracted from a parameter if nothing else is done to it, else nothing."""
    if not text.startswith(f"{p} - "):
        return ""
    rest, depth = text[len(p) + 3 :], 0
    for i, character in enumerate(rest):
        depth += (character in "([") - (character in ")]")
        if depth == 0 and character in "+-" and rest[i - 1 : i] == " ":
            return ""
    return rest
