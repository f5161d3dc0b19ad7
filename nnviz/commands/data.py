"""Custom data, in the Build menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
DATA: tuple[Command, ...] = (
    Command(
        "draw_data",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Draw data…"),
        lambda w: w.draw_data(),
        ("Ctrl+D",),
        QT_TRANSLATE_NOOP("actions", "Draw examples on the plane, with the mouse or the keys"),
        group=70,
    ),
    Command(
        "edit_table",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Edit data in a table…"),
        lambda w: w.draw_data("table"),
        ("Ctrl+Shift+D",),
        QT_TRANSLATE_NOOP("actions", "Type and paste examples, row by row"),
        group=70,
    ),
)
# fmt: on
