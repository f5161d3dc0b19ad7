"""Numbers in the network under mouse and keys: dragged, nudged, zeroed, typed, pasted."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.views.network.view import NetworkView

KEY, KEYS = Qt.Key, Qt.KeyboardModifier
LEFT, NONE, ALT, SHIFT = Qt.MouseButton.LeftButton, KEYS.NoModifier, KEYS.AltModifier, KEYS.ShiftModifier
EDGE, BIAS = Selection("weight", 2, 0, 1), Selection("bias", 1, 1)


@pytest.fixture(autouse=True)
def _keys_up(qapp):
    """Leave no modifier held: Qt remembers those of the last event, and selects by them."""
    yield
    QTest.keyClick(QWidget(), KEY.Key_F12)


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(position=(20, 0), standardize=False, features=("x1", "x2")):
        session = Session(
            Experiment.from_dict(
                {
                    "data": {"name": "xor", "examples": 40, "test_fraction": 0.0},
                    "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
                    "loss": "binary_cross_entropy",
                    "standardize": standardize,
                    "features": list(features),
                }
            )
        )
        session.said = []
        session.message.connect(session.said.append)
        session.seek(Position(*position))
        view = NetworkView(session)
        qtbot.addWidget(view)
        view.set_animated(False)
        session.frame_changed.connect(view.show_frame)
        view.resize(756, 490)
        view.show_frame(session.frame)
        view.show()
        view.activateWindow()
        view.setFocus()
        with qtbot.waitActive(view):
            pass
        return view, session

    return build


def send(view, kind, at, keys=NONE):
    buttons = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    place = QPointF(at)
    event = QMouseEvent(kind, place, QPointF(view.mapToGlobal(at)), LEFT, buttons, keys)
    QApplication.sendEvent(view, event)


def drag(view, selection, up, keys=NONE, shift=0):
    at = view.rect_of(selection).center()
    send(view, QEvent.Type.MouseButtonPress, at, keys)
    send(view, QEvent.Type.MouseMove, at - QPoint(0, up), keys)
    if shift:
        send(view, QEvent.Type.MouseMove, at - QPoint(0, up + shift), keys | SHIFT)
    send(view, QEvent.Type.MouseButtonRelease, at - QPoint(0, up + shift), keys)


@pytest.mark.parametrize(("selection", "name", "place"), [(EDGE, "W2", (0, 1)), (BIAS, "b1", (1, 0))])
def test_a_weight_or_bias_is_dragged_as_one_step(make, selection, name, place):
    view, session = make()
    session.select(selection)
    before = session.frame.values[name][place]
    drag(view, selection, 30, shift=50)
    assert session.frame.values[name][place] == pytest.approx(before + 0.35, abs=1e-9)
    assert session.undo_stack.count() == 1
    drag(view, selection, -10)
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.frame.values[name][place] == before
    assert session.selected == selection


def test_a_click_that_trembles_drags_nothing(make):
    view, session = make()
    session.select(EDGE)
    drag(view, EDGE, 3)
    assert not session.undo_stack.count()


def test_the_effect_of_a_drag_is_seen_while_the_button_is_down(qtbot, make):
    view, session = make((20, 4))
    session.select(BIAS)
    at = view.rect_of(BIAS).center()
    before = session.frame.values["a1"].copy()
    send(view, QEvent.Type.MouseButtonPress, at)
    send(view, QEvent.Type.MouseMove, at - QPoint(0, 40))
    qtbot.waitUntil(lambda: not np.array_equal(session.frame.values["a1"], before))
    assert session.position == Position(20, 4)
    assert view.cursor().shape() == Qt.CursorShape.SizeVerCursor
    send(view, QEvent.Type.MouseButtonRelease, at - QPoint(0, 40))


def test_many_moves_are_one_change_for_each_picture(qtbot, make, monkeypatch):
    view, session = make()
    session.select(EDGE)
    at, made = view.rect_of(EDGE).center(), []
    session.changed.connect(made.append)
    send(view, QEvent.Type.MouseButtonPress, at)
    for k in range(50):
        send(view, QEvent.Type.MouseMove, at - QPoint(0, 10 + k))
    assert made == []
    qtbot.waitUntil(lambda: bool(made))
    send(view, QEvent.Type.MouseButtonRelease, at)
    assert len(made) == 1


def test_an_input_is_dragged_with_alt_and_only_then(make):
    view, session = make((0, 3))
    unit = Selection("unit", 0, 1)
    x = session.frame.values["X"][1, 0]
    drag(view, unit, 20)
    assert not session.undo_stack.count()
    drag(view, unit, 20, ALT)
    assert session.frame.values["X"][1, 0] == pytest.approx(x + 0.2, abs=1e-9)
    assert session.position == Position(0, 3)
    assert session.undo_stack.count() == 1


def test_arrows_nudge_and_0_sets_to_zero(qtbot, make):
    view, session = make()
    session.select(EDGE)
    before = session.frame.values["W2"][0, 1]
    for _ in range(3):
        qtbot.keyClick(view, KEY.Key_Up, ALT)
    qtbot.keyClick(view, KEY.Key_Down, ALT | SHIFT)
    assert session.frame.values["W2"][0, 1] == pytest.approx(before + 0.29, abs=1e-9)
    assert session.undo_stack.count() == 1
    qtbot.keyClick(view, KEY.Key_0)
    assert session.frame.values["W2"][0, 1] == 0.0
    assert session.undo_stack.undoText() == "Set w²₁₂"


def test_the_keys_are_the_windows_while_no_number_is_picked(make):
    view, session = make()

    def taken(key, keys):
        event = QKeyEvent(QKeyEvent.Type.ShortcutOverride, key, keys)
        event.ignore()
        QApplication.sendEvent(view, event)
        return event.isAccepted()

    for selection, mine in (
        (None, False),
        (Selection("unit", 1, 0), False),
        (EDGE, True),
        (Selection("unit", 0, 0), True),
    ):
        session.select(selection)
        assert taken(KEY.Key_Up, ALT) == mine
        assert taken(KEY.Key_0, NONE) == mine
        assert not taken(KEY.Key_1, NONE)


def test_inputs_and_targets_are_typed(qtbot, make):
    view, session = make((3, 0))
    example = int(session.frame.examples[session.example])
    at = view.rect_of(Selection("unit", 0, 0)).center()
    qtbot.mouseDClick(view, LEFT, pos=at)
    field = view.editor.field
    assert field.accessibleName() == "Input x1"
    qtbot.keyClicks(field, "0,5")
    qtbot.keyClick(field, KEY.Key_Return)
    assert session.frame.samples.train[0, example] == 0.5
    assert session.position == Position(0, 0)
    assert "Training starts over" in session.said[-1]
    session.select(Selection("loss"))
    y = session.frame.values["Y"][0, session.example]
    qtbot.keyClick(view, KEY.Key_Return)
    assert view.editor.field.accessibleName() == "Target"
    qtbot.keyClicks(view.editor.field, str(int(1 - y)))
    qtbot.keyClick(view.editor.field, KEY.Key_Return)
    assert session.frame.values["Y"][0, session.example] == 1 - y
    assert session.undo_stack.count() == 2


def test_a_computed_feature_says_why_it_cannot_be_typed(qtbot, make):
    view, session = make(features=("x1", "x1*x2"))
    session.select(Selection("unit", 0, 1))
    qtbot.keyClick(view, KEY.Key_Return)
    assert view.editor.field is None
    assert session.said[-1].endswith("is computed from the inputs: change those instead.")


def test_a_standardised_input_is_typed_unscaled(qtbot, make):
    view, session = make((0, 0), standardize=True)
    session.select(Selection("unit", 0, 0))
    view.edit_selected()
    raw = session.frame.samples.raw_train[session.frame.examples[0], 0]
    assert view.editor.field.value() == raw


@pytest.mark.parametrize(("selection", "name"), [(EDGE, "W2"), (BIAS, "b1"), (Selection("unit", 1, 0), "W1")])
def test_the_matrix_of_what_is_picked_is_copied_and_pasted(qtbot, make, selection, name):
    view, session = make()
    session.select(selection)
    shape = session.frame.values[name].shape
    qtbot.keyClick(view, KEY.Key_C, KEYS.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [[float(v) for v in line.split("\t")] for line in lines] == session.frame.values[name].tolist()
    QGuiApplication.clipboard().setText(repr(np.arange(np.prod(shape), dtype=float).reshape(shape)))
    qtbot.keyClick(view, KEY.Key_V, KEYS.ControlModifier)
    assert session.frame.values[name].ravel().tolist() == list(range(int(np.prod(shape))))
    assert session.undo_stack.count() == 1
    QGuiApplication.clipboard().setText("[[1, 2], [3, 4], [5, 6], [7, 8]]")
    qtbot.keyClick(view, KEY.Key_V, KEYS.ControlModifier)
    assert session.said[-1].startswith(f"{name}: expected ")
    assert session.said[-1].endswith("not 4×2")


def test_without_a_pick_it_says_what_to_do(qtbot, make):
    view, session = make()
    qtbot.keyClick(view, KEY.Key_V, KEYS.ControlModifier)
    assert session.said == ["Select a weight, a bias, a unit or an input first, to choose its matrix."]
