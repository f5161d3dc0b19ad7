"""The menu of what the network is shown of the inputs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.data.features import available, title
from nnviz.session import Session
from nnviz.views.controls import Menu


class FeaturesMenu(Menu):
    """A check mark for each feature; a click or Space switches it and leaves the menu open."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setTitle(self.tr("Features"))
        self._session, e = session, session.experiment
        for name in available(e.data.raw_inputs):
            action = self.addAction(title(name))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name in e.feature_names)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Switch what was clicked."""
        action = self.actionAt(event.position().toPoint())
        if action is None or not action.isCheckable():
            super().mouseReleaseEvent(event)
        else:
            self._switch(action)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Switch with Space or Return; Escape closes."""
        action = self.activeAction()
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and action is not None and action.isCheckable():
            self._switch(action)
        else:
            super().keyPressEvent(event)

    def _switch(self, switched: QAction) -> None:
        wanted = not switched.isChecked()
        e = self._session.experiment
        on = {name for name in e.feature_names if name != switched.data()}
        if wanted:
            on.add(str(switched.data()))
        names = tuple(name for name in available(e.data.raw_inputs) if name in on)
        if self._session.network_editing.set_features(names):
            switched.setChecked(wanted)
