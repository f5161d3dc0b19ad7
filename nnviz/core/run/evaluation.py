"""Losses and accuracies over whole data sets, and the outputs they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array, run
from nnviz.core.network.value import LOSS_VALUE, Value
from nnviz.core.operations.graph import EVALUATE, TRAIN, Graph

_CHUNK = 4096
"""Most examples in one pass: bounds the memory of wide networks and stays in the cache."""


@dataclass(frozen=True, eq=False)
class Score:
    """Loss (nan without examples), accuracy (nan for regression) and outputs ``(units, examples)``."""

    loss: float
    accuracy: float
    outputs: Array


class _Pass:
    def __init__(self, e: Experiment, p: Parameters, size: int, mode: str) -> None:
        graph = Graph(e, p, size, mode=mode, scale=1.0)
        self.block, self.masks, self.calls = graph.block, graph.masks, graph.calls
        self.c, self.a = graph.arrays[LOSS_VALUE], graph.arrays[Value("a", len(e.layers))]


class Evaluator:
    """Scores parameters on columns of examples, by the calls that training uses.

    Parameters
    ----------
    e, s
        The experiment and its data.
    parameters
        What is scored; parameters of its own unless given.
    masks
        Layer → mask ``(units, examples)``, where the network is to run as it learns, with these masks held;
        without them it runs as it is used, and nothing is switched off.
    """

    def __init__(
        self,
        e: Experiment,
        s: DatasetArrays,
        parameters: Parameters | None = None,
        masks: Mapping[int, Array] | None = None,
    ) -> None:
        self.experiment, self.samples = e, s
        self.parameters = Parameters(e) if parameters is None else parameters
        self._masks = masks or {}
        self._passes: dict[int, _Pass] = {}

    @np.errstate(all="ignore")
    def score(self, block: Array) -> Score:
        """Score a block of ``(features + 1 + outputs, examples)`` such as ``samples.test``."""
        count, e = block.shape[1], self.experiment
        outputs = np.empty((e.widths[-1], count))
        if count == 0:
            return Score(float("nan"), float("nan"), outputs)
        total = 0.0
        for start in range(0, count, _CHUNK):
            part = block[:, start : start + _CHUNK]
            size = part.shape[1]
            if size not in self._passes:
                self._passes[size] = _Pass(e, self.parameters, size, TRAIN if self._masks else EVALUATE)
            bound = self._passes[size]
            np.copyto(bound.block, part)
            for layer, mask in bound.masks.items():
                np.copyto(mask, self._masks[layer.layer][:, start : start + size])
            run(bound.calls)
            total += float(bound.c)
            outputs[:, start : start + size] = bound.a
        loss = total / count if e.reduction == "mean" else total
        return Score(loss, self._accuracy(outputs, block[self.samples.features + 1 :]), outputs)

    def _accuracy(self, outputs: Array, targets: Array) -> float:
        right = correct(outputs, targets, self.samples)
        return float("nan") if right is None else float(np.mean(right))

    def scores(self) -> tuple[Score, Score]:
        """Score the training and the test set."""
        return self.score(self.samples.train), self.score(self.samples.test)


def is_classification(s: DatasetArrays) -> bool:
    """Whether targets stand for classes: a named set of classes, or a table of one-hot or two-valued rows."""
    if s.labels_train is not None:
        return True
    targets = s.train[s.features + 1 :]
    if s.outputs == 1:
        return bool(np.isin(targets, (0.0, 1.0)).all() or np.isin(targets, (-1.0, 1.0)).all())
    return bool(np.isin(targets, (0.0, 1.0)).all() and (targets.sum(axis=0) == 1).all())


def decide(outputs: Array, targets_low: float) -> Array:
    """Return the class of each column: the largest unit, or which side of the middle a single one is on."""
    if outputs.shape[0] > 1:
        largest: Array = np.argmax(outputs, axis=0)
        return largest
    above: Array = outputs[0] > (0.5 if targets_low == 0.0 else 0.0)
    return above.astype(np.int64)


def correct(outputs: Array, targets: Array, s: DatasetArrays) -> Array | None:
    """Return which columns are classified correctly, shape ``(examples,)``; None for regression."""
    if not is_classification(s):
        return None
    low = float(s.train[s.features + 1 :].min())
    right: Array = decide(outputs, low) == decide(targets, low)
    return right
