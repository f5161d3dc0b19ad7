"""The steps of a lesson from its pieces: what each shows, where it goes and what it lights up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.lessons import scan
from nnviz.core.lessons.blocks import block
from nnviz.core.lessons.claims import Claims
from nnviz.core.lessons.lesson import (
    END,
    NO_COMPARISON,
    START,
    Block,
    LessonClaim,
    LessonStep,
    NamedPosition,
    Question,
    ValuePlot,
)
from nnviz.core.lessons.networks import Networks
from nnviz.core.lessons.scan import Piece
from nnviz.core.lessons.source import LessonSource, cited
from nnviz.core.text.translate import translate

MAX_ITERATION = 100_000
MAX_PLOTTED = 5_000
"""Iterations of the longest axis of a plot."""
_GO = re.compile(r"([0-9]{1,9})(?:\s+|\.)(\w{1,40})")
_NUMBER = r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)"
_PLOT = re.compile(rf"(\w{{1,40}})\s+([0-9]{{1,9}})\s+{_NUMBER}\s+{_NUMBER}")
_TOKEN = re.compile(r"\w+\[[^\]\s]*(?:,\s*[^\]\s]*)?\]|\S+")


@dataclass
class StepDraft:
    """A step as it is written: its heading, the directives in it by key, and the rest of its pieces."""

    heading: Piece
    directives: dict[str, Piece] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)

    def take(self, source: LessonSource, piece: Piece) -> None:
        """Take in a piece that stands under the heading."""
        if piece.kind != scan.DIRECTIVE:
            self.pieces.append(piece)
        elif piece.mark in self.directives:
            raise source.error(
                piece.line, piece.mark, translate("lessons", "a step has one of each key; this is the second")
            )
        else:
            self.directives[piece.mark] = piece


class Steps:
    """Makes the steps one after the other: experiment, comparison and position hold until they are changed.

    Parameters
    ----------
    source
        The lesson.
    networks, claims
        Its experiments, and what checks its claims.
    experiment, compare
        Those of the header.
    """

    def __init__(
        self,
        source: LessonSource,
        networks: Networks,
        claims: Claims,
        experiment: Experiment,
        compare: Experiment | None,
    ) -> None:
        self._source, self._networks, self._claims = source, networks, claims
        self._experiment, self._compare = experiment, compare
        self._named: NamedPosition | None = None

    def step(self, draft: StepDraft) -> LessonStep:
        """Return the step of a draft.

        Raises
        ------
        LessonError
            If a directive names what is not there, or the step shows nothing.
        """
        self._choose(draft)
        named = self._go(draft)
        position = named.find(self._networks.operations(self._experiment))
        if position is None:
            raise self._no_position(draft.directives.get("go", draft.heading), named)
        highlights, selection = self._light(draft, position.operation)
        blocks = self._blocks(draft)
        self._claims.resolve(self._experiment)
        for each in blocks:
            if isinstance(each, LessonClaim):
                self._claims.check(each, self._experiment)
        return LessonStep(
            title=draft.heading.text,
            blocks=blocks,
            experiment=self._experiment,
            named=named,
            position=position,
            compare=self._compare,
            highlights=highlights,
            selection=selection,
            example=self._example(draft),
            line=draft.heading.line,
            plot=self._plot(draft),
        )

    def ending(self, draft: StepDraft) -> tuple[Block, ...]:
        """Return the blocks of the page after the last step.

        Raises
        ------
        LessonError
            If it has other directives, claims or questions.
        """
        for piece in draft.directives.values():
            if piece.mark != "end":
                raise self._source.error(
                    piece.line, piece.mark, translate("lessons", "the page at the end stays at the last step")
                )
        blocks = self._blocks(draft)
        for each in blocks:
            if isinstance(each, LessonClaim | Question):
                raise self._source.error(
                    each.line,
                    "end",
                    translate("lessons", "the page at the end says what was learned; ask before it"),
                )
        return blocks

    def _blocks(self, draft: StepDraft) -> tuple[Block, ...]:
        folder = self._networks.folder
        blocks: tuple[Block, ...] = tuple(block(self._source, piece, folder) for piece in draft.pieces)
        if not blocks:
            message = translate("lessons", "{text} is empty; write a text").format(
                text=cited(draft.heading.text)
            )
            raise self._source.error(draft.heading.line, "step", message)
        return blocks

    def _plot(self, draft: StepDraft) -> ValuePlot | None:
        piece = draft.directives.get("plot")
        if piece is None:
            return None
        found = _PLOT.fullmatch(piece.text.strip())
        known = self._networks.known(self._experiment, len(self._networks.operations(self._experiment)))
        if found is None or found[1] not in known:
            raise self._source.error(
                piece.line,
                "plot",
                translate(
                    "lessons",
                    "expected a value, the last iteration and the ends of the scale, such as a1 300 0 1, "
                    "not {text}; values are {known}",
                ).format(text=cited(piece.text), known=", ".join(known)),
            )
        last, low, high = int(found[2]), float(found[3]), float(found[4])
        if not 1 <= last <= MAX_PLOTTED or low >= high:
            raise self._source.error(
                piece.line,
                "plot",
                translate(
                    "lessons",
                    "the last iteration is from 1 to {max_plotted:,}, and the scale ends above where it "
                    "begins",
                ).format(max_plotted=MAX_PLOTTED),
            )
        return ValuePlot(found[1], last, low, high)

    def _choose(self, draft: StepDraft) -> None:
        if piece := draft.directives.get("use"):
            self._experiment = self._networks.find(piece.text.strip(), piece.line, "use")
            self._named = None
        if piece := draft.directives.get("compare"):
            name = piece.text.strip()
            found = None if name == NO_COMPARISON else self._networks.find(name, piece.line, "compare")
            self._compare = found

    def _go(self, draft: StepDraft) -> NamedPosition:
        piece = draft.directives.get("go")
        if piece is None:
            if self._named is None:
                raise self._source.error(
                    draft.heading.line,
                    "go",
                    translate(
                        "lessons",
                        "the first step, and each one that opens another experiment, needs a position: <!-- "
                        "go: 0 dz2 -->",
                    ),
                )
            return self._named
        found = _GO.fullmatch(piece.text.strip())
        if found is None:
            raise self._source.error(
                piece.line,
                "go",
                translate(
                    "lessons",
                    "expected an iteration and the name of a value, such as 0 dz2, or 0 {start} or 0 "
                    "{end}, not {text}",
                ).format(start=START, end=END, text=cited(piece.text)),
            )
        if int(found[1]) > MAX_ITERATION:
            raise self._source.error(
                piece.line,
                "go",
                translate(
                    "lessons", "a lesson can go to iteration {max_iteration:,} at most, not {found}"
                ).format(max_iteration=MAX_ITERATION, found=found[1]),
            )
        operation = int(found[2]) if found[2].isascii() and found[2].isdigit() else found[2]
        self._named = NamedPosition(int(found[1]), operation)
        return self._named

    def _no_position(self, piece: Piece, named: NamedPosition) -> Exception:
        operations = self._networks.operations(self._experiment)
        known = ", ".join([START, *(name for op in operations for name in op.writes), END])
        return self._source.error(
            piece.line,
            "go",
            translate(
                "lessons",
                "no operation of this network writes {operation}; choose one of {known}, or a number "
                "from 0 to {count}",
            ).format(operation=cited(str(named.operation)), known=known, count=len(operations)),
        )

    def _light(self, draft: StepDraft, operation: int) -> tuple[tuple[str, ...], Selection | None]:
        piece = draft.directives.get("light")
        if piece is None:
            return (), None
        highlights: list[str] = []
        selection: Selection | None = None
        known = self._networks.known(self._experiment, operation)
        for token in _TOKEN.findall(piece.text.strip()):
            if "[" in token:
                if selection is not None:
                    message = translate(
                        "lessons", "only one item can be selected; {token} is the second"
                    ).format(token=cited(token))
                    raise self._source.error(piece.line, "light", message)
                selection = self._selection(piece, token)
            elif token not in known:
                raise self._source.error(
                    piece.line,
                    "light",
                    translate(
                        "lessons",
                        "{token} is not known at this position; choose from {known}, or select one item, "
                        "such as W2[1,3], b1[2] or a1[2]",
                    ).format(token=cited(token), known=", ".join(known)),
                )
            elif token not in highlights:
                highlights.append(token)
        return tuple(highlights), selection

    def _selection(self, piece: Piece, token: str) -> Selection:
        selection = Selection.read(token, self._experiment)
        if selection is not None:
            return selection
        raise self._source.error(
            piece.line,
            "light",
            translate(
                "lessons",
                "the network has no {token}; select a weight as W2[1,3] (to unit 1 from unit 3), a "
                "bias as b1[2], a unit as a1[2], an input as X[1]",
            ).format(token=cited(token)),
        )

    def _example(self, draft: StepDraft) -> int | None:
        piece = draft.directives.get("example")
        if piece is None:
            return None
        batch, text = self._networks.batch(self._experiment), piece.text.strip()
        if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= batch:
            raise self._source.error(
                piece.line,
                "example",
                translate(
                    "lessons",
                    "expected a whole number from 1 to {batch}, the examples of the batch, not {text}",
                ).format(batch=batch, text=cited(text)),
            )
        return int(text) - 1
