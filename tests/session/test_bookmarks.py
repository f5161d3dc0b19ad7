"""Bookmarks: set, named, removed, jumped among, undone, saved."""

import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.notes import MAX_NOTES, Bookmark, Notes
from nnviz.core.experiment import edits
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session, bookmarks
from nnviz.session.edit import Edit, NotesEdit, parameter_edit, setting_edit
from nnviz.session.timeline_markers import marks

XOR = files.example("xor")


@pytest.fixture
def session(qapp):
    """Return a session with three bookmarks, set out of order."""
    s = Session(XOR)
    s.seek(Position(300, 0))
    for place, name in ((Position(200, 3), "late"), (Position(50, 2), ""), (Position(50, 9), "middle")):
        s.seek(place)
        bookmarks.rename(s, bookmarks.toggle(s), name)
    return s


def test_setting_and_naming_is_one_step_of_undo(session):
    count = session.undo_stack.count()
    session.seek(Position(7, 1))
    new = bookmarks.toggle(session)
    assert session.undo_stack.undoText() == "Set bookmark"
    named = bookmarks.rename(session, new, "  the \n valley ")
    assert named == Bookmark(iteration=7, operation=1, name="the valley")
    assert bookmarks.here(session) == named
    assert session.undo_stack.count() == count + 1
    session.undo_stack.undo()
    assert bookmarks.here(session) is None
    assert len(session.notes.bookmarks) == 3
    session.undo_stack.redo()
    assert bookmarks.here(session) == named


def test_twice_removes(session):
    assert bookmarks.here(session).name == "middle"
    assert bookmarks.toggle(session) is None
    assert bookmarks.here(session) is None
    assert session.undo_stack.undoText() == "Remove bookmark"
    session.undo_stack.undo()
    assert bookmarks.here(session).name == "middle"


def test_jumping_goes_round(session):
    session.seek(Position(50, 2))
    seen = []
    for _ in range(4):
        assert bookmarks.jump(session, 1)
        seen.append(session.position)
    assert seen == [(50, 9), (200, 3), (50, 2), (50, 9)]
    for _ in range(3):
        bookmarks.jump(session, -1)
    assert session.position == (50, 9)
    session.apply(NotesEdit("None", Notes()))
    assert not bookmarks.jump(session, 1)
    assert session.position == (50, 9)


def test_moving_never_enters_undo(session):
    count = session.undo_stack.count()
    bookmarks.jump(session, 1)
    bookmarks.jump(session, -1)
    assert session.undo_stack.count() == count


def test_a_bookmark_of_another_network_leads_to_its_iteration(session):
    session.apply(Edit("Fewer layers", edits.remove_layer(XOR, 0)))
    count = len(session.frame.operations)
    session.seek(Position(60, 1))
    bookmarks.go(session, Bookmark(iteration=50, operation=17))
    assert session.position == (50, count)


def test_a_bookmark_ahead_is_trained_for_but_not_forever(session, qtbot):
    bookmarks.go(session, Bookmark(iteration=900, operation=2))
    assert session.position == (900, 2)
    with qtbot.waitSignal(session.message) as told:
        bookmarks.go(session, Bookmark(iteration=10**9), seconds=0.01)
    assert "has not reached iteration 1\u2009000\u2009000\u2009000" in told.args[0]
    assert 900 < session.position.iteration < 10**6
    assert session.position.operation == 0


def test_they_are_saved_with_the_document(session, tmp_path):
    session.save(tmp_path / "a.nnviz")
    other = Session(XOR)
    other.open_file(tmp_path / "a.nnviz")
    assert other.notes == session.notes


def test_there_cannot_be_too_many(session):
    many = tuple(Bookmark(iteration=i) for i in range(MAX_NOTES))
    session.apply(NotesEdit("Many", Notes(bookmarks=many)))
    with pytest.raises(ExperimentError, match="at most"):
        bookmarks.toggle(session)
    assert session.notes.bookmarks == many


def test_marks_are_bookmarks_and_changes_in_the_order_of_the_run(session):
    session.seek(Position(120, 0))
    session.apply(setting_edit("learning_rate", 0.25))
    session.apply(parameter_edit(Selection("weight", layer=1, unit=2, source=0), 1 / 3))
    assert marks(session) == [
        (50, "iteration 50 · op 2", "bookmark"),
        (50, "middle · iteration 50 · op 9", "bookmark"),
        (120, "η = 0.25, w¹₃₁ = 0.3333", "change"),
        (200, "late · iteration 200 · op 3", "bookmark"),
    ]
