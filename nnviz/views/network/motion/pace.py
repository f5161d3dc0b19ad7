"""Pace of motion: its duration, and the progress of a part of it."""

from __future__ import annotations

import math

from nnviz.core.arrays.frame import Frame
from nnviz.session.runner import rate

STEPPED = 0.15
"""Seconds when stepping by hand."""
LONGEST, SHARE = 1.6, 0.6
"""Most seconds in slow motion, and the part of the time an operation has that it moves."""
STAGED = 0.4
"""From so many seconds on there is time to show an operation happen, and not only where."""


def seconds(running: bool, speed: float) -> float:
    """Return how long an operation moves at a position 0…1 of the speed control; 0 if there is no time."""
    if not running:
        return STEPPED
    elapsed = min(SHARE / rate(speed), LONGEST)
    return elapsed if elapsed >= STEPPED else 0.0


def follows(before: Frame | None, after: Frame) -> bool:
    """Whether `after` is one operation on from `before`, so that something is seen to happen."""
    if before is None or after.operation is None:
        return False
    (i, k), (j, m) = before.position, after.position
    return (j, m) == (i, k + 1) or (j == i + 1 and m == 1 and k >= len(before.operations))


def part(t: float, start: float, end: float) -> float:
    """Return how far `t` has come between `start` and `end`, 0 to 1, slow at both ends."""
    share = min(max((t - start) / (end - start), 0.0), 1.0)
    return 0.5 - 0.5 * math.cos(math.pi * share)
