"""Choices of the Build panel: as wide as its longest option, with headings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QStandardItemModel

from nnviz import theme
from nnviz.views.controls import ChoiceField

Group = tuple[str, Sequence[tuple[str, str]]]


class WideChoice(ChoiceField):
    """A combo box for a narrow panel: the field may shorten its text, the list never does."""

    def showPopup(self) -> None:
        """Unfold the choices."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar + theme.px(12))
        super().showPopup()


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
        # Rows are kept, not items: an item is no QObject, and a wrapper that outlives it would one day be
        # taken for whatever stands at its address.
        self._headings = rows
        for row in rows:
            model.item(row).setEnabled(False)
            self.setItemData(row, None, Qt.ItemDataRole.UserRole)

    def explain(self, key: str, sentence: str) -> None:
        """Give an option a tooltip."""
        self.setItemData(self.findData(key), sentence, Qt.ItemDataRole.ToolTipRole)

    def showPopup(self) -> None:
        """Unfold the choices, the headings in the present theme."""
        for row in self._headings:
            self.setItemData(row, theme.font("section"), Qt.ItemDataRole.FontRole)
            self.setItemData(row, QBrush(QColor(theme.current().muted)), Qt.ItemDataRole.ForegroundRole)
        super().showPopup()
