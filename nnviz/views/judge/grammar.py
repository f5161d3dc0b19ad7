"""Popup with the notation of claims, which closes by itself."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import Label
from nnviz.views.controls.rounded import round_popup
from nnviz.views.controls.texts import TextLabel


def _tr(text: str) -> str:
    return QCoreApplication.translate("grammar", text)


def rows() -> tuple[tuple[str, str], ...]:
    """Return pieces of the notation, each with what it means."""
    return (
        ("+ - * / **", _tr("element by element, as in NumPy; the exponent is a number")),
        ("@   .T", _tr("product of matrices, transpose")),
        ("X Y W1 b1 z1 a1 dz2 dW2 …", _tr("the values at the current position; (units, batch)")),
        ("m K eta lambda1 lambda2", _tr("examples in the batch, outputs, learning rate, penalties")),
        ("y t y_hat A1 d2 …", _tr("other spellings: Y, last a, a1, dz2; and the names of the lesson")),
        ("exp log sqrt tanh sigmoid relu", _tr("element by element")),
        ("d(z1)   s'(z1)   σ'(z1)", _tr("slope of the layer’s activation")),
        ("softmax(z2)", _tr("over the units of each example")),
        (
            "sum(x)  sum(x, axis=1)  mean(x)",
            _tr("all numbers; over the examples (axis=1) or the units (axis=0)"),
        ),
        ("diag(x)  outer(x, y)  eye(n)", _tr("diagonal matrix, all products, identity")),
        ("a1[k, n]   W2[k, j]", _tr("one entry, for every index; o[j] is o[j, n]")),
        ("sum(k, …)   delta(j, k)", _tr("sum over an index; 1 where j = k")),
        ("dC/do   da2/dz2   do[k]/dz[j]", _tr("targets: a quotient, a Jacobian, one entry of it")),
        ("do[i]/dz[j] where i != j", _tr("a target for some entries only")),
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
