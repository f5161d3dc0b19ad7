"""Session: the open experiment, its position, running, editing, undo."""

from nnviz import guard  # noqa: F401  (guards every class defined from here on)
from nnviz.session.session import Session

__all__ = ["Session"]
