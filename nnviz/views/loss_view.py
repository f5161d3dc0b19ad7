"""The loss of every iteration, of the batch and over the training and the test set."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.evaluate import is_classification
from nnviz.core.frame import Frame
from nnviz.core.history import History
from nnviz.core.losses import LOSSES
from nnviz.session import Session
from nnviz.views.plotting.chart import Chart
from nnviz.views.plotting.curves import Line
from nnviz.views.plotting.line_chart import LineChart
from nnviz.views.plotting.sources import LossSource, SeriesSource

QUANTITIES = ("loss", "accuracy")


class LossView(Chart):
    """Loss or accuracy over iterations.

    Parameters
    ----------
    session
        Whose run is shown. Dragging the cursor moves in it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._quantity = "loss"
        self._history: History | None = None
        self._classes = True
        self.chart = LineChart(self.tr("Loss over iterations"), self)
        self.chart.sought.connect(self._go_to)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chart)
        self._log = self.add_action(
            self.tr("Logarithmic scale"),
            self.tr("Show the loss by its powers of ten"),
            self._switch_log,
            False,
        )
        self._accuracy = self.add_action(
            self.tr("Accuracy"),
            self.tr("Show the share of examples classified right"),
            self._switch_accuracy,
            False,
        )
        self.add_action(self.tr("Show the whole run"), self.tr("Undo zooming"), self.chart.fit)
        session.experiment_changed.connect(self._describe)
        self.show_frame(session.frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the run up to now, the cursor at the iteration of `frame`."""
        history = self._session.history
        if history is not self._history:
            self._history = history
            self._classes = is_classification(frame.samples)
            self.chart.set_lines(self._lines(history))
            self._describe()
        self.chart.sentence = self._sentence(history)
        self.chart.refresh(history.length, frame.position.iteration)

    def set_log(self, log: bool) -> None:
        """Show the loss by its powers of ten; accuracy has a linear axis always."""
        self._log.setChecked(log)

    def set_quantity(self, quantity: str) -> None:
        """Show ``loss`` or ``accuracy``.

        Raises
        ------
        ValueError
            If it is another word.
        """
        if quantity not in QUANTITIES:
            raise ValueError(f"quantity: choose one of {', '.join(QUANTITIES)}, not {quantity!r}")
        self._accuracy.setChecked(quantity == "accuracy")

    @property
    def quantity(self) -> str:
        """What is shown."""
        return self._quantity

    def restyle(self) -> None:
        """Take on the theme."""
        super().restyle()
        if self._history is not None:
            self.chart.set_lines(self._lines(self._history))

    def _lines(self, history: History) -> list[Line]:
        first = 2 if self._quantity == "accuracy" else 0
        train = Line(self.tr("train"), _Score(self._session, first), "ink")
        lines = [train]
        if self._session.frame.samples.test.shape[1]:
            test = _Score(self._session, first + 1)
            lines.append(Line(self.tr("test"), test, "muted", dashed=True, pixels=4))
        if self._quantity == "loss":
            faint, batch = theme.blend("line", "handle", 0.5), LossSource(history)
            lines.insert(0, Line(self.tr("batch"), batch, faint, width=1.0, pixels=1, label=False))
        return lines

    def _sentence(self, history: History) -> str:
        if not history.length:
            if self._quantity == "accuracy":
                return self.tr("Press Step or Run: the accuracy at every iteration appears here.")
            return self.tr("Press Step or Run: the loss of every iteration appears here.")
        if self._quantity == "accuracy" and not self._classes:
            return self.tr("These targets are numbers, not classes: there is no accuracy.")
        return ""

    def _describe(self) -> None:
        e = self._session.experiment
        if self._quantity == "accuracy":
            self.set_titles(self.tr("Accuracy"), self.tr("share classified right"))
            return
        over = self.tr("mean") if e.reduction == "mean" else self.tr("sum")
        self.set_titles(self.tr("Loss"), f"{LOSSES[e.loss].title}, {over}")

    def _switch_log(self, log: bool) -> None:
        self.chart.set_log(log and self._quantity == "loss")

    def _switch_accuracy(self, accuracy: bool) -> None:
        self._quantity = "accuracy" if accuracy else "loss"
        self.chart.axis.fixed = (0.0, 1.0) if accuracy else None
        self._log.setEnabled(not accuracy)
        self._switch_log(self._log.isChecked())
        self._history = None
        self.show_frame(self._session.frame)

    def _go_to(self, iteration: int) -> None:
        self._session.pause()
        self._session.go_to_iteration(iteration)


class _Score(SeriesSource):
    """A recorded score; at the moment in view the very value that the counters show."""

    def __init__(self, session: Session, column: int) -> None:
        super().__init__(session.history.scores, column)
        self._session, self._index = session, column

    def at(self, iteration: int) -> float | None:
        """Return the value at `iteration`, None if none is known."""
        if iteration == self._session.position.iteration:
            value = float(self._session.scores[self._index])
            return None if math.isnan(value) else value
        return super().at(iteration)
