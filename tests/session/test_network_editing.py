"""Building by layer and unit: what is kept, what stays selected, what undo brings back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.experiment.specs import LayerSpec
from nnviz.core.run.weight_transfer import current_parameters
from nnviz.session import Session
from nnviz.session.edit import Edit, parameter_edit


def make(*units, data="circle"):
    hidden = [{"units": n, "activation": "tanh"} for n in units]
    out = {"units": 1, "activation": "sigmoid"}
    return Session(
        Experiment.from_dict(
            {"data": {"name": data}, "layers": [*hidden, out], "loss": "binary_cross_entropy"}
        )
    )


def shape(session):
    return session.experiment.widths


@pytest.fixture
def session(qapp):
    session = make(3, 2)
    session.said = []
    session.message.connect(session.said.append)
    return session


def test_the_pick_goes_where_its_thing_goes(session):
    session.select(Selection("weight", 3, 0, 1))
    session.network_editing.insert_layer(0)
    assert session.selected == Selection("weight", 4, 0, 1)
    session.select(Selection("unit", 2, 2))
    session.network_editing.remove_unit(2, 0)
    assert session.selected == Selection("unit", 2, 1)
    session.network_editing.remove_layer(2)
    assert session.selected is None


def test_a_weight_between_layers_that_part_is_picked_no_more(session):
    session.select(Selection("weight", 2, 1, 0))
    session.network_editing.insert_layer(1)
    assert session.selected is None


def test_kept_is_what_is_in_view_and_not_what_was_the_start(session):
    session.seek(Position(25, 0))
    there = session.frame.current("W1").copy()
    session.network_editing.add_unit(2)
    assert session.position == Position(0, 0)
    np.testing.assert_array_equal(session.frame.current("W1"), there)
    session.undo_stack.undo()
    assert session.position == Position(25, 0)


def test_typing_is_one_step_and_loses_nothing_on_the_way(session):
    session.seek(Position(10, 0))
    there = session.frame.current("W1").copy()
    for units in (2, 1, 3, 4):
        session.network_editing.set_units(1, units)
    assert session.undo_stack.count() == 1
    np.testing.assert_array_equal(session.frame.current("W1")[:3], there)
    session.undo_stack.undo()
    assert shape(session) == (2, 3, 2, 1)


def test_undo_in_between_begins_a_new_step(session):
    session.network_editing.set_units(1, 2)
    session.undo_stack.undo()
    session.seek(Position(10, 0))
    there = session.frame.current("W1").copy()
    session.network_editing.set_units(1, 4)
    np.testing.assert_array_equal(session.frame.current("W1")[:3], there)


def test_like_layers_that_change_places_part_from_their_weights(qapp):
    session = make(2, 2)
    session.apply(parameter_edit(Selection("bias", 1, 0), 0.5))
    assert session.network_editing.move_layer(1, 2)
    assert session.undo_stack.undoText() == "Move layer 1"
    np.testing.assert_array_equal(session.frame.current("b2")[:, 0], [0.5, 0.0])


def test_what_else_changed_is_said_with_what_is_kept(session):
    session.network_editing.set_activation(3, "tanh")
    assert session.said == ["All weights are kept. Also changed: the loss is now mean squared error."]


def test_another_initializer_draws_its_layer(session):
    from nnviz.core.experiment import edits

    session.seek(Position(10, 0))
    session.network_editing.add_unit(2)
    kept = session.frame.current("W2").copy()
    session.network_editing.start_over(
        "Initial weights", lambda e: edits.set_layer(e, 0, initializer="zeros")
    )
    assert not session.frame.current("W1").any()
    np.testing.assert_array_equal(session.frame.current("W2"), kept)


@pytest.mark.parametrize("name", ["insert_layer", "remove_hidden", "add_unit"])
def test_a_run_goes_on_after_an_edit(qtbot, session, name):
    session.run()
    getattr(session.network_editing, name)(*([] if name == "remove_hidden" else [1]))
    assert session.running
    session.pause()


STEPS = st.one_of(
    st.tuples(st.just("add_unit"), st.integers(0, 5)),
    st.tuples(st.just("remove_unit"), st.integers(0, 5)),
    st.tuples(st.just("set_units"), st.integers(0, 5), st.integers(1, 6)),
    st.tuples(st.just("insert_layer"), st.integers(0, 4)),
    st.tuples(st.just("insert_activation"), st.integers(0, 4), st.sampled_from(["softmax", "sigmoid"])),
    st.tuples(st.just("remove_layer"), st.integers(0, 5)),
    st.tuples(st.just("move_layer"), st.integers(0, 5), st.integers(0, 6)),
    st.tuples(st.just("set_activation"), st.integers(1, 5), st.sampled_from(["relu", "softmax", "tanh"])),
    st.tuples(st.just("set_features"), st.sampled_from([("x1",), ("x2", "x1^2"), ("x1", "x2")])),
    st.tuples(st.just("remove_hidden")),
)


@settings(max_examples=40)
@given(st.lists(STEPS, min_size=1, max_size=12))
def test_whatever_is_built_undo_brings_the_first_back(qapp, steps):
    session = make(3, 2)
    session.seek(Position(5, 0))
    first, flat = session.experiment, session.frame.flat.copy()
    for name, *arguments in steps:
        count = len(session.experiment.layers)
        if arguments and isinstance(arguments[0], int):
            arguments[0] = min(arguments[0], count)
        before = session.experiment
        made = getattr(session.network_editing, name)(*arguments)
        assert made or session.experiment is before
        assert session.experiment.widths[-1] in (1, 2)
        session.seek(Position(2, 1))
    last = session.frame.flat.copy()
    count = session.undo_stack.index()
    for _ in range(count):
        session.undo_stack.undo()
    assert session.experiment == first
    session.seek(Position(5, 0))
    np.testing.assert_array_equal(session.frame.flat, flat)
    for _ in range(count):
        session.undo_stack.redo()
    session.seek(Position(2, 1))
    np.testing.assert_array_equal(session.frame.flat, last)


@pytest.mark.parametrize(
    "layer",
    [{"bias": False}, {"bias": "shared"}, {"units": None}, {"layer": "layer_norm"}, {"layer": "dropout"}],
)
def test_layers_of_every_kind_are_edited_and_their_parameters_kept(session, layer):
    spec = LayerSpec(**({"activation": "tanh", "units": 4} if "layer" not in layer else {}) | layer)
    e = session.experiment
    session.apply(Edit("Layers", e.replace(layers=(*e.layers[:-1], spec, e.layers[-1]), initial=None)))
    for _ in range(3):
        session.step(1, "iteration")
    before = current_parameters(session.frame)
    session.apply(Edit("Insert", edits.add_layer(session.experiment, len(e.layers), 3), "network"))
    after = current_parameters(session.frame)
    inside = [name for name in before if int(name.lstrip("Wbgamet")) <= len(e.layers)]
    assert len(inside) >= 4
    for name in inside:
        np.testing.assert_array_equal(after[name], before[name])
