"""Own data: drawn on a plane, typed into a table."""

from nnviz.views.drawing.view import DrawingView

__all__ = ["DrawingView"]
