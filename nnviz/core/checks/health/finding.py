"""A finding: one trouble of one unit, layer or of the whole run, and the sentence about it."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.checks.health.thresholds import THRESHOLDS
from nnviz.core.experiment.selection import Selection
from nnviz.core.text.number_format import format_number
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate


@dataclass(frozen=True)
class HealthFinding:
    """training problems.

    Attributes
    ----------
    kind
        A row of `THRESHOLDS`.
    layer, unit
        Layer from 1 and unit from 0; None where it concerns the whole layer, or the whole run.
    value, threshold
        What was measured, and from where on it is trouble.
    """

    kind: str
    layer: int | None
    unit: int | None
    value: float

    @property
    def threshold(self) -> float:
        """From which value on it is trouble."""
        return THRESHOLDS[self.kind].value

    @property
    def title(self) -> str:
        """What and where, in a few words."""
        text = translate("checks", _TITLES[self.kind])
        return text.format(layer=self.layer, unit=(self.unit or 0) + 1)

    @property
    def selection(self) -> Selection:
        """The item of the network it is about; for a layer its first unit."""
        return Selection("loss") if self.layer is None else Selection("unit", self.layer, self.unit or 0)

    @property
    def sentence(self) -> str:
        """Training problems, and what usually helps."""
        return translate("checks", _SENTENCES[self.kind]).format(value=_shown(self.kind, self.value))


def _shown(kind: str, value: float) -> str:
    return f"{value:.0%}" if kind in ("dead", "saturated") else format_number(value, 3)


_TITLES = {
    "dead": QT_TRANSLATE_NOOP("checks", "Unit {unit} of layer {layer}: dead"),
    "saturated": QT_TRANSLATE_NOOP("checks", "Unit {unit} of layer {layer}: saturated"),
    "vanishing": QT_TRANSLATE_NOOP("checks", "Layer {layer}: gradient vanishing"),
    "exploding": QT_TRANSLATE_NOOP("checks", "Layer {layer}: gradient exploding"),
    "diverging": QT_TRANSLATE_NOOP("checks", "Loss diverging"),
}
_SENTENCES = {
    "dead": (
        QT_TRANSLATE_NOOP(
            "checks",
            "Its ReLU outputs 0 for every training example, so no gradient reaches its weights. "
            "A smaller learning rate, a small positive bias or leaky ReLU usually helps.",
        )
    ),
    "saturated": (
        QT_TRANSLATE_NOOP(
            "checks",
            "Its output is at the limit of its range for {value} of the training examples, where "
            "the slope is almost 0, so it hardly learns. Smaller weights, scaled inputs, or "
            "cross-entropy at the output usually help.",
        )
    ),
    "vanishing": (
        QT_TRANSLATE_NOOP(
            "checks",
            "The gradient of its weights is {value} of that of the layer where it is largest: it "
            "learns far more slowly. ReLU or tanh instead of sigmoid, Xavier or He starting "
            "weights, or fewer layers usually help.",
        )
    ),
    "exploding": (
        QT_TRANSLATE_NOOP(
            "checks",
            "The gradient of its weights has norm {value}: the next update may change them too "
            "much. A smaller learning rate, smaller starting weights or scaled inputs usually help.",
        )
    ),
    "diverging": (
        QT_TRANSLATE_NOOP(
            "checks",
            "The loss is {value} times what it was at the start of the run. A smaller learning "
            "rate usually helps.",
        )
    ),
}
