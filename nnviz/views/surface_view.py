"""The panel of the output; its parts are in `nnviz.views.surface`."""

from nnviz.views.surface import SurfaceView

__all__ = ["SurfaceView"]
