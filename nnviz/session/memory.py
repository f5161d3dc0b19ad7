"""Memory limit of a session's runs, and the choice of what is dropped beyond it."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate
from nnviz.session.undo import State

DEFAULT, LEAST, MOST = 256, 32, 8192
"""Megabytes that may be kept: unless something else is set, at least, at most."""
MEGABYTE = 2**20
_CHUNK = 256
_FEW = 16
_OPERATION = 4096
"""Bytes that an operation takes with its bound calls and its arrays, roughly."""


class Memory:
    """Holds everything a session keeps to one bound.

    Keyframes of the present run take at most half of it and its histories a quarter. Runs that were left
    by an edit stay whole for undo while there is room. When room is short, the runs left longest ago keep
    their keyframes further apart, which costs time and nothing else; then they are dropped, and trained
    again when undo asks for them.

    Parameters
    ----------
    present
        Returns the run that is open.
    megabytes
        The bound.
    """

    def __init__(self, present: Callable[[], Timeline], megabytes: int = DEFAULT) -> None:
        self._present = present
        self._left: list[weakref.ref[State]] = []
        self._kept = 0
        self._megabytes = megabytes

    # -- the bound ---------------------------------------------------------------------------------

    @property
    def megabytes(self) -> int:
        """The bound in megabytes of 2²⁰ bytes."""
        return self._megabytes

    def set_megabytes(self, megabytes: int) -> None:
        """Set another bound; what is too much goes at once.

        Raises
        ------
        ValueError
            If it is not from `LEAST` to `MOST`.
        """
        if not LEAST <= megabytes <= MOST:
            raise ValueError(
                translate("session", "memory must be {least} to {most} megabytes, not {megabytes}").format(
                    least=LEAST, most=MOST, megabytes=megabytes
                )
            )
        self._megabytes = megabytes
        self._present().set_memory_limit(self._share)
        for state in self._states():
            if state.timeline is not None:
                state.timeline.set_memory_limit(self._share)
        self._kept = self._sum()
        self.fit()

    @property
    def used(self) -> int:
        """Bytes kept: keyframes and histories of the present run and of those kept for undo."""
        return self._present().bytes + self._kept

    @property
    def left(self) -> list[State]:
        """The states that were left and that undo or redo can bring back, the one left longest ago first."""
        return self._states()

    @property
    def _share(self) -> int:
        return self._megabytes * MEGABYTE // 2

    # -- runs --------------------------------------------------------------------------------------

    def timeline(self, e: Experiment) -> Timeline:
        """Return a run of `e`, at its start."""
        return Timeline(e, self._share)

    def leave(self, left: State, present: State) -> None:
        """Keep the run of a state that is left, because undo may bring it back."""
        states = [s for s in self._states() if s is not left and s is not present]
        self._left = [weakref.ref(s) for s in (*states, left)]
        self._kept = self._sum()

    def bring(self, state: State, seconds: float = 0.5) -> Timeline:
        """Return the run of a state; one that was dropped is trained again.

        It is brought as far as it was in `seconds`, in any case to where it stood.
        """
        if state.timeline is None:
            state.timeline = self.timeline(state.experiment)
            state.timeline.seek(state.position)
            until = time.perf_counter() + seconds
            while state.timeline.length < state.length and time.perf_counter() < until:
                state.timeline.run(min(_CHUNK, state.length - state.timeline.trainer.iteration))
        return state.timeline

    def clear(self) -> None:
        """Forget the runs that were left."""
        self._left, self._kept = [], 0

    def fit(self) -> None:
        """Release what is too much."""
        bound = self._megabytes * MEGABYTE
        if self.used <= bound:
            return
        for make_room in (_thin, _may_clear):
            for state in self._states():
                if state.timeline is not None:
                    make_room(state)
                    self._kept = self._sum()
                    if self.used <= bound:
                        return

    def _states(self) -> list[State]:
        return [state for found in self._left if (state := found()) is not None]

    def _sum(self) -> int:
        return sum(_bytes(state.timeline) for state in self._states() if state.timeline is not None)


def _bytes(left: Timeline) -> int:
    """Return what a run takes that is only kept for undo: its data and its program too."""
    t = left.trainer
    return left.bytes + t.bytes + _OPERATION * len(t.operations)


def _thin(state: State) -> None:
    assert state.timeline is not None
    state.timeline.thin_keyframes(_FEW * state.timeline.keyframe_bytes)


def _may_clear(state: State) -> None:
    state.timeline = None
