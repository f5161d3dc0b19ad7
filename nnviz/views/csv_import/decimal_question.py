"""Question about a number that may be read in two ways: what it is with a decimal point and with a comma."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.data_editing.csv_import import Table
from nnviz.core.data_editing.csv_import.numerals import NumberReading, readings
from nnviz.views.controls import Hairline, PillButton
from nnviz.views.controls.labels import TextLabel


class DecimalQuestion(QWidget):
    """One sentence and a button for each reading.

    Signals
    -------
    chosen(str, str)
        The signs of decimals and of thousands.
    """

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.sentence = TextLabel("body")
        self.sentence.setWordWrap(True)
        self.point = PillButton("", None, self.tr("Read all numbers of the table with a decimal point"))
        self.comma = PillButton("", None, self.tr("Read all numbers of the table with a decimal comma"))
        self._readings: tuple[NumberReading, ...] = ()
        self._buttons = QHBoxLayout()
        for place, button in enumerate((self.point, self.comma)):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _checked=False, place=place: self._choose(place))
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Hairline())
        self._column.addWidget(self.sentence)
        self._column.addLayout(self._buttons)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def ask(self, table: Table | None) -> None:
        """Ask about a table; without such a number the question is not there."""
        undecided = None if table is None else table.undecided
        self.setVisible(undecided is not None)
        if undecided is None:
            return
        line, name, text = undecided
        self._readings = readings(text)
        none = self.tr("no number")
        words = [one.text or none for one in self._readings]
        self.sentence.setText(
            self.tr("Line {0}, column “{1}”: “{2}” may be read in two ways. Which is meant?").format(
                line, name, text
            )
        )
        self.sentence.setAccessibleName(self.sentence.text())
        for button, template, word in zip(
            (self.point, self.comma),
            (self.tr("Decimal point: {0}"), self.tr("Decimal comma: {0}")),
            words,
            strict=True,
        ):
            button.setText(template.format(word))
            button.setAccessibleName(button.text())

    def _choose(self, place: int) -> None:
        reading = self._readings[place]
        self.chosen.emit(reading.decimal, reading.thousands)

    def _restyle(self) -> None:
        self._column.setSpacing(theme.px(8))
        self._buttons.setSpacing(theme.px(8))
