"""The name of a phase on its colour."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme


class PhaseBadge(QWidget):
    """A small filled label such as “Backward”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phase = "forward"
        self._names = {
            "forward": self.tr("Forward"),
            "loss": self.tr("Loss"),
            "backward": self.tr("Backward"),
            "update": self.tr("Update"),
        }
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self.updateGeometry)

    def set_phase(self, phase: str) -> None:
        """Show another phase."""
        self._phase = phase
        self.setAccessibleName(self._names[phase])
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the word."""
        width = QFontMetrics(theme.font("section")).horizontalAdvance(self._names[self._phase])
        return QSize(width + theme.px(18), theme.px(21))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the badge."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.phase(self._phase, text=True)))
            painter.drawRoundedRect(self.rect(), theme.px(5), theme.px(5))
            painter.setFont(theme.font("section"))
            painter.setPen(QColor(look.panel))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._names[self._phase])
