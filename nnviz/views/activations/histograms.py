"""Histograms of every layer: activations over the batch, weights, gradients."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.selection import Selection
from nnviz.core.network.layers import title_of
from nnviz.session import Session
from nnviz.views.plotting import painting, ticks
from nnviz.views.plotting.histogram import BINS, Histogram, histogram
from nnviz.views.plotting.multiples import cells

COLOURS = {"activations": "forward", "weights": "muted", "gradients": "backward"}
"""Quantity → role of its bars: activations are made going forward, gradients going back."""

_NAMES = {"activations": "a", "weights": "W", "gradients": "dW"}


class Histograms(QWidget):
    """A histogram for each layer; the share of the selected unit stands out in its layer's bars.

    Parameters
    ----------
    session
        Whose run is shown.

    Attributes
    ----------
    quantity
        One of `COLOURS`.
    histograms
        By layer, of those whose values are known at this position.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Mathematics and charts run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._session = session
        self._frame: Frame = session.frame
        self.quantity = "activations"
        self.histograms: dict[int, Histogram] = {}
        self.pointer: QPointF | None = None
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Current distribution"))
        session.selection_changed.connect(self._recount)
        session.hovered_changed.connect(self._recount)
        session.example_changed.connect(self._repaint)
        self.show_frame(session.frame)

    def set_quantity(self, quantity: str) -> None:
        """Show ``activations``, ``weights`` or ``gradients``."""
        self.quantity = quantity
        self.show_frame(self._frame)

    @property
    def layers(self) -> tuple[int, ...]:
        """Numbers of the layers that are shown: of the frame that is shown, whatever is open meanwhile."""
        shown = enumerate(self._frame.experiment.layers, 1)
        return tuple(n for n, spec in shown if self.quantity == "activations" or spec.units is not None)

    def show_frame(self, frame: Frame) -> None:
        """Show the layers whose values are known at this position."""
        self._frame = frame
        name, layers = _NAMES[self.quantity], frame.experiment.layers
        self.histograms = {
            n: histogram(self._kind(layers[n - 1].activation), frame.values[f"{name}{n}"], self._unit(n))
            for n in self.layers
            if f"{name}{n}" in frame.values and f"{name}{n}" not in frame.hidden
        }
        self.update()

    def _kind(self, activation: str) -> str:
        # Weights and gradients have no range of their own, as identity has none.
        return activation if self.quantity == "activations" else "identity"

    def readout(self) -> tuple[str, list[painting.Row]] | None:
        """Return what the plate beside the pointer says, or None if there is none."""
        found = self._bin()
        return None if found is None else self._describe_bin(*found)

    def _bin(self) -> tuple[int, float] | None:
        """Return layer and share of its range under the pointer."""
        if self.pointer is None:
            return None
        for n, cell in zip(self.layers, self.cells(), strict=False):
            bars = self.bars(cell)
            if (
                n in self.histograms
                and bars.left() <= self.pointer.x() <= bars.right()
                and (cell.top() <= self.pointer.y() <= cell.bottom())
            ):
                return n, (self.pointer.x() - bars.left()) / bars.width()
        return None

    def _pointed(self) -> Selection | None:
        """Return the unit whose activation for the shown example stands in the bar under the pointer."""
        found = self._bin()
        if found is None or self.quantity != "activations":
            return None
        n, share = found
        h, a = self.histograms[n], self._frame.values[f"a{n}"]
        column = a[:, min(self._session.example, a.shape[1] - 1)]
        low, high = h.edges(h.at(share))
        units = np.flatnonzero((column >= low) & (column <= high))
        return Selection("unit", n, int(units[0])) if units.size else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the bar under the pointer."""
        self.pointer = event.position()
        self._session.hover(self._pointed())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the readout away."""
        self.pointer = None
        self._session.hover(None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every layer, and the readout."""
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(theme.current().panel))
            for n, cell in zip(self.layers, self.cells(), strict=False):
                self._paint_layer(painter, n, cell)
            if (found := self.readout()) and self.pointer is not None:
                painting.readout(painter, QRectF(self.rect()), self.pointer, *found)

    def _unit(self, layer: int) -> int | None:
        # What is pointed at anywhere stands out before what is selected.
        for selection in (self._session.hovered, self._session.selected):
            if selection is not None and selection.layer == layer and selection.kind != "loss":
                return selection.unit
        return None

    def cells(self) -> list[QRectF]:
        """Return the rectangles of the layers."""
        side = theme.px(6)
        area = QRectF(self.rect()).adjusted(side, theme.px(2), -side, -theme.px(2))
        return cells(area, len(self.layers), theme.px(130), theme.px(58), theme.px(12))

    def bars(self, cell: QRectF) -> QRectF:
        """Return where the bars of a cell are: between its heading and its numbers, as far as both fit."""
        numbers = theme.px(15) if cell.height() >= theme.px(44) else 1
        return cell.adjusted(0, min(theme.px(17), 0.45 * cell.height()), 0, -numbers)

    def _paint_layer(self, painter: QPainter, n: int, cell: QRectF) -> None:
        known = self.histograms.get(n)
        head = QRectF(cell.left(), cell.top(), cell.width(), min(theme.px(15), 0.45 * cell.height()))
        self._paint_heading(painter, n, head, known)
        bars = self.bars(cell)
        painting.hairline(painter)
        base = painting.crisp(bars.bottom())
        painter.drawLine(QPointF(bars.left(), base), QPointF(bars.right(), base))
        if known is None:
            return
        self._paint_bars(painter, known, bars)
        if bars.bottom() + theme.px(13) <= cell.bottom():
            self._paint_numbers(painter, known, bars)
        self._paint_example(painter, n, known, bars)

    def _paint_heading(self, painter: QPainter, n: int, head: QRectF, known: Histogram | None) -> None:
        e = self._frame.experiment
        if self.quantity == "activations":
            kind = title_of(e.layers[n - 1])
        else:
            kind = f"{e.widths[n]} × {e.widths[n - 1]}"
        note, colour, unit = self.note(known, head.width(), n), "muted" if known else "faint", self._unit(n)
        room = head.width() - painting.width(note) - (theme.px(8) if note else 0)
        titles = [self.tr("layer {0} · {1}").format(n, kind), self.tr("layer {0}").format(n), str(n)]
        title = next((words for words in titles if painting.width(words) <= room), titles[-1])
        painting.text(painter, head, title, colour)
        painting.text(painter, head, note, colour, painting.RIGHT)
        if known is None or known.selected is None or unit is None:
            return
        symbol, side = Selection("unit", n, unit).symbol, theme.px(8)
        left = head.left() + painting.width(title) + theme.px(12)
        if left + side + theme.px(5) + painting.width(symbol) < head.left() + room:
            box = QRectF(left, head.center().y() - side / 2, side, side)
            painter.fillRect(box, QColor(theme.current().colour(COLOURS[self.quantity])))
            words = head.adjusted(left + side + theme.px(5) - head.left(), 0, 0, 0)
            painting.text(painter, words, symbol, "ink")

    def _paint_bars(self, painter: QPainter, h: Histogram, bars: QRectF) -> None:
        look, top = theme.current(), max(int(h.counts.max()), 1)
        role = COLOURS[self.quantity]
        light = look.colour(role) if h.selected is None else look.blend("panel", role, 0.32)
        step = bars.width() / BINS
        gap = min(theme.px(2), 0.3 * step)
        painter.setPen(Qt.PenStyle.NoPen)
        for counts, colour in ((h.counts, light), (h.selected, look.colour(role))):
            if counts is None:
                continue
            path = QPainterPath()
            for i in np.flatnonzero(counts):
                high = max(bars.height() * int(counts[i]) / top, 1.5)
                bar = QRectF(bars.left() + i * step + gap / 2, bars.bottom() - high, step - gap, high)
                # Round corners are not seen on narrow bars, but they cost.
                round_ = min(1.5, high / 2) if step > theme.px(6) else 0.0
                path.addRoundedRect(bar, round_, round_)
            painter.fillPath(path, QColor(colour))

    def _paint_numbers(self, painter: QPainter, h: Histogram, bars: QRectF) -> None:
        row = QRectF(bars.left(), bars.bottom() + 1, bars.width(), theme.px(14))
        step = (h.high - h.low) / 2
        painting.text(painter, row, ticks.label(h.low, step), "muted")
        painting.text(painter, row, ticks.label(h.high, step), "muted", painting.RIGHT)
        if h.low < 0 < h.high:
            at = bars.left() - h.low / (h.high - h.low) * bars.width()
            if theme.px(30) < at - bars.left() < bars.width() - theme.px(30):
                box = QRectF(at - theme.px(10), row.top(), theme.px(20), row.height())
                painting.text(painter, box, "0", "muted", painting.CENTRE)

    def _paint_example(self, painter: QPainter, n: int, h: Histogram, bars: QRectF) -> None:
        """Mark the selected unit's activation for the example that is shown."""
        unit, column = self._unit(n), self._session.example
        if self.quantity != "activations":
            return
        a = self._frame.values[f"a{n}"]
        if unit is None or unit >= a.shape[0] or column >= a.shape[1] or not np.isfinite(a[unit, column]):
            return
        at = bars.left() + (a[unit, column] - h.low) / (h.high - h.low) * bars.width()
        painting.disc(painter, QPointF(at, painting.crisp(bars.bottom())), theme.px(3.5), "ink")

    def note(self, h: Histogram | None, room: float, n: int = 0) -> str:
        """Return the words beside the name of a layer."""
        if h is None:
            hidden = f"{_NAMES[self.quantity]}{n}" in self._frame.hidden
            words = self.tr("to be predicted") if hidden else self.tr("not yet computed")
            return words if room > theme.px(170) else ""
        if h.lost:
            return self.tr("{0} of {1} not finite").format(h.lost, h.total)
        if h.idle < 0.005:
            return ""
        share = f"{100 * h.idle:.0f}"
        if room < theme.px(130):
            return self.tr("{0} %").format(share)
        return self.tr("{0} % at 0").format(share) if h.zero else self.tr("{0} % saturated").format(share)

    def _describe_bin(self, n: int, share: float) -> tuple[str, list[painting.Row]]:
        h = self.histograms[n]
        i = h.at(share)
        low, high = h.edges(i)
        rows = [(self.tr("layer {0}").format(n), self.tr("{0} of {1}").format(int(h.counts[i]), h.total))]
        unit = self._unit(n)
        if h.selected is not None and unit is not None:
            name = Selection("unit", n, unit).symbol
            rows.append((name, self.tr("{0} of {1}").format(int(h.selected[i]), int(h.selected.sum()))))
        return f"{painting.number(low, 2)} … {painting.number(high, 2)}", rows

    def _recount(self, _selection: Selection | None) -> None:
        self.show_frame(self._frame)

    def _repaint(self, _example: int) -> None:
        self.update()
