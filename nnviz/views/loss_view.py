"""The loss of every iteration, of the batch and over the training and the test set, and the accuracy."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.losses import LOSSES
from nnviz.core.run.evaluation import is_classification
from nnviz.core.run.history import History
from nnviz.session import Session
from nnviz.session.previous_runs import PreviousRun, previous_runs
from nnviz.views.plotting.curves import Line
from nnviz.views.plotting.history_view import HistoryView
from nnviz.views.plotting.line_chart import LineChart
from nnviz.views.plotting.sources import LossSource, RowSource, SeriesSource

QUANTITIES = ("loss", "accuracy")
_GROWN = 1e3
"""Growth of the loss, as a factor of its start (or of 1), from which its axis is logarithmic."""

_SHORT = 12
"""Letters of a name that stand beside a curve at most."""
_SOON = 80
"""Milliseconds after which the curve of the pinned run grows while it is trained."""


class LossView(HistoryView):
    """Loss or accuracy over iterations, earlier runs beneath the present one.

    Parameters
    ----------
    session
        Whose run is shown. Dragging the cursor moves in it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._quantity = "loss"
        self._classes = True
        self._earlier: list[PreviousRun] = []
        self._log_chosen = self._log_by_itself = False
        self._frame = session.frame
        self._now = _Now()
        self.chart = LineChart(self.tr("Loss over iterations"), self)
        self.add_chart(self.chart)
        self.switch = self.add_switch(
            [("loss", self.tr("loss")), ("accuracy", self.tr("accuracy"))],
            self.tr("Quantity"),
            {
                "loss": self.tr("The loss of every batch, and over the training and the test set"),
                "accuracy": self.tr("The accuracy: the fraction of examples classified correctly"),
            },
        )
        self.switch.changed.connect(self.set_quantity)
        self.logarithmic = self.add_action(
            self.tr("Logarithmic loss"),
            self.tr("Show the loss on a logarithmic scale"),
            self._switch_log,
            False,
        )
        self.logarithmic.triggered.connect(self._choose_log)
        self._compare = self.add_action(
            self.tr("Compare with previous runs"),
            self.tr("Show the training curves of the runs before the last edits"),
            self.set_compared,
            True,
        )
        self.add_common_actions()
        session.pinned.changed.connect(self._pinned_changed)
        session.pinned.moved.connect(self._pinned_moved)
        self._pinned_soon = QTimer(self)
        self._pinned_soon.setSingleShot(True)
        self._pinned_soon.setInterval(_SOON)
        self._pinned_soon.timeout.connect(self._renew)
        # Opening another document forgets the runs of the last one when it is there.
        session.document_changed.connect(self._forget)
        self.show_frame(session.frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the run up to now, the cursor at the iteration of `frame`."""
        before = self._history
        another = self._take_run()
        history = self._session.history
        self._now.iteration, self._now.scores = frame.position.iteration, tuple(self._session.scores)
        if another:
            if before is not None and self._log_by_itself:
                self._log_by_itself = False
                self.logarithmic.setChecked(False)
            self._frame = frame
            self._classes = is_classification(frame.samples)
            compared = self._compare.isChecked() and not self._session.prediction.on
            self._earlier = previous_runs(self._session) if compared else []
            self.chart.set_lines(self._lines(history))
            self._describe()
        self.chart.sentence = self._sentence(history)
        pinned = self._session.pinned.history
        length = max(history.length, pinned.length if pinned is not None else 0)
        self.chart.refresh(length, frame.position.iteration)
        self._look_for_divergence(history)

    def _look_for_divergence(self, history: History) -> None:
        """Go over to a logarithmic axis once the loss has grown so much that a linear one says nothing."""
        if self._log_chosen or self._quantity != "loss" or self.chart.axis.log or not history.length:
            return
        first = history.losses.at(0)
        if first is not None and self.chart.axis.high > _GROWN * max(first, 1.0):
            self._log_by_itself = True
            self.logarithmic.setChecked(True)
            self._describe()

    def set_log(self, log: bool) -> None:
        """Show the loss on a logarithmic scale; accuracy has a linear axis always."""
        self._log_chosen = True
        self.logarithmic.setChecked(log)

    def set_compared(self, compared: bool) -> None:
        """Show earlier runs, or not."""
        self._compare.setChecked(compared)
        self._earlier, self._history = [], None
        self.show_frame(self._session.frame)

    def set_quantity(self, quantity: str) -> None:
        """Show ``loss`` or ``accuracy``.

        Raises
        ------
        ValueError
            If it is another word.
        """
        if quantity not in QUANTITIES:
            raise ValueError(f"quantity: choose one of {', '.join(QUANTITIES)}, not {quantity!r}")
        self.switch.set_value(quantity)
        self._quantity = quantity
        self.chart.axis.fixed = (0.0, 1.0) if quantity == "accuracy" else None
        self.logarithmic.setEnabled(quantity == "loss")
        self.chart.axis.log = self.logarithmic.isChecked() and quantity == "loss"
        self._history = None
        self.show_frame(self._session.frame)

    @property
    def quantity(self) -> str:
        """What is shown."""
        return self._quantity

    def restyle(self) -> None:
        """Take on the theme."""
        if self._history is not None:
            self.chart.set_lines(self._lines(self._history))
        super().restyle()

    def _pinned_changed(self) -> None:
        """Show another pinned run, or none, or other names."""
        self._history = None
        self._pinned_moved()

    def _pinned_moved(self) -> None:
        if not self._pinned_soon.isActive():
            self._pinned_soon.start()

    def _renew(self) -> None:
        if self._session.running and self._history is not None:
            return
        self.show_frame(self._session.frame)

    def _go_to(self, iteration: int) -> None:
        """Go no further than the present run: the curve of the pinned one may be longer."""
        if self._session.pinned.history is not None:
            iteration = min(iteration, max(self._session.timeline.length, 1))
        super()._go_to(iteration)

    def _lines(self, history: History) -> list[Line]:
        first = 2 if self._quantity == "accuracy" else 0
        rows = RowSource(history.scores)
        mine, theirs = self._names()
        train, test_name = (f"{theirs} {name}".strip() for name in (self.tr("train"), self.tr("test")))
        lines = [Line(train, _Score(self._now, rows, first), "ink")]
        if self._frame.samples.test.shape[1]:
            test = _Score(self._now, rows, first + 1)
            lines.append(Line(test_name, test, "muted", dashed=True, label=not mine))
        if self._quantity == "loss":
            faint, batch = theme.blend("line", "handle", 0.5), LossSource(history)
            lines.insert(0, Line(self.tr("batch"), batch, faint, width=1.0, pixels=1, label=False))
        earlier = [self._earlier_line(run, first) for run in self._earlier if run.comparable or first]
        earlier += self._pinned_lines(mine, first)
        return lines[:-2] + earlier + lines[-2:] if len(lines) > 2 else earlier + lines

    def _names(self) -> tuple[str, str]:
        """Return the names of the pinned and the present run, short enough to stand beside their curves."""
        mine, theirs = self._session.pinned.names
        if max(len(mine), len(theirs)) > _SHORT:
            return self.tr("pinned"), self.tr("present")
        return mine, theirs

    def _pinned_lines(self, name: str, first: int) -> list[Line]:
        """Return the curves of the pinned run: dotted, and with its name."""
        pinned = self._session.pinned
        if pinned.history is None or pinned.frame is None:
            return []
        rows = RowSource(pinned.history.scores)
        train, test = self.tr("train"), self.tr("test")
        lines = [Line(f"{name} {train}", SeriesSource(rows, first), "ink", dotted=True)]
        if pinned.frame.samples.test.shape[1]:
            source = SeriesSource(rows, first + 1)
            lines.append(Line(f"{name} {test}", source, "muted", dotted=True, label=False))
        return lines

    def _earlier_line(self, run: PreviousRun, column: int) -> Line:
        source = SeriesSource(RowSource(run.scores), column)
        colour = theme.blend("panel", "muted", 0.7)
        return Line(run.name, source, colour, width=1.25, label=False, value=False, end=True)

    def _sentence(self, history: History) -> str:
        if self._quantity == "accuracy" and not self._classes:
            return self.tr("These targets are numbers, not classes: there is no accuracy.")
        if not history.length:
            if self._quantity == "accuracy":
                return self.tr("Press Step or Run: the accuracy at every iteration appears here.")
            return self.tr("Press Step or Run: the loss of every iteration appears here.")
        return ""

    def _forget(self) -> None:
        if self._earlier and not self._session.memory.left:
            self.set_compared(self._compare.isChecked())

    def _describe(self) -> None:
        e = self._timeline.experiment
        without = not self._frame.samples.test.shape[1]
        note = self.tr(", no test set") if without else ""
        if self._quantity == "accuracy":
            self.chart.value_name = self.tr("accuracy") + note
            self.set_titles(self.tr("Accuracy"), self.tr("accuracy"))
            return
        over = self.tr("mean") if e.reduction == "mean" else self.tr("sum")
        name = f"{LOSSES[e.loss].title}, {over}"
        pinned = self._session.pinned.recipe
        if pinned is not None and pinned.experiment.loss != e.loss:
            name = self.tr("{0} and {1}").format(LOSSES[e.loss].title, LOSSES[pinned.experiment.loss].title)
        self.chart.value_name = self.tr("loss") + note
        if self._log_by_itself:
            self.chart.value_name = self.tr("loss, logarithmic: it grew beyond {0} times its start").format(
                "1,000".replace(",", "\u2009")
            )
        self.set_titles(self.tr("Loss"), name)

    def _choose_log(self, _log: bool) -> None:
        """Remember that it was the user who chose."""
        self._log_chosen, self._log_by_itself = True, False
        self._describe()

    def _switch_log(self, log: bool) -> None:
        self.chart.set_log(log and self._quantity == "loss")


@dataclass
class _Now:
    """The position in view and its scores, taken once for a picture."""

    iteration: int = -1
    scores: tuple[float, ...] = ()


class _Score(SeriesSource):
    """A recorded score; at the current position the very value that the counters show."""

    def __init__(self, now: _Now, rows: RowSource, column: int) -> None:
        super().__init__(rows, column)
        self._now = now

    def at(self, iteration: int) -> float | None:
        """Return the value at `iteration`, None if none is known."""
        if iteration == self._now.iteration and self._now.scores:
            value = float(self._now.scores[self.column])
            return None if math.isnan(value) else value
        return super().at(iteration)
