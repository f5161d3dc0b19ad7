"""Events at which a run stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec

from nnviz.core.experiment.record import ExperimentError, Record
from nnviz.core.text.scripts import superscript


@dataclass(frozen=True)
class Event:
    """A row of EVENTS.

    Attributes
    ----------
    title
        What happens, before the value.
    default, low, high, step
        The value it takes (None if it takes none), what is allowed, and what one nudge adds.
    whole
        Whether only whole values are allowed.
    layered
        Whether it can be asked for one layer; without a layer the whole network is meant.
    where
        Where the run stops.
    looked
        Whether it is looked for in the whole data, from time to time (see
        `nnviz.core.breakpoints.evaluation`), or in every iteration.
    """

    title: str
    where: str
    default: float | None = None
    low: float = 0.0
    high: float = 1e12
    step: float = 0.01
    whole: bool = False
    layered: bool = False
    looked: bool = False


_END, _LOSS, _GRADIENT = "the end of the iteration", "its loss operation", "the operation that writes ∂W"
_ACTIVATION = "the activation of its layer"
_LOOK = "the end of the iteration whose update caused it"

EVENTS: dict[str, Event] = {
    "not_a_number": Event("a number becomes NaN or infinite", "the operation that produces it"),
    "iteration": Event("iteration", _END, 1_000, step=100, whole=True),
    "epoch": Event("epoch", _END, 100, low=1, step=10, whole=True),
    "loss_below": Event("batch loss below", _LOSS, 0.01),
    "train_loss_below": Event("training loss below", _LOOK, 0.05, looked=True),
    "test_loss_below": Event("test loss below", _LOOK, 0.1, looked=True),
    "test_loss_rising": Event("test loss rising", _LOOK, looked=True),
    "accuracy_above": Event("training accuracy at least", _LOOK, 0.99, high=1.0, looked=True),
    "test_accuracy_above": Event("test accuracy at least", _LOOK, 0.95, high=1.0, looked=True),
    "gradient_above": Event("gradient norm above", _GRADIENT, 100.0, step=1, layered=True),
    "gradient_below": Event("gradient norm below", _GRADIENT, 1e-6, layered=True),
    "dead_relu": Event("a ReLU dies", _ACTIVATION, looked=True),
    "saturated": Event("a unit saturates", _ACTIVATION, looked=True),
}


class Breakpoint(Record, frozen=True):
    """An event at which the run stops."""

    event: str
    value: Annotated[float, msgspec.Meta(ge=0.0, le=1e12)] | None = None
    layer: Annotated[int, msgspec.Meta(ge=1, le=32)] | None = None
    enabled: bool = True
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""

    def check(self) -> None:
        """Check that the event is known and has the value it needs."""
        if self.event not in EVENTS:
            raise ExperimentError(
                f"event: {self.event!r:.60} is not known; choose one of {', '.join(EVENTS)}"
            )
        row = EVENTS[self.event]
        if row.default is None and self.value is not None:
            raise ExperimentError(f"value: {self.event} takes no number; leave it out")
        if row.default is not None and self.value is None:
            raise ExperimentError(f"value: {self.event} needs a number")
        if self.value is not None and not row.low <= self.value <= row.high:
            raise ExperimentError(f"value: {self.event} takes a number from {row.low:g} to {row.high:g}")
        if row.whole and self.value is not None and not self.value.is_integer():
            raise ExperimentError(f"value: {self.event} takes a whole number")
        if self.layer is not None and not row.layered:
            raise ExperimentError(f"layer: {self.event} does not take a layer; leave it out")

    @property
    def title(self) -> str:
        """What it waits for: “gradient norm of layer 2 above 100”."""
        row = EVENTS[self.event]
        words = row.title if self.layer is None else row.title.replace("norm", f"norm of layer {self.layer}")
        if self.value is None:
            return words
        return f"{words} {self.value:,.0f}" if row.whole else f"{words} {self.value:g}"

    @property
    def where(self) -> str:
        """Where the run stops."""
        if self.layer is not None:
            return f"{EVENTS[self.event].where}{superscript(self.layer)}"
        return EVENTS[self.event].where


DEFAULT_BREAKPOINTS = (Breakpoint(event="not_a_number"),)
"""What a new experiment stops at."""
