"""A run: an experiment trained, and any iteration of it again."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.api import html
from nnviz.api.frames import Frame
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.evaluation import Evaluator, Score
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate

Array = NDArray[np.float64]


def run(e: Experiment, iterations: int) -> Run:
    """Train an experiment for `iterations` iterations from its start.

    A run is a pure function of its experiment: the same numbers in every call, in the window and in
    ``nnviz train``. Values inside are ``(units, batch)``.

    Raises
    ------
    ValueError
        If `iterations` is negative.
    """
    return Run(e).train(iterations)


class Run:
    """A run that has been trained so far; any iteration of it can be looked at again, exact to the bit.

    Attributes
    ----------
    experiment
        The recipe.
    iterations
        How many have been trained.
    """

    def __init__(self, e: Experiment) -> None:
        self.experiment = e
        self.iterations = 0
        self._timeline = Timeline(e)

    def train(self, iterations: int) -> Run:
        """Train `iterations` more and return the run itself.

        Raises
        ------
        ValueError
            If `iterations` is negative.
        """
        if iterations < 0:
            raise ValueError(
                "iterations: "
                + translate("api", "expected 0 or more, not {iterations}").format(iterations=iterations)
            )
        self._timeline.seek(Position(self.iterations, 0))
        self._timeline.run(iterations)
        self.iterations += iterations
        return self

    @property
    def loss(self) -> Array:
        """Loss of every iteration's batch, ``(iterations,)``; nan where a very long run has not kept it."""
        known: Array = np.array(self._timeline.history.losses[: self.iterations])
        return known

    def at(self, iteration: int) -> Frame:
        """Return all values and operations of an iteration, from 0 up to `iterations`.

        ``run.at(120)["dW1"]`` is an array (units, inputs); the frame at `iterations` is the iteration that
        would come next.

        Raises
        ------
        ValueError
            If the run has no such iteration.
        """
        if not 0 <= iteration <= self.iterations:
            raise ValueError(
                "iteration: "
                + translate("api", "expected 0 to {iterations:,}, not {iteration}").format(
                    iterations=self.iterations, iteration=iteration
                )
            )
        self._timeline.seek(Position(iteration, 0))
        operations = len(self._timeline.trainer.operations)
        return Frame(self._timeline.frame(Position(iteration, operations)))

    @property
    def parameters(self) -> dict[str, Array]:
        """Weights ``W1`` (units, inputs) and biases ``b1`` (units, 1) after the last iteration, by name."""
        p = self._evaluator().parameters
        return {name: values.copy() for name, values in p.named(p.flat).items()}

    def scores(self) -> tuple[Score, Score]:
        """Return loss, accuracy and outputs (units, examples) over the training and over the test set."""
        return self._evaluator().scores()

    def predict(self, X: ArrayLike) -> Array:
        """Return the outputs for inputs with examples in rows, ``(examples, outputs)``.

        Parameters
        ----------
        X
            Inputs as they are in the data, ``(examples, inputs)``.

        Raises
        ------
        ValueError
            If `X` has another number of columns.
        """
        evaluator = self._evaluator()
        samples, given = evaluator.samples, np.asarray(X, dtype=np.float64)
        inputs = samples.raw_train.shape[1]
        if given.ndim != 2 or given.shape[1] != inputs:
            raise ValueError(
                "X: "
                + translate("api", "expected (examples, {inputs}), not {shape}").format(
                    inputs=inputs, shape=given.shape
                )
            )
        block = np.zeros((samples.features + 1 + samples.outputs, len(given)))
        block[: samples.features] = samples.columns(given)
        block[samples.features] = 1.0
        outputs: Array = np.ascontiguousarray(evaluator.score(block).outputs.T)
        return outputs

    def _evaluator(self) -> Evaluator:
        self._timeline.seek(Position(self.iterations, 0))
        trainer = self._timeline.trainer
        return Evaluator(trainer.recipe, trainer.samples, trainer.parameters)

    def __repr__(self) -> str:
        return f"<Run of {self.iterations:,} iterations{self._ending()}>"

    def _ending(self) -> str:
        return (
            translate("api", ", loss {loss}").format(loss=f"{self.loss[-1]:.6g}") if self.iterations else ""
        )

    def _repr_html_(self) -> str:
        widths, labels = html.network_of(self.experiment)
        heading = translate("api", "Run of {iterations:,} iterations{ending}").format(
            iterations=self.iterations, ending=self._ending()
        )
        return html.section(heading, html.network(widths, labels), html.curve(self.loss))
