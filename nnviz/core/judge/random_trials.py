"""Random trials: values of a network at which claims are tested, made by the program that trains.

A claim that is wrong may agree by accident: where every unit is active, no slope of ReLU is missing. So
trials are made to differ where claims may. Units lie on both sides of their corners, with a gradient coming
in on either side; there are batches of one example, of a few and of many, targets of every kind the loss is
defined for, ordinary numbers, numbers far out, saturated and dead units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.experiment import DataSpec, Experiment, Regularization
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array, run
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.operation import BACKWARD, FORWARD, LOSS, UPDATE
from nnviz.core.network.value import Value
from nnviz.core.run.timeline import Timeline

Patch = Callable[[Mapping[str, Array]], None]
"""Changes arrays in place."""

ORDINARY, FAR, LARGE, CURRENT = "ordinary", "far", "large", "current"
"""Sizes of numbers: around 1; up to some tens; so large that exp overflows; those of a position of a run."""

CALM, STEEP, BROAD = "calm", "steep", "broad"
"""Ways to be far: large inputs of units that are not saturated; large weights of such; pre-activations of all
sizes behind hidden units that are not dead."""

_OVERFLOWING = 750.0
"""Pre-activations of this size overflow in exp, which ends at 709.8."""
_MANY, _WIDE = 61, 20_000
"""Least examples of a large batch; parameters of a network from which on fewer trials are made."""


@dataclass(frozen=True, eq=False)
class Trial:
    """Values of one iteration, and what is special about them.

    Attributes
    ----------
    values
        Name → array, after the last operation; with ``dX``, the derivative by the inputs.
    examples
        Number of examples.
    sums_to_one, one_hot
        What is true of the targets of every example.
    reach
        How large the numbers are.
    """

    values: Mapping[str, Array]
    examples: int
    sums_to_one: bool
    one_hot: bool
    reach: str
    _timeline: Timeline = field(repr=False)
    _flat: Array = field(repr=False)
    _state: Array = field(repr=False)
    _iteration: int = 0

    @property
    def experiment(self) -> Experiment:
        """The network, every factor of the chain rule an operation."""
        return self._timeline.experiment

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the weights and biases."""
        p = self._timeline.trainer.parameters
        return tuple(p.named(p.flat))

    @property
    def computed(self) -> tuple[str, ...]:
        """The names of what the program computes, in order."""
        return tuple(name for operation in self._timeline.trainer.operations for name in operation.writes)

    def again(self, patches: Mapping[str, Patch], name: str) -> Array:
        """Return the value `name` of the iteration if mistakes are made on the way.

        Parameters
        ----------
        patches
            A value that an operation writes → what is done to the arrays when it has run: the mistake.
        name
            What to return: a value that the last of these operations writes, or a later one.
        """
        trainer, new = self._timeline.trainer, name.endswith("_next")
        p = trainer.parameters
        self._begin(self._timeline)
        arrays = {**trainer.program.arrays, **p.named(p.flat), **p.named(p.gradient, "d")}
        for prefix, vector in p.vectors.items():
            arrays |= p.named(vector, prefix)
        with np.errstate(all="ignore"):
            for operation in trainer.operations:
                if operation.phase in (FORWARD, LOSS, BACKWARD) or (new and operation.phase == UPDATE):
                    run(operation.calls)
                    for written in patches.keys() & set(operation.writes):
                        patches[written](arrays)
            if name == "dX":
                return _input_gradient(arrays)
        return arrays[name.removesuffix("_next") if new else name].copy()

    def with_penalty(self, penalty: Regularization) -> Mapping[str, Array]:
        """Return the values of the iteration under another penalty."""
        timeline = Timeline(self.experiment.replace(regularization=penalty))
        self._begin(timeline)
        return _values(_finished(timeline))

    def _begin(self, timeline: Timeline) -> None:
        _begin(timeline, self._iteration, self._flat, self._state, self.values["X"], self.values["Y"])


def _begin(timeline: Timeline, iteration: int, flat: Array, state: Array, x: Array, y: Array) -> None:
    """Put a batch and parameters where an iteration expects them."""
    trainer = timeline.trainer
    trainer.restore(iteration, flat, state)
    block, inputs = trainer.program.block, len(x)
    block[:inputs], block[inputs + 1 :] = x, y


def _finished(timeline: Timeline) -> Frame:
    trainer = timeline.trainer
    with np.errstate(all="ignore"):
        trainer.run_operations(len(trainer.operations))
    return timeline.frame()


def _values(frame: Frame) -> Mapping[str, Array]:
    with np.errstate(all="ignore"):
        return {**frame.values, "dX": _input_gradient(frame.values)}


def _input_gradient(arrays: Mapping[str, Array]) -> Array:
    """Return ∂C/∂X, which the program has no use for."""
    dz = arrays.get("dz1")
    if dz is None:
        # What a first layer without pre-activations passes back is not told.
        return np.full(arrays["X"].shape, np.nan)
    return arrays["W1"].T @ dz if "W1" in arrays else dz.copy()


def plain(e: Experiment) -> Experiment:
    """Return the recipe with every factor of the chain rule as an operation."""
    return e.replace(output_gradient="chain_rule", initial=None, changes=())


def recipe(e: Experiment) -> Experiment:
    """Return what the trials of an experiment depend on: all but its own data and seed."""
    return e.replace(
        data=_table(np.zeros((e.widths[0], 1)), _targets(e, np.random.default_rng(0), 1, "hot", ORDINARY)),
        features=None, standardize=False, batch_size=1, seed=1, initial=None, changes=(),
    )  # fmt: skip


def _table(x: Array, y: Array) -> DataSpec:
    return DataSpec(inputs=Matrix(np.ascontiguousarray(x.T)), targets=Matrix(np.ascontiguousarray(y.T)))


def _targets(e: Experiment, rng: np.random.Generator, examples: int, kind: str, reach: str) -> Array:
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
    if allowed == "unit":
        inside: Array = rng.uniform(0.0, 1.0, (outputs, examples))
        # Half of the targets are labels.
        return np.where(rng.random((outputs, examples)) < 0.5, inside.round(), inside)
    anywhere: Array = rng.normal(0.0, 8.0 if reach == FAR else 1.5, (outputs, examples))
    return anywhere


def _sizes(e: Experiment) -> tuple[int, int]:
    """Return two sizes of batches, small and large, that no layer has, so that nothing fits by accident."""
    small = next(size for size in range(3, 6 + len(e.widths)) if size not in e.widths)
    large = next(size for size in range(_MANY, _MANY + 3 + len(e.widths)) if size not in e.widths)
    return small, large


def random_trials(e: Experiment, seed: int = 271) -> tuple[Trial, ...]:
    """Return the trials of the network of `e`, always the same for equal recipes and seeds.

    Targets that do not sum to one are used where the loss and the form of δ are defined for them. The last
    two trials are large, with all signs of the pre-activations.
    """
    return tuple(_Trials(e, seed).all())


class _Trials:
    """The making of all trials of one network."""

    def __init__(self, e: Experiment, seed: int) -> None:
        self._e = e
        self._rng = np.random.default_rng(seed)
        self._small, self._large = _sizes(e)
        self._timelines: dict[int, Timeline] = {}
        self._wide = e.parameter_count > _WIDE
        self._iteration = 0

    def all(self) -> Iterator[Trial]:
        """Yield all trials; the first two are ordinary, of one example and of a few."""
        kinds = ["hot"]
        if LOSSES[self._e.loss].targets == "distribution":
            kinds += ["soft"] if self._e.fused else ["soft", "free"]
        for kind in kinds:
            first = kind == "hot"
            yield from self._at(kind, ORDINARY, ones=(2 if self._wide else 5) if first else 3)
            if first and not self._wide:
                yield from self._at(kind, ORDINARY, ones=3)
            yield from self._at(kind, FAR, ones=2 if first else 1)
            for way in (CALM, STEEP, BROAD) if first else ():
                yield from self._at(kind, FAR, ones=1 if way == STEEP else 2, way=way)
        yield from self._overflowing()

    def _at(self, kind: str, reach: str, ones: int, way: str = "") -> Iterator[Trial]:
        """Yield trials with the same parameters: a few examples, one at a time, and many."""
        e, rng = self._e, self._rng
        sizes = [0.3, 2.0, 6.0] if reach == FAR else [0.5, 1.0, 2.0]
        x = rng.normal(0.0, 1.0, (e.widths[0], self._large)) * rng.choice(sizes, self._large)
        y = _targets(e, rng, self._large, kind, reach)
        if way == CALM:
            x *= 2.0
        elif way == STEEP:
            x *= 0.5 / 6.0 ** len(e.layers)
        flat, state = self._parameters(x, y, reach, way)
        many = self._trial(x, y, flat, state, reach)
        chosen = _telling(many.values, rng)
        few = chosen[: self._small]
        for place, number in enumerate(chosen[:ones]):
            one = slice(number, number + 1)
            yield self._trial(x[:, one], y[:, one], flat, state, reach)
            if place == 0:
                yield self._trial(x[:, few], y[:, few], flat, state, reach)
        yield many

    def _overflowing(self) -> Iterator[Trial]:
        """Yield two trials with large pre-activations, of all signs."""
        e, rng, m = self._e, self._rng, self._small
        x, y = rng.normal(0.0, 1.0, (e.widths[0], m)), _targets(e, rng, m, "hot", LARGE)
        timeline = self._timeline(x, y)
        p = timeline.trainer.parameters
        state = rng.uniform(0.1, 1.0, p.state.size)
        for turn in (1.0, -1.0):
            flat = np.empty_like(p.flat)
            for value in p.values:
                view = p.view(flat, value)
                if value.kind == "b":
                    signs = np.where((np.arange(view.size) + value.layer) % 2 == 0, turn, -turn)
                    view[...] = (signs * rng.uniform(1.0, 1.2, view.size) * _OVERFLOWING).reshape(view.shape)
                elif value.kind == "W":
                    biased = Value("b", value.layer) in p.values
                    size = 0.05 if biased else 20 * _OVERFLOWING
                    view[...] = rng.normal(0.0, size / np.sqrt(view.shape[1]), view.shape)
                else:
                    view[...] = rng.normal(value.kind == "gamma", 0.5, view.shape)
            yield self._trial(x, y, flat, state, LARGE)

    def _timeline(self, x: Array, y: Array) -> Timeline:
        size = x.shape[1]
        if size not in self._timelines:
            self._timelines[size] = Timeline(
                plain(self._e).replace(
                    data=_table(x, y), features=None, standardize=False, batch_size=size, seed=1
                )
            )
        return self._timelines[size]

    def _trial(self, x: Array, y: Array, flat: Array, state: Array, reach: str) -> Trial:
        timeline = self._timeline(x, y)
        # Every iteration has masks of its own.
        self._iteration += 1
        _begin(timeline, self._iteration, flat, state, x, y)
        values = _values(_finished(timeline))
        kind = _kind(self._e, y)
        return Trial(values, x.shape[1], *kind, reach, timeline, flat, state, self._iteration)

    def _parameters(self, x: Array, y: Array, reach: str, way: str) -> tuple[Array, Array]:
        """Return random parameters under which units lie on both sides of 0 for a batch."""
        rng, timeline = self._rng, self._timeline(x, y)
        p = timeline.trainer.parameters
        flat, state = np.empty_like(p.flat), rng.uniform(0.1, 1.0, p.state.size)
        state[-1] = float(rng.integers(10, 60) if reach == FAR else rng.integers(1, 9))
        for value in p.values:
            view = p.view(flat, value)
            if value.kind == "W":
                view[...] = rng.normal(0.0, 1.5 / np.sqrt(view.shape[1]), view.shape)
            elif value.kind == "b":
                view[...] = 0.0
            else:
                view[...] = rng.normal(value.kind == "gamma", 3.0 if reach == FAR else 0.5, view.shape)
        alive = np.ones(x.shape[1], dtype=bool)
        for number in p.layers:
            z, weights = f"z{number}", p.weights(flat, number)
            if reach == FAR and way != STEEP:
                spread = self._forward(timeline, flat, state, x, y)[z].std(axis=1, keepdims=True)
                wide = (0.2, 0.6) if way == CALM and self._saturates(number) else (4.0, 9.0)
                weights *= rng.uniform(*wide, (len(weights), 1)) / np.maximum(spread, 0.05)
            elif reach == FAR:
                weights *= 4.0 / np.maximum(np.abs(weights).mean(), 0.1)
            for sign in (-1.0, 1.0) if reach == FAR and way in ("", STEEP) else ():
                place = (int(rng.integers(len(weights))), int(rng.integers(weights.shape[1])))
                weights[place] = sign * rng.uniform(6.0, 14.0)
            if Value("b", number) in p.values:
                found = self._forward(timeline, flat, state, x, y)[z]
                last = number == len(self._e.layers)
                shifted = reach == FAR and (way == "" or (way == BROAD and last))
                self._center(p.view(flat, Value("b", number)), found[:, alive], FAR if shifted else ORDINARY)
            if self._e.layers[number - 1].activation == "relu":
                passes = alive & (self._forward(timeline, flat, state, x, y)[z] > 0).any(axis=0)
                alive = passes if passes.any() else alive
        return flat, state

    def _saturates(self, number: int) -> bool:
        """Whether a layer's units have slopes of 0 far from 0, or are the outputs."""
        row = ACTIVATIONS[self._e.layers[number - 1].activation]
        return np.isfinite(row.high) or number == len(self._e.layers)

    def _center(self, bias: Array, z: Array, reach: str) -> None:
        """Set the biases so that a unit is active for somewhat more than half of the examples it sees."""
        rng = self._rng
        seen = np.sort(z if len(bias) == len(z) else z.reshape(1, -1), axis=1)
        middle = seen[:, int(rng.uniform(0.25, 0.5) * seen.shape[1])]
        bias[:, 0] = -middle + rng.normal(0.0, 6.0 if reach == FAR else 0.05, len(bias))

    def _forward(self, timeline: Timeline, flat: Array, state: Array, x: Array, y: Array) -> dict[str, Array]:
        """Return the arrays of a batch after the forward pass."""
        _begin(timeline, self._iteration + 1, flat, state, x, y)
        program = timeline.trainer.program
        with np.errstate(all="ignore"):
            for operation in program.operations:
                if operation.phase == FORWARD:
                    run(operation.calls)
        return program.arrays


def _telling(values: Mapping[str, Array], rng: np.random.Generator) -> list[int]:
    """Return the examples of a batch, those first that together show units on both sides of every corner.

    A slope that is 1 on one side of a corner tells nothing there, and one that is 0 only where a gradient
    comes in.
    """
    last = max(int(name[1:]) for name in values if name[0] == "a" and name[1:].isdigit())
    a, y = values[f"a{last}"], values["Y"]
    error = a - y
    rows = [error > 0, error < 0, np.abs(error) > 1, np.abs(error) < 1, a * y > 1, a * y < 1]
    reached = np.ones(y.shape[1], dtype=bool)
    for n in range(1, last + 1):
        if f"dz{n}" not in values:
            continue
        z, da, dz = values[f"z{n}"], values[f"da{n}"], values[f"dz{n}"]
        some = rng.permutation(len(z))[:12]
        fed = (da[some] != 0) & np.isfinite(da[some])
        rows += [(z[some] > 0) & fed, (z[some] < 0) & fed]
        reached &= (dz != 0).any(axis=0)
    sides = np.vstack([*rows, reached[np.newaxis]]).astype(int)
    seen, order = np.zeros(len(sides), dtype=bool), []
    left = list(range(sides.shape[1]))
    for _ in range(min(12, len(left))):
        # Where nothing new is left, through which everything flows.
        worth = sides[~seen][:, left].sum(axis=0) + 0.5 * reached[left]
        best = left.pop(int(np.argmax(worth)))
        order.append(best)
        seen |= sides[:, best] > 0
        if seen[sides.any(axis=1)].all():
            seen[:] = False
    return order


def _kind(e: Experiment, y: Array) -> tuple[bool, bool]:
    if LOSSES[e.loss].targets != "distribution":
        return True, True
    return bool((np.abs(y.sum(axis=0) - 1) < 1e-9).all()), bool(np.isin(y, (0.0, 1.0)).all())


def current(frame: Frame) -> Trial:
    """Return all values of the iteration a frame is in, with every factor of the chain rule."""
    timeline = Timeline(frame.experiment.replace(output_gradient="chain_rule"))
    return _at(timeline, frame, frame.position.iteration)


def alone(frame: Frame) -> Trial:
    """Return the batch of a frame as a trial of its own, in which mistakes can be made."""
    table = _table(frame.values["X"], frame.values["Y"])
    e = plain(frame.experiment).replace(data=table, features=None, standardize=False, batch_size=frame.batch)
    return _at(Timeline(e), frame, 0)


def _at(timeline: Timeline, frame: Frame, iteration: int) -> Trial:
    p, values = timeline.trainer.parameters, frame.values
    p.fill(values)
    for prefix, vector in p.vectors.items():
        for name, array in p.named(vector, prefix).items():
            array[...] = values[name]
    p.count[...] = float(values["t"]) - 1 if "t" in values else 0.0
    flat, state = p.flat.copy(), p.state.copy()
    timeline.trainer.restore(iteration, flat, state)
    made = _finished(timeline)
    kind = _kind(frame.experiment, made.values["Y"])
    return Trial(_values(made), made.batch, *kind, CURRENT, timeline, flat, state, iteration)


def checked_frame(trial: Trial) -> Frame:
    """Return the frame of a trial as a run of its own, for checks that read the data of a run."""
    e = trial.experiment.replace(data=_table(trial.values["X"], trial.values["Y"]), batch_size=trial.examples)
    timeline = Timeline(e)
    trial._begin(timeline)
    return _finished(timeline)
