"""Every number of the frame, as tables."""

from nnviz.views.values.view import ValuesView

__all__ = ["ValuesView"]
