"""Events at which a run stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec

from nnviz.core.experiment.record import ExperimentError, Record
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate, translated_fields


@translated_fields("experiment", "title", "where")
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


_END = QT_TRANSLATE_NOOP("experiment", "the end of the iteration")
_LOSS = QT_TRANSLATE_NOOP("experiment", "its loss operation")
_GRADIENT = QT_TRANSLATE_NOOP("experiment", "the operation that writes ∂W")
_ACTIVATION = QT_TRANSLATE_NOOP("experiment", "the activation of its layer")
_LOOK = QT_TRANSLATE_NOOP("experiment", "the end of the iteration whose update caused it")

EVENTS: dict[str, Event] = {
    "not_a_number": Event(
        QT_TRANSLATE_NOOP("experiment", "a number becomes NaN or infinite"),
        QT_TRANSLATE_NOOP("experiment", "the operation that produces it"),
    ),
    "iteration": Event(QT_TRANSLATE_NOOP("experiment", "iteration"), _END, 1_000, step=100, whole=True),
    "epoch": Event(QT_TRANSLATE_NOOP("experiment", "epoch"), _END, 100, low=1, step=10, whole=True),
    "loss_below": Event(QT_TRANSLATE_NOOP("experiment", "batch loss below"), _LOSS, 0.01),
    "train_loss_below": Event(
        QT_TRANSLATE_NOOP("experiment", "training loss below"), _LOOK, 0.05, looked=True
    ),
    "test_loss_below": Event(QT_TRANSLATE_NOOP("experiment", "test loss below"), _LOOK, 0.1, looked=True),
    "test_loss_rising": Event(QT_TRANSLATE_NOOP("experiment", "test loss rising"), _LOOK, looked=True),
    "accuracy_above": Event(
        QT_TRANSLATE_NOOP("experiment", "training accuracy at least"), _LOOK, 0.99, high=1.0, looked=True
    ),
    "test_accuracy_above": Event(
        QT_TRANSLATE_NOOP("experiment", "test accuracy at least"), _LOOK, 0.95, high=1.0, looked=True
    ),
    "gradient_above": Event(
        QT_TRANSLATE_NOOP("experiment", "gradient norm above"), _GRADIENT, 100.0, step=1, layered=True
    ),
    "gradient_below": Event(
        QT_TRANSLATE_NOOP("experiment", "gradient norm below"), _GRADIENT, 1e-6, layered=True
    ),
    "dead_relu": Event(QT_TRANSLATE_NOOP("experiment", "a ReLU dies"), _ACTIVATION, looked=True),
    "saturated": Event(QT_TRANSLATE_NOOP("experiment", "a unit saturates"), _ACTIVATION, looked=True),
}

_WITH_VALUE = {
    "iteration": QT_TRANSLATE_NOOP("experiment", "iteration {value}"),
    "epoch": QT_TRANSLATE_NOOP("experiment", "epoch {value}"),
    "loss_below": QT_TRANSLATE_NOOP("experiment", "batch loss below {value}"),
    "train_loss_below": QT_TRANSLATE_NOOP("experiment", "training loss below {value}"),
    "test_loss_below": QT_TRANSLATE_NOOP("experiment", "test loss below {value}"),
    "accuracy_above": QT_TRANSLATE_NOOP("experiment", "training accuracy at least {value}"),
    "test_accuracy_above": QT_TRANSLATE_NOOP("experiment", "test accuracy at least {value}"),
    "gradient_above": QT_TRANSLATE_NOOP("experiment", "gradient norm above {value}"),
    "gradient_below": QT_TRANSLATE_NOOP("experiment", "gradient norm below {value}"),
}
_OF_LAYER = {
    "gradient_above": QT_TRANSLATE_NOOP("experiment", "gradient norm of layer {layer} above {value}"),
    "gradient_below": QT_TRANSLATE_NOOP("experiment", "gradient norm of layer {layer} below {value}"),
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
                "event: "
                + translate("experiment", "{event} is not known; choose one of {events}").format(
                    event=f"{self.event!r:.60}", events=", ".join(EVENTS)
                )
            )
        row = EVENTS[self.event]
        if row.default is None and self.value is not None:
            raise ExperimentError(
                "value: "
                + translate("experiment", "{event} takes no number; leave it out").format(event=self.event)
            )
        if row.default is not None and self.value is None:
            raise ExperimentError(
                "value: " + translate("experiment", "{event} needs a number").format(event=self.event)
            )
        if self.value is not None and not row.low <= self.value <= row.high:
            raise ExperimentError(
                "value: "
                + translate("experiment", "{event} takes a number from {low} to {high}").format(
                    event=self.event, low=f"{row.low:g}", high=f"{row.high:g}"
                )
            )
        if row.whole and self.value is not None and not self.value.is_integer():
            raise ExperimentError(
                "value: " + translate("experiment", "{event} takes a whole number").format(event=self.event)
            )
        if self.layer is not None and not row.layered:
            raise ExperimentError(
                "layer: "
                + translate("experiment", "{event} does not take a layer; leave it out").format(
                    event=self.event
                )
            )

    @property
    def title(self) -> str:
        """What it waits for: “gradient norm of layer 2 above 100”."""
        row = EVENTS[self.event]
        if self.value is None:
            return row.title
        text = _WITH_VALUE[self.event] if self.layer is None else _OF_LAYER[self.event]
        value = f"{self.value:,.0f}" if row.whole else f"{self.value:g}"
        return translate("experiment", text).format(value=value, layer=self.layer)

    @property
    def where(self) -> str:
        """Where the run stops."""
        where = EVENTS[self.event].where
        return where if self.layer is None else f"{where}{superscript(self.layer)}"


DEFAULT_BREAKPOINTS = (Breakpoint(event="not_a_number"),)
"""What a new experiment stops at."""
