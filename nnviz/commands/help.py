"""The Help menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
HELP: tuple[Command, ...] = (
    Command("cheat_sheet", "Help", _("Shortcuts"), lambda w: w.show_cheat_sheet(), ("F1", "?"), icon="help"),
    Command(
        "palette", "Help", _("Find a command…"), lambda w: w.show_palette(), ("Ctrl+K",),
        _("Type a few letters of what you want to do"), icon="search"
    ),
    Command(
        "manual", "Help", _("Manual"), lambda w: w.show_manual(), ("Shift+F1",),
        _("Everything about the window, files, lessons, the command line and Python; no network is needed")
    ),
    Command("about", "Help", _("About nnviz"), lambda w: w.show_about(), group=1),
)
# fmt: on
