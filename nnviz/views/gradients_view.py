"""How large the gradient of every layer is, over iterations."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.frame import Frame
from nnviz.core.history import History
from nnviz.session import Session
from nnviz.views.plotting.chart import Chart
from nnviz.views.plotting.curves import Line
from nnviz.views.plotting.line_chart import LineChart
from nnviz.views.plotting.sources import MeanSource, SeriesSource


class GradientsView(Chart):
    """Euclidean norm of ∂C/∂W for each layer that has weights.

    Parameters
    ----------
    session
        Whose run is shown. Dragging the cursor moves in it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._history: History | None = None
        self.chart = LineChart(self.tr("Gradient magnitude over iterations"), self)
        self.chart.axis.log = True
        self.chart.sought.connect(self._go_to)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chart)
        self._log = self.add_action(
            self.tr("Logarithmic scale"),
            self.tr("Show magnitudes by their powers of ten"),
            self._switch_log,
            True,
        )
        self.add_action(self.tr("Show the whole run"), self.tr("Undo zooming"), self.chart.fit)
        self._describe()
        self.show_frame(session.frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the run up to now, the cursor at the iteration of `frame`."""
        history = self._session.history
        if history is not self._history:
            self._history = history
            self.chart.set_lines(self._lines(history))
        empty = self.tr("Press Step or Run: the gradient of every layer appears here.")
        self.chart.sentence = "" if history.length else empty
        self.chart.refresh(history.length, frame.position.iteration)

    def set_log(self, log: bool) -> None:
        """Show magnitudes by their powers of ten."""
        self._log.setChecked(log)

    def restyle(self) -> None:
        """Take on the theme."""
        super().restyle()
        if self._history is not None:
            self.chart.set_lines(self._lines(self._history))

    def _lines(self, history: History) -> list[Line]:
        numbers = [n for n, layer in enumerate(self._session.experiment.layers, 1) if layer.units is not None]
        colours = theme.sequential(len(numbers)) if numbers else []
        lines, trends = [], []
        for column, (n, colour) in enumerate(zip(numbers, colours, strict=True)):
            name, faint = self.tr("layer {0}").format(n), theme.blend("panel", colour, 0.25)
            each, mean = SeriesSource(history.norms, column), MeanSource(history.norms, column)
            lines.append(Line(name, each, faint, width=1.0, pixels=1, label=False))
            trends.append(Line(name, mean, colour, pixels=8, value=False, read=False))
        return lines + trends

    def _describe(self) -> None:
        scale = self.tr("log") if self.chart.axis.log else self.tr("linear")
        self.set_titles(self.tr("Gradient magnitude"), self.tr("‖∂C/∂W‖ per layer, {0}").format(scale))

    def _switch_log(self, log: bool) -> None:
        self.chart.set_log(log)
        self._describe()

    def _go_to(self, iteration: int) -> None:
        self._session.pause()
        self._session.go_to_iteration(iteration)
