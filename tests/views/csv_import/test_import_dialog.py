"""Importing a table as a user does it: by mouse, by keyboard, from the clipboard, with faults in it."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from nnviz import resources, theme
from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.data_editing.csv_import import TableSource
from nnviz.core.document import files
from nnviz.views.csv_import import ImportDialog

IRIS = resources.path("datasets", "iris.csv")
FAULTY = "size,weight,kind\n1,10,a\n2,?,b\n3,oops,a\n4,40,b\n5,50,a\n"


@pytest.fixture
def open_dialog(qtbot, qapp):
    """Return a function that opens the dialog on a text or a file."""

    def make(source, example="xor"):
        theme.manager().apply(qapp, "light", 1.0)
        source = TableSource(text=source) if isinstance(source, str) else TableSource(source)
        dialog = ImportDialog(source, files.example(example))
        qtbot.addWidget(dialog)
        dialog.resize(1040, 640)
        dialog.show()
        with qtbot.waitExposed(dialog):
            pass
        return dialog

    return make


def click_head(qtbot, dialog, column, place="role_place"):
    heads = dialog.preview.heads
    qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=getattr(heads, place)(column))


def go(qtbot, dialog, column):
    """Let the keyboard go to a column of the table."""
    dialog.preview.setFocus()
    qtbot.keyClick(dialog.preview, Qt.Key.Key_Home)
    for _ in range(dialog.preview.model().columnCount()):
        if dialog.preview.currentIndex().column() == column:
            return
        qtbot.keyClick(dialog.preview, Qt.Key.Key_Right)
    assert dialog.preview.currentIndex().column() == column


def test_iris_is_understood_at_once(open_dialog):
    dialog = open_dialog(IRIS)
    assert dialog.summary.text() == "150 examples, 4 inputs, 3 classes → 4-3-3 softmax"
    assert "setosa: 50 · versicolor: 50 · virginica: 50" in dialog.notes.text()
    assert dialog.accept_button.isEnabled()
    assert not dialog.faults.isVisible()
    assert dialog.options.standardise.isChecked()


def test_import_iris_from_its_file_with_the_mouse_and_train_it(window, qtbot, monkeypatch):
    before = window.session.experiment
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(IRIS), ""))
    window.action("import_data").trigger()
    dialog = window.importing.dialog
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.accept_button.isEnabled())
    said = []
    window.session.message.connect(said.append)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    e = window.session.experiment
    assert not dialog.isVisible()
    assert (e.data.class_names, e.loss, e.widths) == (
        ("setosa", "versicolor", "virginica"), "categorical_cross_entropy", (4, 3, 3),
    )  # fmt: skip
    assert e.standardize
    assert said[0].startswith("Imported 150 examples. Also changed: layer 2 now has 3 units and softmax")
    assert window.session.undo_stack.undoText() == "Import iris.csv"
    window.session.run()
    qtbot.waitUntil(lambda: window.session.timeline.length > 2000, timeout=20_000)
    window.session.pause()
    window.session.timeline.update_scores()
    made = samples(e)
    assert (made.train.shape[1], made.test.shape[1]) == (105, 45)
    assert window.session.scores[2] > 0.9
    assert window.session.undo_stack.count() == 1
    window.session.undo_stack.undo()
    assert window.session.experiment == before
    window.session.undo_stack.redo()
    assert window.session.experiment == e


def test_paste_from_a_spreadsheet_by_keyboard_alone(window, qtbot):
    rows = "".join(f"{i / 10:.1f}\t{i % 5}\t{('low', 'high')[i > 9]}\r\n" for i in range(20))
    QGuiApplication.clipboard().setText("Länge\tZahl\tArt\r\n" + rows.replace(".", ","))
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_V, keys)
    dialog = window.importing.dialog
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.accept_button.isEnabled())
    found = dialog.dialect.dialect()
    assert (found.delimiter, found.decimal, found.header) == ("\t", ",", True)
    go(qtbot, dialog, 1)
    qtbot.keyClick(dialog.preview, Qt.Key.Key_X)
    assert dialog.choices.roles == ("input", "ignore", "target")
    qtbot.keyClick(dialog.preview, Qt.Key.Key_Return)
    data = window.session.experiment.data
    assert (data.input_names, data.class_names) == (("Länge",), ("high", "low"))
    assert window.session.undo_stack.undoText() == "Paste data"


def test_an_empty_clipboard_is_told(window, qtbot):
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(window.session.message) as caught:
        window.action("paste_data").trigger()
    assert caught.args[0].startswith("The clipboard holds no text")
    assert window.session.undo_stack.count() == 0


def test_a_table_dropped_onto_the_window_is_imported(window, qtbot, tmp_path):
    path = tmp_path / "Own.TSV"
    path.write_text("x\ty\n" + "".join(f"{i}\t{i / 3}\n" for i in range(9)))
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(100, 100), copy, content, left, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.importing.dialog.isVisible())
    assert window.importing.dialog.summary.text() == "9 examples, 1 input, 1 numeric target → 1-3-1 identity"
    window.importing.dialog.reject()


def test_a_file_that_cannot_be_read_is_explained(window, qtbot, monkeypatch, tmp_path):
    said = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "none.csv"), ""))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.informativeText()))
    window.action("import_data").trigger()
    assert "No such file" in said[0]


def test_roles_go_round_with_clicks_on_the_head(open_dialog, qtbot):
    dialog = open_dialog("a,b,c\n1,2,0.5\n2,3,0.7\n")
    seen = []
    for _ in range(3):
        click_head(qtbot, dialog, 0)
        seen.append(dialog.choices.roles[0])
    assert seen == ["target", "ignore", "input"]
    click_head(qtbot, dialog, 0)
    assert dialog.summary.text() == "2 examples, 1 input, 2 numeric targets → 1-3-2 identity"


def test_numbers_become_classes_with_a_click_or_a_key(open_dialog, qtbot):
    dialog = open_dialog("a,b\n" + "".join(f"{i},{i % 3}\n" for i in range(9)))
    assert dialog.summary.text().endswith("3 classes → 1-3-3 softmax")
    click_head(qtbot, dialog, 1, "kind_place")
    assert dialog.summary.text().endswith("1 numeric target → 1-3-1 identity")
    go(qtbot, dialog, 1)
    qtbot.keyClick(dialog.preview, Qt.Key.Key_C)
    assert dialog.summary.text().endswith("3 classes → 1-3-3 softmax")


def test_faulty_cells_are_listed_lead_to_their_place_and_have_to_be_decided(open_dialog, qtbot):
    dialog = open_dialog(FAULTY)
    assert not dialog.accept_button.isEnabled()
    assert dialog.summary.text().startswith("2 cells in 2 rows cannot be used (line 3, column “weight”")
    assert dialog.faults.heading.text() == "2 cells cannot be used"
    model = dialog.faults.list.faults
    assert [model.data(model.index(k)) for k in range(2)] == [
        "line 3 · weight · “?” · missing", "line 4 · weight · “oops” · not a number",
    ]  # fmt: skip
    place = dialog.faults.list.visualRect(model.index(1)).center()
    qtbot.mouseClick(dialog.faults.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    at = dialog.preview.currentIndex()
    assert (at.row(), at.column()) == (2, 1)
    dialog.faults.list.setFocus()
    qtbot.keyClick(dialog.faults.list, Qt.Key.Key_Up)
    assert dialog.preview.currentIndex().row() == 1
    assert dialog.faults.leave_out.text() == "Skip these 2 rows"
    qtbot.mouseClick(dialog.faults.leave_out, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert dialog.summary.text() == "3 examples, 2 inputs, 2 classes → 2-3-1 sigmoid"
    assert "2 rows skipped" in dialog.notes.text()
    qtbot.keyClick(dialog.preview, Qt.Key.Key_Return)
    assert dialog.result_experiment.data.left_out == (3, 4)
    np.testing.assert_array_equal(dialog.result_experiment.data.inputs.array[:, 1], [10, 40, 50])


def test_ignoring_the_column_of_the_faults_is_the_other_way(open_dialog, qtbot):
    dialog = open_dialog(FAULTY)
    go(qtbot, dialog, 1)
    qtbot.keyClick(dialog.preview, Qt.Key.Key_X)
    assert dialog.accept_button.isEnabled()
    assert not dialog.faults.isVisible()
    assert dialog.summary.text().startswith("5 examples, 1 input")


def test_another_dialect_is_read_at_once(open_dialog, qtbot):
    dialog = open_dialog("a;b\n1,5;2\n2,5;3\n")
    assert dialog.model.columnCount() == 2
    dialog.dialect.decimal.set_value(".")
    dialog.dialect.decimal.changed.emit(".")
    assert [c.kind for c in dialog.table.columns] == ["class", "number"]
    dialog.dialect.header.click()
    assert dialog.table.rows == 3
    dialog.dialect.thousands.set_value(".")
    dialog.dialect.thousands.changed.emit(".")
    found = dialog.dialect.dialect()
    assert (found.decimal, found.thousands) == (",", ".")


def test_what_is_no_table_is_told_and_can_be_mended(open_dialog, qtbot):
    dialog = open_dialog('a,b\n1,"2\n3,4\n5,6\n')
    assert dialog.summary.text().startswith("Line 2: a quotation mark is opened here and never closed")
    assert not dialog.accept_button.isEnabled()
    assert dialog.model.rowCount() == 0
    dialog.dialect.quote.set_value("")
    dialog.dialect.quote.changed.emit("")
    assert dialog.model.rowCount() == 3
    assert dialog.faults.heading.text() == "1 cell cannot be used"


def test_a_large_table_is_read_between_events_and_can_be_left(open_dialog, qtbot, tmp_path):
    path = tmp_path / "large.csv"
    line = ",".join(f"{i}.{i}" for i in range(40))
    path.write_text(",".join(f"x{i}" for i in range(40)) + "\n" + f"{line}\n" * 20_000)
    dialog = open_dialog(path)
    assert dialog.loader.busy
    assert dialog.model.rowCount() == 200
    assert not dialog.accept_button.isEnabled()
    assert dialog.summary.text().startswith("Reading …")
    seen = []
    dialog.loader.progressed.connect(seen.append)
    go(qtbot, dialog, 1)
    qtbot.keyClick(dialog.preview, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: not dialog.loader.busy, timeout=20_000)
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert dialog.model.rowCount() == 20_000
    assert dialog.choices.roles[:3] == ("input", "ignore", "input")
    assert dialog.accept_button.isEnabled()
    again = open_dialog(path)
    assert again.loader.busy
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert not again.loader.busy
    assert again.result_experiment is None


def test_two_classes_may_have_two_outputs(open_dialog, qtbot):
    dialog = open_dialog("a,b\n1,x\n2,y\n3,x\n4,y\n")
    assert dialog.options.outputs.isVisible()
    dialog.options.outputs.set_value("two")
    dialog.options.outputs.changed.emit("two")
    assert dialog.summary.text().endswith("2 classes → 1-3-2 softmax")
    dialog.accept()
    assert dialog.result_experiment.widths[-1] == 2


def test_a_column_of_train_and_test_takes_the_place_of_the_share(open_dialog, qtbot):
    dialog = open_dialog("x,set,kind\n1,train,a\n2,test,b\n3,train,b\n4,train,a\n")
    assert dialog.choices.roles == ("input", "split", "target")
    assert not dialog.options.test.isVisible()
    assert "1 in the test set by its column" in dialog.notes.text()
    click_head(qtbot, dialog, 1)
    assert dialog.choices.roles[1] == "input"
    assert dialog.options.test.isVisible()


def test_the_share_and_standardisation_are_taken_over(open_dialog, qtbot):
    dialog = open_dialog("a,b\n" + "".join(f"{i / 100},{i / 50}\n" for i in range(20)))
    assert not dialog.options.standardise.isChecked()
    dialog.options.standardise.click()
    dialog.options.test.setFocus()
    dialog.options.test.selectAll()
    qtbot.keyClicks(dialog.options.test, "10")
    qtbot.keyClick(dialog.options.test, Qt.Key.Key_Return)
    dialog.accept()
    e = dialog.result_experiment
    assert (e.standardize, e.data.test_fraction) == (True, 0.1)


def test_everything_has_a_name_and_can_be_reached_with_tab(open_dialog, qtbot):
    dialog = open_dialog(FAULTY)
    wanted = [
        dialog.dialect.delimiter, dialog.dialect.decimal, dialog.dialect.thousands, dialog.dialect.quote,
        dialog.dialect.header, dialog.options.test, dialog.options.standardise, dialog.preview,
        dialog.faults.leave_out, dialog.faults.list, dialog.cancel,
    ]  # fmt: skip
    reached = []
    for _ in range(40):
        qtbot.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    for widget in wanted:
        assert widget in reached, widget.accessibleName()
        assert widget.accessibleName() or widget.text()
    role = Qt.ItemDataRole.AccessibleTextRole
    words = dialog.model.headerData(2, Qt.Orientation.Horizontal, role)
    assert words == "kind\ntarget\n2 classes\na: 3 · b: 2"


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_faulty_cell_is_marked_in_the_theme(open_dialog, qapp, qtbot, look):
    dialog = open_dialog(FAULTY)
    theme.manager().apply(qapp, look, 1.0)
    dialog.preview.setCurrentIndex(dialog.model.index(4, 0))
    index = dialog.model.index(2, 1)
    box = dialog.preview.visualRect(index)
    picture = dialog.preview.viewport().grab().toImage()
    background = picture.pixelColor(box.right() - 4, box.top() + 3)
    plain = picture.pixelColor(box.right() - 4, dialog.preview.visualRect(dialog.model.index(0, 1)).top() + 3)
    assert background.red() - background.green() > 5 + plain.red() - plain.green()
    theme.manager().apply(qapp, "light", 1.0)


@pytest.mark.parametrize(("button", "values"), [("point", [1000.0, 2500.0]), ("comma", [1.0, 2.5])])
def test_a_number_that_may_be_read_in_two_ways_is_asked_about(open_dialog, qtbot, button, values):
    dialog = open_dialog('price,kind\n"1,000",a\n"2,500",b\n')
    assert dialog.question.isVisible()
    assert not dialog.accept_button.isEnabled()
    assert dialog.question.sentence.text() == (
        "Line 2, column “price”: “1,000” may be read in two ways. Which is meant?"
    )
    assert [dialog.question.point.text(), dialog.question.comma.text()] == [
        "Decimal point: 1\u202f000", "Decimal comma: 1",
    ]  # fmt: skip
    assert "choose the decimal sign" in dialog.summary.text()
    chosen = getattr(dialog.question, button)
    chosen.setFocus()
    qtbot.keyClick(chosen, Qt.Key.Key_Space)
    assert not dialog.question.isVisible()
    assert dialog.accept_button.isEnabled()
    assert list(dialog.table.columns[0].numbers) == values


def test_signs_that_contradict_each_other_are_shown(open_dialog, qtbot):
    dialog = open_dialog("a;b;kind\n1,5;2;x\n2.5;3;y\n")
    assert "Line 2, column “a”: “1,5”" in dialog.question.sentence.text()
    qtbot.mouseClick(dialog.question.comma, Qt.MouseButton.LeftButton)
    # With decimal commas 2.5 is no number: it is listed, and nothing is read silently.
    assert dialog.faults.isVisible()
    assert not dialog.accept_button.isEnabled()
    dialog.dialect.decimal.set_value(".")
    dialog.dialect.decimal.changed.emit(".")
    assert dialog.dialect.dialect().decimal == "."
    assert dialog.faults.isVisible()
