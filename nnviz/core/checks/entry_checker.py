"""Verdicts on the entries of a gradient, by differences in float64 first and exact ones in doubt.

Many entries in doubt are first tested together: along a direction in which each adds a known share to the
slope of the loss, one exact difference tells whether all are right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.checks.exact_differences import ExactDerivative, ExactLoss
from nnviz.core.checks.rounding import Rounding
from nnviz.core.functions.buffers import Array
from nnviz.core.network.value import value_named

TOLERANCE = 1e-6
_SURE = 1e-5
"""Largest doubt about a difference quotient, relative to it, with which it may confirm a gradient."""
_ROUNDING = 16 * float(np.finfo(np.float64).eps)
_SPREAD = 1e12
"""Largest ratio of gradients that are tested together: all have to show in one sum of 80 digits."""
_TRIALS = 2
_CHEAP, _MOST_WORK = 10_000, 400_000
"""Work, in units × examples, up to which each entry in doubt is settled by itself at once, and at most."""

Place = tuple[int, int]


@dataclass(frozen=True)
class EntryVerdict:
    """What is known of one entry.

    Attributes
    ----------
    kind
        "right"; "negligible" where it is off by no more than rounding of the largest entry; "wrong"; "kink"
        where there is no derivative; "unsure" where it cannot be checked in float64;
        "costly" where float64 leaves it in doubt and exact differences would take too long.
    numeric
        The difference quotient.
    error
        The relative error, 0 where it is not known.
    """

    kind: Literal["right", "negligible", "wrong", "kink", "unsure", "costly"]
    numeric: float
    error: float = 0.0


def relative_error(ours: float, exact: float, largest: float = 0.0) -> float:
    """Return the relative error: of the entry, or of the largest where rounding of that explains it."""
    if not (np.isfinite(ours) and np.isfinite(exact)):
        return float("nan")
    difference = abs(ours - exact)
    size = largest if difference <= _ROUNDING * largest else max(abs(ours), abs(exact))
    return difference / size if difference else 0.0


class EntryChecker:
    """Decides on the entries of one gradient; what is expensive is made when it is first needed.

    Parameters
    ----------
    frame
        Has ``d<name>``.
    name
        ``W1``, ``gamma2``, ``z1``, …
    rounding
        Errors of the frame with nothing given, where they are shared by the checks of its parameters.
    """

    def __init__(self, frame: Frame, name: str, rounding: Rounding | None = None) -> None:
        self._frame, self._name = frame, name
        self._gradient = frame.values[f"d{name}"]
        self._largest = float(np.nan_to_num(np.abs(self._gradient), posinf=0.0).max(initial=0.0))
        learned = value_named(name).info.parameter
        self._rounding = rounding or Rounding(frame, "" if learned else name)
        self._verdicts: dict[Place, EntryVerdict] = {}
        self._doubtful: dict[Place, float] = {}
        self._losses: dict[bool, ExactLoss] = {}
        self._unit = sum(frame.experiment.widths) * (frame.batch if learned else 1)
        self._work = 0

    @property
    def rounding_of_loss(self) -> float:
        """How far rounding may move the loss."""
        return float(self._rounding.error("C"))

    def take_difference(self, place: Place, numeric: float, doubt: float) -> None:
        """Take a difference quotient in float64, and how far rounding may have moved it."""
        ours = float(self._gradient[place])
        size = max(abs(ours), abs(numeric))
        if doubt <= _SURE * size and abs(ours - numeric) <= TOLERANCE * size:
            self._verdicts[place] = EntryVerdict("right", numeric, abs(ours - numeric) / size)
        else:
            self._doubtful[place] = numeric

    def settle(self) -> Iterator[dict[Place, EntryVerdict] | None]:
        """Yield None after every piece of work, then the verdicts on all entries."""
        for group in self._groups():
            together = not self._gradient[group[0]] or len(group) * self._unit > _CHEAP
            if together and len(group) > 1 and self._unit <= _MOST_WORK:
                for all_right in self._test(group):
                    yield None
                    for place in group if all_right else ():
                        self._verdicts[place] = EntryVerdict("right", self._doubtful.pop(place))
        for place, numeric in self._doubtful.items():
            self._work += self._unit
            if self._work > _MOST_WORK:
                self._verdicts[place] = EntryVerdict("costly", numeric)
                continue
            for exact in self._slope(self._direction([place], [1.0])):
                if exact is not None:
                    for verdict in self._verdict(place, numeric, exact):
                        if verdict is not None:
                            self._verdicts[place] = verdict
                yield None
        if any(v.kind in ("wrong", "unsure", "costly") for v in self._verdicts.values()):
            # An entry is no rounding of the largest if the largest itself may be wrong.
            self._verdicts = {
                place: EntryVerdict("unsure", v.numeric) if v.kind == "negligible" else v
                for place, v in self._verdicts.items()
            }
        yield self._verdicts

    # -- many together -----------------------------------------------------------------------------

    def _groups(self) -> list[list[Place]]:
        """Return the entries in doubt that are finite: those that are 0, then those of like size."""
        sizes = {place: abs(float(self._gradient[place])) for place in self._doubtful}
        order = sorted((p for p, size in sizes.items() if 0 < size < np.inf), key=sizes.__getitem__)
        groups, zero = list[list[Place]](), [place for place, size in sizes.items() if size == 0]
        for place in order:
            if not groups or sizes[place] > _SPREAD * sizes[groups[-1][0]]:
                groups.append([])
            groups[-1].append(place)
        return [zero, *groups] if zero else groups

    def _test(self, group: Sequence[Place]) -> Iterator[bool]:
        """Yield False after every piece of work, last whether all entries of a group are right.

        Each is moved so that it adds between 1 and 2 to the slope; those that are 0 must add nothing.
        """
        rng, ours = np.random.default_rng(1959), np.array([float(self._gradient[p]) for p in group])
        for _ in range(_TRIALS):
            shares = rng.uniform(1.0, 2.0, len(group))
            with np.errstate(over="ignore"):
                rates = shares / ours if ours[0] else shares
            expected, allowed = (float(shares.sum()), TOLERANCE) if ours[0] else (0.0, 0.0)
            if not np.isfinite(rates).all():
                return
            for exact in self._slope(self._direction(group, rates)):
                if exact is None:
                    yield False
                elif exact.corners or not abs(exact.value - expected) <= allowed:
                    return
        yield True

    def _direction(self, group: Sequence[Place], rates: Sequence[float] | Array) -> Array:
        direction = np.zeros(self._gradient.shape)
        for place, rate in zip(group, rates, strict=True):
            direction[place] = rate
        return direction

    def _slope(self, direction: Array, finer: bool = False) -> Iterator[ExactDerivative | None]:
        if finer not in self._losses:
            self._losses[finer] = ExactLoss(self._frame, self._name, finer)
        yield from self._losses[finer].along(direction)

    # -- one by one --------------------------------------------------------------------------------

    def _verdict(self, place: Place, numeric: float, exact: ExactDerivative) -> Iterator[EntryVerdict | None]:
        ours, value = float(self._gradient[place]), exact.value
        shown = value if np.isfinite(value) else numeric
        error = relative_error(ours, value, self._largest)
        if error <= TOLERANCE:
            close = abs(ours - value) <= TOLERANCE * max(abs(ours), abs(value))
            if close or abs(ours - value) <= self._rounded(place):
                yield EntryVerdict("right" if close else "negligible", shown, error)
                return
        if exact.corners:
            # With a single corner every slope between those of its sides is a subgradient. With several, the
            # chain rule of subgradients may leave that range.
            margin = TOLERANCE * max(abs(exact.low), abs(exact.high))
            if exact.corners > 1 or exact.low - margin <= ours <= exact.high + margin:
                yield EntryVerdict("kink", shown)
                return
        if not np.isfinite(value) or abs(ours - value) <= self._rounded(place):
            yield EntryVerdict("unsure", shown)
            return
        # Nothing is called wrong that another step does not call wrong too.
        for finer in self._slope(self._direction([place], [1.0]), finer=True):
            if finer is None:
                yield None
            elif exact.corners or relative_error(value, finer.value) <= TOLERANCE:
                yield EntryVerdict("wrong", shown, relative_error(ours, value))
            else:
                yield EntryVerdict("unsure", shown)

    def _rounded(self, place: Place) -> float:
        """Return how far rounding may have moved an entry, inf where that is not known."""
        return float(self._rounding.error(f"d{self._name}")[place])
