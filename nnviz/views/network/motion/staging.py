"""Numbers of the network while an operation is still under way."""

from __future__ import annotations

import dataclasses

from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.buffers import Array
from nnviz.core.network.operation import UPDATE

ARRIVED = 0.9
"""When what moves has arrived, and the numbers that were written are shown."""
_CHANGED = (0.15, 0.85)
"""Between these the parameters go from old to new."""


class Staging:
    """Gives the frame to be shown at a part of an operation.

    Parameters
    ----------
    before, after
        The positions before and after the operation.
    """

    def __init__(self, before: Frame, after: Frame) -> None:
        self.after = after
        op = after.operation
        assert op is not None
        self.changes = op.phase == UPDATE
        kept = {name: array for name, array in after.values.items() if name not in op.writes}
        self._start = dataclasses.replace(after, values=kept, flat=before.flat)
        self._pairs: dict[str, tuple[Array, Array]] = {}
        if self.changes:
            for name in op.writes:
                old = name.removesuffix("_next")
                if old in after.values:
                    self._pairs[name] = after.values[old], after.values[name]

    def frame(self, t: float) -> Frame:
        """Return the frame at `t` of 0 to 1."""
        if t >= ARRIVED:
            return self.after
        if not self._pairs:
            return self._start
        low, high = _CHANGED
        share = min(max((t - low) / (high - low), 0.0), 1.0)
        values = dict(self._start.values)
        for name, (old, new) in self._pairs.items():
            values[name] = old + share * (new - old)
        return dataclasses.replace(self._start, values=values)
