"""Notes on a run that do not change it: bookmarks, breakpoints, claims, a derivation, a pinned run."""

from __future__ import annotations

from typing import Annotated

import msgspec

from nnviz.core.derivation.saved import SavedDerivation
from nnviz.core.experiment.breakpoints import DEFAULT_BREAKPOINTS, Breakpoint
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError, Record
from nnviz.core.judge.claim import Claim
from nnviz.core.text.translate import translate

MAX_NOTES = 1_000
Name = Annotated[str, msgspec.Meta(max_length=200)]


class Bookmark(Record, frozen=True):
    """A named position of the run."""

    iteration: Annotated[int, msgspec.Meta(ge=0, le=10**12)]
    operation: Annotated[int, msgspec.Meta(ge=0, le=10**6)] = 0
    name: Name = ""


class PinnedRecipe(Record, frozen=True):
    """The recipe of a run that is kept beside the present one; the run itself is trained from it."""

    experiment: Experiment
    name: Name = ""


class Notes(Record, frozen=True):
    """All notes of an experiment, in the order in which they were made."""

    bookmarks: tuple[Bookmark, ...] = ()
    breakpoints: tuple[Breakpoint, ...] = DEFAULT_BREAKPOINTS
    claims: tuple[Claim, ...] = ()
    derivation: SavedDerivation | None = None
    pinned: PinnedRecipe | None = None

    def check(self) -> None:
        """Check that there are not too many."""
        for field in ("bookmarks", "breakpoints", "claims"):
            if len(getattr(self, field)) > MAX_NOTES:
                raise ExperimentError(
                    f"{field}: "
                    + translate("document", "at most {max_notes:,} are allowed").format(max_notes=MAX_NOTES)
                )
