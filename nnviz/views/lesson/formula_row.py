"""A formula on a line of its own, with its number."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.equations.formula import Formula as Typeset
from nnviz.core.lessons.lesson import LessonFormula
from nnviz.typeset import EquationWidget
from nnviz.views.controls import Label, Menu


class NumberedFormula(QWidget):
    """“δᴸ = ∇C ⊙ σ′(zᴸ)      (6)”."""

    BLEED = EquationWidget.BLEED

    def __init__(self, formula: LessonFormula) -> None:
        super().__init__()
        self.equation = EquationWidget(19, 13, menu=lambda parent: Menu("", parent), parent=self)
        self.equation.set_formula(Typeset(formula.latex, formula.latex, ()))
        self.tag = Label(f"({formula.tag})" if formula.tag else "", "value", "muted", self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the formula for a width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the formula."""
        return self.equation.heightForWidth(self._room(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place formula and number."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place formula and number again."""
        left = self._indent()
        self.equation.setGeometry(left, 0, self._room(self.width()), self.height())
        size = self.tag.sizeHint()
        right = self.width() - self.BLEED
        self.tag.setGeometry(right - size.width(), (self.height() - size.height()) // 2, *size.toTuple())

    def _indent(self) -> int:
        return theme.px(12)

    def _room(self, width: int) -> int:
        tag = self.tag.sizeHint().width() + theme.px(8) if self.tag.text() else 0
        return max(width - self._indent() - tag, 1)
