"""Notice that the learner has left the step, and the button that restores it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import ElidedLabel, PillButton


class AwayLine(QWidget):
    """“You have left the path   Return”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ElidedLabel(self.tr("You have left this step."), "body")
        self.button = PillButton(self.tr("Return"), "undo")
        row = self._row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def say(self, own: bool) -> None:
        """Say whether only the position is another, or the experiment too."""
        if own:
            self.words.setText(self.tr("You have changed the experiment."))
            self.words.setToolTip(self.tr("After returning, Undo restores your version"))
        else:
            self.words.setText(self.tr("You are at another position."))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(theme.current().line))
            painter.setBrush(QColor(theme.current().chip))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(12), theme.px(5), theme.px(5), theme.px(5))
        self._row.setSpacing(theme.px(8))
        self.update()
