"""The dialog that shows how a table is understood before anything is made of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.data_editing.csv_import import (
    Choices,
    Dialect,
    ImportPlan,
    Table,
    TableSource,
    build,
    guess,
    plan,
    read,
)
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import plural
from nnviz.views.controls import ElidedLabel, Hairline, Label, PillButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.csv_import import descriptions
from nnviz.views.csv_import.decimal_question import DecimalQuestion
from nnviz.views.csv_import.dialect_form import DialectForm
from nnviz.views.csv_import.faults_block import FaultsBlock
from nnviz.views.csv_import.loader import Loader
from nnviz.views.csv_import.model import ImportTableModel
from nnviz.views.csv_import.options_form import OptionsForm
from nnviz.views.csv_import.preview import Preview

PREVIEW_ROWS = 200
_CYCLE = {"input": "target", "target": "ignore", "ignore": "input", "split": "input"}


class ImportDialog(QDialog):
    """Reads a table, lets its columns be chosen, and fits the experiment to it.

    Parameters
    ----------
    source
        A file, or a text that was pasted.
    experiment
        What is to learn the table.

    Attributes
    ----------
    experiment
        The experiment that is fitted to the table.
    result_experiment
        The experiment on the table, once the dialog is accepted.

    Raises
    ------
    ExperimentError
        If the file cannot be read at all.
    """

    def __init__(self, source: TableSource, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source, self.experiment = source, experiment
        self.result_experiment: Experiment | None = None
        self.table: Table | None = None
        self.choices = Choices(())
        self.plan: ImportPlan | None = None
        self._failed = ""
        self.setWindowTitle(self.tr("Import data"))
        self.setAccessibleName(self.windowTitle())
        self.dialect, self.options = DialectForm(source.sniff(), source.path is not None), OptionsForm()
        self.model = ImportTableModel(self)
        self.preview, self.faults = Preview(self.model), FaultsBlock()
        self.question = DecimalQuestion()
        self.loader = Loader(self)
        self._make_words()
        self._lay_out()
        self._connect()
        self._restyle()
        self._read(self.dialect.dialect())
        self.preview.setFocus()

    # -- assembling --------------------------------------------------------------------------------

    def _make_words(self) -> None:
        self._name = Label(self.source.name or self.tr("Pasted data"), "counter")
        self._size = ElidedLabel("", "body", "muted")
        self._keys = ElidedLabel(
            self.tr("Click a header, or press I input · T target · X ignore · S train or test · C classes"),
            "label", "muted",
        )  # fmt: skip
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("progress of reading"))
        self.summary, self.notes = TextLabel("heading"), ElidedLabel("", "body", "muted")
        self.cancel = PillButton(self.tr("Cancel"), None, self.tr("Cancel the import (Esc)"))
        self.accept_button = PillButton(
            self.tr("Import"), "check", self.tr("Import this table (Ctrl+Enter)"), "primary"
        )
        for button in (self.cancel, self.accept_button):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _lay_out(self) -> None:
        self._left, self._right, self._foot = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        self._left.addWidget(self.dialect)
        self._left.addWidget(self.options)
        self._left.addStretch(1)
        side = QWidget()
        side.setLayout(self._left)
        self._side = side
        self._head = QHBoxLayout()
        self._head.addWidget(self._name)
        self._head.addWidget(self._size, 1)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.summary)
        said.addWidget(self.notes)
        self._foot.addLayout(said, 1)
        self._foot.addWidget(self.cancel)
        self._foot.addWidget(self.accept_button)
        for item in (self.preview, self._keys, self.question, self.faults):
            self._right.addWidget(item, 1 if item is self.preview else 0)
        self._body = QHBoxLayout()
        self._body.addWidget(side)
        self._body.addWidget(Hairline(Qt.Orientation.Vertical))
        self._body.addLayout(self._right, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addLayout(self._body, 1)
        self._column.addWidget(self.progress)
        self._column.addWidget(Hairline())
        self._column.addLayout(self._foot)

    def _connect(self) -> None:
        self.dialect.changed.connect(self._read)
        self.question.chosen.connect(self._decide)
        self.options.changed.connect(self._optioned)
        self.preview.role_wanted.connect(self._role_wanted)
        self.preview.kind_wanted.connect(self._kind_wanted)
        self.faults.chosen.connect(self.preview.go_to)
        self.faults.leave_out_changed.connect(self._leave_out)
        self.loader.progressed.connect(self._progressed)
        self.loader.finished.connect(self._take)
        self.loader.failed.connect(self._fail)
        self.cancel.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.accept)
        theme.manager().changed.connect(self._restyle)

    def title(self) -> str:
        """Return what the import is called among the steps of undo."""
        return self.tr("Import {0}").format(self.source.name) if self.source.name else self.tr("Paste data")

    def said(self) -> str:
        """Return what was imported, as a sentence."""
        if self.plan is None:
            return ""
        examples = plural.tr("%n example(s)", "", self.plan.examples)
        left = plural.tr(" %n row(s) (was|were) skipped.", "", self.plan.left_out)
        return self.tr("Imported {0}.").format(examples) + (left if self.plan.left_out else "")

    # -- reading -----------------------------------------------------------------------------------

    def _read(self, dialect: Dialect) -> None:
        """Show the first rows at once, and read the rest if there is more."""
        self.loader.stop()
        self._failed = ""
        try:
            first = read(self.source, dialect, PREVIEW_ROWS)
        except ExperimentError as error:
            self._fail(str(error))
            return
        if not first.complete:
            self.loader.start(self.source, dialect)
            self.progress.setValue(0)
        self._take(first)

    def _decide(self, decimal: str, thousands: str) -> None:
        """Read all numbers with the signs that were chosen."""
        dialect = self.dialect.dialect().replace(decimal=decimal, thousands=thousands)
        self.dialect.set_dialect(dialect)
        self._read(dialect)
        self.preview.setFocus()

    def _take(self, table: Table) -> None:
        """Show a table; what was chosen for columns of these names stays chosen."""
        old, kept = self.table, self.choices
        names = [column.name for column in table.columns]
        same = old is not None and [column.name for column in old.columns] == names
        grown = same and old is not None and old.dialect == table.dialect and not old.complete
        self.table = table
        fresh = guess(table)
        if same:
            fresh = fresh.replace(roles=kept.roles, classes=kept.classes if grown else fresh.classes)
        self.choices = fresh.replace(test_fraction=self.options.fraction(), single=self.options.single())
        if not same:
            self.options.standardise.setChecked(_should_standardise(table))
        row, column = max(self.preview.currentIndex().row(), 0), max(self.preview.currentIndex().column(), 0)
        self.model.show(table, self.choices)
        if not grown:
            self.preview.fit_columns()
        self.preview.go_to(min(row, table.rows - 1), min(column, len(names) - 1))
        self._update()

    def _fail(self, why: str) -> None:
        self.table, self._failed = None, why
        self.model.show(None, Choices(()))
        self._update()

    def _progressed(self, done: float) -> None:
        self.progress.setValue(round(1000 * done))
        self._say(self.tr("Reading … {0} %").format(f"{100 * done:.0f}"), "muted")

    # -- choosing ----------------------------------------------------------------------------------

    def _role_wanted(self, column: int, role: str) -> None:
        if self.table is None:
            return
        present = self.choices.roles[column]
        if not role:
            splits = present == "ignore" and self.table.columns[column].kind == "class"
            role = "split" if splits else _CYCLE[present]
        if role != "split" or self.table.columns[column].kind == "class":
            self._choose(self.choices.with_role(column, role))

    def _kind_wanted(self, column: int) -> None:
        if self.table is not None:
            self._choose(self.choices.with_classes(column, column not in self.choices.classes))

    def _leave_out(self, leave_out: bool) -> None:
        self._choose(self.choices.replace(leave_out=leave_out))

    def _optioned(self) -> None:
        self._choose(
            self.choices.replace(test_fraction=self.options.fraction(), single=self.options.single())
        )

    def _choose(self, choices: Choices) -> None:
        self.choices = choices
        self.model.choose(choices)
        self._update()

    # -- saying ------------------------------------------------------------------------------------

    def _update(self) -> None:
        """Say what would be made, or what is in the way."""
        table, busy = self.table, self.loader.busy
        self.progress.setVisible(busy)
        undecided = table is not None and table.undecided is not None
        self.question.ask(table)
        self.faults.show_faults(None if busy or undecided else table, self.choices)
        self.plan, problem = None, self._failed
        if table is not None and not busy:
            try:
                self.plan = plan(table, self.choices)
                good = descriptions.result(self.plan, self.choices, self.experiment)
                self._say(good, "ink", descriptions.notes(self.plan, self.choices))
            except ExperimentError as error:
                self.plan, problem = None, str(error)
        if busy:
            self._progressed(self.progress.value() / 1000)
        elif problem:
            self._say(descriptions.sentence(problem), "danger")
        self._size.setText(self._size_words())
        two = self.plan is not None and len(self.plan.classes) == 2
        self._keys.setVisible(table is not None)
        self.options.arrange("split" in self.choices.roles, two)
        self.accept_button.setEnabled(self.plan is not None)

    def _size_words(self) -> str:
        table = self.table
        if table is None or self.loader.busy:
            return ""
        rows = plural.tr("%n row(s)", "", table.rows)
        parts = [rows + " × " + plural.tr("%n column(s)", "", len(table.columns))]
        if table.blank:
            parts.append(plural.tr("%n blank line(s) skipped", "", table.blank))
        return " · ".join(parts)

    def _say(self, text: str, colour: str, notes: str = "") -> None:
        self.summary.set_role("heading" if colour == "ink" else "body", colour)
        self.summary.setText(text)
        self.summary.setAccessibleName(text)
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))

    # -- ending ------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Make the experiment, and close; a refusal is said and the dialog stays."""
        if self.table is None or self.plan is None:
            return
        self.setCursor(Qt.CursorShape.WaitCursor)
        try:
            data = build(self.table, self.choices)
            fitted = edits.set_table(self.experiment, data, self.choices.single)
            self.result_experiment = edits.set_option(
                fitted, standardize=self.options.standardise.isChecked()
            )
        except ExperimentError as error:
            self._say(descriptions.sentence(str(error)), "danger")
            return
        finally:
            self.unsetCursor()
        super().accept()

    def done(self, result: int) -> None:
        """Read no further, and release the table, which may be large."""
        self.loader.stop()
        self.table = None
        self.model.show(None, Choices(()))
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Read no further."""
        self.loader.stop()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Import with Enter; Escape cancels."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the size it likes best, on any screen."""
        screen = self.screen().availableSize()
        return QSize(min(theme.px(1040), screen.width() - 40), min(theme.px(640), screen.height() - 60))

    def _restyle(self) -> None:
        edge, gap = theme.px(18), theme.px(14)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(gap)
        self._head.setSpacing(gap)
        self._body.setSpacing(gap)
        self._foot.setSpacing(theme.px(8))
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.setSpacing(gap)
        self._right.setSpacing(theme.px(8))
        self._side.setFixedWidth(theme.px(216))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.current().panel))
        self.setPalette(palette)


def _should_standardise(table: Table) -> bool:
    """Say whether some column has numbers that are not already small."""
    return any(
        column.kind == "number" and float(np.nanmax(np.abs(column.numbers))) > 1.0 for column in table.columns
    )
