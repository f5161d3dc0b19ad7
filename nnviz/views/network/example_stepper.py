"""Stepper through the examples of the batch."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import Label, PillButton


class ExampleStepper(QWidget):
    """“example 7 of 10” between two small buttons.

    Attributes
    ----------
    stepped : Signal(int)
        −1 or 1, asked for by the user.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Example of the batch"))
        self._label = Label("", "body", "muted")
        before, after = self.tr("Previous example of the batch (,)"), self.tr("Next example of the batch (.)")
        self.before = PillButton("‹", tooltip=before, variant="quiet")
        self.before.setAccessibleName(self.tr("Previous example"))
        self.after = PillButton("›", tooltip=after, variant="quiet")
        self.after.setAccessibleName(self.tr("Next example"))
        self.before.clicked.connect(self._back)
        self.after.clicked.connect(self._on)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self.before, self._label, self.after):
            row.addWidget(widget)
        self._shown = (-1, -1)
        self._short = False
        theme.manager().changed.connect(self._widen)

    def set_short(self, short: bool) -> None:
        """Say “7 of 10” where there is no room for more."""
        if short != self._short:
            self._short = short
            self._label.setText(self._words(*self._shown))
            self._widen()

    def long_width(self) -> int:
        """Return the width it takes with all its words."""
        longest = self.tr("example {0} of {1}").format(self._shown[1], self._shown[1])
        beside = self.width() - self._label.width()
        return self._label.fontMetrics().horizontalAdvance(longest) + beside

    def _words(self, example: int, batch: int) -> str:
        words = self.tr("{0} of {1}") if self._short else self.tr("example {0} of {1}")
        return words.format(example + 1, batch)

    def _widen(self) -> None:
        """Keep room for the longest text, so that the buttons stay where they are."""
        longest = self._words(self._shown[1] - 1, self._shown[1])
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance(longest))
        self._row.activate()
        self.adjustSize()

    def show_example(self, example: int, batch: int) -> bool:
        """Show which one it is, from 0; return whether that takes another width."""
        if (example, batch) == self._shown:
            return False
        wider = len(str(batch)) != len(str(self._shown[1])) or self._shown[1] < 0
        self._shown = (example, batch)
        self._label.setText(self._words(example, batch))
        self.before.setEnabled(example > 0)
        self.after.setEnabled(example < batch - 1)
        if wider:
            self._widen()
        return wider

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a background, for the canvas below may be moved."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().background))
            painter.drawRoundedRect(QRectF(self.rect()), theme.px(9), theme.px(9))

    def text(self) -> str:
        """Return what it says."""
        return self._label.text()

    def _back(self) -> None:
        self.stepped.emit(-1)

    def _on(self) -> None:
        self.stepped.emit(1)
