"""One iteration as a worksheet: every operation with its equation and its numbers, or blanks for them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.equations.formula import Formula, bare
from nnviz.core.equations.matrices import grid, shown
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.symbols import matrix_symbol
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.explain import explain
from nnviz.core.network.layers import title_of
from nnviz.core.network.operation import PHASES
from nnviz.core.network.value import value_named
from nnviz.core.run.timeline import Timeline

MAX_OPERATIONS = 200
"""Most operations a worksheet is made of."""
_TAG = re.compile(r"\\textcolor\{#([0-9A-F]{6})\}\{")
_NUMBER = re.compile(r"-?[0-9.]+(?:\\cdot 10\^\{-?[0-9]+\})?")
_RESULT = re.compile(rf"= ({_NUMBER.pattern})(?=\s*(?:\\\\|\\end|$))")
_BLANK = r"\underline{\rule{0pt}{1.5em}\phantom{-00.000}}"
"""Wide and tall enough to write in by hand."""


@dataclass(frozen=True)
class Exercise:
    """One operation.

    Attributes
    ----------
    number
        Of the operation, from 1.
    title, why
        What it does, and which factor of the chain rule it is.
    symbolic, numeric
        The equation, and the same with numbers; with blanks, what has to be computed is left out.
    """

    number: int
    title: str
    why: str
    symbolic: Formula
    numeric: Formula


@dataclass(frozen=True)
class Worksheet:
    """One iteration.

    Attributes
    ----------
    title, description
        What it is about, in a line each.
    given
        The data of the batch and the parameters at the start, one equation each.
    phases
        Phase → its operations in order.
    blanks
        Whether results are left out.
    """

    title: str
    description: str
    given: tuple[Formula, ...]
    phases: dict[str, tuple[Exercise, ...]]
    blanks: bool


def worksheet(
    timeline: Timeline,
    iteration: int,
    title: str = "",
    example: int | None = None,
    digits: int = 3,
    blanks: bool = False,
) -> Worksheet:
    """Return the worksheet of an iteration. Moves the timeline.

    Parameters
    ----------
    timeline
        The run.
    iteration
        Which iteration, from 0.
    title
        Name of the experiment.
    example
        Column of the batch whose values are shown, None for all.
    digits
        Decimals, 2 to 8.
    blanks
        Leave out every value that has to be computed; what is given stays.

    Raises
    ------
    ExperimentError
        If an iteration has too many operations, or there is no such example.
    """
    frame = timeline.frame(Position(iteration, 0))
    count = len(frame.operations)
    if count > MAX_OPERATIONS:
        raise ExperimentError(
            f"layers: a worksheet takes up to {MAX_OPERATIONS} operations, an iteration has {count}"
        )
    if example is not None and not 0 <= example < frame.batch:
        raise ExperimentError(f"example: expected 0 to {frame.batch - 1} in this batch, not {example}")
    computed = {name for op in frame.operations for name in op.writes}
    exercises: dict[str, list[Exercise]] = {phase: [] for phase in PHASES}
    for k, op in enumerate(frame.operations, 1):
        told = explain(timeline.frame(Position(iteration, k)), example, digits, rows=8, columns=8)
        numeric = _blanked(told.numeric, computed) if blanks else told.numeric
        exercises[op.phase].append(Exercise(k, op.title, told.why, told.symbolic, numeric))
    return Worksheet(
        title=title or "Backpropagation by hand",
        description=_description(frame, example),
        given=_given(frame, example, digits),
        phases={phase: tuple(found) for phase, found in exercises.items() if found},
        blanks=blanks,
    )


def _description(frame: Frame, example: int | None) -> str:
    e, batch = frame.experiment, frame.batch
    widths = "–".join(str(width) for width in e.widths)
    activations = ", ".join(
        layer.activation.replace("_", " ") if layer.is_dense else title_of(layer) for layer in e.layers
    )
    shown_examples = (
        f"all {batch} examples of the batch" if example is None and batch > 1
        else f"example {(example or 0) + 1} of the batch of {batch}" if batch > 1
        else "one example"
    )  # fmt: skip
    return (
        f"A {widths} network ({activations}), {e.loss.replace('_', ' ')} as the loss ({e.reduction} over the "
        f"batch), {e.optimizer.name} with learning rate {e.optimizer.learning_rate:g}. "
        f"Iteration {frame.position.iteration}, {shown_examples}."
    )


def _given(frame: Frame, example: int | None, digits: int) -> tuple[Formula, ...]:
    """Return what is known before the first operation: data, weights, biases, the optimizer's state."""
    write = LatexNumbers(digits).number
    found = []
    for name, values in frame.values.items():
        if values.ndim != 2:
            continue
        columns = shown(values.shape[1], 8)
        value = value_named(name)
        if value.per_example and example is not None:
            columns = [example]
        rows = shown(values.shape[0], 12)
        cells = grid(lambda i, j, v=values: write(float(v[i, j])), rows, columns)  # type: ignore[misc]
        symbol = bare(matrix_symbol(str(value.base)))
        symbol = rf"{value.kind}_{{{symbol}}}" if value.is_state else symbol
        latex = f"{symbol} = {cells}"
        found.append(Formula(latex, latex, ()))
    return tuple(found)


def _blanked(formula: Formula, computed: Collection[str]) -> Formula:
    """Return a formula in which every number that has to be computed is a blank."""
    text, last = [], 0
    for tag in _TAG.finditer(formula.tagged):
        link = formula.links[int(tag[1], 16) - 1]
        start = tag.end()
        end = _end(formula.tagged, start)
        entry = link.row is not None or (link.name == "C" and _NUMBER.match(formula.tagged, start))
        if link.name in computed and entry:
            text += [formula.tagged[last : tag.start()], _BLANK]
            last = end + 1
    blanked = _plain("".join([*text, formula.tagged[last:]]))
    # What a line comes to on the way, such as the loss of one example, is no value with a name of its own.
    found = set(_RESULT.findall(blanked))
    blanked = _NUMBER.sub(lambda number: _BLANK if number[0] in found else number[0], blanked)
    return Formula(blanked, blanked, ())


def _end(text: str, start: int) -> int:
    """Return where the group that opens before `start` closes."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0) if text[at - 1] != "\\" else 0
        if depth == 0:
            return at
    raise ValueError("a group of the formula does not close")


def _plain(tagged: str) -> str:
    """Return a formula without tags."""
    while tag := _TAG.search(tagged):
        end = _end(tagged, tag.end())
        tagged = tagged[: tag.start()] + tagged[tag.end() : end] + tagged[end + 1 :]
    return tagged
