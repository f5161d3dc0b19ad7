"""A button for a step that asks nothing: that it has been read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.views.controls.buttons import RevealButton
from nnviz.views.controls.pages import PlacedWidget


class ReadLine(PlacedWidget):
    """“I have read this”; pressed, it stays with a mark.

    Attributes
    ----------
    read : Signal()
        The learner has read the step.
    """

    read = Signal()

    def __init__(self, done: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = RevealButton(self.tr("The last page lists what has not been read"), None, self)
        self.button.reserve(self.tr("I have read this"))
        self.button.clicked.connect(self._press)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show(done)

    def _show(self, done: bool) -> None:
        self.button.setText(self.tr("I have read this"))
        self.button.set_icon("check" if done else None)
        self.button.setEnabled(not done)
        self.button.setAccessibleName(self.tr("Read") if done else self.button.text())

    def _press(self) -> None:
        self._show(True)
        self.read.emit()

    def place_parts(self, width: int, move: bool) -> int:
        """Place the button."""
        size = self.button.sizeHint()
        if move:
            self.button.setGeometry(0, 0, min(size.width(), width), size.height())
        return size.height()
