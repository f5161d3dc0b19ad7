"""Events at which a run stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec

from nnviz.core.record import ExperimentError, Record


@dataclass(frozen=True)
class Event:
    """A row of EVENTS: what it is called, and the value it takes (None if it takes none)."""

    title: str
    default: float | None = None


EVENTS: dict[str, Event] = {
    "not_a_number": Event("a number is lost (nan or ∞)"),
    "iteration": Event("iteration", 1_000),
    "epoch": Event("epoch", 100),
    "loss_below": Event("training loss below", 0.01),
    "test_loss_rising": Event("test loss rising"),
    "accuracy_above": Event("training accuracy above", 0.99),
    "gradient_above": Event("gradient norm above", 100.0),
    "gradient_below": Event("gradient norm below", 1e-6),
    "dead_relu": Event("a ReLU is dead"),
}


class Breakpoint(Record, frozen=True):
    """An event at which the run stops."""

    event: str
    value: Annotated[float, msgspec.Meta(ge=0.0, le=1e12)] | None = None
    enabled: bool = True
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""

    def check(self) -> None:
        """Check that the event is known and has the value it needs."""
        if self.event not in EVENTS:
            raise ExperimentError(
                f"event: {self.event!r:.60} is not known; choose one of {', '.join(EVENTS)}"
            )
        takes = EVENTS[self.event].default is not None
        if takes and self.value is None:
            raise ExperimentError(f"value: {self.event} needs a number")
        if not takes and self.value is not None:
            raise ExperimentError(f"value: {self.event} takes no number; leave it out")
