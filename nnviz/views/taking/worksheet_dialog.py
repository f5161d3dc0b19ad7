"""Dialog for the contents of a worksheet."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from nnviz import theme
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
            (("blanks", self.tr("blanks")), ("numbers", self.tr("numbers"))),
            self.tr("Results"),
            {
                "blanks": self.tr("Results are left blank; the answers go to a second file"),
                "numbers": self.tr("Everything is worked out"),
            },
            focusable=True,
        )
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
        column.addWidget(FormRow(self.tr("results"), self.results))
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
        """Whether results are left out."""
        return self.results.value() == "blanks"

    def accept(self) -> None:
        """Go on, unless a number is not allowed: its field says what is."""
        if self.iteration.commit() and self.digits.commit():
            super().accept()
