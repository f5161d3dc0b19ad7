"""Levels of lessons in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def level_words(level: str) -> str:
    """Return a level as people say it, empty for none."""
    tr = QCoreApplication.translate
    return {
        "first": tr("lesson", "a first lesson"),
        "easy": tr("lesson", "easy"),
        "medium": tr("lesson", "medium"),
        "hard": tr("lesson", "hard"),
    }.get(level, "")
