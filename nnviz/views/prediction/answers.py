"""Answers to choose from, numbered for keys and clickers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnviz import theme
from nnviz.views.controls.prose import Prose, plain

_HIGH, _GAP = 28, 5


class AnswerButton(QAbstractButton):
    """A number and an answer."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._words = Prose("", parent=self)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_answer(self, markdown: str) -> None:
        """Show an answer."""
        self._words.set_text(markdown)
        words = plain(markdown).replace("`", "")
        self.setAccessibleName(self.tr("Answer {0}: {1}").format(self._number, words))
        self.setToolTip(f"{words} ({self._number})")
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the words."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        left = theme.px(30)
        room = max(self.width() - left - theme.px(8), 1)
        tall = self._words.heightForWidth(room)
        self._words.setGeometry(left, max((self.height() - tall) // 2, 0), room, tall)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words with some air."""
        room = max(width - theme.px(38), 1)
        return max(self._words.heightForWidth(room) + theme.px(8), theme.px(_HIGH))

    def sizeHint(self) -> QSize:
        """Return the height of a line."""
        return QSize(theme.px(160), theme.px(_HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame and number; a chosen one has a thick frame and a filled number."""
        look, chosen = theme.current(), self.isChecked()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            wide = 2 if chosen or self.hasFocus() else 1
            colour = look.focus if self.hasFocus() else look.ink if chosen else look.line
            painter.setPen(QPen(QColor(colour), wide))
            painter.setBrush(QColor(look.hover if self.underMouse() and self.isEnabled() else look.panel))
            inset = wide / 2
            frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
            side = theme.px(18)
            badge = QRectF(theme.px(6), (self.height() - side) / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.ink if chosen else look.chip))
            painter.drawRoundedRect(badge, theme.px(5), theme.px(5))
            painter.setFont(theme.font("section"))
            painter.setPen(QColor(look.panel if chosen else look.ink))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self._number))


class Answers(QWidget):
    """Up to five answers in as many columns as there is room for.

    Attributes
    ----------
    chosen : Signal(int)
        The user chose an answer, from 0.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = [AnswerButton(number, self) for number in range(1, 6)]
        self._count = 0
        for number, button in enumerate(self.buttons):
            button.clicked.connect(partial(self._choose, number))

    def _choose(self, number: int, _checked: bool = False) -> None:
        self.chosen.emit(number)

    def show_answers(self, answers: tuple[str, ...], chosen: int | None) -> None:
        """Show answers, one of them chosen."""
        self._count = min(len(answers), len(self.buttons))
        for number, button in enumerate(self.buttons):
            button.setVisible(number < self._count)
            if number < self._count:
                button.set_answer(answers[number])
                button.setChecked(number == chosen)
        self.arrange()

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows."""
        return self._place(width, False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the answers."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place the answers again."""
        self._place(self.width(), True)

    def _place(self, width: int, move: bool) -> int:
        gap, shown = theme.px(_GAP), self.buttons[: self._count]
        # The same columns whatever the answers: nothing jumps from question to question.
        columns = max(1, min(3, width // theme.px(190)))
        each = (width - gap * (columns - 1)) // columns
        top = 0
        for start in range(0, len(shown), columns):
            row = shown[start : start + columns]
            tall = max(button.heightForWidth(each) for button in row)
            if move:
                for k, button in enumerate(row):
                    button.setGeometry(k * (each + gap), top, each, tall)
            top += tall + gap
        return max(top - gap, 0)
