"""A card beside a unit that is pointed at: its picture enlarged, with axes and all its numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.checks.health import THRESHOLDS
from nnviz.core.experiment.selection import Selection
from nnviz.core.text.number_format import format_number
from nnviz.views.network.pictures import curve_range
from nnviz.views.network.readings import readings
from nnviz.views.network.scene import Scene
from nnviz.views.network.text import write
from nnviz.views.network.units import paint_broken

SIDE = 174
_PAD, _AXIS, _ROW = 12, 34, 18
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


class HoverCard(QWidget):
    """Shows one unit large where it hides no other. The mouse passes through it.

    Parameters
    ----------
    scene
        What is enlarged.
    parent
        The widget of the network.
    free
        Whether a rectangle of that widget hides nothing.
    """

    def __init__(self, scene: Scene, parent: QWidget, free: Callable[[QRect], bool]) -> None:
        super().__init__(parent)
        self._scene, self._canvas, self._free = scene, parent, free
        self.beside = True
        self.selection: Selection | None = None
        self.setAccessibleName(self.tr("Unit, enlarged"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def point_at(self, selection: Selection, square: QRect) -> None:
        """Appear near `square` or else at the left of the network, unless something would be hidden."""
        self.selection = selection
        size = self._size()
        self.hide()
        spot, home = self._spot(square, size), self._canvas
        if spot is None and self.beside:
            home = self._canvas.window()
            spot = self._spot_beside(square, size, home)
        if spot is not None:
            if self.parentWidget() is not home:
                self.setParent(home)
            self.setGeometry(spot)
            self.raise_()
            self.show()

    def leave(self) -> None:
        """Disappear."""
        self.selection = None
        self.hide()

    def _size(self) -> QSize:
        s = self._scene.style.scale
        rows = (len(self._numbers()) + 1) // 2
        height = 2 * _PAD + 22 + SIDE + 18 + rows * _ROW + 4
        width = int((2 * _PAD + _AXIS + SIDE) * s)
        return QSize(width, int(height * s) + self.trouble_height(width))

    def _spot(self, square: QRect, size: QSize) -> QRect | None:
        room = self._canvas.rect().adjusted(6, 6, -6, -6)
        gap = round(14 * self._scene.style.scale)
        low = room.bottom() - size.height()
        near = min(max(square.center().y() - size.height() // 2, room.top()), low)
        right = room.right() - size.width()
        for x in (square.right() + gap, square.left() - gap - size.width(), room.left(), right):
            for y in (near, room.top(), low):
                spot = QRect(x, y, size.width(), size.height())
                if room.contains(spot) and self._free(spot):
                    return spot
        return None

    def _spot_beside(self, square: QRect, size: QSize, window: QWidget) -> QRect | None:
        """Return a place of the window at the left of the network."""
        edge = self._canvas.mapTo(window, square.center())
        left = self._canvas.mapTo(window, self._canvas.rect().topLeft()).x() - size.width() - 2
        top = min(max(edge.y() - size.height() // 2, 6), window.height() - size.height() - 6)
        return QRect(left, top, size.width(), size.height()) if left >= 0 and top >= 0 else None

    def _numbers(self) -> list[tuple[str, float]]:
        scene = self._scene
        if scene.structure is None or scene.render_state is None or self.selection is None:
            return []
        return readings(scene.render_state.frame, scene.structure, self.selection, scene.render_state.example)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint background, name, picture, axes and numbers."""
        scene, style = self._scene, self._scene.style
        if self.selection is None or scene.structure is None or not scene.ready:
            return
        s = style.scale
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setPen(QPen(style.border.color(), 1))
            painter.setBrush(style.panel)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9 * s, 9 * s)
            self._paint_title(painter)
            square = QRectF((_PAD + _AXIS - 4) * s, (_PAD + 22) * s, SIDE * s, SIDE * s)
            if scene.pictures.dimensions == 2:
                self._paint_map(painter, square)
            else:
                self._paint_curve(painter, square)
            painter.setPen(style.hairline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(square)
            self._paint_axes(painter, square)
            self._paint_numbers(painter, square.bottom() + 20 * s)
            self._paint_trouble(painter)

    def _paint_map(self, painter: QPainter, square: QRectF) -> None:
        pictures, render_state = self._scene.pictures, self._scene.render_state
        assert self.selection is not None
        assert render_state is not None
        layer, unit = self.selection.layer, self.selection.unit
        if pictures.concealing and pictures.broken(layer, unit):
            paint_broken(painter, self._scene.style, square, True)
        else:
            painter.drawImage(square, pictures.large(layer, unit))
        spot = pictures.spot(layer, unit, render_state.frame, render_state.example)
        if spot is not None:
            place = QTransform(square.width(), 0, 0, square.height(), square.left(), square.top())
            self._paint_spot(painter, place.map(spot))

    def _paint_curve(self, painter: QPainter, square: QRectF) -> None:
        assert self.selection is not None
        scene, style = self._scene, self._scene.style
        assert scene.render_state is not None
        layer, unit = self.selection.layer, self.selection.unit
        if scene.pictures.concealing and scene.pictures.broken(layer, unit):
            paint_broken(painter, style, square, True)
            return
        place = QTransform(square.width(), 0, 0, square.height(), square.left(), square.top())
        painter.setPen(QPen(style.ink, 2.0 * style.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(place.map(scene.pictures.curve(layer, unit)))
        spot = scene.pictures.spot(layer, unit, scene.render_state.frame, scene.render_state.example)
        if spot is not None:
            self._paint_spot(painter, place.map(spot))

    def _paint_spot(self, painter: QPainter, at: QPointF) -> None:
        """Mark the example."""
        style = self._scene.style
        painter.setPen(QPen(style.ink, 1.6 * style.scale))
        painter.setBrush(style.panel)
        painter.drawEllipse(at, 4 * style.scale, 4 * style.scale)

    def _paint_title(self, painter: QPainter) -> None:
        scene, style = self._scene, self._scene.style
        assert self.selection is not None
        assert scene.structure is not None
        column = scene.structure.columns[self.selection.layer]
        s = style.scale
        room = QRectF(_PAD * s, _PAD * s - 2, self.width() - 2 * _PAD * s, 18 * s)
        name = column.names[self.selection.unit]
        write(painter, style.name, style.ink, room, name, "left")
        label = column.labels[self.selection.unit] if column.labels else ""
        words = " · ".join(part for part in (column.activation, label) if part)
        room.setLeft(room.left() + style.name.width(name) + 6 * s)
        write(painter, style.word, style.muted, room, words, "left")

    def _paint_axes(self, painter: QPainter, square: QRectF) -> None:
        """Write the ends and the name of each axis."""
        scene, style = self._scene, self._scene.style
        assert scene.structure is not None
        s, samples = style.scale, scene.structure.samples
        names = [name.replace("x1", "x₁").replace("x2", "x₂") for name in samples.input_names]
        below = QRectF(square.left(), square.bottom() + 2 * s, square.width(), 15 * s)
        ends = [_plain(value) for value in samples.domain[0]]
        face = style.label
        room = square.width() - 2 * max(map(face.width, ends)) - 12 * s
        # Names of imported columns may be long; the symbol stands for one that has no room.
        names[0] = names[0] if face.width(names[0]) <= room else face.elided(names[0], room)
        if len(names) > 1 and face.width(names[1]) > square.left() - 7 * s:
            names[1] = "x₂"
        for text, align in ((ends[0], "left"), (names[0], "center"), (ends[1], "right")):
            write(painter, style.label, style.muted, below, text, align)
        left = square.left() - 5 * s
        if scene.pictures.dimensions == 2:
            low, high = (_plain(value) for value in samples.domain[1])
            middle = names[1]
        else:
            assert self.selection is not None
            low, high = (_plain(value) for value in self._curve_ends())
            middle = ""
        heights = (square.top() + 6 * s, square.center().y(), square.bottom() - 6 * s)
        for text, y in zip((high, middle, low), heights, strict=True):
            write(painter, style.label, style.muted, QRectF(0, y - 8 * s, left, 16 * s), text, "right")

    def _curve_ends(self) -> tuple[float, float]:
        scene, selection = self._scene, self.selection
        assert scene.structure is not None
        assert selection is not None
        values = scene.pictures.values(selection.layer, selection.unit)
        if selection.layer:
            return curve_range(scene.structure, selection.layer, values)
        return float(np.min(values)), float(np.max(values))

    def _paint_numbers(self, painter: QPainter, top: float) -> None:
        style, s = self._scene.style, self._scene.style.scale
        half = (self.width() - 2 * _PAD * s) / 2
        for k, (symbol, value) in enumerate(self._numbers()):
            x = _PAD * s + (k % 2) * half
            room = QRectF(x, top + k // 2 * _ROW * s, half - 10 * s, _ROW * s)
            write(painter, style.value, style.muted, room, symbol, "left")
            write(painter, style.value, style.ink, room, format_number(value), "right")

    # -- training problems ------------------------------------------------------------------------------

    def trouble(self) -> str:
        """Return the sentence about the health of the unit shown, empty if there is none."""
        selection = self.selection
        if selection is None:
            return ""
        about = [f for f in self._scene.findings if (f.layer, f.unit) == (selection.layer, selection.unit)]
        return "\n".join(f"{THRESHOLDS[f.kind].title.capitalize()}. {f.sentence}" for f in about)

    def trouble_height(self, width: int) -> int:
        """Return the height that sentence takes at a width."""
        words, pad = self.trouble(), round(_PAD * self._scene.style.scale)
        room = QRect(0, 0, width - 2 * pad, 10_000)
        metrics = QFontMetrics(theme.font("label"))
        return metrics.boundingRect(room, _WRAPPED, words).height() + pad // 2 if words else 0

    def _paint_trouble(self, painter: QPainter) -> None:
        """Say under the numbers training problems."""
        words, pad = self.trouble(), round(_PAD * self._scene.style.scale)
        if not words:
            return
        painter.setFont(theme.font("label"))
        painter.setPen(QColor(theme.current().danger))
        tall = self.trouble_height(self.width())
        room = QRect(pad, self.height() - tall - pad // 2, self.width() - 2 * pad, tall)
        painter.drawText(room, _WRAPPED, words)


def _plain(value: float) -> str:
    """Return an end of an axis, short."""
    return f"{value:.2g}".replace("-", "−")
