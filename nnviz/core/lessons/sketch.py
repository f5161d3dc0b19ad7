"""Sketch of a lesson that is being written: steps from what is in view, and the Markdown they make."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from nnviz.core.arrays.frame import Frame
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.judge.verdict import Verdict
from nnviz.core.lessons.lesson import CONDITIONAL, END, NO_COMPARISON, START, WRONG
from nnviz.core.lessons.quiz.items import Item

_SPECIAL = re.compile(r"([\\`*_$<>#])")


@dataclass(frozen=True)
class StepSketch:
    """One step.

    Attributes
    ----------
    title
        Plain text on one line.
    text
        Markdown: paragraphs, formulas, claims and questions.
    experiment
        What is open.
    iteration, operation
        Where it stands: the name of the value written last, or ``start`` or ``end``.
    highlights
        Names of values to light up.
    selection
        What is selected, or None.
    example
        Which example of the batch is shown, from 0; None to leave it.
    compare
        A second experiment that is shown beside it, or None.
    comments
        Further comments of the step, such as a plot or a note, as they are written.
    """

    title: str
    text: str
    experiment: Experiment
    iteration: int
    operation: str
    highlights: tuple[str, ...] = ()
    selection: Selection | None = None
    example: int | None = 0
    compare: Experiment | None = None
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class LessonSketch:
    """A lesson as it is written; `to_markdown` makes the file of it.

    Attributes
    ----------
    title, summary, minutes, steps
        As in a lesson.
    header
        Further keys of the header and their values, such as ``("letters", "y = Y")``.
    experiments
        Names of experiments that may be used, and the experiments.
    comments
        Comments before the first step: experiments that are written in the lesson, and notes.
    ending
        Markdown of the page after the last step, with its heading; empty if there is none.
    """

    title: str = "Lesson"
    summary: str = "Summary"
    minutes: int = 10
    steps: tuple[StepSketch, ...] = ()
    header: tuple[tuple[str, str], ...] = ()
    experiments: tuple[tuple[str, Experiment], ...] = ()
    comments: tuple[str, ...] = ()
    ending: str = ""

    def with_step(self, index: int, step: StepSketch) -> LessonSketch:
        """Return it with another step in the place of one."""
        return replace(self, steps=(*self.steps[:index], step, *self.steps[index + 1 :]))

    def insert(self, index: int, step: StepSketch) -> LessonSketch:
        """Return it with a step more."""
        return replace(self, steps=(*self.steps[:index], step, *self.steps[index:]))

    def without(self, index: int) -> LessonSketch:
        """Return it without one of its steps."""
        return replace(self, steps=(*self.steps[:index], *self.steps[index + 1 :]))


def step_of(
    frame: Frame,
    title: str,
    text: str,
    highlights: Sequence[str] = (),
    selection: Selection | None = None,
    example: int = 0,
) -> StepSketch:
    """Return a step from a position, as it stands."""
    number, operations = frame.position.operation, frame.operations
    if number == 0:
        operation = START
    elif number == len(operations):
        operation = END
    else:
        operation = operations[number - 1].writes[-1]
    return StepSketch(
        title, text, frame.experiment, frame.position.iteration, operation,
        tuple(name for name in highlights if name in frame.values), selection, example,
    )  # fmt: skip


def value_of(selection: Selection, frame: Frame) -> str | None:
    """Return the name of the value that a selected item belongs to, None if it is not known yet."""
    n = selection.layer
    names = {
        "loss": ("C",), "weight": (f"W{n}",), "bias": (f"b{n}",),
        "unit": (f"a{n}", f"z{n}") if n else ("X",),
    }[selection.kind]  # fmt: skip
    return next((name for name in names if name in frame.values), None)


def token_of(selection: Selection) -> str | None:
    """Return how a lesson file writes a selection, such as ``W2[1,3]``; None for the loss."""
    n, unit = selection.layer, selection.unit + 1
    if selection.kind == "weight":
        return f"W{n}[{unit},{(selection.source or 0) + 1}]"
    if selection.kind == "bias":
        return f"b{n}[{unit}]"
    if selection.kind == "unit":
        return f"a{n}[{unit}]" if n else f"X[{unit}]"
    return None


def claim_block(target: str, text: str, verdict: Verdict, quote: str = "", why: str = "") -> str:
    """Return the Markdown of a claim with the verdict that the judge has given it.

    Parameters
    ----------
    target, text, verdict
        The claim and its verdict.
    quote
        LaTeX of the claim; the judge's notation in typewriter letters if empty.
    why
        Markdown; the message of the judge if empty.
    """
    detail = {CONDITIONAL: verdict.condition, WRONG: verdict.diagnosis}.get(verdict.verdict)
    found = f"{verdict.verdict} ({detail})" if detail else verdict.verdict
    latex = quote or rf"\mathtt{{{_latex(f'{target} = {text}')}}}"
    return _quotation(
        f"**Claim** ${latex}$", f"**Judge** `{target} = {text}`", f"**Verdict** {found}",
        f"**Why** {why or _plain(verdict.message)}",
    )  # fmt: skip


def question_block(item: Item) -> str:
    """Return the Markdown of a question that was made from the program."""
    answers = sorted([(item.answer, True), *((d.text, False) for d in item.distractors)])
    choices = "\n".join(f"- [{'x' if right else ' '}] {_line(text)}" for text, right in answers)
    asked, answer = _line(item.prompt), _line(item.why or item.answer)
    return _quotation(f"**Question** {asked}", choices, f"**Answer** {answer}")


def to_markdown(sketch: LessonSketch) -> str:
    """Return the lesson as a Markdown file; `reader.read` gives the same steps back."""
    names = {experiment: name for name, experiment in reversed(sketch.experiments)}
    taken = {name for name, _ in sketch.experiments}
    written = []
    for step in sketch.steps:
        for experiment in (step.experiment, step.compare):
            if experiment is not None and experiment not in names:
                name = next(name for n in count(1) if (name := f"experiment-{n}") not in taken)
                taken.add(name)
                names[experiment] = name
                written.append(f"<!-- experiment {name}: {_json(experiment)} -->")
    first = sketch.steps[0].experiment if sketch.steps else None
    header = (
        ("experiment", "xor" if first is None else names[first]), ("minutes", sketch.minutes),
        *sketch.header,
    )  # fmt: skip
    parts = [
        "\n".join(["---", *(f"{key}: {value}" for key, value in header), "---"]),
        f"# {_line(sketch.title)}",
        _line(sketch.summary),
        "\n".join([*sketch.comments, *written]),
    ]
    before: tuple[Experiment | None, Experiment | None] = (first, None)
    for step in sketch.steps:
        parts += _step(step, names, before)
        before = step.experiment, step.compare
    return "\n\n".join(part for part in [*parts, sketch.ending] if part) + "\n"


def _step(
    step: StepSketch,
    names: Mapping[Experiment, str],
    before: tuple[Experiment | None, Experiment | None],
) -> list[str]:
    """Return the Markdown of a step; `before` are the experiments open at the step before."""
    directives = []
    if step.experiment != before[0]:
        directives.append(f"use: {names[step.experiment]}")
    if step.compare != before[1]:
        directives.append(f"compare: {NO_COMPARISON if step.compare is None else names[step.compare]}")
    directives.append(f"go: {step.iteration} {step.operation}")
    token = None if step.selection is None else token_of(step.selection)
    lights = [*step.highlights, *([token] if token else [])]
    if lights:
        directives.append(f"light: {' '.join(lights)}")
    if step.example is not None:
        directives.append(f"example: {step.example + 1}")
    comments = "\n".join([*(f"<!-- {directive} -->" for directive in directives), *step.comments])
    return [f"## {_line(step.title) or 'Step'}", comments, step.text.strip()]


def _json(e: Experiment) -> str:
    # The end of a comment must not stand in a name within it.
    return json.dumps(files.load(files.write_text(e)), ensure_ascii=False).replace("-->", "--\\u003e")


def _quotation(*parts: str) -> str:
    return "\n>\n".join("\n".join(f"> {line}" for line in part.split("\n")) for part in parts)


def _line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """Return a sentence as Markdown that shows it as it is."""
    return _SPECIAL.sub(r"\\\1", _line(text))


def _latex(text: str) -> str:
    """Return code as LaTeX in typewriter letters."""
    return re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", "")).replace("^", r"\hat{}").replace(" ", r"\ ")
