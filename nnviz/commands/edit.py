"""The Edit menu."""

from __future__ import annotations

from typing import Any

from nnviz.commands.command import Command, _


def _undo(w: Any) -> None:
    w.session.undo_stack.undo()


def _redo(w: Any) -> None:
    w.session.undo_stack.redo()


# fmt: off  (a row is a row)
EDIT: tuple[Command, ...] = (
    Command("undo", "Edit", _("Undo"), _undo, ("Ctrl+Z",), icon="undo"),
    Command("redo", "Edit", _("Redo"), _redo, ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
    Command(
        "paste_data", "Edit", _("Paste data…"), lambda w: w.importing.paste(), ("Ctrl+Shift+V",),
        _("Paste data from a spreadsheet"), group=1
    ),
    Command(
        "edit_selected", "Edit", _("Edit the selected number"), lambda w: w.edit_selected(), ("F2",),
        _("Type a new value for the selected weight, bias, input or target"), group=1
    ),
    Command(
        "copy_matrix", "Edit", _("Copy the matrix"), lambda w: w.network.hands.copy(), (),
        _("Copy the selected weights, biases or inputs for a spreadsheet"), group=2
    ),
    Command(
        "paste_matrix", "Edit", _("Paste the matrix"), lambda w: w.network.hands.paste(), (),
        _("Replace the selected weights, biases or inputs from a spreadsheet, NumPy or LaTeX"), group=2
    ),
)
# fmt: on
