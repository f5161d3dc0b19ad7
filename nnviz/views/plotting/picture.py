"""What the pictures of the output have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from nnviz import theme
from nnviz.core import features
from nnviz.core.evaluate import is_classification
from nnviz.core.frame import Frame
from nnviz.core.samples import Samples
from nnviz.core.workspace import Array
from nnviz.views.plotting import painting

MOST_POINTS = 2000
"""Examples drawn at most; more would only cover one another."""


@dataclass(frozen=True)
class Options:
    """How a picture is painted.

    Attributes
    ----------
    test
        Whether test examples are shown.
    discretised
        Whether only the decision is shown and not how clear it is.
    example
        The training example that stands out.
    """

    test: bool
    discretised: bool
    example: int


class Picture:
    """One way to show the outputs of a network, for data that it fits.

    Attributes
    ----------
    samples
        The data.
    classification
        Whether targets stand for classes.
    names
        Names of the classes.
    inputs
        Names of the inputs.
    unit
        The output that is shown, from 0.
    """

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.samples: Samples = frame.samples
        self.classification = is_classification(frame.samples)
        self.names = class_names(frame.samples) if self.classification else ()
        self.inputs = tuple(features.title(name) for name in frame.samples.input_names)
        self.unit = 0

    def tr(self, text: str) -> str:
        """Return the text in the user's language."""
        return QCoreApplication.translate("Picture", text)

    def fits(self, frame: Frame) -> bool:
        """Whether `frame` has the same data and network, so that this picture can go on showing it."""
        old, new = self.frame.experiment, frame.experiment
        return frame.samples is self.samples and new.layers == old.layers

    def show(self, frame: Frame, unit: int) -> None:
        """Take in the parameters of `frame`; `unit` is the output to show where only one can be."""
        self.frame, self.unit = frame, min(unit, self.samples.outputs - 1)

    def subtitle(self) -> str:
        """Return what is shown, in words."""
        raise NotImplementedError

    def paint(self, painter: QPainter, area: QRectF, options: Options) -> None:
        """Paint into `area`."""
        raise NotImplementedError

    def readout(self, area: QRectF, at: QPointF) -> tuple[str, list[painting.Row]] | None:
        """Return what is known of a pixel, None if nothing."""
        raise NotImplementedError


def class_names(s: Samples) -> tuple[str, ...]:
    """Return names for all classes: the data's own, or their numbers."""
    count = max(s.outputs, 2)
    if len(s.classes) == count:
        return s.classes
    if s.outputs == 1:
        targets = s.train[s.features + 1 :]
        return ("−1" if targets.min() < 0 else "0", "1")
    return tuple(str(k) for k in range(1, count + 1))


def class_colours(count: int) -> list[str]:
    """Return a colour for each class; beyond the colours that can be told apart they begin anew."""
    colours = theme.classes(min(count, theme.MOST_CLASSES))
    return [colours[k % len(colours)] for k in range(count)]


def sampled(count: int) -> Array:
    """Return which of `count` examples are drawn: all, or an even choice of them."""
    if count <= MOST_POINTS:
        return np.arange(count)
    return np.linspace(0, count - 1, MOST_POINTS).astype(np.intp)
