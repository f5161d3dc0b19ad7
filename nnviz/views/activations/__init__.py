"""Distributions of values, now and over time."""

from nnviz.views.activations.view import ActivationsView

__all__ = ["ActivationsView"]
