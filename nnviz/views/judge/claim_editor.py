"""The editor for the right side of a claim."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from nnviz import theme
from nnviz.core.judge.claim import MAX_TEXT

_MOST_LINES = 5


class ClaimEditor(QPlainTextEdit):
    """A few lines of code: Return judges, Shift+Return begins a line, Escape gives the keyboard back.

    Attributes
    ----------
    submitted : Signal()
        The user wants it judged.
    resized : Signal()
        It needs another height.
    """

    submitted = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The claim"))
        self.setToolTip(self.tr("An expression such as (y_hat - y) @ A1.T; Return judges it"))
        self.setPlaceholderText("(y_hat - y) @ A1.T")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._grown)
        self._tall = 0
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """Return the expression, on one line."""
        return " ".join(self.toPlainText().split())[: 2 * MAX_TEXT]

    def set_text(self, text: str) -> None:
        """Show another expression; the change can be undone in the editor."""
        self.selectAll()
        self.insertPlainText(text)

    def underline(self, start: int, end: int) -> None:
        """Underline the piece from `start` to `end` that is not understood; nothing if it is empty."""
        selections = []
        if end > start:
            mark = QTextEdit.ExtraSelection()
            cursor = self.textCursor()
            cursor.setPosition(min(start, len(self.toPlainText())))
            cursor.setPosition(min(end, len(self.toPlainText())), cursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(theme.current().danger))
            mark.cursor, mark.format = cursor, form  # type: ignore[attr-defined]
            selections.append(mark)
        self.setExtraSelections(selections)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Judge, begin a line, or give the keyboard back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.insertPlainText("\n")
            else:
                self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return room for the lines, of which there are a few at most."""
        lines = min(max(round(self.document().size().height()), 1), _MOST_LINES)
        frame = 2 * theme.px(7) + 2 * round(self.document().documentMargin())
        return QSize(theme.px(200), lines * QFontMetrics(self.font()).lineSpacing() + frame)

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(theme.px(80), self.sizeHint().height())

    def _grown(self) -> None:
        full = self.document().size().height() > _MOST_LINES
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if full else policy.ScrollBarAlwaysOff)
        tall = self.sizeHint().height()
        if tall != self._tall:
            self._tall = tall
            self.updateGeometry()
            self.resized.emit()

    def _restyle(self) -> None:
        self.setFont(theme.font("code"))
        self.updateGeometry()
