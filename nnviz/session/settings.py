"""Settings that are remembered from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from nnviz.session.memory import DEFAULT, LEAST, MOST

_MEMORY, _SINGLE_KEYS = "memory", "single_keys"


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


def single_keys(settings: QSettings | None) -> bool:
    """Return whether shortcuts of one letter, digit or sign are on; they are unless switched off."""
    return settings is None or str(settings.value(_SINGLE_KEYS, "true")).lower() != "false"


def remember_single_keys(settings: QSettings, on: bool) -> None:
    """Remember whether shortcuts of one letter, digit or sign are on."""
    settings.setValue(_SINGLE_KEYS, "true" if on else "false")
