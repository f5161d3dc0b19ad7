"""A plain pair of axes for pictures that are not over iterations."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from nnviz import theme
from nnviz.views.plotting import painting, ticks
from nnviz.views.plotting.scale import Scale


class Axes:
    """About three round numbers on each axis.

    Parameters
    ----------
    area
        Where there is room.
    x_range, y_range
        Where the axes begin and end.
    square
        Whether both sides are equally long.
    """

    def __init__(
        self, area: QRectF, x_range: tuple[float, float], y_range: tuple[float, float], square: bool = False
    ) -> None:
        self.y_ticks = ticks.within(*y_range)
        self._labels = [ticks.label(value, _step(self.y_ticks)) for value in self.y_ticks]
        left = max(theme.px(26), max(map(painting.width, self._labels), default=0) + theme.px(10))
        plot = area.adjusted(left, theme.px(18), -theme.px(12), -theme.px(20))
        if square:
            side = max(min(plot.width(), plot.height()), 10.0)
            plot = QRectF(plot.left() + (plot.width() - side) / 2, plot.top(), side, side)
        self.plot = plot
        self.x_ticks = ticks.within(*x_range)
        self.x = Scale(*x_range, plot.left(), plot.right())
        self.y = Scale(*y_range, plot.bottom(), plot.top())

    def paint(self, painter: QPainter, x_name: str, y_name: str) -> None:
        """Paint hairlines, numbers and the names of the axes."""
        plot, high = self.plot, theme.px(15)
        for value, label in zip(self.y_ticks, self._labels, strict=True):
            at = painting.crisp(self.y.to(value))
            painting.hairline(painter)
            painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
            box = QRectF(plot.left() - theme.px(86), at - high / 2, theme.px(80), high)
            painting.text(painter, box, label, "muted", painting.RIGHT)
        below = plot.bottom() + theme.px(4)
        x_name = painting.axis_name(x_name, "x", plot.width() * 0.55)
        y_name = painting.axis_name(y_name, "ŷ", plot.width())
        end = plot.right() - painting.width(x_name) - theme.px(6)
        for value in self.x_ticks:
            words, at = ticks.label(value, _step(self.x_ticks)), self.x.to(value)
            if at + painting.width(words) / 2 < end:
                box = QRectF(at - theme.px(40), below, theme.px(80), high)
                painting.text(painter, box, words, "muted", painting.CENTRE)
        painting.text(painter, QRectF(plot.left(), below, plot.width(), high), x_name, "ink", painting.RIGHT)
        above = QRectF(plot.left(), plot.top() - high - theme.px(1), plot.width(), high)
        painting.text(painter, above, y_name, "ink")


def _step(values: list[float]) -> float:
    return values[1] - values[0] if len(values) > 1 else 1.0
