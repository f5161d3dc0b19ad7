"""The window of a sweep: what varies, the fan of curves, the table, progress and files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnviz import theme
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.sweep import Replica, csv_rows
from nnviz.core.export.sweep_entries import ENTRIES, SEED, entry_replicas
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name
from nnviz.core.text.number_format import format_number
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.session.sweep_session import SweepSession
from nnviz.views.controls import ChoiceField, Label, NumberField, PillButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.save_dialog import ask_save_path
from nnviz.views.plotting import exporting
from nnviz.views.sweep.fan import FanChart

_WIDTH, _HEIGHT = 900, 560
_ITERATIONS = 1000
_PICTURE = 60
"""Milliseconds between two pictures while runs are trained."""
_SHORT = {"learning_rate": "η", "l2": "λ₂", "batch_size": "batch", "units": "units"}


class SweepDialog(QDialog):
    """Trains many runs of the open experiment that differ in one entry, while the window stays usable.

    Parameters
    ----------
    session
        Whose experiment is varied, and in which a run is opened.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.sweep = SweepSession(session, self)
        self.setWindowTitle(self.tr("Sweep"))
        self.setAccessibleName(self.windowTitle())
        self.entry = ChoiceField(
            self.tr("What varies"), [(key, entry.title) for key, entry in ENTRIES.items()],
            self.tr("The entry of the recipe that differs from run to run"),
        )  # fmt: skip
        self.values = QLineEdit()
        self.values.setAccessibleName(self.tr("Values"))
        self.values.setMaxLength(2000)
        self.seeds = NumberField(
            self.tr("seeds for every value"), 1, minimum=1, maximum=64, integer=True,
            tooltip=self.tr("How many seeds are trained with every value, 1 to 64"),
        )  # fmt: skip
        self.iterations = NumberField(
            self.tr("iterations"), max(session.timeline.length, _ITERATIONS), minimum=1, maximum=10**6,
            integer=True, step=100, tooltip=self.tr("How long every run is trained, in iterations"),
        )  # fmt: skip
        self.train = PillButton(self.tr("Train"), "run", self.tr("Train all runs"), "primary", True)
        self.train.reserve(self.tr("Cancel"))
        self.log = QCheckBox(self.tr("logarithmic"))
        self.error = TextLabel("label", "danger")
        self.error.hide()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(theme.px(6))
        self.progress.setAccessibleName(self.tr("Progress"))
        self.status = TextLabel("label", "muted")
        self.fan = FanChart()
        self.table = QTableWidget()
        self.table.setAccessibleName(self.tr("Runs of the sweep"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.open_button = PillButton(
            self.tr("Open run"), None, self.tr("Open the selected run in the window (Return)"), focusable=True
        )
        self.save_table = PillButton(
            self.tr("Save CSV…"), "export", self.tr("Save the table of runs"), focusable=True
        )
        self.save_picture = PillButton(
            self.tr("Save picture…"), "camera", self.tr("Save the curves as PNG, SVG or PDF"), focusable=True
        )
        self.copy_picture = PillButton(
            self.tr("Copy picture"), "copy", self.tr("Copy the curves to the clipboard"), focusable=True
        )
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PICTURE)
        self._soon.timeout.connect(self._renew)
        self._assemble()
        self._connect()
        self._entry_changed(SEED)
        self._renew()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        margin = theme.px(14)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(8))
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(theme.px(8))
            column.addLayout(row)
        first.addWidget(Label(self.tr("vary"), "body", "muted"))
        first.addWidget(self.entry)
        first.addWidget(self.values, 1)
        self._seeds_label = Label(self.tr("seeds each"), "body", "muted")
        for widget in (self._seeds_label, self.seeds, Label(self.tr("iterations"), "body", "muted")):
            second.addWidget(widget)
        second.addWidget(self.iterations)
        second.addWidget(self.log)
        second.addStretch(1)
        second.addWidget(self.train)
        for field in (self.seeds, self.iterations):
            field.setFixedWidth(theme.px(80))
        column.addWidget(self.error)
        column.addWidget(self.progress)
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self.fan)
        self._parts.addWidget(self.table)
        self._parts.setStretchFactor(0, 3)
        self._parts.setStretchFactor(1, 2)
        column.addWidget(self._parts, 1)
        column.addWidget(self.status)
        last = QHBoxLayout()
        last.setSpacing(theme.px(8))
        for button in (self.open_button, self.save_table, self.save_picture, self.copy_picture):
            last.addWidget(button)
        last.addStretch(1)
        column.addLayout(last)

    def _connect(self) -> None:
        self.entry.changed.connect(self._entry_changed)
        self.train.clicked.connect(self.start_or_cancel)
        self.values.returnPressed.connect(self.start)
        self.values.textEdited.connect(self._clear)
        self.log.toggled.connect(self.fan.set_log)
        self.sweep.changed.connect(self._grown)
        self.fan.opened.connect(self.open_run)
        self.fan.selected_changed.connect(self._select_row)
        self.table.itemSelectionChanged.connect(self._row_selected)
        self.table.cellActivated.connect(self._row_activated)
        self.open_button.clicked.connect(self._open_selected)
        self.save_table.clicked.connect(self.ask_table)
        self.save_picture.clicked.connect(self._ask_picture)
        self.copy_picture.clicked.connect(self._copy)

    def ask(self) -> None:
        """Appear over the window, which stays usable."""
        screen = self.screen().availableSize()
        wide = min(theme.px(_WIDTH), screen.width() - 40)
        self.resize(QSize(wide, min(theme.px(_HEIGHT), screen.height() - 80)))
        self.show()
        self.raise_()
        self.activateWindow()
        self.values.setFocus()
        self.values.selectAll()

    # -- what is trained ---------------------------------------------------------------------------

    def _entry_changed(self, key: str) -> None:
        entry = ENTRIES[key]
        self.values.setPlaceholderText(entry.example)
        self.values.setToolTip(self.tr("For example: {0}").format(entry.example))
        typed = {SEED: "16", "learning_rate": self._rates(), "units": "1 to 8", "batch_size": "1, 10, 100"}
        self.values.setText(typed.get(key, entry.example.split(" · ")[0]))
        for widget in (self._seeds_label, self.seeds):
            widget.setVisible(key != SEED)
        self.entry.updateGeometry()
        self._clear()

    def _rates(self) -> str:
        rate = self._session.experiment.optimizer.learning_rate
        return translate("sweep", "{rate} to {rate2} in 9 steps").format(
            rate=f"{rate / 10:.3g}", rate2=f"{rate * 10:.3g}"
        )

    def start_or_cancel(self) -> None:
        """Train all runs, or stop."""
        self.sweep.cancel() if self.sweep.active else self.start()

    def start(self) -> None:
        """Train all runs, or say why not."""
        if not (self.seeds.commit() and self.iterations.commit()):
            return
        key = self.entry.value()
        try:
            runs = entry_replicas(self._session.experiment, key, self.values.text(), int(self.seeds.value()))
            self.sweep.cancel()
            self.sweep.start(runs, int(self.iterations.value()))
        except ExperimentError as error:
            self._say(str(error))
            return
        training = self.sweep.training
        assert training is not None
        groups = ["" if key == SEED else self._value(key, run) for run in runs]
        self.fan.show_sweep(training, [self._name(run) for run in runs], groups)
        self._fill_table()
        self._renew()

    def _value(self, key: str, run: Replica) -> str:
        value = run.settings[key]
        written = f"{value:g}" if isinstance(value, float) else str(value)
        return f"{_SHORT[key]} {written}" if key in _SHORT else written

    def _name(self, run: Replica) -> str:
        return ", ".join(
            self._value(key, run) if key != SEED else f"seed {value}" for key, value in run.settings.items()
        )

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.values.setAccessibleDescription(sentence)

    def _clear(self, _text: str = "") -> None:
        self._say("")

    # -- what is shown -----------------------------------------------------------------------------

    def _grown(self) -> None:
        if not self.sweep.active:
            self._soon.stop()
            self._renew()
        elif not self._soon.isActive():
            self._soon.start()

    def _renew(self) -> None:
        done, total = self.sweep.progress
        active = self.sweep.active
        self.train.setText(self.tr("Cancel") if active else self.tr("Train"))
        self.train.set_icon("close" if active else "run")
        self.progress.setMaximum(max(total, 1))
        self.progress.setValue(done)
        self.fan.refresh()
        training = self.sweep.training
        for button in (self.open_button, self.save_table, self.save_picture, self.copy_picture):
            button.setEnabled(training is not None and (not active or button is self.open_button))
        if training is None:
            self.status.setText(
                self.tr("The examples are the same in all runs; only what varies is another.")
            )
            return
        shown = [f"{n:,}".replace(",", "\u2009") for n in (len(training.runs), done, total)]
        if active:
            self.status.setText(self.tr("{0} runs, {1} of {2} iterations").format(*shown))
        elif self.sweep.complete:
            self._fill_scores()
            self.status.setText(
                self.tr("{0} runs. Click a curve, or choose a row and press Return, to open its run.").format(
                    shown[0]
                )
            )
        else:
            self.status.setText(self.tr("Stopped at {1} of {2} iterations of {0} runs.").format(*shown))

    def _fill_table(self) -> None:
        training = self.sweep.training
        assert training is not None
        keys = list(training.runs[0].settings)
        heads = [ENTRIES[key].title for key in keys]
        heads += [self.tr("loss"), self.tr("test loss"), self.tr("accuracy"), self.tr("test accuracy")]
        self.table.setSortingEnabled(False)
        self.table.clear()
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(training.runs))
        for row, run in enumerate(training.runs):
            for place, key in enumerate(keys):
                value = run.settings[key]
                self.table.setItem(row, place, _cell(value, row))
        self.table.resizeColumnsToContents()

    def _fill_scores(self) -> None:
        training = self.sweep.training
        assert training is not None
        first = len(training.runs[0].settings)
        self.table.setSortingEnabled(False)
        rows = {self._run_of(row): row for row in range(self.table.rowCount())}
        for index, result in enumerate(self.sweep.results):
            scores = (result.loss, result.test_loss, result.accuracy, result.test_accuracy)
            for place, value in enumerate(scores):
                self.table.setItem(rows[index], first + place, _cell(value, index))
        self.table.setSortingEnabled(True)
        self.table.resizeColumnsToContents()

    def _run_of(self, row: int) -> int:
        item = self.table.item(row, 0)
        return -1 if item is None else int(item.data(Qt.ItemDataRole.UserRole))

    def _select_row(self, index: int) -> None:
        for row in range(self.table.rowCount()):
            if self._run_of(row) == index:
                self.table.selectRow(row)

    def _row_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.fan.select(self._run_of(rows[0].row()))

    def _row_activated(self, row: int, _column: int) -> None:
        self.open_run(self._run_of(row))

    def _open_selected(self) -> None:
        if self.fan.selected >= 0:
            self.open_run(self.fan.selected)
        else:
            self._say(self.tr("Select a run first: click its curve, or choose its row."))

    def open_run(self, index: int) -> None:
        """Open a run in the window; Undo brings back what was open."""
        self._clear()
        self.sweep.open(index)
        training = self.sweep.training
        assert training is not None
        self._session.message.emit(
            self.tr("Opened the run with {0}. Undo brings back the run before.").format(
                self._name(training.runs[index])
            )
        )

    # -- files -------------------------------------------------------------------------------------

    def csv_text(self) -> str:
        """Return the table of the runs as ``nnviz sweep --csv`` prints it."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(csv_rows(self.sweep.results))
        return text.getvalue()

    def ask_table(self) -> None:
        """Ask for a file and write the table of the runs."""
        name = f"{Path(self._session.name).stem or 'sweep'}-sweep.csv"
        path = ask_save_path(self, self.tr("Save CSV"), name, self.tr("CSV table (*.csv)"), (".csv",))
        if path is None:
            return
        try:
            atomic_write(path, [self.csv_text().encode()])
        except ExperimentError as error:
            QMessageBox.warning(self, "nnviz", str(error))
            return
        self._session.message.emit(self.tr("Saved {0}").format(display_name(path.name)))

    def _ask_picture(self) -> None:
        name = exporting.ask_picture(self.fan, self)
        if name:
            self._session.message.emit(self.tr("Saved {0}").format(name))

    def _copy(self) -> None:
        exporting.copy_picture(self.fan)
        self.status.setText(self.tr("The picture of {0} was copied to the clipboard.").format(self.fan.title))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop training."""
        self.sweep.cancel()
        super().closeEvent(event)

    def reject(self) -> None:
        """Stop training with Escape, and close the window with the next one."""
        if self.sweep.active:
            self.sweep.cancel()
        else:
            super().reject()


class _Number(QTableWidgetItem):
    """A cell that is sorted by its number."""

    def __init__(self, value: float) -> None:
        super().__init__(format_number(value, 4) if isinstance(value, float) else str(value))
        self.value = float(value)
        self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        if not isinstance(other, _Number):
            return super().__lt__(other)
        mine, theirs = self.value, other.value
        return mine < theirs or (theirs != theirs and mine == mine)


def _cell(value: object, run: int) -> QTableWidgetItem:
    """Return a cell that knows which run it is of."""
    if isinstance(value, int | float) and value == value:
        item: QTableWidgetItem = _Number(value)
    else:
        item = QTableWidgetItem("–" if isinstance(value, float) else str(value))
    item.setData(Qt.ItemDataRole.UserRole, run)
    return item
