"""The mistakes people make, put into the program: what would come out if one were made.

A mistake changes an array after the operation that wrote it; the operations after it run as they are. So what
a wrong derivation gives is computed by the program that gives the right one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnviz.core.equations.symbols import parts
from nnviz.core.experiment.experiment import Experiment, Regularization
from nnviz.core.functions.activations import ACTIVATIONS, Activation, jacobian, through
from nnviz.core.functions.buffers import Array, Buffers, run
from nnviz.core.functions.losses import LOSSES, Loss, loss_gradient
from nnviz.core.judge.random_trials import Patch, Trial
from nnviz.core.network.operation import BACKWARD
from nnviz.core.network.value import Value, value_named
from nnviz.core.operations.graph import operations
from nnviz.core.operations.kinds import kind_of
from nnviz.core.text.translate import translate


@dataclass(frozen=True)
class Mistake:
    """One way to be wrong.

    Attributes
    ----------
    key
        The diagnosis.
    words
        What was done, to be put into a sentence.
    value
        What the target becomes in a trial.
    patches
        The changes it is made of, where it is made of changes: these can be made together with others.
    """

    key: str
    words: str
    value: Callable[[Trial], Array]
    patches: Mapping[str, Patch] | None = field(default=None, compare=False)


def diagonal(e: Experiment, layer: int, values: Mapping[str, Array]) -> Array:
    """Return the diagonal of the Jacobian of a layer's activation, (units, batch)."""
    row, z = ACTIVATIONS[e.layers[layer - 1].activation], values[f"z{layer}"]
    return np.array([np.diagonal(jacobian(row, z[:, n])) for n in range(z.shape[1])]).T


def _unchanged(layer: int) -> Patch:
    def patch(arrays: Mapping[str, Array]) -> None:
        arrays[f"dz{layer}"][...] = arrays[f"da{layer}"]

    return patch


def _twice(e: Experiment, layer: int, name: str) -> Patch:
    def patch(arrays: Mapping[str, Array]) -> None:
        row, out = ACTIVATIONS[e.layers[layer - 1].activation], np.empty_like(arrays[name])
        gradient = np.ascontiguousarray(arrays[name])
        run(through(Buffers(), row, arrays[f"z{layer}"], arrays[f"a{layer}"], gradient, out))
        arrays[name][...] = out

    return patch


def _diagonal_only(e: Experiment, layer: int) -> Patch:
    def patch(arrays: Mapping[str, Array]) -> None:
        arrays[f"dz{layer}"][...] = arrays[f"da{layer}"] * diagonal(e, layer, arrays)

    return patch


def _own_weight_only(weights: str, layer: int) -> Patch:
    def patch(arrays: Mapping[str, Array]) -> None:
        arrays[f"da{layer}"][...] = np.diagonal(arrays[weights])[:, np.newaxis] * arrays[f"dz{layer + 1}"]

    return patch


def _without_weights(layer: int) -> Patch:
    def patch(arrays: Mapping[str, Array]) -> None:
        arrays[f"da{layer - 1}"][...] = arrays[f"dz{layer}"]

    return patch


def _errors_added_up(layer: int) -> Patch:
    def patch(arrays: Mapping[str, Array]) -> None:
        arrays[f"da{layer - 1}"][...] = arrays[f"dz{layer}"].sum(axis=0)

    return patch


def _untransposed(weights: str, layer: int) -> Patch:
    def patch(arrays: Mapping[str, Array]) -> None:
        arrays[f"da{layer}"][...] = arrays[weights] @ arrays[f"dz{layer + 1}"]

    return patch


def _scaled(names: tuple[str, ...], factor: float) -> Patch:
    def patch(arrays: Mapping[str, Array]) -> None:
        for name in names:
            if name in arrays:
                arrays[name] *= factor

    return patch


def factors(examples: int) -> tuple[tuple[str, str, float], ...]:
    """Return (diagnosis, words, factor that is too much) of the factors that get lost or doubled."""
    return (
        ("sign", translate("judge", "the sign is flipped"), -1.0),
        (
            "factor_m",
            translate("judge", "it is m times too large: the mean over the batch has 1/m"),
            float(examples),
        ),
        (
            "factor_m",
            translate("judge", "it is m times too small: 1/m is applied once too often"),
            1.0 / examples,
        ),
        ("factor_2", translate("judge", "it is 2 times too large"), 2.0),
        ("factor_2", translate("judge", "it is 2 times too small"), 0.5),
    )


def mistakes(e: Experiment, name: str) -> Iterator[Mistake]:
    """Yield the mistakes that can be made on the way to the value `name`.

    Parameters
    ----------
    e
        The recipe, every factor of the chain rule an operation.
    name
        A gradient or a parameter after the update; for other values nothing can go wrong on the way.
    """
    kind, of, layer, new = parts(name)
    value = value_named(name)
    if not new and (not value.is_gradient or value.base.kind == "X"):
        return
    yield from _of_rules(e, value)
    kind = f"d{of or kind}" if new else kind
    yield from _through_layers(e, name, kind, layer)
    yield from _through_weights(e, name, kind, layer)
    yield from _of_the_loss(e, name, kind, layer)
    if kind == "dW":
        yield from _penalty(e, name)
    if new or (kind == "dW" and e.regularization != Regularization()):
        yield from _gradient_factors(name, kind, layer, new)


def _of_rules(e: Experiment, value: Value) -> Iterator[Mistake]:
    """Yield the mistakes that the rules of the operations on the way to a value know."""
    for op in operations(e):
        if op.phase == BACKWARD and op.node.layer >= value.layer:
            for slip in kind_of(op).mistakes(op):
                yield _mistake(slip.key, slip.words, {op.writes[0]: slip.patch}, str(value))


def _has_slope(e: Experiment, n: int) -> bool:
    spec = e.layers[n - 1]
    return spec.layer == "dense" and spec.activation != "identity"


def _mistake(key: str, words: str, patches: Mapping[str, Patch], name: str) -> Mistake:
    return Mistake(key, words, lambda trial: trial.again(patches, name), patches)


def together(found: Sequence[Mistake], name: str, limit: int) -> Iterator[Mistake]:
    """Yield two mistakes at a time, made at different places on the way to the value `name`."""
    count = 0
    # What is done next to the target is told of first: few claims go through many layers.
    made = sorted((m for m in found if m.patches), key=lambda m: max(parts(v).layer for v in m.patches or ()))
    for i, second in enumerate(made):
        for first in made[:i]:
            assert first.patches is not None
            assert second.patches is not None
            if first.patches.keys() & second.patches.keys():
                continue
            count += 1
            if count > limit:
                return
            words = translate("judge", "{first}, and {second}").format(first=first.words, second=second.words)
            yield _mistake(first.key, words, {**first.patches, **second.patches}, name)


def _through_layers(e: Experiment, name: str, kind: str, layer: int) -> Iterator[Mistake]:
    last = len(e.layers)
    first = layer + (kind == "da")
    passed = [n for n in range(last, first - 1, -1) if _has_slope(e, n)]
    for n in passed:
        if ACTIVATIONS[e.layers[n - 1].activation].elementwise:
            missing = translate("judge", "the slope of the activation of layer {layer} is missing")
            twice = translate("judge", "the slope of the activation of layer {layer} is applied twice")
        else:
            missing = translate("judge", "the Jacobian of the activation of layer {layer} is missing")
            twice = translate("judge", "the Jacobian of the activation of layer {layer} is applied twice")
        yield _mistake("missing_derivative", missing.format(layer=n), {f"dz{n}": _unchanged(n)}, name)
        yield _mistake("double_derivative", twice.format(layer=n), {f"dz{n}": _twice(e, n, f"dz{n}")}, name)
        if not ACTIVATIONS[e.layers[n - 1].activation].elementwise:
            yield _mistake(
                "diagonal_only",
                translate(
                    "judge", "of the Jacobian of layer {number}'s softmax only the diagonal is used"
                ).format(number=n),
                {f"dz{n}": _diagonal_only(e, n)},
                name,
            )
    if kind == "da" and _has_slope(e, layer):
        yield _mistake(
            "double_derivative",
            translate(
                "judge",
                "the slope of layer {layer} belongs to dz{layer}; in da{layer} it is applied once too often",
            ).format(layer=layer),
            {name: _twice(e, layer, name)},
            name,
        )
        if not ACTIVATIONS[e.layers[layer - 1].activation].elementwise:
            yield Mistake(
                "diagonal_only",
                translate(
                    "judge",
                    "it is not possible to divide by the diagonal of the Jacobian of layer {layer}'s softmax",
                ).format(layer=layer),
                lambda trial: trial.values[f"dz{layer}"] / diagonal(e, layer, trial.values),
            )
    for chosen, is_all in ((passed, True), ([n for n in passed if n < last], False)):
        if len(chosen) > 1:
            applied = {f"dz{n}": _twice(e, n, f"dz{n}") for n in chosen}
            none = {f"dz{n}": _unchanged(n) for n in chosen}
            if is_all:
                twice = translate("judge", "the slopes of all layers are applied twice")
                missing = translate("judge", "the slopes of all layers are missing")
            else:
                twice = translate("judge", "the slopes of the hidden layers are applied twice")
                missing = translate("judge", "the slopes of the hidden layers are missing")
            yield _mistake("double_derivative", twice, applied, name)
            yield _mistake("missing_derivative", missing, none, name)


def _through_weights(e: Experiment, name: str, kind: str, layer: int) -> Iterator[Mistake]:
    for n in range(len(e.layers), layer, -1):
        spec = e.layers[n - 1]
        before = n - 1
        if spec.units is not None and e.widths[n] in (1, e.widths[before]):
            words = translate(
                "judge", "W{number} is missing: the error comes back through the transpose of W{number}"
            ).format(number=n)
            yield _mistake("missing_weights", words, {f"da{before}": _without_weights(n)}, name)
        elif spec.units is not None:
            words = translate(
                "judge", "W{number} is missing: every error of layer {number} comes back through its weight"
            ).format(number=n)
            yield _mistake("missing_weights", words, {f"da{before}": _errors_added_up(n)}, name)
        if spec.units is None or e.widths[n] != e.widths[n - 1] or e.widths[n] == 1:
            continue
        yield _mistake(
            "untransposed_weights",
            translate("judge", "W{number} is used instead of its transpose").format(number=n),
            {f"da{before}": _untransposed(f"W{n}", before)},
            name,
        )
        yield _mistake(
            "only_k_equals_j",
            translate(
                "judge", "every unit of layer {before} feeds all units of layer {number}, not only its own"
            ).format(before=before, number=n),
            {f"da{before}": _own_weight_only(f"W{n}", before)},
            name,
        )


def _of_the_loss(e: Experiment, name: str, kind: str, layer: int) -> Iterator[Mistake]:
    """Yield the derivative of another loss, and that of hinge without its margin."""
    last, row = len(e.layers), LOSSES[e.loss]
    output = f"da{last}"
    if e.loss == "hinge":

        def without_margin(arrays: Mapping[str, Array]) -> None:
            scale = 1.0 / arrays["Y"].shape[1] if e.reduction == "mean" else 1.0
            arrays[output][...] = -scale * arrays["Y"]

        words = translate(
            "judge", "the margin is missing: the derivative is −y only where y·a < 1, and 0 elsewhere"
        )
        yield _mistake("missing_margin", words, {output: without_margin}, name)
    for other in LOSSES.values():
        if other is row or (kind == "da" and layer < last) or not other.accepts(_activation(e, last)):
            continue
        softmax = not _activation(e, last).elementwise
        if other.targets == "sign" or other.name == "log_likelihood" or (softmax and other.targets == "unit"):
            continue

        def of_other(arrays: Mapping[str, Array], other: Loss = other) -> None:
            a, y = arrays[f"a{last}"], arrays["Y"]
            arrays[output][...] = loss_gradient(other, a, y, e.reduction)

        words = translate("judge", "this is the derivative of {other}, and the loss here is {loss}").format(
            other=other.title, loss=row.title
        )
        yield _mistake("other_loss", words, {output: of_other}, name)


def _activation(e: Experiment, layer: int) -> Activation:
    return ACTIVATIONS[e.layers[layer - 1].activation]


def _penalty(e: Experiment, name: str) -> Iterator[Mistake]:
    has = e.regularization
    plans = [
        ("missing_penalty", translate("judge", "the penalty on the weights is missing"), Regularization())
    ]
    if has.l1 and has.l2:
        plans += [
            (
                "missing_penalty",
                translate("judge", "the penalty λ₁ sign(W) is missing"),
                Regularization(l2=has.l2),
            ),
            ("missing_penalty", translate("judge", "the penalty λ₂ W is missing"), Regularization(l1=has.l1)),
        ]
    plans += [
        (
            "factor_2",
            translate("judge", "the penalty is 2 times too large"),
            Regularization(l1=has.l1, l2=2 * has.l2),
        ),
        (
            "factor_2",
            translate("judge", "the penalty is 2 times too small"),
            Regularization(l1=has.l1, l2=0.5 * has.l2),
        ),
    ]
    for key, words, penalty in plans:
        if penalty != has:
            yield Mistake(key, words, lambda trial, other=penalty: trial.with_penalty(other)[name])  # type: ignore[misc]
    if not has.l2:
        return
    for power, words in (
        (1, translate("judge", "the penalty is m times too large: its 1/m is missing")),
        (-1, translate("judge", "the penalty is m times too small: it has a 1/m too much")),
    ):

        def value(trial: Trial, power: int = power) -> Array:
            scaled = Regularization(l1=has.l1, l2=has.l2 * float(trial.examples) ** power)
            return trial.with_penalty(scaled)[name]

        yield Mistake("factor_m", words, value)


def _gradient_factors(name: str, kind: str, layer: int, new: bool) -> Iterator[Mistake]:
    """Yield factors of the gradient alone, where a penalty or an update stands beside it."""
    places: list[tuple[str, tuple[str, ...], str]] = [
        (f"dz{layer}", (f"dz{layer}",), translate("judge", "the gradient"))
    ]
    if new:
        places.append(
            (f"db{layer}", (f"dW{layer}", f"db{layer}"), translate("judge", "the gradient with its penalty"))
        )
    for after, scaled, where in places:
        for i, (key, words, _) in enumerate(factors(1)):

            def value(trial: Trial, i: int = i, place: str = after, of: tuple[str, ...] = scaled) -> Array:
                return trial.again({place: _scaled(of, factors(trial.examples)[i][2])}, name)

            yield Mistake(
                key, translate("judge", "in {where} {mistake}").format(where=where, mistake=words), value
            )
