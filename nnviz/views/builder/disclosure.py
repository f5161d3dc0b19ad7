"""The small "more" at the right of a section's heading."""

from __future__ import annotations

from PySide6.QtCore import QSize

from nnviz import theme
from nnviz.views.controls import Unfold


class Disclosure(Unfold):
    """Unfolds the less common settings of a section."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.toggled.connect(self._relabel)
        self._relabel(False)

    def sizeHint(self) -> QSize:
        """Return room for either word and the chevron."""
        widths = [self.fontMetrics().horizontalAdvance(word) for word in (self.tr("more"), self.tr("less"))]
        return QSize(max(widths) + theme.px(14 + 4), theme.px(20))

    def _relabel(self, unfolded: bool) -> None:
        self.setText(self.tr("less") if unfolded else self.tr("more"))
        self.update()
