"""Shared parts of the charts: ticks, scales, thinning of long curves, and the painting of pictures."""
