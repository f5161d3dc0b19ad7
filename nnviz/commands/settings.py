"""The settings, in the Edit menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
SETTINGS: tuple[Command, ...] = (
    Command(
        "settings",
        "Edit",
        QT_TRANSLATE_NOOP("actions", "Settings…"),
        lambda w: w.show_settings(),
        ("Ctrl+,",),
        QT_TRANSLATE_NOOP("actions", "Memory for the history, and single-key shortcuts"),
        group=90,
    ),
    Command(
        "change_shortcuts",
        "Edit",
        QT_TRANSLATE_NOOP("actions", "Change shortcuts…"),
        lambda w: w.change_shortcuts(),
        ("Ctrl+Alt+,",),
        QT_TRANSLATE_NOOP("actions", "Give commands other keys"),
        group=90,
    ),
)
# fmt: on
