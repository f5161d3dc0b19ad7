"""Everything a user can command, one row each; menu, shortcut, button and cheat sheet come from the row."""

from __future__ import annotations

from nnviz.commands.bookmarks import BOOKMARKS
from nnviz.commands.build import BUILD
from nnviz.commands.command import Command, Run, _
from nnviz.commands.data import DATA
from nnviz.commands.edit import EDIT
from nnviz.commands.file import FILE
from nnviz.commands.help import HELP
from nnviz.commands.lessons import LESSONS
from nnviz.commands.run import RUN
from nnviz.commands.settings import SETTINGS
from nnviz.commands.step import STEP
from nnviz.commands.view import VIEW

MENUS = (_("File"), _("Edit"), _("Run"), _("Step"), _("Build"), _("View"), _("Lessons"), _("Help"))

COMMANDS: tuple[Command, ...] = (
    *FILE, *EDIT, *SETTINGS, *RUN, *BOOKMARKS, *STEP, *BUILD, *DATA, *VIEW, *LESSONS, *HELP,
)  # fmt: skip

__all__ = ["COMMANDS", "MENUS", "Command", "Run"]
