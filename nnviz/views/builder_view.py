"""The Build panel."""

from nnviz.views.builder.view import BuilderView

__all__ = ["BuilderView"]
