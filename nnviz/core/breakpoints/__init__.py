"""Breakpoints at work: where a run stops, found without slowing it."""

from nnviz.core.breakpoints.hit import Stop
from nnviz.core.breakpoints.watch import Watch

__all__ = ["Stop", "Watch"]
