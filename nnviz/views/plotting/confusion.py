"""Confusion matrix."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import decide
from nnviz.guard import saved_state
from nnviz.views.plotting import painting
from nnviz.views.plotting.outputs import Outputs
from nnviz.views.plotting.picture import DataPicture, PictureOptions

_LINE = 13
"""Height a line of words needs."""


class Confusion(DataPicture):
    """Counts of examples by their class (rows) and the class the network says (columns).

    Attributes
    ----------
    counts
        Shape ``(classes, classes)``.
    """

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._outputs = Outputs(frame)
        self.counts: Array = np.zeros((len(self.names), len(self.names)), dtype=np.int64)

    def choose(self, points: str) -> None:
        """Count the examples of another set."""
        self._outputs.choose(points)

    def bounds(self, area: QRectF) -> QRectF:
        """Return where the cells are."""
        return self.square(area)

    def show(self, frame: Frame, unit: int, running: bool = False) -> None:
        """Count again with the parameters of `frame`."""
        super().show(frame, unit, running)
        outputs, targets = self._outputs.compute(frame.flat)
        low = float(self.samples.train[self.samples.features + 1 :].min())
        count = len(self.names)
        pairs = decide(targets, low) * count + decide(outputs, low)
        self.counts = np.bincount(pairs, minlength=count * count).reshape(count, count)

    def subtitle(self) -> str:
        """Return what is shown, in words."""
        right, total = int(np.trace(self.counts)), int(self.counts.sum())
        share = f"{100 * right / max(total, 1):.0f}"
        where = self._outputs.name()
        if not where:
            return self.tr("{0} % of {1} examples classified correctly").format(share, f"{total:,}")
        return self.tr("{0} % of {1} {2} examples classified correctly").format(share, f"{total:,}", where)

    def summary(self) -> str:
        """Return the accuracy in words."""
        right, total = int(np.trace(self.counts)), int(self.counts.sum())
        return self.tr("{0} % correct").format(f"{100 * right / max(total, 1):.0f}")

    def square(self, area: QRectF) -> QRectF:
        """Return where the cells are."""
        names = max(painting.width(name) for name in self.names)
        left = min(names, theme.px(76)) + theme.px(24)
        top, bottom = theme.px(32), theme.px(2)
        high = max(area.height() - top - bottom, 10.0)
        # Wider than high, since numbers are, but no more than reads as one table.
        wide = max(min(area.width() - left - theme.px(8), 2.4 * high), 10.0)
        start = area.left() + (area.width() - wide - left) / 2 + left
        return QRectF(start, area.top() + top, wide, high)

    def paint(self, painter: QPainter, area: QRectF, options: PictureOptions) -> None:
        """Paint the table."""
        square, count = self.square(area), len(self.names)
        wide, high = square.width() / count, square.height() / count
        self._paint_names(painter, square, wide, high)
        look = theme.current()
        # Where numbers would run into each other the shade alone tells them, and tells them louder.
        widest = painting.width(f"{int(self.counts.max()):,}")
        written = high >= theme.px(_LINE) and wide >= widest + 4
        depth = 0.5 if written else 0.9
        totals = np.maximum(self.counts.sum(axis=1), 1)
        for truth in range(count):
            # Of hundreds of classes hardly a cell is more than background.
            for said in range(count) if written else np.flatnonzero(self.counts[truth]).tolist():
                number = int(self.counts[truth, said])
                cell = QRectF(square.left() + said * wide, square.top() + truth * high, wide, high)
                cell = cell.adjusted(1, 1, -1, -1)
                share = number / totals[truth]
                # The root lets the few that are mistaken be seen beside the many that are not.
                fill = theme.blend("panel", "muted", depth * share**0.5) if number else look.panel
                painter.fillRect(cell, QColor(fill))
                right = truth == said
                if right and number:
                    painter.setPen(QPen(QColor(look.ink), 1))
                    painter.setBrush(QColor(fill))
                    painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))
                if not written:
                    continue
                words = f"{number:,}" if number else "·"
                strong, plain = ("heading", "body") if high > theme.px(24) else ("section", "label")
                ink = look.on(fill) if number else "faint"
                painting.text(painter, cell, words, ink, painting.CENTRE, strong if right else plain)

    def readout(
        self, area: QRectF, at: QPointF, options: PictureOptions
    ) -> tuple[str, list[painting.Row]] | None:
        """Return truth, prediction and count of a cell."""
        square, count = self.square(area), len(self.names)
        if not square.contains(at):
            return None
        said = min(int((at.x() - square.left()) / square.width() * count), count - 1)
        truth = min(int((at.y() - square.top()) / square.height() * count), count - 1)
        number, total = int(self.counts[truth, said]), int(self.counts[truth].sum())
        return "", [
            (self.tr("truth"), self.names[truth]),
            (self.tr("predicted"), self.names[said]),
            (self.tr("examples"), self.tr("{0} of {1}").format(number, total)),
        ]

    def _paint_names(self, painter: QPainter, square: QRectF, wide: float, high: float) -> None:
        line = theme.px(15)
        top = QRectF(square.left(), square.top() - 2 * line - theme.px(2), square.width(), line)
        painting.text(painter, top, self.tr("predicted"), "ink", painting.CENTRE)
        for k, name in enumerate(self.names):
            box = QRectF(square.left() + k * wide, square.top() - line - theme.px(1), wide, line)
            painting.text(painter, box, painting.elided(name, wide - 4), "muted", painting.CENTRE)
            row = QRectF(square.left() - theme.px(82), square.top() + k * high, theme.px(76), high)
            if k % max(1, math.ceil(theme.px(_LINE) / high)) == 0:
                row.setHeight(max(high, theme.px(_LINE)))
                row.moveCenter(QPointF(row.center().x(), square.top() + (k + 0.5) * high))
                painting.text(painter, row, painting.elided(name, theme.px(76)), "muted", painting.RIGHT)
        names = min(max(painting.width(name) for name in self.names), theme.px(76))
        with saved_state(painter):
            painter.translate(square.left() - names - theme.px(16), square.center().y())
            painter.rotate(-90)
            box = QRectF(-60, -line / 2, 120, line)
            painting.text(painter, box, self.tr("truth"), "ink", painting.CENTRE)
