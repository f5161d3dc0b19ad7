"""What is remembered from one time to the next."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from nnviz.session.memory import DEFAULT, LEAST, MOST

_MEMORY = "memory"


def megabytes(settings: QSettings) -> int:
    """Return how many megabytes may be kept; what the file holds may be anything, so it is checked."""
    try:
        wanted = int(float(str(settings.value(_MEMORY, DEFAULT))))
    except (ValueError, OverflowError):
        return DEFAULT
    return min(max(wanted, LEAST), MOST)


def remember_megabytes(settings: QSettings, value: int) -> None:
    """Remember how many megabytes may be kept."""
    settings.setValue(_MEMORY, value)
