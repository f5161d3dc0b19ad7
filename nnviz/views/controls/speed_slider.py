"""A slider with a thin groove and a round handle, and the words for a speed."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from nnviz import theme
from nnviz.core.text.translate import translate


class SpeedSlider(QSlider):
    """A horizontal slider; a click goes to the place clicked, the keyboard stays with the window.

    While the handle is held, the tooltip stands beside it: let it say what the place means.
    """

    def __init__(
        self,
        name: str,
        minimum: int = 0,
        maximum: int = 100,
        tooltip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(minimum, maximum)
        self.setAccessibleName(name)
        self.setToolTip(tooltip or name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """Return the length it likes best."""
        return QSize(theme.px(106), theme.px(22))

    def minimumSizeHint(self) -> QSize:
        """Return the shortest length that can still be used."""
        return QSize(theme.px(60), theme.px(22))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the place clicked and hold the handle from there."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self.isSliderDown():
            self._go(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the handle go."""
        self.setSliderDown(False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the window."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint groove and handle."""
        look = theme.current()
        radius, thick = theme.px(7), theme.px(4)
        middle, at = self.height() / 2, self._handle()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.groove))
            groove = QRectF(0, middle - thick / 2, self.width(), thick)
            painter.drawRoundedRect(groove, thick / 2, thick / 2)
            if self.isEnabled() and (self.underMouse() or self.isSliderDown()):
                radius += 1
            painter.setBrush(QColor(look.ink if self.isEnabled() else look.faint))
            painter.drawEllipse(QRectF(at - radius, middle - radius, 2 * radius, 2 * radius))

    def _span(self) -> tuple[float, float]:
        """Return where the handle's centre begins, and how far it travels."""
        margin = theme.px(8)
        return margin, max(1, self.width() - 2 * margin)

    def _handle(self) -> float:
        start, travel = self._span()
        steps = max(1, self.maximum() - self.minimum())
        return start + travel * (self.sliderPosition() - self.minimum()) / steps

    def _go(self, x: float) -> None:
        start, travel = self._span()
        part = min(max((x - start) / travel, 0.0), 1.0)
        self.setSliderPosition(round(self.minimum() + part * (self.maximum() - self.minimum())))
        below = QPoint(round(self._handle()) - theme.px(20), self.height())
        QToolTip.showText(self.mapToGlobal(below), self.toolTip(), self)
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def speed_words(rate: float, operations: int) -> str:
    """Say a speed in words.

    Parameters
    ----------
    rate
        Operations a second, infinite without limit.
    operations
        How many make an iteration.
    """
    if math.isinf(rate):
        return translate("speed", "no limit")
    if rate < 0.95:
        return translate("speed", "one operation every {0} s").format(f"{1 / rate:.1f}".removesuffix(".0"))
    if rate < 1.05:
        return translate("speed", "one operation per second")
    if rate < 2 * operations:
        return translate("speed", "{0} operations/s").format(_rounded(rate))
    return translate("speed", "{0} iterations/s").format(_rounded(rate / operations))


def _rounded(value: float) -> str:
    """Return a number with two digits that count, and thousands parted."""
    if value < 10:
        return f"{value:.1f}".removesuffix(".0")
    step = 10 ** (int(math.log10(value)) - 1)
    return f"{round(value / step) * step:,}"
