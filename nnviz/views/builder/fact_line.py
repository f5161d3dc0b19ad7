"""Something to know about the data that is no setting: a label and a few words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.views.builder.row import INSET
from nnviz.views.controls import ElidedLabel, FormRow, Label


class FactLine(QWidget):
    """A line that is there only while there is something to say.

    Parameters
    ----------
    text
        The label.
    read
        Gives the words for an experiment and what more its tooltip says; empty words hide the line.
    """

    def __init__(self, text: str, read: Callable[[Experiment], tuple[str, str]]) -> None:
        super().__init__()
        self._label, self._read = text, read
        self._words = ElidedLabel("", "value", "ink")
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._row = QHBoxLayout(self)
        self._row.addWidget(Label(text, "body", "muted"))
        self._row.addWidget(self._words, 1)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """Return the words."""
        return self._words.text()

    def sync(self, e: Experiment) -> None:
        """Show what there is to say about `e`."""
        words, more = self._read(e)
        self.setVisible(bool(words))
        self._words.setText(words)
        self.setToolTip(more)
        self.setAccessibleName(f"{self._label} · {words}")

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(INSET), 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self.setFixedHeight(theme.px(FormRow.HEIGHT))
