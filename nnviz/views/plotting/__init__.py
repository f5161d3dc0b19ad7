"""What the charts share: ticks, scales, thinning of long curves, and the painting of pictures."""
