"""The choice of another recipe to train beside the present run: type a few letters or a number, Return."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.alternatives import Alternative, alternatives
from nnviz.session import Session
from nnviz.views.controls.labels import TextLabel

_WIDTH, _HEIGHT = 480, 420
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class CompareDialog(QDialog):
    """Recipes that differ from the present one in one entry, in one list.

    The chosen one is trained beside the present run, which is pinned.

    Parameters
    ----------
    session
        Whose run is compared.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._window = session, parent
        self.setWindowTitle(self.tr("Compare with another run"))
        self.setAccessibleName(self.windowTitle())
        self._help = TextLabel("body", "muted")
        self._help.setText(
            self.tr("The present run is pinned, and the one chosen here is trained beside it.")
        )
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search, or type a value: Adam, η 0.1, seed 7, 2-5-1 …"))
        self.field.setAccessibleName(self.windowTitle())
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Recipes to compare with"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._none = TextLabel("body", "muted")
        self._none.setText(
            self.tr("Nothing matches. Type a loss, an optimizer, a number, or units such as 2-5-1.")
        )
        column = QVBoxLayout(self)
        margin = theme.px(12)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(8))
        for widget in (self._help, self.field, self._none):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)
        self._search("")

    def ask(self) -> None:
        """Appear at the top of the window."""
        window, screen = self._window, self.screen().availableSize()
        self.resize(min(theme.px(_WIDTH), screen.width() - 20), min(theme.px(_HEIGHT), screen.height() - 60))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + theme.px(60))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field.setFocus()
        self.open()

    def shown(self) -> list[Alternative]:
        """Return the recipes that are listed."""
        return [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]

    def _search(self, typed: str) -> None:
        self.list.clear()
        for found in alternatives(self._session.experiment, typed):
            item = QListWidgetItem(found.text, self.list)
            item.setData(Qt.ItemDataRole.UserRole, found)
        self._none.setVisible(not self.list.count())
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list and choose in it while the keyboard is in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = _MOVES.get(Qt.Key(event.key()))
            if by is not None:
                row = min(max(self.list.currentRow() + by, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self.list.currentItem()
                if item is not None:
                    self._choose(item)
                return True
        return super().eventFilter(watched, event)

    def _choose(self, item: QListWidgetItem) -> None:
        found: Alternative = item.data(Qt.ItemDataRole.UserRole)
        self.accept()
        self._session.pinned.compare(found.experiment, self.tr("Compare: {0}").format(found.text))
