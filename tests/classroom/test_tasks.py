"""The twelve tasks of a class are done by clicks and keys alone, in no more actions than they may take."""

from pathlib import Path

import pytest

from nnviz import theme
from tests.classroom.opening import close_window, open_window
from tests.classroom.person import Click, Copy, Person, Press, See, Type
from tests.classroom.tasks import tasks

NAMES = [task.name for task in tasks(Path())]


@pytest.fixture
def doing(qapp, tmp_path):
    """Return a function that does a task and returns who did it."""
    theme.manager().apply(qapp, "light", 1.0)

    def do(name, guess=False):
        task = next(task for task in tasks(tmp_path) if task.name == name)
        window, person = open_window(task), Person()
        try:
            person.do(task.guess if guess else task.steps)
        finally:
            close_window(window)
        return task, person

    return do


@pytest.mark.parametrize("name", NAMES)
def test_a_task_takes_few_actions(doing, name):
    task, person = doing(name)
    assert person.actions <= task.most <= task.before
    assert person.actions == sum(not isinstance(step, See) for step in task.steps)


@pytest.mark.soak
@pytest.mark.parametrize("name", [task.name for task in tasks(Path()) if task.guess])
def test_a_task_can_be_guessed_first(doing, name):
    task, person = doing(name, guess=True)
    assert person.actions == sum(not isinstance(step, See) for step in task.guess)


def test_the_tasks_are_twelve_with_their_bounds():
    # Going back is one task of three actions.
    assert [task.before for task in tasks(Path())] == [4, 4, 6, 1, 1, 4, 7, 5, 50, 8, 11, 8, 4, 6]
    halved = {"the full chain of a weight", "to iteration 37", "MSE against cross-entropy", "Mazur by hand"}
    for task in tasks(Path()):
        assert task.most == (task.before // 2 if task.name in halved else task.before)
        # Nothing else can be done: no object is asked for anything.
        assert all(isinstance(step, Click | Press | Type | Copy | See) for step in (*task.steps, *task.guess))


def test_what_is_not_on_the_screen_cannot_be_clicked(qapp, monkeypatch):
    monkeypatch.setattr("tests.classroom.person.PATIENCE", 0.05)
    window = open_window(tasks(Path())[0])
    try:
        with pytest.raises(AssertionError, match="not possible"):
            Person().do([Click("no such thing")])
    finally:
        close_window(window)
