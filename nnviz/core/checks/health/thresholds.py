"""Thresholds of training health: one table, with the source of each bound."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translated_fields

MARGIN = 0.05
"""A sigmoid or tanh this near to an end of its range is saturated."""


@translated_fields("checks", "title", "measure")
@dataclass(frozen=True)
class Threshold:
    """A row: from which value on something is trouble, in words what is measured, and the source."""

    title: str
    value: float
    measure: str
    source: str


THRESHOLDS: dict[str, Threshold] = {
    "dead": Threshold(
        QT_TRANSLATE_NOOP("checks", "dead"),
        1.0,
        QT_TRANSLATE_NOOP("checks", "fraction of the training examples for which a ReLU is 0, at least"),
        QT_TRANSLATE_NOOP(
            "checks",
            "Karpathy et al., CS231n notes, “Neural Networks Part 1”: a ReLU that never "
            "activates on the data passes no gradient and never recovers",
        ),
    ),
    "saturated": Threshold(
        QT_TRANSLATE_NOOP("checks", "saturated"),
        0.98,
        QT_TRANSLATE_NOOP(
            "checks", "fraction of the training examples within 0.05 of a limit of the range, at least"
        ),
        QT_TRANSLATE_NOOP(
            "checks",
            "Glorot and Bengio (2010), “Understanding the difficulty of training deep "
            "feedforward neural networks”: saturated units and the gradients they block; the "
            "fraction is ours",
        ),
    ),
    "vanishing": Threshold(
        QT_TRANSLATE_NOOP("checks", "vanishing"),
        1e-3,
        QT_TRANSLATE_NOOP(
            "checks", "root mean square of ∂C/∂W relative to the layer where it is largest, below"
        ),
        QT_TRANSLATE_NOOP(
            "checks",
            "Bengio, Simard and Frasconi (1994) and Glorot and Bengio (2010): gradients that "
            "shrink from layer to layer in the backward pass; the ratio is ours",
        ),
    ),
    "exploding": Threshold(
        QT_TRANSLATE_NOOP("checks", "exploding"),
        100.0,
        QT_TRANSLATE_NOOP("checks", "norm of ∂C/∂W, above"),
        QT_TRANSLATE_NOOP(
            "checks",
            "Pascanu, Mikolov and Bengio (2013), “On the difficulty of training recurrent neural "
            "networks”: gradients above a threshold are exploding and are clipped; the threshold "
            "is ours",
        ),
    ),
    "diverging": Threshold(
        QT_TRANSLATE_NOOP("checks", "diverging"),
        1.5,
        QT_TRANSLATE_NOOP(
            "checks", "mean of the latest 64 batch losses relative to that of the first 64, above"
        ),
        QT_TRANSLATE_NOOP(
            "checks",
            "Bengio (2012), “Practical recommendations for gradient-based training of deep "
            "architectures”: with too large a learning rate the average loss increases; the "
            "factor is ours",
        ),
    ),
}
"""Kind → bound. Figures that the literature leaves open say so."""
