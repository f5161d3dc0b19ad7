"""Keys that views take while the keyboard is in them, for the sheet of shortcuts."""

from __future__ import annotations

from nnviz.commands.command import _

VIEW_KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        _("In the network"),
        (
            (_("Next or previous weight, bias, unit"), "Tab   Shift+Tab"),
            (_("Adjacent item"), "Ctrl+Left   Ctrl+Right   Ctrl+Up   Ctrl+Down"),
            (_("Type its number"), "Return"),
            (_("Its number up or down"), "Alt+Up   Alt+Down"),
            (_("In smaller steps"), "Alt+Shift+Up   Alt+Shift+Down"),
            (_("Copy or paste its matrix"), "Ctrl+C   Ctrl+V"),
            (_("Clear the selection"), "Esc"),
        ),
    ),
    (
        _("In Values"),
        (
            (_("Accept the number and go down"), "Return"),
            (_("Accept it and go to the next cell"), "Tab"),
            (_("Number up or down"), "Alt+Up   Alt+Down"),
            (_("Copy or paste numbers"), "Ctrl+C   Ctrl+V"),
            (_("Set to zero"), "Del"),
            (_("Leave the table"), "Esc"),
        ),
    ),
    (
        _("In charts and on the time line"),
        (
            (_("Zoom in or out"), "+   -"),
            (_("The whole run"), "0"),
            (_("Move along"), "Left   Right"),
        ),
    ),
)
"""Heading → what is done, keys."""
