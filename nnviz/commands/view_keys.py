"""Keys that views take while the keyboard is in them, for the sheet of shortcuts."""

from __future__ import annotations

from nnviz.core.text.translate import QT_TRANSLATE_NOOP

VIEW_KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("actions", "In the network"),
        (
            (QT_TRANSLATE_NOOP("actions", "Next or previous weight, bias, unit"), "Tab   Shift+Tab"),
            (QT_TRANSLATE_NOOP("actions", "Adjacent item"), "Ctrl+Left   Ctrl+Right   Ctrl+Up   Ctrl+Down"),
            (QT_TRANSLATE_NOOP("actions", "Type its number"), "Return"),
            (QT_TRANSLATE_NOOP("actions", "Its number up or down"), "Alt+Up   Alt+Down"),
            (QT_TRANSLATE_NOOP("actions", "In smaller steps"), "Alt+Shift+Up   Alt+Shift+Down"),
            (QT_TRANSLATE_NOOP("actions", "Copy or paste its matrix"), "Ctrl+C   Ctrl+V"),
            (QT_TRANSLATE_NOOP("actions", "Clear the selection"), "Esc"),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("actions", "In Values"),
        (
            (QT_TRANSLATE_NOOP("actions", "Accept the number and go down"), "Return"),
            (QT_TRANSLATE_NOOP("actions", "Accept it and go to the next cell"), "Tab"),
            (QT_TRANSLATE_NOOP("actions", "Number up or down"), "Alt+Up   Alt+Down"),
            (QT_TRANSLATE_NOOP("actions", "Copy or paste numbers"), "Ctrl+C   Ctrl+V"),
            (QT_TRANSLATE_NOOP("actions", "Set to zero"), "Del"),
            (QT_TRANSLATE_NOOP("actions", "Leave the table"), "Esc"),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("actions", "In charts and on the time line"),
        (
            (QT_TRANSLATE_NOOP("actions", "Zoom in or out"), "+   -"),
            (QT_TRANSLATE_NOOP("actions", "The whole run"), "0"),
            (QT_TRANSLATE_NOOP("actions", "Move along"), "Left   Right"),
        ),
    ),
)
"""Heading → what is done, keys."""
