"""The scrubber, driven by mouse, wheel and keys."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document.notes import Bookmark, Notes
from nnviz.core.run.loss_pyramid import LossPyramid
from nnviz.session.edit import NotesEdit

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


@pytest.fixture
def scrubber(window):
    """Return the scrubber of a window whose run is 4,000 iterations long."""
    window.session.seek(Position(4000, 3))
    window.session.seek(Position(1000, 3))
    return window.strip.scrubber


def place(scrubber, iteration):
    return QPoint(round(scrubber.scale.to(iteration)), scrubber.height() // 2)


def turn(scrubber, notches, modifier=NONE, x=None):
    at = QPointF(scrubber.width() / 2 if x is None else x, 10)
    event = QWheelEvent(
        at, scrubber.mapToGlobal(at), QPoint(), QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(scrubber, event)


def test_dragging_moves_every_view_and_keeps_the_operation(qtbot, window, scrubber):
    qtbot.mousePress(scrubber, LEFT, pos=place(scrubber, 500))
    assert window.session.seek_throttle.active
    for iteration in (700, 1500, 2500, 3000):
        qtbot.mouseMove(scrubber, place(scrubber, iteration))
    qtbot.mouseRelease(scrubber, LEFT, pos=place(scrubber, 3000))
    assert not window.session.seek_throttle.active
    iteration, operation = window.session.position
    assert abs(iteration - 3000) <= 4
    assert operation == 3
    assert window.transport.iteration.text.startswith(f"{iteration:,}".replace(",", "\u2009"))
    assert scrubber.value() == iteration
    qtbot.waitUntil(lambda: window.charts["loss"].drawing.present == iteration)


def test_moves_between_two_pictures_are_merged(qtbot, window, scrubber):
    shown = []
    window.session.frame_changed.connect(lambda frame: shown.append(frame.position.iteration))
    qtbot.mousePress(scrubber, LEFT, pos=place(scrubber, 500))
    for x in range(100, 600):
        QApplication.sendEvent(scrubber, _moved(scrubber, x))
    assert len(shown) <= 2
    qtbot.mouseRelease(scrubber, LEFT, pos=QPoint(600, 5))
    assert shown[-1] == scrubber.iteration(599)


def _moved(scrubber, x):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    at = QPointF(x, 5)
    return QMouseEvent(QEvent.Type.MouseMove, at, scrubber.mapToGlobal(at), LEFT, LEFT, NONE)


def test_dragging_past_the_ends_stays_within_the_run(qtbot, window, scrubber):
    qtbot.mousePress(scrubber, LEFT, pos=place(scrubber, 500))
    QApplication.sendEvent(scrubber, _moved(scrubber, 99_999))
    qtbot.mouseRelease(scrubber, LEFT, pos=QPoint(5, 5))
    assert window.session.position.iteration == 3999
    qtbot.mouseClick(scrubber, LEFT, pos=QPoint(0, 5))
    assert window.session.position.iteration == 0
    assert window.session.timeline.length == 4000


def test_the_wheel_moves_by_one_iteration(qtbot, window, scrubber):
    turn(scrubber, 1)
    turn(scrubber, 1)
    turn(scrubber, 0.5)
    qtbot.waitUntil(lambda: window.session.position.iteration == 1002)
    turn(scrubber, 0.5)
    qtbot.waitUntil(lambda: window.session.position.iteration == 1003)
    turn(scrubber, -3)
    qtbot.waitUntil(lambda: window.session.position.iteration == 1000)


def test_ctrl_and_wheel_zoom_about_the_pointer(qtbot, window, scrubber):
    x = scrubber.scale.to(1000)
    for _ in range(6):
        turn(scrubber, 1, CTRL, x)
    assert not scrubber.time_window.fitted
    assert scrubber.scale.to(1000) == pytest.approx(x, abs=1)
    assert scrubber.time_window.span == pytest.approx(4000 * 0.8**6, rel=0.01)
    before = scrubber.time_window.left
    turn(scrubber, -1, SHIFT)
    assert scrubber.time_window.left > before
    qtbot.mouseClick(scrubber, LEFT, pos=QPoint(scrubber.width() - 9, 10))
    assert window.session.position.iteration == pytest.approx(scrubber.time_window.right, abs=3)
    scrubber.grab()
    qtbot.mouseDClick(scrubber, LEFT, pos=QPoint(50, 10))
    assert scrubber.time_window.fitted


def test_keys_move_finely_once_tab_has_come(qtbot, window, scrubber):
    assert scrubber.focusPolicy() == Qt.FocusPolicy.TabFocus
    scrubber.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(scrubber, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.session.position == (1001, 3))
    qtbot.keyClick(scrubber, Qt.Key.Key_Left)
    qtbot.keyClick(scrubber, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: window.session.position == (999, 3))
    qtbot.keyClick(scrubber, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: window.session.position == (1199, 3))
    qtbot.keyClick(scrubber, Qt.Key.Key_Plus)
    assert not scrubber.time_window.fitted
    qtbot.keyClick(scrubber, Qt.Key.Key_0)
    assert scrubber.time_window.fitted
    qtbot.keyClick(scrubber, Qt.Key.Key_Down)
    assert window.session.position == (1200, 3)


def test_a_click_leaves_the_keyboard_to_the_window(qtbot, window, scrubber):
    qtbot.mouseClick(scrubber, LEFT, pos=place(scrubber, 500))
    iteration = window.session.position.iteration
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Right)
    assert window.session.position == (iteration, 4)


def test_the_readout_says_iteration_epoch_and_loss(qtbot, window, scrubber):
    assert scrubber.readout() == ""
    qtbot.mouseMove(scrubber, place(scrubber, 1600))
    i = scrubber.iteration(place(scrubber, 1600).x())
    loss = window.session.history.losses.at(i)
    iteration = f"{i // 1000}\u2009{i % 1000:03}"
    assert scrubber.readout() == f"iteration {iteration} · epoch {i / 16:.1f} · loss {loss:.3f}"
    before = scrubber.grab().toImage()
    QApplication.sendEvent(scrubber, _left())
    assert scrubber.readout() == ""
    assert scrubber.grab().toImage() != before


def _left():
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_a_flag_says_what_it_is_and_can_be_clicked(qtbot, window, scrubber):
    window.session.apply(
        NotesEdit("Mark", Notes(bookmarks=(Bookmark(iteration=2345, operation=9, name="here"),)))
    )
    at = place(scrubber, 2345) + QPoint(2, 0)
    qtbot.mouseMove(scrubber, at)
    assert scrubber.readout() == "here · iteration 2\u2009345 · op 9"
    qtbot.mouseClick(scrubber, LEFT, pos=at)
    assert window.session.position.iteration == 2345
    assert [mark.text for mark in window.charts["loss"].drawing.marks] == [scrubber.readout()]
    window.session.undo_stack.undo()
    assert "loss" in scrubber.readout()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_landscape_is_stronger_behind_than_ahead(qapp, window, scrubber, look):
    theme.manager().apply(qapp, look, 1.0)
    window.session.history.losses = LossPyramid()
    window.session.history.losses.room(0, 4000)[:] = 1.0
    window.session.history.length = 4000
    window.session.seek(Position(2000, 0))
    image, y = scrubber.grab().toImage(), scrubber.height() - theme.px(16)
    colours = [QColor(image.pixel(round(scrubber.scale.to(i)), y)).name() for i in (500, 3500)]
    panel = theme.current().panel.lower()
    strength = [theme.contrast(colour, panel) for colour in colours]
    assert strength[0] > strength[1] > 1.05
    theme.manager().apply(qapp, "light", 1.0)


def test_before_anything_has_run_it_is_off(make_window):
    window = make_window()
    assert not window.strip.scrubber.isEnabled()
    window.strip.scrubber.grab()
    window.session.seek(Position(3, 0))
    assert window.strip.scrubber.isEnabled()


def test_a_screen_reader_can_read_and_set_it(qtbot, window, scrubber):
    assert scrubber.accessibleDescription() == "iteration 1000 of 3999"
    scrubber.setValue(77)
    qtbot.waitUntil(lambda: window.session.position == (77, 3))


def test_another_network_shows_its_whole_run(qtbot, window, scrubber):
    turn(scrubber, 3, CTRL)
    assert not scrubber.time_window.fitted
    window.session.open_example("iris")
    assert scrubber.time_window.fitted
    assert not scrubber.isEnabled()


def test_while_dragging_the_network_comes_first_and_explain_right_after(qtbot, window, scrubber, monkeypatch):
    seen = []
    for name, view in (("network", window.network), ("explain", window.explain)):
        show = view.show_frame
        monkeypatch.setattr(view, "show_frame", lambda f, name=name, show=show: (seen.append(name), show(f)))
    qtbot.mousePress(scrubber, LEFT, pos=place(scrubber, 500))
    assert seen == ["network"]
    qtbot.waitUntil(lambda: seen == ["network", "explain"])
    qtbot.mouseRelease(scrubber, LEFT, pos=place(scrubber, 500))
    seen.clear()
    window.session.step(1)
    assert seen == ["network", "explain"]
