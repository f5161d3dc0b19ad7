"""Hidden results of the step in view: what of the present frame is not to be seen until it is revealed."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.lessons.prediction.hiding import (
    DELTAS,
    GRADIENTS,
    LOSS,
    UPDATES,
    VALUES,
    Hidden,
    HidingOptions,
    hide,
    kind_of,
    masked,
)
from nnviz.core.network.value import value_named
from nnviz.core.run.history import History
from nnviz.core.run.timeline import Timeline


class SeenHistory:
    """The part of a history that may be seen, copied once for every end of it."""

    def __init__(self) -> None:
        self._made: tuple[History, int, History] | None = None

    def of(self, whole: History, horizon: int | None) -> History:
        """Return what comes before iteration `horizon`; all of it where that is None."""
        if horizon is None or horizon >= whole.length:
            return whole
        if self._made is None or self._made[0] is not whole or self._made[1] != horizon:
            self._made = (whole, horizon, whole.copy_until(horizon))
        return self._made[2]


class HiddenResults:
    """Decides what may be seen of every frame that a session shows; frames of training are never touched.

    A step forward hides all that it computed, a step back nothing. Going anywhere else hides the results of
    the operation there.

    Attributes
    ----------
    on : bool
        Whether results are hidden before they are revealed.
    options : HidingOptions
        What is hidden.
    pauses : bool
        Whether slow motion pauses where something is hidden.
    hidden : Hidden
        What is hidden of the frame in view.
    earlier : Frame or None
        The frame before the last step, nothing hidden; None after any other move.
    """

    def __init__(self) -> None:
        self.on = False
        self.options = HidingOptions()
        self.pauses = True
        self.hidden = Hidden({})
        self.earlier: Frame | None = None
        self._since: Position | None = None
        self._began = Position(0, 0)
        self._of: tuple[Timeline, Position] | None = None

    def __bool__(self) -> bool:
        return bool(self.hidden)

    def expect(self, since: Position) -> None:
        """Take the next move for one step from `since`; nothing is hidden unless it leads further."""
        self._since = since

    def forget(self) -> None:
        """Hide nothing of the frame in view any more, and nothing of it again."""
        self.hidden = Hidden({})

    def hide_again(self) -> None:
        """Hide the results of the last move once more when its frame is looked at, with other options."""
        if self.hidden:
            self._since, self._of = self._began, None

    def look_at(self, timeline: Timeline, frame: Frame, before: Frame | None, fast: bool) -> Frame:
        """Return a frame as it may be seen.

        Parameters
        ----------
        timeline
            The run it belongs to.
        frame
            The frame with nothing hidden.
        before
            The frame before it, nothing hidden; None if another run is shown: all of it is known then.
        fast
            Whether a run goes by too fast for anything to be guessed.
        """
        since, self._since = self._since, None
        if not self.on:
            self._of = None
            return frame
        here = (timeline, frame.position)
        if fast:
            self._of, self._began = here, frame.position
            self.forget()
            return frame
        if self._of is None or self._of[0] is not timeline or self._of[1] != frame.position:
            went, stepped = before is not None and before is not frame, since is not None
            if since is None and went and frame.position.operation:
                since = Position(frame.position.iteration, frame.position.operation - 1)
            self._of, self._began = here, since or frame.position
            if before is not frame:
                self.earlier = before if stepped else None
            moved = since is not None and frame.position > since
            self.hidden = hide(frame, self._began, self.options) if moved else Hidden({})
        return masked(frame, self.hidden, self.options)

    def beside(self, other: Frame, mine: Frame) -> Frame:
        """Return a frame of another run as it may be seen beside `mine`: what is hidden there is here, too.

        Runs that begin alike have the same numbers.
        """
        if not self.on:
            return other
        masks = {}
        for name, array in other.values.items():
            known, value = self.hidden.masks.get(name), value_named(name)
            if known is not None and known.shape == np.shape(array):
                masks[name] = known
            elif known is not None or (name not in mine.values and self.options.includes(value)):
                masks[name] = self.options.mask(value, np.shape(array))
        return masked(other, Hidden(masks), self.options)

    def horizon(self, frame: Frame) -> int | None:
        """Return how many iterations of the history may be seen at a frame; None for all."""
        if not self.on:
            return None
        at = self._began if self.hidden else frame.position
        return at.iteration + (at.operation == len(frame.operations))

    def holds_back(self, frame: Frame) -> bool:
        """Return whether what follows from the parameters is not shown: losses of all data, health.

        The training loss is that of the next batch where the batch is all data, so it is shown only from the
        loss of this iteration on and until the parameters change.
        """
        if not self.on or not self.options.kinds & {VALUES, LOSS, UPDATES}:
            return False
        done = frame.position.operation == len(frame.operations)
        forward = any(kind_of(value_named(name)) not in (DELTAS, GRADIENTS) for name in self.hidden.masks)
        return done or "C" not in frame.values or forward
