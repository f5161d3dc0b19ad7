"""The diagnosis of somebody's backward pass: its first wrong quantity, and by which mistake.

What an implementation computes is compared with the program, in the order of the backward pass. Where the
numbers differ, the judge's mistakes are put into the program to see which of them gives exactly these.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.symbols import parts
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.answer import when
from nnviz.core.judge.case import TOLERANCE, Case, Level, World
from nnviz.core.judge.compare import Outcome
from nnviz.core.judge.diagnosis import Diagnosis
from nnviz.core.judge.judging import world_of
from nnviz.core.judge.nodes import NameNode
from nnviz.core.judge.random_trials import FAR, LARGE, Trial, alone, recipe
from nnviz.core.judge.scope import Names, Scope
from nnviz.core.judge.target import read_target
from nnviz.core.judge.verdict import ONE_HOT, SUM_TO_ONE
from nnviz.core.text.translate import plural, translate

SINGLE_TOLERANCE = 1e-4
"""Relative difference up to which numbers of 32 bits, or fewer, are the same as the program's."""

_PER_UNIT = ("b", "beta", "gamma")
"""Parameters with one number for each unit: these may have one dimension."""

Backward = Callable[[Array, Array, dict[str, Array]], Mapping[str, Any]]
"""``backward(X, Y, parameters)`` → gradients by name."""


@dataclass(frozen=True, eq=False)
class ImplementationVerdict:
    """The answer to somebody's gradients or backward pass.

    Attributes
    ----------
    verdict
        ``right``, ``conditional`` (right under a `condition` only), ``unstable`` (right, but nan or inf at
        large |z|), ``wrong``, or ``invalid``: the function raised an error, or a gradient is missing or no
        array.
    diagnosis
        The mistake, one of ``nnviz.core.judge.DIAGNOSES``: sign, factor_m, factor_2, transposed, shape,
        missing_derivative, double_derivative, diagonal_only, untransposed_weights, bias_not_summed,
        missing_penalty, unknown, …; None where nothing is wrong.
    quantity
        The first wrong quantity in the order of the backward pass, such as ``"dW2"``; None if none is.
    message
        One or two sentences.
    condition
        When it is right, if it is so only then: "one example", "targets sum to one", "one-hot targets".
    relative_error
        ``max |given − expected| / max(|given|, |expected|)`` of that quantity; None if shapes differ.
    expected, given
        Its values in the program, parameters (units, inputs), values (units, batch), and those given.
    wrong
        All wrong quantities, in the order of the backward pass. Those after the first may follow from it.
    """

    verdict: str
    message: str
    diagnosis: str | None = None
    quantity: str | None = None
    condition: str | None = None
    relative_error: float | None = None
    expected: Array | None = field(default=None, repr=False)
    given: Array | None = field(default=None, repr=False)
    wrong: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it is right."""
        return self.verdict == "right"

    def _repr_html_(self) -> str:
        head = f"{self.verdict}: {self.quantity} ({self.diagnosis})" if self.quantity else self.verdict
        message = html.escape(self.message)
        return f"<div class='nnviz'><strong>{html.escape(head)}</strong><p>{message}</p></div>"


class _GivenError(ValueError):
    """A gradient that is missing or no array: the message says which."""


def diagnose_gradients(frame: Frame, given: Mapping[str, Any], rows: bool = False) -> ImplementationVerdict:
    """Compare given gradients with those of a frame.

    Parameters
    ----------
    frame
        The iteration at whose values the gradients were computed.
    given
        Name → array: ``dW1 db1 …``, also ``dz2 da1`` and others of ``nnviz trace``.
    rows
        Whether the arrays have examples in rows: weights (inputs, units), biases (units,) or (1, units).
    """
    trial = alone(frame)
    world = World(recipe(frame.experiment), (trial,))
    try:
        arrays = _checked(given, trial, rows)
    except _GivenError as error:
        return ImplementationVerdict("invalid", str(error))
    return _Comparison(world, [arrays], False).verdict(
        translate("judge", "the values of iteration {iteration}").format(iteration=frame.position.iteration)
    )


def diagnose_backward(e: Experiment, backward: Backward, rows: bool = False) -> ImplementationVerdict:
    """Call somebody's backward pass at fresh random values and compare what it returns with the program.

    Parameters
    ----------
    e
        The experiment. Its own data are not used: batches of one and of more are drawn, and all kinds of
        targets its loss is defined for.
    backward
        ``backward(X, Y, parameters)``; it gets copies, with examples in columns, or in rows.
    rows
        Whether it takes and returns examples in rows: X (batch, inputs), ``W1`` (inputs, units), ``b1``
        (units,).
    """
    world, targets = world_of(recipe(e)), samples(e).train[samples(e).features + 1 :]
    found: list[Mapping[str, Array]] = []
    for trial in world.trials:
        try:
            found.append(_called(backward, trial, rows))
        except _GivenError as error:
            if trial.reach == LARGE:
                # Right everywhere else; it merely does not survive an overflow.
                found.append({})
                continue
            return ImplementationVerdict("invalid", f"{error}{_hint(backward, trial, rows)}")
    met = _conditions_met(targets)
    count = sum(trial.reach != LARGE for trial in world.trials)
    return _Comparison(world, found, True, met).verdict(plural.tr("%n new random batch(es)", "", count))


def _hint(backward: Backward, trial: Trial, rows: bool) -> str:
    """Return a sentence where a function that fails does not fail with its examples the other way."""
    try:
        _called(backward, trial, not rows)
    except _GivenError:
        return ""
    if rows:
        return " " + translate("judge", "Its examples seem to be in columns: leave rows=True out.")
    return " " + translate("judge", "Its examples seem to be in rows: add rows=True.")


def _conditions_met(targets: Array) -> tuple[str, ...]:
    """Return the conditions that the targets of an experiment, (outputs, examples), meet themselves."""
    if len(targets) < 2 or (np.abs(targets.sum(axis=0) - 1.0) > 1e-9).any():
        return ()
    return (SUM_TO_ONE, ONE_HOT) if np.isin(targets, (0.0, 1.0)).all() else (SUM_TO_ONE,)


def _called(backward: Backward, trial: Trial, rows: bool) -> Mapping[str, Array]:
    values = trial.values
    parameters = {name: _turned(name, values[name], rows) for name in trial.parameters}
    x, y = (_turned(name, values[name], rows) for name in ("X", "Y"))
    try:
        masks = {name: _turned(name, mask, rows) for name, mask in values.items() if name.startswith("mask")}
        with np.errstate(all="ignore"):
            returned = backward(x, y, {**parameters, **masks})
    except Exception as error:
        line, function = _line_of(error)
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        raise _GivenError(
            translate(
                "judge",
                "The function raised {error} in line {line} of {function}, with X of shape {x} and "
                "Y of shape {y}.",
            ).format(error=said[:200], line=line, function=function, x=x.shape, y=y.shape)
        ) from None
    if not isinstance(returned, Mapping):
        kind = type(returned).__name__
        raise _GivenError(
            translate(
                "judge", "The function must return a dict of arrays such as {{'dW1': …}}, not {kind}."
            ).format(kind=kind)
        )
    missing = [f"d{name}" for name in parameters if f"d{name}" not in returned]
    if missing:
        raise _GivenError(
            translate("judge", "The function did not return {missing}.").format(missing=", ".join(missing))
        )
    return _checked(returned, trial, rows)


def _line_of(error: BaseException) -> tuple[int, str]:
    """Return in which line of which function an error was raised."""
    trace, last = error.__traceback__, (0, "")
    while trace is not None:
        if trace.tb_next is None:
            last = (trace.tb_lineno, trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return last


def _turned(name: str, values: Array, rows: bool) -> Array:
    """Return a copy of a value of the program with its examples in columns or in rows."""
    if not rows:
        return values.copy()
    if parts(name).kind in _PER_UNIT:
        return values[:, 0].copy()
    return np.ascontiguousarray(values.T)


def _checked(given: Mapping[str, Any], trial: Trial, rows: bool) -> dict[str, Array]:
    """Return given arrays as the program has them, in the order in which it computes them."""
    order = trial.computed
    unknown = [str(name) for name in given if name not in order]
    if unknown:
        known = ", ".join(name for name in order if parts(name).kind in ("dW", "db"))
        raise _GivenError(
            translate("judge", "{unknown} is not a value of the program; the gradients are {known}.").format(
                unknown=unknown[0][:40], known=known
            )
        )
    if not given:
        raise _GivenError(translate("judge", "No gradient was given."))
    found = {}
    for name in sorted(given, key=order.index):
        try:
            array = np.asarray(given[name])
            if array.dtype.kind not in "fiub":
                raise TypeError
        except (TypeError, ValueError, RuntimeError):
            raise _GivenError(
                translate("judge", "{name} is not an array of real numbers.").format(name=name)
            ) from None
        found[name] = _in_columns(name, array, trial.values[name], rows)
    return found


def _in_columns(name: str, array: Array, expected: Array, rows: bool) -> Array:
    """Return a given array with examples in columns; a bias of one dimension becomes a column."""
    if expected.ndim == 0:
        return array.reshape(()) if array.size == 1 else array
    kind = parts(name)
    bias = kind.kind.removeprefix("d") in _PER_UNIT or kind.of in _PER_UNIT
    if array.ndim == 1 and array.size == expected.size and bias:
        return array.reshape(expected.shape)
    if array.ndim == 0 and expected.size == 1:
        return array.reshape(expected.shape)
    if not rows or array.ndim != 2:
        return array
    return array.T


class _Comparison:
    """Given values beside those of the program, at one or several trials.

    Parameters
    ----------
    world
        The trials.
    given
        The values given at each of them.
    large
        Whether there are trials with large |z|.
    met
        Conditions that the experiment meets: what is right under them is right.
    """

    def __init__(
        self, world: World, given: Sequence[Mapping[str, Array]], large: bool, met: tuple[str, ...] = ()
    ) -> None:
        self._world, self._given, self._large, self._met = world, given, large, met
        self._names = Names(world.experiment, frozenset(world.trials[0].values), {})
        self._cases = {name: self._case(name) for name in given[0]}
        self._levels = {name: world.level(case) for name, case in self._cases.items()}

    def verdict(self, where: str) -> ImplementationVerdict:
        """Return the verdict; `where` says at which values was compared."""
        wrong = tuple(name for name, level in self._levels.items() if level is None or self._unmet(level))
        if wrong:
            return replace(self._wrong(wrong[0]), wrong=wrong)
        names = ", ".join(self._given[0])
        overflow = next(self._overflows(), None)
        if overflow is not None:
            return ImplementationVerdict(
                "unstable",
                translate(
                    "judge",
                    "Right at {where}, but at large |z| {overflow} overflows and becomes nan or inf, "
                    "where the program does not.",
                ).format(where=where, overflow=overflow),
                quantity=overflow,
            )
        needed = {level.condition for level in self._levels.values() if level is not None} - {None}
        text = (
            translate(
                "judge",
                "Right: {names} agree with the program at {where} whose targets are like those of "
                "the experiment.",
            )
            if needed
            else translate("judge", "Right: {names} agree with the program at {where}.")
        )
        return ImplementationVerdict("right", text.format(names=names, where=where))

    def _case(self, name: str) -> Case:
        target, world = read_target(name, self._names), self._world
        exact = all(values[name].dtype.itemsize >= 8 for values in self._given if name in values)
        tolerance = TOLERANCE if exact else SINGLE_TOLERANCE
        found = {}
        for place, (trial, values) in enumerate(zip(world.trials, self._given, strict=True)):
            array, bound = values.get(name), world.errors[place].get(name)
            given = np.empty(0) if array is None else array
            found[place] = Outcome(trial.values[name], given, bound=bound, relative=tolerance)
        scopes = [Scope(world.experiment, trial.values, self._names) for trial in world.trials]
        return Case(target, NameNode("given"), world.trials, scopes, tolerance, found)

    def _unmet(self, level: Level) -> str:
        """Return the part of a condition that the experiment does not meet; empty if there is none."""
        needed = [] if level.condition is None else level.condition.split(" and ")
        return " and ".join(part for part in needed if part not in self._met)

    def _overflows(self) -> Iterator[str]:
        """Yield what is no number at large values, where the program has numbers."""
        large = [place for place, trial in enumerate(self._world.trials) if trial.reach == LARGE]
        for name, case in self._cases.items() if self._large else ():
            for place in large:
                both = case.outcome(place)
                assert isinstance(both, Outcome)
                known = np.isfinite(both.expected)
                if not both.fits or not np.isfinite(both.claimed[known]).all():
                    yield name
                    break

    def _wrong(self, name: str) -> ImplementationVerdict:
        case, level = self._cases[name], self._levels[name]
        both = case.outcome(_most(case))
        assert isinstance(both, Outcome)
        search = Diagnosis(case, self._world, self._names)
        found = search.find() if level is None else search.condition(level)
        error = both.error if both.fits and np.isfinite(both.error) else None
        shown = ImplementationVerdict("wrong", "", None, name, None, error, both.expected, both.claimed)
        if level is not None:
            condition = self._unmet(level)
            message = (
                translate("judge", "{name} is right only {when}: {mistake}.")
                if found
                else translate("judge", "{name} is right only {when}.")
            ).format(name=name, when=when(condition), mistake=found.words if found else "")
            return replace(
                shown, verdict="conditional", condition=condition, message=message,
                diagnosis=(found.key or None) if found else None,
            )  # fmt: skip
        if found is not None and found.key:
            unmet = self._unmet(found.level)
            text = (
                translate(
                    "judge", "{name} is wrong: {mistake}; without that mistake it would be right {when}."
                )
                if unmet
                else translate("judge", "{name} is wrong: {mistake}.")
            )
            message = text.format(name=name, mistake=found.words, when=when(unmet) if unmet else "")
            return replace(shown, diagnosis=found.key, message=message)
        if not both.fits:
            message = translate("judge", "{name} has shape {claimed} where {expected} is expected.").format(
                name=name, claimed=both.claimed.shape, expected=both.expected.shape
            )
            return replace(shown, diagnosis="shape", message=message)
        lost = ~np.isfinite(both.claimed)
        if lost.any():
            message = translate(
                "judge", "{name} is wrong: {lost} of its {size} entries are nan or inf."
            ).format(name=name, lost=int(lost.sum()), size=lost.size)
            return replace(shown, diagnosis="unknown", message=message)
        row, column = _largest_difference(both)
        message = translate(
            "judge",
            "{name} is wrong, and no single known mistake explains it: entry [{row}, {column}] "
            "is {claimed} instead of {expected}.",
        ).format(
            name=name,
            row=row,
            column=column,
            claimed=f"{both.claimed[row, column]:.6g}",
            expected=f"{both.expected[row, column]:.6g}",
        )
        return replace(shown, diagnosis="unknown", message=message)


def _most(case: Case) -> int:
    """Return the trial that tells most: the first ordinary one with most examples."""
    sizes = [0 if trial.reach in (FAR, LARGE) else trial.examples for trial in case.trials]
    return sizes.index(max(sizes))


def _largest_difference(both: Outcome) -> tuple[int, int]:
    difference = np.atleast_2d(np.abs(both.claimed - both.expected))
    row, column = np.unravel_index(int(np.argmax(difference)), difference.shape)
    return int(row), int(column)
