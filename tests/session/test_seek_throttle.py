"""Dragging: one seek for every picture, and the last wish is always granted."""

import pytest
from PySide6.QtCore import QCoreApplication

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.session import Session


@pytest.fixture
def session(qapp):
    """Return a session that has run a while."""
    s = Session(files.example("xor"))
    s.seek(Position(2000, 4))
    return s


@pytest.fixture
def seen(session):
    """Return the iterations that were shown."""
    log = []
    session.frame_changed.connect(lambda frame: log.append(frame.position.iteration))
    return log


def test_many_moves_before_the_picture_are_one(qtbot, session, seen):
    session.seek_throttle.begin()
    for iteration in range(100, 160):
        session.seek_throttle.to(iteration)
    assert seen == [100]
    assert session.seek_throttle.aim == 159
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [100, 159]
    QCoreApplication.processEvents()
    assert seen == [100, 159]
    assert session.position == (159, 4)


def test_letting_go_arrives_at_once(session, seen):
    session.seek_throttle.begin()
    session.seek_throttle.to(10)
    session.seek_throttle.to(11)
    session.seek_throttle.to(12)
    session.seek_throttle.end()
    assert seen == [10, 12]
    assert not session.seek_throttle.active


def test_who_goes_elsewhere_is_not_brought_back(session, seen):
    session.seek_throttle.to(10)
    session.seek_throttle.to(500)
    session.step(1)
    for _ in range(5):
        QCoreApplication.processEvents()
    assert session.position == (10, 5)
    assert seen == [10, 10]


def test_a_drag_pauses_a_run_and_says_so(session, qtbot):
    session.run()
    with qtbot.waitSignal(session.seek_throttle.changed) as told:
        session.seek_throttle.begin()
    assert told.args == [True]
    assert not session.running
    with qtbot.waitSignal(session.seek_throttle.changed):
        session.seek_throttle.end()


def test_staying_where_one_is_shows_nothing_anew(session, seen):
    session.seek_throttle.to(session.position.iteration)
    assert seen == []
