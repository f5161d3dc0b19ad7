"""Levels of lessons in words."""

from __future__ import annotations

from nnviz.core.text.translate import translate


def level_words(level: str) -> str:
    """Return a level as people say it, empty for none."""
    return {
        "first": translate("lesson", "a first lesson"),
        "easy": translate("lesson", "easy"),
        "medium": translate("lesson", "medium"),
        "hard": translate("lesson", "hard"),
    }.get(level, "")
