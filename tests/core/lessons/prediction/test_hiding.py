"""Which results of a step are hidden, and that a masked frame keeps everything else to the bit."""

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.lessons.prediction.hiding import (
    DELTAS,
    GRADIENTS,
    LOSS,
    UPDATES,
    VALUES,
    HiddenEntry,
    HidingOptions,
    hide,
    kind_of,
    masked,
)
from nnviz.core.network.value import value_named
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.hidden_number import hidden_in


@pytest.fixture(scope="module")
def timeline():
    return Timeline(files.example("xor"))


def frame_at(timeline, iteration, operation):
    return timeline.frame(Position(iteration, operation))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("z1", VALUES), ("a2", VALUES), ("C", LOSS), ("dz1", DELTAS), ("da1", GRADIENTS), ("dW2", GRADIENTS),
     ("W1_next", UPDATES), ("mW1_next", UPDATES), ("b2", UPDATES), ("X", ""), ("Y", ""), ("mask2", "")],
)  # fmt: skip
def test_every_value_has_its_kind(name, kind):
    assert kind_of(value_named(name)) == kind


def test_a_step_by_one_operation_hides_what_it_computed(timeline):
    frame = frame_at(timeline, 3, 2)
    hidden = hide(frame, Position(3, 1), HidingOptions())
    assert list(hidden.masks) == ["a1"]
    shown = masked(frame, hidden, HidingOptions())
    assert hidden_in(shown.values["a1"]).all()
    assert shown.hidden == {"a1"}
    for name in frame.values:
        if name != "a1":
            assert shown.values[name] is frame.values[name]
    assert not hidden_in(frame.values["a1"]).any()


def test_a_step_by_an_iteration_hides_the_weights_it_changed_and_asks_for_the_loss_first(timeline):
    frame = frame_at(timeline, 4, 6)
    hidden = hide(frame, Position(3, 6), HidingOptions())
    assert {"W1", "b1", "W2", "b2", "z1", "a1", "z2", "a2", "C", "da2"} == set(hidden.masks)
    assert next(hidden.entries()) == HiddenEntry("C")


def test_from_the_end_of_an_iteration_the_weights_of_the_next_are_known(timeline):
    last = len(timeline.trainer.operations)
    frame = frame_at(timeline, 4, 2)
    assert set(hide(frame, Position(3, last), HidingOptions()).masks) == {"z1", "a1"}


def test_only_chosen_kinds_layers_and_units_are_hidden(timeline):
    frame = frame_at(timeline, 0, len(timeline.trainer.operations))
    everything = set(hide(frame, Position(0, 0), HidingOptions()).masks)
    deltas = hide(frame, Position(0, 0), HidingOptions(frozenset({DELTAS})))
    assert set(deltas.masks) == {"dz1", "dz2"} < everything
    layer = hide(frame, Position(0, 0), HidingOptions(layer=2))
    assert {value_named(name).layer for name in layer.masks} == {2}
    unit = hide(frame, Position(0, 0), HidingOptions(layer=1, unit=2))
    assert unit.masks["dz1"].any(axis=1).tolist() == [False, False, True]
    assert unit.masks["W1_next"].any(axis=1).tolist() == [False, False, True]


def test_revealing_takes_one_entry_after_another(timeline):
    frame = frame_at(timeline, 0, 8)
    hidden = hide(frame, Position(0, 7), HidingOptions())
    entries = list(hidden.entries())
    assert entries == [HiddenEntry("dW2", 0, k) for k in range(3)]
    for entry in entries:
        assert next(hidden.entries()) == entry
        hidden.reveal(entry)
    assert not hidden


def test_no_map_tells_what_the_forward_pass_will_compute(timeline):
    """Maps are drawn with `flat`: it holds only layers whose activations are known."""
    first, last = frame_at(timeline, 2, 0), frame_at(timeline, 2, len(timeline.trainer.operations))
    nothing = hide(first, Position(2, 0), HidingOptions())
    assert hidden_in(masked(first, nothing, HidingOptions()).flat).all()
    done = masked(last, nothing, HidingOptions())
    assert not done.hides_outputs
    assert np.array_equal(done.flat, first.flat)
    assert not np.array_equal(last.flat, first.flat)
    half = frame_at(timeline, 2, 2)
    shown = masked(half, nothing, HidingOptions())
    assert shown.hides_outputs
    assert not hidden_in(shown.flat).all()


def test_values_that_are_not_to_be_predicted_leave_the_maps_alone(timeline):
    frame = frame_at(timeline, 2, 7)
    options = HidingOptions(frozenset({DELTAS}))
    shown = masked(frame, hide(frame, Position(2, 6), options), options)
    assert shown.hidden == {"dz2"}
    assert not shown.hides_outputs
