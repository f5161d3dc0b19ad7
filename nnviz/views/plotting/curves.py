"""The curves of a chart, drawn by pyqtgraph, which is loaded with the first of them and not before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QWidget

from nnviz.core.workspace import Array
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.sources import Source

_EDGE = 3
"""Pixels round the plot where a curve that runs along its border is not cut off."""


@dataclass(frozen=True)
class Line:
    """A curve over iterations and how it looks.

    Attributes
    ----------
    name
        What it is called in the readout.
    source
        Where it comes from.
    colour
        Role or hex colour.
    width, dashed
        The stroke. A width of 1 is for what jumps from one iteration to the next: drawn without smooth
        edges, lowest and highest value of every pixel.
    pixels
        Pixels that make one stretch of the curve.
    label
        Whether its name stands beside the cursor.
    value
        Whether the label has the value too.
    read
        Whether it has a row in the readout.
    """

    name: str
    source: Source
    colour: str
    width: float = 2.0
    dashed: bool = False
    pixels: int = 2
    label: bool = True
    value: bool = True
    read: bool = True

    @property
    def noisy(self) -> bool:
        """Whether single values say little, so that the axis need not reach all of them."""
        return self.width <= 1


class Curves(QWidget):
    """Only strokes, on a transparent ground; axes, words and the mouse are left to the chart round it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        import pyqtgraph

        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view = pyqtgraph.GraphicsView(self, useOpenGL=False, background=None)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setMouseTracking(False)
        self._view.viewport().setAutoFillBackground(False)
        # The ground shows through, so nothing that was painted before may be kept.
        self._view.setCacheMode(self._view.CacheModeFlag.CacheNone)
        self._box = pyqtgraph.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        self._box.disableAutoRange()
        self._view.setCentralItem(self._box)
        self._item = pyqtgraph.PlotCurveItem
        self._items: list[Any] = []

    def set_pens(self, lines: Sequence[Line], colours: Sequence[str]) -> None:
        """Make one curve for each line."""
        while len(self._items) < len(lines):
            item = self._item(connect="finite")
            self._items.append(item)
            self._box.addItem(item, ignoreBounds=True)
        for item in self._items[len(lines) :]:
            item.setData([], [])
        for item, line, colour in zip(self._items, lines, colours, strict=False):
            pen = QPen(QColor(colour), line.width)
            pen.setCosmetic(True)
            pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if line.dashed:
                pen.setDashPattern([3.0, 2.0])
            item.setPen(pen)
            item.opts["antialias"] = not line.noisy
            # Wide strokes are eight times faster as single segments, but dashes would begin anew at each.
            item.setSegmentedLineMode("off" if line.dashed or line.noisy else "on")

    def set_curve(self, number: int, x: Array, y: Array) -> None:
        """Draw curve `number` anew."""
        self._items[number].setData(x, y)

    def place(self, plot: QRect, x: Scale, y: Scale) -> None:
        """Lie over `plot`, where the two scales hold."""
        area = plot.adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)
        if area != self.geometry():
            self.setGeometry(area)
            self._view.setGeometry(self.rect())
        left, right = x.back(area.left()), x.back(area.left() + area.width())
        bottom, top = y.back(area.top() + area.height()), y.back(area.top())
        self._box.setRange(xRange=(left, right), yRange=(bottom, top), padding=0, disableAutoRange=True)
