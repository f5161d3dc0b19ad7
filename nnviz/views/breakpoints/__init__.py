"""Breakpoints and health on screen: “run until”, the list of breakpoints, what is not well."""

from nnviz.views.breakpoints.popup import StopPopup
from nnviz.views.breakpoints.view import StopsView

__all__ = ["StopPopup", "StopsView"]
