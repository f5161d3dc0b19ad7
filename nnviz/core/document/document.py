"""A document: an experiment, notes, its run and how the window was arranged, as one file holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec

from nnviz.core.document.notes import Notes
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError, Record, from_builtins, join, to_builtins
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.saved_run import SavedRun

_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
_Place = Annotated[int, msgspec.Meta(ge=0, le=10**6)]
_Keys = Annotated[tuple[_Key, ...], msgspec.Meta(max_length=40)]


class PanelLayout(Record, frozen=True):
    """Which panels of the window are shown, and which of them in front of their tabs."""

    shown: _Keys = ()
    front: _Keys = ()


class SavedSelection(Record, frozen=True):
    """The selected unit, weight, bias or loss; see `Selection`."""

    kind: Literal["unit", "weight", "bias", "loss"]
    layer: _Place = 0
    unit: _Place = 0
    source: _Place | None = None

    @classmethod
    def of(cls, selected: Selection | None) -> SavedSelection | None:
        """Return what a file keeps of a selection."""
        if selected is None:
            return None
        return cls(selected.kind, selected.layer, selected.unit, selected.source)  # type: ignore[arg-type]

    def restored(self, e: Experiment) -> Selection | None:
        """Return the selection, None if the network of `e` has no such item."""
        selected = Selection(self.kind, self.layer, self.unit, self.source)
        return selected if selected.exists(e) else None


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
    selection
        What was selected in the network, or None.
    digest
        SHA-256 of the bytes of the file it was read from, empty if it was not read from one.
    """

    experiment: Experiment
    notes: Notes = field(default_factory=Notes)
    run: SavedRun | None = None
    layout: PanelLayout | None = None
    selection: SavedSelection | None = None
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


_PARTS: dict[str, type[Record]] = {
    "notes": Notes, "run": SavedRun, "layout": PanelLayout, "selection": SavedSelection
}  # fmt: skip
