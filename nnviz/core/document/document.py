"""A document: an experiment, notes, its run and how the window was arranged, as one file holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec

from nnviz.core.document.notes import Notes
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError, Record, from_builtins, join, to_builtins
from nnviz.core.run.saved_run import SavedRun

_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
_Keys = Annotated[tuple[_Key, ...], msgspec.Meta(max_length=40)]


class PanelLayout(Record, frozen=True):
    """Which panels of the window are shown, and which of them in front of their tabs."""

    shown: _Keys = ()
    front: _Keys = ()


@dataclass(frozen=True)
class Document:
    """What a file holds.

    Attributes
    ----------
    experiment
        The recipe.
    notes
        Bookmarks, breakpoints, claims.
    run, layout
        Where the run stood and what is known of it; how the window was arranged. None if not kept.
    digest
        SHA-256 of the bytes of the file it was read from, empty if it was not read from one.
    """

    experiment: Experiment
    notes: Notes = field(default_factory=Notes)
    run: SavedRun | None = None
    layout: PanelLayout | None = None
    digest: str = field(default="", compare=False)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Document:
        """Build a document from what a JSON file holds; raises ExperimentError."""
        e = Experiment.from_dict({key: value for key, value in data.items() if key not in _PARTS})
        parts: dict[str, Any] = {}
        for name, kind in _PARTS.items():
            if name in data:
                try:
                    parts[name] = from_builtins(data[name], kind)
                except ExperimentError as error:
                    raise ExperimentError(join(name, str(error))) from None
        return cls(e, **parts)

    def to_dict(self) -> dict[str, Any]:
        """Return what a JSON file holds; ``from_dict`` gives an equal document back."""
        data = self.experiment.to_dict()
        for name in _PARTS:
            part = getattr(self, name)
            if part is not None and part != Notes():
                data[name] = to_builtins(part)
        return data


_PARTS: dict[str, type[Record]] = {"notes": Notes, "run": SavedRun, "layout": PanelLayout}
