"""Lines of a small form in the panel: words at the left, a field at the right, perhaps words below."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.pages import PlacedWidget


class FormLine(PlacedWidget):
    """One line.

    Parameters
    ----------
    label
        The widget at the left.
    field
        The one at the right.
    below
        Words under both, muted.
    share
        Fraction of the width that the left side has.
    """

    def __init__(self, label: QWidget, field: QWidget, below: str = "", share: float = 0.4) -> None:
        super().__init__()
        # In a pair of their own: a field has the name of what holds it beside this line.
        self._pair = ((label, field),)
        self._share = share
        self.below = TextLabel("label", "muted")
        self.below.setText(below)
        for widget in (label, field, self.below):
            widget.setParent(self)
        self.below.setVisible(bool(below))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        tall = theme.px(29)
        left = round(width * self._share)
        ((label, field),) = self._pair
        if move:
            high = min(label.sizeHint().height(), tall)
            label.setGeometry(0, (tall - high) // 2, max(left - theme.px(8), 1), high)
            field.setGeometry(left, 0, max(width - left, 1), tall)
        if self.below.isHidden():
            return tall
        words = self.below.heightForWidth(max(width - left, 1))
        if move:
            self.below.setGeometry(left, tall + theme.px(1), max(width - left, 1), words)
        return tall + theme.px(1) + words


class LineColumn(PlacedWidget):
    """Lines below each other."""

    def __init__(self, space: int = 5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[tuple[QWidget]] = []
        self._space = space
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_lines(self, lines: list[QWidget]) -> None:
        """Show other lines; those before are deleted."""
        for (line,) in self._lines:
            if line not in lines:
                line.hide()
                line.deleteLater()
        self._lines = [(line,) for line in lines]
        for line in lines:
            line.setParent(self)
            line.show()
        self.updateGeometry()
        self.arrange()

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        top = 0
        for number, (line,) in enumerate(self._lines):
            top += theme.px(self._space) if number else 0
            tall = line.heightForWidth(width) if line.hasHeightForWidth() else line.sizeHint().height()
            if move:
                wide = width if line.hasHeightForWidth() else min(line.sizeHint().width(), width)
                line.setGeometry(0, top, wide, tall)
            top += tall
        return top
