"""What is visible at a position, and that every operation does what its NumPy line says."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.network.operation import PHASES
from nnviz.core.run.timeline import Timeline
from tests.strategies import changed, experiments, parameter_shapes


def frames(e, iteration):
    """Return the frames of an iteration, from before its first operation to after its last."""
    timeline = Timeline(e)
    return [timeline.frame(Position(iteration, k)) for k in range(len(timeline.trainer.operations) + 1)]


def known_at_the_start(e):
    names = {"X", "Y", *parameter_shapes(e)}
    row = OPTIMIZERS[e.optimizer.name]
    names |= {f"{vector}{name}" for vector in row.state for name in parameter_shapes(e)}
    return names | ({"t"} if row.counts else set())


@settings(max_examples=60)
@given(e=changed(experiments(), until=4), iteration=st.integers(0, 4))
def test_only_what_was_written_so_far_is_visible(e, iteration):
    visible = known_at_the_start(e)
    for number, frame in enumerate(frames(e, iteration)):
        assert frame.position == (iteration, number)
        if number:
            assert frame.operation is frame.operations[number - 1]
            visible |= set(frame.operation.writes)
        else:
            assert frame.operation is None
        assert set(frame.values) == visible


@settings(max_examples=60)
@given(e=changed(experiments(), until=4), iteration=st.integers(0, 4))
def test_an_operation_reads_only_what_is_visible_before_it(e, iteration):
    for frame in frames(e, iteration)[:-1]:
        operation = frame.operations[frame.position.operation]
        assert set(operation.reads) <= set(frame.values), operation.symbol
        assert not set(operation.writes) & set(frame.values), operation.symbol
        assert operation.writes
        assert operation.numpy
        assert operation.equation
        assert operation.why.endswith(".")


@settings(max_examples=80)
@given(e=changed(experiments(), until=4), iteration=st.integers(0, 4))
def test_the_numpy_line_of_an_operation_gives_what_it_writes(e, iteration):
    series = frames(e, iteration)
    for before, after in pairwise(series):
        operation, recipe = after.operation, after.experiment
        names = {
            **{name: before.values[name] for name in operation.reads},
            "X": before.values["X"],
            "np": np,
            "learning_rate": recipe.optimizer.learning_rate,
            **recipe.optimizer.settings,
        }
        with np.errstate(all="ignore"):
            exec(operation.numpy, names)
        for name in operation.writes:
            ours = after.values[name]
            line = np.asarray(names[name])
            assert line.shape == ours.shape, (operation.numpy, name)
            if not np.isfinite(line).all():
                # An output that is exactly 0 or 1: the logarithm is infinite, ours is cut off.
                outputs = before.values[f"a{len(e.layers)}"]
                assert np.isin(outputs, (0.0, 1.0)).any()
                assert np.isfinite(ours).all()
                continue
            size = max(float(np.abs(ours).max()), 1e-3)
            np.testing.assert_allclose(line, ours, rtol=1e-12, atol=1e-12 * size, err_msg=operation.numpy)


@given(e=experiments())
def test_operations_come_phase_by_phase(e):
    operations = Timeline(e).trainer.operations
    order = [PHASES.index(op.phase) for op in operations]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2, 3}
    forward = [op.layer for op in operations if op.phase == "forward"]
    backward = [op.layer for op in operations if op.phase == "backward"]
    assert forward == sorted(forward)
    assert backward == sorted(backward, reverse=True)
    gradients = [name for op in operations for name in op.writes if name.startswith("d")]
    assert {f"d{name}" for name in parameter_shapes(e)} <= set(gradients)
    written = [name for op in operations for name in op.writes]
    assert len(written) == len(set(written))


@settings(max_examples=30)
@given(e=experiments())
def test_shapes_are_units_by_batch(e):
    frame = frames(e, 0)[-1]
    batch, widths = frame.batch, e.widths
    for name, array in frame.values.items():
        kind, number = name.rstrip("0123456789_next"), "".join(c for c in name if c.isdigit())
        if kind in ("z", "a", "da", "dz"):
            assert array.shape == (widths[int(number)], batch)
        elif kind in ("dW", "W", "db", "b"):
            assert array.shape == parameter_shapes(e)[f"{kind[-1]}{number}"]
    assert frame.values["X"].shape == (widths[0], batch)
    assert frame.values["Y"].shape == (widths[-1], batch)
    assert frame.values["C"].shape == ()


def xor():
    return Experiment.from_dict(
        {
            "data": {"name": "xor", "examples": 20},
            "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
            "optimizer": {"name": "adam"},
        }
    )


def test_values_cannot_be_written_and_do_not_change_later():
    timeline = Timeline(xor())
    frame = timeline.frame(Position(0, len(timeline.trainer.operations)))
    copies = {name: array.copy() for name, array in frame.values.items()}
    for array in (*frame.values.values(), frame.flat):
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    timeline.run(100)
    for name, array in copies.items():
        np.testing.assert_array_equal(frame.values[name], array)


def test_parameters_as_they_are_now():
    start, *_, before_last, end = frames(xor(), 3)
    assert start.current("W1") is start.values["W1"]
    assert end.current("W1") is end.values["W1_next"]
    first = next(i for i, op in enumerate(end.operations, 1) if "W1_next" in op.writes)
    assert frames(xor(), 3)[first].current("b1") is not None
    shapes = parameter_shapes(xor())
    rows = {name: end.current(name) for name in shapes}
    flat = np.concatenate([np.hstack([rows[f"W{n}"], rows[f"b{n}"]]).ravel() for n in (1, 2)])
    assert flat.tobytes() == end.flat.tobytes()
    old = np.concatenate([np.hstack([start.values[f"W{n}"], start.values[f"b{n}"]]).ravel() for n in (1, 2)])
    assert old.tobytes() == start.flat.tobytes() == before_last.flat.tobytes()


def test_the_next_iteration_starts_where_this_one_ended():
    timeline = Timeline(xor())
    end = timeline.frame(Position(3, len(timeline.trainer.operations)))
    start = timeline.frame(Position(4, 0))
    for name in ("W1", "b1", "W2", "b2", "mW1", "vb2"):
        assert start.values[name].tobytes() == end.values[f"{name}_next"].tobytes()
    assert start.values["t"] == end.values["t"] + 1 == 5
    assert start.flat.tobytes() == end.flat.tobytes()
    assert end.epoch == start.epoch == 4.0
