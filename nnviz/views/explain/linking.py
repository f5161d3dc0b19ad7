"""Equations tied to the network: what is pointed at or picked in one lights up in the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from nnviz.core.experiment.selection import Pick
from nnviz.core.explain import Link
from nnviz.session import Session
from nnviz.typeset import EquationWidget
from nnviz.views.explain.links import lit, per_example, pick_of


class Linker(QObject):
    """Passes hovers and clicks of equations on to the session, and lights what the session points at.

    Parameters
    ----------
    session
        Whose hover, pick and example are shared.
    equations
        All that are tied together.
    marking
        Those in which what is picked is marked; in one that is about the picked thing alone nearly
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
        session.hovered_changed.connect(self.light)
        for equation in equations:
            equation.hovered.connect(self.point_at)
            equation.clicked.connect(self.pick)

    def pick_of(self, link: Link | None) -> Pick | None:
        """Return the thing of the network that a piece belongs to."""
        return pick_of(link, len(self._session.frame.experiment.layers))

    def point_at(self, link: Link | None) -> None:
        """Point at a piece, None for at nothing any more."""
        self._pointed = link
        pick = self.pick_of(link)
        if pick != self._session.hovered:
            self._session.hover(pick)
        else:
            self.light()

    def pick(self, link: Link) -> None:
        """Pick the thing that a piece belongs to, and show the example that it is of."""
        pick = self.pick_of(link)
        if pick is None:
            return
        if link.column is not None and per_example(link.name):
            self._session.set_example(link.column)
        self._session.pick(pick)

    def light(self, _pick: Pick | None = None) -> None:
        """Light the pieces that belong to what is pointed at, and mark what is picked."""
        hovered, layers = self._session.hovered, len(self._session.frame.experiment.layers)
        # A piece stays lit only as long as nobody else points elsewhere.
        pointed = self._pointed if self.pick_of(self._pointed) == hovered else None
        for equation in self._equations:
            links = {link for formula in equation.formulas() for link in formula.links}
            marked = self._session.picked if equation in self._marking else None
            equation.set_lit(lit(links, hovered, pointed, layers), lit(links, marked, None, layers))
