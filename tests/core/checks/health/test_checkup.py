"""training problems: found in networks built to have it, and in no healthy one."""

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.checks.health import THRESHOLDS
from nnviz.core.checks.health.checkup import Checkup
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment, LayerSpec, OptimizerSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.run.timeline import Timeline

XOR = files.example("xor")


def findings(e, iteration=0, operation=0):
    timeline = Timeline(e)
    with np.errstate(all="ignore"):
        timeline.seek(Position(iteration, operation))
    return Checkup(timeline).findings()


def kinds(found):
    return {(f.kind, f.layer, f.unit) for f in found}


def initial(e, **changes):
    """Return the network with other starting values, those of `changes` for whole matrices or units."""
    named = {k: v.copy() for k, v in Timeline(e).frame().values.items() if k[0] in "Wb"}
    for name, value in changes.items():
        named[name][...] = value
    return e.replace(initial={name: Matrix(value) for name, value in named.items()})


@pytest.mark.parametrize("name", ["xor", "circle", "iris", "sine", "spiral", "blobs-softmax", "xor-table"])
@pytest.mark.parametrize("iteration", [0, 5, 100, 600])
def test_healthy_networks_have_nothing(name, iteration):
    assert findings(files.example(name), iteration) == ()


def test_a_relu_that_is_zero_for_every_example_is_dead():
    e = XOR.replace(layers=(LayerSpec(units=3, activation="relu"), LayerSpec(units=1, activation="sigmoid")))
    found = findings(initial(e, b1=[[-50.0], [0.5], [-50.0]]))
    assert {k for k in kinds(found) if k[0] == "dead"} == {("dead", 1, 0), ("dead", 1, 2)}
    assert found[0].value == 1.0
    assert "leaky ReLU" in found[0].sentence


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("bias", [-30.0, 30.0])
def test_a_unit_at_an_end_of_its_range_is_saturated(activation, bias):
    layers = (LayerSpec(units=2, activation=activation), LayerSpec(units=1, activation="sigmoid"))
    found = findings(initial(XOR.replace(layers=layers), b1=[[bias], [0.0]]))
    assert kinds(found) == {("saturated", 1, 0)}
    assert found[0].value == 1.0
    assert "100%" in found[0].sentence


def test_outputs_are_saturated_only_where_the_loss_leaves_the_slope_and_they_are_wrong():
    wrong = files.example("saturated")
    assert kinds(findings(wrong)) == {("saturated", 1, 0)}
    learned = findings(wrong, 5000)
    assert learned == ()
    helped = wrong.replace(loss="binary_cross_entropy")
    assert findings(helped) == ()


def test_many_sigmoids_let_the_gradient_vanish_and_tanh_does_not():
    def deep(activation):
        hidden = tuple(LayerSpec(units=6, activation=activation) for _ in range(8))
        return XOR.replace(layers=(*hidden, LayerSpec(units=1, activation="sigmoid")))

    vanishing = [f for f in findings(deep("sigmoid")) if f.kind == "vanishing"]
    assert {f.layer for f in vanishing} >= {1, 2}
    assert all(f.unit is None and f.value < THRESHOLDS["vanishing"].value for f in vanishing)
    assert not [f for f in findings(deep("tanh")) if f.kind == "vanishing"]


def test_large_weights_let_the_gradient_explode():
    layers = tuple(LayerSpec(units=units, activation="identity") for units in (8, 8, 8, 8, 1))
    e = XOR.replace(layers=layers, loss="mean_squared_error")
    big = initial(e, **{f"W{n}": 3.0 for n in range(1, 6)})
    exploding = [f for f in findings(big) if f.kind == "exploding"]
    assert {f.layer for f in exploding} == {1, 2, 3, 4, 5}
    assert "learning rate" in exploding[0].sentence


@pytest.mark.parametrize(("rate", "diverges"), [(0.0001, False), (0.05, False), (8.0, True)])
def test_a_loss_that_rises_is_diverging(rate, diverges):
    e = files.example("spiral").replace(optimizer=OptimizerSpec(name="sgd", learning_rate=0.05))
    changes = [{"iteration": 100, "set": "learning_rate", "value": rate}]
    e = Experiment.from_dict({**e.to_dict(), "changes": changes})
    found = [f for f in findings(e, 400) if f.kind == "diverging"]
    assert bool(found) == diverges
    assert all(f.value > THRESHOLDS["diverging"].value for f in found)
    assert not [f for f in findings(e, 100) if f.kind == "diverging"]


def test_a_lost_number_is_diverging_and_nothing_else():
    e = files.example("sine").replace(optimizer=OptimizerSpec(learning_rate=1e5))
    found = findings(e, 200)
    assert kinds(found) == {("diverging", None, None)}


def test_an_iteration_is_examined_as_a_whole_and_the_run_is_left_alone():
    e = initial(XOR, b1=[[30.0], [0.0], [0.0]])
    timeline = Timeline(e)
    checkup = Checkup(timeline)
    found = []
    for operation in range(len(timeline.trainer.operations) + 1):
        timeline.seek(Position(40, operation))
        found.append(checkup.findings())
        assert timeline.position == Position(40, operation)
    assert len(set(found)) == 1
    assert found[0]
    bare = Timeline(e)
    bare.run(200)
    timeline.run(160)
    timeline.seek(Position(200, 0))
    np.testing.assert_array_equal(timeline.trainer.parameters.flat, bare.trainer.parameters.flat)
    np.testing.assert_array_equal(timeline.history.losses[:200], bare.history.losses[:200])


def test_a_finding_can_be_picked():
    found = findings(initial(XOR, b1=[[0.0], [30.0], [0.0]]))
    assert [f.selection.symbol for f in found] == ["a¹₂"]
    assert found[0].title == "Unit 2 of layer 1: saturated"


def test_every_threshold_has_its_source():
    assert set(THRESHOLDS) == {"dead", "saturated", "vanishing", "exploding", "diverging"}
    for row in THRESHOLDS.values():
        assert row.measure
        assert any(character.isdigit() for character in row.source)


def test_a_wide_layer_is_examined_too():
    layers = (LayerSpec(units=64, activation="relu"), LayerSpec(units=10, activation="softmax"))
    e = files.example("digits").replace(layers=layers)
    assert all(f.kind == "dead" for f in findings(e, 5))
