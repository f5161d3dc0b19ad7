"""Results of single examples: which are misclassified, and the loss of one."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import Evaluator, correct
from nnviz.views.plotting.picture import TEST, TRAIN, sampled

_MOST, _MOST_RUNNING, _MOST_DRAWN = 40_000_000, 500_000, 2_000_000
"""Multiplications that judging all examples may cost while paused and while running, and those drawn."""
_ACTIVATION = 10
"""Multiplications that an activation takes as long as."""


class Verdicts:
    """Judges the examples by the decisions of the network.

    Attributes
    ----------
    drawn
        ``train`` and ``test`` → which examples are drawn, as indices: all, or an even choice.
    wrong
        ``train`` and ``test`` → which of those drawn are misclassified, ``(drawn,)``; empty for
        regression and where judging would take too long.
    """

    def __init__(self, frame: Frame) -> None:
        s = self.samples = frame.samples
        self._parameters = Parameters(frame.experiment)
        self._evaluator = Evaluator(frame.experiment, s, self._parameters)
        self._blocks = {TRAIN: s.train, TEST: s.test}
        self.drawn = {name: sampled(block.shape[1]) for name, block in self._blocks.items()}
        self._drawn_blocks = {
            name: block if len(self.drawn[name]) == block.shape[1] else block[:, self.drawn[name]]
            for name, block in self._blocks.items()
        }
        e = frame.experiment
        self._price = e.parameter_count + _ACTIVATION * sum(e.widths[1:])
        self.wrong: dict[str, Array] = {}
        self._counts: dict[str, tuple[int, int]] = {}

    def judge(self, flat: Array, running: bool) -> None:
        """Judge all examples by the parameters `flat`; while `running` only those that are drawn."""
        np.copyto(self._parameters.flat, flat)
        self.wrong, self._counts = {}, {}
        for name, block in self._blocks.items():
            all_of_them = block.shape[1] * self._price <= (_MOST_RUNNING if running else _MOST)
            part = self._drawn_blocks[name]
            if not all_of_them and part.shape[1] * self._price > _MOST_DRAWN:
                continue
            wrong = misclassified(self._evaluator, block if all_of_them else part, self.samples)
            if wrong is None:
                return
            self.wrong[name] = wrong[self.drawn[name]] if all_of_them else wrong
            self._counts[name] = int(wrong.sum()), len(wrong)

    def count(self, names: tuple[str, ...]) -> tuple[int, int] | None:
        """Return how many examples of some sets are wrong, of how many; None if that is not known."""
        if not all(name in self._counts for name in names):
            return None
        pairs = [self._counts[name] for name in names]
        return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)

    def of(self, name: str, number: int, flat: Array) -> tuple[Array, Array, float, bool]:
        """Return targets, outputs, loss and whether it is misclassified, of one example of a set."""
        np.copyto(self._parameters.flat, flat)
        column = np.ascontiguousarray(self._blocks[name][:, number : number + 1])
        score = self._evaluator.score(column)
        targets = column[self.samples.features + 1 :]
        right = correct(score.outputs, targets, self.samples)
        return targets[:, 0], score.outputs[:, 0], score.loss, right is not None and not right[0]


def misclassified(evaluator: Evaluator, block: Array, s: DatasetArrays) -> Array | None:
    """Return which examples of a block are taken for another class, ``(examples,)``; None for regression."""
    right = correct(evaluator.score(block).outputs, block[s.features + 1 :], s)
    return None if right is None else ~right
