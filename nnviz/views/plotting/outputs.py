"""What the network answers to all examples of a set."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from nnviz.core.evaluate import Evaluator
from nnviz.core.frame import Frame
from nnviz.core.parameters import Parameters
from nnviz.core.workspace import Array

_MOST_PRODUCTS = 20_000_000
"""Multiplications one picture may cost; beyond that it shows a part of the examples."""


class Outputs:
    """Outputs for the test examples, or for the training examples if there are no others.

    Attributes
    ----------
    test
        Whether it is the test set.
    """

    def __init__(self, frame: Frame) -> None:
        s, e = frame.samples, frame.experiment
        self.test = s.test.shape[1] > 0
        block = s.test if self.test else s.train
        most = max(_MOST_PRODUCTS // max(e.parameter_count, 1), 100)
        if block.shape[1] > most:
            block = block[:, np.linspace(0, block.shape[1] - 1, most).astype(np.intp)]
        self._block = np.ascontiguousarray(block)
        self._parameters = Parameters(e)
        self._evaluator = Evaluator(e, s, self._parameters)
        self._targets = self._block[s.features + 1 :]

    def compute(self, flat: Array) -> tuple[Array, Array]:
        """Return outputs and targets, each ``(units, examples)``."""
        np.copyto(self._parameters.flat, flat)
        with np.errstate(all="ignore"):
            return self._evaluator.score(self._block).outputs, self._targets

    def name(self) -> str:
        """Return which examples they are, as a word."""
        return QCoreApplication.translate("Picture", "test" if self.test else "training")
