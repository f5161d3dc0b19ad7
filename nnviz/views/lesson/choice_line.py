"""One of the answers to choose from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.lessons.lesson import Choice
from nnviz.views.controls.prose import Prose, plain

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ChoiceLine(QAbstractButton):
    """A ring and an answer; choosing it tells whether it is right.

    Attributes
    ----------
    chosen : Signal()
        The user chose it.
    """

    chosen = Signal()

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.judged = False
        self._words = Prose(choice.markdown, parent=self)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setToolTip(self.tr("Choose this answer"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._choose)
        self.judge(False)

    def judge(self, judged: bool) -> None:
        """Return whether it is right, or no longer."""
        self.judged = judged
        words = plain(self.choice.markdown)
        if judged:
            words += ": " + (self.tr("right") if self.choice.right else self.tr("wrong"))
        self.setAccessibleName(words)
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Write the answer smaller, for a panel without much room."""
        self._words.set_role("label" if compact else "body", "ink")

    def _choose(self) -> None:
        self.judge(True)
        self.chosen.emit()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that choose from the window."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be chosen by Return too."""
        if event.key() in _KEYS:
            self.click()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the words."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words with a little air."""
        return self._words.heightForWidth(max(width - self._left(), 1)) + theme.px(8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the words."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place the words again."""
        room = max(self.width() - self._left(), 1)
        self._words.setGeometry(self._left(), theme.px(4), room, self._words.heightForWidth(room))

    @staticmethod
    def _left() -> int:
        return theme.px(26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring, or the mark once it is judged."""
        look, side = theme.current(), theme.px(16)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse() or self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(look.pressed))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            middle = QPointF(theme.px(13), theme.px(13))
            if self.judged:
                name, role = ("check", "success") if self.choice.right else ("close", "danger")
                picture = theme.pixmap(name, role, side, self.devicePixelRatioF())
                painter.drawPixmap(middle - QPointF(side / 2, side / 2), picture)
                return
            painter.setPen(QPen(QColor(look.faint), 1.3))
            painter.setBrush(QColor(look.panel))
            painter.drawEllipse(middle, 0.4 * side, 0.4 * side)
