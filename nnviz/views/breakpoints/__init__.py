"""Breakpoints and health on screen: “run until”, the list of breakpoints, what is not well."""

from nnviz.views.breakpoints.popup import BreakpointPopup
from nnviz.views.breakpoints.view import BreakpointsView

__all__ = ["BreakpointPopup", "BreakpointsView"]
