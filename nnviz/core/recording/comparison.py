"""A recorded step beside the program: the first operation that differs or is lost, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnviz.core.functions.buffers import Array, run
from nnviz.core.judge.compare import relative_error
from nnviz.core.recording.step import RecordedStep
from nnviz.core.run.trainer import Trainer
from nnviz.core.text.translate import translate

EXACT_TOLERANCE, SINGLE_TOLERANCE = 1e-9, 1e-4
"""Relative difference up to which values are the same: recorded in 64 bits, and in fewer."""


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
    values
        What was compared, in order, up to there.
    worst
        The largest relative error among those that are the same.
    """

    verdict: str
    message: str
    operation: int | None
    quantity: str | None
    values: tuple[ComparedValue, ...]
    worst: float


def compare_step(step: RecordedStep) -> StepComparison:
    """Compare a recorded step with the program, operation by operation."""
    tolerance = EXACT_TOLERANCE if step.exact else SINGLE_TOLERANCE
    compared: list[ComparedValue] = []
    worst = 0.0
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
            return StepComparison("lost", message, number, name, tuple(compared), worst)
        if theirs.shape != ours.shape:
            message = f"{where}: " + translate(
                "recording", "{name} has shape {theirs} in the recording, {ours} here."
            ).format(name=name, theirs=theirs.shape, ours=ours.shape)
            return StepComparison("different", message, number, name, tuple(compared), worst)
        error = relative_error(ours, theirs)
        compared.append(ComparedValue(name, number, error))
        if not error <= tolerance:
            message = f"{where}: " + translate("recording", "{name} differs, {difference}.").format(
                name=name, difference=_largest_difference(ours, theirs)
            )
            return StepComparison("different", message, number, name, tuple(compared), worst)
        worst = max(worst, error)
    message = translate(
        "recording", "All {count} recorded values are the same, to {worst} of the largest entry."
    ).format(count=len(compared), worst=f"{worst:.1e}")
    return StepComparison("same", message, None, None, tuple(compared), worst)


def _pairs(step: RecordedStep) -> Iterator[tuple[int, str, str, Array, Array]]:
    """Yield operation, title, name, our array and the recorded one, in the order of the program."""
    trainer, recorded = Trainer(step.experiment), step.values
    program, p = trainer.program, trainer.parameters
    for name in ("X", "Y"):
        yield 0, "", name, program.arrays[name], recorded[name]
    for name, array in p.named(p.flat).items():
        yield 0, "", name, array, recorded[name]
    for layer, mask in program.masks.items():
        if f"mask{layer}" in recorded:
            mask[...] = recorded[f"mask{layer}"]
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


def _largest_difference(ours: Array, theirs: Array) -> str:
    if not ours.ndim:
        return translate("recording", "it is {theirs} in the recording and {ours} here").format(
            theirs=f"{float(theirs):.6g}", ours=f"{float(ours):.6g}"
        )
    place = np.unravel_index(int(np.argmax(np.abs(ours - theirs))), ours.shape)
    index = ", ".join(str(int(i)) for i in place)
    return translate("recording", "entry [{index}] is {theirs} in the recording and {ours} here").format(
        index=index, theirs=f"{theirs[place]:.6g}", ours=f"{ours[place]:.6g}"
    )
