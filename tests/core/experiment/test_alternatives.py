"""Alternatives to a recipe: each differs in one entry, and typed values are read as what they can be."""

import pytest

from nnviz.core.document import files
from nnviz.core.experiment import alternatives as module
from nnviz.core.experiment.alternatives import alternatives, with_units
from nnviz.core.experiment.experiment_diff import comparable, difference, differences
from nnviz.core.experiment.record import ExperimentError

XOR = files.example("xor")


def test_every_alternative_differs_and_says_how():
    found = alternatives(XOR)
    assert {a.entry for a in found} == {
        module.LOSS, module.SEED, module.LEARNING_RATE, module.OPTIMIZER, module.ACTIVATION,
        module.INITIALIZER, module.ARCHITECTURE,
    }  # fmt: skip
    for a in found:
        assert a.experiment != XOR
        assert differences(XOR, a.experiment), a.text
        assert difference(XOR, a.experiment) not in ("", "a different run", "different layers"), a.text
    assert len({a.text for a in found}) == len(found)


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("mean squared error", ["loss: mean squared error", "loss: mean squared error of all elements"]),
        ("adamw", ["optimizer: AdamW"]),
        ("0.01", ["learning rate η: 0.01"]),
        ("seed 7", ["seed: 7"]),
        ("batch 7", ["batch: 7"]),
        ("2-5-3-1", ["architecture: 2-5-3-1"]),
        ("2-5-1 relu sigmoid, MSE, η 0.1", ["recipe: 2-5-1 relu sigmoid, MSE, η 0.1"]),
        ("nothing of the kind", []),
    ],
)
def test_what_is_typed_chooses(typed, texts):
    assert [a.text for a in alternatives(XOR, typed)] == texts


def test_a_whole_number_can_be_a_rate_a_seed_a_batch_or_units():
    assert [a.entry for a in alternatives(XOR, "7")][:3] == [module.LEARNING_RATE, module.SEED, module.BATCH]


def test_units_are_those_of_all_layers_or_of_the_hidden_ones():
    assert with_units(XOR, (2, 5, 1)).widths == with_units(XOR, (5,)).widths == (2, 5, 1)
    assert with_units(XOR, (4, 3)).widths == (2, 4, 3, 1)
    assert with_units(XOR, (4, 3)).layers[0].activation == XOR.layers[0].activation
    with pytest.raises(ExperimentError):
        with_units(XOR, (0,))


def test_another_seed_of_the_weights_leaves_the_losses_comparable():
    other = next(a.experiment for a in alternatives(XOR, "seed 7"))
    assert comparable(XOR, other)
    assert difference(other, XOR) == "seed 7"
    assert [d.entry for d in differences(XOR, other)] == ["seed"]


def test_differences_name_every_entry_with_both_values():
    other = next(a.experiment for a in alternatives(XOR, "log-likelihood"))
    told = {d.entry: (d.one, d.other) for d in differences(XOR, other)}
    assert told == {
        "architecture": ("2-3-1", "2-3-2"),
        "activation of layer 2": ("sigmoid", "softmax"),
        "loss": ("binary cross-entropy", "log-likelihood"),
    }
    assert differences(XOR, XOR) == ()
