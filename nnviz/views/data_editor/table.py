"""The table of examples: typed into, pasted into, sorted to look at."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QTableView,
    QWidget,
)

from nnviz import theme
from nnviz.core.data_editing import draft as drawing
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import plural
from nnviz.session.sentences import refusal
from nnviz.views.controls import Menu
from nnviz.views.data_editor.cells import CellDelegate
from nnviz.views.data_editor.headers import ColumnHeaders, RowHeaders
from nnviz.views.data_editor.row_order import ALL, WRONG
from nnviz.views.data_editor.table_model import ExampleTableModel
from nnviz.views.plotting import painting

_MOST_COPIED = 2_000_000


class ExampleTable(QTableView):
    """Shows an `ExampleTableModel`. Typing edits a cell, Return opens it, Insert adds a row, Delete removes.

    Signals
    -------
    said(str)
        Why something could not be done.
    """

    said = Signal(str)

    def __init__(self, model: ExampleTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.examples = model
        self.heads, self.numbers = ColumnHeaders(model, self), RowHeaders(self)
        self.setHorizontalHeader(self.heads)
        self.setVerticalHeader(self.numbers)
        self.setModel(model)
        cells = CellDelegate(model, self)
        cells.refused.connect(self.said)
        self.setItemDelegate(cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.AnyKeyPressed | trigger.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setStyleSheet(
            "QTableView, QTableView:focus { border: none; } QTableCornerButton::section { border: none; }"
        )
        self.setAccessibleName(self.tr("examples"))
        self.heads.sectionClicked.connect(model.sort_by)
        self.heads.refused.connect(self.said)
        self.selectionModel().currentChanged.connect(self._select)
        model.draft_editor.selected_changed.connect(self._follow)
        model.modelReset.connect(self._follow)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    # -- rows --------------------------------------------------------------------------------------

    def chosen(self) -> list[int]:
        """Return the numbers of the examples whose cells are selected."""
        lines = {line for top, bottom, _, _ in self._blocks() for line in range(top, bottom + 1)}
        return sorted(int(self.examples.rows[line]) for line in lines if line < len(self.examples.rows))

    def _blocks(self) -> list[tuple[int, int, int, int]]:
        """Return first and last row, first and last column of every block of selected cells."""
        found = self.selectionModel().selection()
        parts = (found.at(k) for k in range(found.size()))
        return [(part.top(), part.bottom(), part.left(), part.right()) for part in parts]

    def add_row(self) -> None:
        """Add a row after the current one, with zeros and the class of that row."""
        model, drawn = self.examples, self.examples.drawn
        line = self.currentIndex().row()
        at = int(model.rows[line]) + 1 if 0 <= line < len(model.rows) else len(drawn)
        targets = drawn.targets[at - 1 : at].copy() if at else None
        if targets is None or not len(targets) or not drawn.classes:
            one = drawing.append(drawing.blank(drawn.inputs.shape[1], drawn.classes))
            targets = one.targets.repeat(drawn.targets.shape[1], axis=1)
        zeros = drawing.append(drawing.blank(drawn.inputs.shape[1])).inputs
        try:
            new = drawing.insert(drawn, at, zeros, targets)
        except ExperimentError as error:
            self.said.emit(refusal(error))
            return
        if model.draft_editor.commit(self.tr("Add a row"), new):
            self.go_to(at)

    def remove_rows(self) -> None:
        """Remove the rows with selected cells."""
        rows = self.chosen()
        if rows:
            words = (
                self.tr("Remove a row") if len(rows) == 1 else plural.tr("Remove %n row(s)", "", len(rows))
            )
            new = drawing.remove(self.examples.drawn, rows)
            self.examples.draft_editor.commit(words.format(f"{len(rows):,}"), new)

    def set_test(self, test: bool) -> None:
        """Keep the selected rows for the test, or not."""
        rows = self.chosen()
        words = self.tr("Move {0} to the test set") if test else self.tr("Move {0} to the training set")
        if rows:
            one = len(rows) == 1
            named = (
                self.tr("example {0}").format(rows[0] + 1)
                if one
                else self.tr("{0} examples").format(f"{len(rows):,}")
            )
            changed = drawing.set_test(self.examples.drawn, rows, test)
            self.examples.draft_editor.commit(words.format(named), changed)

    def go_to(self, row: int, column: int = 0) -> None:
        """Make a cell of an example the current one."""
        line = self.examples.line_of(row)
        if line is not None:
            self.setCurrentIndex(self.examples.index(line, column))
            self.scrollTo(self.examples.index(line, column))

    def _select(self, current: QModelIndex, _before: QModelIndex) -> None:
        rows = self.examples.rows
        if current.isValid() and current.row() < len(rows):
            self.examples.draft_editor.select(int(rows[current.row()]))

    def _follow(self) -> None:
        """Go where the selected example is, for example one that was clicked on the plane."""
        row = self.examples.draft_editor.selected
        line = None if row is None else self.examples.line_of(row)
        if line is not None and line != self.currentIndex().row():
            column = max(self.currentIndex().column(), 0)
            index = self.examples.index(line, column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
        self.viewport().update()

    # -- the clipboard -----------------------------------------------------------------------------

    def copy(self) -> None:
        """Copy the selected cells, all digits, for a spreadsheet."""
        lines: dict[int, list[int]] = {}
        blocks = self._blocks()
        if sum((b - t + 1) * (right - left + 1) for t, b, left, right in blocks) > _MOST_COPIED:
            words = self.tr("There are too many cells to copy: at most {0} can be copied.")
            self.said.emit(words.format(f"{_MOST_COPIED:,}"))
            return
        for top, bottom, left, right in blocks:
            for line in range(top, bottom + 1):
                lines.setdefault(line, []).extend(range(left, right + 1))
        rows, text = self.examples.rows, self.examples.text
        QGuiApplication.clipboard().setText(
            "\n".join(
                "\t".join(text(int(rows[line]), column, True) for column in sorted(lines[line]))
                for line in sorted(lines)
            )
        )

    def paste(self) -> None:
        """Put the rows on the clipboard in from the current cell on: all of them, or none."""
        model, text = self.examples, QGuiApplication.clipboard().text()
        if not text.strip():
            self.said.emit(self.tr("There is no text on the clipboard."))
            return
        if model.which != ALL or model.sort_column is not None:
            self.said.emit(self.tr("Rows can only be pasted while all are shown and unsorted."))
            return
        index, drawn = self.currentIndex(), model.drawn
        row, column = (index.row(), index.column()) if index.isValid() else (len(drawn), 0)
        try:
            block = drawing.read_block(drawn, text, column)
            new = drawing.paste(drawn, block, row, column)
        except ExperimentError as error:
            self.said.emit(refusal(error))
            return
        words = (
            self.tr("Paste a row")
            if block.shape[0] == 1
            else plural.tr("Paste %n row(s)", "", block.shape[0])
        )
        model.draft_editor.commit(words.format(f"{block.shape[0]:,}"), new)

    # -- keys and menu -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take what is typed before the window's shortcuts do, while the keyboard is here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit, copy, paste, add or remove rows."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_rows()
        elif plain and key == Qt.Key.Key_Insert:
            self.add_row()
        elif plain and key == Qt.Key.Key_Space:
            self._space()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            if self.currentIndex().isValid():
                self._edit(self.currentIndex())
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _space(self) -> None:
        """Take the other of training and test, or the next class, in the current row."""
        model, index = self.examples, self.currentIndex()
        if not index.isValid():
            return
        row, drawn = int(model.rows[index.row()]), model.drawn
        if index.column() == model.last:
            self.set_test(not drawn.test[row])
        elif drawn.classes and index.column() == model.inputs:
            label = (int(drawn.targets[row, 0]) + 1) % len(drawn.classes)
            model.setData(index, drawn.classes[label])
        else:
            self._edit(index)

    def _edit(self, index: QModelIndex) -> None:
        """Open a field in a cell, where there can be one; Qt warns otherwise."""
        editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        if editable and self.state() != QAbstractItemView.State.EditingState:
            self.edit(index)

    def mouseDoubleClickEvent(self, event: object) -> None:
        """Switch between training and test; open any other cell."""
        index = self.indexAt(event.position().toPoint())  # type: ignore[attr-defined]
        if index.isValid() and index.column() == self.examples.last:
            self._space()
            return
        super().mouseDoubleClickEvent(event)  # type: ignore[arg-type]

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with rows and columns."""
        menu = Menu(parent=self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, slot in (
            (self.tr("Add a row"), self.add_row), (self.tr("Remove rows"), self.remove_rows),
            (self.tr("Keep for the test"), self.keep_for_test), (self.tr("Train on"), self.train_on),
            (self.tr("Copy"), self.copy), (self.tr("Paste rows"), self.paste),
            (self.tr("Add an input"), self.add_input), (self.tr("Remove this input"), self.remove_input),
        ):  # fmt: skip
            menu.addAction(text).triggered.connect(slot)
        menu.popup(event.globalPos())

    def keep_for_test(self) -> None:
        """Keep the selected rows for the test."""
        self.set_test(True)

    def train_on(self) -> None:
        """Train on the selected rows."""
        self.set_test(False)

    def add_input(self) -> None:
        """Add a column of zeros after the inputs."""
        try:
            self.examples.draft_editor.commit(self.tr("Add an input"), drawing.add_input(self.examples.drawn))
        except ExperimentError as error:
            self.said.emit(refusal(error))

    def remove_input(self) -> None:
        """Remove the input whose column is current."""
        column = self.currentIndex().column()
        if not 0 <= column < self.examples.inputs:
            self.said.emit(self.tr("Select an input column first."))
            return
        words = self.tr("Remove input {0}").format(self.examples.name(column))
        try:
            self.examples.draft_editor.commit(words, drawing.remove_input(self.examples.drawn, column))
        except ExperimentError as error:
            self.said.emit(refusal(error))

    # -- looks -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, or why there are none."""
        super().paintEvent(event)
        if not self.examples.rowCount():
            words = self.tr("There are no examples yet: add a row, or paste some from a spreadsheet.")
            if len(self.examples.drawn):
                wrong = self.examples.which == WRONG
                words = self.tr("No example is misclassified.") if wrong else self.tr("There are none.")
            with QPainter(self.viewport()) as painter:
                painting.message(painter, QRectF(self.viewport().rect()), words)

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(23))
        self.verticalHeader().setFixedWidth(round(painting.width("100,000")) + theme.px(12))
        self.heads.setDefaultSectionSize(theme.px(92))
        self.heads.setFixedHeight(theme.px(ColumnHeaders.HEIGHT))
        self.viewport().update()


def _ours(event: QKeyEvent) -> bool:
    if any(event.matches(key) for key in (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Paste)):
        return True
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    moves = (
        Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
        Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_F2, Qt.Key.Key_Space,
    )  # fmt: skip
    return not modifiers and (event.key() in moves or (event.text().isprintable() and bool(event.text())))
