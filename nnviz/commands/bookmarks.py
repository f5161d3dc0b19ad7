"""Bookmarks, in the Run menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
BOOKMARKS: tuple[Command, ...] = (
    Command(
        "bookmark", "Run", _("Bookmark this position"), lambda w: w.bookmarks.toggle(), ("Ctrl+B",),
        _("Set or remove a bookmark at this position"), group=30, icon="bookmark"
    ),
    Command(
        "next_bookmark", "Run", _("Next bookmark"), lambda w: w.bookmarks.jump(1),
        ("Ctrl+Shift+B", "Alt+Down"), _("Go to the next bookmark of the run"), group=30
    ),
    Command(
        "previous_bookmark", "Run", _("Previous bookmark"), lambda w: w.bookmarks.jump(-1), ("Alt+Up",),
        _("Go to the previous bookmark of the run"), group=30
    ),
    Command(
        "list_bookmarks", "Run", _("All bookmarks…"), lambda w: w.bookmarks.show_list(), ("Ctrl+Alt+B",),
        _("Name, remove or go to bookmarks"), group=30
    ),
)
# fmt: on
