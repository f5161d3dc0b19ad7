"""Edits that a field makes when the user changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment, ExperimentError
from nnviz.session import Session
from nnviz.session.edit import Edit, LayerMapping, setting_edit
from nnviz.session.sentences import refusal


class FieldEdit(Protocol):
    """Something a field can do with a new value."""

    def check(self, value: Any) -> None:
        """Raise ValueError with a sentence for the user if `value` cannot be taken."""

    def apply(self, value: Any) -> str:
        """Take `value`; return why it cannot be, or nothing."""


@dataclass(frozen=True)
class ExperimentEdit:
    """An undoable edit that starts the training again.

    Attributes
    ----------
    session
        Where it happens.
    text
        Name of the undo step.
    make
        Gives the experiment after the edit; raises ExperimentError if there is none.
    merge
        Consecutive edits with the same word are one undo step.
    asked, added, removed
        What the user sees change anyway, see `consequences`.
    network
        Whether the network is another: then the weights that still make sense stay.
    mapping
        Tells where its layers come from; without it their shapes do.
    """

    session: Session
    text: str
    make: Callable[[Experiment, Any], Experiment]
    merge: str = ""
    asked: tuple[str, ...] = ()
    added: int | None = None
    removed: int | None = None
    network: bool = False
    mapping: LayerMapping | None = None

    def check(self, value: Any) -> None:
        """Raise ValueError with a sentence for the user if `value` cannot be taken."""
        try:
            self.make(self.session.experiment, value)
        except ExperimentError as error:
            raise ValueError(refusal(error)) from None

    def apply(self, value: Any) -> str:
        """Make the edit and say what followed from it; return why it cannot be, or nothing."""
        edit = Edit(
            self.text,
            lambda before: self.make(before, value),
            "network" if self.network else "start",
            self.merge,
            self.mapping,
            self.asked,
            self.added,
            self.removed,
        )
        try:
            self.session.apply(edit)
        except ExperimentError as error:
            return refusal(error)
        return ""


@dataclass(frozen=True)
class SettingEdit:
    """A change of ``learning_rate``, ``l1`` or ``l2`` from the current position on: training goes on."""

    session: Session
    name: str

    def check(self, value: float) -> None:
        """Raise ValueError with a sentence for the user if `value` cannot be taken."""
        try:
            edits.set_setting(self.session.experiment, self.name, value, self.session.next_iteration)
        except ExperimentError as error:
            raise ValueError(refusal(error)) from None

    def apply(self, value: float) -> str:
        """Make the change; return why it cannot be, or nothing."""
        try:
            self.session.apply(setting_edit(self.name, value))
        except ExperimentError as error:
            return refusal(error)
        return ""
