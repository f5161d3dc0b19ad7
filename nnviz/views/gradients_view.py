"""Gradient magnitude of every layer over iterations, and the size of its updates."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.run.history import History
from nnviz.session import Session
from nnviz.views.plotting.curves import Line
from nnviz.views.plotting.heat_chart import HeatChart
from nnviz.views.plotting.history_view import HistoryView
from nnviz.views.plotting.line_chart import LineChart, Reference
from nnviz.views.plotting.measuring import Measuring
from nnviz.views.plotting.sources import MeanSource, RatioSource, RowSource, SeriesSource

MODES = ("lines", "map", "ratio")
RULE_OF_THUMB = 1e-3
_FEW = 3
"""Layers that leave room for broad strokes."""
_MOST_FAINT = 8
"""Layers beyond which only the trends are drawn."""


class GradientsView(HistoryView):
    """Euclidean norm of ∂C/∂W for each layer that has weights, as lines or as a heat map; or ‖ΔW‖ / ‖W‖.

    Parameters
    ----------
    session
        Whose run is shown. Dragging the cursor moves in it.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._mode = "lines"
        self.chart = LineChart(self.tr("Gradient magnitude over iterations"), self)
        self.chart.axis.log = True
        self.map = HeatChart(self.tr("Gradient magnitude, layer by layer over iterations"), self)
        self.ratio = LineChart(self.tr("Update to weight ratio over iterations"), self)
        self.ratio.axis.log = True
        self.ratio.reference = Reference(
            RULE_OF_THUMB,
            self.tr("rule of thumb 0.001"),
            self.tr(
                "A common rule of thumb: each update changes the weights by about a thousandth. Far above, "
                "the learning rate may be too large; far below, too small. "
                "Source: A. Karpathy, CS231n notes, “Ratio of weights:updates”."
            ),
        )
        for chart in (self.chart, self.map, self.ratio):
            self.add_chart(chart)
        self._measuring = Measuring(session, self.ratio.time_window, self.ratio.isVisible, self)
        self._measuring.more.connect(self.ratio.redraw)
        self.ratio.window_changed.connect(self._measuring.catch_up)
        self.switch = self.add_switch(
            [("lines", self.tr("lines")), ("map", self.tr("heat map")), ("ratio", self.tr("ratio"))],
            self.tr("How the gradients are shown"),
            {
                "lines": self.tr("The magnitude of each layer's gradient as a line"),
                "map": self.tr("The magnitude of each layer's gradient as a heat map"),
                "ratio": self.tr("Size of each update relative to the weights: ‖ΔW‖ / ‖W‖"),
            },
        )
        self.switch.changed.connect(self.set_mode)
        self._log = self.add_action(
            self.tr("Logarithmic values"),
            self.tr("Show magnitudes on a logarithmic scale"),
            self._switch_log,
            True,
        )
        self.add_common_actions()
        self._describe()
        self.show_frame(session.frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the run up to now, the cursor at the iteration of `frame`."""
        if self._take_run():
            self._set_lines(self._session.history)
        history = self._session.history
        front = self.drawing
        front.sentence = "" if history.length else self._empty()
        front.refresh(history.length, frame.position.iteration)
        if front is self.ratio:
            self._measuring.catch_up()

    @property
    def mode(self) -> str:
        """What is shown: one of `MODES`."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Show ``lines``, ``map`` or ``ratio``.

        Raises
        ------
        ValueError
            If it is another word.
        """
        if mode not in MODES:
            raise ValueError(f"mode: choose one of {', '.join(MODES)}, not {mode!r}")
        self._mode = mode
        self.switch.set_value(mode)
        self._log.setEnabled(mode != "map")
        self._log.setChecked(mode == "map" or self._front_log())
        self.bring({"lines": self.chart, "map": self.map, "ratio": self.ratio}[mode])
        self._describe()
        self.show_frame(self._session.frame)

    def set_log(self, log: bool) -> None:
        """Show values on a logarithmic scale; the heat map always does."""
        self._log.setChecked(log)

    def restyle(self) -> None:
        """Take on the theme."""
        if self._history is not None:
            self._set_lines(self._history)
        super().restyle()

    def _set_lines(self, history: History) -> None:
        numbers = self._timeline.layer_statistics.weighted
        colours = theme.sequential(len(numbers)) if numbers else []
        rows = RowSource(history.norms, means=True)
        lines, trends, ratios = [], [], []
        for column, (n, colour) in enumerate(zip(numbers, colours, strict=True)):
            name, faint = self.tr("layer {0}").format(n), theme.blend("panel", colour, 0.25)
            each, mean = SeriesSource(rows, column), MeanSource(rows, column)
            few = len(numbers) <= _FEW
            if len(numbers) <= _MOST_FAINT:
                lines.append(Line(name, each, faint, width=1.0, pixels=2 if few else 3, label=False))
            trends.append(Line(name, mean, colour, pixels=8, value=False, read=len(numbers) > _MOST_FAINT))
            source = RatioSource(self._timeline, column, self.ratio.time_window)
            ratios.append(Line(name, source, colour, width=1.5 if few else 1.0, pixels=1, value=False))
        self.chart.set_lines(lines + trends)
        self.ratio.set_lines(ratios)
        self.map.set_rows(rows, [str(n) for n in numbers])

    def _empty(self) -> str:
        return {
            "lines": self.tr("Press Step or Run: the gradient of every layer appears here."),
            "map": self.tr("Press Step or Run: a heat map of every layer's gradient appears here."),
            "ratio": self.tr("Press Step or Run: the relative size of each update appears here."),
        }[self._mode]

    def _front_log(self) -> bool:
        return (self.ratio if self._mode == "ratio" else self.chart).axis.log

    def _describe(self) -> None:
        scale = self.tr("log") if self._mode == "map" or self._front_log() else self.tr("linear")
        self.chart.value_name = self.map.value_name = self.tr("magnitude ‖∂C/∂W‖")
        self.ratio.value_name = self.tr("update to weight ratio ‖ΔW‖ / ‖W‖")
        ratio = self._mode == "ratio"
        title = self.tr("Update ratio") if ratio else self.tr("Gradient magnitude")
        self.set_titles(title, self.tr("per layer, {0}").format(scale))

    def _switch_log(self, log: bool) -> None:
        if self._mode != "map":
            (self.ratio if self._mode == "ratio" else self.chart).set_log(log)
            self._describe()
