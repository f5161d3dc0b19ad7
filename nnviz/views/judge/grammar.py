"""Popup with the notation of claims, which closes by itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.text.translate import translate
from nnviz.views.controls import Label
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.menus import round_popup


def rows() -> tuple[tuple[str, str], ...]:
    """Return pieces of the notation, each with what it means."""
    return (
        ("+ - * / **", translate("grammar", "element by element, as in NumPy; the exponent is a number")),
        ("@   .T", translate("grammar", "product of matrices, transpose")),
        (
            "X Y W1 b1 z1 a1 dz2 dW2 …",
            translate("grammar", "the values at the current position; (units, batch)"),
        ),
        (
            "m K eta lambda1 lambda2",
            translate("grammar", "examples in the batch, outputs, learning rate, penalties"),
        ),
        (
            "y t y_hat A1 d2 …",
            translate("grammar", "other spellings: Y, last a, a1, dz2; and the names of the lesson"),
        ),
        ("exp log sqrt tanh sigmoid relu", translate("grammar", "element by element")),
        ("d(z1)   s'(z1)   σ'(z1)", translate("grammar", "slope of the layer’s activation")),
        ("softmax(z2)", translate("grammar", "over the units of each example")),
        (
            "sum(x)  sum(x, axis=1)  mean(x)",
            translate("grammar", "all numbers; over the examples (axis=1) or the units (axis=0)"),
        ),
        ("diag(x)  outer(x, y)  eye(n)", translate("grammar", "diagonal matrix, all products, identity")),
        ("a1[k, n]   W2[k, j]", translate("grammar", "one entry, for every index; o[j] is o[j, n]")),
        ("sum(k, …)   delta(j, k)", translate("grammar", "sum over an index; 1 where j = k")),
        (
            "dC/do   da2/dz2   do[k]/dz[j]",
            translate("grammar", "targets: a quotient, a Jacobian, one entry of it"),
        ),
        ("do[i]/dz[j] where i != j", translate("grammar", "a target for some entries only")),
    )


class Grammar(QWidget):
    """A popup: the notation at the left, what it means at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Notation of claims"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        column.addWidget(Label(self.tr("Syntax of claims"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        for row, (code, words) in enumerate(rows()):
            grid.addWidget(Label(code, "code"), row, 0, Qt.AlignmentFlag.AlignTop)
            explained = TextLabel("value", "muted")
            explained.setText(words)
            explained.setMinimumWidth(theme.px(250))
            grid.addWidget(explained, row, 1)
        grid.setColumnStretch(1, 1)
        column.addSpacing(theme.px(6))
        column.addLayout(grid)

    def show_at(self, at: QPoint) -> None:
        """Open with the upper right corner at a point of the screen."""
        self.adjustSize()
        round_popup(self)
        self.move(at - QPoint(self.width(), 0))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(look.panel))
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(9), theme.px(9)
            )
