"""A number that the learner types as an answer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.text.number_format import LONGEST, parse_number
from nnviz.views.controls.buttons import RevealButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.pages import PlacedWidget

_FIELD = 120


class NumberLine(PlacedWidget):
    """A field, a button, and below them what is wrong with what was typed.

    Attributes
    ----------
    typed : Signal(float, str)
        The learner has given a number, and how it was written.
    resized : Signal()
        It needs another height.
    """

    typed = Signal(float, str)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST)
        self.field.setPlaceholderText(self.tr("0.5 or 1/3"))
        self.field.setAccessibleName(self.tr("Your answer, a number"))
        self.field.returnPressed.connect(self.give)
        self.button = RevealButton(self.tr("Compare with the right number (Return)"), None, self)
        self.button.setText(self.tr("Check"))
        self.button.setAccessibleName(self.tr("Check"))
        self.button.clicked.connect(self.give)
        self.said = TextLabel("body", "muted")
        self.said.setParent(self)
        self.said.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self.updateGeometry)

    def give(self) -> None:
        """Take what was typed as the answer, or say why it is no number."""
        text = self.field.text().strip()
        try:
            value = parse_number(text)
        except ValueError as error:
            self.say(str(error))
            return
        self.typed.emit(value, text)

    def say(self, words: str, role: str = "muted") -> None:
        """Say something below the field."""
        self.said.setText(words)
        self.said.set_role("body", role)
        self.said.setVisible(bool(words))
        self.resized.emit()

    def show_right(self, given: str) -> None:
        """Show the answer that was right; it is not to be changed."""
        self.field.setText(given)
        self.field.setReadOnly(True)
        self.button.hide()

    def place_parts(self, width: int, move: bool) -> int:
        """Place field and button in a row, the sentence below."""
        size = self.button.sizeHint()
        gap = theme.px(8)
        wide = min(theme.px(_FIELD), max(width - size.width() - gap, 1))
        if move:
            self.field.setGeometry(0, 0, wide, size.height())
            self.button.setGeometry(wide + gap, 0, size.width(), size.height())
        top = size.height()
        if self.said.text():
            tall = self.said.heightForWidth(width)
            top += theme.px(6)
            if move:
                self.said.setGeometry(0, top, width, tall)
            top += tall
        return top

    def sizeHint(self) -> QSize:
        """Return room for field and button."""
        wide = QFontMetrics(theme.font("body")).horizontalAdvance(self.button.text())
        return QSize(theme.px(_FIELD) + wide, self.heightForWidth(theme.px(240)))

    def focus(self) -> None:
        """Give the keyboard to the field."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
