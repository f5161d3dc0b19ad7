"""Breakpoints and training health on screen: “run until”, the list of breakpoints, training problems."""

from nnviz.views.breakpoints.popup import BreakpointPopup
from nnviz.views.breakpoints.view import BreakpointsView

__all__ = ["BreakpointPopup", "BreakpointsView"]
