"""Base of the views over iterations: the session they move in, their menu, markers and files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QContextMenuEvent, QPainter
from PySide6.QtWidgets import QStackedLayout, QWidget

from nnviz.core.run.history import History
from nnviz.session import Session
from nnviz.views.controls.segmented_control import SegmentedControl
from nnviz.views.plotting import exporting
from nnviz.views.plotting.chart import Chart
from nnviz.views.plotting.time_chart import TimeChart


class HistoryView(Chart):
    """One or several charts over iterations in one place, all over the same range.

    Parameters
    ----------
    session
        Whose run is shown. Dragging the cursor moves in it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        # Everything that is drawn comes from this run, whatever is open meanwhile.
        self._timeline = session.timeline
        self._history: History | None = None
        self._charts: list[TimeChart] = []
        self._choices: list[tuple[QAction, SegmentedControl, str]] = []
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)

    def _take_run(self) -> bool:
        """Take the run that is open; return whether it is another, or what is drawn was made void."""
        timeline, history = self._session.timeline, self._session.history
        if timeline is self._timeline and history is self._history:
            return False
        self._timeline, self._history = timeline, history
        return True

    @property
    def drawing(self) -> TimeChart:
        """The chart over iterations that is in front, or would be if nothing else were."""
        found = self._stack.currentWidget()
        return found if isinstance(found, TimeChart) else self._charts[0]

    def summary(self) -> str:
        """Return what the chart in front shows."""
        front = self._stack.currentWidget()
        # Numbers of the past may be those that are to be predicted.
        if not isinstance(front, TimeChart) or self._session.prediction.hides:
            return self.subtitle
        return f"{self.subtitle}: {front.summary()}"

    def add_chart(self, chart: TimeChart) -> None:
        """Put a chart in, over the range of the ones that are there."""
        if self._charts:
            chart.time_window = self._charts[0].time_window
        self._charts.append(chart)
        chart.sought.connect(self._go_to)
        self._stack.addWidget(chart)

    def bring(self, widget: QWidget) -> None:
        """Bring one to the front."""
        self._stack.setCurrentWidget(widget)

    def add_switch(
        self, options: Sequence[tuple[str, str]], name: str, explanations: dict[str, str]
    ) -> SegmentedControl:
        """Make a small switch for the title of the panel."""
        switch = SegmentedControl(options, name, explanations, parent=self, compact=True)
        switch.hide()
        self.controls = (*self.controls, switch)
        for key, label in options:
            # The title may have no room for the switch, and the keyboard finds the menu.
            text = explanations[key].split(":")[0] if len(label) < 3 else label.capitalize()
            action = self.add_action(text, explanations[key], partial(_choose, switch, key))
            action.setCheckable(True)
            self._choices.append((action, switch, key))
        separator = QAction(self)
        separator.setSeparator(True)
        self.addAction(separator)
        return switch

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu, with a check at what is chosen."""
        for action, switch, key in self._choices:
            action.setChecked(switch.value() == key)
        super().contextMenuEvent(event)

    def add_common_actions(self) -> None:
        """Add to the menu what all these charts can do."""
        self._time_log = self.add_action(
            self.tr("Logarithmic iterations"),
            self.tr("Show iterations on a logarithmic scale"),
            self.set_time_log,
            False,
        )
        self.add_action(self.tr("Show the whole run"), self.tr("Reset zoom"), self.fit)
        self.add_action(self.tr("Copy picture"), self.tr("To the clipboard"), self.copy_picture)
        self.add_action(self.tr("Save picture…"), self.tr("As PNG, SVG or PDF"), self.save_picture)
        self.add_action(
            self.tr("Export history as CSV…"),
            self.tr("Losses, accuracies and gradient magnitudes of every iteration"),
            self.export_history,
        )

    def set_time_log(self, log: bool) -> None:
        """Show iterations on a logarithmic scale."""
        self._time_log.setChecked(log)
        self.drawing.set_time_log(log)

    def set_marks(self, marks: Iterable[tuple[int, str, str]]) -> None:
        """Mark iterations in every chart: ``(iteration, text, kind)``, see `TimeChart.set_marks`."""
        kept = list(marks)
        for chart in self._charts:
            chart.set_marks(kept)

    def fit(self) -> None:
        """Show the whole run."""
        self.drawing.fit()

    def copy_picture(self) -> None:
        """Put a picture of what is seen on the clipboard."""
        exporting.copy_picture(self)
        self._session.message.emit(
            self.tr("The picture of {0} was copied to the clipboard.").format(self.title)
        )

    def save_picture(self) -> None:
        """Ask for a file and save what is seen."""
        self._say(exporting.ask_picture(self, self.window()))

    def export_history(self) -> None:
        """Ask for a file and write the history of the run."""
        s = self._session
        self._say(exporting.ask_history(s.timeline, s.history, s.name, self.window()))

    def paint_still(self, painter: QPainter) -> None:
        """Paint the chart in front for a file."""
        front = self._stack.currentWidget()
        if isinstance(front, TimeChart):
            front.paint_still(painter)
        else:
            super().paint_still(painter)

    def restyle(self) -> None:
        """Take on the theme."""
        super().restyle()
        for chart in self._charts:
            chart.restyle()

    def _say(self, name: str) -> None:
        if name:
            self._session.message.emit(self.tr("Saved {0}").format(name))

    def _go_to(self, iteration: int) -> None:
        self._session.seek_throttle.to(iteration)


def _choose(switch: SegmentedControl, key: str, _checked: bool = False) -> None:
    if key != switch.value():
        switch.set_value(key)
        switch.changed.emit(key)
