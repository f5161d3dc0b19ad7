"""Rounding errors of the values of an iteration, measured with operations that are disturbed.

The operations of the program run again several times, and the result of each that rounds is moved up or
down at random by as much as rounding may have moved it: by one unit of the last place (for a product of
matrices that of the sizes it adds up) and by the smallest normal number (Vignes, Discrete stochastic
arithmetic, 2004).
"""

from __future__ import annotations

from functools import partial
from types import BuiltinMethodType

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.functions.buffers import Array, Call
from nnviz.core.operations.program import Program

TRIALS, MARGIN = 16, 16.0
"""Times the program is run; times the largest deviation seen that rounding is taken to be at most."""

_EXACT = frozenset(
    {np.negative, np.absolute, np.sign, np.heaviside, np.copyto, np.maximum, np.minimum, np.fmax, np.fmin}
)
_EPS, _TINY = float(np.finfo(np.float64).eps), float(np.finfo(np.float64).tiny)


class Rounding:
    """Rounding errors of the values of a frame's iteration.

    Parameters
    ----------
    frame
        Gives parameters and batch.
    given
        A value that is taken as exact, with all before it: ``z2``; or "" for none.
    precision
        One unit of the last place of 1, in the numbers that are calculated with.
    updates
        Whether the update is measured too, ``W2_next``; of an optimizer that begins its run.
    """

    def __init__(self, frame: Frame, given: str = "", precision: float = _EPS, updates: bool = False) -> None:
        self._frame, self._given, self._precision, self._updates = frame, given, precision, updates
        self._errors: dict[str, Array] | None = None

    def error(self, name: str) -> Array:
        """Return how far each entry of a value (``C``, ``dW1``, ``dz2``, …) may be off; inf where unknown."""
        if self._errors is None:
            self._errors = self._measure()
        return self._errors[name]

    @np.errstate(all="ignore")
    def _measure(self) -> dict[str, Array]:
        frame, e = self._frame, self._frame.experiment
        parameters = Parameters(e)
        parameters.fill(frame.values)
        program = Program(e, parameters, frame.batch)
        np.copyto(program.block, frame.samples.train[:, frame.examples])
        for layer, mask in program.masks.items():
            np.copyto(mask, frame.values[f"mask{layer}"])
        operations = [op for op in program.operations if self._updates or op.phase != "update"]
        start = next((i for i, op in enumerate(operations, 1) if self._given in op.writes), 0)
        values = dict(program.arrays)
        values.update({f"d{k}": v for k, v in parameters.named(parameters.gradient).items()})
        if self._updates:
            values.update({f"{k}_next": v for k, v in parameters.named(parameters.flat).items()})
        began = parameters.flat.copy(), parameters.state.copy()
        rng, plain, errors = np.random.default_rng(2004), dict[str, Array](), dict[str, Array]()
        for trial in range(TRIALS + 1):
            parameters.flat[...], parameters.state[...] = began
            for number, op in enumerate(operations):
                for call in op.calls:
                    call[0](*call[1])
                    if trial and number >= start:
                        _disturb(call, rng, self._precision)
            if not trial:
                plain = {name: array.copy() for name, array in values.items()}
                errors = {name: np.zeros_like(array) for name, array in values.items()}
                continue
            for name, array in values.items():
                off = np.nan_to_num(np.abs(array - plain[name]), nan=np.inf)
                errors[name] = np.maximum(errors[name], off)
        return {name: MARGIN * error for name, error in errors.items()}


def _disturb(call: Call, rng: np.random.Generator, precision: float) -> None:
    """Move the result of a call by as much as rounding may have moved it."""
    bound, arguments = call
    function: object = bound
    out = arguments[-1]
    if isinstance(bound, partial):
        function, out = bound.func, bound.keywords["out"]
    if function in _EXACT or function == np.maximum.reduce:
        return
    size = np.abs(out)
    if isinstance(function, BuiltinMethodType) and isinstance(function.__self__, np.ndarray):
        size = np.abs(function.__self__).dot(np.abs(arguments[0]))
    out += rng.choice((-1.0, 1.0), out.shape) * (precision * size + _TINY)
