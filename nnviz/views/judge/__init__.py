"""Judge: a derivation of one's own, typed, and what the numbers say of it."""

from nnviz.views.judge.view import JudgeView

__all__ = ["JudgeView"]
