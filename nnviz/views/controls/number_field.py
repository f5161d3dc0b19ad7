"""A field for one number, as people write numbers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QSizePolicy, QToolTip, QWidget

from nnviz import theme
from nnviz.core.text.number_format import parse_integer, parse_number

Check = Callable[[float], None]


class NumberField(QLineEdit):
    """A number that is typed: decimals, powers of ten and fractions such as ``-1/3``.

    Return or leaving the field commits, and Return in a dialog presses its default button, too; Escape takes
    the typing back, Up and Down nudge. What is not allowed is never changed silently: the field keeps the
    text, turns red and says what is allowed.
    Until something is typed, undo and redo belong to the window.

    Parameters
    ----------
    name
        What the number is; the accessible name and the subject of error sentences.
    value
        The number to begin with.
    minimum, maximum
        Smallest and largest value allowed.
    above
        A bound that the value has to exceed.
    integer
        Whether only whole numbers are allowed; values are then `int`, exact at any size.
    step
        What Up and Down add; without it 1 for whole numbers and else 0.1.
    decimals
        Shown decimals; without it the shortest text, up to six significant figures.
    check
        Called with a value before it is committed; raises ValueError with a sentence to refuse it.

    Attributes
    ----------
    committed : Signal(object)
        The new value, `float` or `int`; `set_value` does not emit it.
    rejected : Signal(str)
        The sentence that says why a typed text was not taken.
    """

    committed = Signal(object)
    rejected = Signal(str)

    HEIGHT = 29

    def __init__(
        self,
        name: str,
        value: float = 0,
        *,
        minimum: float | None = None,
        maximum: float | None = None,
        above: float | None = None,
        integer: bool = False,
        step: float | None = None,
        decimals: int | None = None,
        check: Check | None = None,
        tooltip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._above = minimum, maximum, above
        self._integer, self._decimals, self._check = integer, decimals, check
        self._step = step if step is not None else (1 if integer else 0.1)
        self._value = value
        self._help = tooltip
        self._error = ""
        self._fresh = False
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaxLength(80)
        self.textEdited.connect(self._edited)
        theme.manager().changed.connect(self.updateGeometry)
        self._show_value()

    def value(self) -> float:
        """Return the last value that was set or committed."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show another value, silently; a text just being typed is left alone."""
        same, self._value = value == self._value, value
        if self.hasFocus() and self.isModified():
            return
        if not same or self._error:
            self._show_value()

    def set_range(self, minimum: float | None, maximum: float | None) -> None:
        """Allow other values from now on."""
        self._minimum, self._maximum = minimum, maximum

    def error(self) -> str:
        """Return why the text was not taken; empty if there is no error."""
        return self._error

    def commit(self) -> bool:
        """Take the text as the new value; return whether it was allowed."""
        if not self.isModified():
            return not self._error
        try:
            value = self._read()
        except ValueError as error:
            self._set_error(str(error))
            self.rejected.emit(str(error))
            return False
        self._set_error("")
        # The text stays as it was typed, 1/3 for example, and its undo steps are over.
        self.setText(self.text().strip())
        self.setModified(False)
        if value != self._value:
            self._value = value
            self.committed.emit(value)
        return True

    def revert(self) -> None:
        """Take back what was typed."""
        self._show_value()

    def sizeHint(self) -> QSize:
        """Return room for six figures."""
        return QSize(theme.px(96), theme.px(self.HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return room for three figures."""
        return QSize(theme.px(52), theme.px(self.HEIGHT))

    def event(self, event: QEvent) -> bool:
        """Let the window's undo and redo act until something is typed; Up and Down stay here."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and self._is_the_windows(event):
            event.ignore()
            return False
        if override and isinstance(event, QKeyEvent) and _nudges(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit, revert, nudge or type."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit() and self._in_dialog():
                # The dialog goes on with its default button.
                event.ignore()
            elif not self._error:
                self.clearFocus()
        elif key == Qt.Key.Key_Escape and (self.isModified() or self._error):
            self.revert()
            self.selectAll()
        elif _nudges(event):
            self._nudge(1 if key == Qt.Key.Key_Up else -1)
        elif self._is_the_windows(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        self._fresh = event.reason() == Qt.FocusReason.MouseFocusReason
        self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep all selected after the click that brought the focus."""
        super().mouseReleaseEvent(event)
        if self._fresh and not self.hasSelectedText():
            self.selectAll()
        self._fresh = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit, unless only a menu opened."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
            self.deselect()

    def _in_dialog(self) -> bool:
        window = self.window()
        return isinstance(window, QDialog) and any(
            button.isDefault() for button in window.findChildren(QPushButton)
        )

    def _is_the_windows(self, event: QEvent) -> bool:
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        return (
            isinstance(event, QKeyEvent)
            and not self.isModified()
            and (event.matches(undo) or event.matches(redo))
        )

    def _read(self) -> float:
        """Return the number in the field; raise ValueError with a sentence if it is not allowed."""
        value = parse_integer(self.text()) if self._integer else parse_number(self.text())
        low, high, name = self._minimum, self._maximum, self.accessibleName()
        if self._above is not None and value <= self._above:
            raise ValueError(self._say(self.tr("{name} must be more than {low}."), name, self._above, high))
        if (low is not None and value < low) or (high is not None and value > high):
            if low is not None and high is not None:
                sentence = self.tr("{name} must be from {low} to {high}.")
            elif low is not None:
                sentence = self.tr("{name} must be {low} or more.")
            else:
                sentence = self.tr("{name} must be {high} or less.")
            raise ValueError(self._say(sentence, name, low, high))
        if self._check is not None:
            self._check(value)
        return value

    def _say(self, sentence: str, name: str, low: float | None, high: float | None) -> str:
        low_text = "" if low is None else self._text(low)
        return sentence.format(name=name, low=low_text, high="" if high is None else self._text(high))

    def _text(self, value: float) -> str:
        if self._integer:
            return str(int(value))
        if self._decimals is not None and round(value, self._decimals) == value:
            return f"{value:.{self._decimals}f}"
        return f"{value:.6g}"

    def _show_value(self) -> None:
        self.setText(self._text(self._value))
        self.setModified(False)
        self.setCursorPosition(0)
        self._set_error("")

    def _nudge(self, direction: int) -> None:
        if not self.commit():
            return
        # Twelve decimals hide what binary fractions add: 0.1 + 0.2 is to be 0.3.
        value = self._value + direction * self._step
        self.setText(self._text(value if self._integer else round(value, 12)))
        self.setModified(True)
        self.commit()
        self.selectAll()

    def _edited(self) -> None:
        if not self._error:
            return
        try:
            self._read()
        except ValueError:
            return
        self._set_error("")

    def _set_error(self, sentence: str) -> None:
        if sentence:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), sentence, self)
        if sentence == self._error:
            return
        self._error = sentence
        self.setToolTip(sentence or self._help)
        self.setAccessibleDescription(sentence)
        self.setProperty("invalid", bool(sentence))
        self.style().unpolish(self)
        self.style().polish(self)


def _nudges(event: QKeyEvent) -> bool:
    """Whether a key goes to the next or the last number: an arrow up or down alone."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
