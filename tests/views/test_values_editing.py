"""Editing numbers in Values with keys and mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.views.plotting.matrix_model import CHANGED
from nnviz.views.values.cell_field import CellField
from nnviz.views.values.view import ValuesView

KEY, KEYS = Qt.Key, Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _keys_up(qapp):
    """Leave no modifier held: Qt remembers those of the last event, and selects by them."""
    yield
    QTest.keyClick(QWidget(), KEY.Key_F12)


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(name="W1", position=(5, 0)):
        session = Session(
            Experiment.from_dict(
                {
                    "data": {"name": "xor", "examples": 80, "noise": 0.1},
                    "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
                    "loss": "binary_cross_entropy",
                }
            )
        )
        session.said = []
        session.message.connect(session.said.append)
        session.seek(Position(*position))
        view = ValuesView(session)
        qtbot.addWidget(view)
        session.frame_changed.connect(view.show_frame)
        view.resize(700, 300)
        view.show()
        qtbot.waitExposed(view)
        view.choose(name)
        view.table.setFocus()
        view.activateWindow()
        qtbot.waitUntil(view.table.hasFocus)
        view.table.setCurrentIndex(view.matrix.index(0, 0))
        return view, session

    return build


def field(view):
    return view.table.viewport().findChild(CellField)


def wait_closed(qtbot, view):
    qtbot.waitUntil(lambda: field(view) is None)


def test_typing_begins_tab_goes_on_return_takes_escape_gives_up(qtbot, make):
    view, session = make()
    QTest.keyClicks(view.table, "-")
    assert field(view) is not None
    QTest.keyClicks(field(view), "1/3")
    QTest.keyClick(field(view), KEY.Key_Tab)
    assert session.frame.values["W1"][0, 0] == -1 / 3
    assert view.table.currentIndex().column() == 1
    editor = view.table.indexWidget(view.table.currentIndex()) or field(view)
    QTest.keyClicks(editor, "2,5")
    QTest.keyClick(editor, KEY.Key_Return)
    assert session.frame.values["W1"][0, 1] == 2.5
    wait_closed(qtbot, view)
    assert view.table.hasFocus()
    QTest.keyClick(view.table, KEY.Key_Return)
    QTest.keyClicks(field(view), "9")
    QTest.keyClick(field(view), KEY.Key_Escape)
    wait_closed(qtbot, view)
    assert session.frame.values["W1"][0, 1] == 2.5
    assert session.undo_stack.count() == 2
    assert session.undo_stack.undoText() == "Set w¹₁₂"


def test_what_is_no_number_stays_and_says_why(qtbot, make):
    view, session = make()
    QTest.keyClick(view.table, KEY.Key_F2)
    QTest.keyClicks(field(view), "one")
    for key in (KEY.Key_Return, KEY.Key_Tab):
        QTest.keyClick(field(view), key)
        assert field(view).isVisible()
        assert "“one” is not a number" in field(view).accessibleDescription()
    QTest.keyClick(field(view), KEY.Key_Escape)
    wait_closed(qtbot, view)
    assert not session.undo_stack.count()


def test_an_untouched_number_is_not_changed(qtbot, make):
    view, session = make()
    QTest.keyClick(view.table, KEY.Key_Return)
    assert field(view).accessibleName().startswith("row 1, column 1")
    QTest.keyClick(field(view), KEY.Key_Return)
    wait_closed(qtbot, view)
    assert not session.undo_stack.count()


def test_double_click_edits_and_a_read_only_number_says_why(qtbot, make):
    view, session = make("W2")
    place = view.table.visualRect(view.matrix.index(0, 2)).center()
    QTest.mouseClick(view.table.viewport(), LEFT, pos=place)
    QTest.mouseDClick(view.table.viewport(), LEFT, pos=place)
    assert field(view) is not None
    QTest.keyClick(field(view), KEY.Key_Escape)
    wait_closed(qtbot, view)
    session.seek(Position(5, 3))
    view.choose("a1")
    view.table.setCurrentIndex(view.matrix.index(1, 1))
    QTest.keyClick(view.table, KEY.Key_Return)
    assert field(view) is None
    assert session.said == ["a1 is computed: change the weights, biases, inputs or targets it depends on."]


def test_keys_nudge_and_set_to_zero(make):
    view, session = make("b1")
    view.table.setCurrentIndex(view.matrix.index(2, 0))
    start = session.frame.values["b1"][2, 0]
    QTest.keyClick(view.table, KEY.Key_Up, KEYS.AltModifier)
    QTest.keyClick(view.table, KEY.Key_Up, KEYS.AltModifier)
    QTest.keyClick(view.table, KEY.Key_Down, KEYS.AltModifier | KEYS.ShiftModifier)
    assert session.frame.values["b1"][2, 0] == pytest.approx(start + 0.19, abs=1e-12)
    assert session.undo_stack.count() == 1
    assert view.table.currentIndex().row() == 2
    QTest.keyClick(view.table, KEY.Key_Delete)
    assert session.frame.values["b1"][2, 0] == 0.0
    QTest.keyClick(view.table, KEY.Key_Up)
    assert view.table.currentIndex().row() == 1


def test_a_block_is_selected_copied_pasted_and_cleared(qtbot, make):
    view, session = make()
    before = session.frame.values["W1"].copy()
    QTest.keyClick(view.table, KEY.Key_Down, KEYS.ShiftModifier)
    QTest.keyClick(view.table, KEY.Key_C, KEYS.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [float(line) for line in lines] == before[:2, 0].tolist()
    view.table.setCurrentIndex(view.matrix.index(1, 1))
    QTest.keyClick(view.table, KEY.Key_V, KEYS.ControlModifier)
    assert session.frame.values["W1"][1:, 1].tolist() == before[:2, 0].tolist()
    assert session.undo_stack.undoText() == "Paste W¹"
    QGuiApplication.clipboard().setText("np.array([[1, 2], [3, 4], [5, 6]])")
    view.table.selectAll()
    QTest.keyClick(view.table, KEY.Key_V, KEYS.ControlModifier)
    assert session.frame.values["W1"].tolist() == [[1, 2], [3, 4], [5, 6]]
    QGuiApplication.clipboard().setText("1 2 3")
    QTest.keyClick(view.table, KEY.Key_V, KEYS.ControlModifier)
    assert session.said == ["W1: expected 3 rows of 2 numbers, not 1×3"]
    QTest.keyClick(view.table, KEY.Key_Delete)
    assert not session.frame.values["W1"].any()


def test_copied_for_numpy_and_latex_by_the_menu(make):
    view, session = make("W2")
    numbers = session.frame.values["W2"]
    by_name = {action.text(): action for action in view.actions()}
    by_name["Copy as NumPy"].trigger()
    text = QGuiApplication.clipboard().text()
    assert text == f"np.array([[{', '.join(map(repr, numbers[0].tolist()))}]])"
    by_name["Copy as LaTeX"].trigger()
    assert QGuiApplication.clipboard().text().startswith("\\begin{bmatrix}\n")
    assert {"Edit the number", "Set to zero", "Copy numbers", "Paste numbers"} <= by_name.keys()


@pytest.mark.parametrize(("keys", "step"), [(KEYS.ControlModifier, 0.01), (KEYS.AltModifier, 0.01)])
def test_a_number_is_dragged_up_with_ctrl_finer_with_shift(qtbot, make, keys, step):
    view, session = make("X", (0, 0))
    port = view.table.viewport()
    place = view.table.visualRect(view.matrix.index(1, 1)).center()
    before = session.frame.values["X"].copy()
    QTest.mousePress(port, LEFT, keys, place)
    assert port.cursor().shape() == Qt.CursorShape.SizeVerCursor
    move(port, place - QPoint(0, 20), keys)
    qtbot.waitUntil(lambda: session.frame.values["X"][1, 1] != before[1, 1])
    move(port, place - QPoint(0, 30), keys | KEYS.ShiftModifier)
    QTest.mouseRelease(port, LEFT, keys, place - QPoint(0, 30))
    changed = session.frame.values["X"] - before
    assert changed[1, 1] == pytest.approx(20 * step + 10 * 0.001, abs=1e-9)
    assert np.count_nonzero(changed) == 1
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert np.array_equal(session.frame.values["X"], before)


def move(port, place, keys):
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    at = QPointF(place)
    QApplication.sendEvent(
        port,
        QMouseEvent(QEvent.Type.MouseMove, at, QPointF(port.mapToGlobal(place)), LEFT, LEFT, keys),
    )


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_number_set_by_hand_is_marked(qapp, make, look):
    view, session = make()
    theme.manager().apply(qapp, look, 1.0)
    view.table.setCurrentIndex(view.matrix.index(2, 1))
    session.number_editing.set("W1", 1, 0, 0.5)
    index = view.matrix.index(1, 0)
    assert index.data(CHANGED)
    assert not view.matrix.index(1, 1).data(CHANGED)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "row 2, column 1, 0.5000, set by hand"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "0.5\nset by hand"
    place = view.table.visualRect(index)
    image = view.table.viewport().grab().toImage()
    found = QColor(image.pixel(place.right() - 1, place.top() + 1))
    assert found == QColor(theme.current().focus)
    session.step(1, "iteration")
    assert not view.matrix.index(1, 0).data(CHANGED)
    theme.manager().apply(qapp, "light", 1.0)


def test_the_keys_of_a_number_are_kept_from_the_window(qtbot, make, qapp):
    view, session = make()
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    def taken(key, text="", keys=KEYS.NoModifier):
        event = QKeyEvent(QKeyEvent.Type.ShortcutOverride, key, keys, text)
        event.ignore()
        QApplication.sendEvent(view.table, event)
        return event.isAccepted()

    keys = ((KEY.Key_Up, ""), (KEY.Key_F2, ""), (KEY.Key_3, "3"), (KEY.Key_Period, "."), (KEY.Key_Minus, "-"))
    assert all(taken(*key) for key in keys)
    assert not taken(KEY.Key_Space, " ")
    assert not taken(KEY.Key_R, "r")
    session.seek(Position(5, 2))
    view.choose("z1")
    view.table.setCurrentIndex(view.matrix.index(0, 0))
    assert not taken(KEY.Key_3, "3")


def test_return_goes_down_and_tab_to_the_next_cell_as_in_a_spreadsheet(qtbot, make):
    view, session = make()
    for row, number in enumerate(("7", "8", "9")):
        QTest.keyClick(view.table, KEY.Key_Return)
        QTest.keyClicks(field(view), number)
        QTest.keyClick(field(view), KEY.Key_Return)
        wait_closed(qtbot, view)
        assert view.table.currentIndex() == view.matrix.index(min(row + 1, 2), 0)
    assert session.frame.values["W1"][:, 0].tolist() == [7, 8, 9]
    QTest.keyClick(view.table, KEY.Key_Return)
    QTest.keyClick(field(view), KEY.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    wait_closed(qtbot, view)
    assert view.table.currentIndex() == view.matrix.index(1, 0)
    QTest.keyClick(view.table, KEY.Key_Tab)
    assert view.table.hasFocus()
    assert view.table.currentIndex() == view.matrix.index(1, 1)
    QTest.keyClick(view.table, KEY.Key_Tab)
    assert view.table.currentIndex() == view.matrix.index(2, 0)
    QTest.keyClick(view.table, KEY.Key_Backtab)
    assert view.table.currentIndex() == view.matrix.index(1, 1)
    QTest.keyClicks(view.table, "4")
    assert field(view).text() == "4"


def test_tab_leaves_the_table_after_its_last_cell(qtbot, make):
    view, _ = make()
    view.table.setCurrentIndex(view.matrix.index(2, 1))
    QTest.keyClick(view.table, KEY.Key_Tab)
    assert not view.table.hasFocus()


def test_a_cell_opened_twice_says_nothing(qtbot, window, qapp):
    values = window.charts["values"]
    window.panels.bring("values")
    values.choose("W1")
    values.table.setCurrentIndex(values.matrix.index(0, 0))
    assert values.editing.begin()
    # Qt's warning "editing failed" would fail this test.
    assert values.editing.begin()
    assert window.session.experiment.changes == ()


def test_numbers_of_another_network_are_shown_and_not_set(qtbot, make_window):
    window = make_window("iris")
    values = window.charts["values"]
    values.choose("W2")
    last = values.matrix.index(values.matrix.rowCount() - 1, values.matrix.columnCount() - 1)
    before = values.matrix.array[-1, -1]
    seen = []

    def ask(_experiment):
        seen.append((values.editing.value(last.row(), last.column()), values.editing.why_fixed(last.row())))
        assert not values.editing.set(last.row(), last.column(), 3.0)

    # The session has taken the other network by then, and no view has.
    window.session.changed.connect(ask)
    window.session.open_example("xor")
    ((value, why),) = seen
    assert value == before
    assert "no longer open" in why
