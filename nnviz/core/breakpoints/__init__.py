"""Breakpoints at work: where a run stops, found without slowing it."""

from nnviz.core.breakpoints.hit import BreakpointHit
from nnviz.core.breakpoints.watch import WatchedRun, iteration_end

__all__ = ["BreakpointHit", "WatchedRun", "iteration_end"]
