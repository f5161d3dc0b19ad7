"""Highlight of the current operation: the items it reads and writes, and the direction of flow."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.network.operation import BACKWARD, UPDATE


@dataclass(frozen=True)
class Highlight:
    """What is highlighted. True stands for what is written, False for what is only read.

    Attributes
    ----------
    phase
        Phase of the operation, whose colour it is highlighted in; empty if there is none.
    units, weights, biases
        Layer → whether they are written.
    links
        Layers whose connectors without weights are highlighted; the loss counts as the layer after the last.
    loss
        Whether the loss is written, or None if it is not concerned.
    flow
        1 forward, −1 backward, 0 if nothing moves.
    """

    phase: str = ""
    units: dict[int, bool] = field(default_factory=dict)
    weights: dict[int, bool] = field(default_factory=dict)
    biases: dict[int, bool] = field(default_factory=dict)
    links: frozenset[int] = frozenset()
    loss: bool | None = None
    flow: int = 0


def highlight(frame: Frame) -> Highlight:
    """Return what the operation of `frame` lights up."""
    op = frame.operation
    if op is None:
        return Highlight()
    units: dict[int, bool] = {}
    weights: dict[int, bool] = {}
    biases: dict[int, bool] = {}
    loss: bool | None = None
    for values, written in ((op.inputs, False), (op.outputs, True)):
        for value in values:
            kind = value.base.kind
            place = {"weight": weights, "bias": biases}.get(value.info.belongs_to, units)
            if kind in ("C", "Y"):
                loss = written
            elif value.info.belongs_to:
                place[value.layer] = written
    flow = 0 if op.phase == UPDATE else -1 if op.phase == BACKWARD else 1
    return Highlight(op.phase, units, weights, biases, _links(frame, units, loss), loss, flow)


def _links(frame: Frame, units: dict[int, bool], loss: bool | None) -> frozenset[int]:
    """Return the layers without weights whose two sides are both concerned, and the loss likewise."""
    layers = frame.experiment.layers
    highlighted = set()
    for n, spec in enumerate(layers, 1):
        # A softmax mixes all units within its own operation.
        mixes = not ACTIVATIONS[spec.activation].elementwise
        if spec.units is None and n in units and (n - 1 in units or mixes):
            highlighted.add(n)
    if loss is not None and len(layers) in units:
        highlighted.add(len(layers) + 1)
    return frozenset(highlighted)
