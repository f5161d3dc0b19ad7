"""Chart of distributions over iterations: bands between percentiles for every layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.functions.buffers import Array
from nnviz.core.run.layer_statistics import SHARES
from nnviz.guard import saved_state
from nnviz.views.plotting import painting, ticks
from nnviz.views.plotting.curves import Strokes
from nnviz.views.plotting.multiples import cells
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.time_chart import TimeChart

_DEPTHS = (0.13, 0.32, 0.58)
"""How strong the bands are, from the outermost: all, 10 to 90 %, 25 to 75 %."""
_BANDS = tuple((k, len(SHARES) - 1 - k) for k in range(len(_DEPTHS)))
_MEDIAN = len(SHARES) // 2

Spread = Callable[[int], tuple[Array, Array]]
"""Row number → iterations ``(n,)`` and percentiles ``(n, 7)`` of the range that is seen."""
At = Callable[[int, int], Array | None]
"""Row number and iteration → percentiles ``(7,)`` there, None if they are not known."""


class BandChart(TimeChart):
    """Small charts side by side, one for each layer, all over the same iterations.

    Attributes
    ----------
    names
        Of the layers, ever shorter, the last a number: the first that fits is written.
    colour
        Role of the colour of the bands.
    """

    knob = False

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.names: tuple[tuple[str, ...], ...] = ()
        self.colour = "forward"
        self._spread: Spread | None = None
        self._at: At | None = None
        self._cells: list[QRectF] = []
        self._low = False
        self._plots: list[QRect] = []
        self._ranges: list[tuple[float, float]] = []
        self._found: list[tuple[Array, Array]] = []
        self._strokes = Strokes()

    def set_layers(self, names: Sequence[Sequence[str]], spread: Spread, at: At, colour: str) -> None:
        """Show other layers or another quantity."""
        self.names = tuple(map(tuple, names))
        self._spread, self._at, self.colour = spread, at, colour
        self._arrange()
        self.redraw()

    def plots(self) -> list[QRect]:
        """Return where the bands of each layer are."""
        return self._plots or [QRect(0, 0, max(self.width(), 20), max(self.height(), 20))]

    def resizeEvent(self, event: object) -> None:
        """Fill the new size."""
        self._arrange()
        super().resizeEvent(event)  # type: ignore[arg-type]

    def restyle(self) -> None:
        """Take on the theme."""
        self._arrange()
        super().restyle()

    def _arrange(self) -> None:
        side = theme.px(2)
        area = QRectF(self.rect()).adjusted(side, 0, -side, -theme.px(20))
        count = len(self.names)
        self._cells = cells(area, count, theme.px(150), theme.px(52), theme.px(10))
        self._low = bool(self._cells) and self._cells[0].height() < theme.px(46)
        if self._low:
            # No room for headings: numbers of layers at the left, and all the height for the bands.
            area.adjust(0, theme.px(16), 0, 0)
            self._cells = cells(area, count, theme.px(150), theme.px(24), theme.px(6))
        numbers = bool(self._cells) and self._cells[0].height() > 1.4 * theme.px(14) + theme.px(3)
        narrow = theme.px(48 if numbers else 20)
        left, head = (narrow, 0) if self._low else (theme.px(34), theme.px(17))
        self._plots = [
            QRect(
                round(cell.left()) + left,
                round(cell.top()) + head,
                max(round(cell.width()) - left - 2, 20),
                max(round(cell.height()) - head - theme.px(2), 8),
            )
            for cell in self._cells
        ]

    def compute(self) -> None:
        """Take the percentiles of the range, and the range of every layer."""
        if self._spread is None:
            return
        self._found = [self._spread(k) for k in range(len(self.names))]
        self._ranges = []
        for _, values in self._found:
            finite = values[np.isfinite(values)]
            low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
            marks = ticks.nice_range(low, high)
            self._ranges.append((marks[0], marks[-1]))

    def rows(self, iteration: int, at: QPointF) -> list[painting.Row]:
        """Return the percentiles of the layer that is pointed at."""
        if self._at is None or not self.names:
            return []
        number = self._number_at(at)
        found = self._at(number, iteration)
        words = (
            self.tr("least"), self.tr("10 %"), self.tr("25 %"), self.tr("median"), self.tr("75 %"),
            self.tr("90 %"), self.tr("largest"),
        )  # fmt: skip
        values = [None] * len(words) if found is None else found.tolist()
        head = [(self.names[number][-2], "")] if len(self.names) > 1 else []
        return head + [
            (word, painting.number(value)) for word, value in zip(words[::-1], values[::-1], strict=True)
        ]

    def _number_at(self, at: QPointF) -> int:
        distances = [
            max(c.left() - at.x(), at.x() - c.right(), 0) + max(c.top() - at.y(), at.y() - c.bottom(), 0)
            for c in self._cells
        ]
        return distances.index(min(distances)) if distances else 0

    def paint_content(self, painter: QPainter) -> None:
        """Paint headings, numbers and bands of every layer, and the iterations under the last row."""
        if not self._plots or len(self._found) != len(self._plots):
            return
        bottom = max(plot.bottom() for plot in self._plots)
        for number, place in enumerate(self._plots):
            self._paint_bands(painter, number, place)
            self._paint_frame(painter, number, place)
            if place.bottom() > bottom - 3 or number == len(self._plots) - 1:
                self.paint_iterations(painter, place, place.right())

    def _paint_frame(self, painter: QPainter, number: int, place: QRect) -> None:
        plot, cell, (low, high) = QRectF(place), self._cells[number], self._ranges[number]
        tall, step = theme.px(14), high - low
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for value, at in ((high, plot.top()), (low, plot.bottom())):
            painting.hairline(painter)
            line = painting.crisp(at)
            painter.drawLine(QPointF(plot.left(), line), QPointF(plot.right(), line))
            # Within the height of the plot, so that they stay clear of the heading.
            upper = at - theme.px(3) if value == high else at - tall + theme.px(3)
            box = QRectF(cell.left(), upper, plot.left() - cell.left() - theme.px(5), tall)
            if plot.height() > 1.4 * tall + 1 or (value == high and not self._low):
                painting.text(painter, box, ticks.label(value, step / 2), "muted", painting.RIGHT)
        if self._low:
            if not number:
                painting.text(painter, QRectF(0, 0, cell.width(), tall), self.tr("layer"), "muted")
            box = QRectF(cell.left(), plot.center().y() - tall / 2, theme.px(16), tall)
            painting.text(painter, box, self.names[number][-1], "ink")
            return
        note = self._note(number)
        room = self.head_room - cell.left() if cell.right() > self.head_room and not number else cell.width()
        wide = painting.width(note)
        titles = self.names[number]
        title = next((t for t in titles if painting.width(t) + wide + theme.px(10) <= room), titles[-1])
        head = QRectF(cell.left(), cell.top() - theme.px(1), room, theme.px(15))
        painting.text(painter, head, title, "muted")
        if painting.width(title) + wide + theme.px(8) <= room:
            painting.text(painter, head, note, "ink", painting.RIGHT)

    def _note(self, number: int) -> str:
        found = None if self._at is None else self._at(number, self.present)
        if found is None:
            return ""
        return self.tr("median {0}").format(painting.number(float(found[_MEDIAN])))

    def _paint_bands(self, painter: QPainter, number: int, place: QRect) -> None:
        (x, values), (low, high) = self._found[number], self._ranges[number]
        if not len(x):
            return
        y = Scale(low, high, place.top() + place.height(), place.top())
        at = self.scale(place).pixels(x.astype(float))
        heights = y.start + (values - low) * ((y.end - y.start) / (y.high - y.low))
        with saved_state(painter):
            painter.setClipRect(place.adjusted(0, -1, 1, 2))
            if self._exporting:
                self._paint_polygons(painter, at, heights)
            else:
                painter.drawImage(place.topLeft(), self._image(place, at, heights))
            median = heights[:, _MEDIAN]
            self._strokes.line(painter, at, median, theme.current().colour(self.colour), 1.5, False)

    def _image(self, place: QRect, at: Array, heights: Array) -> QImage:
        """Return the bands as pixels, which is many times faster than filling long polygons."""
        wide, tall = place.width(), place.height()
        middle = np.arange(wide) + place.left() + 0.5
        inside = (middle >= at[0] - 1) & (middle <= at[-1] + 1)
        rows = (np.arange(tall) + place.top() + 0.5)[:, None]
        depth = np.zeros((tall, wide), dtype=np.uint8)
        for first, last in _BANDS:
            bottom, top = np.interp(middle, at, heights[:, first]), np.interp(middle, at, heights[:, last])
            # Never thinner than a pixel, or a layer without spread would not be seen.
            centre, half = 0.5 * (bottom + top), np.maximum(0.5 * (bottom - top), 0.5)
            depth += (np.abs(rows - centre) <= half) & inside
        look = theme.current()
        shades = [look.panel, *(look.blend("panel", self.colour, d) for d in _DEPTHS)]
        table = np.array([painting.packed(shade) for shade in shades], dtype=np.uint32)
        pixels = table[depth]
        return QImage(pixels.data, wide, tall, 4 * wide, QImage.Format.Format_RGB32).copy()

    def _paint_polygons(self, painter: QPainter, at: Array, heights: Array) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        for (first, last), depth in zip(_BANDS, _DEPTHS, strict=True):
            painter.setBrush(QColor(theme.blend("panel", self.colour, depth)))
            known = np.isfinite(heights[:, first]) & np.isfinite(heights[:, last])
            there = [QPointF(a, b) for a, b in zip(at[known], heights[known, last], strict=True)]
            back = [QPointF(a, b) for a, b in zip(at[known], heights[known, first], strict=True)]
            painter.drawPolygon(QPolygonF(there + back[::-1]))
