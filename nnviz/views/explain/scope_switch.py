"""One of two words: what the numbers are of."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnviz import theme

_GAP = 12


class ScopeSwitch(QWidget):
    """Words side by side, the chosen one dark with a line below it; quieter than a framed control.

    Parameters
    ----------
    options
        Key → word and tooltip.
    name
        What is chosen here; the accessible name.

    Attributes
    ----------
    changed : Signal(str)
        The key the user chose.
    """

    changed = Signal(str)

    def __init__(self, options: dict[str, tuple[str, str]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.words = {key: _Word(key, word, self) for key, (word, _) in options.items()}
        for key, word in self.words.items():
            word.setToolTip(options[key][1])
            word.clicked.connect(self._clicked)
        self._value = next(iter(options))
        self.words[self._value].setChecked(True)
        theme.manager().changed.connect(self._place)

    def value(self) -> str:
        """Return the key that is chosen."""
        return self._value

    def set_value(self, key: str) -> None:
        """Choose a word, silently."""
        self._value = key
        self.words[key].setChecked(True)

    def sizeHint(self) -> QSize:
        """Return room for all words."""
        widths = [word.sizeHint().width() for word in self.words.values()]
        return QSize(sum(widths) + theme.px(_GAP) * (len(widths) - 1), theme.px(22))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the words."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        left = 0
        for word in self.words.values():
            wide = word.sizeHint().width()
            word.setGeometry(left, 0, wide, self.height())
            left += wide + theme.px(_GAP)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Word) and sender.key != self._value:
            self._value = sender.key
            self.changed.emit(self._value)


class _Word(QAbstractButton):
    def __init__(self, key: str, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.setText(word)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        # A click leaves the keyboard to the window.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return room for the word as it looks when chosen, so that nothing moves."""
        return QSize(QFontMetrics(theme.font("section")).horizontalAdvance(self.text()), theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the word, and the line if it is chosen."""
        look, chosen = theme.current(), self.isChecked()
        highlighted = (chosen or self.underMouse()) and self.isEnabled()
        ink = QColor(look.ink if highlighted else look.muted if self.isEnabled() else look.faint)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.font("section" if chosen else "label"))
            painter.setPen(ink)
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), side, self.text())
            if chosen:
                wide = QFontMetrics(painter.font()).horizontalAdvance(self.text())
                painter.fillRect(QRectF(0, self.height() - theme.px(2), wide, max(theme.px(1.5), 1)), ink)
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
