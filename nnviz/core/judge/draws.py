"""Fresh random values for a network: parameters and data, run through the program that trains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.experiment.experiment import DataSpec, Experiment, Regularization
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.functions.buffers import Array, run
from nnviz.core.functions.losses import LOSSES
from nnviz.core.program.operation import BACKWARD, LOSS, UPDATE
from nnviz.core.run.frame import Frame
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.trainer import Trainer

Patch = Callable[[Mapping[str, Array]], None]
"""Changes arrays in place."""

ATTEMPTS = 6
"""How often parameters are drawn anew where a draw shows nothing new."""

LARGE = 750.0
"""Pre-activations of this size overflow in exp, which ends at 709.8."""


@dataclass(frozen=True, eq=False)
class Draw:
    """Values of one iteration, and what is special about them.

    Attributes
    ----------
    frame
        The values, after the last operation.
    trainer
        Whose program made them; it can make them again, with a mistake.
    examples
        Number of examples.
    sums_to_one, one_hot
        What is true of the targets of every example.
    large
        Whether pre-activations are so large that exp overflows.
    """

    frame: Frame
    trainer: Trainer
    examples: int
    sums_to_one: bool
    one_hot: bool
    large: bool = False

    @property
    def values(self) -> Mapping[str, Array]:
        """Name → array."""
        return self.frame.values

    def again(self, patches: Mapping[str, Patch], name: str) -> Array:
        """Return the value `name` of the iteration if mistakes are made on the way.

        Parameters
        ----------
        patches
            A value that an operation writes → what is done to the arrays when it has run: the mistake.
        name
            What to return: a value that the last of these operations writes, or a later one.
        """
        p, new = self.trainer.parameters, name.endswith("_next")
        p.flat[...], p.state[...] = self.trainer.started
        arrays = {**self.trainer.program.arrays, **p.named(p.flat), **p.named(p.gradient, "d")}
        for prefix, vector in p.vectors.items():
            arrays |= p.named(vector, prefix)
        with np.errstate(all="ignore"):
            # What the forward pass has left is as it was: mistakes are made behind it.
            for operation in self.trainer.operations:
                if operation.phase in (LOSS, BACKWARD) or (new and operation.phase == UPDATE):
                    run(operation.calls)
                    for written in patches.keys() & set(operation.writes):
                        patches[written](arrays)
        return arrays[name.removesuffix("_next") if new else name].copy()

    def with_penalty(self, penalty: Regularization) -> Mapping[str, Array]:
        """Return the values of the iteration under another penalty."""
        timeline = Timeline(self.frame.experiment.replace(regularization=penalty))
        return _frame(timeline, 0, *self._start).values

    @property
    def _start(self) -> tuple[Array, Array]:
        flat, state = self.trainer.started
        return flat.copy(), state.copy()


def plain(e: Experiment) -> Experiment:
    """Return the recipe with every factor of the chain rule as an operation."""
    return e.replace(output_gradient="chain_rule", initial=None, changes=())


def recipe(e: Experiment) -> Experiment:
    """Return what the fresh values of an experiment depend on: all but its own data and seed."""
    return e.replace(
        data=_table(e, np.zeros((e.widths[0], 1)), _targets(e, np.random.default_rng(0), 1, "hot")),
        features=None, standardize=False, batch_size=1, seed=1, initial=None, changes=(),
    )  # fmt: skip


def _table(e: Experiment, x: Array, y: Array) -> DataSpec:
    return DataSpec(inputs=Matrix(np.ascontiguousarray(x.T)), targets=Matrix(np.ascontiguousarray(y.T)))


def _targets(e: Experiment, rng: np.random.Generator, examples: int, kind: str) -> Array:
    """Return targets (outputs, examples) the loss is defined for; `kind` is "hot", "soft" or "free"."""
    outputs, allowed = e.widths[-1], LOSSES[e.loss].targets
    if allowed in ("one_hot", "distribution"):
        hot: Array = np.eye(outputs)[:, rng.integers(0, outputs, examples)]
        shares = rng.uniform(0.1, 0.9, (outputs, examples))
        chosen: Array = {"hot": hot, "soft": shares / shares.sum(axis=0), "free": shares}[kind]
        return chosen
    if allowed == "sign":
        signs: Array = rng.choice([-1.0, 1.0], (outputs, examples))
        return signs
    inside, anywhere = rng.uniform(0.05, 0.95, (outputs, examples)), rng.normal(0.0, 1.0, (outputs, examples))
    return inside if allowed == "unit" else anywhere


def _sizes(e: Experiment) -> tuple[int, int]:
    """Return two sizes of batches that no layer has, so that nothing fits by accident."""
    free = [size for size in range(3, 3 + 2 + len(e.widths)) if size not in e.widths]
    return free[0], free[1]


def draws(e: Experiment) -> tuple[Draw, ...]:
    """Return fresh values of the network of `e`: batches of one and of more, all kinds of targets, large z.

    Targets that do not sum to one are drawn where the loss and the form of δ are defined for them.
    """
    p, q = _sizes(e)
    kind = LOSSES[e.loss].targets
    plan = [(1, "hot"), (p, "hot"), (1, "hot"), (q, "hot"), (1, "hot")]
    if kind == "distribution":
        plan = [(1, "hot"), (p, "hot"), (1, "soft"), (q, "soft")]
        if not e.fused:
            plan += [(1, "free"), (p, "free"), (q, "free")]
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    found = []
    for number, (examples, targets) in enumerate(plan):
        for attempt in range(ATTEMPTS):
            draw = _Drawing(e, (number, attempt), examples, targets).draw(seen[examples == 1])
            if _alive(draw.values):
                break
        found.append(draw)
    return (*found, _Drawing(e, (len(plan), 0), p, "hot").draw(set(), large=True))


def _alive(values: Mapping[str, Array]) -> bool:
    """Whether something flows through every layer, forward and back: units may be dead by chance."""
    layered = [array for name, array in values.items() if name[0] == "a" or name.startswith("dz")]
    return all(bool(np.isfinite(array).all() and np.abs(array).max() > 0) for array in layered)


def _sides(values: Mapping[str, Array]) -> set[str]:
    """Return on which sides of a corner values are: a slope that is 1 on one side tells nothing there."""
    last = max(int(name[1:]) for name in values if name[0] == "a")
    error, product = values[f"a{last}"] - values["Y"], values[f"a{last}"] * values["Y"]
    quantities = {name: array for name, array in values.items() if name[0] in "zW" and name[1:].isdigit()}
    quantities |= {"error": error, "size of the error": np.abs(error) - 1, "hinge": product - 1}
    margin = 0.05
    below = {f"{name} below" for name, array in quantities.items() if (array < -margin).any()}
    return below | {f"{name} above" for name, array in quantities.items() if (array > margin).any()}


class _Drawing:
    """Random data of one kind, and random parameters until they show something new."""

    def __init__(self, e: Experiment, seed: tuple[int, int], examples: int, targets: str) -> None:
        self._rng = np.random.default_rng((271, *seed))
        x = self._rng.normal(0.0, 1.0, (e.widths[0], examples))
        y = _targets(e, self._rng, examples, targets)
        self._examples, self._kind = examples, _kind(e, y)
        self._timeline = Timeline(
            plain(e).replace(
                data=_table(e, x, y), features=None, standardize=False, batch_size=examples, seed=1
            )
        )

    def draw(self, seen: set[str], large: bool = False) -> Draw:
        """Return a draw, one of several that has all gradients and most sides of corners not `seen` before.

        What it has is added to `seen`.
        """
        best: tuple[tuple[bool, int], Array, Array] | None = None
        for _ in range(ATTEMPTS):
            flat, state = self._parameters(large)
            frame = _frame(self._timeline, 0, flat, state)
            alive, sides = _alive(frame.values), _sides(frame.values)
            score = (alive, len(sides - seen))
            if best is None or score > best[0]:
                best = (score, flat, state)
            if large or (alive and sides - seen):
                break
        assert best is not None
        if best[1] is not flat:
            frame = _frame(self._timeline, 0, *best[1:])
        seen |= _sides(frame.values)
        return Draw(frame, self._timeline.trainer, self._examples, *self._kind, large)

    def _parameters(self, large: bool) -> tuple[Array, Array]:
        parameters, rng = self._timeline.trainer.parameters, self._rng
        flat, state = np.empty_like(parameters.flat), rng.uniform(0.1, 1.0, parameters.state.size)
        for value in parameters.values:
            view = parameters.view(flat, value)
            if value.kind == "W":
                view[...] = rng.normal(0.0, 1.5 / np.sqrt(view.shape[1]), view.shape)
            elif value.kind == "b" and large:
                view[...] = rng.choice([-1.0, 1.0], view.shape) * rng.uniform(LARGE, 1.2 * LARGE, view.shape)
            else:
                view[...] = rng.normal(value.kind == "gamma", 0.5, view.shape)
        state[-1] = float(rng.integers(1, 9))
        return flat, state


def _kind(e: Experiment, y: Array) -> tuple[bool, bool]:
    if LOSSES[e.loss].targets != "distribution":
        return True, True
    return bool((np.abs(y.sum(axis=0) - 1) < 1e-9).all()), bool(np.isin(y, (0.0, 1.0)).all())


def _frame(timeline: Timeline, iteration: int, flat: Array, state: Array) -> Frame:
    t = timeline.trainer
    with np.errstate(all="ignore"):
        t.restore(iteration, flat, state)
        t.run_operations(len(t.operations))
    return timeline.frame()


def current(frame: Frame) -> Draw:
    """Return all values of the iteration a frame is in, with every factor of the chain rule."""
    return _at(Timeline(frame.experiment.replace(output_gradient="chain_rule")), frame)


def alone(frame: Frame) -> Draw:
    """Return the batch of a frame as a draw of its own, in which mistakes can be made."""
    e, values = frame.experiment, frame.values
    table = _table(e, values["X"], values["Y"])
    recipe = plain(e).replace(data=table, features=None, standardize=False, batch_size=frame.batch)
    return _at(Timeline(recipe), frame, 0)


def _at(timeline: Timeline, frame: Frame, iteration: int | None = None) -> Draw:
    p, values = timeline.trainer.parameters, frame.values
    for name, array in p.named(p.flat).items():
        array[...] = values[name]
    for prefix, vector in p.vectors.items():
        for name, array in p.named(vector, prefix).items():
            array[...] = values[name]
    p.count[...] = float(values["t"]) - 1 if "t" in values else 0.0
    at = frame.position.iteration if iteration is None else iteration
    made = _frame(timeline, at, p.flat.copy(), p.state.copy())
    return Draw(made, timeline.trainer, made.batch, *_kind(frame.experiment, made.values["Y"]))
