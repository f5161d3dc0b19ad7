"""The tables of numbers."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.text.number_format import format_number
from nnviz.session import Session
from nnviz.session.edit import Edit
from nnviz.views.plotting.entries import parse, part, selection_of
from nnviz.views.plotting.name_list import ROW
from nnviz.views.values.view import ValuesView
from tests.pictures import distinct_colours


def experiment(**fields):
    base = {
        "data": {"name": "xor", "examples": 80, "noise": 0.1},
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
    }
    return Experiment.from_dict(base | fields)


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(e=None, position=(5, 11)):
        session = Session(e or experiment())
        session.seek(Position(*position))
        view = ValuesView(session)
        qtbot.addWidget(view)
        session.frame_changed.connect(view.show_frame)
        view.resize(700, 300)
        view.show()
        return view, session

    return build


def cells(view):
    model = view.matrix
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]


def test_every_value_of_the_frame_is_shown_as_it_is(make):
    view, session = make(position=(5, 17))
    names = [row.name for row in view.names.rows if row.name]
    assert set(session.frame.values) == set(names)
    for name, value in session.frame.values.items():
        view.choose(name)
        expected = np.atleast_2d(value)
        assert np.array_equal(view.matrix.array, expected)
        assert cells(view) == [[format_number(float(v), 4) for v in row] for row in expected]


def test_follows_what_the_operation_writes(make):
    view, session = make(position=(5, 1))
    assert view.shown == "z1"
    assert not view.follow.isVisible()
    session.step()
    assert view.shown == "a1"
    view.choose("X")
    session.step()
    assert view.shown == "X"
    assert view.follow.isVisible()
    view.follow.click()
    assert view.shown == session.frame.operation.writes[-1]
    session.start()
    assert view.shown == "X"


def test_reads_and_writes_are_marked(make):
    view, session = make()
    operation = session.frame.operation
    uses = {row.name: row.use for row in view.names.rows}
    assert {name for name, use in uses.items() if use == "reads"} == set(operation.reads)
    assert {name for name, use in uses.items() if use == "writes"} == set(operation.writes)
    row = view.names.find(operation.writes[0])
    words = view.names.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "δ¹, dz1, 3 × 10, written by this operation"
    image = view.list.viewport().grab().toImage()
    place = view.list.visualRect(view.names.index(row))
    found = QColor(image.pixel(place.left() + theme.px(5), place.center().y()))
    assert found == QColor(theme.LIGHT.backward)


def test_what_is_not_yet_computed_says_so(make):
    view, _ = make(position=(5, 3))
    view.choose("dW1")
    assert view.matrix.rowCount() == 0
    assert "not yet computed" in view.words.text()
    view.grab()


def test_unknown_name_is_refused(make):
    view, _ = make()
    with pytest.raises(ValueError, match="name: expected one of the values of this network, not 'W9'"):
        view.choose("W9")


def test_copies_everything_or_the_selection_with_all_digits(qtbot, make):
    view, session = make()
    view.choose("W1")
    view.copy()
    expected = session.frame.values["W1"]
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [[float(v) for v in line.split("\t")] for line in lines] == expected.tolist()
    view.table.setFocus()
    view.table.selectRow(1)
    qtbot.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [float(v) for v in QGuiApplication.clipboard().text().split("\t")] == expected[1].tolist()


def test_picked_and_shown_are_marked(make):
    view, session = make()
    view.choose("a1")
    session.select(Selection("unit", 1, 1))
    session.set_example(3)
    role = Qt.ItemDataRole.BackgroundRole
    assert view.matrix.index(1, 0).data(role) == QColor(theme.LIGHT.chip)
    assert view.matrix.index(0, 3).data(role) == QColor(theme.LIGHT.chip)
    assert view.matrix.index(1, 3).data(role) == QColor(theme.LIGHT.selection)
    assert view.matrix.index(0, 0).data(role) is None
    view.choose("W2")
    assert view.matrix.index(0, 1).data(role) == QColor(theme.LIGHT.chip)
    assert view.matrix.index(0, 2).data(role) is None
    image = view.table.viewport().grab().toImage()
    rect = view.table.visualRect(view.matrix.index(0, 1))
    assert QColor(image.pixel(rect.topLeft() + QPoint(2, 2))) == QColor(theme.LIGHT.chip)


def test_clicking_a_number_picks_what_it_stands_for(qtbot, make):
    view, session = make()
    view.choose("W1")
    place = view.table.visualRect(view.matrix.index(2, 1)).center()
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.selected == Selection("weight", 1, 2, 1)
    view.choose("z1")
    place = view.table.visualRect(view.matrix.index(0, 4)).center()
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.selected == Selection("unit", 1, 0)
    assert session.example == 4


def test_a_click_in_the_list_leaves_the_keyboard_where_it_is(qtbot, make):
    view, _ = make()
    row = view.names.find("W1")
    view.list.scrollTo(view.names.index(row))
    place = view.list.visualRect(view.names.index(row)).center()
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.shown == "W1"
    assert not view.list.hasFocus()


def test_headings_cannot_be_chosen(make):
    view, _ = make()
    headings = [row.title for row in view.names.rows if row.name is None]
    assert headings == ["Data", "Parameters", "Forward", "Loss", "Backward", "Update"]
    first = view.names.index(0)
    assert first.data(ROW).name is None
    assert view.names.flags(first) == Qt.ItemFlag.NoItemFlags


def test_another_network_keeps_the_choice_if_it_can(make):
    view, session = make()
    view.choose("W2")
    session.apply(Edit("Wider", experiment(batch_size=5)))
    assert view.shown == "W2"
    session.apply(Edit("One layer", experiment(layers=[{"units": 1, "activation": "sigmoid"}])))
    assert view.shown == "X"
    session.apply(Edit("Adam", experiment(optimizer={"name": "adam"})))
    assert "mW1" in [row.name for row in view.names.rows]


def test_a_last_batch_that_is_smaller(make):
    view, session = make(experiment(batch_size=16), (0, 1))
    view.choose("X")
    assert view.matrix.columnCount() == 16
    session.seek(Position(2, 1))
    assert view.matrix.columnCount() == 8


def test_large_matrices_are_not_written_out(make, monkeypatch):
    layers = [{"units": 200, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]
    view, _ = make(experiment(layers=layers, batch_size=40, data={"name": "xor", "examples": 100}))
    from nnviz.views.plotting import matrix_model

    asked = []
    monkeypatch.setattr(matrix_model, "format_number", lambda *a: asked.append(a) or "0")
    view.choose("a1")
    view.grab()
    assert 0 < len(asked) < 1000


def test_not_finite(make):
    view, _ = make()
    view.matrix.show(np.array([[np.nan, np.inf], [-np.inf, 1e300]]))
    assert cells(view) == [["nan", "∞"], ["−∞", "1.00·10³⁰⁰"]]
    assert view.matrix.text() == "nan\tinf\n-inf\t1e+300"
    view.grab()


@pytest.mark.parametrize("size", [(300, 150), (400, 700), (1200, 200)])
def test_any_size(make, size):
    view, _ = make()
    view.resize(*size)
    assert distinct_colours(view.grab()) > 8


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("X", "X"),
        ("z1", "z¹"),
        ("dz12", "δ¹²"),
        ("da2", "∇a²"),
        ("dW1", "∂W¹"),
        ("W1_next", "W¹ →"),
        ("vW1", "v(W¹)"),
        ("mb2_next", "m(b²) →"),
        ("t", "t"),
        ("C", "C"),
    ],
)
def test_symbols(text, symbol):
    assert parse(text).symbol == symbol


def test_parts_and_picks_agree():
    cases = (("W2", 1, 2), ("b1", 2, 0), ("a1", 1, 3), ("X", 1, 0), ("dz2", 0, 1), ("Y", 0, 0))
    for text, row, column in cases:
        name = parse(text)
        selection = selection_of(name, row, column, 2)
        assert part(name, selection, 2)[0] == row
    assert part(parse("W2"), Selection("unit", 1, 2), 2) == (None, 2)
    assert part(parse("z1"), Selection("weight", 1, 0, 0), 2) == (None, None)
    assert selection_of(parse("C"), 0, 0, 2) == Selection("loss")
    assert selection_of(parse("t"), 0, 0, 2) is None


def test_names_for_those_who_cannot_see(make):
    view, _ = make()
    assert view.accessibleName() == "Values"
    assert view.list.accessibleName()
    assert view.table.accessibleName()
    assert view.table.accessibleDescription().startswith("δ¹")
