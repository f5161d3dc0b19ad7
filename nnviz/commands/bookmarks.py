"""Bookmarks, in the Run menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
BOOKMARKS: tuple[Command, ...] = (
    Command(
        "bookmark",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Bookmark this position"),
        lambda w: w.bookmarks.toggle(),
        ("Ctrl+B",),
        QT_TRANSLATE_NOOP("actions", "Set or remove a bookmark at this position"),
        group=30,
        icon="bookmark",
    ),
    Command(
        "next_bookmark",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Next bookmark"),
        lambda w: w.bookmarks.jump(1),
        ("Ctrl+Shift+B", "Alt+Down"),
        QT_TRANSLATE_NOOP("actions", "Go to the next bookmark of the run"),
        group=30,
    ),
    Command(
        "previous_bookmark",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Previous bookmark"),
        lambda w: w.bookmarks.jump(-1),
        ("Alt+Up",),
        QT_TRANSLATE_NOOP("actions", "Go to the previous bookmark of the run"),
        group=30,
    ),
    Command(
        "list_bookmarks",
        "Run",
        QT_TRANSLATE_NOOP("actions", "All bookmarks…"),
        lambda w: w.bookmarks.show_list(),
        ("Ctrl+Alt+B",),
        QT_TRANSLATE_NOOP("actions", "Name, remove or go to bookmarks"),
        group=30,
    ),
)
# fmt: on
