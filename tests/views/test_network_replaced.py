"""Another network comes while views keep parts of the old one: seen or not, none mixes the two."""

import gc

import pytest
from PySide6.QtCore import Qt

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.session.edit import Edit, parameter_edit
from nnviz.views.main_window import MainWindow

PAIRS = [("xor", "iris"), ("spirals-deep", "xor"), ("iris", "spirals-deep")]
KEYS = ("activations", "gradients", "loss", "surface", "values")


def iterations(window, count):
    for i in range(count):
        window.session.seek(Position(i + 1, 0))


def disturb(window):
    """Do to the charts all that could make them draw: another theme and size, panels, switches."""
    for look in ("dark", "light"):
        window.appearance.set_theme(look)
    for key in KEYS:
        view, panel = window.charts[key], window.panels[key]
        panel.show()
        panel.raise_()
        view.resize(view.width() + 40, view.height() + 30)
        for control in (None, *view.controls, *view.controls):
            if control is not None:
                control.go_on()
            view.grab()


def every_chart_over_time(window):
    window.charts["activations"].set_mode("time")
    window.charts["gradients"].set_mode("map")


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_hidden_views_keep_nothing_of_the_old_network(qtbot, make_window, first, second):
    window = make_window(first)
    iterations(window, 3)
    every_chart_over_time(window)
    window.charts["values"].choose("X")
    for panel in window.panels.values():
        panel.hide()
    window.session.open_example(second)
    disturb(window)
    iterations(window, 2)
    for key in KEYS:
        window.charts[key].grab()


def test_over_time_after_another_network_and_a_run(qtbot, make_window):
    window = make_window("xor")
    activations = window.charts["activations"]
    activations.set_mode("time")
    iterations(window, 3)
    activations.set_mode("now")
    window.session.open_example("iris")
    with qtbot.waitSignal(window.session.frame_changed):
        window.session.run()
    qtbot.waitUntil(lambda: window.session.timeline.length > 200)
    window.session.pause()
    window.resize(window.width() + 50, window.height() + 20)
    activations.set_mode("time")
    activations.grab()
    assert len(activations.bands.names) == len(window.session.experiment.layers)


def test_a_cell_of_a_row_that_is_no_more(qtbot, make_window):
    window = make_window("iris")
    values = window.charts["values"]
    window.panels.bring("values")
    values.choose("X")
    values.table.setCurrentIndex(values.matrix.index(3, 0))
    window.panels.bring("explain")
    window.session.open_example("xor")
    window.panels.bring("values")
    values.grab()
    assert values.matrix.rowCount() == 2
    assert values.table.currentIndex().row() < 2


def test_signs_of_a_deeper_network_go_with_it(qtbot, make_window):
    window = make_window("spirals-deep")
    session = window.session
    session.apply(Edit("ReLU", edits.set_layer(session.experiment, 2, activation="relu")))
    for unit in range(session.experiment.widths[3]):
        session.apply(parameter_edit(Selection("bias", 3, unit), -100.0))
    session.health.examine()
    assert any((f.layer or 0) == 3 for f in session.health.findings)
    session.apply(Edit("Remove", edits.without_hidden_layers(session.experiment)))
    assert all((f.layer or 0) <= 1 for f in session.health.findings)
    window.network.grab()
    assert all((f.layer or 0) <= 1 for f in window.network.scene.findings)


COMMANDS = ["type_units", "add_unit", "network_menu", "edit_selected", "judge", "breakpoints"]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_before_the_first_paint(qtbot, qapp, name):
    session = Session(files.example("xor"))
    window = MainWindow(session)
    qtbot.addWidget(window, before_close_func=lambda w: w.session.undo_stack.clear())
    window.action(name).trigger()
    for popup in iter(qapp.activePopupWidget, None):
        popup.close()
    assert window.completed
    assert window.network.scene.ready


def test_keys_before_the_first_paint(qtbot, qapp):
    window = MainWindow(Session(files.example("xor")))
    qtbot.addWidget(window, before_close_func=lambda w: w.session.undo_stack.clear())
    window.show()
    for key in (Qt.Key.Key_U, Qt.Key.Key_Right, Qt.Key.Key_G, Qt.Key.Key_Return):
        qtbot.keyClick(window.network, key)
    qtbot.waitUntil(lambda: window.completed)
    window.grab()


def test_an_open_menu_closes_when_another_network_comes(qtbot, make_window, qapp):
    window = make_window("spirals-deep")
    window.session.select(Selection("unit", 4, 0))
    window.action("network_menu").trigger()
    menu = window.network.building.menu
    assert menu.isVisible()
    window.session.open_example("xor")
    assert not menu.isVisible()


@pytest.mark.parametrize("name", ["output-gradient", "learning-slow-down"])
@pytest.mark.parametrize("hidden", [False, True])
def test_closing_a_lesson_after_another_network_came(qtbot, make_window, name, hidden):
    window = make_window()
    lab = window.session.lesson_session
    lab.open(name)
    for step in range(len(lab.lesson.steps)):
        lab.go(step)
        if lab.comparison is not None:
            break
    iterations(window, 5)
    window.lesson.grab()
    window.panels["lesson"].setVisible(not hidden)
    window.session.open_example("iris")
    window.session.undo_stack.clear()
    gc.collect()
    window.appearance.set_theme("dark")
    lab.close()
    gc.collect()
    window.panels["lesson"].show()
    window.appearance.set_theme("light")
    window.appearance.toggle_presenter()
    window.lesson.resize(window.lesson.width() + 20, window.lesson.height() + 20)
    iterations(window, 2)
    window.lesson.grab()
    assert lab.comparison is None
    assert window.lesson.comparison is None or window.lesson.comparison.isHidden()
    lab.open(name)
    window.lesson.grab()
    assert not lab.away
