"""Verdicts of the judge, as lessons and the judge's own panel show them."""

from nnviz.views.verdict.card import VerdictCard

__all__ = ["VerdictCard"]
