"""Which iterations a chart shows."""

from __future__ import annotations

LEAST = 10.0
"""Fewest iterations across a chart, so that the first steps are seen as steps."""


class TimeWindow:
    """The visible stretch of the run: all of it, or what the user has zoomed to.

    Attributes
    ----------
    left, right
        First and last visible iteration.
    fitted
        Whether everything is shown, also what comes later.
    """

    def __init__(self) -> None:
        self.left, self.right, self.fitted = 0.0, LEAST, True
        self._end = 0.0

    @property
    def span(self) -> float:
        """Iterations across."""
        return self.right - self.left

    def set_end(self, end: float) -> None:
        """Note the last iteration there is."""
        self._end = end
        if self.fitted or end < self.left:
            self.fit()

    def fit(self) -> None:
        """Show everything from now on."""
        self.left, self.right, self.fitted = 0.0, max(self._end, LEAST), True

    def zoom(self, factor: float, about: float) -> None:
        """Show `factor` times as many iterations; the one at `about` stays where it is."""
        span = max(self.span * factor, LEAST)
        if span >= max(self._end, LEAST):
            self.fit()
            return
        factor = span / self.span
        self._place(about - (about - self.left) * factor, span)

    def pan(self, distance: float) -> None:
        """Show later iterations, or earlier ones if `distance` is negative."""
        if not self.fitted:
            self._place(self.left + distance, self.span)

    def follow(self, before: float, now: float) -> None:
        """Keep the cursor in sight if it was: it went from `before` to `now`."""
        if self.fitted or not self.left <= before <= self.right:
            return
        if now > self.right:
            self._place(now - self.span, self.span)
        elif now < self.left:
            self._place(now, self.span)

    def _place(self, left: float, span: float) -> None:
        left = max(0.0, min(left, max(self._end, LEAST) - span))
        self.left, self.right, self.fitted = left, left + span, False
