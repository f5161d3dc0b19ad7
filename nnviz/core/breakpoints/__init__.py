"""Breakpoints at work: where a run stops, found without slowing it."""

from nnviz.core.breakpoints.hit import Stop
from nnviz.core.breakpoints.watch import Watch, iteration_end

__all__ = ["Stop", "Watch", "iteration_end"]
