"""The network with all its numbers: the middle of the window."""

from nnviz.views.network.view import NetworkView

__all__ = ["NetworkView"]
