"""What stands on screen for networks that can be checked by hand."""

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.equations.formula import Link
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec, OptimizerSpec, Regularization
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.selection import Selection
from nnviz.core.explain.chains import chain
from nnviz.core.explain.jacobians import jacobian
from nnviz.core.explain.operations import explain
from nnviz.core.explain.scalars import scalar
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.activations import jacobian as true_jacobian
from nnviz.core.run.timeline import Timeline
from tests.core.explain.reading import DIGITS, equations, evaluate

ALL = 10**6


def after(e, written, iteration=0):
    """Return the frame after the operation that writes a value."""
    timeline = Timeline(e)
    number = next(i for i, op in enumerate(timeline.trainer.operations, 1) if written in op.writes)
    return timeline.frame(Position(iteration, number))


def network(**fields):
    rng = np.random.default_rng(3)
    return Experiment(
        **{
            "data": DataSpec(inputs=Matrix(rng.normal(size=(4, 2))), targets=Matrix(np.eye(3)[[0, 1, 2, 0]])),
            "layers": (LayerSpec(activation="tanh", units=12), LayerSpec(activation="softmax", units=3)),
            "loss": "categorical_cross_entropy",
            **fields,
        }
    )


MAZUR = files.example("mazur")


def test_a_weighted_sum_as_matrices():
    told = explain(after(MAZUR, "z1"), digits=2)
    assert told.symbolic.latex == r"z^{1} = W^{1}\,X + b^{1}"
    assert told.numeric.latex == (
        r"z^{1} = \begin{bmatrix}0.15 & 0.20 \\ 0.25 & 0.30\end{bmatrix}\,"
        r"\begin{bmatrix}0.05 \\ 0.10\end{bmatrix}"
        r" + \begin{bmatrix}0.35 \\ 0.35\end{bmatrix} = \begin{bmatrix}0.38 \\ 0.39\end{bmatrix}"
    )
    assert told.numpy == "z1 = W1 @ X + b1"
    assert told.text == "z¹ = W¹ X + b¹"
    assert told.shapes == ("W¹ 2×2", "X 2×1", "b¹ 2×1", "z¹ 2×1")
    assert told.numeric.links[:4] == (Link("z1"), Link("W1", 0, 0), Link("W1", 0, 1), Link("W1", 1, 0))


def test_a_weighted_sum_of_one_unit():
    lines = scalar(after(MAZUR, "z1"), Selection("weight", 1, 1, 0), 0)
    assert [line.latex for line in lines] == [
        r"z^{1}_{2} = w^{1}_{21}\,x_{1} + w^{1}_{22}\,x_{2} + b^{1}_{2}",
        r"= 0.250 \cdot 0.050 + 0.300 \cdot 0.100 + 0.350",
        "= 0.392",
    ]
    assert lines[1].links[0] == Link("W1", 1, 0)
    assert lines[2].links == (Link("z1", 1, 0),)


def test_mazurs_numbers_in_the_chain_of_a_weight():
    lines = [line.latex for line in chain(after(MAZUR, "dW2"), Selection("weight", 2, 0, 0), 0, 8)]
    assert lines[0] == (
        r"\frac{\partial C}{\partial w^{2}_{11}} = \frac{\partial C}{\partial a^{2}_{1}} \cdot "
        r"\frac{\partial a^{2}_{1}}{\partial z^{2}_{1}} \cdot \frac{\partial z^{2}_{1}}{\partial w^{2}_{11}}"
    )
    assert r"= 0.74136507" in lines
    assert any(line.endswith("= 0.18681560") for line in lines)
    assert any(line.endswith(r"= 0.74136507 \cdot 0.18681560 \cdot 0.59326999") for line in lines)
    assert lines[-1] == "= 0.08216704"


def test_an_update_as_matrices_and_for_one_weight():
    frame = after(MAZUR, "W2_next")
    told = explain(frame)
    assert told.symbolic.latex == r"W^{2} \leftarrow W^{2} - \eta\,\frac{\partial C}{\partial W^{2}}"
    assert told.numpy == "W2_next = W2 - 0.5 * dW2"
    assert [line.latex for line in scalar(frame, Selection("weight", 2, 0, 0), 0, 8)][1:] == [
        r"= 0.40000000 - 0.5 \cdot 0.08216704",
        "= 0.35891648",
    ]


def test_adam_names_its_averages():
    e = network(optimizer=OptimizerSpec(name="adam", learning_rate=0.001))
    told = explain(after(e, "W1_next", 4))
    left = [sides[0] for sides in equations(told.symbolic.latex)]
    assert left == ["m", "v", r"\hat{m}", r"\hat{v}", "W^{1}"]
    assert "0.999^{5}" in told.numeric.latex
    assert r"- 0.001\,\frac{" in told.numeric.latex
    assert told.numpy.splitlines()[0] == "mW1_next = 0.9 * mW1 + (1 - 0.9) * dW1"


def test_the_loss_of_an_example_and_of_the_batch():
    told = explain(after(network(), "C"), example=1)
    (one, *_), (whole, *sides) = equations(told.numeric.latex)
    assert (one, whole) == ("C_{2}", "C")
    assert sides[0].startswith(r"\frac{1}{4}\left(")
    both = explain(after(network(), "C"), example=None)
    assert [sides[0] for sides in equations(both.numeric.latex)] == ["C_{1}", "C_{2}", "C_{3}", "C_{4}", "C"]


def test_large_matrices_leave_out_their_middle_but_not_the_result():
    frame = after(network(), "z2")
    short, whole = explain(frame), explain(frame, rows=ALL, columns=ALL)
    assert r"\cdots" in short.numeric.latex
    assert r"\vdots" in short.numeric.latex
    assert r"\cdots" not in whole.numeric.latex
    assert short.numeric.latex.rpartition("=")[2] == whole.numeric.latex.rpartition("=")[2]


def test_long_sums_leave_out_terms_but_not_the_picked_one_and_not_the_result():
    frame = after(network(), "z2")
    lines = scalar(frame, Selection("weight", 2, 0, 7), 0, DIGITS)
    assert lines[0].latex.count(r"\cdots") == 2
    assert Link("W2", 0, 7) in lines[0].links
    assert Link("W2", 0, 7) in lines[1].links
    full = scalar(frame, Selection("weight", 2, 0, 7), 0, DIGITS, terms=ALL)
    assert lines[2] == full[2]
    assert evaluate(full[1].latex[2:]).meets(evaluate(full[2].latex[2:]))


@pytest.mark.parametrize(
    ("written", "selection"),
    [
        ("z1", Selection("unit", 2, 0)),
        ("z1", Selection("unit", 0, 0)),
        ("z1", Selection("loss")),
        ("C", Selection("unit", 1, 0)),
        ("dW1", Selection("bias", 1, 0)),
        ("dW1", Selection("weight", 2, 0, 0)),
        ("db1", Selection("weight", 1, 0, 0)),
        ("W1_next", Selection("bias", 1, 0)),
        ("W1_next", Selection("unit", 1, 0)),
        ("z1", Selection("unit", 1, 12)),
        ("z1", Selection("weight", 1, 0, 2)),
        ("z1", Selection("unit", 7, 0)),
    ],
)
def test_an_operation_that_does_not_concern_what_is_picked(written, selection):
    assert scalar(after(network(), written), selection, 0) == ()


def test_no_chain_before_its_factors_are_known_nor_for_units():
    assert chain(after(network(), "da1"), Selection("weight", 1, 0, 0), 0) == ()
    early = [line.latex for line in chain(after(network(), "dz1"), Selection("weight", 1, 0, 0), 0)]
    late = [line.latex for line in chain(after(network(), "dW1"), Selection("weight", 1, 0, 0), 0)]
    # Of one example of several: the sum over them follows once it has been computed.
    assert early == late[: len(early)]
    assert len(late) == len(early) + 3
    assert chain(after(network(), "dW1"), Selection("unit", 1, 0), 0) == ()
    assert chain(after(network(), "dW1"), Selection("weight", 1, 0, 5), 0) == ()
    assert chain(after(network(), "W1_next"), Selection("weight", 1, 0, 0), 0)


def test_the_chain_of_one_of_many_examples_says_so_and_adds_them_up():
    frame = after(network(regularization=Regularization(l2=0.1)), "dW1")
    lines = [line.latex for line in chain(frame, Selection("weight", 1, 3, 1), 2)]
    assert lines[0].startswith(r"\text{example 3 of 4:}\quad")
    assert lines[-3] == (
        r"\frac{\partial C}{\partial w^{1}_{42}} = \sum_{n=1}^{4} \delta^{1}_{4,n}\,x_{2,n}"
        r" + \lambda_2\,w^{1}_{42}"
    )


def test_the_chain_goes_through_every_layer_and_every_unit():
    frame = after(network(), "dW1")
    lines = chain(frame, Selection("weight", 1, 3, 1), 2, terms=ALL)
    text = "\n".join(line.latex for line in lines)
    assert r"J^{\top}" in text
    assert r"w^{2}_{14}\,\delta^{2}_{1} + w^{2}_{24}\,\delta^{2}_{2} + w^{2}_{34}\,\delta^{2}_{3}" in text
    named = {link.name for line in lines for link in line.links}
    assert named >= {"a2", "Y", "da2", "dz2", "W2", "da1", "z1", "X", "dW1", "dz1"}


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("output", ["chain_rule", "fused"])
@pytest.mark.parametrize("loss", ["categorical_cross_entropy", "log_likelihood"])
def test_the_jacobian_of_softmax(loss, reduction, output):
    frame = after(network(loss=loss, reduction=reduction, output_gradient=output), "dz2")
    lines = [line.latex for line in jacobian(frame, 3, DIGITS)]
    assert lines[0].startswith(r"J = \frac{\partial a^{2}}{\partial z^{2}} = \begin{bmatrix}a_{1}\,(1-a_{1})")
    true = true_jacobian(ACTIVATIONS["softmax"], frame.values["z2"][:, 3])
    for text in lines[1:3]:
        np.testing.assert_allclose(evaluate(text[2:]).low, true, atol=1e-6)
    delta = frame.values["dz2"][:, 3:4]
    scale = 4 if reduction == "mean" else 1
    np.testing.assert_allclose(delta, (frame.values["a2"] - frame.values["Y"])[:, 3:4] / scale, atol=1e-12)
    assert [bool(text.startswith("=")) for text in lines[3:]] == [False, True, True, False, False, True, True]
    for text in (lines[4], lines[5], lines[8], lines[9]):
        np.testing.assert_allclose(evaluate(text[2:]).low, delta, atol=1e-6)
    assert lines[7] == r"\delta^{2} = " + (
        r"\frac{1}{m}\left(a^{2} - Y\right)" if reduction == "mean" else "a^{2} - Y"
    )


def test_a_hidden_softmax_has_a_jacobian_that_does_not_collapse():
    layers = (LayerSpec(activation="softmax", units=4), LayerSpec(activation="softmax", units=3))
    assert len(jacobian(after(network(layers=layers), "dz1"), 0)) == 6
    assert jacobian(after(network(layers=layers), "da1"), 0) == ()
    assert jacobian(after(network(), "dz1"), 0) == ()


def test_targets_that_do_not_add_up_to_one_stay_in_the_collapse():
    data = DataSpec(inputs=[[1, 2]], targets=[[0.5, 0.25, 0.5]])
    frame = after(network(data=data), "dz2")
    lines = [line.latex for line in jacobian(frame, 0, DIGITS)]
    assert r"a^{2}\,\sum_{k} y_{k} - Y" in lines[7]
    np.testing.assert_allclose(evaluate(lines[8][2:]).low, frame.values["dz2"], atol=1e-6)


def test_numbers_as_entered():
    e = MAZUR.replace(initial={**MAZUR.initial, "W1": [[1 / 3, 0.25], [-2 / 7, 0.3]]})
    told = explain(after(e, "z1"), fractions=True)
    assert r"\begin{bmatrix}1/3 & 0.25 \\ -2/7 & 0.3\end{bmatrix}" in told.numeric.latex


@pytest.mark.parametrize("example", [-1, 4, 99])
def test_an_example_that_is_not_in_the_batch(example):
    frame = after(network(), "dW1")
    for call in (
        lambda: explain(frame, example),
        lambda: scalar(frame, Selection("weight", 1, 0, 0), example),
        lambda: chain(frame, Selection("weight", 1, 0, 0), example),
        lambda: jacobian(frame, example),
    ):
        with pytest.raises(ValueError, match="example: expected 0 to 3"):
            call()


def test_an_output_at_the_end_of_its_range_is_told():
    e = Experiment(
        data=DataSpec(inputs=[[1.0]], targets=[[1.0]]),
        layers=(LayerSpec(activation="sigmoid", units=1),),
        loss="binary_cross_entropy",
        initial={"W1": [[100.0]]},
    )
    told = explain(after(e, "C"))
    assert "finfo" in told.numpy
    assert "limit of its range" in told.why
    assert r"\ln (2.2\cdot 10^{-308})" in told.numeric.latex
    calm = explain(after(e.replace(initial={"W1": [[2.0]]}), "C"))
    assert "finfo" not in calm.numpy
    assert "limit of its range" not in calm.why


@pytest.mark.parametrize(
    ("example", "dots"),
    [(0, ("", r" + \cdots")), (2, (r"\cdots + ", r" + \cdots")), (3, (r"\cdots + ", ""))],
)
def test_one_example_of_a_gradient_is_one_column_of_the_batch(example, dots):
    frame = after(network(), "dW2")
    told = explain(frame, example=example).numeric
    delta, before = frame.values["dz2"][:, example], frame.values["a1"][:, example]
    columns = {(link.row, link.column) for link in told.links if link.name == "dz2" and link.row is not None}
    assert columns == {(row, example) for row in range(len(delta))}
    rows = {link.column for link in told.links if link.name == "a1" and link.row is not None}
    assert rows == {example}
    assert len(before) == 12
    product = told.latex.split(" = ")[1]
    assert product.startswith(dots[0] + r"\begin{bmatrix}")
    assert product.endswith(r"\end{bmatrix}" + dots[1])
    bias = explain(after(network(), "db2"), example=example).numeric
    assert {link.column for link in bias.links if link.name == "dz2" and link.row is not None} == {example}


def test_delta_of_a_softmax_unit_uses_its_column_of_the_jacobian():
    frame = after(network(loss="mean_squared_error"), "dz2")
    links = [link for link in explain(frame, example=1).numeric.links if link.name == "a2"]
    # Row by row, the entries of each row of J belong to the units 1, 2, 3: the columns.
    assert [link.row for link in links if link.row is not None] == [0, 1, 2] * 3
