"""What the window talks to: the open experiment, where it stands, how it runs, what can be undone."""

from nnviz import guard  # noqa: F401  (guards every class defined from here on)
from nnviz.session.session import Session

__all__ = ["Session"]
