"""Welcome over the network at a first start: how to begin, and that there are lessons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import IconButton, Label, PillButton


class Welcome(QWidget):
    """“press → to step ×” over “Start with a lesson”, a small plate at the lower left of a widget.

    Parameters
    ----------
    over
        What it lies over.
    lessons
        The menu that the button opens.
    free
        Whether a rectangle of `over` hides nothing.
    """

    def __init__(self, over: QWidget, lessons: QMenu, free: Callable[[QRect], bool] | None = None) -> None:
        super().__init__(over)
        self._over, self._lessons = over, lessons
        self._free = free or (lambda _rect: True)
        self.words = Label(self.tr("press → to step"), "button")
        self.start = PillButton(
            self.tr("Start with a lesson"), "book", self.tr("Six lessons, each explaining one derivation")
        )
        self.dismiss = IconButton("close", self.tr("Dismiss"), 22)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.dismiss)
        # Two short rows hide less of a network than one long one.
        self._column = QVBoxLayout(self)
        self._column.addLayout(row)
        self._column.addWidget(self.start)
        self.start.clicked.connect(self._open)
        self.dismiss.clicked.connect(self.hide)
        over.installEventFilter(self)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def _open(self) -> None:
        self._lessons.popup(self.start.mapToGlobal(QPoint(0, -self._lessons.sizeHint().height())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the widget changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Go where no unit is hidden: to the lower left, else to another corner, else with one row only."""
        pad, over = theme.px(14), self._over
        for both in (True, False):
            self.start.setVisible(both)
            self._column.activate()
            self.adjustSize()
            size = self.size()
            low, right = over.height() - size.height() - pad, over.width() - size.width() - pad
            for corner in (QPoint(pad, low), QPoint(right, low), QPoint(pad, theme.px(54))):
                if self._free(QRect(corner, size)):
                    self.move(corner)
                    return
        self.move(pad, low)

    def showEvent(self, event: QShowEvent) -> None:
        """Look for a place."""
        super().showEvent(event)
        self.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(look.line))
            painter.setBrush(QColor(look.panel))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))

    def _restyle(self) -> None:
        self._column.setContentsMargins(theme.px(10), theme.px(5), theme.px(10), theme.px(10))
        self._column.setSpacing(theme.px(3))
        self.place()
