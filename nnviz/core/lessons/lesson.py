"""Lesson: steps through a run, each with a text, a position in the run and items to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.network.operation import Operation

RIGHT, CONDITIONAL, UNSTABLE, WRONG = "right", "conditional", "unstable", "wrong"
START, END = "start", "end"
NO_COMPARISON = "none"
"""What stands for no second experiment."""
LEVELS = ("first", "easy", "medium", "hard")
"""Levels of lessons: a first one, for those who know the chain rule, and on from there."""
LAST = 1000
"""The order of a lesson whose file gives none."""


class LessonError(ExperimentError):
    """A lesson that cannot be read: the message names file, line and field, and what is allowed."""


@dataclass(frozen=True)
class LessonText:
    """A paragraph, or one item of a list.

    Attributes
    ----------
    markdown
        On one line, with inline ``$…$``, ``**strong**``, ``*emphasis*`` and `` `code` ``; `inline.runs`
        takes it apart.
    marker
        ``•`` or ``1.`` before an item of a list, empty for a paragraph.
    line
        Where it stands in the file, from 1.
    """

    markdown: str
    marker: str = ""
    line: int = 0


@dataclass(frozen=True)
class LessonFormula:
    """A formula on a line of its own; `tag` is its number, such as ``6``, or empty."""

    latex: str
    tag: str = ""
    line: int = 0


@dataclass(frozen=True)
class LessonCode:
    """A block of code, shown line by line and never run; `language` is what stands after its first mark."""

    text: str
    language: str = ""
    line: int = 0


@dataclass(frozen=True)
class LessonTable:
    """A table: its heading, and rows of as many cells, each Markdown on one line."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int = 0


@dataclass(frozen=True)
class LessonPicture:
    """A picture that lies beside the lesson.

    Attributes
    ----------
    words
        What it shows, for those who cannot see it.
    file
        Its name.
    content
        Its bytes, PNG or JPEG.
    size
        Width and height in pixels.
    line
        Where it stands in the file, from 1.
    """

    words: str
    file: str
    content: bytes = field(repr=False)
    size: tuple[int, int]
    line: int = 0


@dataclass(frozen=True)
class LessonClaim:
    """A claim of a hand derivation, what the judge must say of it, and why.

    Attributes
    ----------
    quote
        LaTeX, as it is written in the text the claim comes from.
    target, text
        The quantity and the expression in the judge's notation.
    verdict
        "right", "conditional", "unstable" or "wrong".
    detail
        The condition or the diagnosis that belongs to the verdict, in the judge's words, or empty.
    why
        Markdown: where it goes wrong and why, or why it is right.
    line
        Where it stands in the file, from 1.
    """

    quote: str
    target: str
    text: str
    verdict: str
    detail: str = ""
    why: str = ""
    line: int = 0


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from, as Markdown, and whether it is right."""

    markdown: str
    right: bool


@dataclass(frozen=True)
class NumberAnswer:
    """A number to be typed: what is right, and how far off an answer may be."""

    value: float
    tolerance: float

    def accepts(self, typed: float) -> bool:
        """Whether a typed number is right."""
        # A rounding error of the difference is no mistake of the learner.
        return abs(typed - self.value) <= self.tolerance * (1 + 1e-9)


@dataclass(frozen=True)
class Question:
    """A question; its answer stays hidden until the learner has responded or asks for it.

    Attributes
    ----------
    markdown, answer
        On one line each, as in `LessonText`.
    choices
        Answers to choose from, at least one of them right; empty for other questions.
    line
        Where it stands in the file, from 1.
    number
        The number that is to be typed, None for other questions.
    """

    markdown: str
    answer: str
    choices: tuple[Choice, ...] = ()
    line: int = 0
    number: NumberAnswer | None = None


Block = LessonText | LessonFormula | LessonCode | LessonTable | LessonPicture | LessonClaim | Question


@dataclass(frozen=True)
class ValuePlot:
    """A curve of one value over the iterations of a run, on scales that do not move.

    Attributes
    ----------
    name
        The value, such as ``a1``; its first entry of the example in view is drawn.
    last
        The last iteration of the axis.
    low, high
        Ends of the vertical axis.
    """

    name: str
    last: int
    low: float
    high: float


@dataclass(frozen=True)
class NamedPosition:
    """A position named by what has just been computed, so that it is found again in an edited network.

    Attributes
    ----------
    iteration
        From 0.
    operation
        The name of a value, such as ``dz2`` or ``W1_next``: the operation that writes it ran last. Or
        ``start``, before the first operation, or ``end``, or the number of an operation.
    """

    iteration: int
    operation: str | int

    def find(self, operations: Sequence[Operation]) -> Position | None:
        """Return the position in a program, None if it has no such operation."""
        if self.operation == START:
            return Position(self.iteration, 0)
        if self.operation == END:
            return Position(self.iteration, len(operations))
        if isinstance(self.operation, int):
            return Position(self.iteration, self.operation) if self.operation <= len(operations) else None
        for number, operation in enumerate(operations, 1):
            if self.operation in operation.writes:
                return Position(self.iteration, number)
        return None

    def __str__(self) -> str:
        return f"{self.iteration} {self.operation}"


@dataclass(frozen=True)
class LessonStep:
    """One step: a page of the panel.

    Attributes
    ----------
    title
        Plain text.
    blocks
        What the page shows, from top to bottom.
    experiment
        What must be open at this step; the steps of a lesson mostly share one.
    compare
        A second experiment that is shown beside it, or None.
    named, position
        Where the step goes, and the position that is in `experiment`.
    lights
        Names of values to light up, such as ``("dz2", "W2")``; all of them are known at `position`.
    pick
        The unit, weight or bias to select, or None.
    example
        Which example of the batch is shown, from 0; None to leave it.
    line
        Where the step begins in the file, from 1.
    plot
        What is drawn over the iterations instead of the losses, or None.
    """

    title: str
    blocks: tuple[Block, ...]
    experiment: Experiment
    named: NamedPosition
    position: Position
    compare: Experiment | None = None
    highlights: tuple[str, ...] = ()
    selection: Selection | None = None
    example: int | None = None
    line: int = 0
    plot: ValuePlot | None = None

    @property
    def claims(self) -> tuple[LessonClaim, ...]:
        """The claims of the step."""
        return tuple(block for block in self.blocks if isinstance(block, LessonClaim))

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the step."""
        return tuple(block for block in self.blocks if isinstance(block, Question))


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes
    ----------
    name
        The stem of its file: ``nnviz --lesson NAME``.
    title, summary
        Plain text; the summary is Markdown on one line, as in `LessonText`.
    minutes
        How long it takes, about.
    steps
        At least one.
    names
        Names its claims may use → what they stand for in the judge's notation: ``o`` → ``a2``.
    order
        Its place in a list of lessons; those of the same order are sorted by name.
    path
        The file, None if it was read from a text.
    level
        One of `LEVELS`, or empty.
    letters
        Letters of its text → the values of the window that they stand for: ``net`` → ``z``, ``y`` → ``a2``.
    ending
        What stands on the page after the last step: what has been learned.
    ending_title
        The heading of that page, empty if the lesson gives none.
    """

    name: str
    title: str
    summary: str
    minutes: int
    steps: tuple[LessonStep, ...]
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    order: int = LAST
    path: Path | None = None
    level: str = ""
    letters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ending: tuple[Block, ...] = ()
    ending_title: str = ""

    @property
    def experiment(self) -> Experiment:
        """What the lesson opens with: the experiment of its first step."""
        return self.steps[0].experiment

    def claims(self) -> Iterator[tuple[LessonStep, LessonClaim]]:
        """Yield every claim with the step it stands in."""
        for step in self.steps:
            for claim in step.claims:
                yield step, claim
