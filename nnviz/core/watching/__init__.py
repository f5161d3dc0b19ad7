"""Breakpoints at work: where a run stops, found without slowing it."""

from nnviz.core.watching.stop import Stop
from nnviz.core.watching.watch import Watch

__all__ = ["Stop", "Watch"]
