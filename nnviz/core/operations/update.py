"""Updates: a parameter moved against its gradient by the rule of the optimizer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nnviz.core.equations.losses import split
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import text_symbol
from nnviz.core.equations.updates import entry_numbers, entry_symbols, update
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.optimizers import OPTIMIZERS, Optimizer
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import COUNT, Value
from nnviz.core.operations.rule import OperationKind
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

_SETTING = re.compile(r"\b(?:learning_rate|momentum|alpha|beta1|beta2|epsilon|weight_decay)\b")
"""Settings of optimizers, as their rows name them."""
_TITLES = {
    "weight": QT_TRANSLATE_NOOP("operations", "Layer {layer} · new weights"),
    "bias": QT_TRANSLATE_NOOP("operations", "Layer {layer} · new biases"),
    "gain": QT_TRANSLATE_NOOP("operations", "Layer {layer} · new gains"),
    "shift": QT_TRANSLATE_NOOP("operations", "Layer {layer} · new shifts"),
    "shared": QT_TRANSLATE_NOOP("operations", "Layer {layer} · new bias"),
}
_WHYS = {
    "weight": QT_TRANSLATE_NOOP(
        "operations", "{optimizer} moves each of the weights against its gradient to reduce the loss."
    ),
    "bias": QT_TRANSLATE_NOOP(
        "operations", "{optimizer} moves each of the biases against its gradient to reduce the loss."
    ),
    "gain": QT_TRANSLATE_NOOP(
        "operations", "{optimizer} moves each of the gains against its gradient to reduce the loss."
    ),
    "shift": QT_TRANSLATE_NOOP(
        "operations", "{optimizer} moves each of the shifts against its gradient to reduce the loss."
    ),
    "shared": QT_TRANSLATE_NOOP(
        "operations", "{optimizer} moves the bias against its gradient to reduce the loss."
    ),
}


class ParameterUpdate(OperationKind):
    """One parameter after the update; the calls of the first one move all of them."""

    name, motion = "update", "change"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Write the rule for this parameter."""
        row, p = OPTIMIZERS[e.optimizer.name], node.inputs[0]
        symbol = text_symbol(str(p))
        shared = p.kind == "b" and e.layers[p.layer - 1].bias is not True
        whose = "shared" if shared else p.info.belongs_to
        taken = any(str(value) in row.settings for block in e.blocks for value in block.values)
        # A shift may be called beta1, as a setting of Adam is: then the settings stand as numbers.
        lines = update_lines(row, p, _numbers(e) if taken else None)
        gradient = f"∂C/∂{symbol}"
        return Description(
            symbol=symbol,
            title=translate("operations", _TITLES[whose]).format(layer=p.layer),
            equation=",  ".join(line.format(p=symbol, g=gradient) for line in row.equations),
            numpy="; ".join(lines),
            why=translate("operations", _WHYS[whose]).format(optimizer=row.title),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the rule and its numbers."""
        return update(sheet, str(op.node.inputs[0]))

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the rule for one weight or bias."""
        p = op.node.inputs[0]
        if selection.layer != p.layer or selection.kind == "loss":
            return []
        own = selection.kind == "unit" and p.info.belongs_to != "weight"
        if selection.kind != p.info.belongs_to and not own:
            return []
        rows = sheet.frame.values[str(p)].shape[0]
        entry = (selection.unit if rows > 1 else 0, selection.source or 0)
        written = []
        symbols = entry_symbols(sheet, str(p), entry)
        values = entry_numbers(sheet, str(p), entry)
        for (left, rule), (_, numbers) in zip(symbols, values, strict=True):
            written += [f"{left} {rule}", *split(f"= {numbers.split(' ', 1)[1]}")]
        return written

    def code(self, sheet: ExplainContext, op: Operation) -> str:
        """Return the lines with the settings as numbers."""
        e = sheet.frame.experiment
        return "\n".join(update_lines(OPTIMIZERS[e.optimizer.name], op.node.inputs[0], _numbers(e)))


def _numbers(e: Experiment) -> dict[str, float]:
    return {"learning_rate": e.optimizer.learning_rate, **e.optimizer.settings}


def update_lines(row: Optimizer, p: Value, settings: Mapping[str, float] | None = None) -> list[str]:
    """Return the rule of an optimizer for a parameter as lines of NumPy.

    Parameters
    ----------
    row, p
        The rule and the parameter.
    settings
        Numbers that stand in place of the names of the settings, None for the names.
    """
    names = {"p": str(p), "g": str(p.gradient()), "t": str(COUNT)}
    for vector in row.state:
        names[vector], names[f"{vector}_next"] = str(p.state(vector)), str(p.state(vector).after)
    lines = []
    for written, expression in row.numpy:
        if settings is not None:
            expression = _SETTING.sub(lambda found: repr(settings[found[0]]), expression)
        target = str(p.after) if written == "p" else names[f"{written}_next"]
        lines.append(f"{target} = {expression.format(**names)}")
    return lines


def update_values(row: Optimizer, p: Value) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    """Return what an update of a parameter reads and writes."""
    states = tuple(p.state(vector) for vector in row.state)
    reads = (p, p.gradient(), *states, *((COUNT,) if row.counts else ()))
    return reads, (*(state.after for state in states), p.after)
