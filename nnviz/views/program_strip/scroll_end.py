"""The end of a row that goes on beyond what is seen: it fades out under an arrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from nnviz import theme

_WIDTH, _ARROW = 38, 16


class ScrollEnd(QAbstractButton):
    """Stands over one end of a scrolled row while there is more of it; a click shows more.

    Parameters
    ----------
    area
        What is scrolled sideways.
    side
        −1 for the left end, 1 for the right one.
    """

    def __init__(self, area: QScrollArea, side: int) -> None:
        super().__init__(area)
        self._area, self._side = area, side
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("more operations"))
        self.setToolTip(self.tr("There are more operations in this direction: click or scroll"))
        bar = area.horizontalScrollBar()
        bar.valueChanged.connect(self.place)
        bar.rangeChanged.connect(self.place)
        self.clicked.connect(self._show_more)
        theme.manager().changed.connect(self.place)
        self.hide()

    def place(self, *_: object) -> None:
        """Stand at the end, if there is more beyond it."""
        bar, wide = self._area.horizontalScrollBar(), theme.px(_WIDTH)
        more = bar.value() > bar.minimum() if self._side < 0 else bar.value() < bar.maximum()
        self.setVisible(more)
        left = 0 if self._side < 0 else self._area.width() - wide
        self.setGeometry(left, 0, wide, self._area.height())
        self.raise_()

    def _show_more(self) -> None:
        bar = self._area.horizontalScrollBar()
        bar.setValue(bar.value() + self._side * self._area.viewport().width() * 2 // 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the fading background and the arrow."""
        background = QColor(theme.current().panel)
        clear = QColor(background)
        clear.setAlpha(0)
        start, end = (self.width(), 0) if self._side < 0 else (0, self.width())
        fade = QLinearGradient(start, 0, end, 0)
        fade.setColorAt(0.0, clear)
        fade.setColorAt(0.55, background)
        fade.setColorAt(1.0, background)
        name, size = "chevron-left" if self._side < 0 else "chevron-right", theme.px(_ARROW)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), fade)
            ink = "ink" if self.underMouse() else "muted"
            picture = theme.pixmap(name, ink, size, self.devicePixelRatioF())
            x = theme.px(2) if self._side < 0 else self.width() - size - theme.px(2)
            painter.drawPixmap(x, theme.px(26) + (theme.px(34) - size) // 2, picture)
