"""A field over the canvas to type a number."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.experiment.specs import MAX_NUMBER, MAX_PARAMETER
from nnviz.session import Session
from nnviz.views.controls import NumberField


class Editor(QObject):
    """Opens the field in place, commits with Return, gives up with Escape, then hands the focus back.

    Attributes
    ----------
    closed : Signal
        The field is gone.
    """

    closed = Signal()

    def __init__(self, session: Session, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        self._where: tuple[str, int, int] | None = None
        self.field: _NumberField | None = None

    @property
    def open(self) -> bool:
        """Whether a number is being typed."""
        return self.field is not None

    def start(self, number: tuple[str, int, int], value: float, where: QRectF, name: str) -> None:
        """Open the field over `where` for a number, given as its matrix, row and column."""
        self.close()
        self._where = number
        known = value if value == value else 0.0
        largest = MAX_NUMBER if number[0] in ("X", "Y") else MAX_PARAMETER
        field = _NumberField(name, known, minimum=-largest, maximum=largest, parent=self._canvas)
        self.field = field
        size = field.sizeHint()
        field.resize(size)
        x = where.center().x() - size.width() / 2
        y = where.center().y() - size.height() / 2
        field.move(
            int(min(max(x, 4), self._canvas.width() - size.width() - 4)),
            int(min(max(y, 4), self._canvas.height() - size.height() - 4)),
        )
        field.committed.connect(self._commit)
        field.left.connect(self.close)
        field.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def close(self) -> None:
        """Take the field away."""
        field, self.field = self.field, None
        if field is None:
            return
        had_focus = field.hasFocus()
        field.quit()
        field.hide()
        field.deleteLater()
        if had_focus or self._canvas.window().focusWidget() is None:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def _commit(self, value: float) -> None:
        if self._where is not None:
            self._session.number_editing.set(*self._where, float(value))


class _NumberField(NumberField):
    """A number field that says when it is done with."""

    left = Signal()

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._over = False

    def sizeHint(self) -> QSize:
        """Return room for a number with a sign."""
        return QSize(theme.px(88), theme.px(28))

    def quit(self) -> None:
        """Take back what was typed, and take no notice of losing the focus."""
        self._over = True
        self.revert()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Return if the number is allowed, with Escape in any case."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit():
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Escape and Return from the window's shortcuts while typing."""
        mine = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in mine:
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave when the focus goes elsewhere in the window."""
        super().focusOutEvent(event)
        elsewhere = event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        if elsewhere and not self._over:
            self.left.emit()
