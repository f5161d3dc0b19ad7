"""The Edit menu."""

from __future__ import annotations

from typing import Any

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP


def _undo(w: Any) -> None:
    w.session.undo_stack.undo()


def _redo(w: Any) -> None:
    w.session.undo_stack.redo()


# fmt: off  (a row is a row)
EDIT: tuple[Command, ...] = (
    Command("undo", "Edit", QT_TRANSLATE_NOOP("actions", "Undo"), _undo, ("Ctrl+Z",), icon="undo"),
    Command(
        "redo", "Edit", QT_TRANSLATE_NOOP("actions", "Redo"), _redo, ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"
    ),
    Command(
        "paste_data",
        "Edit",
        QT_TRANSLATE_NOOP("actions", "Paste data…"),
        lambda w: w.importing.paste(),
        ("Ctrl+Shift+V",),
        QT_TRANSLATE_NOOP("actions", "Paste data from a spreadsheet"),
        group=1,
    ),
    Command(
        "edit_selected",
        "Edit",
        QT_TRANSLATE_NOOP("actions", "Edit the selected number"),
        lambda w: w.edit_selected(),
        ("F2",),
        QT_TRANSLATE_NOOP("actions", "Type a new value for the selected weight, bias, input or target"),
        group=1,
    ),
    Command(
        "copy_matrix",
        "Edit",
        QT_TRANSLATE_NOOP("actions", "Copy the matrix"),
        lambda w: w.network.hands.copy(),
        (),
        QT_TRANSLATE_NOOP("actions", "Copy the selected weights, biases or inputs for a spreadsheet"),
        group=2,
    ),
    Command(
        "paste_matrix",
        "Edit",
        QT_TRANSLATE_NOOP("actions", "Paste the matrix"),
        lambda w: w.network.hands.paste(),
        (),
        QT_TRANSLATE_NOOP(
            "actions", "Replace the selected weights, biases or inputs from a spreadsheet, NumPy or LaTeX"
        ),
        group=2,
    ),
)
# fmt: on
