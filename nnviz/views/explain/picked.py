"""The picked unit, weight or bias: its own sum, and on request the full chain back from the loss."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal

from nnviz.core.experiment.selection import Pick
from nnviz.core.explain import chain, scalar
from nnviz.core.run.frame import Frame
from nnviz.typeset import EquationWidget
from nnviz.views.controls import Menu
from nnviz.views.controls.texts import Text
from nnviz.views.controls.unfold import Unfold
from nnviz.views.explain.section import Section


def equation(em: float, least: float, lesser: float = 1.0) -> EquationWidget:
    """Return a widget for equations with the program's context menu."""
    return EquationWidget(em, least, lesser, lambda parent: Menu("", parent))


class PickedSection(Section):
    """The scalar form of the present operation for what is picked.

    Attributes
    ----------
    unfolded : Signal()
        The chain was unfolded or folded.
    """

    unfolded = Signal()

    def __init__(self) -> None:
        lines, hint, chained = equation(15, 12), Text("body", "muted"), equation(15, 12)
        unfold = Unfold(
            QCoreApplication.translate("explain", "full chain"),
            QCoreApplication.translate(
                "explain", "Every factor of the chain rule, from the loss back to this number"
            ),
        )
        super().__init__("", lines, hint, chained, tool=unfold)
        self.lines, self._hint, self.chain, self.unfold = lines, hint, chained, unfold
        self.unfold.toggled.connect(self._toggled)
        self._state: tuple[Frame, Pick | None, int, int] | None = None

    def show_pick(self, frame: Frame, pick: Pick | None, example: int, digits: int) -> None:
        """Show the sum of `pick` in the present operation, or how to pick one."""
        self._state = (frame, pick, example, digits)
        lines = scalar(frame, pick, example, digits) if pick is not None else ()
        has_chain = pick is not None and _has_gradient(frame, pick)
        unfolded = has_chain and self.unfold.isChecked()
        if pick is None:
            self.set_title(self.tr("One number"))
        else:
            kinds = {"unit": self.tr("Unit"), "weight": self.tr("Weight"), "bias": self.tr("Bias")}
            self.set_title(f"{kinds.get(pick.kind, self.tr('Loss'))} {pick.symbol}")
        self.lines.set_formulas(lines)
        self.chain.set_formulas(chain(frame, pick, example, digits) if unfolded and pick is not None else ())
        if pick is not None and not lines:
            self._hint.setText(self.tr("This operation does not concern {0}.").format(pick.symbol))
        elif pick is None:
            self._hint.setText(self.tr("Click a number, a unit or an edge to see how it is computed."))
        self.show_content(self.lines, bool(lines))
        self.show_content(self._hint, not lines)
        self.unfold.setVisible(has_chain)
        self.show_content(self.chain, unfolded)

    def _toggled(self, _on: bool) -> None:
        if self._state is not None:
            self.show_pick(*self._state)
        self.unfolded.emit()


def _has_gradient(frame: Frame, pick: Pick) -> bool:
    return pick.parameter is not None and f"d{pick.parameter}" in frame.values
