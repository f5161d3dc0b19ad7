"""What the window talks to: the open experiment, where it stands, how it runs, what can be undone."""

from nnviz.session.session import Session

__all__ = ["Session"]
