"""Phase, title and shape of the operation that is explained."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.network.operation import Operation
from nnviz.views.controls import Label
from nnviz.views.controls.labels import TextLabel
from nnviz.views.explain.badge import PhaseBadge


class ExplainHeader(QWidget):
    """“Backward  Layer 1 · through tanh  3 × 10”."""

    def __init__(self) -> None:
        super().__init__()
        self.badge, self.title, self.shape = PhaseBadge(), TextLabel("heading"), Label("", "value", "muted")
        for widget in (self.badge, self.title, self.shape):
            widget.setParent(self)
        self.shape.setToolTip(self.tr("Shape of the value that the operation writes"))
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_operation(self, op: Operation, shape: tuple[int, ...]) -> None:
        """Show what an operation does and the shape of what it writes."""
        self.badge.show()
        self.badge.set_phase(op.phase)
        self.title.setText(op.title)
        self.shape.setText(" × ".join(map(str, shape)))
        self._place(self.width(), True)

    def show_start(self, title: str) -> None:
        """Show a title alone."""
        self.badge.hide()
        self.shape.setText("")
        self.title.setText(title)
        self._place(self.width(), True)

    def hasHeightForWidth(self) -> bool:
        """Be taller where the title takes two lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of badge and title."""
        return self._place(width, False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything."""
        super().resizeEvent(event)
        self._place(self.width(), True)

    def _place(self, width: int, move: bool) -> int:
        badge, gap, left = self.badge.sizeHint(), theme.px(8), 0
        if not self.badge.isHidden():
            left = badge.width() + gap
            if move:
                self.badge.setGeometry(0, 0, badge.width(), badge.height())
        side = self.shape.sizeHint().width()
        room = max(width - left - side - (gap if side else 0), 1)
        line = self.title.heightForWidth(10_000)
        tall = self.title.heightForWidth(room)
        down = max((badge.height() - line) // 2, 0)
        if move:
            self.title.setGeometry(left, down, room, tall)
            self.shape.setGeometry(width - side, 0, side, badge.height())
        return max(badge.height(), down + tall)
