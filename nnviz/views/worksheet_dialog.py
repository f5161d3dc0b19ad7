"""Dialog for the contents of a worksheet."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.export.worksheet import MAX_FADING, parse_ranges
from nnviz.session import Session
from nnviz.views.controls import FormRow, Label, NumberField, SectionHeading, SegmentedControl


class WorksheetDialog(QDialog):
    """Asks for the iteration, the examples, the decimals, and whether results are left out.

    Parameters
    ----------
    session
        Whose run it is; what is in view is offered.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self.tr("Worksheet"))
        self.setAccessibleName(self.windowTitle())
        self.iteration = NumberField(
            self.tr("iteration"), session.position.iteration, minimum=0,
            maximum=max(session.timeline.length, session.position.iteration), integer=True,
            tooltip=self.tr("The iteration that is worked through, from 0"),
        )  # fmt: skip
        self.examples = SegmentedControl(
            (("one", self.tr("the current one")), ("all", self.tr("all of the batch"))),
            self.tr("Examples"), self.tr("Examples of the batch on the worksheet"), focusable=True,
        )  # fmt: skip
        self.digits = NumberField(
            self.tr("decimals"), 3, minimum=2, maximum=8, integer=True, tooltip=self.tr("2 to 8")
        )
        self.results = SegmentedControl(
            (("blanks", self.tr("blanks")), ("numbers", self.tr("numbers")), ("fading", self.tr("fading"))),
            self.tr("Results"),
            {
                "blanks": self.tr("Results are left blank; the answers go to a second file"),
                "numbers": self.tr("Everything is worked out"),
                "fading": self.tr(
                    "One part is worked out; in the next one the last result is left blank, then the last "
                    "two, and so on. The answers go to a second file"
                ),
            },
            focusable=True,
        )
        count = len(session.frame.operations)
        self.operations = QLineEdit()
        self.operations.setPlaceholderText(self.tr("all, or such as 1-4, 7"))
        self.operations.setAccessibleName(self.tr("Operations on the worksheet"))
        self.operations.setToolTip(self.tr("Numbers from 1 to {0}, with commas; empty for all").format(count))
        self.operations.setMaxLength(200)
        self.levels = NumberField(
            self.tr("parts with blanks"), 3, minimum=1, maximum=MAX_FADING, integer=True,
            tooltip=self.tr("Parts after the one that is worked out, where results fade"),
        )  # fmt: skip
        self.said = Label("", "label", "danger")
        self.said.setWordWrap(True)
        self.said.hide()
        words = Label(
            self.tr(
                "Every operation of one iteration with its equation, with blanks to fill in or worked out. "
                "PDF is for printing, HTML for the web."
            ),
            "body",
            "muted",
        )
        words.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(self.tr("Save as…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        margin = theme.px(20)
        column.setContentsMargins(margin, theme.px(16), margin, margin)
        column.setSpacing(theme.px(8))
        column.addWidget(SectionHeading(self.windowTitle()))
        column.addWidget(words)
        column.addWidget(FormRow(self.tr("iteration"), self.iteration))
        if session.frame.batch > 1:
            column.addWidget(FormRow(self.tr("examples"), self.examples))
        column.addWidget(FormRow(self.tr("decimals"), self.digits))
        column.addWidget(FormRow(self.tr("operations"), self.operations))
        column.addWidget(FormRow(self.tr("results"), self.results))
        self.levels_row = FormRow(self.tr("parts with blanks"), self.levels)
        column.addWidget(self.levels_row)
        column.addWidget(self.said)
        self.levels_row.hide()
        self.results.changed.connect(self._show_levels)
        column.addSpacing(theme.px(10))
        column.addWidget(buttons)
        self.setFixedWidth(theme.px(420))
        self.save.setDefault(True)
        self.iteration.setFocus()
        self.iteration.selectAll()

    @property
    def example(self) -> int | None:
        """The column of the batch that is shown, None for all."""
        one = self._session.frame.batch > 1 and self.examples.value() == "one"
        return self._session.example if one else None

    @property
    def blanks(self) -> bool:
        """Whether there is a second file with answers."""
        return self.results.value() != "numbers"

    @property
    def fading(self) -> int:
        """How many parts have more and more blanks; 0 if results do not fade."""
        return int(self.levels.value()) if self.results.value() == "fading" else 0

    @property
    def chosen_operations(self) -> tuple[int, ...] | None:
        """Numbers of the operations on the worksheet, None for all."""
        return parse_ranges(self.operations.text()) or None

    def _show_levels(self, _value: str = "") -> None:
        self.levels_row.setVisible(self.results.value() == "fading")

    def _operations_error(self) -> str:
        """Return why the list of operations is not allowed, empty if it is."""
        count = len(self._session.frame.operations)
        try:
            chosen = parse_ranges(self.operations.text())
        except ValueError:
            return self.tr("Operations: write numbers and ranges with commas between, such as 1-4, 7.")
        if any(not 1 <= number <= count for number in chosen):
            return self.tr("Operations: numbers are from 1 to {0}.").format(count)
        return ""

    def accept(self) -> None:
        """Go on, unless a number is not allowed: its field says what is."""
        error = self._operations_error()
        self.said.setText(error)
        self.said.setVisible(bool(error))
        if self.iteration.commit() and self.digits.commit() and self.levels.commit() and not error:
            super().accept()
