"""Base of the pictures of the output."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from nnviz import theme
from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.frame import Frame
from nnviz.core.data import features
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import is_classification
from nnviz.core.text.translate import translate
from nnviz.views.plotting import painting

TRAIN, TEST, BOTH = SETS = ("train", "test", "both")
"""Which examples are shown."""
MOST_POINTS = 2000
"""Examples drawn at most; more would only cover one another."""


@dataclass(frozen=True)
class PictureOptions:
    """How a picture is painted.

    Attributes
    ----------
    points
        Which examples are shown, one of `SETS`.
    discretised
        Whether only the decision is shown and not how clear it is.
    example
        The training example that is in view.
    batch
        Training examples of the present batch, none where the batch is all there is.
    """

    points: str
    discretised: bool
    example: int
    batch: tuple[int, ...] = ()


class DataPicture:
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
    subject
        The unit that is shown instead of the outputs, or None; only where `shows_units`.
    """

    shows_units = False
    """Whether every unit can be shown as the outputs are."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.samples: DatasetArrays = frame.samples
        self.classification = is_classification(frame.samples)
        self.names = class_names(frame.samples) if self.classification else ()
        self.inputs = tuple(features.title(name) for name in frame.samples.input_names)
        self.unit = 0
        self.subject: Selection | None = None

    def tr(self, text: str) -> str:
        """Return the text in the user's language; it is marked in the class that says it."""
        found = (translate(cls.__name__, text) for cls in type(self).__mro__)
        return next((words for words in found if words != text), text)

    def fits(self, frame: Frame) -> bool:
        """Whether `frame` has the same data and network, so that this picture can go on showing it."""
        old, new = self.frame.experiment, frame.experiment
        return frame.samples is self.samples and new.layers == old.layers and not frame.hides_outputs

    def show(self, frame: Frame, unit: int, running: bool = False) -> None:
        """Take in the parameters of `frame`; `unit` is the output to show where only one can be.

        While `running` only what takes no time is renewed.
        """
        self.frame, self.unit = frame, min(unit, self.samples.outputs - 1)

    def subtitle(self) -> str:
        """Return what is shown, in words."""
        raise NotImplementedError

    def summary(self) -> str:
        """Return the same in one or two words, for a narrow panel; empty if there is nothing shorter."""
        return ""

    def paint(self, painter: QPainter, area: QRectF, options: PictureOptions) -> None:
        """Paint into `area`."""
        raise NotImplementedError

    def bounds(self, area: QRectF) -> QRectF:
        """Return where in `area` something can be read."""
        raise NotImplementedError

    def choose(self, points: str) -> None:
        """Take in which examples are asked for; pictures that only paint them need not."""

    def example_at(self, area: QRectF, at: QPointF, options: PictureOptions) -> int | None:
        """Return the training example at a pixel, None if there is none."""
        return None

    def readout(
        self, area: QRectF, at: QPointF, options: PictureOptions
    ) -> tuple[str, list[painting.Row]] | None:
        """Return what is known of a pixel, None if nothing."""
        raise NotImplementedError


def class_names(s: DatasetArrays) -> tuple[str, ...]:
    """Return names for all classes: the data's own, or their numbers."""
    count = max(s.outputs, 2)
    if len(s.classes) == count:
        return s.classes
    if s.outputs == 1:
        targets = s.train[s.features + 1 :]
        return ("−1" if targets.min() < 0 else "0", "1")
    return tuple(str(k) for k in range(1, count + 1))


def class_colours(count: int) -> list[str]:
    """Return a colour for each class; beyond the colours that can be told apart they begin again."""
    colours = theme.classes(min(count, theme.MOST_CLASSES))
    return [colours[k % len(colours)] for k in range(count)]


def sampled(count: int) -> Array:
    """Return which of `count` examples are drawn: all, or an even choice of them."""
    if count <= MOST_POINTS:
        return np.arange(count)
    return np.linspace(0, count - 1, MOST_POINTS).astype(np.intp)
