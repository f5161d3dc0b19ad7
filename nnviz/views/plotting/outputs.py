"""Outputs of the network for all examples of a set."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.text.translate import translate
from nnviz.views.plotting.picture import BOTH, TEST, TRAIN

_MOST_PRODUCTS = 20_000_000
"""Multiplications one picture may cost; beyond that it shows a part of the examples."""


class Outputs:
    """Outputs for the test examples, the training examples, or both; training examples come first.

    Attributes
    ----------
    which
        The set: the one asked for, or the training set where there are no test examples.
    test
        Which columns are test examples, ``(examples,)``.
    """

    def __init__(self, frame: Frame, which: str = TEST) -> None:
        self._frame = frame
        self._parameters = Parameters(frame.experiment)
        self._evaluator = Evaluator(frame.experiment, frame.samples, self._parameters)
        self.which = ""
        self.choose(which)

    def choose(self, which: str) -> None:
        """Choose a set, one of `SETS`."""
        s = self._frame.samples
        which = which if s.test.shape[1] else TRAIN
        if which == self.which:
            return
        self.which = which
        blocks = ([s.train] if which != TEST else []) + ([s.test] if which != TRAIN else [])
        block = np.concatenate(blocks, axis=1)
        first = blocks[0].shape[1]
        self.test = np.repeat([which == TEST, True], [first, block.shape[1] - first])
        most = max(_MOST_PRODUCTS // max(self._frame.experiment.parameter_count, 1), 100)
        if block.shape[1] > most:
            chosen = np.linspace(0, block.shape[1] - 1, most).astype(np.intp)
            block, self.test = block[:, chosen], self.test[chosen]
        self._block = np.ascontiguousarray(block)
        self._targets = self._block[s.features + 1 :]

    def compute(self, flat: Array) -> tuple[Array, Array]:
        """Return outputs and targets, each ``(units, examples)``."""
        np.copyto(self._parameters.flat, flat)
        with np.errstate(all="ignore"):
            return self._evaluator.score(self._block).outputs, self._targets

    def name(self) -> str:
        """Return which examples they are, as a word; empty if they are all."""
        words = {TEST: "test", TRAIN: "training", BOTH: ""}
        return translate("Picture", words[self.which]) if self.which != BOTH else ""
