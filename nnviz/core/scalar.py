"""The scalar form of an operation for one unit, weight or bias: the sum written out with its numbers."""

from __future__ import annotations

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.frame import Frame
from nnviz.core.numbers import format_number
from nnviz.core.operation import subscript, superscript
from nnviz.core.pick import Pick
from nnviz.core.workspace import Array

_TERMS = 5


def scalar_lines(frame: Frame, pick: Pick, example: int, digits: int = 3) -> list[str]:
    """Return the present operation for `pick` and one example of the batch, a formula and then its numbers.

    Empty if the operation does not concern the picked thing.
    """
    op = frame.operation
    if op is None:
        return []
    kind = op.writes[-1].rstrip("0123456789").removesuffix("_next")
    if op.phase == "update":
        return _update(frame, pick, digits) if pick.layer == op.layer else []
    if pick.layer != op.layer:
        return []
    writer = {"z": _z, "a": _a, "dz": _dz, "dW": _dw, "db": _db, "da": _da}.get(kind)
    return [] if writer is None else writer(frame, pick, example, digits)


def _sum(terms: list[str]) -> str:
    if len(terms) > _TERMS:
        terms = [*terms[: _TERMS - 1], "⋯", terms[-1]]
    return " + ".join(terms)


def _times(a: float, b: float, digits: int) -> str:
    def factor(value: float) -> str:
        text = format_number(value, digits)
        return f"({text})" if text.startswith("−") else text

    return f"{factor(a)}·{factor(b)}"


def _inputs(frame: Frame, layer: int) -> tuple[Array, str]:
    """Return the activations that enter `layer` and the letter they are written with."""
    return (frame.values["X"], "x") if layer == 1 else (frame.values[f"a{layer - 1}"], f"a{superscript(layer - 1)}")


def _z(frame: Frame, pick: Pick, example: int, digits: int) -> list[str]:
    n, j = pick.layer, pick.unit
    s, row = superscript(n), subscript(j + 1)
    a, letter = _inputs(frame, n)
    z = float(frame.values[f"z{n}"][j, example])
    if f"W{n}" not in frame.values:
        return [f"z{s}{row} = {letter}{row} = {format_number(z, digits)}"]
    w, b = frame.values[f"W{n}"], float(frame.values[f"b{n}"][j, 0])
    symbols = [f"w{s}{row}{subscript(i + 1)} {letter}{subscript(i + 1)}" for i in range(w.shape[1])]
    numbers = [_times(float(w[j, i]), float(a[i, example]), digits) for i in range(w.shape[1])]
    bias = format_number(b, digits)
    tail = f" − {bias[1:]}" if bias.startswith("−") else f" + {bias}"
    return [
        f"z{s}{row} = {_sum(symbols)} + b{s}{row}",
        f"= {_sum(numbers)}{tail}",
        f"= {format_number(z, digits)}",
    ]


def _a(frame: Frame, pick: Pick, example: int, digits: int) -> list[str]:
    n, j = pick.layer, pick.unit
    s, row = superscript(n), subscript(j + 1)
    z, a = float(frame.values[f"z{n}"][j, example]), float(frame.values[f"a{n}"][j, example])
    name = ACTIVATIONS[frame.experiment.layers[n - 1].activation]
    if not name.elementwise:
        column = frame.values[f"z{n}"][:, example]
        terms = [f"e^{format_number(float(v), digits)}" for v in column]
        return [
            f"a{s}{row} = e^z{s}{row} / Σⱼ e^z{s}ⱼ",
            f"= e^{format_number(z, digits)} / ({_sum(terms)})",
            f"= {format_number(a, digits)}",
        ]
    return [f"a{s}{row} = {name.name}(z{s}{row}) = {name.name}({format_number(z, digits)}) = {format_number(a, digits)}"]


def _dz(frame: Frame, pick: Pick, example: int, digits: int) -> list[str]:
    n, j = pick.layer, pick.unit
    s, row = superscript(n), subscript(j + 1)
    dz = float(frame.values[f"dz{n}"][j, example])
    activation = ACTIVATIONS[frame.experiment.layers[n - 1].activation]
    if f"da{n}" not in frame.values:
        a, y = float(frame.values[f"a{n}"][j, example]), float(frame.values["Y"][j, example])
        share = f" / {frame.batch}" if frame.experiment.reduction == "mean" else ""
        return [
            f"δ{s}{row} = (a{s}{row} − y{row}){share}",
            f"= ({format_number(a, digits)} − {format_number(y, digits)}){share} = {format_number(dz, digits)}",
        ]
    da = float(frame.values[f"da{n}"][j, example])
    if not activation.elementwise:
        column = zip(frame.values[f"a{n}"][:, example], frame.values[f"da{n}"][:, example], strict=True)
        inner = _sum([_times(float(p), float(q), digits) for p, q in column])
        a = float(frame.values[f"a{n}"][j, example])
        return [
            f"δ{s}{row} = a{s}{row} (∇a{s}{row} − Σₖ a{s}ₖ ∇a{s}ₖ)",
            f"= {format_number(a, digits)} ({format_number(da, digits)} − ({inner}))",
            f"= {format_number(dz, digits)}",
        ]
    from nnviz.core.activations import slope

    steep = float(slope(activation, frame.values[f"z{n}"][j : j + 1, example : example + 1])[0, 0])
    return [
        f"δ{s}{row} = ∇a{s}{row} · {activation.name}′(z{s}{row})",
        f"= {_times(da, steep, digits)} = {format_number(dz, digits)}",
    ]


def _dw(frame: Frame, pick: Pick, example: int, digits: int) -> list[str]:
    if pick.kind != "weight" or pick.source is None:
        return []
    n, j, i = pick.layer, pick.unit, pick.source
    a, letter = _inputs(frame, n)
    dz = frame.values[f"dz{n}"]
    s, row, column = superscript(n), subscript(j + 1), subscript(i + 1)
    terms = [_times(float(dz[j, k]), float(a[i, k]), digits) for k in range(frame.batch)]
    value = format_number(float(frame.values[f"dW{n}"][j, i]), digits)
    summed = "Σ over the batch of " if frame.batch > 1 else ""
    return [f"∂C/∂{pick.symbol} = {summed}δ{s}{row} {letter}{column}", f"= {_sum(terms)}", f"= {value}"]


def _db(frame: Frame, pick: Pick, example: int, digits: int) -> list[str]:
    if pick.kind == "weight":
        return []
    n, j = pick.layer, pick.unit
    terms = [format_number(float(v), digits) for v in frame.values[f"dz{n}"][j]]
    value = format_number(float(frame.values[f"db{n}"][j, 0]), digits)
    summed = "Σ over the batch of " if frame.batch > 1 else ""
    up, row = superscript(n), subscript(j + 1)
    return [f"∂C/∂b{up}{row} = {summed}δ{up}{row}", f"= {_sum(terms)}", f"= {value}"]


def _da(frame: Frame, pick: Pick, example: int, digits: int) -> list[str]:
    n, i = pick.layer, pick.unit
    s, row = superscript(n), subscript(i + 1)
    da = format_number(float(frame.values[f"da{n}"][i, example]), digits)
    if f"dz{n + 1}" not in frame.values or n == len(frame.experiment.layers):
        return [f"∇a{s}{row} = ∂C/∂a{s}{row} = {da}"]
    dz, t = frame.values[f"dz{n + 1}"], superscript(n + 1)
    if f"W{n + 1}" not in frame.values:
        return [f"∇a{s}{row} = δ{t}{row} = {da}"]
    w = frame.values[f"W{n + 1}"]
    symbols = [f"w{t}{subscript(k + 1)}{row} δ{t}{subscript(k + 1)}" for k in range(w.shape[0])]
    numbers = [_times(float(w[k, i]), float(dz[k, example]), digits) for k in range(w.shape[0])]
    return [f"∇a{s}{row} = {_sum(symbols)}", f"= {_sum(numbers)}", f"= {da}"]


def _update(frame: Frame, pick: Pick, digits: int) -> list[str]:
    op = frame.operation
    if pick.parameter is None or op is None or f"{pick.parameter}_next" not in op.writes:
        return []
    index = (pick.unit, pick.source or 0)
    old, new = float(frame.values[pick.parameter][index]), float(frame.values[f"{pick.parameter}_next"][index])
    gradient = float(frame.values[f"d{pick.parameter}"][index])
    lines = [f"{pick.symbol} ← {format_number(new, digits)}, was {format_number(old, digits)}"]
    if frame.experiment.optimizer.name == "sgd":
        rate = frame.experiment.optimizer.learning_rate
        lines.insert(0, f"{pick.symbol} − η ∂C/∂{pick.symbol}")
        lines[1] = (
            f"= {format_number(old, digits)} − {_times(rate, gradient, digits)} = {format_number(new, digits)}"
        )
    return lines
