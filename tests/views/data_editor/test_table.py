"""Editing data in a table: typing, pasting, filtering, and a hundred thousand rows."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.experiment import DataSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.session.edit import Edit
from nnviz.views.data_editor.row_order import TEST, WRONG

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def open_table(qtbot, make_window):
    """Return a function that shows the data of an example as a table."""

    def make(example="xor"):
        window = make_window(example)
        window.resize(1440, 900)
        window.draw_data("table")
        qtbot.waitUntil(lambda: window.data.table.isVisible() and window.data.model.rowCount() > 0)
        return window

    return make


def go(data, row, column):
    data.table.setFocus()
    data.table.setCurrentIndex(data.model.index(row, column))


def type_in(qtbot, data, row, column, text, end=Qt.Key.Key_Return):
    """Type into a cell as a person does: the first key opens it."""
    go(data, row, column)
    qtbot.keyClicks(data.table, text[0])
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, text[1:])
    qtbot.keyClick(field, end)
    return field


def paste(qtbot, data, text):
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(data.table, Qt.Key.Key_V, CTRL)


def test_a_typed_number_is_one_step_of_undo(qtbot, open_table):
    window = open_table()
    data, session = window.data, window.session
    before = data.draft_editor.drawn
    type_in(qtbot, data, 2, 0, "-1/3")
    assert data.draft_editor.drawn.inputs[2, 0] == -1 / 3
    assert session.experiment.data.inputs.array[2, 0] == -1 / 3
    assert session.undo_stack.undoText() == "x₁ of example 3"
    assert data.model.text(2, 0) == "−0.333333"
    session.undo_stack.undo()
    assert data.draft_editor.drawn.same(before)


def test_a_faulty_cell_stays_open_and_says_why(qtbot, open_table):
    window = open_table()
    data = window.data
    before = data.model.text(2, 0)
    field = type_in(qtbot, data, 2, 0, "1/x")
    assert field.isVisible()
    assert field.property("invalid")
    assert "is not a number" in data.state.text()
    assert window.session.experiment.data.name == "xor"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert data.model.text(2, 0) == before
    assert window.session.undo_stack.count() == 0


def test_classes_are_typed_or_switched_by_space(qtbot, open_table):
    data = open_table().data
    go(data, 0, 2)
    old = int(data.draft_editor.drawn.labels[0])
    qtbot.keyClick(data.table, Qt.Key.Key_Space)
    assert int(data.draft_editor.drawn.labels[0]) == 1 - old
    type_in(qtbot, data, 0, 2, "maybe")
    assert data.draft_editor.drawn.classes == ("false", "true", "maybe")
    assert data.session.experiment.layers[-1].units == 3


def test_training_and_test_are_switched_row_by_row(qtbot, open_table):
    window = open_table()
    data = window.data
    assert not data.draft_editor.drawn.test[0]
    go(data, 0, 3)
    qtbot.keyClick(data.table, Qt.Key.Key_Space)
    assert data.draft_editor.drawn.test[0]
    assert 0 in window.session.experiment.data.test_examples
    place = data.table.visualRect(data.model.index(0, 3)).center()
    qtbot.mouseDClick(data.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not data.draft_editor.drawn.test[0]
    assert window.session.undo_stack.undoText() == "Move example 1 to the training set"


def test_rows_are_added_and_removed(qtbot, open_table):
    window = open_table("xor-table")
    data = window.data
    go(data, 1, 0)
    qtbot.keyClick(data.table, Qt.Key.Key_Insert)
    assert data.draft_editor.drawn.inputs.shape == (5, 2)
    assert data.draft_editor.drawn.inputs[2].tolist() == [0, 0]
    assert data.table.currentIndex().row() == 2
    data.table.selectAll()
    qtbot.keyClick(data.table, Qt.Key.Key_Delete)
    assert data.draft_editor.waiting
    assert window.session.undo_stack.undoText() == "Remove 5 rows"
    assert "There are no examples yet." in data.state.text()
    qtbot.mouseClick(data.add_row, Qt.MouseButton.LeftButton)
    assert data.draft_editor.drawn.targets.tolist() == [[0]]
    for _ in range(3):
        window.session.undo_stack.undo()
    assert window.session.experiment == files.example("xor-table")


def test_rows_are_pasted_from_a_spreadsheet(qtbot, open_table):
    window = open_table()
    data = window.data
    go(data, 199, 0)
    paste(qtbot, data, "0.5\t1/4\ttrue\ttest\n0.25\t-1\tfalse\ttraining\n")
    assert data.draft_editor.drawn.inputs[199:].tolist() == [[0.5, 0.25], [0.25, -1]]
    assert data.draft_editor.drawn.test[199:].tolist() == [True, False]
    assert window.session.undo_stack.undoText() == "Paste 2 rows"
    data.table.setCurrentIndex(data.model.index(199, 0))
    data.table.selectRow(199)
    qtbot.keyClick(data.table, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "0.5\t0.25\ttrue\ttest"


def test_a_faulty_paste_takes_nothing_and_names_the_cells(qtbot, open_table):
    window = open_table()
    data = window.data
    go(data, 0, 0)
    paste(qtbot, data, "0.5\toops\ttrue\n1\t2\tfalse")
    assert data.state.text().startswith("Nothing was pasted: row 1, x2: “oops” is not a number")
    assert window.session.undo_stack.count() == 0


def test_columns_are_renamed_in_their_heads(qtbot, open_table):
    window = open_table()
    data = window.data
    heads = data.table.heads
    place = QPoint(heads.sectionViewportPosition(1) + 20, 8)
    qtbot.mouseDClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heads.field is not None
    heads.field.setText("height")
    qtbot.keyClick(heads.field, Qt.Key.Key_Return)
    assert window.session.experiment.data.input_names == ("x1", "height")
    assert data.model.name(1) == "height"
    heads.rename(0)
    heads.field.setText("height")
    qtbot.keyClick(heads.field, Qt.Key.Key_Return)
    assert data.state.text() == "Each name may be given once."
    assert data.model.sort_column is None
    assert data.table.state() == data.table.State.NoState


def test_sorting_changes_the_view_and_not_the_data(qtbot, open_table):
    window = open_table()
    data = window.data
    before = data.draft_editor.drawn
    place = QPoint(data.table.heads.sectionViewportPosition(0) + 20, 8)
    qtbot.mouseClick(data.table.heads.viewport(), Qt.MouseButton.LeftButton, pos=place)
    values = before.inputs[data.model.rows, 0]
    assert (np.diff(values) >= 0).all()
    type_in(qtbot, data, 0, 1, "5")
    assert data.draft_editor.drawn.inputs[int(before.inputs[:, 0].argmin()), 1] == 5
    data.model.sort_by(0)
    assert data.model.descending
    data.model.sort_by(0)
    assert data.model.rows.tolist() == list(range(200))


def test_filters_list_test_and_misclassified_examples(qtbot, open_table):
    window = open_table()
    data = window.data
    qtbot.mouseClick(data.filters.segment(TEST), Qt.MouseButton.LeftButton)
    assert data.model.rowCount() == 40
    qtbot.mouseClick(data.filters.segment(WRONG), Qt.MouseButton.LeftButton)
    wrong = data.model.rowCount()
    picture = window.charts["surface"].picture
    assert wrong == picture.mistakes("both")[0] > 0
    window.session.seek(Position(600, 0))
    qtbot.waitUntil(lambda: data.model.rowCount() < wrong)


def test_a_row_brings_its_example_into_view(qtbot, open_table):
    window = open_table()
    data = window.data
    number = int(window.session.frame.examples[3])
    data.table.scrollTo(data.model.index(number, 0))
    place = data.table.visualRect(data.model.index(number, 0)).center()
    qtbot.mouseClick(data.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.session.example == 3
    assert window.charts["surface"].marked == ("train", number)


def test_inputs_are_added_and_removed(qtbot, open_table):
    window = open_table()
    data = window.data
    data.table.add_input()
    assert window.session.experiment.widths[0] == 3
    go(data, 0, 2)
    data.table.remove_input()
    assert window.session.experiment.widths[0] == 2
    assert window.session.undo_stack.undoText() == "Remove input x₃"


def test_a_hundred_thousand_rows_are_written_out_only_where_they_are_seen(qtbot, open_table, monkeypatch):
    window = open_table("sine")
    data, session = window.data, window.session
    rng = np.random.default_rng(0)
    inputs, targets = rng.normal(size=(100_000, 30)), rng.normal(size=(100_000, 1))
    table = DataSpec(inputs=Matrix(inputs), targets=Matrix(targets))
    written = []
    original = type(data.model).text

    def text(self, row, column, exact=False):
        written.append((row, column))
        return original(self, row, column, exact)

    monkeypatch.setattr(type(data.model), "text", text)
    session.apply(Edit("Data", session.experiment.replace(data=table)))
    qtbot.waitUntil(lambda: data.model.rowCount() == 100_000)
    data.table.grab()
    assert len(written) < 2000
    assert max(row for row, _ in written) < 100
    written.clear()
    for row in (50_000, 99_999):
        data.table.scrollTo(data.model.index(row, 20))
        data.table.grab()
    assert len(written) < 4000
    assert max(row for row, _ in written) == 99_999
    count = session.undo_stack.count()
    for row in range(3):
        data.model.setData(data.model.index(row, 0), "2.5")
    assert session.undo_stack.count() == count + 1
    assert session.experiment.data.inputs.array[:3, 0].tolist() == [2.5] * 3
    assert not data.plane.usable
