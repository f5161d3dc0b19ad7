"""The Build panel: data, network and learning, each edit undoable."""

from nnviz.views.builder.view import BuilderView

__all__ = ["BuilderView"]
