"""Checks of a run: gradients against central differences, traces, training health."""
