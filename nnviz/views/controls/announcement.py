"""Announcements: sentences that a screen reader says once, wherever the focus is."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from nnviz.core.text.notation_speech import speech_text


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say a sentence, notation in words; nothing happens where none listens."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, speech_text(text)))
