"""Dragging, nudging, zeroing, copying and pasting the numbers of a network."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent

from nnviz.core.data_editing.matrix_text import write_matrix
from nnviz.core.experiment.selection import Selection
from nnviz.core.text.translate import translate
from nnviz.views.controls.number_drag import NumberDrag
from nnviz.views.network.canvas import NetworkCanvas

NUDGE, SMALL = 0.1, 0.01
_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
_UPRIGHT = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class NumberInteraction(QObject):
    """What mouse and keys do to the number that is selected.

    Weights and biases are dragged as they are, inputs and the target while Ctrl or Alt is held.
    """

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas, self._session = canvas, canvas.session
        self._drag = NumberDrag(self._session, self)

    # -- mouse -------------------------------------------------------------------------------------

    def press(self, selection: Selection, event: QMouseEvent) -> None:
        """Hold the number that was pressed on."""
        where = self._session.number_editing.of(selection)
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | _ALT)
        if where is not None and (selection.parameter is not None or held):
            self._drag.press(where, event.globalPosition())

    def move(self, event: QMouseEvent) -> bool:
        """Drag the number that is held; return whether one is."""
        if not self._drag.held:
            return False
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self.release()
            return False
        if self._drag.move(event.globalPosition(), event.modifiers()):
            self._canvas.setCursor(Qt.CursorShape.SizeVerCursor)
        return True

    def release(self) -> bool:
        """Release the number; return whether it was dragged."""
        moved = self._drag.release()
        if moved:
            self._canvas.setCursor(Qt.CursorShape.PointingHandCursor)
        return moved

    # -- keys --------------------------------------------------------------------------------------

    def wanted(self, event: QKeyEvent) -> bool:
        """Whether a key is not for the window: Alt with an arrow, or 0, while a number is selected."""
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        nudge = event.key() in _UPRIGHT and keys in (_ALT, _ALT | _SHIFT)
        zero = event.key() == Qt.Key.Key_0 and not keys
        if self._session.prediction.hides and zero:
            # It is a guess.
            return False
        return (nudge or zero) and self._session.number_editing.of(self._session.selected) is not None

    def pressed(self, event: QKeyEvent) -> bool:
        """Do what a key means; return whether it means something."""
        numbers, selected = self._session.number_editing, self._session.selected
        where = numbers.of(selected)
        if self.wanted(event) and where is not None:
            if event.key() == Qt.Key.Key_0:
                numbers.set(*where, 0.0)
            else:
                step = SMALL if event.modifiers() & _SHIFT else NUDGE
                numbers.nudge(*where, step if event.key() == Qt.Key.Key_Up else -step)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            return False
        return True

    def copy(self) -> None:
        """Copy the matrix of what is selected, for a spreadsheet."""
        name = self._matrix()
        if name is not None:
            frame = self._session.frame
            array = frame.values[name] if name in ("X", "Y") else frame.current(name)
            QGuiApplication.clipboard().setText(write_matrix(array, "spreadsheet"))
            self._say(translate("network", "Copied {0}.").format(name))

    def paste(self) -> None:
        """Set the matrix of what is selected to the one on the clipboard; a derivation is judged instead."""
        text = QGuiApplication.clipboard().text()
        if self._session.derivation.looks_like_one(text):
            self._session.derivation.open(text)
            return
        name = self._matrix()
        if name is not None:
            self._session.number_editing.paste(name, text)

    def _matrix(self) -> str | None:
        name = self._session.number_editing.matrix_of(self._session.selected)
        if name is None:
            words = translate(
                "network", "Select a weight, a bias, a unit or an input first, to choose its matrix."
            )
            self._say(translate("network", words))
        return name

    def _say(self, text: str) -> None:
        self._session.message.emit(text)
