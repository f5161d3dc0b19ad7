"""Time window of a chart: the iterations it shows."""

from __future__ import annotations

import math

LEAST = 10.0
"""Fewest iterations across a chart, so that the first steps are seen as steps."""


class TimeWindow:
    """The visible range of the run: all of it, or what the user has zoomed to.

    Attributes
    ----------
    left, right
        First and last visible iteration.
    fitted
        Whether everything is shown, also what comes later.
    following
        Whether the range goes along with the current position, so that a run keeps its last iterations in
        sight. It does from the start; it no longer does once the user looks somewhere else.
    log
        Whether zooming and panning go by ratios.
    """

    def __init__(self) -> None:
        self.left, self.right, self.fitted = 0.0, LEAST, True
        self.following, self.log = True, False
        self._end, self._now = 0.0, 0.0

    @property
    def span(self) -> float:
        """Iterations across."""
        return self.right - self.left

    def show(self, end: float, now: float) -> None:
        """Note the last iteration there is and the present one; go along if following."""
        self._end, self._now = end, now
        if self.fitted or end < self.left:
            self.fit()
        elif self.following:
            self._follow()

    def fit(self) -> None:
        """Show everything from now on."""
        self.left, self.right, self.fitted = 0.0, max(self._end, LEAST), True
        self.following = True

    def resume(self) -> None:
        """Go along with the current position again, with as many iterations across as now."""
        self.following = True
        self._follow()

    def zoom(self, factor: float, about: float) -> None:
        """Show `factor` times as many iterations; the one at `about` stays where it is."""
        if factor >= 1 and (self.fitted or self.span * factor >= max(self._end, LEAST)):
            self.fit()
            return
        left, right, about = (self._u(value) for value in (self.left, self.right, about))
        new_left, new_right = about - (about - left) * factor, about + (right - about) * factor
        left, right = self._back(new_left), self._back(new_right)
        if right - left < LEAST:
            share = (about - new_left) / (new_right - new_left)
            left = self._back(about) - LEAST * share
            right = left + LEAST
        self._place(left, right - left)
        self._look()

    def pan(self, share: float) -> None:
        """Show later iterations by a share of what is across, or earlier ones if it is negative."""
        if self.fitted:
            return
        if self.log:
            shift = share * (self._u(self.right) - self._u(self.left))
            left, right = self._back(self._u(self.left) + shift), self._back(self._u(self.right) + shift)
            if left >= 0 and right <= max(self._end, LEAST):
                self._place(left, max(right - left, LEAST))
        else:
            self._place(self.left + share * self.span, self.span)
        self._look()

    def _look(self) -> None:
        self.following = self.fitted or self.left <= self._now <= self.right

    def _follow(self) -> None:
        if self._now > self.right:
            self._place(self._now - self.span, self.span)
        elif self._now < self.left:
            self._place(self._now, self.span)

    def _place(self, left: float, span: float) -> None:
        left = max(0.0, min(left, max(self._end, LEAST) - span))
        self.left, self.right, self.fitted = left, left + span, False

    def _u(self, iteration: float) -> float:
        return math.log10(max(iteration, 0.0) + 1.0) if self.log else iteration

    def _back(self, u: float) -> float:
        return 10.0 ** min(u, 18.0) - 1.0 if self.log else u
