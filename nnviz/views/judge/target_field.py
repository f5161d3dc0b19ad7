"""The field for what a claim is about, with the names there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from nnviz import theme
from nnviz.core.judge.claim import MAX_TARGET


class TargetField(QLineEdit):
    """A line that completes names of values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What the claim is about"))
        self.setToolTip(self.tr("A name or a derivative: dW2, dz1, dC/do, da2/dz2 …"))
        self.setPlaceholderText("dW2")
        self.setMaxLength(MAX_TARGET)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)
        completer.setMaxVisibleItems(10)
        self.setCompleter(completer)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these names."""
        if list(names) != self._names.stringList():
            self._names.setStringList(list(names))

    def _restyle(self) -> None:
        self.setFont(theme.font("code"))
        popup = self.completer().popup()
        if popup is not None:
            popup.setFont(theme.font("code"))
