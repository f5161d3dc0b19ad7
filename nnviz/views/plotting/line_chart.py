"""Curves over iterations, with the time cursor that can be dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.workspace import Array
from nnviz.views.plotting import painting, ticks
from nnviz.views.plotting.curves import Curves, Line
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.time_overlay import TimeOverlay
from nnviz.views.plotting.time_window import TimeWindow
from nnviz.views.plotting.value_axis import ValueAxis

_ZOOM = 0.8


class LineChart(QWidget):
    """A chart of lines over iterations.

    Click or drag moves the cursor, the wheel zooms, the middle button or Shift drags the stretch that is
    seen, a double click shows everything.

    Attributes
    ----------
    sought : Signal(object)
        The user wants to go to this iteration.
    stretch : TimeWindow
        Which iterations are seen.
    axis : ValueAxis
        Which values are seen.
    """

    sought = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stretch = TimeWindow()
        self.axis = ValueAxis()
        self.lines: tuple[Line, ...] = ()
        self.colours: tuple[str, ...] = ()
        self.present = 0
        self.length = 0
        self.sentence = ""
        self.unit = self.tr("iteration")
        self.pointer: QPointF | None = None
        self.drawn: list[tuple[Array, Array]] = []
        self._left = 0
        self._drag = ""
        self._from = QPointF()
        self._before = 0
        self._curves = Curves(self)
        self._overlay = TimeOverlay(self)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines, or the same in other colours."""
        self.lines = tuple(lines)
        look = theme.current()
        self.colours = tuple(look.colour(line.colour) for line in lines)
        self._curves.set_pens(self.lines, self.colours)
        self.redraw()

    def set_log(self, log: bool) -> None:
        """Show values by their powers of ten."""
        self.axis.log = log
        self.redraw()

    def refresh(self, length: int, cursor: int) -> None:
        """Show a run of `length` iterations, of which `cursor` is the present one."""
        before, self.present, self.length = self.present, cursor, length
        self.stretch.set_end(max(length - 1, cursor))
        self.stretch.follow(before, cursor)
        self.redraw()

    def fit(self) -> None:
        """Show the whole run, also what comes later."""
        self.stretch.fit()
        self.redraw()

    @property
    def last(self) -> int:
        """The last iteration there is."""
        return max(self.length - 1, self.present, 0)

    @property
    def plot(self) -> QRect:
        """Where the curves are."""
        gutter = min(self._overlay.gutter, self.width() // 3)
        bottom = theme.px(22)
        width = max(self.width() - self._left - gutter, 20)
        return QRect(self._left, theme.px(10), width, max(self.height() - theme.px(10) - bottom, 20))

    @property
    def x_scale(self) -> Scale:
        """From iterations to pixels."""
        plot = self.plot
        return Scale(self.stretch.left, self.stretch.right, plot.left(), plot.left() + plot.width())

    @property
    def y_scale(self) -> Scale:
        """From values (their powers of ten on a logarithmic axis) to pixels."""
        plot = self.plot
        return Scale(self.axis.low, self.axis.high, plot.top() + plot.height(), plot.top())

    def redraw(self) -> None:
        """Draw the curves anew."""
        self._curves.setVisible(not self.sentence)
        if not self.sentence:
            left, right, wide = self.stretch.left, self.stretch.right, max(self.plot.width(), 20)
            bands = [line.source.band(left, right, wide // line.pixels, self.axis.log) for line in self.lines]
            self.axis.fit(bands, [line.noisy for line in self.lines], self.stretch.fitted)
            # Steps of a few pixels, so that the plot stays put while its numbers change.
            step = theme.px(6)
            widest = max(painting.width(label) for _, label in self.axis.ticks)
            self._left = max(theme.px(30), math.ceil((widest + theme.px(9)) / step) * step)
            self._curves.place(self.plot, self.x_scale, self.y_scale)
            pixel = (self.axis.high - self.axis.low) / max(self.plot.height(), 1)
            self.drawn = [self.axis.curve(band, 1.5 * pixel) for band in bands]
            for number, (x, y) in enumerate(self.drawn):
                self._curves.set_curve(number, x, y)
        self._overlay.update()
        self.update()

    def iteration(self, pixel: float) -> int:
        """Return the iteration at a pixel, within the run."""
        return min(max(round(self.x_scale.back(pixel)), 0), self.last)

    def readout(self) -> tuple[str, list[painting.Row]] | None:
        """Return what the plate beside the pointer says, or None if there is none."""
        if self.pointer is None or self.sentence or self._drag or not self.length:
            return None
        i = self.iteration(self.pointer.x())
        rows = [(line.name, painting.number(line.source.at(i))) for line in self.lines if line.read]
        return self.tr("iteration {0}").format(f"{i:,}"), rows

    # -- mouse -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the iteration that is clicked, or take hold of the stretch that is seen."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        left = event.button() == Qt.MouseButton.LeftButton
        if self.sentence or event.position().x() < self.plot.left() - theme.px(8):
            event.ignore()
        elif event.button() == Qt.MouseButton.MiddleButton or (left and shift):
            self._drag, self._from = "pan", event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif left:
            self._drag, self._before = "seek", self.present
            # Also where the cursor is already: taking hold of it pauses a run.
            self.sought.emit(self.iteration(event.position().x()))
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the cursor or the stretch, or read the values."""
        self.pointer = event.position()
        if self._drag == "seek":
            self._seek(event.position().x())
        elif self._drag == "pan":
            self.stretch.pan(self.x_scale.back(self._from.x()) - self.x_scale.back(event.position().x()))
            self._from = event.position()
            self.redraw()
        else:
            near = abs(event.position().x() - self.x_scale.to(self.present)) <= theme.px(5)
            shape = Qt.CursorShape.SizeHorCursor if near and not self.sentence else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
        self._overlay.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag = ""
        self.unsetCursor()
        self._overlay.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything, and go back to where the first of the two clicks came from."""
        if event.button() == Qt.MouseButton.LeftButton and not self.sentence:
            if self.present != self._before:
                self.sought.emit(self._before)
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; sideways, or with Shift, show earlier or later iterations."""
        turn = event.angleDelta()
        if self.sentence or turn.isNull():
            event.ignore()
            return
        sideways = turn.x() or (turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            self.stretch.pan(-sideways / 120 * 0.1 * self.stretch.span)
        else:
            self.stretch.zoom(_ZOOM ** (turn.y() / 120), self.x_scale.back(event.position().x()))
        self.redraw()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the readout away."""
        self.pointer = None
        self._overlay.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new size."""
        self._overlay.setGeometry(self.rect())
        self.redraw()

    def _seek(self, pixel: float) -> None:
        iteration = self.iteration(pixel)
        if iteration != self.present:
            self.sought.emit(iteration)

    # -- picture -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, grid and numbers, over which the curves lie."""
        look, plot, high = theme.current(), QRectF(self.plot), theme.px(16)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(look.panel))
            if self.sentence:
                painting.message(painter, QRectF(self.rect()), self.sentence)
                return
            y = self.y_scale
            for value, label in self.axis.ticks:
                painting.hairline(painter)
                at = painting.crisp(min(y.to(value), plot.bottom() - 0.5))
                painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
                box = QRectF(0, at - high / 2, plot.left() - theme.px(7), high)
                painting.text(painter, box, label, "muted", painting.RIGHT)
            self._paint_iterations(painter, plot, high)

    def _paint_iterations(self, painter: QPainter, plot: QRectF, high: int) -> None:
        x, top = self.x_scale, plot.bottom() + theme.px(4)
        wide, end = painting.width(self.unit), float(self.width())
        box = QRectF(end - wide - 1, top, wide + 1, high)
        painting.text(painter, box, self.unit, "muted", painting.RIGHT)
        taken = [(end - wide, end), self._overlay.cursor_number()]
        for value in ticks.counts(x.low, x.high):
            words, gap = f"{value:,}", theme.px(6)
            half = painting.width(words) / 2
            at = max(x.to(value), plot.left() + half - theme.px(3))
            if all(at + half + gap < left or at - half - gap > right for left, right in taken):
                box = QRectF(at - half - 2, top, 2 * half + 4, high)
                painting.text(painter, box, words, "muted", painting.CENTRE)
