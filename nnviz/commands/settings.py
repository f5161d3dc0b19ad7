"""The settings, in the Edit menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
SETTINGS: tuple[Command, ...] = (
    Command(
        "settings", "Edit", _("Settings…"), lambda w: w.show_settings(), ("Ctrl+,",),
        _("Memory for the history, and single-key shortcuts"), group=90
    ),
)
# fmt: on
