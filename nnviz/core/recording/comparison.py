"""A recorded step beside the program: the first operation that differs or is lost, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.checks.rounding import Rounding
from nnviz.core.functions.buffers import Array, run
from nnviz.core.judge.compare import relative_error
from nnviz.core.recording.step import RecordedStep
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.trainer import Trainer
from nnviz.core.text.translate import translate

_TOLERANCE = ((1e-15, 1e-9), (1e-6, 1e-4), (1e-3, 2e-2), (1.0, 0.13))
"""Up to which precision of the recording which difference, relative to the largest entry, is none: other
libraries calculate a sum in another order. Where a value is a difference of large numbers, rounding may
have moved it further; that is measured before a value is said to differ."""


@dataclass(frozen=True)
class ComparedValue:
    """One value: its name, its operation (0 before the first), how far apart it is."""

    name: str
    operation: int
    relative_error: float


@dataclass(frozen=True, eq=False)
class StepComparison:
    """The result.

    Attributes
    ----------
    verdict
        ``same``, ``different``, or ``lost`` (nan or inf).
    message
        One sentence.
    operation
        The first operation that differs or is lost, from 1; 0 for inputs and starting weights, None if all is
        the same.
    quantity
        Its value, such as ``"dz2"``.
    place
        The entry of it, from 0, that is lost or differs most; None if all is the same or shapes differ.
    values
        What was compared, in order, up to there.
    worst
        The largest relative error among those that are the same.
    """

    verdict: str
    message: str
    operation: int | None
    quantity: str | None
    place: tuple[int, ...] | None
    values: tuple[ComparedValue, ...]
    worst: float


def compare_step(step: RecordedStep) -> StepComparison:
    """Compare a recorded step with the program, operation by operation."""
    tolerance = next(most for precision, most in _TOLERANCE if step.precision <= precision)
    compared: list[ComparedValue] = []
    worst = 0.0
    rounding: Rounding | None = None
    for number, title, name, ours, theirs in _pairs(step):
        where = (
            translate("recording", "Operation {number} ({title})").format(number=number, title=title)
            if number
            else translate("recording", "Before the first operation")
        )
        lost = ~np.isfinite(theirs)
        if lost.any():
            kind = "nan" if np.isnan(theirs).any() else "inf"
            share = translate("recording", "{lost} of {size} entries").format(
                lost=int(lost.sum()), size=lost.size
            )
            message = f"{where}: " + translate(
                "recording", "{name} is the first value with {kind}, in {share}."
            ).format(name=name, kind=kind, share=share)
            if number:
                message += " " + (
                    translate("recording", "Here the same operation gives finite numbers.")
                    if np.isfinite(ours).all()
                    else translate("recording", "Here the same operation loses them, too.")
                )
            place = _place(lost)
            return StepComparison("lost", message, number, name, place, tuple(compared), worst)
        if theirs.shape != ours.shape:
            message = f"{where}: " + translate(
                "recording", "{name} has shape {theirs} in the recording, {ours} here."
            ).format(name=name, theirs=theirs.shape, ours=ours.shape)
            return StepComparison("different", message, number, name, None, tuple(compared), worst)
        error = relative_error(ours, theirs)
        compared.append(ComparedValue(name, number, error))
        if not error <= tolerance:
            rounding = rounding or _rounding(step)
            off = np.abs(ours - theirs)
            if number and (off <= rounding.error(name)).all():
                continue
            off = np.where(np.isfinite(off), off, np.inf)
            place = _place(off == off.max())
            message = f"{where}: " + translate("recording", "{name} differs, {difference}.").format(
                name=name, difference=_difference(ours, theirs, place)
            )
            return StepComparison("different", message, number, name, place, tuple(compared), worst)
        worst = max(worst, error)
    message = translate(
        "recording", "All {count} recorded values are the same, to {worst} of the largest entry."
    ).format(count=len(compared), worst=f"{worst:.1e}")
    if not step.updates:
        message += " " + translate(
            "recording",
            "Parameters after the step are not compared: the optimizer has settings or earlier steps that "
            "nnviz cannot continue.",
        )
    return StepComparison("same", message, None, None, None, tuple(compared), worst)


def _rounding(step: RecordedStep) -> Rounding:
    """Return the measure of what rounding in the precision of the recording may do to each value."""
    timeline = Timeline(step.experiment)
    frame = timeline.frame(Position(0, len(timeline.trainer.operations)))
    return Rounding(frame, precision=step.precision, updates=True)


def _place(chosen: Array) -> tuple[int, ...]:
    """Return the first entry that is chosen."""
    return tuple(int(i) for i in np.argwhere(chosen)[0])


def _pairs(step: RecordedStep) -> Iterator[tuple[int, str, str, Array, Array]]:
    """Yield operation, title, name, our array and the recorded one, in the order of the program."""
    trainer, recorded = Trainer(step.experiment), step.values
    program, p = trainer.program, trainer.parameters
    for name in ("X", "Y"):
        yield 0, "", name, program.arrays[name], recorded[name]
    for name, array in p.named(p.flat).items():
        yield 0, "", name, array, recorded[name]
    gradients = p.named(p.gradient, "d")
    with np.errstate(all="ignore"):
        for number, operation in enumerate(trainer.operations, 1):
            run(operation.calls)
            for name in operation.writes:
                new = name.endswith("_next")
                if name not in recorded or (new and not step.updates):
                    continue
                plain = name.removesuffix("_next")
                ours = p.named(p.flat)[plain] if new else gradients.get(name, program.arrays.get(name))
                if ours is not None:
                    yield number, operation.title, name, np.asarray(ours), recorded[name]


def _difference(ours: Array, theirs: Array, place: tuple[int, ...]) -> str:
    if not ours.ndim:
        return translate("recording", "it is {theirs} in the recording and {ours} here").format(
            theirs=f"{float(theirs):.6g}", ours=f"{float(ours):.6g}"
        )
    index = ", ".join(map(str, place))
    return translate("recording", "entry [{index}] is {theirs} in the recording and {ours} here").format(
        index=index, theirs=f"{theirs[place]:.6g}", ours=f"{ours[place]:.6g}"
    )
