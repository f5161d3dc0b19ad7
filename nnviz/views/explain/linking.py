"""Equations tied to the network: what is pointed at or selected in one lights up in the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from nnviz.core.equations.formula import Link
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.typeset import EquationWidget
from nnviz.views.explain.links import highlighted, per_example, selection_of


class Linker(QObject):
    """Passes hovers and clicks of equations on to the session, and lights what the session points at.

    Parameters
    ----------
    session
        Whose hover, pick and example are shared.
    equations
        All that are tied together.
    marking
        Those in which what is selected is marked; in one that is about the selected item alone nearly
        everything would be.
    """

    def __init__(
        self,
        session: Session,
        equations: Sequence[EquationWidget],
        marking: Sequence[EquationWidget],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._equations, self._marking = session, equations, marking
        self._pointed: Link | None = None
        session.hovered_changed.connect(self.highlight)
        for equation in equations:
            equation.hovered.connect(self.point_at)
            equation.clicked.connect(self.select)

    def selection_of(self, link: Link | None) -> Selection | None:
        """Return the item of the network that a piece belongs to."""
        return selection_of(link, len(self._session.frame.experiment.layers))

    def point_at(self, link: Link | None) -> None:
        """Point at a piece, None for at nothing any more."""
        self._pointed = link
        selection = self.selection_of(link)
        if selection != self._session.hovered:
            self._session.hover(selection)
        else:
            self.highlight()

    def select(self, link: Link) -> None:
        """Select the item that a piece belongs to, and show the example that it is of."""
        selection = self.selection_of(link)
        if selection is None:
            return
        if link.column is not None and per_example(link.name):
            self._session.set_example(link.column)
        self._session.select(selection)

    def highlight(self, _selection: Selection | None = None) -> None:
        """Light the pieces that belong to what is pointed at, and mark what is selected."""
        hovered, layers = self._session.hovered, len(self._session.frame.experiment.layers)
        # A piece stays highlighted only as long as nobody else points elsewhere.
        pointed = self._pointed if self.selection_of(self._pointed) == hovered else None
        for equation in self._equations:
            links = {link for formula in equation.formulas() for link in formula.links}
            marked = self._session.selected if equation in self._marking else None
            equation.set_highlighted(
                highlighted(links, hovered, pointed, layers), highlighted(links, marked, None, layers)
            )
