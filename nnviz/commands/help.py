"""The Help menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
HELP: tuple[Command, ...] = (
    Command(
        "cheat_sheet",
        "Help",
        QT_TRANSLATE_NOOP("actions", "Shortcuts"),
        lambda w: w.show_cheat_sheet(),
        ("F1", "?"),
        icon="help",
    ),
    Command(
        "palette",
        "Help",
        QT_TRANSLATE_NOOP("actions", "Find a command…"),
        lambda w: w.show_palette(),
        ("Ctrl+K",),
        QT_TRANSLATE_NOOP("actions", "Search all commands by name"),
        icon="search",
    ),
    Command(
        "manual",
        "Help",
        QT_TRANSLATE_NOOP("actions", "Manual"),
        lambda w: w.show_manual(),
        ("Shift+F1",),
        QT_TRANSLATE_NOOP(
            "actions",
            "Documentation of the window, files, lessons, the command line and Python; works offline",
        ),
    ),
    Command("about", "Help", QT_TRANSLATE_NOOP("actions", "About nnviz"), lambda w: w.show_about(), group=1),
)
# fmt: on
