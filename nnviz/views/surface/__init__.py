"""The panel of the output: what the network answers, over the plane, as a curve, or counted by class."""

from nnviz.views.surface.view import SurfaceView

__all__ = ["SurfaceView"]
