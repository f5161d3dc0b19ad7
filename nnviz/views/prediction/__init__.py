"""Prediction in the window: the question, the guess, the answer beside the truth, and the tally."""

from nnviz.views.prediction.bar import PredictionBar

__all__ = ["PredictionBar"]
