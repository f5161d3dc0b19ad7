"""Training: the program of an experiment, run iteration after iteration on its batches."""

from __future__ import annotations

import bisect
import math
import sys

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays, samples
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import Change, Experiment
from nnviz.core.functions.buffers import Array, Call, aligned, run
from nnviz.core.network.layers import LAYERS, rate_of
from nnviz.core.network.operation import Operation
from nnviz.core.operations.program import Program
from nnviz.core.run.masks import Masks, given_masks

_PROGRAMS = 32
"""Programs that are kept, of the recipes that were in force last."""


def drawn_together(count: int) -> int:
    """Return of how many epochs the orders of `count` examples are drawn at once."""
    return max(1, min(64, 65_536 // count))


class Trainer:
    """Arrays of one run and where they are: `operation` operations into `iteration`.

    The batches of an epoch are a permutation drawn from seed and epoch, the masks of dropout are drawn from
    seed and iteration, never from a generator that remembers, so any iteration can be repeated. Training
    sets no larger than the batch are taken whole, in their own order. The last batch of an epoch may be
    smaller.

    Attributes
    ----------
    iteration
        The iteration the arrays are in, counted from 0.
    operation
        Operations of it already run, 0 to ``len(operations)``.
    started
        Parameters and optimizer state at the start of the iteration, after changes made there.
    masks
        The masks of its dropout layers.
    probes
        Calls made after each iteration that `run` runs: they look, and change nothing.
    """

    def __init__(self, e: Experiment) -> None:
        self.experiment = e
        self.samples: DatasetArrays = samples(e)
        self.parameters = Parameters(e)
        self.iteration = 0
        self.operation = 0
        count: int = self.samples.train.shape[1]
        self.batch = min(e.batch_size, count)
        self.batches_per_epoch = math.ceil(count / self.batch)
        self._shuffles = self.batches_per_epoch > 1
        self._epoch_data = aligned(self.samples.train.shape)
        self._order = np.arange(count)
        self._orders, self._orders_block = self._order[None], -1
        self._epoch = -1
        if not self._shuffles:
            self._epoch_data[...] = self.samples.train
        self._views = [
            self._epoch_data[:, start : start + self.batch] for start in range(0, count, self.batch)
        ]
        self._last_size = self._views[-1].shape[1]
        rates = {n: rate_of(spec) for n, spec in enumerate(e.layers, 1) if LAYERS[spec.layer].random}
        self.masks = Masks(e.seed, rates, self.batch, given_masks(e, self.batch))
        self._changes: dict[int, list[Change]] = {}
        for change in e.changes:
            if change.parameter is not None:
                self._changes.setdefault(change.iteration, []).append(change)
        self._starts = sorted({0, *(change.iteration for change in e.changes)})
        self._settings = sorted({0, *(change.iteration for change in e.changes if change.set is not None)})
        self._from, self._until, self._recipe, self._recipe_from = -1, -1, e, -1
        self.programs: dict[tuple[int, int], Program] = {}
        self.started = (self.parameters.flat.copy(), self.parameters.state.copy())
        self.probes: tuple[Call, ...] = ()
        self.parameters.initialize(e)
        self.begin()

    def _enter(self, iteration: int) -> None:
        """Take the recipe in force at `iteration`; it holds from one change to the next."""
        if self._from <= iteration < self._until:
            return
        index = bisect.bisect_right(self._starts, iteration)
        self._from = self._starts[index - 1]
        self._until = self._starts[index] if index < len(self._starts) else sys.maxsize
        since = self._settings[bisect.bisect_right(self._settings, iteration) - 1]
        if since != self._recipe_from:
            # Thousands of weights set by hand are still one recipe, and one program.
            self._recipe_from, self._recipe = since, self.experiment.effective_at(since)

    def _program(self, size: int) -> Program:
        key = (self._recipe_from, size)
        if key not in self.programs:
            if len(self.programs) >= _PROGRAMS:
                del self.programs[next(iter(self.programs))]
            self.programs[key] = Program(self._recipe, self.parameters, size)
        return self.programs[key]

    def program_of(self, size: int) -> Program:
        """Return the program for batches of `size` examples."""
        return self._program(size)

    def epoch_data(self, epoch: int) -> Array:
        """Return the training examples in the order of an epoch, as columns; overwritten by the next call."""
        self._load_epoch(epoch)
        return self._epoch_data

    @property
    def recipe(self) -> Experiment:
        """The experiment in force at the present iteration, changes applied."""
        return self._recipe

    @property
    def program(self) -> Program:
        """The program of the present iteration."""
        last = self.iteration % self.batches_per_epoch == self.batches_per_epoch - 1
        return self._program(self._last_size if last else self.batch)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of the present iteration."""
        return self.program.operations

    @property
    def bytes(self) -> int:
        """Memory held by the data: examples as columns and as they were, and the epoch under way."""
        s = self.samples
        arrays = (s.train, s.test, s.raw_train, s.raw_test, self._epoch_data, self._orders)
        return sum(array.nbytes for array in arrays)

    @property
    def batch_examples(self) -> Array:
        """Which training examples are in the batch, as indices, shape ``(batch,)``."""
        start = (self.iteration % self.batches_per_epoch) * self.batch
        return self._order[start : start + self.batch].copy()

    def _load_epoch(self, epoch: int) -> None:
        if epoch == self._epoch:
            return
        self._epoch = epoch
        if self._shuffles:
            self._order = self.permutation(epoch)
            np.take(self.samples.train, self._order, axis=1, out=self._epoch_data, mode="clip")

    def permutation(self, epoch: int) -> Array:
        """Return the order of the training examples in `epoch`, drawn together with those of its neighbours.

        Seeding a generator takes longer than an epoch of a tiny network; drawing many orders at once does
        not.
        """
        count = self._order.size
        together = drawn_together(count)
        block, row = divmod(epoch, together)
        if block != self._orders_block:
            generator = np.random.default_rng((self.experiment.seed, 2, block))
            self._orders = generator.permuted(np.tile(np.arange(count), (together, 1)), axis=1)
            self._orders_block = block
        order: Array = self._orders[row]
        return order

    def _apply_changes(self) -> None:
        changes = self._changes.get(self.iteration)
        if not changes:
            return
        named = self.parameters.named(self.parameters.flat)
        for change in changes:
            assert change.parameter is not None
            matrix = named[change.parameter]
            if change.values is not None:
                matrix[...] = change.values.array
            else:
                matrix[change.unit, change.source or 0] = change.value

    def begin(self) -> None:
        """Make ready for the first operation of the present iteration: recipe, changes, batch."""
        self._enter(self.iteration)
        if self.iteration == self._from:
            self._apply_changes()
        epoch, index = divmod(self.iteration, self.batches_per_epoch)
        self._load_epoch(epoch)
        program = self.program
        np.copyto(program.block, self._views[index])
        self.masks.fill(self.iteration, program.masks)
        self.started[0][...] = self.parameters.flat
        self.started[1][...] = self.parameters.state
        self.operation = 0

    def rewind(self) -> None:
        """Go back to the start of the present iteration."""
        self.restore(self.iteration, *self.started)

    def run_operations(self, until: int) -> None:
        """Run the operations of the present iteration up to number `until`."""
        for operation in self.operations[self.operation : until]:
            run(operation.calls)
        self.operation = max(self.operation, until)

    def finish(self) -> None:
        """Run what is left of the present iteration and go on to the start of the next."""
        self.run_operations(len(self.operations))
        self.iteration += 1
        self.begin()

    def run(self, iterations: int, losses: Array) -> None:
        """Run whole iterations flat out, from the start of one; write their losses into `losses`, in order.

        Leaves the arrays at the start of the next iteration.
        """
        first = self.iteration
        stop = first + iterations
        while self.iteration < stop:
            self._run_epoch(stop, losses[self.iteration - first :])
        self.begin()

    def _run_epoch(self, stop: int, losses: Array) -> None:
        """Run to `stop`, the end of the epoch or the next change, whichever comes first."""
        i = self.iteration
        if i in (self._from, self._until):
            self.begin()
        epoch, first = divmod(i, self.batches_per_epoch)
        self._load_epoch(epoch)
        end = first + min(stop, self._until) - i
        whole = self.batches_per_epoch if self._last_size == self.batch else self.batches_per_epoch - 1
        program = self._program(self.batch) if first < whole else self._program(self._last_size)
        views = self._views[first : min(end, whole if first < whole else self.batches_per_epoch)]
        calls, block, c, copy = program.calls + self.probes, program.block, program.arrays["C"], np.copyto
        for k, view in enumerate(views):
            copy(block, view)
            if program.masks:
                self.masks.fill(i + k, program.masks)
            for call, arguments in calls:
                call(*arguments)
            losses[k] = c
        self.iteration = i + len(views)

    def snapshot(self) -> tuple[Array, Array]:
        """Return copies of parameters and optimizer state."""
        return self.parameters.flat.copy(), self.parameters.state.copy()

    def restore(self, iteration: int, flat: Array, state: Array) -> None:
        """Put parameters and state back as they were at the start of `iteration`."""
        self.parameters.flat[...] = flat
        self.parameters.state[...] = state
        self.iteration = iteration
        self.begin()
