"""The output while it is to be predicted: a question mark over a hatched square, and nothing to read."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.text.hidden_number import HIDDEN_TEXT
from nnviz.views.plotting import painting
from nnviz.views.plotting.picture import DataPicture, PictureOptions


class HiddenPicture(DataPicture):
    """Stands where any other picture would show what is hidden."""

    def fits(self, frame: Frame) -> bool:
        """Whether the outputs of `frame` are hidden."""
        return frame.hides_outputs

    def show(self, frame: Frame, unit: int, running: bool = False) -> None:
        """Take in nothing but the data."""
        self.samples = frame.samples
        super().show(frame, unit, running)

    def subtitle(self) -> str:
        """Return that it is to be predicted."""
        return self.tr("to be predicted")

    def bounds(self, area: QRectF) -> QRectF:
        """Return the middle of the area."""
        side = min(area.width(), area.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(area.center())
        return square

    def paint(self, painter: QPainter, area: QRectF, options: PictureOptions) -> None:
        """Paint hatching and a question mark."""
        square, look = self.bounds(area), theme.current()
        veil = QBrush(QColor(look.blend("panel", "muted", 0.35)), Qt.BrushStyle.FDiagPattern)
        painter.fillRect(square, veil)
        painting.hairline(painter)
        painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))
        plate = QRectF(0, 0, theme.px(30), theme.px(26))
        plate.moveCenter(square.center())
        painter.fillRect(plate, QColor(look.panel))
        painting.text(painter, plate, HIDDEN_TEXT, "ink", painting.CENTRE, "heading")

    def readout(
        self, area: QRectF, at: QPointF, options: PictureOptions
    ) -> tuple[str, list[painting.Row]] | None:
        """Return nothing."""
        return None
