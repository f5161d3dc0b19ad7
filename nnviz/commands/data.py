"""Custom data, in the Build menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
DATA: tuple[Command, ...] = (
    Command(
        "draw_data", "Build", _("Draw data…"), lambda w: w.draw_data(), ("Ctrl+D",),
        _("Draw examples on the plane, with the mouse or the keys"), group=70
    ),
    Command(
        "edit_table", "Build", _("Edit data in a table…"), lambda w: w.draw_data("table"), ("Ctrl+Shift+D",),
        _("Type and paste examples, row by row"), group=70
    ),
)
# fmt: on
