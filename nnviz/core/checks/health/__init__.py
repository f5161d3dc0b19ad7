"""Trouble in a run: what it is, where it is, and what usually helps."""

from nnviz.core.checks.health.finding import HealthFinding
from nnviz.core.checks.health.thresholds import THRESHOLDS, Threshold

__all__ = ["THRESHOLDS", "HealthFinding", "Threshold"]
