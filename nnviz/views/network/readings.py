"""The numbers of one item of the network at one position, and how it is called in words."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.selection import Selection
from nnviz.core.text.number_format import format_number
from nnviz.core.text.scripts import subscript, superscript
from nnviz.core.text.translate import translate
from nnviz.views.network.structure import Structure

_DIGITS = 4


def parameter(frame: Frame, selection: Selection, gradient: bool = False) -> float | None:
    """Return a weight or bias as it is now, or its gradient if that is known at this position."""
    name = selection.parameter
    if name is None:
        return None
    column = 0 if selection.source is None else selection.source
    if gradient:
        array = frame.values.get(f"d{name}")
        return None if array is None else float(array[selection.unit, column])
    return float(frame.current(name)[selection.unit, column])


def of_example(frame: Frame, name: str, unit: int, example: int) -> float | None:
    """Return the entry of ``a2``, ``dz1``, … for one example of the batch, None if not known yet."""
    array = frame.values.get(name)
    return None if array is None else float(array[unit, min(example, array.shape[1] - 1)])


def readings(
    frame: Frame, structure: Structure, selection: Selection, example: int
) -> list[tuple[str, float]]:
    """Return symbols and numbers of a item, those that are known at this position."""
    n, j = selection.layer, selection.unit
    if selection.kind == "loss":
        found: list[tuple[str, float | None]] = [("C", loss(frame))]
    elif selection.kind == "weight":
        found = [
            (selection.symbol, parameter(frame, selection)),
            ("∂C/∂w", parameter(frame, selection, gradient=True)),
        ]
    elif selection.kind == "bias":
        found = [
            (selection.symbol, parameter(frame, selection)),
            ("∂C/∂b", parameter(frame, selection, gradient=True)),
        ]
    elif n == 0:
        name, x = structure.columns[0].names[j], of_example(frame, "X", j, example)
        found = [(name, x)]
        standard = frame.samples.standardizer
        if standard is not None and x is not None:
            raw = x * float(standard.scale[j]) + float(standard.mean[j])
            found.append((translate("network", "{0} unscaled").format(name), raw))
    else:
        letters = (("z", f"z{n}"), ("a", f"a{n}"), ("∇a", f"da{n}"), ("δ", f"dz{n}"))
        indices = f"{superscript(n)}{subscript(j + 1)}"
        found = [(f"{letter}{indices}", of_example(frame, name, j, example)) for letter, name in letters]
        bias = structure.columns[n].bias_of(j)
        if bias is not None:
            found.append((bias.symbol, parameter(frame, bias)))
        rest = {"γ": f"gamma{n}", "β": f"beta{n}", "x̂": f"xhat{n}", "M": f"mask{n}"}
        found += [
            (f"{letter}{indices}", of_example(frame, name, j, example)) for letter, name in rest.items()
        ]
    shown = structure.letters.text
    return [(shown(symbol), value) for symbol, value in found if value is not None]


def loss(frame: Frame) -> float | None:
    """Return the loss of the batch if it is known at this position."""
    value = frame.values.get("C")
    return None if value is None else float(value)


def target(frame: Frame, structure: Structure, example: int) -> str:
    """Return what the outputs should be for one example, empty if that is more than a word."""
    s = frame.samples
    example = min(example, frame.batch - 1)
    if structure.last.labels and s.labels_train is not None:
        return structure.last.labels[int(s.labels_train[frame.examples[example]])]
    if frame.values["Y"].shape[0] == 1:
        y = float(frame.values["Y"][0, example])
        written = f"{y:.0f}".replace("-", "−") if y.is_integer() else format_number(y)
        return f"{structure.letters.symbol('Y', 'y')} = {written}"
    return ""


def sentence(numbers: Sequence[tuple[str, float]], digits: int = _DIGITS) -> str:
    """Return readings in one line."""
    return "   ".join(f"{symbol} = {format_number(value, digits)}" for symbol, value in numbers)


def words(structure: Structure, selection: Selection) -> str:
    """Return what an item is called in words, for tooltips and screen readers."""
    n = selection.layer
    if selection.kind == "loss":
        return translate("network", "loss, {0}").format(structure.loss_title)
    if selection.kind == "weight":
        return translate("network", "weight from {0} to unit {1} of layer {2}").format(
            _source(structure, selection), selection.unit + 1, n
        )
    if selection.kind == "bias":
        return translate("network", "bias of unit {0} of layer {1}").format(selection.unit + 1, n)
    column = structure.columns[n]
    if n == 0:
        feature, given = structure.samples.feature_names[selection.unit], structure.samples.input_names
        label = given[selection.unit] if len(given) == column.units else feature
        plain = label == feature
        return (
            translate("network", "input {0}").format(label)
            if plain
            else translate("network", "input {0}, {1}").format(column.names[selection.unit], label)
        )
    label = f", {column.labels[selection.unit]}" if column.labels else ""
    return (
        translate("network", "unit {0} of layer {1}, {2}").format(selection.unit + 1, n, column.activation)
        + label
    )


def _source(structure: Structure, selection: Selection) -> str:
    source = selection.source or 0
    if selection.layer == 1:
        return structure.samples.feature_names[source]
    return translate("network", "unit {0} of layer {1}").format(source + 1, selection.layer - 1)
