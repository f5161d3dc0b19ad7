"""Bookmarks, in the Run menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
BOOKMARKS: tuple[Command, ...] = (
    Command(
        "bookmark", "Run", _("Bookmark this moment"), lambda w: w.bookmarks.toggle(), ("Ctrl+B",),
        _("Set a bookmark here, or remove the one that is here"), group=30, icon="bookmark"
    ),
    Command(
        "next_bookmark", "Run", _("Next bookmark"), lambda w: w.bookmarks.jump(1),
        ("Ctrl+Shift+B", "Alt+Down"), _("Go to the next bookmark of the run"), group=30
    ),
    Command(
        "previous_bookmark", "Run", _("Previous bookmark"), lambda w: w.bookmarks.jump(-1), ("Alt+Up",),
        _("Go to the bookmark before"), group=30
    ),
    Command(
        "list_bookmarks", "Run", _("All bookmarks…"), lambda w: w.bookmarks.show_list(), ("Ctrl+Alt+B",),
        _("Name, remove or go to bookmarks"), group=30
    ),
)
# fmt: on
