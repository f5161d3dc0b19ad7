"""Weights that still make sense stay when the network is edited; the others are drawn from the seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.parameters import Parameters
from nnviz.core.document import files
from nnviz.core.experiment.edits import add_layer, move_layer, without_hidden_layers
from nnviz.core.experiment.experiment import Experiment, ExperimentError, LayerSpec
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.weight_transfer import (
    LayerSource,
    follow,
    keep,
    moved_selection,
    origins,
    sentence,
    without_unit,
)


def network(*units, activation="tanh", **fields):
    return Experiment.from_dict(
        {
            "data": {"name": "circle"},
            "layers": [
                *({"units": n, "activation": activation} for n in units),
                {"units": 1, "activation": "sigmoid"},
            ],
            "loss": "binary_cross_entropy",
            **fields,
        }
    )


def trained(e, iterations=30):
    timeline = Timeline(e)
    timeline.run(iterations)
    p = timeline.trainer.parameters
    return {name: values.copy() for name, values in p.named(p.flat).items()}


def start(e):
    p = Parameters(e)
    p.initialize(e)
    return p.named(p.flat)


def test_another_unit_leaves_all_others_alone():
    old, new = network(3, 2), network(4, 2)
    values = trained(old)
    kept = keep(old, values, new)
    after, drawn = start(kept.experiment), start(new)
    np.testing.assert_array_equal(after["W1"][:3], values["W1"])
    np.testing.assert_array_equal(after["W1"][3], drawn["W1"][3])
    np.testing.assert_array_equal(after["W2"][:, :3], values["W2"])
    np.testing.assert_array_equal(after["W2"][:, 3], drawn["W2"][:, 3])
    for name in ("b2", "W3", "b3"):
        np.testing.assert_array_equal(after[name], values[name])
    expected = "Kept b², W³, b³, 6 of 8 of W¹, 3 of 4 of b¹, 6 of 8 of W²; the rest reinitialized."
    assert sentence(kept) == expected


def test_a_unit_taken_from_the_middle():
    old, new = network(3, 2), network(2, 2)
    values = trained(old)
    layer_mapping = [*origins(old, new)]
    layer_mapping[1] = LayerSource(1, (0, 2))
    after = start(keep(old, values, new, layer_mapping).experiment)
    np.testing.assert_array_equal(after["W1"], values["W1"][[0, 2]])
    np.testing.assert_array_equal(after["W2"], values["W2"][:, [0, 2]])


def test_a_layer_between_two_others_is_drawn_and_so_is_what_it_feeds():
    old, new = network(3, 2), network(3, 5, 2)
    values = trained(old)
    kept = keep(old, values, new)
    after, drawn = start(kept.experiment), start(new)
    np.testing.assert_array_equal(after["W1"], values["W1"])
    np.testing.assert_array_equal(after["W2"], drawn["W2"])
    np.testing.assert_array_equal(after["W3"], drawn["W3"])
    np.testing.assert_array_equal(after["b3"], values["b2"])
    np.testing.assert_array_equal(after["W4"], values["W3"])
    assert sentence(kept) == "Kept W¹, b¹, b³, W⁴, b⁴; W², W³ reinitialized."


def test_inputs_are_known_by_name():
    old, new = network(3, features=["x1", "x2"]), network(3, features=["x2", "x1^2"])
    values = trained(old)
    after, drawn = start(keep(old, values, new).experiment), start(new)
    np.testing.assert_array_equal(after["W1"][:, 0], values["W1"][:, 1])
    np.testing.assert_array_equal(after["W1"][:, 1], drawn["W1"][:, 1])


def test_before_training_nothing_has_to_be_written_down_that_the_seed_gives():
    old = network(3, 2)
    kept = keep(old, start(old), network(3, 2, activation="relu"))
    assert kept.experiment.initial is None
    assert sentence(kept) == "All weights are kept."


def test_a_layer_without_weights_keeps_nothing_and_breaks_nothing():
    old = files.example("sigmoid-softmax")
    new = old.replace(layers=(LayerSpec(units=4, activation="tanh"), *old.layers))
    values = trained(old)
    after = start(keep(old, values, new).experiment)
    np.testing.assert_array_equal(after["b2"], values["b1"])
    assert after["W2"].shape == (values["W1"].shape[0], 4)


widths = st.lists(st.integers(1, 5), min_size=0, max_size=4)


@settings(max_examples=60, deadline=None)
@given(widths, widths, st.integers(0, 3))
def test_laws(before, after, seed):
    old, new = network(*before, seed=seed), network(*after, seed=seed + 1)
    values = trained(old, 3)
    kept = keep(old, values, new)
    result, drawn = start(kept.experiment), start(new)
    assert kept.experiment.replace(initial=None) == new
    layer_mapping = origins(old, new)
    assert layer_mapping[-1].layer == len(old.layers)
    layers = [origin.layer for origin in layer_mapping if origin.layer is not None]
    assert layers == sorted(set(layers))
    for name, (count, size) in kept.kept.items():
        assert result[name].size == size
        assert np.count_nonzero(result[name] != drawn[name]) <= count
        source = values.get(f"{name[0]}{layer_mapping[int(name[1:])].layer}")
        allowed = drawn[name].ravel().tolist() + ([] if source is None else source.ravel().tolist())
        assert set(result[name].ravel().tolist()) <= set(allowed)
    same = keep(old, values, old)
    assert all(count == size for count, size in same.kept.values())
    assert all(np.array_equal(start(same.experiment)[name], values[name]) for name in values)


@pytest.mark.parametrize("removed", [0, 1, 2])
def test_taking_a_layer_out_and_putting_it_back_keeps_the_rest(removed):
    units = [3, 4, 5]
    old, fewer = network(*units), network(*(n for k, n in enumerate(units) if k != removed))
    values = trained(old)
    without = keep(old, values, fewer)
    again = keep(without.experiment, start(without.experiment), old)
    for name in ("W4", "b4"):
        if removed < 2:
            np.testing.assert_array_equal(start(again.experiment)[name], values[name])
    if removed > 0:
        np.testing.assert_array_equal(start(again.experiment)["W1"], values["W1"])


# -- edits that say where layers go --------------------------------------------------------------


def test_a_layer_that_changes_its_place_keeps_its_biases():
    old = network(3, 2)
    values = trained(old)
    new = move_layer(old, 0, 1)
    kept = keep(old, values, new, follow(old, new, [1, 0, 2]))
    after = start(kept.experiment)
    np.testing.assert_array_equal(after["b1"], values["b2"])
    np.testing.assert_array_equal(after["b2"], values["b1"])
    assert [kept.kept[f"W{n}"][0] for n in (1, 2, 3)] == [0, 0, 0]


@pytest.mark.parametrize(("index", "to"), [(2, 0), (0, 2)])
def test_the_outputs_stay_the_last(index, to):
    with pytest.raises(ExperimentError, match="the output layer must remain the last layer with weights"):
        move_layer(network(3, 2), index, to)


def test_without_hidden_layers_what_follows_the_outputs_stays():
    e = network(3, 2)
    assert without_hidden_layers(e).layers == e.layers[2:]
    assert without_hidden_layers(add_layer(e, 3, None, "sigmoid")).widths == (2, 1, 1)


def test_where_a_pick_is_found_again():
    old, new = network(3, 2), network(2, 2)
    layer_mapping = without_unit(old, new, 1, 1)
    assert moved_selection(Selection("unit", 1, 2), layer_mapping, new) == Selection("unit", 1, 1)
    assert moved_selection(Selection("bias", 1, 1), layer_mapping, new) is None
    assert moved_selection(Selection("weight", 2, 1, 2), layer_mapping, new) == Selection("weight", 2, 1, 1)
    assert moved_selection(Selection("weight", 2, 1, 1), layer_mapping, new) is None
    assert moved_selection(Selection("loss"), layer_mapping, new) == Selection("loss")


def test_a_unit_goes_from_the_layers_without_weights_too():
    old = add_layer(network(3, 2), 1, None, "relu")
    new = add_layer(network(2, 2), 1, None, "relu")
    layer_mapping = without_unit(old, new, 1, 0)
    assert layer_mapping[2] == LayerSource(2, (1, 2))
    values = trained(old)
    after = start(keep(old, values, new, layer_mapping).experiment)
    np.testing.assert_array_equal(after["W3"], values["W3"][:, 1:])
