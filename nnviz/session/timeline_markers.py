"""Markers on the timeline: bookmarks, changes during the run, breakpoint hits."""

from __future__ import annotations

from nnviz.core.experiment.experiment import Change
from nnviz.core.experiment.selection import Selection
from nnviz.core.text.scripts import superscript
from nnviz.session import Session, bookmarks

_SYMBOLS = {"learning_rate": "η", "l1": "λ₁", "l2": "λ₂"}


def marks(session: Session) -> list[tuple[int, str, str]]:
    """Return the marks of a session as ``(iteration, text, kind)``, in the order of the run."""
    found: dict[int, list[str]] = {}
    for change in session.experiment.changes:
        found.setdefault(change.iteration, []).append(_words(change))
    changes = [(i, ", ".join(words[:3]) + " …" * (len(words) > 3), "change") for i, words in found.items()]
    mine = [(b.iteration, bookmarks.title(b), "bookmark") for b in session.notes.bookmarks]
    return sorted([*changes, *mine, *session.breakpoints.marks()])


def _words(change: Change) -> str:
    if change.parameter is None:
        return f"{_SYMBOLS[change.set or '']} = {change.value:.4g}"
    if change.values is not None:
        return f"{change.parameter[0]}{superscript(int(change.parameter[1:]))}"
    kind, layer = "bias" if change.source is None else "weight", int(change.parameter[1:])
    return f"{Selection(kind, layer, change.unit or 0, change.source).symbol} = {change.value:.4g}"
