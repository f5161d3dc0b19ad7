"""A defect of the program is shown once, outside of painting, and the program goes on."""

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.record import ExperimentError
from nnviz.views.error_report import ErrorReport


@pytest.fixture
def report(window, monkeypatch):
    """Return the report of a window, whose tracebacks go nowhere."""
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    return ErrorReport(window, window.session)


def caught(error):
    try:
        raise error
    except type(error) as e:
        return type(e), e, e.__traceback__


def shown(qtbot, report, count=1):
    """Return what the next `count` boxes say, closing each; and that no other follows."""
    texts = []

    def close():
        box = QApplication.activeModalWidget()
        if box is not None:
            texts.append(f"{box.text()} {box.informativeText()}")
            box.accept()

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(5)
    qtbot.waitUntil(lambda: len(texts) >= count and report.box is None)
    for _ in range(3):
        QApplication.processEvents()
    timer.stop()
    return texts


def test_an_error_is_shown_once_and_pauses_the_run(qtbot, window, report):
    window.session.run()
    for _ in range(3):
        report(*caught(ValueError("a defect")))
    (text,) = shown(qtbot, report)
    assert text.endswith("ValueError: a defect")
    assert not window.session.running
    report(*caught(ValueError("a defect")))
    assert shown(qtbot, report, 0) == []


def test_boxes_come_one_after_another(qtbot, window, report):
    report(*caught(ExperimentError("learning_rate: at most 1000")))
    report(*caught(ExperimentError("l2: at least 0")))
    texts = shown(qtbot, report, 2)
    assert [text.rsplit(". ")[-1] for text in texts] == ["learning_rate: at most 1000", "l2: at least 0"]


def test_an_error_while_painting_leaves_the_window_alive(qtbot, window, monkeypatch, report):
    monkeypatch.setattr(sys, "excepthook", report)
    canvas = window.network

    def fail(*_):
        raise ValueError("painting")

    monkeypatch.setattr(type(window.charts["loss"].drawing), "paint_content", fail)
    window.session.seek(Position(3, 1))
    window.charts["loss"].drawing.repaint()
    window.charts["loss"].drawing.repaint()
    (text,) = shown(qtbot, report)
    assert text.endswith("ValueError: painting")
    assert canvas.isVisible()
