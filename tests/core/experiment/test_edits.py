from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.data.datasets import DATASETS
from nnviz.core.data.features import available
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment, ExperimentError
from nnviz.core.experiment.validation import parameter_shape
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from tests.strategies import changed

Edit = Callable[[Experiment], Experiment]

XOR = {
    "data": {"name": "xor", "examples": 40, "noise": 0.1},
    "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
    "loss": "binary_cross_entropy",
    "seed": 4,
}
TABLE = {
    "data": {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]]},
    "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
}


def experiment(**fields: object) -> Experiment:
    return Experiment.from_dict({**XOR, **fields})


def table(**fields: object) -> Experiment:
    return Experiment.from_dict({**TABLE, **fields})


def shown(e: Experiment) -> list[str]:
    return [f"{'' if layer.units is None else layer.units} {layer.activation}".strip() for layer in e.layers]


# -- every edit of a valid experiment is valid, or says in one sentence why not ---------------------

numbers = st.one_of(
    st.floats(-2, 2), st.sampled_from([0.0, 1e-300, 1e6, 1e7, float("nan"), float("inf")]), st.integers(-2, 5)
)
seeds = st.integers(-1, 2**32)


@st.composite
def an_edit(draw: st.DrawFn, e: Experiment) -> Edit:
    index = draw(st.integers(0, len(e.layers) - 1))
    name = draw(st.sampled_from(sorted(ACTIVATIONS)))
    units = draw(st.sampled_from([None, -1, 0, 1, 2, 3, 10, 1024, 2000]))
    number = draw(numbers)
    seed = draw(seeds)
    dataset = draw(st.sampled_from([*DATASETS, "nowhere"]))
    option = draw(
        st.sampled_from(
            [
                {"examples": draw(st.integers(0, 120))},
                {"classes": draw(st.integers(0, 11))},
                {"noise": number},
                {"test_fraction": number},
                {"seed": seed},
            ]
        )
    )
    features = tuple(draw(st.lists(st.sampled_from(available(e.data.raw_inputs)), max_size=8)))
    loss = draw(st.sampled_from([*LOSSES, "none"]))
    optimizer = draw(st.sampled_from([*OPTIMIZERS, "none"]))
    initializer = draw(st.sampled_from([*INITIALIZERS, "none"]))
    setting = draw(st.sampled_from(["learning_rate", "l1", "l2"]))
    iteration = draw(st.integers(0, 3))
    weight = f"W{index + 1}"
    plain = draw(
        st.sampled_from(
            [
                {"reduction": draw(st.sampled_from(["mean", "sum", "none"]))},
                {"output_gradient": draw(st.sampled_from(["chain_rule", "fused", "none"]))},
                {"batch_size": draw(st.sampled_from([-1, 0, 1, 7, 10_000, 10_001]))},
                {"standardize": draw(st.booleans())},
            ]
        )
    )
    rule = draw(st.sampled_from(["momentum", "alpha", "beta1", "beta2", "epsilon", "weight_decay"]))
    return draw(
        st.sampled_from(
            [
                lambda x: edits.set_data(x, dataset),
                lambda x: edits.set_data_option(x, **option),
                lambda x: edits.resample_data(x),
                lambda x: edits.resample_data(x, seed),
                lambda x: edits.set_features(x, features),
                lambda x: edits.add_layer(x, index, units, name),
                lambda x: edits.add_layer(x, len(x.layers), units, name),
                lambda x: edits.remove_layer(x, index),
                lambda x: edits.set_layer(x, index, units=units),
                lambda x: edits.set_layer(x, index, activation=name),
                lambda x: edits.set_layer(x, index, initializer=initializer),
                lambda x: edits.set_loss(x, loss),
                lambda x: edits.set_option(x, **plain),
                lambda x: edits.set_optimizer(x, optimizer),
                lambda x: edits.set_optimizer_setting(x, **{rule: number}),
                lambda x: edits.resample_weights(x),
                lambda x: edits.resample_weights(x, seed),
                lambda x: edits.set_setting(x, setting, number, iteration),
                lambda x: edits.set_parameter(x, weight, 0, 0, number, iteration),
            ]
        )
    )


def check_made(e: Experiment) -> None:
    assert Experiment.from_dict(e.to_dict()) == e
    s = samples(e)
    assert s.train.shape[0] == e.widths[0] + 1 + e.widths[-1]
    for name in e.initial or {}:
        assert parameter_shape(e, name) is not None


@settings(max_examples=6 * settings.default.max_examples)
@given(st.data())
def test_every_edit_of_a_valid_experiment_is_valid_or_says_why_not(data: st.DataObject) -> None:
    e = data.draw(changed())
    for _ in range(data.draw(st.integers(1, 6))):
        edit = data.draw(an_edit(e))
        try:
            after = edit(e)
        except ExperimentError as error:
            sentence = str(error)
            assert ": " in sentence
            assert "\n" not in sentence
            continue
        e = after
        if (e.data.examples or 0) <= 2000:
            check_made(e)


@pytest.mark.parametrize("first", DATASETS)
@pytest.mark.parametrize("loss", LOSSES)
def test_any_set_can_follow_any_set_and_loss(first: str, loss: str) -> None:
    e = edits.set_data(experiment(), first)
    with contextlib.suppress(ExperimentError):
        e = edits.set_loss(e, loss)
    for second in DATASETS:
        after = edits.set_data(e, second)
        assert after.data.name == second
        assert Experiment.from_dict(after.to_dict()) == after


# -- data ------------------------------------------------------------------------------------------


def test_more_classes_bring_softmax_and_its_loss() -> None:
    e = edits.set_data(experiment(), "blobs")
    assert (shown(e), e.loss) == (["3 tanh", "3 softmax"], "categorical_cross_entropy")


def test_numbers_as_targets_bring_the_identity_and_squares() -> None:
    e = edits.set_data(experiment(), "plane")
    assert (shown(e), e.loss) == (["3 tanh", "1 identity"], "mean_squared_error")


def test_a_set_keeps_the_options_it_takes() -> None:
    e = edits.set_data_option(edits.set_data(experiment(), "blobs"), classes=5, test_fraction=0.2)
    e = edits.set_data(e, "spirals")
    assert (e.data.classes, e.data.noise, e.data.examples, e.data.test_fraction) == (5, 0.1, 40, 0.2)
    assert edits.set_data(e, "iris").data.classes is None
    assert edits.set_data(e, "digits").data.examples == 40


def test_classes_widen_the_output() -> None:
    e = edits.set_data_option(edits.set_data(experiment(), "blobs"), classes=7)
    assert shown(e)[-1] == "7 softmax"


def test_from_one_unit_for_two_classes_to_three_classes() -> None:
    e = Experiment.from_dict({**XOR, "data": {"name": "blobs", "classes": 2}})
    e = edits.set_data_option(e, classes=3)
    assert (shown(e)[-1], e.loss) == ("3 softmax", "categorical_cross_entropy")


def test_more_classes_than_examples_are_refused() -> None:
    e = edits.set_data_option(edits.set_data(experiment(), "blobs"), examples=4)
    with pytest.raises(ExperimentError, match="examples: "):
        edits.set_data_option(e, classes=5)


def test_features_stay_while_the_inputs_do() -> None:
    e = edits.set_features(experiment(), ("x1", "x2^2"))
    assert edits.set_data(e, "circle").features == ("x1", "x2^2")
    assert edits.set_data(e, "sine").features is None


def test_the_plain_inputs_are_the_default() -> None:
    e = edits.set_features(experiment(), ("x1",))
    assert edits.set_features(e, ("x1", "x2")).features is None


def test_the_last_feature_stays() -> None:
    with pytest.raises(ExperimentError, match="at least one feature"):
        edits.set_features(experiment(), ())


def test_a_table_gives_way_to_a_set() -> None:
    e = edits.set_data(table(), "moons")
    assert (e.data.name, e.data.inputs) == ("moons", None)


# -- network ---------------------------------------------------------------------------------------


def test_a_hidden_layer_leaves_the_output_alone() -> None:
    e = edits.add_layer(experiment(), edits.output_layer(experiment()), 5, "relu")
    assert shown(e) == ["3 tanh", "5 relu", "1 sigmoid"]


def test_a_layer_after_the_output_takes_the_outputs_over() -> None:
    assert shown(edits.add_layer(experiment(), 2, 4, "sigmoid")) == ["3 tanh", "1 sigmoid", "1 sigmoid"]


def test_an_activation_of_its_own_is_split_off() -> None:
    e = edits.add_layer(experiment(output_gradient="fused"), 2, None, "sigmoid")
    assert shown(e) == ["3 tanh", "1 identity", "sigmoid"]
    assert e.output_gradient == "fused"
    assert shown(edits.remove_layer(e, 2)) == ["3 tanh", "1 sigmoid"]


def test_softmax_on_top_of_sigmoid_keeps_both() -> None:
    e = edits.add_layer(experiment(), 2, None, "softmax")
    assert shown(e) == ["3 tanh", "2 sigmoid", "softmax"]


def test_a_split_off_end_drops_the_fused_form_it_no_longer_has() -> None:
    e = edits.add_layer(experiment(output_gradient="fused"), 2, None, "softmax")
    assert e.output_gradient == "chain_rule"


def test_without_the_output_layer_the_one_before_takes_its_place() -> None:
    assert shown(edits.remove_layer(experiment(), 1)) == ["1 sigmoid"]


def test_without_a_hidden_layer_the_output_stays() -> None:
    assert shown(edits.remove_layer(experiment(), 0)) == ["1 sigmoid"]


@pytest.mark.parametrize(
    "layers",
    [
        [{"units": 1, "activation": "sigmoid"}],
        [{"activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
    ],
)
def test_the_only_layer_with_weights_stays(layers: list[dict[str, object]]) -> None:
    with pytest.raises(ExperimentError, match="layers: "):
        edits.remove_layer(experiment(layers=layers), len(layers) - 1)


def test_softmax_for_two_classes_needs_two_units_and_gives_one_back() -> None:
    e = edits.set_layer(experiment(), 1, activation="softmax")
    assert shown(e)[-1] == "2 softmax"
    assert shown(edits.set_layer(e, 1, activation="sigmoid"))[-1] == "1 sigmoid"


def test_a_loss_that_does_not_take_the_activation_gives_way() -> None:
    e = edits.set_layer(experiment(output_gradient="fused"), 1, activation="tanh")
    assert (e.loss, e.output_gradient) == ("mean_squared_error", "chain_rule")


def test_a_hidden_activation_changes_nothing_else() -> None:
    before = experiment()
    after = edits.set_layer(before, 0, activation="relu")
    assert after.layers[1:] == before.layers[1:]
    assert after.replace(layers=before.layers) == before


# -- values set by hand ----------------------------------------------------------------------------

BY_HAND = {
    "initial": {"W1": [[1, 2]] * 3, "W2": [[1, 2, 3]]},
    "changes": [
        {"iteration": 0, "parameter": "b1", "unit": 0, "value": 1},
        {"iteration": 5, "set": "learning_rate", "value": 0.1},
    ],
}


@pytest.mark.parametrize(
    "edit",
    [
        lambda e: edits.set_layer(e, 0, activation="sigmoid"),
        lambda e: edits.set_data(e, "and"),
        lambda e: edits.set_loss(e, "mean_squared_error"),
    ],
)
def test_values_set_by_hand_stay_where_every_parameter_stays(edit: Edit) -> None:
    before = experiment(**BY_HAND)
    after = edit(before)
    assert (after.initial, after.changes) == (before.initial, before.changes)


@pytest.mark.parametrize(
    "edit",
    [
        lambda e: edits.set_layer(e, 0, units=4),
        lambda e: edits.set_features(e, ("x1", "x1^2")),
        lambda e: edits.add_layer(e, 0),
        lambda e: edits.remove_layer(e, 0),
        lambda e: edits.resample_weights(e),
    ],
)
def test_values_set_by_hand_go_where_they_no_longer_belong(edit: Edit) -> None:
    after = edit(experiment(**BY_HAND))
    assert after.initial is None
    assert [c.set for c in after.changes] == ["learning_rate"]


def test_another_initializer_replaces_exact_weights_of_its_layer() -> None:
    after = edits.set_layer(experiment(**BY_HAND), 0, initializer="zeros")
    assert list(after.initial or {}) == ["W2"]


# -- learning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "last"),
    [
        ("hinge", "1 tanh"),
        ("categorical_cross_entropy", "2 softmax"),
        ("log_likelihood", "2 softmax"),
        ("mean_squared_error", "1 sigmoid"),
        ("huber", "1 sigmoid"),
    ],
)
def test_a_loss_brings_the_activation_that_belongs_to_it(loss: str, last: str) -> None:
    e = edits.set_loss(experiment(), loss)
    assert (shown(e)[-1], e.loss) == (last, loss)
    assert shown(edits.set_loss(e, "binary_cross_entropy"))[-1] == "1 sigmoid"


def test_hinge_leaves_an_output_that_reaches_both_signs() -> None:
    e = edits.set_layer(edits.set_loss(experiment(), "mean_squared_error"), 1, activation="identity")
    assert shown(edits.set_loss(e, "hinge"))[-1] == "1 identity"


def test_a_table_with_one_target_never_gets_softmax() -> None:
    e = edits.set_loss(edits.set_layer(table(), 1, activation="tanh"), "categorical_cross_entropy")
    assert shown(e)[-1] == "1 sigmoid"


def test_a_loss_refuses_targets_it_cannot_take() -> None:
    with pytest.raises(ExperimentError, match=r"hinge needs −1 or 1; row 1"):
        edits.set_loss(table(), "hinge")
    with pytest.raises(ExperimentError, match="loss: "):
        edits.set_loss(edits.set_data(experiment(), "plane"), "hinge")


def test_the_optimizer_keeps_the_learning_rate() -> None:
    e = edits.set_optimizer(edits.set_setting(experiment(), "learning_rate", 0.5), "adam")
    assert (e.optimizer.name, e.optimizer.learning_rate) == ("adam", 0.5)
    e = edits.set_optimizer_setting(e, beta1=0.5)
    assert e.optimizer.settings["beta1"] == 0.5


def test_a_setting_at_the_start_is_the_recipes_own() -> None:
    e = edits.set_setting(experiment(**BY_HAND), "learning_rate", 0.5)
    assert e.optimizer.learning_rate == 0.5
    assert [c.parameter for c in e.changes] == ["b1"]


def test_a_setting_later_is_a_change_and_drops_those_after_it() -> None:
    e = edits.set_setting(experiment(**BY_HAND), "l2", 0.5, 3)
    assert [(c.iteration, c.set or c.parameter) for c in e.changes] == [(0, "b1"), (3, "l2")]


# -- seeds -----------------------------------------------------------------------------------------


def test_other_weights_leave_the_examples_alone() -> None:
    before = experiment()
    after = edits.resample_weights(before)
    assert (after.seed, after.data.seed) == (5, 4)
    assert samples(after).train.tobytes() == samples(before).train.tobytes()


def test_other_examples_leave_the_weights_alone() -> None:
    before = experiment()
    after = edits.resample_data(before)
    assert (after.seed, after.data.seed) == (4, 5)
    assert samples(after).train.tobytes() != samples(before).train.tobytes()


def test_after_the_largest_seed_comes_zero() -> None:
    assert edits.resample_weights(experiment(seed=2**32 - 1)).seed == 0
