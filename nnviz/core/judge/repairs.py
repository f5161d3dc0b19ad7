"""Repairs of a claim: small changes of its expression that undo a mistake people make.

Every repair is only a guess, with a diagnosis and a sentence; it counts where the repaired claim is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nnviz.core.equations.symbols import parts
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.correct import slope_of
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    IndexedEntry,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
    Slope,
    Transpose,
    exchange,
    text_of,
    walk,
)
from nnviz.core.judge.scope import Names
from nnviz.core.text.translate import translate

MAX_REPAIRS, MAX_FACTORS = 160, 7


@dataclass(frozen=True)
class Repair:
    """A changed claim: the diagnosis if it is right, and what to say."""

    key: str
    words: str
    claim: Node


def repairs(claim: Node, target: str | None, e: Experiment, names: Names, fits: bool) -> Iterator[Repair]:
    """Yield repairs of a claim about a value, the likelier ones first, at most `MAX_REPAIRS`.

    `fits` says whether it has the shape of the value.
    """
    made = _Repairs(claim, target, e, names, fits)
    yield from itertools.islice(made.all(), MAX_REPAIRS)


class _Repairs:
    def __init__(
        self, claim: Node, target: str | None, e: Experiment, names: Names, fits: bool
    ) -> None:  # fmt: skip
        self._fits = fits
        self._claim, self._target, self._e, self._names = claim, target, e, names
        self._nodes = list(walk(claim))[:80]
        self._kind = parts(target).kind if target is not None else ""
        self._layer = parts(target).layer if target is not None else 0

    def all(self) -> Iterator[Repair]:
        yield from self._arranged()
        yield from self._sums()
        yield from self._signs()
        yield from self._terms()
        yield from self._slopes()
        yield from self._operands()
        yield from self._functions()

    def _with(self, old: Node, new: Node) -> Node:
        return exchange(self._claim, old, new)

    def _arranged(self) -> Iterator[Repair]:
        """Yield the factors of a chain in the order in which they fit."""
        if self._fits or self._kind not in ("dW", "dz", "da") or not isinstance(self._claim, Binary):
            return
        layer, scalars, weights, inputs = self._layer, [], set(), False
        slopes: dict[int, list[Node]] = {}
        before = f"a{layer - 1}" if layer > 1 else "X"
        for operator, factor in _all_factors(self._claim):
            found = self._names.value_name(factor)
            name = found[0] if found is not None else ""
            if operator == "/" or name in _SCALARS or isinstance(factor, Number | Negative):
                scalars.append((operator, factor))
            elif name and parts(name).new:
                return
            elif name and parts(name).kind == "W":
                weights.add(parts(name).layer)
            elif self._kind == "dW" and name == before:
                inputs = True
            else:
                slopes.setdefault(self._highest(factor), []).append(factor)
        top = max(slopes, default=0)
        if top < max(layer, 1) or set(slopes) - set(range(layer, top + 1)):
            return
        node: Node | None = None
        for n in range(top, layer - 1, -1):
            if n < top:
                assert node is not None
                if f"W{n + 1}" in self._names.known:
                    node = Binary("@", Transpose(Canonical(f"W{n + 1}")), node)
            for factor in slopes.get(n, []) if n > layer or self._kind != "da" else []:
                node = factor if node is None else Binary("*", node, factor)
            if node is None:
                return
        assert node is not None
        if self._kind == "dW":
            node = Binary("@", node, Transpose(Canonical(before)))
        for operator, factor in scalars:
            node = Binary(operator, node, factor)
        needed = {n for n in range(layer + 1, top + 1) if f"W{n}" in self._names.known}
        text = translate("judge", "{weights} stands in front with @")
        told = [text.format(weights=f"W{n}.T") for n in sorted(needed, reverse=True)]
        if len(slopes) > 1 or needed:
            told.append(translate("judge", "slopes are multiplied element by element with *"))
        if self._kind == "dW":
            told.append(translate("judge", "{value} comes last with @").format(value=f"{before}.T"))
        words = translate("judge", "the chain does not fit together: {told}").format(told=", ".join(told))
        if weights - needed:
            text = translate("judge", "{extra} does not belong there")
            if not inputs and self._kind == "dW":
                text = translate(
                    "judge",
                    "{extra} does not belong there, {value} does: a weight's gradient takes the activation "
                    "that enters its layer",
                )
            extra = ", ".join(f"W{n}" for n in sorted(weights - needed))
            if needed - weights:
                text = translate("judge", "{extra} stands where {value} belongs")
                before = ", ".join(f"W{n}.T" for n in sorted(needed - weights))
            words = text.format(extra=extra, value=f"{before}.T")
        yield Repair("shape", words, node)

    def _highest(self, node: Node) -> int:
        """Return the highest layer that a factor has values of."""
        found = (self._names.value_name(part) for part in walk(node))
        return max((parts(v[0]).layer for v in found if v is not None and v[0] not in _SCALARS), default=0)

    def _sums(self) -> Iterator[Repair]:
        """Yield sums over another axis, means for sums, and what is not summed at all."""
        for part in self._nodes:
            if not isinstance(part, Call) or part.function not in ("sum", "mean"):
                continue
            inner, text = part.arguments[0], text_of(part)
            if part.function == "mean":
                yield Repair("factor_m", translate("judge", "the mean stands where the sum belongs"),
                             self._with(part, replace(part, function="sum")))  # fmt: skip
            for axis in (1, 0):
                if part.axis != axis:
                    other = replace(part, axis=axis)
                    yield Repair(
                        "wrong_axis",
                        translate("judge", "{text} is summed over the wrong axis: {other}").format(
                            text=text, other=text_of(other)
                        ),
                        self._with(part, other),
                    )
            name = self._names.value_name(inner)
            text_whole = (
                translate("judge", "{text} adds up all weights, where {inner} itself belongs")
                if name is not None and name[0] not in _SCALARS and parts(name[0]).kind == "W"
                else translate("judge", "{text} adds up all its numbers, where {inner} itself belongs")
            )
            words = text_whole.format(text=text, inner=text_of(inner))
            yield Repair("not_summed", words, self._with(part, inner))

    def _signs(self) -> Iterator[Repair]:
        """Yield other signs of one term."""
        for part in self._nodes:
            if isinstance(part, Binary) and part.operator in "+-" and not _is_one_minus(part):
                other = replace(part, operator="-" if part.operator == "+" else "+")
                words = translate("judge", "the sign of the term {right} is flipped").format(
                    right=f"{text_of(part.right):.60}"
                )
                yield Repair("sign", words, self._with(part, other))
                if not isinstance(self._parent_sum(part), Binary):
                    words = translate("judge", "the sign of the term {left} is flipped").format(
                        left=f"{text_of(part.left):.60}"
                    )
                    turned = Binary(part.operator, Negative(part.left), part.right)
                    yield Repair("sign", words, self._with(part, turned))

        for part in self._nodes:
            if isinstance(part, Call) and part.function == "exp":
                inner = part.arguments[0]
                opposite = inner.of if isinstance(inner, Negative) else Negative(inner)
                words = translate("judge", "the sign of the exponent in {part} is flipped").format(
                    part=f"{text_of(part):.60}"
                )
                yield Repair("sign", words, self._with(part, replace(part, arguments=(opposite,))))

    def _parent_sum(self, part: Node) -> Node | None:
        return next(
            (p for p in self._nodes if isinstance(p, Binary) and p.operator in "+-" and p.left is part), None
        )

    def _terms(self) -> Iterator[Repair]:
        """Yield the claim without one of its terms."""
        for part in self._nodes:
            if isinstance(part, Binary) and part.operator in "+-" and not _is_one_minus(part):
                told = text_of(part.right)
                key, words = (
                    "extra_term",
                    translate("judge", "the term {told} does not belong there").format(told=f"{told:.60}"),
                )
                if self._kind in ("db", "b") and "lambda" in told:
                    key, words = (
                        "bias_penalty",
                        translate("judge", "biases have no penalty: {told} does not belong there").format(
                            told=f"{told:.60}"
                        ),
                    )
                yield Repair(key, words, self._with(part, part.left))

    def _slopes(self) -> Iterator[Repair]:
        """Yield products in which the slope of a layer stands for some of the factors."""
        layers = [n for n in range(len(self._e.layers), 0, -1) if self._has_slope(n)]
        for chain in self._chains():
            factors = _factors(chain)
            if not 2 <= len(factors) <= MAX_FACTORS:
                continue
            for size in (1, 2, 3):
                for chosen in itertools.combinations(range(len(factors)), size):
                    if any(factors[i][0] == "/" for i in chosen):
                        continue
                    taken = [factors[i][1] for i in chosen]
                    if not all(map(self._may_be_slope, taken)):
                        continue
                    for n in layers:
                        slope = self._slope_beside(n, taken)
                        if slope is None:
                            continue
                        other = _product(factors, chosen, slope)
                        if other is None:
                            continue
                        matrix = any(factors[i][0] == "@" for i in chosen if i)
                        words = self._slope_words(taken, n, slope, matrix)
                        yield Repair("slope_argument", words, self._with(chain, other))

        yield from self._slopes_of_linear_layers()

    def _slopes_of_linear_layers(self) -> Iterator[Repair]:
        """Yield products without the slope of a layer that has none: its activation is the identity."""
        dense = [(n, spec) for n, spec in enumerate(self._e.layers, 1) if spec.is_dense]
        linear = [n for n, spec in dense if spec.activation == "identity"]
        for chain in self._chains():
            factors = _factors(chain)
            for n in linear:
                taken = [
                    place
                    for place, (operator, factor) in enumerate(factors)
                    if operator == "*" and self._layers_of(factor) == {n} and not self._is_error(factor)
                ]
                rest = [pair for place, pair in enumerate(factors) if place not in taken]
                if not taken or not rest:
                    continue
                told = translate(
                    "judge",
                    "layer {layer} has no activation function, its slope is 1: {text} does not belong there",
                ).format(layer=n, text=" * ".join(f"{_inner(factors[place][1]):.60}" for place in taken))
                yield Repair("slope_argument", told, self._with(chain, _joined(rest)))

    def _layers_of(self, node: Node) -> set[int]:
        """Return the layers whose activations or pre-activations a part has."""
        found = (self._names.value_name(part) for part in walk(node))
        names = {v[0] for v in found if v is not None and v[0] not in _SCALARS}
        return {parts(name).layer for name in names if parts(name).kind in ("a", "z")}

    def _is_error(self, node: Node) -> bool:
        """Whether a factor has targets or gradients: then it is no slope."""
        found = (self._names.value_name(part) for part in walk(node))
        names = [v[0] for v in found if v is not None and v[0] not in _SCALARS]
        return any(name == "Y" or parts(name).kind not in ("a", "z") for name in names)

    def _slope_beside(self, n: int, taken: list[Node]) -> Node | None:
        """Return the slope of a layer, with the indices of what it stands for; None if those differ."""
        slope = slope_of(self._e, n)
        if slope is None or plain_entries(self._claim):
            return slope
        entries = [part for node in taken for part in walk(node) if isinstance(part, IndexedEntry)]
        if len({(part.letters, part.implied) for part in entries}) != 1:
            return None
        for name in {part.id: part for part in walk(slope) if isinstance(part, NameNode)}.values():
            slope = exchange(slope, name, replace(entries[0], of=name))
        return slope

    def _has_slope(self, n: int) -> bool:
        spec = self._e.layers[n - 1]
        return spec.is_dense and spec.activation not in ("identity", "softmax")

    def _chains(self) -> list[Binary]:
        """Return the products that are not the left part of a longer one."""
        products = [p for p in self._nodes if isinstance(p, Binary) and p.operator in ("*", "/", "@")]
        inner = {id(p.left) for p in products}
        return [p for p in products if id(p) not in inner]

    def _may_be_slope(self, node: Node) -> bool:
        """Whether a factor may be meant as a slope or a part of it: no weights, inputs or targets alone."""
        if isinstance(node, Number):
            return True
        name = self._names.value_name(node)
        if name is not None:
            return parts(name[0]).kind in ("a", "z", "da", "dz") if name[0] not in _SCALARS else False
        return any(isinstance(part, NameNode | Slope) for part in walk(node))

    def _slope_words(self, taken: list[Node], n: int, slope: Node, matrix: bool) -> str:
        whole = taken[0]
        for node in taken[1:]:
            whole = Binary("*", whole, node)
        text = text_of(whole)
        values = {self._names.value_name(part) for node in taken for part in walk(node)}
        used = {parts(v[0]).kind for v in values if v is not None and v[0] not in _SCALARS}
        activation = self._e.layers[n - 1].activation
        right = (
            translate(
                "judge",
                "the slope of layer {layer}'s {activation} is {slope}, multiplied element by element with *",
            )
            if matrix
            else translate("judge", "the slope of layer {layer}'s {activation} is {slope}")
        ).format(layer=n, activation=activation.replace("_", " "), slope=text_of(slope))
        if used & {"da", "dz"} or "Y" in used:
            return translate("judge", "the slope is taken of the error, {text}; {right}").format(
                text=f"{text:.60}", right=right
            )
        inside = [part for node in taken for part in walk(node)]
        if used <= {"a"} and any(isinstance(p, Call) and p.function == activation for p in inside):
            return translate("judge", "the activation function is applied twice in {text}; {right}").format(
                text=f"{text:.60}", right=right
            )
        if "z" in used:
            return translate("judge", "the slope {text} is written with z where a belongs; {right}").format(
                text=f"{text:.60}", right=right
            )
        a = NameNode(f"a{n}")
        one = Number(1.0, "1")
        known = {
            Binary("*", a, Binary("-", one, a)): "sigmoid", Binary("-", one, Power(a, 2.0, "2")): "tanh",
            Binary("-", one, Binary("*", a, a)): "tanh",
        }  # fmt: skip
        if whole in known and known[whole] != activation:
            return translate("judge", "{text} is the slope of {known}; {right}").format(
                text=f"{text:.60}", known=known[whole], right=right
            )
        return translate("judge", "{text} is not the slope there; {right}").format(
            text=f"{text:.60}", right=right
        )

    def _operands(self) -> Iterator[Repair]:
        """Yield the claim with another value in the place of one."""
        for part in self._nodes:
            if not isinstance(part, NameNode):
                continue
            found = self._names.value_name(part)
            if found is None or found[0] in _SCALARS:
                continue
            for other in self._instead_of(found[0]):
                new: Node = Canonical(other) if self._names.meaning(other) != Canonical(other) else (
                    NameNode(other)
                )  # fmt: skip
                yield Repair(*self._operand_words(part.id, found[0], other), self._with(part, new))
        for entry in self._nodes:
            yield from self._inputs_for_weights(entry)

    def _inputs_for_weights(self, entry: Node) -> Iterator[Repair]:
        """Yield the claim with the entry of what enters a layer in the place of one of its weights."""
        if not isinstance(entry, IndexedEntry) or len(entry.letters) != 2:
            return
        found = self._names.value_name(entry.of)
        if found is None or found[0] in _SCALARS or parts(found[0]).kind != "W":
            return
        layer = parts(found[0]).layer
        other = f"a{layer - 1}" if layer > 1 else "X"
        for letter in entry.letters[::-1]:
            for letters in ((letter, entry.implied), (entry.implied, letter)):
                new = IndexedEntry(Canonical(other), letters, entry.implied)
                yield Repair(*self._operand_words(found[0], found[0], other), self._with(entry, new))

    def _instead_of(self, name: str) -> list[str]:
        """Return the values that may belong where another stands, the closest first."""
        kind, _, layer, new = parts(name)
        if new:
            return [name.removesuffix("_next")]
        last = len(self._e.layers)
        inputs = ["X", *(f"a{n}" for n in range(1, last + 1))]
        weights = [f"W{n}" for n in range(1, last + 1)]
        tables = {
            "a": inputs, "X": inputs, "z": [f"a{layer}", *inputs], "W": [*weights, *inputs],
            "dW": [*self._own_gradient("dW"), f"W{layer}", *weights],
            "dz": [f"dz{n}" for n in range(1, last + 1)] + [f"da{layer}"],
            "da": [f"dz{layer}", *(f"da{n}" for n in range(1, last + 1))],
            "db": [*self._own_gradient("db"), f"dW{layer}"],
            "b": [f"W{layer}"],
        }  # fmt: skip
        if self._kind in ("dz", "da", "dX"):
            tables["a"] = [*inputs, f"dz{layer}"]
        if self._kind in ("v", "m") and self._target is not None:
            # A velocity is made of the velocity before and of the gradient, not of the weights.
            before = [self._target.removesuffix("_next"), f"d{name}"]
            tables |= {"W": [*before, *tables["W"]], "b": [*before, *tables["b"]]}
        there = self._names.known - {name, self._target}
        known = [other for other in tables.get(kind, []) if other in there]
        return sorted(dict.fromkeys(known), key=lambda other: abs(parts(other).layer - layer))

    def _own_gradient(self, kind: str) -> list[str]:
        """Return the gradient that an update of a weight or bias takes, nothing for another target."""
        new = self._target is not None and parts(self._target).new
        return [f"{kind}{self._layer}"] if new else []

    def _operand_words(self, written: str, name: str, other: str) -> tuple[str, str]:
        kind, _, _, new = parts(name)
        key, text = "wrong_operand", translate("judge", "{written} stands where {other} belongs")
        if new:
            key = "updated_weights"
            text = translate(
                "judge", "the weights are updated already: {written} stands where {other} belongs"
            )
        elif kind == "z":
            text = translate("judge", "the pre-activation {written} stands where {other} belongs")
        elif kind in ("a", "X") and self._kind == "dW":
            text = translate(
                "judge",
                "{written} stands where {other} belongs: a weight's gradient takes the activation that "
                "enters its layer",
            )
        elif kind == "W" and self._kind in ("da", "dz", "dW", "dX") and other[0] == "W":
            text = translate(
                "judge",
                "{written} stands where {other} belongs: the error comes back through the weights of the "
                "layer after",
            )
        elif kind == "dW":
            text = translate("judge", "the gradient {written} stands where {other} belongs")
        return key, text.format(written=written, other=other)

    def _functions(self) -> Iterator[Repair]:
        """Yield the claim with a function or a square more or less."""
        for part in self._nodes:
            if isinstance(part, Call) and part.function in ("sigmoid", "tanh", "softmax", "relu"):
                inner = part.arguments[0]
                words = translate("judge", "{function} is applied once too often, in {part}").format(
                    function=part.function, part=f"{text_of(part):.60}"
                )
                yield Repair("applied_twice", words, self._with(part, inner))
            if isinstance(part, Power) and part.exponent == 2:
                words = translate("judge", "{part} is squared, where {base} belongs").format(
                    part=f"{text_of(part):.60}", base=f"{text_of(part.base):.60}"
                )
                yield Repair("square", words, self._with(part, part.base))
            elif isinstance(part, NameNode) and self._names.value_name(part) is not None:
                if self._names.value_name(part)[0] in _SCALARS:  # type: ignore[index]
                    continue
                words = translate("judge", "the square is missing: {id}**2 belongs where {id} stands").format(
                    id=part.id
                )
                yield Repair("square", words, self._with(part, Power(part, 2.0, "2")))


_SCALARS = frozenset({"m", "K", "C", "t", "eta", "lambda1", "lambda2"})


def _is_one_minus(node: Binary) -> bool:
    return node.operator == "-" and node.left == Number(1.0, "1")


def _factors(node: Node, operator: str = "*") -> list[tuple[str, Node]]:
    """Return the factors of a product from left to right, each with the operator before it."""
    if isinstance(node, Binary) and node.operator in ("*", "/", "@"):
        right: list[tuple[str, Node]] = [(node.operator, node.right)]
        return [*_factors(node.left, operator), *right]
    return [(operator, node)]


def _all_factors(node: Node, operator: str = "*") -> list[tuple[str, Node]]:
    """Return the factors of a product and of products inside it, whatever joins them."""
    if isinstance(node, Binary) and node.operator in ("*", "@"):
        return [*_all_factors(node.left, operator), *_all_factors(node.right)]
    if isinstance(node, Binary) and node.operator == "/":
        return [*_all_factors(node.left, operator), ("/", node.right)]
    if isinstance(node, Negative):
        return [("*", Negative(Number(1.0, "1"))), *_all_factors(node.of)]
    return [(operator, node)]


def _joined(factors: list[tuple[str, Node]]) -> Node:
    """Return the product of factors with the operators before them."""
    node = factors[0][1]
    for operator, factor in factors[1:]:
        node = Binary(operator, node, factor)
    return node


def _inner(factor: Node) -> str:
    """Return a factor as text, in brackets where it is a sum."""
    text = text_of(factor)
    return f"({text})" if isinstance(factor, Binary) and factor.operator in "+-" else text


def _product(factors: list[tuple[str, Node]], chosen: tuple[int, ...], slope: Node) -> Node | None:
    """Return a product with a slope, element by element, in the place of some factors."""
    result: Node | None = None
    for place, (operator, factor) in enumerate(factors):
        if place in chosen[1:]:
            continue
        node, sign = (slope, "*") if place == chosen[0] else (factor, operator)
        if result is None:
            if operator == "/":
                return None
            result = node
        else:
            result = Binary(sign, result, node)
    return result


def plain_entries(claim: Node) -> bool:
    """Whether a claim has no index form."""
    return not any(isinstance(part, IndexedEntry) for part in walk(claim))
