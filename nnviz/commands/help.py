"""The Help menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
HELP: tuple[Command, ...] = (
    Command("cheat_sheet", "Help", _("Shortcuts"), lambda w: w.show_cheat_sheet(), ("F1", "?"), icon="help"),
    Command(
        "palette", "Help", _("Find a command…"), lambda w: w.show_palette(), ("Ctrl+K",),
        _("Search all commands by name"), icon="search"
    ),
    Command(
        "manual", "Help", _("Manual"), lambda w: w.show_manual(), ("Shift+F1",),
        _("Documentation of the window, files, lessons, the command line and Python; works offline")
    ),
    Command("about", "Help", _("About nnviz"), lambda w: w.show_about(), group=1),
)
# fmt: on
