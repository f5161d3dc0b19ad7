"""Form for the dialect of a table: detected, and changeable where the guess is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from nnviz.core.data_editing.csv_import import Dialect
from nnviz.core.experiment.record import ExperimentError
from nnviz.views.controls import ChoiceField, FormRow, SectionHeading


class DialectForm(QWidget):
    """A field for every part of a dialect.

    Parameters
    ----------
    dialect
        What was detected.
    file
        Whether it is a file, whose bytes have an encoding.

    Signals
    -------
    changed(Dialect)
        The user changed a part; `set_dialect` is silent.
    """

    changed = Signal(object)

    def __init__(self, dialect: Dialect, file: bool) -> None:
        super().__init__()
        self._dialect = dialect
        self.delimiter = ChoiceField(
            self.tr("separator"),
            [
                (",", self.tr("comma ,")), (";", self.tr("semicolon ;")), ("\t", self.tr("tab")),
                ("|", self.tr("bar |")), (" ", self.tr("white space")),
            ],
            self.tr("The character between two cells"),
        )  # fmt: skip
        self.decimal = ChoiceField(
            self.tr("decimal sign"),
            [(".", self.tr("point 1.5")), (",", self.tr("comma 1,5")), ("", self.tr("choose …"))],
            self.tr("The decimal mark"),
        )  # fmt: skip
        self.thousands = ChoiceField(
            self.tr("thousands"),
            [
                ("", self.tr("no mark")), (",", "1,000"), (".", "1.000"), (" ", "1 000"), ("'", "1'000"),
            ],
            self.tr("The separator between groups of three digits"),
        )  # fmt: skip
        self.quote = ChoiceField(
            self.tr("quotes"), [('"', '"…"'), ("'", "'…'"), ("", self.tr("none"))],
            self.tr("The quote character of a cell"),
        )  # fmt: skip
        self.encoding = ChoiceField(
            self.tr("encoding"),
            [
                ("utf-8", "UTF-8"), ("utf-8-sig", self.tr("UTF-8 with BOM")), ("latin-1", "Latin-1"),
                ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"),
                ("utf-32", "UTF-32"), ("utf-32-le", "UTF-32 LE"), ("utf-32-be", "UTF-32 BE"),
            ],
            self.tr("The character encoding of the file"),
        )  # fmt: skip
        self.header = QCheckBox()
        self.header.setAccessibleName(self.tr("the first row holds the names"))
        self.header.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SectionHeading(self.tr("Detected")))
        for text, field in (
            (self.tr("separator"), self.delimiter), (self.tr("decimals"), self.decimal),
            (self.tr("thousands"), self.thousands), (self.tr("quotes"), self.quote),
            (self.tr("encoding"), self.encoding),
        ):  # fmt: skip
            row = FormRow(text, field)
            row.setVisible(file or field is not self.encoding)
            column.addWidget(row)
            field.changed.connect(self._changed)
        column.addWidget(
            FormRow(self.tr("names in first row"), self.header, self.tr("Whether the first row is a header"))
        )
        self.header.clicked.connect(self._changed)
        self.set_dialect(dialect)

    def dialect(self) -> Dialect:
        """Return what the fields say."""
        return self._dialect

    def set_dialect(self, dialect: Dialect) -> None:
        """Show another dialect, silently."""
        self._dialect = dialect
        for name in ("delimiter", "decimal", "thousands", "quote", "encoding"):
            getattr(self, name).set_value(getattr(dialect, name))
        self.header.setChecked(dialect.header)

    def _changed(self, _value: object = None) -> None:
        fields = {
            name: getattr(self, name).value()
            for name in ("delimiter", "decimal", "thousands", "quote", "encoding")
        }
        if fields["delimiter"] == fields["thousands"] == " ":
            fields["thousands"] = ""
        if fields["decimal"] and fields["decimal"] == fields["thousands"]:
            # The sign chosen last stays, the other one gives way.
            if fields["decimal"] != self._dialect.decimal:
                fields["thousands"] = ""
            else:
                fields["decimal"] = "," if fields["thousands"] == "." else "."
        try:
            dialect = Dialect(header=self.header.isChecked(), **fields)
        except ExperimentError:
            dialect = self._dialect
        self.set_dialect(dialect)
        self.changed.emit(dialect)
