"""The small heading above a group of controls."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz.views.controls.label import Label


class SectionHeading(Label):
    """A muted, semibold heading; space around it does what a group box would do."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, "section", "muted", parent)
