"""Random networks, right claims about them, equivalent rewrites of these, and mutations."""

from dataclasses import replace

import numpy as np

from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec, Regularization
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.judge.evaluate import ExpressionEvaluator
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    ClaimError,
    IndexedEntry,
    NameNode,
    Negative,
    Number,
    Power,
    Transpose,
    exchange,
    text_of,
    walk,
)
from nnviz.core.judge.parser import parse
from nnviz.core.judge.random_trials import LARGE, random_trials, recipe
from nnviz.core.judge.scope import Names, Scope
from nnviz.core.judge.target import read_target
from tests.core.judge.claims import Writer

ONE, TWO = Number(1.0, "1"), Number(2.0, "2")


def network(rng):
    """Return a random experiment: any loss, any activations that fit, often layers of one unit."""
    loss = str(rng.choice(list(LOSSES)))
    fitting = [n for n, row in ACTIVATIONS.items() if LOSSES[loss].accepts(row)]
    last = str(rng.choice(fitting))
    outputs = int(rng.integers(2, 4)) if last == "softmax" else int(rng.integers(1, 4))
    kind = LOSSES[loss].targets
    if kind in ("one_hot", "distribution"):
        outputs = max(2, outputs)
    hidden = [
        LayerSpec(activation=str(rng.choice([n for n in ACTIVATIONS if n != "softmax"])), units=units)
        for units in rng.choice([1, 1, 2, 3, 4], size=int(rng.integers(0, 3))).tolist()
    ]
    inputs, examples = int(rng.integers(1, 4)), int(rng.choice([1, 4, 5]))
    x, y = rng.normal(0, 1, (examples, inputs)), rng.normal(0, 1, (examples, outputs))
    if kind in ("one_hot", "distribution"):
        y = np.eye(outputs)[rng.integers(0, outputs, examples)]
    elif kind == "unit":
        y = rng.uniform(0, 1, (examples, outputs)).round()
    elif kind == "sign":
        y = rng.choice([-1.0, 1.0], (examples, outputs))
    penalty = Regularization(l2=0.1) if rng.random() < 0.2 else Regularization()
    return Experiment(
        data=DataSpec(inputs=Matrix(x), targets=Matrix(y)), loss=loss, batch_size=examples,
        layers=(*hidden, LayerSpec(activation=last, units=outputs)), regularization=penalty,
        reduction=str(rng.choice(["mean", "sum"])), seed=int(rng.integers(1, 99)),
    )  # fmt: skip


def right_claim(e, rng):
    """Return a target and a right expression for it."""
    w = Writer(e, lambda ways: ways[int(rng.integers(len(ways)))])
    n = int(rng.integers(1, len(e.layers) + 1))
    kind = str(rng.choice(["dW", "db", "dz", "a", "z", "dX", "da", "index"]))
    if kind == "dW":
        return f"dW{n}", w.dw(n, w.dz(n))[0] + w.penalty(n)
    if kind == "db":
        return f"db{n}", f"sum({w.through(n, w.da(n))}, 1)"
    if kind == "dz":
        return f"dz{n}", w.through(n, w.da(n))
    if kind == "a":
        return f"a{n}", f"f(z{n})"
    if kind == "z":
        return f"z{n}", f"W{n} @ {w.before(n)} + b{n}"
    if kind == "dX":
        return "dX", f"W1.T @ {w.dz(1)}"
    if kind == "index" and not w.penalty(n):
        return f"dW{n}[j,k]", f"sum(n, dz{n}[j,n] * {w.before(n)}[k,n])"
    return (f"da{n}", f"W{n + 1}.T @ {w.dz(n + 1)}") if n < w.last else (f"dz{n}", w.through(n, f"da{n}"))


def in_own_names(node):
    """Return an expression in the program's own names."""
    for part in [p for p in walk(node) if isinstance(p, NameNode) and p.id[0] == "d" and p.id[1:].isdigit()]:
        node = exchange(node, part, NameNode(f"dz{part.id[1:]}"))
    return node


def rewritten(node, rng, times=3):
    """Return an expression that is equal in exact arithmetic, written differently."""
    for _ in range(times):
        parts = [part for part in walk(node) if not isinstance(part, Number)]
        # Below an index, a value may stand only as it is.
        below = {id(inner) for part in parts if isinstance(part, IndexedEntry) for inner in walk(part.of)}
        calls = {
            id(inner) for part in parts if isinstance(part, Call) and part.function == "f"
            for argument in part.arguments for inner in walk(argument)
        }  # fmt: skip
        slopes = {id(part.of) for part in parts if type(part).__name__ == "Slope"}
        free = [part for part in parts if id(part) not in below | calls | slopes]
        part = free[int(rng.integers(len(free)))]
        node = exchange(node, part, _equal(part, rng, any(isinstance(p, IndexedEntry) for p in parts)))
    return node


def _equal(part, rng, indexed):
    ways = [Binary("*", ONE, part), Negative(Negative(part)), Binary("/", Binary("*", TWO, part), TWO)]
    if not indexed:
        ways.append(Transpose(Transpose(part)))
    match part:
        case Binary(operator="@"):
            ways.append(Transpose(Binary("@", Transpose(part.right), Transpose(part.left))))
            ways.append(Negative(Binary("@", Negative(part.left), part.right)))
        case Binary(operator="*"):
            ways.append(Binary("*", part.right, part.left))
            if isinstance(part.right, Binary) and part.right.operator in "+-":
                inner = part.right
                ways.append(Binary(inner.operator, Binary("*", part.left, inner.left),
                                   Binary("*", part.left, inner.right)))  # fmt: skip
        case Binary(operator="+"):
            ways.append(Binary("+", part.right, part.left))
        case Binary(operator="-"):
            ways.append(Negative(Binary("-", part.right, part.left)))
        case Power(exponent=2.0):
            ways.append(Binary("*", part.base, part.base))
    return ways[int(rng.integers(len(ways)))]


def mutated(node, target, rng):
    """Return an expression with one change that a slip of the pen may make."""
    parts = list(walk(node))
    names = [part for part in parts if isinstance(part, NameNode) and part.id not in ("m",)]
    binary = [part for part in parts if isinstance(part, Binary)]
    kind = str(rng.choice(["factor", "operand", "transpose", "sign", "drop", "axis", "tiny", "far"]))
    if kind == "factor" or not names:
        factor = float(rng.choice([-1.0, 0.5, 2.0, 3.0, 1.001]))
        number = Number(abs(factor), repr(abs(factor)))
        whole = Binary("*", number, node)
        return Negative(whole) if factor < 0 else whole
    if kind == "tiny":
        return Binary("*", node, Number(1 + 1e-7, repr(1 + 1e-7)))
    if kind == "far":
        inner = [name for name in names if name.id[0] in "zWaX"] or names
        extra = inner[int(rng.integers(len(inner)))]
        grown = Call("relu", (Binary("-", extra, Number(5.0, "5")),))
        return exchange(node, extra, Binary("+", extra, Binary("*", Number(0.01, "0.01"), grown)))
    part = names[int(rng.integers(len(names)))]
    if kind == "operand":
        other = str(rng.choice(["X", "Y", "z1", "a1", "dz1", "da1", "W1", "b1", "a2", "z2", "dz2"]))
        return exchange(node, part, NameNode(other))
    if kind == "transpose":
        return exchange(node, part, Transpose(part))
    if kind == "axis":
        sums = [p for p in parts if isinstance(p, Call) and p.function == "sum" and len(p.arguments) == 1]
        if sums:
            return exchange(node, sums[0], replace(sums[0], axis=1 - (sums[0].axis or 0)))
    if kind == "sign" and any(p.operator in "+-" for p in binary):
        chosen = [p for p in binary if p.operator in "+-"]
        p = chosen[int(rng.integers(len(chosen)))]
        return exchange(node, p, replace(p, operator="-" if p.operator == "+" else "+"))
    if binary:
        p = binary[int(rng.integers(len(binary)))]
        return exchange(node, p, p.left)
    return Binary("*", TWO, node)


class Checker:
    """An exact check of its own: both sides at many other random values, with nothing but arithmetic."""

    def __init__(self, e):
        self._trials = [t for seed in (1, 2, 3) for t in random_trials(recipe(e), seed) if t.reach != LARGE]
        known = frozenset(self._trials[0].values)
        self._names = Names(self._trials[0].experiment, known, {})

    def equal(self, target, claim):
        """Whether a claim is equal to its target wherever both are numbers."""
        wanted = read_target(target, self._names)
        for trial in self._trials:
            self._names.spent = 0
            evaluator = ExpressionEvaluator(Scope(trial.experiment, trial.values, self._names))
            try:
                expected, claimed = evaluator(wanted.node, claim)
            except ClaimError:
                return False
            if expected.axes is not None:
                if claimed.axes is None or set(claimed.axes) != set(expected.axes):
                    return False
                a, b = (evaluator.along(value, expected.axes) for value in (expected, claimed))
            else:
                a, b = expected.array, claimed.array
            if a.shape != b.shape and not (a.size == b.size == 1):
                return False
            a, b = a.reshape(-1), b.reshape(-1)
            known = np.isfinite(a) & np.isfinite(b)
            scale = max(np.abs(a[known]).max(initial=0.0), np.abs(b[known]).max(initial=0.0))
            if np.abs(a[known] - b[known]).max(initial=0.0) > 1e-9 * scale:
                return False
        return True


__all__ = ["Checker", "in_own_names", "mutated", "network", "parse", "rewritten", "right_claim", "text_of"]
