"""Breakpoints and health on screen: “run until”, the list of breakpoints, what is not well."""

from nnviz.views.stops.popup import StopPopup
from nnviz.views.stops.view import StopsView

__all__ = ["StopPopup", "StopsView"]
