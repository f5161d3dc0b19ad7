"""A choice whose options stand in groups under headings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel

from nnviz import theme
from nnviz.views.builder.wide_choice import WideChoice

Group = tuple[str, Sequence[tuple[str, str]]]


class GroupedChoice(WideChoice):
    """A combo box with headings that cannot be chosen; keys and wheel pass over them."""

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Offer groups of ``(heading, [(key, label), …])``; an empty heading gets no line of its own."""
        options: list[tuple[str, str]] = []
        rows: list[int] = []
        for heading, pairs in groups:
            if heading:
                rows.append(len(options))
                options.append(("", heading))
            options += pairs
        self.set_options(options)
        self.setMaxVisibleItems(max(len(options), 1))
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        self._headings: list[QStandardItem] = [model.item(row) for row in rows]
        for item in self._headings:
            item.setEnabled(False)
            item.setData(None, Qt.ItemDataRole.UserRole)

    def explain(self, key: str, sentence: str) -> None:
        """Give an option a tooltip."""
        self.setItemData(self.findData(key), sentence, Qt.ItemDataRole.ToolTipRole)

    def showPopup(self) -> None:
        """Unfold the choices, the headings in the present theme."""
        for item in self._headings:
            item.setFont(theme.font("section"))
            item.setForeground(QColor(theme.current().muted))
        super().showPopup()
