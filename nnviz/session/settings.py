"""Settings that are remembered from one start to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from nnviz.session.memory import DEFAULT, LEAST, MOST

if TYPE_CHECKING:
    from nnviz.core.lessons.progress import Progress

_MEMORY, _SINGLE_KEYS, _LESSONS = "memory", "single_keys", "lessons"

_SHORTCUTS = "shortcuts"
_MOST_KEYS, _LONGEST_KEY = 8, 60
"""Keys of a command, and letters of a key, at most."""


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


def shortcuts(settings: QSettings | None) -> dict[str, tuple[str, ...]]:
    """Return the keys that the user has given to commands; what the file holds may be anything."""
    try:
        found = json.loads(str(settings.value(_SHORTCUTS, "{}"))) if settings is not None else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: tuple(key for key in keys[:_MOST_KEYS] if isinstance(key, str) and len(key) <= _LONGEST_KEY)
        for name, keys in found.items()
        if isinstance(keys, list)
    }


def remember_shortcuts(settings: QSettings | None, changed: Mapping[str, Sequence[str]]) -> None:
    """Remember the keys that the user has given to commands."""
    if settings is not None:
        settings.setValue(_SHORTCUTS, json.dumps({name: list(keys) for name, keys in changed.items()}))


def lesson_progress(settings: QSettings | None, name: str) -> Progress:
    """Return what a learner has answered in the lesson of a name."""
    from nnviz.core.lessons.progress import Progress

    return Progress("" if settings is None else str(settings.value(_lesson(name), "")))


def remember_lesson_progress(settings: QSettings | None, name: str, progress: Progress) -> None:
    """Remember what a learner has answered in a lesson."""
    if settings is not None:
        settings.setValue(_lesson(name), progress.as_json())


def _lesson(name: str) -> str:
    # A slash would begin a group of settings.
    return f"{_LESSONS}/{''.join(c if c.isalnum() or c in '-_' else '_' for c in name)[:80]}"
