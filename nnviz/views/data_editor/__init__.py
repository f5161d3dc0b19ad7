"""Custom data: drawn on a plane, typed into a table."""

from nnviz.views.data_editor.view import DrawingView

__all__ = ["DrawingView"]
