"""Derivation: a whole text with a mark at every formula, and what the numbers say of it."""

from nnviz.views.derivation.view import DerivationView

__all__ = ["DerivationView"]
