"""What the judge says of a claim, as lessons and the judge's own panel show it."""

from nnviz.views.verdict.card import VerdictCard

__all__ = ["VerdictCard"]
