"""The backward list follows from the forward list, whatever that is."""

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import run
from nnviz.core.network.operation import ForwardNode
from nnviz.core.network.value import LOSS_VALUE, Value, X, Y
from nnviz.core.operations.graph import EVALUATE, TRAIN, Graph, forward_nodes
from nnviz.core.operations.kinds import KINDS, RULES
from nnviz.core.run.timeline import Timeline

LAYERS = [
    {"units": 4, "activation": "tanh"}, {"units": 4, "activation": "tanh"},
    {"units": 1, "activation": "identity"},
]  # fmt: skip


def experiment(**fields):
    return Experiment.from_dict({"data": {"name": "sine"}, "layers": LAYERS, **fields})


def twice(e):
    """Return a forward list in which layer 2 is used twice: its weights, and a¹, have two readers."""
    w2, b2 = Value("W", 2), Value("b", 2)
    a1, a2, a4 = Value("a", 1), Value("a", 2), Value("a", 4)
    return (
        ForwardNode("affine", Value("z", 1), (X, Value("W", 1), Value("b", 1))),
        ForwardNode("activation", a1, (Value("z", 1),), function="tanh"),
        ForwardNode("affine", Value("z", 2), (a1, w2, b2)),
        ForwardNode("activation", a2, (Value("z", 2),), function="tanh"),
        ForwardNode("affine", Value("z", 4), (a2, w2, b2)),
        ForwardNode("activation", a4, (Value("z", 4),), function="tanh"),
        ForwardNode("affine", Value("z", 3), (a4, Value("W", 3), Value("b", 3))),
        ForwardNode("activation", Value("a", 3), (Value("z", 3),), function="identity"),
        ForwardNode("loss", LOSS_VALUE, (Value("a", 3), Y), function="mean_squared_error"),
    )


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_gradients_of_what_is_read_twice_are_added_up(l2):
    e = experiment(regularization={"l2": l2})
    p = Parameters(e)
    p.initialize(e)
    graph = Graph(e, p, 5, nodes=twice(e))
    forward = graph.calls
    graph.derive_backward()
    rng = np.random.default_rng(1)
    graph.arrays[X][...], graph.arrays[Y][...] = rng.normal(size=(1, 5)), rng.normal(size=(1, 5))
    run(graph.calls)
    found = p.gradient.copy()

    def objective():
        run(forward)
        penalty = sum(float((p.weights(p.flat, n) ** 2).sum()) for n in p.layers)
        return float(graph.arrays[LOSS_VALUE]) + 0.5 * l2 * penalty

    for k in range(p.flat.size):
        start, h = p.flat[k], 1e-5
        p.flat[k] = start + h
        above = objective()
        p.flat[k] = start - h
        below = objective()
        p.flat[k] = start
        assert found[k] == pytest.approx((above - below) / (2 * h), abs=1e-8)
    added = [op for op in graph.operations if op.kind == "accumulate"]
    assert [op.writes for op in added] == [("dW2",), ("db2",)]
    assert added[0].reads[:2] == ("dW2_via_z4", "dW2_via_z2")
    names = {"np": np, **{str(v): array for v, array in graph.arrays.items()}}
    run(graph.calls)
    for op in added:
        wanted = names[op.writes[0]].copy()
        exec(op.numpy, names)
        np.testing.assert_allclose(names[op.writes[0]], wanted, atol=1e-15)


def test_a_parameter_that_nothing_reads_is_refused():
    e = experiment()
    nodes = [node for node in forward_nodes(e) if node.layer != 2]
    nodes[2] = ForwardNode("affine", Value("z", 3), (Value("a", 1), Value("W", 3), Value("b", 3)))
    graph = Graph(e, Parameters(e), 3, nodes=nodes)
    with pytest.raises(ValueError, match="W2 does not contribute to the loss"):
        graph.derive_backward()


def test_an_axis_is_never_taken_for_another():
    e = experiment()
    graph = Graph(e, Parameters(e), 4)
    with pytest.raises(ValueError, match="has an axis batch, not one of unit"):
        graph.along(Value("a", 1), ("unit",))
    assert graph.along(Value("b", 1), ("unit", "batch")).shape == (4, 1)


def test_modes_differ_in_the_forward_list_alone():
    e = experiment()
    assert forward_nodes(e, TRAIN) == forward_nodes(e, EVALUATE)
    e = Experiment.from_dict(
        {"data": {"name": "sine"}, "layers": [LAYERS[0], {"layer": "dropout"}, LAYERS[2]]}
    )
    kinds = [[node.kind for node in forward_nodes(e, mode)] for mode in (TRAIN, EVALUATE)]
    assert kinds[0][2] == "mask"
    assert kinds[1][2] == "copy"


def test_every_operation_of_a_run_has_a_kind():
    timeline = Timeline(experiment())
    frame = timeline.frame(Position(0, len(timeline.trainer.operations)))
    for op in frame.operations:
        assert op.kind in KINDS
        assert KINDS[op.kind].name == op.kind
    assert set(RULES) <= set(KINDS)
