"""A choice whose list is as wide as its longest option."""

from __future__ import annotations

from nnviz import theme
from nnviz.views.controls import ChoiceField


class WideChoice(ChoiceField):
    """A combo box for a narrow panel: the field may shorten its text, the list never does."""

    def showPopup(self) -> None:
        """Unfold the choices."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar + theme.px(12))
        super().showPopup()
