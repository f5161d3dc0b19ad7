"""Edits: what `Session.apply` takes, each as one named step of undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nnviz.core.document.notes import Notes
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.weight_transfer import LayerSource
from nnviz.core.text.translate import translate
from nnviz.session.sentences import consequences

Scope = Literal["start", "exact", "network"]
LayerMapping = Callable[[Experiment, Experiment], "tuple[LayerSource, ...] | None"]


@dataclass(frozen=True)
class Edit:
    """An edit of the recipe after which training starts again.

    Attributes
    ----------
    text
        Name of the undo step.
    make
        The new experiment, or a function from the present one to it; it may raise ExperimentError.
    scope
        What the new run starts with. ``start``: learning rate and penalties as they are in force now, and no
        change made during the old run. ``exact``: the experiment as it is given. ``network``: as ``start``,
        with the weights in view that still make sense.
    merge
        Consecutive edits with the same word are one undo step.
    layer_mapping
        Where the layers of another network come from; without it their shapes tell.
    asked, added, removed, moved
        What the user sees change anyway, see `consequences`. What else changed is said, unless `asked` is
        None.
    said
        A sentence to be said with it.
    """

    text: str
    make: Experiment | Callable[[Experiment], Experiment]
    scope: Scope = "start"
    merge: str = ""
    layer_mapping: LayerMapping | None = None
    asked: tuple[str, ...] | None = None
    added: int | None = None
    removed: int | None = None
    moved: Sequence[int] | None = None
    said: str = ""

    def of(self, before: Experiment) -> Experiment:
        """Return the experiment after the edit; raises ExperimentError if there is none."""
        return self.make if isinstance(self.make, Experiment) else self.make(before)

    def sentence(self, before: Experiment, after: Experiment) -> str:
        """Return what changed besides what was asked for, and what is to be said with it."""
        followed = ""
        if self.asked is not None:
            followed = consequences(
                before,
                after,
                self.asked,
                added=self.added,
                removed=self.removed,
                moved=self.moved,
                kept=self.scope != "start",
            )
        return f"{self.said} {followed}".strip()


@dataclass(frozen=True)
class RunEdit:
    """A change of a number during the run, which goes on with it.

    Attributes
    ----------
    text
        Name of the undo step.
    make
        Gives the experiment in which the change holds from the given iteration on; may raise ExperimentError.
    merge
        Consecutive changes with the same word are one undo step.
    what
        What is changed: without `merge`, changes of it at the same iteration are one undo step.
    """

    text: str
    make: Callable[[Experiment, int], Experiment]
    merge: str = ""
    what: str = ""

    def merge_at(self, iteration: int) -> str:
        """Return the word that says which changes are one undo step."""
        return self.merge or (f"{self.what}@{iteration}" if self.what else "")


@dataclass(frozen=True)
class NotesEdit:
    """A replacement of the notes (bookmarks, breakpoints, claims, derivation)."""

    text: str
    notes: Notes
    merge: str = ""


@dataclass(frozen=True)
class DraftEdit:
    """A replacement of data that cannot be learnt yet.

    Attributes
    ----------
    text
        Name of the undo step.
    take
        Method that takes the one or the other.
    before, after
        What it is given by undo and by the edit.
    """

    text: str
    take: Callable[[Any], None]
    before: Any
    after: Any


AnyEdit = Edit | RunEdit | NotesEdit | DraftEdit


def setting_edit(name: str, value: float, merge: str = "") -> RunEdit:
    """Return the change of ``learning_rate``, ``l1`` or ``l2`` from here on, without starting again."""
    words = {
        "learning_rate": translate("session", "Learning rate"),
        "l1": translate("session", "L1 penalty"),
        "l2": translate("session", "L2 penalty"),
    }

    def make(e: Experiment, iteration: int) -> Experiment:
        return edits.set_setting(e, name, value, iteration)

    return RunEdit(words[name], make, merge, name)


def parameter_edit(selection: Selection, value: float, merge: str = "") -> RunEdit:
    """Return the change of a weight or bias from here on.

    Raises
    ------
    ExperimentError
        If `selection` names neither.
    """
    parameter = selection.parameter
    if parameter is None:
        raise ExperimentError("parameter: " + translate("session", "only a weight or a bias can be set"))

    def make(e: Experiment, iteration: int) -> Experiment:
        return edits.set_parameter(e, parameter, selection.unit, selection.source, value, iteration)

    text = translate("session", "Set {0}").format(selection.symbol)
    return RunEdit(text, make, merge, str(selection))


def matrix_edit(text: str, name: str, values: Matrix) -> RunEdit:
    """Return the change of all weights or biases of a layer from here on."""

    def make(e: Experiment, iteration: int) -> Experiment:
        return edits.set_matrix(e, name, values, iteration)

    return RunEdit(text, make)
