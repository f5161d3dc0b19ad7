"""Forms of definitions: a weighted sum, an activation, a loss. Numbers decide where form does not."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.derivation.notation.meaning.index_form import is_indexed
from nnviz.core.derivation.notation.meaning.meanings import Meanings
from nnviz.core.derivation.notation.meaning.state import ReadingChoices
from nnviz.core.derivation.notation.vocabulary import Meaning, Vocabulary, value_meaning
from nnviz.core.derivation.notation.written import (
    Apply,
    BigSum,
    Called,
    Group,
    Literal,
    NotationError,
    NotationPart,
    Product,
    SumPart,
    Symbol,
    Transposed,
    mapped,
    unbracketed,
    walk_written,
)
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.specs import DataSpec, LayerSpec
from nnviz.core.functions.activations import ACTIVATIONS, activate
from nnviz.core.functions.buffers import Array
from nnviz.core.functions.losses import LOSSES, loss_value
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.evaluate import ExpressionEvaluator
from nnviz.core.judge.nodes import ClaimError
from nnviz.core.judge.scope import Names, Scope
from nnviz.core.run.timeline import Timeline

WEIGHTS = re.compile(
    r"(?:[wW]|theta|Theta|V|U|Omega|omega)\w*|weights?\w*|syn\w*|\w+_w(?:eights?)?|\w*[wW]eights?\w*"
)
_INPUTS = ("x", "X", "input", "inputs", "X_train", "x_train")
"""Names of inputs, beside which any name is that of weights."""
_GRADIENTS = re.compile(
    r"d(?:[A-Z]\w*|[azhwbxsuv]\d*|_\w+)|[dD]elta\w*|grad\w*|nabla\w*|g_\w+|\w+_(?:grad|delta|error)"
)
_LAYER_TEXT = re.compile(r"[\[(]?([lL](?:[+-]\d)?|\d+)[\])]?")


def layer_text(symbol: Symbol, examples: frozenset[str]) -> str:
    """Return the layer that is written at a symbol, empty without one."""
    if symbol.sup is not None:
        for piece in re.split(r"[|T]", symbol.sup.text):
            text = re.sub(r"\([a-z]\)$", "", piece)
            if (match := _LAYER_TEXT.fullmatch(text)) is not None:
                return match[1]
    if symbol.sub is not None and (match := _LAYER_TEXT.fullmatch(symbol.sub.text)) is not None:
        return match[1]
    return ""


def key_of(symbol: Symbol, examples: frozenset[str] = frozenset({"n"})) -> str:
    """Return a symbol without indices and examples: ``W[2]``, ``theta``, ``y_hat``."""
    layer = layer_text(symbol, examples)
    if layer:
        return f"{symbol.base}[{layer}]"
    match = re.fullmatch(r"([A-Za-z]+?)_?(\d+)", symbol.base)
    if match is not None:
        return f"{match[1]}[{match[2]}]"
    if symbol.sub is not None and len(symbol.sub.text) > 3 and symbol.sub.text.isalpha():
        return f"{symbol.base}_{symbol.sub.text}"
    return symbol.base


def plain(part: NotationPart) -> tuple[Symbol, bool] | None:
    """Return a symbol and whether it is transposed, through brackets; None for anything else."""
    turned = False
    while True:
        match part:
            case Transposed():
                part, turned = part.of, not turned
            case Group() if part.sub is None:
                if part.sup is not None and part.sup.text != "T":
                    return None
                turned ^= part.sup is not None
                part = part.of
            case Called():
                part = part.symbol
            case Symbol() if not part.primes:
                own = part.sup is not None and part.sup.text.endswith("T") and part.sup.text != "T|"
                return part, turned ^ own
            case _:
                return None


def names_gradient(base: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a symbol is named as a gradient or an error, such as ``dZ``, ``delta2`` or ``dhidden``."""
    return _GRADIENTS.fullmatch(base) is not None or (base.startswith("d") and base[1:] in known)


@dataclass(frozen=True)
class AffinePattern:
    """``W a + b`` in one of its spellings.

    Attributes
    ----------
    weights, source, bias
        The symbols; no bias is None.
    weights_first
        Whether it is ``W a`` and not ``a W``.
    weights_turned
        Whether the weights are transposed in it, or stand before a dot as the vector in ``w·x``.
    """

    weights: Symbol
    source: Symbol
    bias: Symbol | None
    weights_first: bool
    weights_turned: bool


def affine_of(part: NotationPart, known: frozenset[str]) -> AffinePattern | None:
    """Return a part as a weighted sum, None if it is none.

    Parameters
    ----------
    part
        As it is written.
    known
        Keys of symbols that are known to be inputs or activations.
    """
    part = unbracketed(part)
    bias = None
    if isinstance(part, SumPart) and len(part.terms) == 2 and part.signs == ("+",):
        first, second = part.terms
        found = plain(second)
        if found is None:
            found, second = plain(first), first
            first = part.terms[1]
        if found is None:
            return None
        bias, part = found[0], first
    part = unbracketed(part)
    if isinstance(part, BigSum):
        return _summed(part, bias, known)
    if not isinstance(part, Product) or len(part.factors) != 2 or part.signs[0] in ("/", "div", "odot"):
        return None
    sides = [plain(factor) for factor in part.factors]
    if sides[0] is None or sides[1] is None:
        return None
    first_is_weights = _is_weights(sides[0][0], sides[1][0], known)
    if first_is_weights is None:
        return None
    weights, source = (sides[0], sides[1]) if first_is_weights else (sides[1], sides[0])
    small = weights[0].base.islower() and source[0].base.islower()
    dotted = part.signs[0] == "cdot" and first_is_weights and small and not source[1]
    return AffinePattern(weights[0], source[0], bias, first_is_weights, weights[1] ^ dotted)


def _is_weights(first: Symbol, second: Symbol, known: frozenset[str]) -> bool | None:
    """Whether the first of two factors is the weights; None if neither is."""
    keys = (key_of(first), key_of(second))
    if keys[1] in known and keys[0] not in known:
        return True
    if keys[0] in known and keys[1] not in known:
        return False
    named = tuple(WEIGHTS.fullmatch(symbol.base) is not None for symbol in (first, second))
    if named[0] != named[1]:
        return named[0]
    inputs = tuple(symbol.base in _INPUTS for symbol in (first, second))
    return inputs[1] if inputs[0] != inputs[1] else None


def _summed(part: BigSum, bias: Symbol | None, known: frozenset[str]) -> AffinePattern | None:
    """Read ``Σ_k w_jk a_k``: the place of the summed index says how the weights lie."""
    if not isinstance(part.of, Product) or len(part.of.factors) != 2:
        return None
    sides = [plain(factor) for factor in part.of.factors]
    if sides[0] is None or sides[1] is None:
        return None
    first = _is_weights(sides[0][0], sides[1][0], known)
    if first is None:
        return None
    weights, source = (sides[0][0], sides[1][0]) if first else (sides[1][0], sides[0][0])
    letters = weights.sub.text.replace(",", "") if weights.sub is not None else ""
    if part.letter not in letters or len(letters) < 2:
        return None
    return AffinePattern(weights, source, bias, True, letters[0] == part.letter)


_FACTORS = (2.0, 0.5, 1 / 3, 2 / 3)
"""What a text's loss may be times one of the table: no ½, the mean over the (three) outputs."""


@functools.lru_cache(maxsize=4)
def sample_scope(convention: Convention) -> Scope:
    """Return values of a small network to try expressions at: 3 units, then softmax; 5 examples."""
    rng = np.random.default_rng(5)
    inputs, targets = rng.normal(size=(5, 2)), rng.uniform(0.1, 0.9, (5, 3))
    e = Experiment(
        data=DataSpec(inputs=Matrix(inputs), targets=Matrix(targets)),
        layers=(LayerSpec("identity", 3),),
        loss="mean_squared_error",
        batch_size=5,
    )
    values = dict(Timeline(e).frame().values)
    z = 2.0 * rng.normal(size=(3, 5))
    values |= {"z1": z, "a1": 1.0 / (1.0 + np.exp(-z)), "Y": np.ascontiguousarray(targets.T)}
    return Scope(e, values, Names(e, frozenset(values), {}), convention)


def _evaluated(
    part: NotationPart, vocabulary: Vocabulary, scope: Scope
) -> tuple[Array, tuple[str, ...] | None] | None:
    """Return the numbers of an expression and its indices, None if it cannot be computed."""
    try:
        reader = Meanings(vocabulary, ReadingChoices(), is_indexed(part, vocabulary))
        reader.learn([part])
        node = reader.part(part).node
        (value,) = ExpressionEvaluator(scope)(node)
    except (NotationError, ClaimError):
        return None
    return value.array, value.axes


def activation_of(
    part: NotationPart, examples: frozenset[str], convention: Convention = PROGRAM
) -> tuple[str, str] | None:
    """Return the activation that an explicit expression computes and the symbol it is applied to.

    The expression is compared with every activation at the same numbers.
    """
    bases = {inner.base for inner in walk_written(part) if isinstance(inner, Symbol) and inner.base != "e"}
    bases -= _letters(part)
    if len(bases) != 1:
        return None
    (base,) = bases
    scope = sample_scope(convention)
    vocabulary = Vocabulary(scope.experiment, example_letters=examples, convention=convention)
    meaning = value_meaning(vocabulary, "z1", "")
    bare = _without_layers(part, base)
    found = _evaluated(bare, replace(vocabulary, meanings={base: meaning}), scope)
    if found is None:
        return None
    array = found[0].T if convention.examples == "rows" and found[1] is None else found[0]
    for name, row in ACTIVATIONS.items():
        wanted = activate(row, np.ascontiguousarray(scope.values["z1"]))
        if (
            name != "identity"
            and array.shape == wanted.shape
            and np.allclose(array, wanted, rtol=1e-9, atol=1e-12)
        ):
            return name, base
    return ("softmax", base) if _is_softmax_of_one(bare, base, vocabulary, scope) else None


def _is_softmax_of_one(part: NotationPart, base: str, vocabulary: Vocabulary, scope: Scope) -> bool:
    """Whether an expression is softmax for one example: ``exp(z) / sum(exp(z))`` sums over all there is."""
    bound = replace(vocabulary, meanings={base: value_meaning(vocabulary, "z1", "")})
    found = _evaluated(part, bound, scope.cut(0))
    if found is None or found[1] is not None:
        return False
    wanted = activate(ACTIVATIONS["softmax"], np.ascontiguousarray(scope.values["z1"][:, :1]))
    array = found[0].T if vocabulary.convention.examples == "rows" else found[0]
    return array.shape == wanted.shape and np.allclose(array, wanted, rtol=1e-9, atol=1e-12)


def _letters(part: NotationPart) -> set[str]:
    return {inner.letter for inner in walk_written(part) if isinstance(inner, BigSum)}


def _without_layers(part: NotationPart, base: str) -> NotationPart:
    """Return a part whose symbols of one base have no layer above them."""

    def change(inner: NotationPart) -> NotationPart | None:
        if isinstance(inner, Symbol) and inner.base == base and inner.sup is not None:
            text = inner.sup.text
            if _LAYER_TEXT.fullmatch(text):
                return replace(inner, sup=None)
        return None

    return mapped(part, change)


@dataclass(frozen=True)
class LossFound:
    """A loss that an expression was recognized as.

    Attributes
    ----------
    name
        A row of the table of losses.
    reduction
        sum or mean over the examples; empty where the expression is the loss of one example.
    each_output
        Whether it is the term of one output alone.
    factor
        What the expression is times the loss of the row, 1 in general.
    """

    name: str
    reduction: str
    each_output: bool
    factor: float = 1.0


def loss_of(
    part: NotationPart, outputs: frozenset[str], targets: frozenset[str], vocabulary: Vocabulary
) -> LossFound | None:
    """Return the loss that an expression in outputs and targets is, found by its numbers.

    Parameters
    ----------
    part
        As it is written.
    outputs, targets
        Bases of the symbols that stand for them.
    vocabulary
        For the letters of examples and the convention.
    """
    scope = sample_scope(vocabulary.convention)
    trial = Vocabulary(
        scope.experiment, example_letters=vocabulary.example_letters, convention=vocabulary.convention,
        target_letter=vocabulary.target_letter,
    )  # fmt: skip
    meanings: dict[str, Meaning] = {}
    for base in outputs:
        meanings[base] = value_meaning(trial, "a1", "")
    for base in targets:
        meanings[base] = value_meaning(trial, "Y", "")
    found = _evaluated(part, replace(trial, meanings=meanings), scope)
    if found is None:
        return None
    for factor in (1.0, *_FACTORS):
        for name in LOSSES:
            match = _matches(found[0], name, scope, factor)
            if match is not None:
                return match
    return None


def _matches(array: Array, name: str, scope: Scope, factor: float) -> LossFound | None:
    a, y = scope.values["a1"], scope.values["Y"]
    row = LOSSES[name]
    total = loss_value(row, a, y, "sum")
    examples = a.shape[1]
    single = np.array([loss_value(row, a[:, [n]], y[:, [n]], "sum") for n in range(examples)])
    if array.size == 1:
        value = float(array.reshape(()))
        for reduction, expected in (("sum", total), ("mean", total / examples)):
            if np.isclose(value, factor * expected, rtol=1e-9):
                return LossFound(name, reduction, False, factor)
        return None
    if array.size == examples and np.allclose(array.ravel(), factor * single, rtol=1e-9):
        return LossFound(name, "", False, factor)
    if array.size == len(a):
        for reduction, expected in (("sum", total), ("mean", total / examples)):
            if np.isclose(array.sum(), factor * expected, rtol=1e-9):
                return LossFound(name, reduction, True, factor)
        return None
    if array.shape in (a.shape, a.shape[::-1]):
        units = 0 if array.shape == a.shape else 1
        if np.allclose(array.sum(axis=units), factor * single, rtol=1e-9):
            return LossFound(name, "", True, factor)
    return None


def function_of(part: NotationPart) -> tuple[str, NotationPart] | None:
    """Return the name of a function and its argument, None if a part is no such call."""
    while (
        isinstance(part, Group) and part.sup is None and part.sub is None and not isinstance(part.of, Product)
    ):
        part = part.of
    if isinstance(part, Apply) and not part.primes:
        name = part.function
        if (
            name == "max"
            and len(part.arguments) == 2
            and any(isinstance(a, Literal) and a.value == 0 for a in part.arguments)
        ):
            other = next(a for a in part.arguments if not isinstance(a, Literal))
            return "relu", other
        if name in ("sigma", "sigmoid", "tanh", "relu", "softmax") and len(part.arguments) == 1:
            return name, part.arguments[0]
        if name.startswith("own:") and len(part.arguments) == 1 and not name.endswith("!"):
            return name, part.arguments[0]
    if isinstance(part, Product) and len(part.factors) == 2 and part.signs == ("juxtaposed",):
        first, second = part.factors
        named = isinstance(first, Symbol) and first.base in ("f", "g", "phi", "s", "psi", "h", "act")
        if (
            named
            and isinstance(first, Symbol)
            and not first.primes
            and isinstance(second, Group)
            and second.bracket
        ):
            return first.base, second.of
    return None
