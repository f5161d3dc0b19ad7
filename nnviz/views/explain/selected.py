"""The selected unit, weight or bias: its own sum, and on request the full chain back from the loss."""

from __future__ import annotations

from PySide6.QtCore import Signal

from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.formula import Formula
from nnviz.core.equations.letters import Letters
from nnviz.core.experiment.selection import Selection
from nnviz.core.explain.chains import chain
from nnviz.core.explain.paths import factors_known, paths
from nnviz.core.explain.scalars import scalar
from nnviz.core.text.translate import translate
from nnviz.typeset import EquationWidget
from nnviz.views.controls import Menu
from nnviz.views.controls.buttons import Unfold
from nnviz.views.controls.labels import TextLabel
from nnviz.views.explain.section import ExplainSection


def equation(em: float, least: float, lesser: float = 1.0) -> EquationWidget:
    """Return a widget for equations with the program's context menu."""
    return EquationWidget(em, least, lesser, lambda parent: Menu("", parent))


class SelectedSection(ExplainSection):
    """The scalar form of the present operation for what is selected.

    Attributes
    ----------
    letters : Letters
        Letters of the open lesson.
    unfolded : Signal()
        The chain was unfolded or folded.
    """

    unfolded = Signal()

    def __init__(self) -> None:
        lines, hint, chained = equation(15, 12), TextLabel("body", "muted"), equation(15, 12)
        product = equation(15, 12)
        unfold = Unfold(
            translate("explain", "full chain"),
            translate("explain", "Every factor of the chain rule, from the loss back to this number"),
        )
        super().__init__("", product, lines, hint, chained, tool=unfold)
        self.lines, self.hint, self.chain, self.unfold = lines, hint, chained, unfold
        self.paths = product
        self.unfold.toggled.connect(self._toggled)
        self._state: tuple[Frame, Selection | None, int, int] | None = None
        self.letters = Letters()

    def show_selection(self, frame: Frame, selection: Selection | None, example: int, digits: int) -> None:
        """Show the sum of `pick` in the present operation, or how to select one."""
        self._state = (frame, selection, example, digits)
        lines = scalar(frame, selection, example, digits) if selection is not None else ()
        has_chain = selection is not None and factors_known(frame, selection)
        unfolded = has_chain and self.unfold.isChecked()
        if selection is None:
            self.set_title(self.tr("One number"))
        else:
            titles = {
                "unit": self.tr("Unit {symbol}"),
                "weight": self.tr("Weight {symbol}"),
                "bias": self.tr("Bias {symbol}"),
            }
            title = titles.get(selection.kind, self.tr("Loss {symbol}"))
            self.set_title(title.format(symbol=self.letters.text(selection.symbol)))
        self.lines.set_formulas(tuple(map(self.letters.formula, lines)))
        products: tuple[Formula, ...] = ()
        chained: tuple[Formula, ...] = ()
        if unfolded and selection is not None:
            products = paths(frame, selection, example, digits)
            chained = chain(frame, selection, example, digits)
        self.paths.set_formulas(tuple(map(self.letters.formula, products)))
        self.chain.set_formulas(tuple(map(self.letters.formula, chained)))
        if selection is not None and not lines:
            symbol = self.letters.text(selection.symbol)
            self.hint.setText(self.tr("This operation does not involve {0}.").format(symbol))
        elif selection is None:
            self.hint.setText(self.tr("Click a number, a unit or an edge to see how it is computed."))
        self.show_content(self.lines, bool(lines))
        self.show_content(self.hint, not lines)
        self.unfold.setVisible(has_chain)
        self.show_content(self.paths, bool(products))
        self.show_content(self.chain, unfolded)

    def _toggled(self, _on: bool) -> None:
        if self._state is not None:
            self.show_selection(*self._state)
        self.unfolded.emit()
