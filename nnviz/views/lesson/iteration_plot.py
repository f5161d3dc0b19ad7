"""Plot of one value over the iterations of two runs, on scales that do not move."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.functions.buffers import Array
from nnviz.core.lessons.lesson import ValuePlot
from nnviz.core.text.number_format import format_number
from nnviz.views.plotting import painting

_STYLES = (("ink", Qt.PenStyle.SolidLine), ("muted", Qt.PenStyle.DashLine))


class IterationPlot(QWidget):
    """Curves as far as the run has come; the present iteration is a line that can be dragged.

    Attributes
    ----------
    sought : Signal(int)
        The user wants to go to an iteration.
    """

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot: ValuePlot | None = None
        self.curves: tuple[Array, ...] = ()
        self.names: tuple[str, ...] = ()
        self.present = 0
        theme.manager().changed.connect(self.update)

    def show_curves(
        self, plot: ValuePlot, names: tuple[str, ...], curves: tuple[Array, ...], present: int
    ) -> None:
        """Show values, one for every iteration from 0, and where the run stands."""
        self.plot, self.names, self.curves, self.present = plot, names, curves, present
        said = [
            f"{name} {format_number(float(curve[-1]))}"
            for name, curve in zip(names, curves, strict=True)
            if len(curve)
        ]
        self.setAccessibleName(
            self.tr("{0} over iterations, up to iteration {1}: {2}").format(
                plot.name, present, ", ".join(said)
            )
        )
        self.update()

    def area(self) -> QRectF:
        """Return where curves are drawn."""
        return QRectF(self.rect()).adjusted(theme.px(30), theme.px(6), -theme.px(8), -theme.px(18))

    def place_of(self, iteration: float, value: float) -> QPointF:
        """Return the pixel of a value at an iteration."""
        assert self.plot is not None
        area, p = self.area(), self.plot
        return QPointF(
            area.left() + area.width() * iteration / p.last,
            area.bottom() - area.height() * (value - p.low) / (p.high - p.low),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the iteration under the mouse."""
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        if self.plot is None:
            return
        area = self.area()
        share = (event.position().x() - area.left()) / max(area.width(), 1.0)
        self.sought.emit(round(min(max(share, 0.0), 1.0) * self.plot.last))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grid, the curves with their names, and the present iteration."""
        if self.plot is None:
            return
        area, p = self.area(), self.plot
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            for value in (p.low, 0.5 * (p.low + p.high), p.high):
                at = self.place_of(0, value).y()
                painting.hairline(painter)
                painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
                box = QRectF(0, at - theme.px(8), area.left() - theme.px(5), theme.px(16))
                painting.text(painter, box, f"{value:g}", "muted", painting.RIGHT)
            low = QRectF(area.left(), area.bottom() + theme.px(2), area.width(), theme.px(15))
            painting.text(painter, low, "0", "muted")
            painting.text(painter, low, self.tr("iteration {0}").format(p.last), "muted", painting.RIGHT)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(area.adjusted(-1, -1, 1, 1))
            for curve, (role, style) in zip(self.curves, _STYLES, strict=False):
                painter.setPen(QPen(QColor(theme.current().colour(role)), 2.0, style))
                points = [self.place_of(i, float(v)) for i, v in enumerate(curve[: p.last + 1]) if v == v]
                painter.drawPolyline(QPolygonF(points))
            painter.setPen(QPen(QColor(theme.current().faint), 1))
            foot = self.place_of(min(self.present, p.last), p.low)
            painter.drawLine(foot, QPointF(foot.x(), area.top()))
            painter.setClipping(False)
            self._paint_names(painter, area)

    def _paint_names(self, painter: QPainter, area: QRectF) -> None:
        tops: list[float] = []
        assert self.plot is not None
        for name, curve, (role, _) in zip(self.names, self.curves, _STYLES, strict=False):
            if not len(curve):
                continue
            end = self.place_of(min(len(curve) - 1, self.plot.last), float(curve[-1]))
            wide, tall = painting.width(name) + theme.px(4), theme.px(15)
            left = min(max(end.x() - wide, area.left()), area.right() - wide)
            top = end.y() - tall - theme.px(2)
            if top < area.top() or any(abs(top - other) < tall for other in tops):
                top = end.y() + theme.px(3)
            tops.append(top)
            painting.text(painter, QRectF(left, top, wide, tall), name, role)
