"""The field for what a claim is about, with the names there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QStringListModel, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QWidget

from nnviz import theme
from nnviz.core.judge.claim import MAX_TARGET, MAX_TEXT


class TargetField(QLineEdit):
    """A line that completes names of values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Target of the claim"))
        self.setToolTip(self.tr("A name or a derivative: dW2, dz1, dC/do, da2/dz2 …"))
        self.setPlaceholderText("dW2")
        self.setMaxLength(MAX_TARGET + MAX_TEXT)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)
        completer.setMaxVisibleItems(10)
        self.setCompleter(completer)
        self._list = popup = completer.popup()
        assert popup is not None
        # Qt would take the click that closes the list for itself.
        popup.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        popup.installEventFilter(self)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these names."""
        if list(names) != self._names.stringList():
            self._names.setStringList(list(names))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a click beside the list close it and do what it does anywhere else."""
        popup = self._list
        assert popup is not None
        outside = (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonPress
            and watched in (popup, popup.viewport())
            and not popup.rect().contains(popup.mapFromGlobal(event.globalPosition().toPoint()))
        )
        if not outside or not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        popup.hide()
        place = event.globalPosition()
        below = QApplication.widgetAt(place.toPoint())
        if below is not None:
            keyboard = below if below.focusPolicy() & Qt.FocusPolicy.ClickFocus else below.focusProxy()
            if keyboard is not None:
                keyboard.setFocus(Qt.FocusReason.MouseFocusReason)
            for kind, held in (
                (QEvent.Type.MouseButtonPress, event.buttons()),
                (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
            ):
                local = QPointF(below.mapFromGlobal(place))
                QApplication.sendEvent(
                    below, QMouseEvent(kind, local, place, event.button(), held, event.modifiers())
                )
        return True

    def _restyle(self) -> None:
        self.setFont(theme.font("code"))
        popup = self.completer().popup()
        if popup is not None:
            popup.setFont(theme.font("code"))
