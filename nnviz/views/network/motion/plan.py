"""Plan of the motion of an operation, from what it reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QPointF

from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array
from nnviz.core.operations.kinds import kind_of
from nnviz.core.text.number_format import format_number
from nnviz.views.network.edges import Bundle
from nnviz.views.network.motion.bend import Bend, curve_of
from nnviz.views.network.motion.parts import Carry, Meet, Part, Sum, Swarm, Way, straight
from nnviz.views.network.place import Detail, Place
from nnviz.views.network.scene import Scene

MOST_NUMBERS = 12
"""Numbers on their way at once; more cannot be read."""
MOST_DOTS = 60
SMALLEST = 30
"""Side of a square, at scale 1, in which a curve can be seen."""


class MotionPlan:
    """Everything that moves for the operation of a frame.

    Parameters
    ----------
    scene
        Where it moves; it is laid out and shows the frame.
    frame
        After the operation, with all values.
    example
        Column of the batch whose values are shown.

    Attributes
    ----------
    parts
        What moves; nothing where there is no room for it.
    """

    def __init__(self, scene: Scene, frame: Frame, example: int) -> None:
        self._scene, self._frame, self._example = scene, frame, example
        self.parts: list[Part] = []
        op = frame.operation
        if op is None:
            return
        self._op = op
        makers: dict[str, Callable[[int], Iterator[Part]]] = {
            "sum": self._sum, "carry": self._carry, "bend": self._bend, "mix": self._mix, "loss": self._lose,
            "back loss": self._from_loss, "back bend": self._bend_back, "back mix": self._mix_back,
            "back sum": self._pass_back, "back carry": self._carry_back, "settle": self._settle_forward,
            "back settle": self._settle_back, "meet": self._meet, "drop": self._drop,
            "change": self._change_parameters,
        }  # fmt: skip
        motion = kind_of(op).motion
        if motion in makers:
            self.parts = list(makers[motion](op.layer or 0))

    # -- reading -----------------------------------------------------------------------------------

    def _value(self, name: str, unit: int) -> float:
        array = self._frame.values[name]
        return float(array[unit, min(self._example, array.shape[1] - 1)])

    def _place(self, layer: int) -> Place:
        return self._scene.layout.places[layer]

    def _chosen(self, layer: int, strength: Array) -> tuple[list[int], Array]:
        """Return the edges that carry a number and some others: those selected, else the strongest."""
        bundle = self._scene.edges.bundles[layer]
        selected = self._scene.edges.concerned(layer, self._scene.selected)
        drawn = bundle.drawn
        among = selected if len(selected) else drawn
        numbers = among[np.argsort(-np.nan_to_num(np.abs(strength[among])), kind="stable")].tolist()
        if len(numbers) > MOST_NUMBERS:
            numbers = self._apart(bundle.curves.points, numbers)[:MOST_NUMBERS]
        others = np.setdiff1d(drawn, numbers)
        return numbers, others[:: max(1, -(-len(others) // MOST_DOTS))]

    def _apart(self, points: Array, edges: list[int]) -> list[int]:
        """Return those of some edges, the first before others, whose numbers do not hide one another."""
        room = np.array([46.0, 19.0]) * self._scene.style.scale
        steps = np.linspace(0.3, 0.7, 7) * (points.shape[1] - 1)
        chosen: list[int] = []
        places = points[:, np.rint(steps).astype(int)]
        for edge in edges:
            away = np.abs(places[chosen] - places[edge])
            if not (away < room).all(axis=2).any():
                chosen.append(edge)
            if len(chosen) == MOST_NUMBERS:
                break
        return chosen

    def _products(self, bundle: Bundle, layer: int, values: Array, at_targets: bool) -> tuple[Array, Array]:
        """Return, for every edge, the value it carries and that times its weight."""
        curves = bundle.curves
        carried = values[curves.targets if at_targets else curves.sources]
        return carried, carried * self._frame.values[f"W{layer}"][curves.targets, curves.sources]

    def _column(self, name: str) -> Array:
        array = self._frame.values[name]
        column: Array = array[:, min(self._example, array.shape[1] - 1)]
        return column

    def _along(self, layer: int, values: Array, back: bool) -> Iterator[Part]:
        """Carry values along the edges of a layer, each times its weight from the middle on."""
        bundle = self._scene.edges.bundles[layer]
        carried, products = self._products(bundle, layer, values, back)
        numbers, others = self._chosen(layer, products)
        turn = -1 if back else 1
        if len(others):
            yield Swarm(bundle.curves.points[others][:, ::turn])
        for edge in numbers:
            first, second = (format_number(float(array[edge])) for array in (carried, products))
            yield Carry(Way(bundle.curves.points[edge][::turn]), first, second)

    def _over_links(self, layer: int, texts: list[str], back: bool) -> Iterator[Part]:
        """Carry values along connectors without weights."""
        lines = self._scene.links.lines.get(layer, [])
        fits = len(lines) == len(texts) <= MOST_NUMBERS
        for k, line in enumerate(lines[:MOST_DOTS]):
            ends = [line.p2(), line.p1()] if back else [line.p1(), line.p2()]
            if fits:
                yield Carry(straight(ends), texts[k])
            else:
                yield Swarm(np.array([[p.toTuple() for p in ends]]))

    def _sums(
        self, place: Place, name: str, symbol: str, row: str, right: bool, begin: float = 0.6
    ) -> Iterator[Part]:
        """Add up at every unit of a column, as long as that can be read."""
        if place.picture is not None or place.detail is Detail.BARE or len(place.shown) > MOST_NUMBERS:
            return
        layer = place.column.layer
        for unit in place.shown:
            square = place.square(unit)
            at = QPointF(square.right() if right else square.left(), square.center().y())
            first = 0.0
            if symbol == "z" and f"b{layer}" in self._frame.values:
                first = _of_unit(self._frame.values[f"b{layer}"], unit)
            yield Sum(at, place.row(unit, row).center(), symbol, first, self._value(name, unit), begin)

    # -- operations --------------------------------------------------------------------------------

    def _sum(self, n: int) -> Iterator[Part]:
        yield from self._along(n, self._column(str(self._op.node.inputs[0])), back=False)
        yield from self._sums(self._place(n), f"z{n}", "z", "value", right=False)

    def _carry(self, n: int) -> Iterator[Part]:
        """Carry every value to the unit behind it."""
        before, written = self._column(str(self._op.node.inputs[0])), self._op.outputs[-1]
        shown = [u for u in self._place(n).shown if self._place(n - 1).shows(u)]
        yield from self._over_links(n, [format_number(float(before[u])) for u in shown], back=False)
        yield from self._sums(self._place(n), str(written), written.kind, "value", right=False)

    def _bends(self, n: int, back: bool) -> Iterator[Part]:
        place, row = self._place(n), ACTIVATIONS[self._frame.experiment.layers[n - 1].activation]
        if place.picture is not None or place.side < SMALLEST * place.scale or not row.elementwise:
            return
        for unit in place.shown:
            z, a = self._value(f"z{n}", unit), self._value(f"a{n}", unit)
            if not np.isfinite([z, a]).all():
                continue
            curve = curve_of(row, z)
            # A number far outside stands at the edge of the picture.
            z = min(max(z, float(curve[0, 0])), float(curve[-1, 0]))
            a = float(np.interp(z, curve[:, 0], curve[:, 1]))
            slope = float(np.interp(z, curve[:, 0], np.gradient(curve[:, 1], curve[:, 0]))) if back else None
            yield Bend(place.square(unit), z, a, curve, slope)

    def _mixed(self, back: bool) -> Iterator[Part]:
        """Let every unit of a layer without weights reach every other."""
        n, written = self._op.node.layer, self._op.outputs[-1]
        if self._scene.links.lines.get(n):
            yield from self._over_links(n, [""] * (MOST_NUMBERS + 1), back)
        symbol = ("δ" if written.base.kind == "z" else "∇a") if back else ""
        place = self._place(written.layer)
        yield from self._sums(place, str(written), symbol, "pill" if back else "value", back)

    def _mix(self, _layer: int) -> Iterator[Part]:
        yield from self._mixed(back=False)

    def _mix_back(self, _layer: int) -> Iterator[Part]:
        yield from self._mixed(back=True)

    def _bend(self, n: int) -> Iterator[Part]:
        yield from self._bends(n, back=False)

    def _bend_back(self, n: int) -> Iterator[Part]:
        yield from self._bends(n, back=True)
        yield from self._settle(n, f"dz{n}", "δ", "pill")

    def _settle_forward(self, n: int) -> Iterator[Part]:
        yield from self._settle(n, self._op.writes[-1], "", "value")

    def _settle_back(self, n: int) -> Iterator[Part]:
        yield from self._settle(n, self._op.writes[-1], "∇", "pill")

    def _settle(self, n: int, name: str, symbol: str, row: str) -> Iterator[Part]:
        """Let a number of every unit come out of its square and take its place."""
        place = self._place(n)
        if place.picture is not None or place.detail is Detail.BARE or len(place.shown) > MOST_NUMBERS:
            return
        for unit in place.shown:
            value, square = self._value(name, unit), place.square(unit)
            start = QPointF(square.center().x(), square.bottom())
            yield Sum(start, place.row(unit, row).center(), symbol, value, value)

    def _lose(self, _layer: int) -> Iterator[Part]:
        last, scene = len(self._frame.experiment.layers), self._scene
        texts = [format_number(self._value(f"a{last}", u)) for u in self._place(last).shown]
        yield from self._over_links(last + 1, texts, back=False)
        assert scene.render_state is not None
        node = scene.links.node(scene.render_state)
        below = QPointF(node.center().x(), node.bottom() + 12 * scene.style.scale)
        if self._frame.values["Y"].shape[0] == 1:
            target = f"y {format_number(self._value('Y', 0))}"
            yield Carry(straight([below, node.center()]), target)
        loss = float(self._frame.values["C"])
        yield Sum(node.center(), node.center(), "C", loss, loss, begin=0.68)

    def _from_loss(self, n: int) -> Iterator[Part]:
        delta = f"da{n}" not in self._op.writes
        name, symbol, row = (f"dz{n}", "δ", "pill") if delta else (f"da{n}", "∇a", "pill")
        texts = [format_number(self._value(name, u)) for u in self._place(n).shown]
        yield from self._over_links(n + 1, texts, back=True)
        yield from self._sums(self._place(n), name, symbol, row, right=True)

    def _pass_back(self, n: int) -> Iterator[Part]:
        yield from self._along(n + 1, self._column(f"dz{n + 1}"), back=True)
        yield from self._sums(self._place(n), f"da{n}", "∇a", "pill", right=True)

    def _carry_back(self, n: int) -> Iterator[Part]:
        """Carry every gradient back to the unit before it."""
        after = self._column(str(self._op.node.output.gradient()))
        shown = [u for u in self._place(n + 1).shown if self._place(n).shows(u)]
        yield from self._over_links(n + 1, [format_number(float(after[u])) for u in shown], back=True)
        yield from self._sums(self._place(n), f"da{n}", "∇a", "pill", right=True)

    def _meet(self, n: int) -> Iterator[Part]:
        bundle = self._scene.edges.bundles[n]
        curves = bundle.curves
        near = self._column("X" if n == 1 else f"a{n - 1}")[curves.sources]
        far = self._column(f"dz{n}")[curves.targets]
        result = self._frame.values[f"dW{n}"][curves.targets, curves.sources]
        numbers, others = self._chosen(n, result)
        if len(others):
            middle = curves.points.shape[1] // 2 + 1
            yield Swarm(curves.points[others][:, :middle])
            yield Swarm(curves.points[others][:, : middle - 2 : -1])
        for edge in numbers:
            first, second = (format_number(float(array[edge])) for array in (near, far))
            yield Meet(Way(curves.points[edge]), first, second, f"∂w {format_number(float(result[edge]))}")

    def _drop(self, n: int) -> Iterator[Part]:
        place = self._place(n)
        if place.detail is Detail.BARE or len(place.shown) > MOST_NUMBERS:
            return
        for unit in place.shown:
            value = _of_unit(self._frame.values[f"db{n}"], unit)
            start = place.row(unit, "pill").center()
            end = place.row(unit, "bias").center() if place.bias_row else place.bias(unit)
            yield Sum(start, end, "∂b", value, value, begin=0.1)

    def _change_parameters(self, n: int) -> Iterator[Part]:
        """Let the changes of weights or biases come down onto them."""
        change = {"weight": self._change_weights, "bias": self._change_biases}
        of = change.get(self._op.outputs[-1].info.belongs_to)
        if of is not None:
            yield from of(n)

    def _change_weights(self, n: int) -> Iterator[Part]:
        curves = self._scene.edges.bundles[n].curves
        change = self._change(f"W{n}")[curves.targets, curves.sources]
        placed = {p.edge: p.rect.center() for p in self._scene.edge_labels.placed if p.selection.layer == n}
        for edge in self._chosen(n, change)[0]:
            yield self._fall(placed.get(edge, curves.at(edge, 0.5)), float(change[edge]))

    def _change_biases(self, n: int) -> Iterator[Part]:
        place = self._place(n)
        if place.detail is Detail.BARE or len(place.shown) > MOST_NUMBERS:
            return
        change = self._change(f"b{n}")
        for unit in place.shown:
            at = place.row(unit, "bias").center() if place.bias_row else place.bias(unit)
            yield self._fall(at, _of_unit(change, unit))

    def _change(self, name: str) -> Array:
        difference: Array = self._frame.values[f"{name}_next"] - self._frame.values[name]
        return difference

    def _fall(self, at: QPointF, change: float) -> Part:
        """Let a change come down onto the number it changes."""
        text = f"+{format_number(change)}" if change > 0 else format_number(change)
        above = QPointF(at.x(), at.y() - 30 * self._scene.style.scale)
        return Carry(straight([above, at]), text)


def _of_unit(values: Array, unit: int) -> float:
    """Return the entry of a unit in a column of biases; there is one for all where they share it."""
    return float(values[min(unit, len(values) - 1), 0])
