"""An operation as a row of terms: symbols and the matrices that stand for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.core.activations import ACTIVATIONS, slope
from nnviz.core.frame import Frame
from nnviz.core.workspace import Array


@dataclass(frozen=True, eq=False)
class Term:
    """A piece of the numeric form: a text such as ``=`` or ``⊙``, or a matrix with the name it stands for."""

    text: str = ""
    matrix: Array | None = None
    name: str = ""
    transposed: bool = False


def numeric_terms(frame: Frame, example: int) -> list[Term]:
    """Return the present operation with its numbers, for one example of the batch.

    Gradients of parameters are sums over the batch, so there the whole batch is shown.
    """
    op = frame.operation
    if op is None:
        return []
    result = op.writes[-1]
    kind, n = result.removesuffix("_next").rstrip("0123456789"), op.layer or 0

    def matrix(name: str, whole: bool = False, transposed: bool = False) -> Term:
        array = np.atleast_2d(frame.values[name])
        per_example = name[:1] in "XYza" or name[:2] in ("da", "dz")
        if per_example and not whole:
            array = array[:, example : example + 1]
        return Term(matrix=array.T if transposed else array, name=name, transposed=transposed)

    def text(*words: str) -> list[Term]:
        return [Term(text=word) for word in words]

    before = "X" if n == 1 else f"a{n - 1}"
    if kind == "z":
        if f"W{n}" not in frame.values:
            return [matrix(result), *text("="), matrix(before)]
        return [matrix(result), *text("="), matrix(f"W{n}"), matrix(before), *text("+"), matrix(f"b{n}")]
    if kind == "a":
        name = ACTIVATIONS[frame.experiment.layers[n - 1].activation].name
        return [matrix(result), *text("=", name), matrix(f"z{n}")]
    if kind == "C":
        return [matrix("C")]
    if kind == "da":
        if f"W{n + 1}" in op.reads:
            return [matrix(result), *text("="), matrix(f"W{n + 1}", transposed=True), matrix(f"dz{n + 1}")]
        if f"dz{n + 1}" in op.reads:
            return [matrix(result), *text("="), matrix(f"dz{n + 1}")]
        return [matrix(result), *text("from  a ="), matrix(f"a{n}"), *text("y ="), matrix("Y")]
    if kind == "dz":
        return _through(frame, n, example, matrix, text)
    if kind == "dW":
        return [matrix(result), *text("="), matrix(f"dz{n}", whole=True), matrix(before, whole=True, transposed=True)]
    if kind == "db":
        return [matrix(result), *text("= Σ"), matrix(f"dz{n}", whole=True)]
    if frame.experiment.optimizer.name == "sgd":
        rate = f"{frame.experiment.optimizer.learning_rate:g} ·"
        return [matrix(result), *text("="), matrix(f"{kind}{n}"), *text("−", rate), matrix(f"d{kind}{n}")]
    return [matrix(result), *text("from"), matrix(f"{kind}{n}"), *text("and ∂ ="), matrix(f"d{kind}{n}")]


def _through(frame: Frame, n: int, example: int, matrix: object, text: object) -> list[Term]:
    assert callable(matrix)
    assert callable(text)
    row = ACTIVATIONS[frame.experiment.layers[n - 1].activation]
    result = matrix(f"dz{n}")
    if f"da{n}" not in frame.values:
        share = (f"/ {frame.batch}",) if frame.experiment.reduction == "mean" else ()
        return [result, *text("= ("), matrix(f"a{n}"), *text("−"), matrix("Y"), *text(")", *share)]
    if row.slope is None and row.elementwise:
        return [result, *text("="), matrix(f"da{n}")]
    if row.elementwise:
        steep = slope(row, frame.values[f"z{n}"][:, example : example + 1])
        return [result, *text("="), matrix(f"da{n}"), *text("⊙"), Term(matrix=steep, name=f"z{n}")]
    a = frame.values[f"a{n}"][:, example]
    jacobian = np.diag(a) - np.outer(a, a)
    return [result, *text("="), Term(matrix=jacobian, name=f"a{n}"), matrix(f"da{n}")]
