"""One iteration as a worksheet: every operation with its equation and its numbers, or blanks for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.equations.formula import Formula, bare
from nnviz.core.equations.matrices import grid, shown
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.symbols import matrix_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.explain.operations import explain
from nnviz.core.network.layers import title_of
from nnviz.core.network.operation import PHASES
from nnviz.core.network.value import value_named
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate

MAX_OPERATIONS = 200
"""Most operations a worksheet is made of."""
_DOTS = r"\cdots"
_TAG = re.compile(r"\\textcolor\{#([0-9A-F]{6})\}\{")
_NUMBER = re.compile(r"-?[0-9.]+(?:\\cdot 10\^\{-?[0-9]+\})?")
_RESULT = re.compile(rf"= ({_NUMBER.pattern})(?=\s*(?:\\\\|\\end|$))")
MAX_FADING = 10
"""Most parts of a worksheet beside the one that is worked out."""
MAX_CELLS = 4_000
"""Numbers of a given matrix that are all written; the middle of a larger one is left out."""
_PAGE, _FIGURE, _SPACE = 430.0, 4.9, 9.0
"""Width for a matrix, of a figure and between two columns, in points, at the smallest size of letters."""
_TALLEST = 30
"""Rows of a given matrix in one piece."""
_LETTERS = {"momentum": r"\mu", "beta1": r"\beta_1", "beta2": r"\beta_2"}
"""Settings of optimizers → their letters."""
_ROWS = 12
"""Rows of a matrix in an equation."""
_NEW_ROW = r"\\"
"""Where a line of an equation ends."""
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
    by_example: tuple[Formula, ...] = ()
    """The same for every example of the batch by itself, for where the whole does not fit across a page."""


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
    experiment
        The recipe in force, for the drawing of the network.
    part, parts
        Which part of a worksheet it is, from 1, and how many there are.
    """

    title: str
    description: str
    given: tuple[Formula, ...]
    phases: dict[str, tuple[Exercise, ...]]
    blanks: bool
    experiment: Experiment
    part: int = 1
    parts: int = 1


def worksheet(
    timeline: Timeline,
    iteration: int,
    title: str = "",
    example: int | None = None,
    digits: int = 3,
    blanks: bool = False,
    operations: Collection[int] | None = None,
    blank_operations: Collection[int] | None = None,
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
    operations
        Numbers of the operations on it, from 1; None for all.
    blank_operations
        Numbers of those whose results are left out if there are blanks; None for all.

    Raises
    ------
    ExperimentError
        If an iteration has too many operations, or there is no such example or operation.
    """
    frame = timeline.frame(Position(iteration, 0))
    count = len(frame.operations)
    if count > MAX_OPERATIONS:
        raise ExperimentError(
            "layers: "
            + translate(
                "export", "a worksheet takes up to {max_operations} operations, an iteration has {count}"
            ).format(max_operations=MAX_OPERATIONS, count=count)
        )
    if example is not None and not 0 <= example < frame.batch:
        raise ExperimentError(
            "example: "
            + translate("export", "expected 0 to {batch} in this batch, not {example}").format(
                batch=frame.batch - 1, example=example
            )
        )
    computed = {name for op in frame.operations for name in op.writes}
    for number in (*(operations or ()), *(blank_operations or ())):
        if not 1 <= number <= count:
            raise ExperimentError(
                "operations: "
                + translate("export", "expected numbers from 1 to {count}, not {number}").format(
                    count=count, number=number
                )
            )
    exercises: dict[str, list[Exercise]] = {phase: [] for phase in PHASES}
    for k, op in enumerate(frame.operations, 1):
        if operations is not None and k not in operations:
            continue
        here = timeline.frame(Position(iteration, k))
        told = explain(here, example, digits, rows=_ROWS, columns=fitting_columns(digits))
        left_out = blanks and (blank_operations is None or k in blank_operations)
        numeric = [_with_others(here, told.numeric, example, digits)]
        if example is None and 1 < frame.batch <= _ROWS and value_named(op.writes[-1]).per_example:
            numeric += [
                explain(here, n, digits, rows=_ROWS, columns=_ROWS).numeric for n in range(frame.batch)
            ]
        of = [example, *range(frame.batch)] if len(numeric) > 1 else [example]
        whole, *single = (
            _blanked(one, computed, n) if left_out else one for one, n in zip(numeric, of, strict=True)
        )
        exercises[op.phase].append(Exercise(k, op.title, told.why, told.symbolic, whole, tuple(single)))
    return Worksheet(
        title=title or translate("export", "Backpropagation by hand"),
        description=_description(frame, example),
        given=_given(frame, example, digits),
        phases={phase: tuple(found) for phase, found in exercises.items() if found},
        blanks=blanks,
        experiment=frame.experiment,
    )


def faded(
    timeline: Timeline,
    iteration: int,
    levels: int,
    title: str = "",
    example: int | None = None,
    digits: int = 3,
    operations: Collection[int] | None = None,
) -> tuple[Worksheet, ...]:
    """Return one worked example and `levels` more, with more and more blanks from the end.

    The first part is worked out. In the next one, an iteration later, the last result is left out, then the
    last two, and so on (after Atkinson, Renkl & Merrill 2003).

    Raises
    ------
    ExperimentError
        As `worksheet`, or if there are too many parts.
    """
    if not 0 <= levels <= MAX_FADING:
        raise ExperimentError(
            "fading: "
            + translate("export", "expected 0 to {max_fading} parts, not {levels}").format(
                max_fading=MAX_FADING, levels=levels
            )
        )
    count = len(timeline.frame(Position(iteration, 0)).operations)
    chosen = sorted(operations) if operations is not None else list(range(1, count + 1))
    sheets = []
    for level in range(levels + 1):
        last = chosen[len(chosen) - level :] if level else []
        sheet = worksheet(timeline, iteration + level, title, example, digits, level > 0, operations, last)
        sheets.append(replace(sheet, part=level + 1, parts=levels + 1))
    return tuple(sheets)


def fitting_columns(digits: int) -> int:
    """Return how many columns of numbers fit across a page in letters that can be read."""
    return max(int(_PAGE / ((digits + 3) * _FIGURE + _SPACE)), 3)


def _with_others(frame: Frame, formula: Formula, example: int | None, digits: int) -> Formula:
    """Return a gradient of one example with what the other examples add, in the place of dots.

    Without it the sum over the batch could not be worked out from what is on the sheet.
    """
    name = frame.operations[frame.position.operation - 1].writes[-1]
    value = value_named(name)
    penalty = frame.experiment.regularization
    plain = not (penalty.l1 or penalty.l2) or value.base.kind == "b"
    if example is None or _DOTS not in formula.latex or not (value.is_gradient and plain):
        return formula
    if value.info.belongs_to not in ("weight", "bias"):
        return formula
    op = frame.operations[frame.position.operation - 1]
    delta = frame.values[op.reads[0]][:, [example]]
    own = delta
    if value.info.belongs_to == "weight":
        own = delta @ frame.values[op.reads[1]][:, [example]].T
    others = frame.values[name] - own
    if others.shape != frame.values[name].shape:
        return formula
    write = LatexNumbers(digits).number
    rows, columns = (list(range(size)) for size in others.shape)
    cells = grid(lambda i, j: write(float(others[i, j])), rows, columns)
    latex, tagged = (
        # Dots stand on both sides of an example in the middle; what they stand for is written once.
        text.replace(f"{_DOTS} + ", "").replace(f" + {_DOTS}", "").replace(" = ", f" = {cells} + ", 1)
        for text in (formula.latex, formula.tagged)
    )
    return Formula(latex, tagged, formula.links)


def _description(frame: Frame, example: int | None) -> str:
    e, batch = frame.experiment, frame.batch
    widths = "–".join(str(width) for width in e.widths)
    activations = ", ".join(
        layer.activation.replace("_", " ") if layer.is_dense else title_of(layer) for layer in e.layers
    )
    shown_examples = (
        translate("export", "all {batch} examples of the batch").format(batch=batch)
        if example is None and batch > 1
        else translate("export", "example {value} of the batch of {batch}").format(
            value=(example or 0) + 1, batch=batch
        )
        if batch > 1
        else translate("export", "one example")
    )
    return translate(
        "export",
        "A {widths} network ({activations}), {loss} as the loss ({reduction} over the "
        "batch), {name} with learning rate {learning_rate}. Iteration {iteration}, "
        "{shown_examples}.",
    ).format(
        widths=widths,
        activations=activations,
        loss=e.loss.replace("_", " "),
        reduction=e.reduction,
        name=e.optimizer.name,
        learning_rate=f"{e.optimizer.learning_rate:g}",
        iteration=frame.position.iteration,
        shown_examples=shown_examples,
    )


def _given(frame: Frame, example: int | None, digits: int) -> tuple[Formula, ...]:
    """Return what is known before the first operation: data, weights, biases, the optimizer's state."""
    write = LatexNumbers(digits).number
    found = _settings(frame)
    most = fitting_columns(digits)
    for name, values in frame.values.items():
        if values.ndim != 2:
            continue
        value = value_named(name)
        symbol = bare(matrix_symbol(str(value.base)))
        symbol = rf"{value.kind}_{{{symbol}}}" if value.is_state else symbol
        whole = values.size <= MAX_CELLS
        rows = list(range(values.shape[0])) if whole else shown(values.shape[0], _ROWS)
        columns = list(range(values.shape[1])) if whole else shown(values.shape[1], most)
        if value.per_example and example is not None:
            columns = [example]
        for top in range(0, len(rows), _TALLEST):
            for left in range(0, len(columns), most):
                part = rows[top : top + _TALLEST], columns[left : left + most]
                cells = grid(lambda i, j, v=values: write(float(v[i, j])), *part)  # type: ignore[misc]
                cut = len(columns) > most or len(rows) > _TALLEST
                latex = f"{symbol}{_place(*part) if cut else ''} = {cells}"
                found.append(Formula(latex, latex, ()))
    return tuple(found)


def _place(rows: Sequence[int | None], columns: Sequence[int | None]) -> str:
    """Return which rows and columns of a matrix a part of it has, as an index."""
    row, column = (
        rf"{(part[0] or 0) + 1} \ldots {(part[-1] or 0) + 1}" if len(part) > 1 else str((part[0] or 0) + 1)
        for part in (rows, columns)
    )
    return rf"_{{{row},\ {column}}}"


def _settings(frame: Frame) -> list[Formula]:
    """Return the numbers that the update and the penalty need."""
    e = frame.experiment
    settings = [(r"\eta", e.optimizer.learning_rate)]
    settings += [
        (letter, getattr(e.optimizer, field))
        for field, letter in _LETTERS.items()
        if getattr(e.optimizer, field) is not None
    ]
    settings += [
        (letter, strength)
        for letter, strength in ((r"\lambda_1", e.regularization.l1), (r"\lambda_2", e.regularization.l2))
        if strength
    ]
    if frame.batch > 1:
        settings.append(("m", frame.batch))
    return [Formula(latex, latex, ()) for latex in (f"{name} = {value:g}" for name, value in settings)]


def _blanked(formula: Formula, computed: Collection[str], example: int | None) -> Formula:
    """Return a formula in which every number that has to be computed is a blank.

    What other examples add to a sum stays on the sheet of one `example`: it cannot be worked out from it.
    """
    text, last = [], 0
    for tag in _TAG.finditer(formula.tagged):
        link = formula.links[int(tag[1], 16) - 1]
        start = tag.end()
        end = _end(formula.tagged, start)
        entry = link.row is not None or (link.name == "C" and _NUMBER.match(formula.tagged, start))
        value = value_named(link.name)
        other = None not in (example, link.column) and value.per_example and link.column != example
        if link.name in computed and entry and not other:
            text += [formula.tagged[last : tag.start()], _BLANK]
            last = end + 1
    blanked = _plain("".join([*text, formula.tagged[last:]]))
    # What a line comes to on the way, such as the loss of one example, is no value with a name of its own.
    found = set(_RESULT.findall(blanked))
    *rows, last_row = blanked.split(_NEW_ROW)
    rows = [_without(row, found, len(row)) for row in rows]
    # The losses of other examples may look the same: of those that do, one is that of the example.
    last_row = _without(last_row, found, 1 if example is not None and rows else len(last_row))
    blanked = _NEW_ROW.join([*rows, last_row])
    return Formula(blanked, blanked, ())


def _without(text: str, found: Collection[str], most: int) -> str:
    """Return a text with blanks for the first numbers that are `found` in it, `most` at most."""
    count = 0

    def blank(number: re.Match[str]) -> str:
        nonlocal count
        if number[0] not in found or count >= most:
            return number[0]
        count += 1
        return _BLANK

    return _NUMBER.sub(blank, text)


def _end(text: str, start: int) -> int:
    """Return where the group that opens before `start` closes."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0) if text[at - 1] != "\\" else 0
        if depth == 0:
            return at
    raise ValueError(translate("export", "a group of the formula does not close"))


def _plain(tagged: str) -> str:
    """Return a formula without tags."""
    while tag := _TAG.search(tagged):
        end = _end(tagged, tag.end())
        tagged = tagged[: tag.start()] + tagged[tag.end() : end] + tagged[end + 1 :]
    return tagged


def parse_ranges(text: str) -> tuple[int, ...]:
    """Return the whole numbers of a list such as ``1-4, 7``; empty stands for none.

    Raises
    ------
    ValueError
        With one sentence, if it is no such list.
    """
    found: list[int] = []
    for part in filter(None, (part.strip() for part in text.replace("–", "-").split(","))):
        match = re.fullmatch(r"([0-9]{1,4})(?:\s*-\s*([0-9]{1,4}))?", part)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise ValueError(
                translate(
                    "export", "expected numbers and ranges with commas between, such as 1-4, 7, not {part}"
                ).format(part=f"{part!r}")
            )
        found += range(int(match[1]), int(match[2] or match[1]) + 1)
    return tuple(dict.fromkeys(found))
