"""The sweep: many runs as a fan of curves."""

from nnviz.views.sweep.dialog import SweepDialog

__all__ = ["SweepDialog"]
