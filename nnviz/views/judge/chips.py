"""Small words in rows, to be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnviz import theme
from nnviz.views.controls.pages import PlacedWidget


class WordChip(QAbstractButton):
    """A word in code on its own background."""

    def __init__(self, text: str, tooltip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setToolTip(tooltip)
        self.setAccessibleName(f"{text}: {tooltip}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return room for the word."""
        width = QFontMetrics(theme.font("code")).horizontalAdvance(self.text())
        return QSize(width + theme.px(14), theme.px(23))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint background and word."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.setBrush(QColor(look.pressed if self.underMouse() else look.chip))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            painter.setFont(theme.font("code"))
            painter.setPen(QColor(look.ink))
            room = self.rect().adjusted(theme.px(6), 0, -theme.px(6), 0)
            text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


class WordChips(PlacedWidget):
    """Chips in as many rows as they need.

    Attributes
    ----------
    chosen : Signal(str)
        The word that was clicked.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips: list[WordChip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_words(self, words: Sequence[tuple[str, str]]) -> None:
        """Show words with their explanations."""
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [WordChip(word, explanation, self) for word, explanation in words]
        for chip in self.chips:
            chip.clicked.connect(self._clicked)
            chip.show()
        self.updateGeometry()
        self.arrange()

    def _clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, WordChip):
            self.chosen.emit(chip.text())

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        left = top = tall = 0
        gap = theme.px(5)
        for chip in self.chips:
            size = chip.sizeHint()
            wide = min(size.width(), max(width, 1))
            if left and left + wide > width:
                left, top = 0, top + size.height() + gap
            if move:
                chip.setGeometry(left, top, wide, size.height())
            left += wide + gap
            tall = top + size.height()
        return tall
