"""Two runs side by side: their losses, or a value that the lesson plots, and their δ at the output."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.symbols import text_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.functions.losses import LOSSES
from nnviz.core.lessons.lesson import ValuePlot
from nnviz.core.run.history import History
from nnviz.core.run.value_history import ValueHistory
from nnviz.session import Session
from nnviz.views.controls import Label
from nnviz.views.lesson.iteration_plot import IterationPlot
from nnviz.views.lesson.pair_bars import PairBars
from nnviz.views.plotting.curves import Line
from nnviz.views.plotting.decimate import Band
from nnviz.views.plotting.line_chart import LineChart
from nnviz.views.plotting.sources import LossSource

_CHART, _HEADING, _BARS = 128, 17, 46
_STEPS = 12
"""Iterations of a plotted value that are computed for one picture of a run."""
_RUNNING, _STEPPING = 0.004, 2.0
"""Seconds that the second run may take for a picture."""


class ComparisonBlock(QWidget):
    """The run that is open and the one that the lesson puts beside it, at the same iteration.

    Parameters
    ----------
    session
        Whose lab has the comparison. Dragging the cursor moves in the run.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[History, History] | None = None
        self.names = ("", "")
        self.loss = LineChart(self.tr("Losses of both runs over iterations"), self)
        self.bars = PairBars(self)
        self.values = IterationPlot(self)
        self.values.sought.connect(self._go_to)
        self.values.hide()
        self._histories: tuple[ValueHistory, ...] = ()
        self._headings = [
            Label(text, "section", "muted", self)
            for text in (
                self.tr("Loss of the batch"),
                "",
                self.tr("δ of the output unit, the example in view"),
            )
        ]
        self.loss.sought.connect(self._go_to)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Two runs side by side"))
        self._begun = False
        self.loss.hide()
        self._headings[0].hide()
        self._headings[1].hide()
        theme.manager().changed.connect(self._restyle)

    def show_frame(self, frame: Frame) -> None:
        """Let the second run follow to `frame` and show both."""
        comparison = self._session.lesson_session.comparison
        if comparison is None:
            return
        comparison.follow(frame, _RUNNING if self._session.running else _STEPPING)
        shown = (self._session.history, self._session.history_beside(comparison.history))
        if self._shown is None or shown[0] is not self._shown[0] or shown[1] is not self._shown[1]:
            self._shown = shown
            self.names = names(self._session.experiment, comparison.experiment)
            self._set_lines()
        length = max(history.length for history in shown)
        plot = None if (step := self._session.lesson_session.step) is None else step.plot
        self._show_plot(plot, frame)
        if bool(length) != self._begun and plot is None:
            # Without curves the room is the text's.
            self._begun = bool(length)
            self.loss.setVisible(self._begun)
            self._headings[0].setVisible(self._begun)
            self.updateGeometry()
            self._place()
        if length and plot is None:
            self.loss.refresh(length, frame.position.iteration)
        self._show_deltas(frame, self._session.beside(comparison.frame))

    def _show_plot(self, plot: ValuePlot | None, frame: Frame) -> None:
        """Draw the value that the step plots instead of the losses, as far as the run has come."""
        if (plot is None) == self.values.isHidden():
            if plot is not None:
                self._draw(plot, frame)
            return
        self.values.setVisible(plot is not None)
        self._headings[1].setVisible(plot is not None)
        # The text needs the room; δ stands in the network.
        self.bars.setVisible(plot is None)
        self._headings[2].setVisible(plot is None)
        if plot is not None:
            letters = self._session.lesson_session.letters
            shown = letters.text(text_symbol(plot.name))
            self._headings[1].setText(self.tr("{0} over iterations: press Run, or drag").format(shown))
            self._draw(plot, frame)
        self._begun = False
        self.loss.hide()
        self._headings[0].hide()
        self.updateGeometry()
        self._place()

    def _draw(self, plot: ValuePlot, frame: Frame) -> None:
        comparison = self._session.lesson_session.comparison
        if comparison is None:
            return
        example = self._session.example
        wanted = [(e, plot.name, example) for e in (frame.experiment, comparison.experiment)]
        if [(h.experiment, h.name, h.example) for h in self._histories] != wanted:
            self._histories = tuple(ValueHistory(*one) for one in wanted)
        # As far as the run has ever come, so that going back does not wipe the curves out.
        length = max(frame.position.iteration, self._session.history.length - 1)
        reached = min(max(length, 0), plot.last)
        if self._session.running:
            # A picture may take so many more iterations, and the rest follows.
            reached = min(reached, min(len(h.values) for h in self._histories) + _STEPS)
        curves = tuple(history.reach(reached) for history in self._histories)
        self.values.show_curves(plot, self.names, curves, frame.position.iteration)

    def forget(self) -> None:
        """Keep nothing of runs that are compared no more."""
        self._histories = ()
        self._shown = None
        self.loss.set_lines([])

    def _show_deltas(self, one: Frame, other: Frame) -> None:
        found = []
        for frame in (one, other):
            delta = frame.values.get(f"dz{len(frame.experiment.layers)}")
            column = min(self._session.example, frame.batch - 1)
            found.append(None if delta is None else _largest(delta[:, column]))
        self.bars.show_pair(self.names, (found[0], found[1]))

    def _set_lines(self) -> None:
        assert self._shown is not None
        one, other = (_Curve(history) for history in self._shown)
        self.loss.set_lines(
            [
                Line(self.names[0], one, "ink", value=False),
                Line(self.names[1], other, "muted", dashed=True, pixels=4, value=False),
            ]
        )

    def _go_to(self, iteration: int) -> None:
        self._session.seek_throttle.to(iteration)

    def sizeHint(self) -> QSize:
        """Return the height of everything."""
        chart = _HEADING + _CHART + 8 if self._begun or not self.values.isHidden() else 0
        bars = 0 if self.bars.isHidden() else _HEADING + _BARS + 8
        return QSize(theme.px(300), theme.px(chart + bars + 8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        side, top = theme.px(14), theme.px(8)
        width = self.width() - 2 * side
        for heading, (part, tall) in zip(
            self._headings, ((self.loss, _CHART), (self.values, _CHART), (self.bars, _BARS)), strict=True
        ):
            if part.isHidden():
                continue
            heading.setGeometry(side, top, width, theme.px(_HEADING))
            top += theme.px(_HEADING)
            part.setGeometry(side, top, width, theme.px(tall))
            top += theme.px(tall) + theme.px(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line that parts it from the text."""
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.fillRect(0, 0, self.width(), 1, QColor(theme.current().line))

    def _restyle(self) -> None:
        self.updateGeometry()
        if self._shown is not None:
            self._set_lines()


class _Curve(LossSource):
    """The loss as a smooth line: what is compared is the shape."""

    def band(self, edges: Array, log: bool) -> Band:
        """Return the middle of every column."""
        x, low, high = super().band(edges, log)
        middle = 0.5 * (low + high)
        return x, middle, middle


def names(one: Experiment, other: Experiment) -> tuple[str, str]:
    """Return what tells two experiments apart, in a word or two."""
    for read in (
        _loss,
        lambda e: e.layers[-1].activation,
        lambda e: e.optimizer.name,
        lambda e: f"η {e.optimizer.learning_rate:g}",
        lambda e: f"{e.batch_size}",
    ):
        if read(one) != read(other):
            return read(one), read(other)
    return "1", "2"


def _loss(e: Experiment) -> str:
    """Return the title of the loss without what would be clear among two."""
    title = LOSSES[e.loss].title
    return title.removeprefix("mean ").removeprefix("binary ").removeprefix("categorical ")


def _largest(column: np.ndarray) -> float:
    return float(column[int(np.argmax(np.abs(np.nan_to_num(column))))])
