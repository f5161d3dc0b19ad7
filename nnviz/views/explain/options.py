"""Options of the numbers: one example or the batch, decimals, whole matrices or their ends."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal

from nnviz import theme
from nnviz.views.controls.buttons import Unfold
from nnviz.views.controls.pages import PlacedWidget
from nnviz.views.explain.choice import QuietChoice
from nnviz.views.explain.scope_switch import ScopeSwitch

FEWEST, MOST = 2, 8
_HEIGHT = 22


class ExplainOptions(PlacedWidget):
    """A row of quiet controls above the numbers.

    Attributes
    ----------
    changed : Signal()
        Something else is to be shown.
    batch : bool
        Whether the whole batch is shown instead of one example.
    digits : int
        Decimals, `FEWEST` to `MOST`.
    whole : bool
        Whether all entries of large matrices are written.
    fractions : bool
        Whether numbers are written as they were entered: 1/3 instead of 0.333.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.digits, self.fractions = 3, False
        example = (self.tr("one example"), self.tr("Show the numbers of the current example"))
        batch = (self.tr("whole batch"), self.tr("Show one column for each example of the batch"))
        self.scope = ScopeSwitch({"example": example, "batch": batch}, self.tr("Numbers of"), self)
        counts = {str(n): self.tr("{0} decimals").format(n) for n in range(FEWEST, MOST + 1)}
        self.precision = QuietChoice(
            self.tr("Precision"),
            {**counts, "fractions": self.tr("fractions as entered")},
            self.tr("Number of decimals"),
        )
        self.precision.setParent(self)
        self.precision.set_value("3")
        self.entries = Unfold(self.tr("show all"), self.tr("Write all entries of the matrices"))
        self.entries.setParent(self)
        self.entries.hide()
        self.entries.toggled.connect(self._entries_chosen)
        self.scope.changed.connect(self._scope_chosen)
        self.precision.changed.connect(self._precision_chosen)
        theme.manager().changed.connect(self.arrange)

    @property
    def batch(self) -> bool:
        """Whether the whole batch is shown."""
        return self.scope.value() == "batch"

    @property
    def whole(self) -> bool:
        """Whether all entries are written."""
        return self.entries.isChecked()

    def set_shortened(self, shortened: bool) -> None:
        """Offer to write all entries if some are left out."""
        self.entries.setVisible(shortened or self.whole)

    def set_scopes(self, several: bool, matters: bool) -> None:
        """Offer the choice of scope if the batch has several examples and it makes a difference."""
        self.scope.setVisible(several)
        self.scope.setEnabled(matters)

    def sizeHint(self) -> QSize:
        """Return room for one line."""
        return QSize(theme.px(200), theme.px(_HEIGHT))

    def place_parts(self, width: int, move: bool) -> int:
        """Place the controls at both ends of a line, or of two where one cannot hold all their words."""
        height, gap = theme.px(_HEIGHT), theme.px(10)
        scope, precision, entries = (w.sizeHint() for w in (self.scope, self.precision, self.entries))
        # Room is kept for what comes and goes, so that nothing moves.
        needed = scope.width() + entries.width() + precision.width() + 2 * gap
        together = self.scope.isHidden() or needed <= width
        top = 0 if together else height + theme.px(2)
        if move:
            left = width - precision.width()
            self.precision.setGeometry(left, top + (height - precision.height()) // 2, *_pair(precision))
            left -= entries.width() + gap
            self.entries.setGeometry(max(left, 0), top + (height - entries.height()) // 2, *_pair(entries))
            self.scope.setGeometry(0, 0, min(scope.width(), width), height)
        return top + height

    def _scope_chosen(self, _key: str) -> None:
        self.changed.emit()

    def _entries_chosen(self, _on: bool) -> None:
        self.changed.emit()

    def _precision_chosen(self, key: str) -> None:
        self.fractions = key == "fractions"
        if not self.fractions:
            self.digits = int(key)
        self.arrange()
        self.changed.emit()


def _pair(size: QSize) -> tuple[int, int]:
    return size.width(), size.height()
