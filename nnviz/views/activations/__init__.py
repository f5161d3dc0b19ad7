"""How values are spread, now and over time."""

from nnviz.views.activations.view import ActivationsView

__all__ = ["ActivationsView"]
