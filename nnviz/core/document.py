"""A document: an experiment and the notes on it, as one file holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nnviz.core.experiment import Experiment
from nnviz.core.notes import Notes
from nnviz.core.record import ExperimentError, from_builtins, join, to_builtins


@dataclass(frozen=True)
class Document:
    """What a file holds."""

    experiment: Experiment
    notes: Notes = field(default_factory=Notes)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Document:
        """Build a document from what a JSON file holds; raises ExperimentError."""
        notes = data.get("notes", {})
        e = Experiment.from_dict({key: value for key, value in data.items() if key != "notes"})
        try:
            return cls(e, from_builtins(notes, Notes))
        except ExperimentError as error:
            raise ExperimentError(join("notes", str(error))) from None

    def to_dict(self) -> dict[str, Any]:
        """Return what a JSON file holds; ``from_dict`` gives an equal document back."""
        notes = to_builtins(self.notes)
        return {**self.experiment.to_dict(), **({"notes": notes} if notes else {})}
