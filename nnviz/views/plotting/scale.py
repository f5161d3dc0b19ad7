"""From numbers to pixels and back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A linear map: `low` lies at pixel `start`, `high` at pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def to(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def back(self, pixel: float) -> float:
        """Return the value at a pixel."""
        if self.end == self.start:
            return self.low
        return self.low + (pixel - self.start) / (self.end - self.start) * (self.high - self.low)
