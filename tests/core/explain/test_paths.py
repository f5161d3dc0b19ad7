"""Paths from the loss back to a parameter: their products add up to the gradient, exactly as it is."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import LayerSpec
from nnviz.core.experiment.selection import Selection
from nnviz.core.explain.paths import factors_known, gradient_paths, path_products, paths
from nnviz.core.run.timeline import Timeline

XOR = files.example("xor")


def after(e, written, iteration=3):
    timeline = Timeline(e)
    operations = timeline.trainer.operations
    number = next(k for k, op in enumerate(operations, 1) if written in op.writes)
    return timeline.frame(Position(iteration, number))


def selections(e):
    for n in range(1, len(e.layers) + 1):
        if e.layers[n - 1].units is None:
            continue
        for unit in range(e.widths[n]):
            yield Selection("bias", n, unit)
            yield from (Selection("weight", n, unit, source) for source in range(e.widths[n - 1]))


@pytest.mark.parametrize("name", ["xor", "mazur", "blobs-softmax", "spirals-deep"])
@pytest.mark.parametrize("form", ["chain_rule", "fused"])
def test_the_products_of_all_paths_and_examples_add_up_to_the_gradient(name, form):
    e = files.example(name).replace(regularization=XOR.regularization)
    if form == "fused":
        try:
            e = e.replace(output_gradient="fused")
        except ValueError:
            loss = "binary_cross_entropy" if e.widths[-1] == 1 else "categorical_cross_entropy"
            e = edits.set_loss(e, loss)
    frame = after(e, "W1_next", 1)
    for selection in list(selections(e))[:: max(len(list(selections(e))) // 12, 1)]:
        products = [path_products(frame, selection, k) for k in range(frame.batch)]
        if products[0] is None:
            continue
        found = math.fsum(p.value for each in products for p in each)
        entry = frame.values[f"d{selection.parameter}"][selection.unit, selection.source or 0]
        assert found == pytest.approx(entry, rel=1e-10, abs=1e-14)


def test_a_path_through_one_output_is_written_whole():
    frame = after(XOR, "dW1")
    lines = [line.latex for line in paths(frame, Selection("weight", 1, 1, 0), 0)]
    assert len(lines) == 3
    assert lines[0].startswith(r"\text{example 1 of 10:}\quad")
    assert [r"\partial C" in lines[0], lines[0].count(r"\frac")] == [True, 5]
    assert lines[0].endswith(r"\frac{\partial z^{1}_{2}}{\partial w^{1}_{21}}")
    (product,) = path_products(frame, Selection("weight", 1, 1, 0), 0)
    assert product.units == (1, 0)
    share = frame.values["dz1"][1, 0] * frame.values["X"][0, 0]
    assert product.value == pytest.approx(share, rel=1e-14)
    links = {link.name for line in paths(frame, Selection("weight", 1, 1, 0), 0) for link in line.links}
    assert links >= {"da2", "z2", "W2", "z1", "X"}


def test_the_largest_of_many_paths_are_written_and_the_others_said():
    e = XOR.replace(
        layers=(*(LayerSpec(activation="tanh", units=4) for _ in range(2)), XOR.layers[-1]), initial=None
    )
    frame = after(e, "dW1")
    selection = Selection("weight", 1, 2, 1)
    products = path_products(frame, selection, 5)
    assert len(products) == 4
    wide = e.replace(layers=(e.layers[0], LayerSpec(activation="tanh", units=9), e.layers[-1]))
    frame = after(wide, "dW1")
    lines = [line.latex for line in paths(frame, selection, 5, 8)]
    products = sorted(path_products(frame, selection, 5), key=lambda p: -abs(p.value))
    assert len(products) == 9
    assert r"\text{the other 5 paths together:}" in lines[-2]
    assert r"\text{sum over all 9 paths:}" in lines[-1]
    for product, line in zip(products, lines[3:-2:3], strict=False):
        assert line == f"= {LatexNumbers(8).number(product.value)}"
    assert lines[0].count(r"\sum_{j,i}") + lines[0].count(r"\sum_{i}") == 1


@pytest.mark.parametrize(
    ("written", "known"), [("a2", False), ("da1", False), ("dz1", True), ("b2_next", True)]
)
def test_factors_are_known_from_the_delta_of_the_layer_on(written, known):
    frame = after(XOR, written)
    assert factors_known(frame, Selection("weight", 1, 0, 0)) is known
    assert bool(paths(frame, Selection("weight", 1, 0, 0), 0)) is known
    assert not factors_known(frame, Selection("unit", 1, 0))


def test_hidden_factors_are_not_told():
    frame = replace(after(XOR, "dW1"), hidden=frozenset({"dz1"}))
    assert not factors_known(frame, Selection("weight", 1, 0, 0))
    assert paths(frame, Selection("weight", 1, 0, 0), 0) == ()


def test_the_part_of_the_network_between_a_weight_and_the_loss():
    found = gradient_paths(XOR, Selection("weight", 1, 1, 0))
    assert found.units == (frozenset({0}), frozenset({1}), frozenset({0}))
    assert dict(found.weights) == {1: frozenset({(1, 0)}), 2: frozenset({(0, 1)})}
    bias = gradient_paths(XOR, Selection("bias", 1, 2))
    assert bias.units[0] == frozenset()
    assert bias.units[1] == frozenset({2})
    assert gradient_paths(XOR, Selection("unit", 1, 0)) is None
    assert gradient_paths(XOR, Selection("weight", 1, 9, 0)) is None
    normed = edits.add_layer_of_kind(XOR, 1, "layer_norm")
    mixed = gradient_paths(normed, Selection("weight", 1, 1, 0))
    assert mixed.units[2] == frozenset({0, 1, 2})
    assert path_products(after(normed, "dW1"), Selection("weight", 1, 1, 0), 0) is None
    dropped = edits.add_layer_of_kind(XOR, 1, "dropout")
    assert gradient_paths(dropped, Selection("weight", 1, 1, 0)).units[2] == frozenset({1})


def test_numbers_that_are_lost_do_no_harm():
    steep = edits.set_setting(XOR, "learning_rate", 1e6)
    with np.errstate(all="ignore"):
        frame = after(steep, "dW1", 4)
    lines = paths(frame, Selection("weight", 1, 0, 0), 0)
    assert lines
    assert re.search(r"nan|infty|\d", lines[-1].latex)
