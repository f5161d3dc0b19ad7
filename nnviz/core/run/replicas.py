"""Several runs of one kind of network trained together: their programs' calls on arrays with a replica axis.

Nothing is written again: every bound call of the single programs becomes one call on stacked arrays, whose
first axis counts the replicas. Sums of products may be added up in another order than by the single program,
so the numbers agree to rounding and not to the bit.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import ALIGNMENT, Array, Call
from nnviz.core.operations.program import Program
from nnviz.core.run.trainer import Trainer
from nnviz.core.text.translate import translate


class CannotStackError(ValueError):
    """Runs that cannot be trained together: the message says why."""


class _Bound:
    """The calls of one size of batch, where its batch is put, and where its losses appear."""

    def __init__(self, block: Array, loss: Array, calls: list[Call]) -> None:
        self.block, self.loss, self.calls = block, loss, calls


class Replicas:
    """Runs that differ in numbers only: seed, data of one size, settings; trained together.

    Parameters
    ----------
    experiments
        At least one; without changes during the run.

    Attributes
    ----------
    trainers
        One for each; their parameters are up to date after `run`.

    Raises
    ------
    CannotStackError
        If their programs do not do the same.
    """

    def __init__(self, experiments: Sequence[Experiment]) -> None:
        if any(e.changes for e in experiments):
            raise CannotStackError(translate("run", "runs with changes are trained one by one"))
        self.trainers = [Trainer(e) for e in experiments]
        first = self.trainers[0]
        if any(trainer.masks.rates for trainer in self.trainers):
            raise CannotStackError(translate("run", "runs with random masks are trained one by one"))
        for other in self.trainers[1:]:
            if (other.samples.train.shape, other.batch) != (first.samples.train.shape, first.batch):
                raise CannotStackError(translate("run", "the runs have data or batches of different sizes"))
        self._count = len(self.trainers)
        self._stacked: dict[int, Array] = {}
        self._singles: dict[int, list[Array]] = {}
        self._bound: dict[int, _Bound] = {}
        self.iteration = 0
        self._epoch = -1
        self._epoch_data = np.empty((self._count, *first.samples.train.shape))

    def run(self, iterations: int, losses: Array) -> None:
        """Train all for `iterations`; write their losses into `losses`, ``(replicas, iterations)``."""
        first = self.trainers[0]
        with np.errstate(all="ignore"):
            for i in range(iterations):
                epoch, index = divmod(self.iteration, first.batches_per_epoch)
                if epoch != self._epoch:
                    self._load(epoch)
                start = index * first.batch
                batch = self._epoch_data[:, :, start : start + first.batch]
                bound = self._bound_for(batch.shape[2])
                np.copyto(bound.block, batch)
                for call, arguments in bound.calls:
                    call(*arguments)
                losses[:, i] = bound.loss
                self.iteration += 1
        self._hand_back()

    def prepare(self) -> None:
        """Bind what will be trained; raises CannotStackError if it cannot be."""
        first = self.trainers[0]
        count = self._epoch_data.shape[2]
        for size in {first.batch, count - (first.batches_per_epoch - 1) * first.batch}:
            self._bound_for(size)

    def _load(self, epoch: int) -> None:
        self._epoch = epoch
        for r, trainer in enumerate(self.trainers):
            self._epoch_data[r] = trainer.epoch_data(epoch)

    def _hand_back(self) -> None:
        """Copy what has been trained into the arrays of the single runs."""
        for key, singles in self._singles.items():
            for r, single in enumerate(singles):
                single[...] = self._stacked[key][r]
        for trainer in self.trainers:
            trainer.iteration = self.iteration

    def _bound_for(self, size: int) -> _Bound:
        if size not in self._bound:
            self._bound[size] = self._bind([trainer.program_of(size) for trainer in self.trainers])
        return self._bound[size]

    # -- stacking ----------------------------------------------------------------------------------

    def _bind(self, programs: Sequence[Program]) -> _Bound:
        calls = [program.calls for program in programs]
        if any(program.masks for program in programs):
            raise CannotStackError(translate("run", "masks of dropout are drawn for every run by itself"))
        if len({len(own) for own in calls}) > 1:
            raise CannotStackError(translate("run", "the programs have different operations"))
        stacked = [self._call([own[i] for own in calls]) for i in range(len(calls[0]))]
        block = self._view([program.block for program in programs], 2)
        loss = self._view([program.arrays["C"] for program in programs], 0)
        return _Bound(block, loss, stacked)

    def _call(self, calls: Sequence[Call]) -> Call:
        """Return one call that does to all replicas what each of `calls` does to one."""
        functions = [function for function, _ in calls]
        arguments = [list(given) for _, given in calls]
        function: Any = functions[0]
        if isinstance(function, functools.partial):
            out = [other.keywords["out"] for other in functions]  # type: ignore[attr-defined]
            if function.func not in (np.maximum, np.minimum) or set(function.keywords) != {"out"}:
                raise CannotStackError(
                    translate("run", "{function} cannot be stacked").format(function=function)
                )
            return self._elementwise(function.func, [[*a, o] for a, o in zip(arguments, out, strict=True)])
        if function is np.copyto or isinstance(function, np.ufunc):
            if any(other is not function for other in functions):
                raise CannotStackError(translate("run", "the programs have different operations"))
            return self._elementwise(function, arguments)
        owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
        if isinstance(owner, np.ndarray) and name == "dot":
            owners = [other.__self__ for other in functions]  # type: ignore[attr-defined]
            return self._product(owners, arguments)
        if isinstance(owner, np.ufunc) and name == "reduce":
            return self._reduction(owner, arguments)
        raise CannotStackError(translate("run", "{value} cannot be stacked").format(value=name or function))

    def _elementwise(self, function: Any, arguments: Sequence[Sequence[Any]]) -> Call:
        places = list(zip(*arguments, strict=True))
        dimensions = max(place[0].ndim for place in places)
        views = [self._view(list(place), dimensions) for place in places]
        if function is np.copyto:
            return np.copyto, tuple(views)
        return functools.partial(function, *views[:-1], out=views[-1]), ()

    def _product(self, owners: list[Array], arguments: Sequence[Sequence[Any]]) -> Call:
        others, outs = ([given[i] for given in arguments] for i in (0, 1))
        left, right = (self._view(arrays, arrays[0].ndim) for arrays in (owners, others))
        out = self._view(outs, outs[0].ndim)
        if owners[0].ndim == others[0].ndim == 2:
            return functools.partial(np.matmul, left, right, out=out), ()
        if owners[0].ndim == others[0].ndim == 1:
            return functools.partial(np.vecdot, left, right, out=out), ()
        raise CannotStackError(translate("run", "a product of a matrix and a vector cannot be stacked"))

    def _reduction(self, function: np.ufunc, arguments: Sequence[Sequence[Any]]) -> Call:
        source, axis, dtype, out, keep = ([given[i] for given in arguments] for i in range(5))
        if dtype[0] is not None or not isinstance(axis[0], int) or not keep[0]:
            raise CannotStackError(translate("run", "a sum over several axes cannot be stacked"))
        given, result = (self._view(arrays, arrays[0].ndim) for arrays in (source, out))
        place = axis[0] + 1 if axis[0] >= 0 else axis[0]
        return function.reduce, (given, place, None, result, True)

    def _view(self, arrays: Sequence[Array], dimensions: int) -> Array:
        """Return arrays of all replicas as one, ``(replicas, …)``, with `dimensions` axes after the first."""
        first = arrays[0]
        if first.ndim == 0 and not first.flags.writeable and all(a == first for a in arrays):
            # A constant that all replicas share keeps the loops over everything else at once.
            return first
        raw, offset = _buffer(first)
        key = id(raw)
        if key not in self._stacked:
            singles = [_words(_buffer(array)[0]) for array in arrays]
            if any(single.shape != singles[0].shape for single in singles):
                raise CannotStackError(translate("run", "the networks have different sizes"))
            self._singles[key], self._stacked[key] = singles, np.stack(singles)
        for array in arrays:
            if array.shape != first.shape or array.strides != first.strides or _buffer(array)[1] != offset:
                raise CannotStackError(translate("run", "the networks have different sizes"))
        stack = self._stacked[key]
        missing = dimensions - first.ndim
        return as_strided(
            stack[:, offset // 8 :],
            (self._count, *(1,) * missing, *first.shape),
            (stack.strides[0], *(0,) * missing, *first.strides),
        )


def _buffer(array: Array) -> tuple[Array, int]:
    """Return the bytes an array is a view of, and where in them it begins, from their aligned start."""
    raw = array
    while isinstance(raw.base, np.ndarray):
        raw = raw.base
    start = raw.ctypes.data
    return raw, array.ctypes.data - start - (-start % ALIGNMENT)


def _words(raw: Array) -> Array:
    """Return the numbers in bytes that were allocated by `aligned`."""
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + raw.nbytes - ALIGNMENT].view(np.float64)
