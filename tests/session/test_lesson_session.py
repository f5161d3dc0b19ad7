"""The lab: a lesson's path, leaving it, coming back, two runs side by side."""

import numpy as np
import pytest
from PySide6.QtCore import QSettings

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.notes import Notes
from nnviz.core.experiment import edits
from nnviz.core.experiment.selection import Selection
from nnviz.core.judge.claim import Claim
from nnviz.core.lessons.lesson import LessonError
from nnviz.core.lessons.progress import Response
from nnviz.core.lessons.reader import parse
from nnviz.session import Session
from nnviz.session.comparison import Comparison
from nnviz.session.edit import Edit, NotesEdit, parameter_edit, setting_edit

TEXT = """---
experiment: xor
names: o = a2
---

# A small lesson

What it is about.

<!-- experiment slow from xor: {"optimizer": {"learning_rate": 0.001}, "batch_size": 5} -->

## First

<!-- go: 3 dz2 -->
<!-- light: dz2 W2[1,2] -->
<!-- example: 2 -->

Text.

> **Claim** $\\delta$
>
> **Judge** `dz2 = o - Y`
>
> **Verdict** conditional (one example)
>
> **Why** So.

## Second

<!-- go: 4 a1 -->

Text.

## Another experiment

<!-- use: slow -->
<!-- go: 5 end -->

Text.

## Two runs

<!-- compare: xor -->
<!-- go: 7 dz2 -->

Text.
"""


@pytest.fixture
def lesson():
    return parse(TEXT, "small")


@pytest.fixture
def session(qapp):
    return Session(files.example("circle"))


@pytest.fixture
def lab(session, lesson):
    assert session.lesson_session.open(lesson)
    return session.lesson_session


def same(session, experiment, position):
    return session.experiment == experiment and session.position == position


def test_opening_puts_everything_in_place(session, lesson):
    heard = []
    session.lesson_session.lesson_changed.connect(heard.append)
    session.lesson_session.step_changed.connect(heard.append)
    session.lesson_session.open(lesson)
    step = lesson.steps[0]
    assert heard == [lesson, 0]
    assert same(session, step.experiment, step.position)
    assert "dz2" in session.frame.operation.writes
    assert session.highlighted == step.highlights == ("dz2",)
    assert session.selected == step.selection == Selection("weight", 2, 0, 1)
    assert session.example == 1
    assert (session.name, session.path, session.modified) == ("small", None, False)
    assert not session.lesson_session.away
    assert session.lesson_session.names == {"o": "a2"}


def test_nobody_loses_work_by_opening_a_lesson(session, lesson):
    asked = []
    session.lesson_session.may_leave = lambda: asked.append(True) or False
    before = session.experiment
    assert not session.lesson_session.open(lesson)
    assert asked
    assert session.lesson_session.lesson is None
    assert session.experiment is before


def test_an_unknown_lesson_is_named(session):
    with pytest.raises(LessonError, match=r"--lesson: .nonsense. is not known"):
        session.lesson_session.open("nonsense")
    assert session.lesson_session.lesson is None


def test_the_path_and_its_ends(session, lab, lesson):
    lab.back()
    assert lab.index == 0
    for index, step in enumerate(lesson.steps):
        lab.go(index)
        assert same(session, step.experiment, step.position)
        assert session.highlighted == step.highlights
        assert not lab.away
    lab.next()
    assert lab.index == 4
    assert lab.at_end
    assert lab.step is lesson.steps[3]
    assert same(session, lesson.steps[3].experiment, lesson.steps[3].position)
    lab.next()
    lab.go(99)
    assert lab.index == 4
    lab.back()
    lab.back()
    assert lab.index == 2
    assert not lab.at_end
    assert same(session, lesson.steps[2].experiment, lesson.steps[2].position)


def test_walking_makes_no_unsaved_work(session, lab):
    for _ in range(3):
        lab.next()
    assert not session.modified
    assert session.undo_stack.count() == 0


def test_stepping_away_and_coming_back(qtbot, session, lab, lesson):
    with qtbot.waitSignal(lab.away_changed) as left:
        session.step(1)
    assert left.args == [True]
    assert lab.away
    assert not lab.own
    flat = lesson.steps[0].position
    with qtbot.waitSignal(lab.away_changed) as back:
        lab.restore_step()
    assert back.args == [False]
    assert session.position == flat


def test_the_own_version_stays_in_undo(session, lab, lesson):
    start = session.frame.flat.copy()
    session.apply(parameter_edit(Selection("weight", 1, 0, 0), 0.75))
    session.seek(Position(9, 2))
    own = session.experiment
    values = session.frame.flat.copy()
    assert lab.away
    assert lab.own
    lab.restore_step()
    assert same(session, lesson.steps[0].experiment, lesson.steps[0].position)
    assert np.array_equal(session.frame.flat, start)
    assert not lab.away
    session.undo_stack.undo()
    assert session.experiment == own
    assert session.position == Position(9, 2)
    assert np.array_equal(session.frame.flat, values)
    assert lab.away
    lab.next()
    assert same(session, lesson.steps[1].experiment, lesson.steps[1].position)
    session.undo_stack.undo()
    assert session.experiment == own


def test_a_changed_network_and_a_changed_rate_are_left_exactly(session, lab, lesson):
    session.apply(setting_edit("learning_rate", 0.5))
    session.apply(Edit("Add layer", edits.add_layer(session.experiment, 0)))
    assert lab.own
    assert session.highlighted == lesson.steps[0].highlights
    lab.restore_step()
    assert same(session, lesson.steps[0].experiment, lesson.steps[0].position)


def test_opening_another_experiment_ends_the_lesson(qtbot, session, lab):
    session.step(1)
    lab.reveal(True)
    with qtbot.waitSignal(lab.lesson_changed) as ended:
        session.open(files.example("spiral"))
    assert ended.args == [None]
    assert lab.lesson is None
    assert lab.step is None
    assert not lab.away
    assert not lab.revealed
    assert lab.comparison is None
    assert session.highlighted == ()
    assert session.experiment == files.example("spiral")
    lab.restore_step()
    lab.next()
    assert session.experiment == files.example("spiral")


def test_a_lesson_saved_as_a_file_goes_on_after_a_question(session, lab, lesson, tmp_path):
    session.apply(setting_edit("learning_rate", 0.5))
    session.save(tmp_path / "mine.nnviz")
    assert lab.lesson is lesson
    session.apply(setting_edit("learning_rate", 0.25))
    lab.may_leave = lambda: False
    lab.next()
    assert lab.index == 0
    lab.may_leave = lambda: True
    lab.next()
    assert lab.index == 1
    assert lab.lesson is lesson
    assert same(session, lesson.steps[1].experiment, lesson.steps[1].position)
    assert session.path is None


def test_responses_are_remembered(session, lab, lesson, tmp_path):
    settings = QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat)
    lab.settings = settings
    claim = lesson.steps[0].claims[0]
    assert lab.response(claim) is None
    lab.respond(claim, "right", False)
    lab.respond(claim, "depends", True)
    lab.next()
    lab.respond(None, "", None)
    lab.close()
    lab.open(lesson)
    assert lab.response(claim) == Response("right", False, True)
    assert lab.progress.done(lesson.steps[0])
    assert lab.progress.done(lesson.steps[1])
    assert not lab.progress.done(lesson.steps[2])
    score = lab.progress.score(lesson)
    assert (score.asked, score.right, score.missed, score.unanswered) == (1, 0, ((0, claim),), ())
    lab.start_again()
    assert lab.response(claim) is None
    other = Session(files.example("xor")).lesson_session
    other.settings = settings
    other.open(lesson)
    assert other.response(claim) is None


def test_notes_survive_a_change_of_experiment(session, lab):
    notes = Notes(claims=(Claim("dW2", "dz2 @ a1.T"),))
    session.apply(NotesEdit("Judge a claim", notes))
    lab.go(2)
    assert session.notes == notes


def test_closing_leaves_what_is_open(session, lab):
    experiment, position = session.experiment, session.position
    session.step(1)
    lab.close()
    assert lab.lesson is None
    assert lab.step is None
    assert session.highlighted == ()
    assert not lab.away
    assert session.experiment is experiment
    assert session.position != position
    lab.restore_step()
    lab.next()
    assert lab.lesson is None


def test_a_run_leaves_the_path_and_is_stopped_by_the_next_step(qtbot, session, lab, lesson):
    session.run()
    qtbot.waitUntil(lambda: lab.away)
    lab.next()
    assert not session.running
    assert session.position == lesson.steps[1].position


def test_claims_are_judged_at_the_moment_and_once(session, lab, lesson, monkeypatch):
    from nnviz.core import judge

    asked = []
    real = judge.judge
    monkeypatch.setattr(judge, "judge", lambda *a: asked.append(a) or real(*a))
    claim = lesson.steps[0].claims[0]
    first = lab.verdict(claim)
    assert lab.verdict(claim) is first
    assert len(asked) == 1
    assert asked[0][0] is session.frame
    assert asked[0][3] == {"o": "a2"}
    session.step(1)
    lab.verdict(claim)
    assert len(asked) == 2
    # A mean over ten examples: the claim of the lesson lacks 1/m.
    assert first.verdict == claim.verdict == "conditional"
    assert first.condition == "one example"


def test_two_runs_stand_at_the_same_moment(session, lab, lesson):
    lab.go(3)
    other = lab.comparison
    assert other.experiment == lesson.steps[3].compare != session.experiment
    other.follow(session.frame)
    assert other.frame.position == session.position
    assert "dz2" in other.frame.operation.writes
    session.seek(Position(300, 0))
    other.follow(session.frame)
    assert other.frame.position == Position(300, 0)
    assert other.history.length >= 300
    alone = Session(lesson.steps[3].compare)
    alone.seek(Position(300, 0))
    assert np.array_equal(alone.frame.flat, other.frame.flat)
    lab.back()
    assert lab.comparison is None


def test_a_comparison_without_time_catches_up_later(qapp):
    session = Session(files.example("xor"))
    other = Comparison(files.example("circle"))
    session.seek(Position(2000, 3))
    assert not other.follow(session.frame, 0.0)
    assert 0 < other.frame.position.iteration < 2000
    assert other.follow(session.frame)
    assert other.frame.position.iteration == 2000


def test_the_same_moment_of_another_program(qapp):
    one, other = Session(files.example("xor")), Comparison(files.example("spirals-deep"))
    operations = one.frame.operations
    for number in range(len(operations) + 1):
        one.seek(Position(1, number))
        other.follow(one.frame)
        shown = other.frame
        if number in (0, len(operations)):
            assert shown.position.operation in (0, len(shown.operations))
        else:
            assert set(shown.operation.writes) & set(operations[number - 1].writes)
