"""The recipe: exact as JSON, checked on construction, every refusal one sentence that names its field."""

import copy
import json
import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnviz.core.document.files import parse
from nnviz.core.experiment.experiment import (
    Change,
    DataSpec,
    Experiment,
    LayerSpec,
    OptimizerSpec,
    Regularization,
)
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import MAX_CHANGES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.run.timeline import Timeline
from tests.strategies import changed, experiments

TABLE = {
    "data": {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]]},
    "layers": [{"activation": "tanh", "units": 2}, {"activation": "sigmoid", "units": 1}],
    "loss": "binary_cross_entropy",
}
BLOBS = {
    "data": {"name": "blobs"},
    "layers": [{"activation": "softmax", "units": 3}],
    "loss": "categorical_cross_entropy",
}
PLANE = {"data": {"name": "plane"}, "layers": [{"activation": "identity", "units": 1}]}


def w(path, value, base=TABLE):
    """Return a copy of `base` with the value at a dotted path put in place."""
    data = copy.deepcopy(base)
    *parents, last = path.split(".")
    place = data
    for part in parents:
        place = place[int(part)] if part.isdigit() else place.setdefault(part, {})
    place[int(last) if last.isdigit() else last] = value
    return data


def change(**fields):
    return {**TABLE, "changes": [{"iteration": 3, "value": 0.5, **fields}]}


def refusal(data):
    """Return the sentence with which `data` is refused, having checked that it is one."""
    with pytest.raises(ExperimentError) as caught:
        Experiment.from_dict(data) if isinstance(data, dict) else parse(data)
    sentence = str(caught.value)
    assert sentence
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert "Traceback" not in sentence
    assert "$" not in sentence
    sentence.encode()
    return sentence


# -- what is accepted --------------------------------------------------------------------------------


@settings(max_examples=80)
@given(e=changed(experiments()))
def test_json_and_back_is_exact(e):
    again = Experiment.from_dict(json.loads(json.dumps(e.to_dict())))
    assert again == e
    assert hash(again) == hash(e)
    assert again.to_dict() == e.to_dict()


@example(rows=[[-0.0, 0.0], [2.0**53, -(2.0**53)], [1e22, 5e-324], [1.7976931348623157e308, 0.1]])
@given(
    rows=st.lists(
        st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2), min_size=1
    )
)
def test_every_float_survives(rows):
    m = Matrix(rows)
    again = Matrix(json.loads(json.dumps(m.tolist())))
    assert again == m
    assert again.array.tobytes() == np.array(rows, dtype=float).tobytes()


def test_defaults():
    e = Experiment.from_dict(BLOBS)
    assert (e.format, e.version, e.seed, e.batch_size) == ("nnviz", 1, 1, 10)
    assert (e.reduction, e.output_gradient, e.standardize) == ("mean", "chain_rule", False)
    assert e.optimizer == OptimizerSpec(name="sgd", learning_rate=0.03)
    assert e.regularization == Regularization(l1=0.0, l2=0.0)
    assert (e.features, e.initial, e.changes) == (None, None, ())
    assert e.feature_names == ("x1", "x2")
    assert e.layers[0].initializer == "xavier_uniform"
    assert e.data.class_count == 3
    assert e.data.fraction == 0.5
    assert Experiment.from_dict(TABLE).data.fraction == 0.0
    assert Experiment.from_dict(PLANE).loss == "mean_squared_error"
    assert json.loads(json.dumps(e.to_dict())) == {"format": "nnviz", "version": 1, **BLOBS}


def test_the_settings_of_a_rule_have_its_defaults():
    for name, row in OPTIMIZERS.items():
        assert OptimizerSpec(name=name).settings == dict(row.settings)
    assert OptimizerSpec(name="adam", beta1=0.5).settings == {"beta1": 0.5, "beta2": 0.999, "epsilon": 1e-8}
    assert OptimizerSpec(name="momentum", momentum=0.0).settings == {"momentum": 0.0}


def test_widths_and_parameters():
    e = Experiment.from_dict(
        {
            **BLOBS,
            "layers": [
                {"activation": "relu"},
                *([{"activation": "tanh", "units": 4}] * 2),
                {"activation": "softmax", "units": 3},
            ],
        }
    )
    assert e.widths == (2, 2, 4, 4, 3)
    assert e.parameter_count == 3 * 4 + 5 * 4 + 5 * 3


@given(e=changed(experiments()))
def test_records_are_frozen_and_equal_by_value(e):
    with pytest.raises(AttributeError):
        e.seed = 3
    with pytest.raises(AttributeError):
        e.layers[0].units = 3
    assert copy.deepcopy(e.to_dict()) == e.to_dict()
    assert e.replace() == e
    assert e.replace(seed=(e.seed + 1) % 2**32) != e


def test_the_recipe_in_force():
    e = Experiment.from_dict(
        {
            **TABLE,
            "changes": [
                {"iteration": 2, "set": "learning_rate", "value": 1},
                {"iteration": 2, "parameter": "b1", "unit": 1, "value": 1},
                {"iteration": 5, "set": "l1", "value": 0.5},
                {"iteration": 5, "set": "learning_rate", "value": 2},
            ],
        }
    )
    rates = [
        (e.effective_at(i).optimizer.learning_rate, e.effective_at(i).regularization.l1)
        for i in (0, 1, 2, 4, 5, 99)
    ]
    assert rates == [(0.03, 0), (0.03, 0), (1, 0), (1, 0), (2, 0.5), (2, 0.5)]
    assert all(e.effective_at(i).changes == () for i in (0, 5))


@pytest.mark.parametrize("fields", [
    {"seed": 0}, {"seed": 2**32 - 1}, {"batch_size": 10_000}, {"data": w("data.test_fraction", 0.9)["data"]},
    {"optimizer": {"learning_rate": 1e6}}, {"optimizer": {"name": "momentum", "momentum": 0}},
    {"changes": [{"iteration": 10**12, "set": "l1", "value": 0}]}, {"initial": {"W1": [[1, 2], [3, 4]]}},
    {"regularization": {"l2": 1e6}}, {"features": ["sin(x2)"]},
])  # fmt: skip
def test_the_ends_of_the_ranges_are_allowed(fields):
    read = Experiment.from_dict({**TABLE, **fields})
    assert Experiment.from_dict(read.to_dict()) == read


# -- what is refused -----------------------------------------------------------------------------------

UNKNOWN = {
    "colour": {**TABLE, "colour": 1},
    "data.colour": w("data.colour", 1),
    "layers[1].colour": w("layers.1.colour", 1),
    "optimizer.colour": w("optimizer.colour", 1),
    "regularization.colour": w("regularization.colour", 1),
    "changes[0].colour": change(set="l1", colour=1),
}
WRONG_TYPE = {
    "data": (3, "x", [], None, True),
    "layers": ({}, "tanh", None, 3),
    "layers.0": ([], "tanh", None),
    "layers.0.units": ("3", 2.5, True, [], 1e3),
    "layers.0.activation": (3, None, [], True),
    "layers.0.initializer": (3, None),
    "format": (1, None),
    "version": ("1", None, 1.5, True),
    "features": ("x1", 3, {}),
    "features.0": None,
    "standardize": (0, "no", None),
    "loss": (1, None, ["hinge"]),
    "reduction": (1, None),
    "output_gradient": (True, None),
    "optimizer": ("adam", [], None),
    "optimizer.learning_rate": ("0.1", None, [], True),
    "regularization": (0.1, []),
    "regularization.l1": ("0", None, True),
    "batch_size": ("10", 1.5, None, True, 1e1),
    "seed": ("1", 1.5, None, True, 1e0),
    "initial": ([], "W1", 3),
    "initial.W1": (3, "x", {}, [], [[]], [1, 2]),
    "changes": ({}, 3, "x"),
    "changes.0": None,
    "data.name": (3, ["xor"]),
    "data.noise": ("0", True, []),
    "data.classes": ("2", 2.5, True),
    "data.examples": ("100", 1.5, True),
    "data.inputs": (3, "x", {}, [], [[]], [1, 2], [[1], 2]),
    "data.targets": (3, "x", {}, [], [[]], [1, 2]),
    "data.test_fraction": ("0.5", True, []),
    "data.seed": ("1", 1.5),
}
OUT_OF_RANGE = {
    "seed": (-1, 2**32, 10**30, -(10**400)),
    "batch_size": (0, -1, 10_001, 10**30),
    "version": (0, 2, -1, 10**30),
    "layers.0.units": (0, -1, 1025, 10**12),
    "optimizer.learning_rate": (0, -0.1, 1e7, float("inf"), float("-inf"), float("nan"), 10**400),
    "regularization.l1": (-1e-9, 1e7, float("nan"), float("inf")),
    "regularization.l2": (-1, float("nan"), 10**400),
    "data.test_fraction": (-0.1, 0.91, 1, float("nan")),
    "data.seed": (-1, 2**32),
    "layers": ([],),
}
TOO_MUCH = {
    "layers": {**TABLE, "layers": [{"activation": "tanh", "units": 1}] * 33},
    "layers ": {**TABLE, "layers": [{"activation": "tanh", "units": 1024}] * 3 + [TABLE["layers"][1]]},
    "batch_size": {
        **TABLE, "batch_size": 10_000,
        "layers": [*[{"activation": "tanh", "units": 300}] * 4, TABLE["layers"][1]],
    },
    "layers[0].units": w("layers.0.units", 10**9),
    "data.examples": w("data.examples", 10**9, BLOBS),
    "data.classes": w("data.classes", 10**9, BLOBS),
    "changes": {**TABLE, "changes": [{"iteration": 1, "set": "l1", "value": 0}] * (MAX_CHANGES + 1)},
    "changes[0].unit": change(parameter="W1", unit=10**9, source=0),
}  # fmt: skip
SENTENCES = [
    ({}, "data: this field is required"),
    ({"data": {"name": "xor"}}, "layers: this field is required"),
    (w("layers.0", {"units": 2}), "layers[0].activation: this field is required"),
    (w("format", "other"), "format: expected 'nnviz', not 'other'"),
    (w("version", 2), "version: this nnviz reads version 1, not 2 (it was written by a newer nnviz)"),
    (w("layers.0.activation", "tahn"), "layers[0].activation: 'tahn' is not known; choose one of identity, "),
    (w("layers.0.initializer", "x"), "layers[0].initializer: 'x' is not known; choose one of zeros, "),
    (w("loss", "x"), "loss: 'x' is not known; choose one of mean_squared_error, "),
    (w("reduction", "max"), "reduction: 'max' is not known; choose one of mean, sum"),
    (w("output_gradient", "x"), "output_gradient: 'x' is not known; choose one of chain_rule, fused"),
    (w("optimizer.name", "x"), "optimizer.name: 'x' is not known; choose one of sgd, "),
    (w("optimizer.momentum", 0.5), "optimizer.momentum: sgd has no such setting"),
    (
        w("optimizer", {"name": "adam", "momentum": 0.5}),
        "optimizer.momentum: adam has no such setting; it has ",
    ),
    (w("optimizer", {"name": "adam", "beta1": 1}), "optimizer.beta1: expected a number below 1"),
    (w("data.name", "x", BLOBS), "data.name: 'x' is not known; choose one of xor, "),
    (w("data", {}), "data.name: give the name of a dataset, or a table as inputs and targets"),
    (w("data", {"inputs": [[1]]}), "data.targets: a table needs both inputs and targets"),
    (w("data", {"targets": [[1]]}), "data.inputs: a table needs both inputs and targets"),
    (w("data.name", "xor"), "data.inputs: a named data set has its own inputs; leave out one of the two"),
    (w("data.noise", 0.5), "data.noise: only a named data set has this option, a table does not"),
    (
        w("data", {"name": "xor", "classes": 2}),
        "data.classes: xor has a fixed number of classes; leave this out",
    ),
    (w("data", {"name": "blobs", "classes": 10, "examples": 9}, BLOBS), "data.examples: blobs takes 10 to "),
    (w("data.inputs", [[1, 2]]), "data.targets: expected 1 rows, as many as inputs, not 4"),
    (w("data.inputs", [[1, 2], [3]]), "data.inputs: row 2 must have 2 numbers like row 1, not 1"),
    (w("data.inputs.1.0", "x"), "data.inputs: row 2, column 1 must be a number, not 'x'"),
    (w("data.inputs.1.0", None), "data.inputs: row 2, column 1 must be a number, not null"),
    (w("data.inputs.1.0", True), "data.inputs: row 2, column 1 must be a number, not true"),
    (w("data.inputs.1.0", [1]), "data.inputs: row 2, column 1 must be a number, not a list"),
    (w("data.inputs.1.0", float("nan")), "data.inputs: row 2, column 1 must be a finite number"),
    (w("data.targets.3.0", float("-inf")), "data.targets: row 4, column 1 must be a finite number"),
    (w("data.inputs.1.0", 10**400), "data.inputs: row 2, column 1 must be a finite number"),
    (
        w("data.inputs.2.1", -1e51),
        "data.inputs: expected numbers between −1e50 and 1e50; row 3, column 2 is -1e+51",
    ),
    (
        w("data.targets.0.0", 1e300),
        "data.targets: expected numbers between −1e50 and 1e50; row 1, column 1 is ",
    ),
    (
        w("data.targets.2.0", 2),
        "data.targets: binary_cross_entropy needs numbers from 0 to 1; row 3, column 1 is 2",
    ),
    (w("loss", "hinge"), "data.targets: hinge needs −1 or 1; row 1, column 1 is 0"),
    (w("loss", "log_likelihood"), "data.targets: log_likelihood needs rows that sum to 1; row 1 sums to 0"),
    (
        w("layers.1.units", 2),
        "layers[1].units: the targets have 1 column, so the last layer needs 1 unit, not 2",
    ),
    (
        w("layers.0.units", 4, BLOBS),
        "layers[0].units: the data has 3 classes, so the last layer needs 3 units, not 4",
    ),
    (
        w("layers.0.units", 2, PLANE),
        "layers[0].units: plane has one target, so the last layer needs 1 unit, not 2",
    ),
    (
        w("layers.1.activation", "tanh"),
        "loss: binary_cross_entropy needs outputs between 0 and 1; let the last layer's ",
    ),
    (
        w("layers.0.activation", "relu", BLOBS),
        "loss: categorical_cross_entropy takes logarithms of outputs that relu ",
    ),
    (
        w("output_gradient", "fused", PLANE),
        "output_gradient: fused exists for sigmoid with binary_cross_entropy, ",
    ),
    (
        w("layers", [{"activation": "sigmoid"}]),
        "layers: at least one layer needs units, because otherwise there is nothing to learn",
    ),
    (w("features", []), "features: at least one feature is needed"),
    (w("features", ["x1", "x3"]), "features[1]: 'x3' is not a feature of this data; allowed: x1, x2, x1^2, "),
    (w("features", ["x1", "x1"]), "features: each feature may be named once"),
    (w("initial", {"W3": [[1]]}), "initial.W3: there is no such parameter; allowed: W1, b1, W2, b2"),
    (w("initial", {"W2": [[1]]}), "initial.W2: expected 1 row of 2, not 1 of 1"),
    (
        w("initial", {"b1": [[1], [2]], "W1": [[1, 2], ["x", 1]]}),
        "initial.W1: row 2, column 1 must be a number, not 'x'",
    ),
    (change(), "changes[0].set: give either set or parameter"),
    (change(set="l1", parameter="W1"), "changes[0].set: give either set or parameter"),
    (change(set="seed"), "changes[0].set: 'seed' is not known; choose one of learning_rate, l1, l2"),
    (change(set="l1", unit=0), "changes[0].unit: unit and source apply only to a parameter; leave them out"),
    (change(set="learning_rate", value=0), "changes[0].value: learning_rate must be a number above 0"),
    (change(set="l2", value=-1), "changes[0].value: l2 must be a number of at least 0"),
    (change(set="l2", value=float("nan")), "changes[0].value: expected a finite number between −1e6 and 1e6"),
    (
        change(parameter="W1", unit=0, source=0, value=1e7),
        "changes[0].value: expected a finite number between ",
    ),
    (change(parameter="W1"), "changes[0].unit: the unit whose parameter changes is required"),
    (change(parameter="W1", unit=2, source=0), "changes[0].unit: expected 0 to 1"),
    (change(parameter="W1", unit=0), "changes[0].source: expected 0 to 1"),
    (change(parameter="W1", unit=0, source=2), "changes[0].source: expected 0 to 1"),
    (change(parameter="b1", unit=0, source=0), "changes[0].source: a bias has no source; leave it out"),
    (change(parameter="W" + "1" * 5000, unit=0), "changes[0].parameter: 'W111"),
    (change(iteration=-1, set="l1"), "changes[0].iteration: expected a whole number of at least 0"),
    (
        {**TABLE, "changes": [{"iteration": i, "set": "l1", "value": 0} for i in (2, 1)]},
        "changes[1].iteration: changes must be in order, 1 follows 2",
    ),
]


@pytest.mark.parametrize("field", UNKNOWN)
def test_unknown_fields(field):
    assert refusal(UNKNOWN[field]).startswith(f"{field}: this field is not known; allowed here: ")


@pytest.mark.parametrize(
    ("field", "value"),
    [(f, v) for f, values in WRONG_TYPE.items() if values for v in values],
    ids=lambda v: repr(v)[:20],
)
def test_wrong_types(field, value):
    base = BLOBS if field in ("data.name", "data.noise", "data.classes", "data.examples") else TABLE
    if field.startswith("initial."):
        base = {**TABLE, "initial": {}}
    named = re.sub(r"\.(\d+)", r"[\1]", field)
    assert refusal(w(field, value, base)).startswith(f"{named}: ")


def test_wrong_types_in_lists():
    assert refusal({**TABLE, "features": ["x1", 3]}) == "features[1]: expected a text, not a whole number"
    assert refusal({**TABLE, "changes": [3]}) == "changes[0]: expected an object, not a whole number"
    assert refusal(w("batch_size", "10")) == "batch_size: expected a whole number, not a text"
    assert refusal(w("seed", 1.5)) == "seed: expected a whole number, not a decimal number"


@pytest.mark.parametrize(
    ("field", "value"),
    [(f, v) for f, values in OUT_OF_RANGE.items() for v in values],
    ids=lambda v: repr(v)[:20],
)
def test_out_of_range(field, value):
    sentence = refusal(w(field, value))
    assert sentence.startswith(re.sub(r"\.(\d+)", r"[\1]", field) + ": ")
    assert "expected" in sentence or "version" in sentence


@pytest.mark.parametrize(("data", "sentence"), SENTENCES, ids=lambda v: v[:40] if isinstance(v, str) else "")
def test_sentences(data, sentence):
    assert refusal(data).startswith(sentence)
    if not sentence.endswith((" ", "'W111")):
        assert refusal(data) == sentence


@pytest.mark.parametrize("field", TOO_MUCH)
def test_what_is_too_large_is_refused_before_memory_is_taken(field):
    refusal(TOO_MUCH[field])
    tracemalloc.start()
    sentence = refusal(TOO_MUCH[field])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sentence.startswith(f"{field.strip()}: ")
    assert peak < 4e6


def test_the_largest_numbers_of_a_table_can_be_standardized_and_trained_on():
    table = {
        "inputs": [[1e50, 0], [-1e50, 1], [0, 1]],
        "targets": [[-1e50], [1e50], [0]],
        "test_fraction": 0.3,
    }
    layers = [{"activation": "tanh", "units": 2}, {"activation": "identity", "units": 1}]
    e = Experiment.from_dict(
        {"data": table, "layers": layers, "standardize": True, "features": ["x1^2", "x1*x2"]}
    )
    timeline = Timeline(e)
    timeline.run(3)
    assert np.isfinite(timeline.trainer.samples.train).all()
    assert np.isfinite(timeline.trainer.samples.domain).all()


def test_a_table_that_is_too_large():
    with pytest.raises(ExperimentError, match=r"^inputs: at most 100,000 examples are allowed, not 100,001$"):
        DataSpec(inputs=Matrix(np.zeros((100_001, 1))), targets=Matrix(np.zeros((100_001, 1))))
    with pytest.raises(ExperimentError, match=r"^inputs: at most 1,024 columns are allowed, not 1,025$"):
        DataSpec(inputs=Matrix(np.zeros((1, 1025))), targets=Matrix(np.zeros((1, 1))))
    with pytest.raises(
        ExperimentError, match=r"^inputs: at most 10,000,000 numbers are allowed in all, not "
    ):
        DataSpec(inputs=Matrix(np.zeros((9_800, 1020))), targets=Matrix(np.zeros((9_800, 1))))


def test_parts_check_themselves():
    with pytest.raises(ExperimentError, match=r"^units: expected a whole number of at most 1,024$"):
        LayerSpec(activation="tanh", units=5000)
    with pytest.raises(ExperimentError, match=r"^set: give either set or parameter$"):
        Change(iteration=0, value=1.0)
    with pytest.raises(ExperimentError, match=r"^initial\.W1: row 1, column 1 must be a finite number$"):
        Experiment.from_dict(TABLE).replace(initial={"W1": [[float("nan"), 0], [0, 0]]})
    with pytest.raises(ExperimentError, match=r"^layers\[1\]\.units: the targets have 1 column"):
        Experiment.from_dict(TABLE).replace(layers=({"activation": "tanh", "units": 2},) * 2, loss="huber")


def test_softmax_over_one_unit_is_refused_in_fused_form():
    data = {**BLOBS, "data": {"name": "xor"}, "output_gradient": "fused"}
    data["layers"] = [{"activation": "softmax", "units": 1}]
    assert refusal(data).startswith("layers[0].units: softmax over one unit is always 1")


# -- whatever comes ------------------------------------------------------------------------------------

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, -(10**30), "\ud800", "a\nb", "` - at `$.x`", [[1.0]], 1e308, -0.0]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


@st.composite
def mutations(draw, base):
    """Draw a valid experiment as JSON data with one to three items wrong."""
    data = draw(base).to_dict()
    data = json.loads(json.dumps(data))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(data))))
        if not path:
            data[draw(st.text(max_size=5) | st.sampled_from(list(Experiment.__struct_fields__)))] = draw(junk)
            continue
        place = data
        for part in path[:-1]:
            place = place[part]
        action = draw(st.sampled_from(["replace", "delete", "double", "add"]))
        if action == "delete":
            del place[path[-1]]
        elif action == "add" and isinstance(place, dict):
            place[draw(st.text(max_size=5))] = draw(junk)
        elif action == "double" and isinstance(place, list):
            place.append(copy.deepcopy(place[path[-1]]))
        else:
            place[path[-1]] = draw(junk)
    return data


def small(e):
    return e.parameter_count < 200 and e.data.fraction < 1 and (e.data.examples or 0) < 500


def refused_or_sound(data):
    """Check that `data` is refused with a sentence, or else that it can be run."""
    try:
        e = Experiment.from_dict(data)
    except ExperimentError as error:
        e, sentence = None, str(error)
    if e is None:
        assert sentence
        assert "\n" not in sentence
        assert len(sentence) < 1000
        sentence.encode()
        return
    assert Experiment.from_dict(e.to_dict()) == e
    if small(e):
        Timeline(e).run(2)


@settings(max_examples=200)
@given(data=mutations(changed(experiments(), until=3)))
def test_a_mutated_experiment_is_refused_or_sound(data):
    refused_or_sound(data)


@pytest.mark.soak
@settings(max_examples=20_000, derandomize=False)
@given(data=mutations(changed(experiments(), until=3)))
def test_many_mutated_experiments(data):
    refused_or_sound(data)


@settings(max_examples=100)
@given(data=junk)
def test_anything_at_all(data):
    with pytest.raises(ExperimentError):
        Experiment.from_dict(data)


def test_settings_of_the_optimizer_and_penalties_are_replaced_by_their_own_names():
    e = Experiment.from_dict(TABLE)
    new = e.replace(seed=3, learning_rate=0.25, l2=0.5)
    assert (new.seed, new.optimizer.learning_rate, new.regularization.l2) == (3, 0.25, 0.5)
    assert new.replace(seed=e.seed, optimizer=e.optimizer, regularization=e.regularization) == e
    assert e.replace(optimizer=OptimizerSpec(name="adam"), beta1=0.5).optimizer.beta1 == 0.5
    with pytest.raises(ExperimentError, match=r"rate: an experiment has no such setting; it has .*data"):
        e.replace(rate=0.1)
    with pytest.raises(ExperimentError, match="learning_rate"):
        e.replace(learning_rate=-1.0)
