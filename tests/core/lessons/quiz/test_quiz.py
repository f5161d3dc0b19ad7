"""Quiz items: every key is right, no wrong answer is right, and any operation gives at least five."""

import time

import numpy as np
import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.document import files
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec, OptimizerSpec, Regularization
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.judge.random_trials import ORDINARY, random_trials, recipe
from nnviz.core.judge.verdict import DIAGNOSES
from nnviz.core.lessons.quiz.items import KINDS, number_text, quiz
from nnviz.core.lessons.quiz.wrong_expressions import OWN_MISTAKES


def some_layer(rng):
    """Return a layer that is not dense, or has another kind of bias."""
    return [
        LayerSpec(layer="dropout", rate=0.5), LayerSpec(layer="layer_norm"),
        LayerSpec(units=int(rng.integers(1, 4)), activation="tanh", bias=False),
        LayerSpec(units=int(rng.integers(1, 4)), activation="relu", bias="shared"),
    ][rng.integers(4)]  # fmt: skip


def drawn(rng, more=False):
    """Return a drawn network; with `more` among layers of every kind."""
    while True:
        widths = [int(n) for n in rng.integers(1, 5, rng.integers(2, 5))]
        kinds = [str(rng.choice([k for k in ACTIVATIONS if k != "softmax" or i == len(widths) - 2]))
                 for i in range(len(widths) - 1)]  # fmt: skip
        examples = int(rng.integers(1, 6))
        loss = str(rng.choice(list(LOSSES)))
        y = rng.integers(0, 2, (examples, widths[-1])).astype(float)
        if loss in ("categorical_cross_entropy", "log_likelihood"):
            y = np.eye(widths[-1])[rng.integers(0, widths[-1], examples)]
        if loss == "hinge":
            y = 2 * y - 1
        layers = [LayerSpec(units=n, activation=k) for n, k in zip(widths[1:], kinds, strict=True)]
        if more and rng.random() < 0.6:
            layers.insert(int(rng.integers(0, len(layers))), some_layer(rng))
        if rng.random() < 0.2 and layers[-1].activation != "softmax":
            layers.append(LayerSpec(activation=str(rng.choice(["sigmoid", "softmax"]))))
        fields = {
            "data": DataSpec(inputs=Matrix(rng.normal(size=(examples, widths[0]))), targets=Matrix(y)),
            "layers": tuple(layers), "loss": loss, "reduction": str(rng.choice(["mean", "sum"])),
            "output_gradient": str(rng.choice(["chain_rule", "chain_rule", "fused"])),
            "optimizer": OptimizerSpec(name=str(rng.choice(list(OPTIMIZERS))), learning_rate=0.1),
            "regularization": Regularization(l2=float(rng.choice([0.0, 0.1]))), "batch_size": 5,
            "seed": int(rng.integers(1000)),
        }  # fmt: skip
        try:
            return Experiment(**fields)
        except ExperimentError:
            continue


def run(code, values):
    """Return what an expression of an item gives."""
    with np.errstate(all="ignore"):
        return np.asarray(eval(code, {"np": np, **values}))


def differ(a, b):
    return a.shape != b.shape or not np.allclose(
        a, b, rtol=1e-7, atol=1e-7 * max(np.abs(a).max(initial=0), 1e-30)
    )


def check_item(item, frame, fresh, alone):
    assert item.kind in KINDS
    texts = [item.answer, *(d.text for d in item.distractors)]
    assert len(set(texts)) == len(texts) >= 2
    for distractor in item.distractors:
        assert distractor.mistake in (*DIAGNOSES, *OWN_MISTAKES, "other")
    if item.numpy is None:
        return
    target = frame.operations[int(item.prompt.split("operation ")[1].split(":")[0]) - 1].writes[-1]
    here = run(item.numpy, frame.values)
    if item.kind == "value":
        assert number_text(float(here)) == item.answer
    elif item.kind == "sign":
        assert {1: "positive", -1: "negative", 0: "zero"}[int(here)] == item.answer
    elif item.kind == "expression":
        for values in (frame.values, *fresh):
            np.testing.assert_allclose(run(item.numpy, values), values[target], rtol=1e-9, atol=1e-12)
    for distractor in item.distractors:
        if distractor.numpy is None:
            continue
        if item.kind == "value":
            assert number_text(float(run(distractor.numpy, frame.values))) == distractor.text
            assert distractor.text != item.answer
        if item.kind == "expression":
            right = [run(item.numpy, values) for values in fresh]
            assert any(map(differ, right, [run(distractor.numpy, values) for values in fresh])), distractor
            if frame.batch == 1:
                # Not right for a batch like the one that is asked about, either.
                right = [run(item.numpy, values) for values in alone]
                wrong = [run(distractor.numpy, values) for values in alone]
                assert any(map(differ, right, wrong)), distractor


def check_network(e, iteration, seed, count):
    frame, found = frame_at(e, iteration), 0
    ordinary = [trial for trial in random_trials(recipe(e)) if trial.reach == ORDINARY]
    fresh = [trial.values for trial in ordinary]
    alone = [trial.values for trial in ordinary if trial.examples == 1]
    for operation in range(1, len(frame.operations) + 1):
        items = quiz(frame, operation, count, seed)
        if np.isfinite(frame.values[frame.operations[operation - 1].writes[-1]]).all():
            assert len(items) >= min(count, 5), (
                frame.operations[operation - 1],
                [item.kind for item in items],
            )
        for item in items:
            check_item(item, frame, fresh, alone)
        found += len(items)
    return found


def test_items_of_drawn_networks_are_right_and_not_ambiguous():
    rng = np.random.default_rng(5)
    found = sum(check_network(drawn(rng), int(rng.integers(0, 4)), number, 5) for number in range(12))
    assert found > 500


@pytest.mark.soak
def test_ten_thousand_items_of_two_hundred_networks():
    rng = np.random.default_rng(6)
    found = sum(check_network(drawn(rng, True), int(rng.integers(0, 4)), number, 6) for number in range(200))
    assert found >= 10_000


@pytest.mark.parametrize("name", ["mazur", "xor", "sigmoid-softmax"])
def test_examples_give_five_items_for_any_operation(name):
    assert check_network(files.example(name), 3, 1, 5) >= 5


@pytest.mark.parametrize("layers", [
    [{"units": 4, "activation": "tanh"}, {"layer": "layer_norm"}, {"layer": "dropout", "rate": 0.5},
     {"units": 1, "activation": "sigmoid"}],
    [{"units": 4, "activation": "tanh", "bias": False}, {"units": 3, "activation": "relu", "bias": "shared"},
     {"units": 1, "activation": "sigmoid"}],
])  # fmt: skip
def test_layers_of_every_kind_give_items(layers):
    e = Experiment.from_dict({**files.example("xor").to_dict(), "layers": layers})
    assert check_network(e, 2, 1, 5) >= 5


def test_the_same_seed_gives_the_same_items():
    frame = frame_at(files.example("xor"), 3)
    assert quiz(frame, 8, 5, 7) == quiz(frame, 8, 5, 7)
    assert quiz(frame, 8, 5, 7) != quiz(frame, 8, 5, 8)


def test_many_items_are_made_where_there_are_many_entries():
    frame = frame_at(files.example("xor"), 3)
    assert len(quiz(frame, 2, 40)) == 40


def test_a_lost_run_has_questions_without_numbers():
    e = files.example("sine").replace(optimizer=OptimizerSpec(learning_rate=1e5))
    frame = frame_at(e, 60)
    assert not np.isfinite(frame.values["C"])
    assert {item.kind for item in quiz(frame, 1, 9)} <= {"expression", "shape", "reads", "next"}


def test_what_cannot_be_asked_is_refused():
    frame = frame_at(files.example("xor"), 0)
    with pytest.raises(ValueError, match="operation: expected 1 to 17"):
        quiz(frame, 18)
    with pytest.raises(ValueError, match="count"):
        quiz(frame, 1, 0)


def test_items_are_made_within_200_milliseconds():
    frame = frame_at(files.example("spirals-deep"), 0)
    quiz(frame, 1, 5)
    elapsed = []
    for operation in range(1, len(frame.operations) + 1):
        began = time.perf_counter()
        quiz(frame, operation, 5)
        elapsed.append(time.perf_counter() - began)
    assert sorted(elapsed)[len(elapsed) // 2] < 0.2
