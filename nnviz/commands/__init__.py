"""Everything a user can command, one row each; menu, shortcut, button and cheat sheet come from the row."""

from __future__ import annotations

from nnviz.commands.bookmarks import BOOKMARKS
from nnviz.commands.build import BUILD
from nnviz.commands.command import Command, Run
from nnviz.commands.compare import COMPARE
from nnviz.commands.data import DATA
from nnviz.commands.edit import EDIT
from nnviz.commands.file import FILE
from nnviz.commands.help import HELP
from nnviz.commands.lessons import LESSONS
from nnviz.commands.predict import PREDICT
from nnviz.commands.run import RUN
from nnviz.commands.settings import SETTINGS
from nnviz.commands.step import STEP
from nnviz.commands.view import VIEW
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

MENUS = (
    QT_TRANSLATE_NOOP("actions", "File"),
    QT_TRANSLATE_NOOP("actions", "Edit"),
    QT_TRANSLATE_NOOP("actions", "Run"),
    QT_TRANSLATE_NOOP("actions", "Step"),
    QT_TRANSLATE_NOOP("actions", "Build"),
    QT_TRANSLATE_NOOP("actions", "View"),
    QT_TRANSLATE_NOOP("actions", "Lessons"),
    QT_TRANSLATE_NOOP("actions", "Help"),
)

COMMANDS: tuple[Command, ...] = (
    *FILE, *EDIT, *SETTINGS, *RUN, *COMPARE, *BOOKMARKS, *STEP, *BUILD, *DATA, *VIEW, *LESSONS, *PREDICT,
    *HELP,
)  # fmt: skip

__all__ = ["COMMANDS", "MENUS", "Command", "Run"]
