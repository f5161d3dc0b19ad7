"""Numbers set by hand: parameters, inputs, targets, whole matrices."""

import numpy as np
import pytest

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.arrays.frame import Position
from nnviz.core.data_editing.cells import as_table
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Change, Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.session.edit import setting_edit
from nnviz.session.timeline_markers import marks
from nnviz.session.undo import State

BASE = {
    "data": {"name": "xor", "examples": 40, "noise": 0.1},
    "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
    "loss": "binary_cross_entropy",
}
BLOBS = {
    "data": {"name": "blobs", "classes": 3, "examples": 30},
    "layers": [{"units": 3, "activation": "softmax"}],
    "loss": "categorical_cross_entropy",
}
TABLE = {
    "data": {"inputs": [[0, 1], [1, 0], [1, 1]], "targets": [[1.5], [0.5], [-1]]},
    "layers": [{"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "identity"}],
}


@pytest.fixture
def make(qapp):
    def build(fields=BASE, position=(5, 0), **more):
        session = Session(Experiment.from_dict(fields | more))
        session.said = []
        session.message.connect(session.said.append)
        session.seek(Position(*position))
        return session

    return build


# -- inputs and targets ------------------------------------------------------------------------------


def same_run(a, b):
    x, y = Timeline(a).frame(Position(7, 4)), Timeline(b).frame(Position(7, 4))
    assert x.values.keys() == y.values.keys()
    assert all(x.values[name].tobytes() == y.values[name].tobytes() for name in x.values)
    assert np.array_equal(x.samples.test, y.samples.test)


@pytest.mark.parametrize("name", [n for n in files.examples() if n != "digits"])
def test_a_named_set_as_a_table_of_its_own_gives_the_same_run_to_the_bit(name):
    e = files.example(name)
    same_run(e, e.replace(data=as_table(e)))


def test_setting_an_input_makes_a_table_and_changes_this_one_number(make):
    session = make()
    before, e = session.frame.samples, session.experiment
    example = int(session.frame.examples[3])
    assert session.number_editing.set("X", 1, 3, 0.25)
    after = session.frame.samples
    wrong = np.argwhere(before.train != after.train)
    assert wrong.tolist() == [[1, example]]
    assert after.train[1, example] == 0.25
    assert np.array_equal(before.test, after.test)
    assert session.position == Position(0, 0)
    assert session.said == ["The data are now a custom table. Training starts over with the changed data."]
    assert session.undo_stack.undoText() == f"Set x₂ of example {example + 1}"
    column = session.frame.examples.tolist().index(example) if example in session.frame.examples else None
    expected = frozenset() if column is None else {(1, column)}
    assert session.number_editing.changed("X") == expected
    session.undo_stack.undo()
    assert session.experiment == e
    assert session.position == Position(5, 0)
    session.undo_stack.redo()
    assert session.experiment.data.inputs is not None


def test_a_table_is_edited_in_place_and_stays_where_it_is(make):
    session = make(TABLE, (0, 3))
    session.number_editing.set("X", 0, 1, 1 / 3)
    session.number_editing.set("Y", 0, 2, -2.5)
    assert session.experiment.data.inputs.tolist() == [[0, 1], [1 / 3, 0], [1, 1]]
    assert session.experiment.data.targets.tolist() == [[1.5], [0.5], [-2.5]]
    assert session.position == Position(0, 3)
    assert session.said == []
    assert session.number_editing.changed("X") == {(0, 1)}
    assert session.number_editing.changed("Y") == {(0, 2)}
    session.undo_stack.undo()
    assert session.number_editing.changed("Y") == frozenset()
    assert session.number_editing.changed("X") == {(0, 1)}


def test_the_start_set_by_hand_stays_and_the_old_runs_changes_go(make):
    session = make(TABLE, (0, 0))
    session.number_editing.set("b1", 1, 0, 0.75)
    session.seek(Position(9, 0))
    session.number_editing.set("b1", 0, 0, 0.5)
    session.apply(setting_edit("learning_rate", 0.2))
    session.number_editing.set("X", 0, 0, 2.0)
    assert session.experiment.changes == (Change(iteration=0, parameter="b1", unit=1, value=0.75),)
    assert session.experiment.optimizer.learning_rate == 0.2


def test_targets_that_are_classes_take_classes(make):
    session = make(BLOBS)
    column = int(np.flatnonzero(session.frame.values["Y"][0] == 1)[0])
    example = session.frame.examples[column]
    assert session.number_editing.set("Y", 2, column, 1.0)
    assert session.frame.samples.labels_train[example] == 2
    assert session.experiment.data.class_names == samples(Experiment.from_dict(BLOBS)).classes
    column = 0
    row = int(np.argmax(session.frame.values["Y"][:, column]))
    assert not session.number_editing.set("Y", row, column, 0.0)
    assert not session.number_editing.set("Y", row, column, 0.5)
    assert session.said[-2:] == [
        "An example has one class; set the 1 of another row instead.",
        "These targets are classes, so each is 0 or 1, not 0.5.",
    ]


def test_a_drawn_split_stays_when_a_class_is_edited(make):
    table = Experiment.from_dict(BLOBS).replace(data=as_table(Experiment.from_dict(BLOBS)))
    fields = table.to_dict()
    fields["data"].pop("test_examples")
    fields["data"]["test_fraction"] = 0.4
    session = Session(Experiment.from_dict(fields))
    before = session.frame.samples
    row = int(np.argmin(session.frame.values["Y"][:, 0]))
    assert session.number_editing.set("Y", row, 0, 1.0)
    assert np.array_equal(session.frame.samples.test, before.test)
    assert sorted(map(tuple, session.frame.samples.raw_train)) == sorted(map(tuple, before.raw_train))


def test_a_standardised_input_is_set_as_its_table_has_it(make):
    session = make(standardize=True)
    raw = session.number_editing.value("X", 0, 2)
    s = session.frame.samples
    assert raw == s.raw_train[session.frame.examples[2], 0]
    example = int(session.frame.examples[2])
    assert session.number_editing.set("X", 0, 2, 0.125)
    assert session.frame.samples.raw_train[example, 0] == 0.125
    assert not session.number_editing.paste("X", "1\t2")
    assert "standardised" in session.said[-1]


def test_what_is_computed_says_so(make):
    session = make(features=["x1", "x1*x2"], position=(5, 8))
    for name, words in (("X", "x₁x₂ is computed|x1·x2|computed from the inputs"), ("z1", "z1 is computed"),
                        ("dW1", "dW1 is computed"), ("W1_next", "W1_next is computed")):  # fmt: skip
        why = session.number_editing.why_fixed(name, 1)
        assert any(word in why for word in words.split("|")), why
        assert not session.number_editing.set(name, 1, 0, 0.5)
        assert session.said[-1] == why
    assert session.number_editing.why_fixed("X", 0) == ""
    assert not session.undo_stack.count()


def test_a_large_table_is_edited_in_its_file(make, monkeypatch):
    monkeypatch.setattr("nnviz.core.data_editing.cells.LARGEST", 8)
    session = make(TABLE)
    assert not session.number_editing.set("X", 0, 0, 0.5)
    assert session.said == ["A table of more than 8 numbers is edited in its file; this one has 9."]


def test_what_is_not_possible_changes_nothing(make):
    session = make(TABLE)
    e = session.experiment
    for name, value in (("X", np.nan), ("X", 1e60), ("Y", np.inf), ("W1", 1e7), ("b1", np.nan)):
        assert not session.number_editing.set(name, 0, 0, value)
        assert session.said.pop().endswith(".")
    assert session.experiment is e


# -- whole matrices ----------------------------------------------------------------------------------


def test_a_pasted_matrix_is_one_change_of_this_iteration(make):
    session = make(position=(5, 3))
    assert session.number_editing.paste("W2", "0,5\t−1/4\t2")
    assert session.frame.values["W2"].tolist() == [[0.5, -0.25, 2.0]]
    assert [c.iteration for c in session.experiment.changes] == [5]
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == "Paste W²"
    assert session.number_editing.changed("W2") == {(0, 0), (0, 1), (0, 2)}
    assert (5, "W²", "change") in marks(session)
    back = Experiment.from_dict(session.experiment.to_dict())
    assert back == session.experiment
    fresh = Timeline(back).frame(Position(9, 2))
    session.seek(Position(9, 2))
    assert fresh.flat.tobytes() == session.frame.flat.tobytes()
    session.undo_stack.undo()
    assert session.experiment.changes == ()


def test_a_matrix_of_another_shape_is_refused_with_what_is_expected(make):
    session = make()
    assert not session.number_editing.paste("W2", "[[1, 2, 3], [4, 5, 6]]")
    assert not session.number_editing.paste("W2", "1\tx\t2")
    assert not session.number_editing.paste("a1", "1")
    assert session.said == [
        "W2: expected 1 row of 3 numbers, not 2×3",
        "W2: row 1, column 2: “x” is not a number: write it like 0.5, 1e-3 or 1/3.",
        "a1 is not yet computed.",
    ]
    assert not session.undo_stack.count()


def test_a_part_is_pasted_where_it_is_selected(make):
    session = make()
    before = session.frame.values["W1"].copy()
    assert session.number_editing.paste("W1", "7\n8", (1, 1, 1, 1))
    before[1:, 1] = 7, 8
    assert session.frame.values["W1"].tolist() == before.tolist()
    assert session.number_editing.paste("W1", "1 2", (0, 0, 1, 2))
    assert session.frame.values["W1"][0].tolist() == [1, 2]
    assert not session.number_editing.paste("W1", "1 2 3", (0, 0, 1, 1))
    assert session.said == ["W1: expected 3 rows of 2 numbers, not 1×3"]
    assert session.number_editing.paste("b1", "[1, 2, 3]")
    assert session.frame.values["b1"].tolist() == [[1], [2], [3]]


def test_a_table_is_pasted(make):
    session = make(TABLE, (0, 0))
    assert session.number_editing.paste("X", "[[1, 2, 3], [4, 5, 6]]")
    assert session.experiment.data.inputs.tolist() == [[1, 4], [2, 5], [3, 6]]
    assert session.undo_stack.undoText() == "Paste X"


def test_a_change_holds_an_entry_or_a_whole_matrix():
    for fields, says in (
        ({"parameter": "W1", "values": [[1]], "value": 1.0}, "value: values already gives"),
        ({"set": "l1", "values": [[1]]}, "values: a whole matrix"),
        ({"parameter": "W1", "values": [[1, 2e6]]}, "row 1, column 2 is 2e"),
        ({"parameter": "W1", "unit": 0}, "value: this field is required"),
    ):
        with pytest.raises(ExperimentError, match=says):
            Change(iteration=0, **fields)
    with pytest.raises(ExperimentError, match=r"changes\[0\].values: expected 3 rows of 2, not 1 of 1"):
        Experiment.from_dict(BASE | {"changes": [{"iteration": 0, "parameter": "W1", "values": [[1]]}]})


# -- dragging and running ----------------------------------------------------------------------------


def test_a_run_goes_on_while_a_weight_is_changed(make):
    session = make()
    session.runner.set_speed(1.0)
    session.run()
    seen, at = [], []
    session.running_changed.connect(seen.append)
    for k in range(20):
        session.runner.tick()
        session.number_editing.set("W1", 0, 0, k / 10, "drag 1")
        at.append(session.experiment.changes[-1].iteration)
        assert session.frame.values["W1"][0, 0] == k / 10
    assert seen == []
    assert session.running
    assert at == sorted(set(at))
    assert session.undo_stack.count() == 1
    session.pause()
    fresh = Timeline(session.experiment).frame(session.position)
    assert fresh.flat.tobytes() == session.frame.flat.tobytes()
    session.undo_stack.undo()
    assert session.experiment.changes == ()


def test_a_long_drag_keeps_no_run_of_its_own(make):
    import gc

    session = make()
    before = sum(type(o) is State for o in gc.get_objects())
    for k in range(50):
        session.number_editing.set("W1", 0, 0, k / 10, "drag 1")
    assert sum(type(o) is State for o in gc.get_objects()) <= before + 1
    assert len(session.memory.left) == 1


def test_a_change_during_a_run_replays_nothing(make, monkeypatch):
    from nnviz.core.run.trainer import Trainer

    session = make(position=(1000, 0))
    session.seek(Position(1000, len(session.frame.operations)))
    ran = []
    monkeypatch.setattr(Trainer, "run", lambda *a: ran.append(a))
    session.number_editing.set("W1", 0, 0, 0.5)
    session.number_editing.set("W1", 0, 0, 0.75)
    assert ran == []
    assert session.position == Position(1001, 0)


def test_ten_thousand_changes_are_one_program(qapp):
    changes = tuple(Change(iteration=i, parameter="W1", unit=0, source=0, value=0.1) for i in range(9_999))
    session = Session(Experiment.from_dict(BASE).replace(changes=changes))
    session.timeline.run(2000)
    assert len(session.timeline.trainer.programs) == 1
    session.number_editing.set("W1", 0, 0, 0.5)
    session.said = []
    session.undo_stack.undo()
    session.seek(Position(9_998, len(session.frame.operations)))
    assert session.number_editing.set("b1", 0, 0, 1.0)
    session.message.connect(session.said.append)
    assert not session.number_editing.set("b1", 1, 0, 1.0)
    assert session.said == ["At most 10,000 changes are allowed, not 10,001."]


def test_nudges_are_one_step_and_stay_round(make):
    session = make(TABLE, (0, 0))
    session.number_editing.set("b1", 0, 0, 0.1)
    for _ in range(2):
        session.number_editing.nudge("b1", 0, 0, 0.1)
    assert session.frame.values["b1"][0, 0] == 0.3
    assert session.undo_stack.count() == 2
    assert session.number_editing.of(Selection("unit", 0, 1)) == ("X", 1, 0)
    assert session.number_editing.of(Selection("unit", 1, 1)) is None
    assert session.number_editing.of(Selection("loss")) == ("Y", 0, 0)
    assert session.number_editing.of(None) is None
