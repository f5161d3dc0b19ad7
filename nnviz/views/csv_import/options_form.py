"""Form for the other options of an import: test set size, standardization, one output or two."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from nnviz.views.controls import ChoiceField, FormRow, NumberField, SectionHeading

_TEST_PERCENT = 30


class OptionsForm(QWidget):
    """Fields beside the table.

    Signals
    -------
    changed()
        The user changed one.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.test = NumberField(
            self.tr("test set percentage"), _TEST_PERCENT, minimum=0, maximum=90, step=10,
            tooltip=self.tr("Percentage of the data that is reserved for testing and never trained on, 0 "
                            "to 90 %"),
        )  # fmt: skip
        self.standardise = QCheckBox()
        self.standardise.setAccessibleName(self.tr("standardise"))
        self.standardise.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.outputs = ChoiceField(
            self.tr("outputs for two classes"),
            [("one", self.tr("one, 0 or 1")), ("two", self.tr("one per class"))],
            self.tr("One output with a sigmoid, or one for each class with softmax"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SectionHeading(self.tr("Use")))
        self._test_row = FormRow(self.tr("test set %"), self.test)
        self._outputs_row = FormRow(self.tr("outputs"), self.outputs)
        column.addWidget(self._test_row)
        column.addWidget(
            FormRow(
                self.tr("standardise"), self.standardise,
                self.tr("Shift and scale every input to mean 0 and standard deviation 1"),
            )
        )  # fmt: skip
        column.addWidget(self._outputs_row)
        self.test.committed.connect(self._changed)
        self.outputs.changed.connect(self._changed)
        self.standardise.clicked.connect(self._changed)

    def fraction(self) -> float:
        """Return the share of examples kept for the test."""
        return float(self.test.value()) / 100

    def single(self) -> bool:
        """Return whether two classes are told by one output."""
        return self.outputs.value() == "one"

    def arrange(self, splits: bool, two_classes: bool) -> None:
        """Show what matters: no share where a column `splits`, outputs for two classes only."""
        self._test_row.setVisible(not splits)
        self._outputs_row.setVisible(two_classes)

    def _changed(self, _value: object = None) -> None:
        self.changed.emit()
