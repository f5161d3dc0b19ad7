"""The runs that edits have left, to compare the present one with."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.experiment.experiment_diff import comparable, difference, first_divergence
from nnviz.core.run.history import Series
from nnviz.session.model import SessionModel

MOST = 4
"""Runs shown at most."""
_SECONDS = 0.004


@dataclass(frozen=True, eq=False)
class PreviousRun:
    """What is shown of a run that is still kept.

    Attributes
    ----------
    name
        What sets it apart from the present one: ``η 0.1``.
    scores
        Its losses and accuracies, columns as in `History.scores`.
    comparable
        Whether its loss is the same quantity.
    """

    name: str
    scores: Series
    comparable: bool


def previous_runs(session: SessionModel) -> list[PreviousRun]:
    """Return the last runs that went on beyond what they share with the present one, the oldest first."""
    present, found = session.experiment, []
    pinned = session.notes.pinned
    for state in session.memory.left:
        e, timeline = state.experiment, state.timeline
        if timeline is None or timeline.length <= first_divergence(e, present):
            continue
        if pinned is not None and pinned.experiment == e:
            continue  # it is shown as the pinned one
        # Scores are computed for whoever wants to see them; a run that was left soon may have none yet.
        timeline.update_scores(_SECONDS)
        found.append(PreviousRun(difference(e, present), timeline.history.scores, comparable(e, present)))
    return found[-MOST:]
