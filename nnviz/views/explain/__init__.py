"""Explain: what the present operation computes, in symbols, numbers, code and words."""

from nnviz.views.explain.view import ExplainView

__all__ = ["ExplainView"]
