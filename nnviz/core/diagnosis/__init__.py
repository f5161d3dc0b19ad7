"""Trouble in a run: what it is, where it is, and what usually helps."""

from nnviz.core.diagnosis.finding import Finding
from nnviz.core.diagnosis.thresholds import THRESHOLDS, Threshold

__all__ = ["THRESHOLDS", "Finding", "Threshold"]
