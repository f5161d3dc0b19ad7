"""The window of a sweep: trained while everything stays usable, a click opens a run, tables and pictures."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage

from nnviz.core.arrays.frame import Position
from nnviz.core.export.sweep import csv_rows, sweep
from nnviz.core.export.sweep_entries import entry_replicas
from nnviz.core.run.timeline import Timeline
from nnviz.views.sweep import SweepDialog


@pytest.fixture
def dialog(window, qtbot):
    """Return the window of a sweep, opened by its key."""
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window, Qt.Key.Key_M, modifiers)
    (found,) = window.findChildren(SweepDialog)
    qtbot.waitUntil(found.isVisible)
    found.resize(900, 560)
    return found


def train(qtbot, dialog, typed, iterations=200, entry="seed"):
    row = dialog.entry.findData(entry)
    dialog.entry.setCurrentIndex(row)
    dialog.entry.activated.emit(row)
    dialog.iterations.set_value(iterations)
    dialog.values.clear()
    qtbot.keyClicks(dialog.values, typed)
    qtbot.keyClick(dialog.values, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.sweep.active, timeout=20_000)


def test_sixteen_seeds_are_the_runs_of_the_core_with_median_and_quartiles(window, dialog, qtbot):
    train(qtbot, dialog, "16")
    assert dialog.sweep.complete
    runs = entry_replicas(window.session.experiment, "seed", "16")
    expected = sweep(runs, 200)
    for mine, other in zip(dialog.sweep.results, expected, strict=True):
        np.testing.assert_array_equal(mine.losses, other.losses)
    (group,) = dialog.fan.groups
    assert group.known == 200
    low, median, high = group.quartiles
    losses = np.stack([result.losses for result in expected])
    assert ((losses <= median).sum(axis=0) >= 8).all()
    assert (low <= median).all()
    assert (median <= high).all()
    assert dialog.table.rowCount() == 16
    assert list(csv_rows(expected)) == [line.split(",") for line in dialog.csv_text().splitlines()]


def test_a_click_on_a_curve_opens_its_run_and_undo_brings_the_old_one_back(window, dialog, qtbot):
    train(qtbot, dialog, "5")
    before, fan = window.session.experiment, dialog.fan
    place = fan.point_of(2, 0.02).toPoint()
    index = fan.run_at(place)
    assert index >= 0
    qtbot.mouseMove(fan, place)
    qtbot.mouseClick(fan, Qt.MouseButton.LeftButton, pos=place)
    opened = dialog.sweep.training.runs[index].experiment
    assert window.session.experiment == opened
    assert window.session.position == Position(200, 0)
    np.testing.assert_array_equal(window.session.frame.flat, Timeline(opened).frame(Position(200, 0)).flat)
    window.session.undo_stack.undo()
    assert window.session.experiment == before


def test_a_run_is_chosen_and_opened_by_keys(window, dialog, qtbot):
    train(qtbot, dialog, "0.05, 0.5", entry="learning_rate")
    fan = dialog.fan
    fan.setFocus()
    qtbot.keyClick(fan, Qt.Key.Key_Up)
    qtbot.keyClick(fan, Qt.Key.Key_Up)
    worst = int(np.argmax([result.losses[-5:].mean() for result in dialog.sweep.results]))
    assert fan.selected == worst
    rows = dialog.table.selectionModel().selectedRows()
    assert len(rows) == 1
    qtbot.keyClick(fan, Qt.Key.Key_Return)
    assert window.session.experiment.optimizer.learning_rate == 0.05


def test_a_row_is_sorted_selected_and_opened(window, dialog, qtbot):
    train(qtbot, dialog, "Adam, SGD", entry="optimizer")
    table = dialog.table
    table.setFocus()
    table.sortItems(1, Qt.SortOrder.DescendingOrder)
    table.selectRow(0)
    best = float(table.item(1, 1).value)
    assert float(table.item(0, 1).value) >= best
    name = table.item(0, 0).text()
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert window.session.experiment.optimizer.name == {"Adam": "adam", "SGD": "sgd"}[name]


def test_the_window_stays_usable_and_escape_stops(window, dialog, qtbot):
    dialog.iterations.set_value(200_000)
    dialog.values.setText("8")
    qtbot.keyClick(dialog.values, Qt.Key.Key_Return)
    assert dialog.sweep.active
    assert dialog.train.text() == "Cancel"
    position, chunks = window.session.position, []
    dialog.sweep.changed.connect(lambda: chunks.append(dialog.sweep.progress[0]))
    qtbot.waitUntil(lambda: len(chunks) > 5)
    # A slice is a small part of the work: events come between.
    assert max(np.diff(chunks)) < 8 * 200_000 / 10
    qtbot.mouseClick(window.transport.step, Qt.MouseButton.LeftButton)
    assert window.session.position != position
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.sweep.active
    assert dialog.isVisible()
    assert "Stopped at" in dialog.status.text()
    done, total = dialog.sweep.progress
    assert 0 < done < total
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_what_cannot_be_swept_is_said(dialog, qtbot):
    dialog.values.setText("many")
    qtbot.keyClick(dialog.values, Qt.Key.Key_Return)
    assert dialog.error.isVisible()
    assert dialog.error.text().startswith("seed: expected whole numbers")
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    dialog.values.setText("2")
    qtbot.keyClicks(dialog.values, "0")
    assert not dialog.error.isVisible()


def test_curves_are_copied_and_table_and_picture_saved(dialog, qtbot, tmp_path, monkeypatch):
    from nnviz.views.plotting import exporting
    from nnviz.views.sweep import dialog as module

    train(qtbot, dialog, "4", 50)
    qtbot.mouseClick(dialog.copy_picture, Qt.MouseButton.LeftButton)
    assert isinstance(QGuiApplication.clipboard().image(), QImage)
    assert not QGuiApplication.clipboard().image().isNull()
    monkeypatch.setattr(module, "ask_save_path", lambda *_: tmp_path / "runs.csv")
    qtbot.mouseClick(dialog.save_table, Qt.MouseButton.LeftButton)
    assert (tmp_path / "runs.csv").read_text() == dialog.csv_text()
    monkeypatch.setattr(exporting, "ask_save_path", lambda *_: tmp_path / "fan.svg")
    qtbot.mouseClick(dialog.save_picture, Qt.MouseButton.LeftButton)
    assert b"median" in (tmp_path / "fan.svg").read_bytes()


def test_a_diverging_run_does_not_press_the_others_flat(window, dialog, qtbot):
    train(qtbot, dialog, "0.5, 1000000", 60, "learning_rate")
    assert dialog.fan.axis.high < 100
    assert dialog.fan.grab().toImage().width() > 0
    assert dialog.fan.run_at(QPoint(1, 1)) == -1
