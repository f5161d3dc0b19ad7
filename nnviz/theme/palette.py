"""The palette that plain widgets and Qt's own dialogs take their colours from."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from nnviz.theme.roles import Theme

_ROLES = {
    "Window": "panel",
    "Base": "panel",
    "AlternateBase": "chip",
    "Button": "panel",
    "WindowText": "ink",
    "Text": "ink",
    "ButtonText": "ink",
    "BrightText": "danger",
    "PlaceholderText": "muted",
    "Highlight": "selection",
    "HighlightedText": "ink",
    "Accent": "primary",
    "Link": "ink",
    "LinkVisited": "muted",
    "ToolTipBase": "tooltip",
    "ToolTipText": "on_tooltip",
    "Light": "panel",
    "Midlight": "chip",
    "Mid": "line",
    "Dark": "handle",
    "Shadow": "line",
}
_DISABLED = ("WindowText", "Text", "ButtonText", "HighlightedText", "Link")


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme, the disabled state included."""
    made = QPalette()
    for role, colour in _ROLES.items():
        made.setColor(QPalette.ColorRole[role], QColor(theme.colour(colour)))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[role], QColor(theme.faint))
    return made
