"""Every operation of every network: its forms agree with each other and with what was computed."""

import mathra
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.selection import Selection
from nnviz.core.explain.chains import chain
from nnviz.core.explain.jacobians import jacobian
from nnviz.core.explain.operations import Explanation, explain
from nnviz.core.explain.scalars import scalar
from nnviz.core.run.timeline import Timeline
from tests.core.explain.reading import DIGITS, Symbolic, equations, evaluate, pieces, shown_number
from tests.strategies import experiments

ALL = 10**6


def frames(e, iteration):
    """Return the frame after every operation of an iteration."""
    timeline = Timeline(e)
    count = len(timeline.trainer.operations)
    return [timeline.frame(Position(iteration, n)) for n in range(1, count + 1)]


def tame(frame):
    return all(np.isfinite(v).all() and np.abs(v).max(initial=0) < 1e4 for v in frame.values.values())


def assert_linked(frame, formula):
    """Check tags and links of a formula, and the numbers shown against the values."""
    found, plain = pieces(formula.tagged)
    assert plain == formula.latex
    assert [index for index, _ in found] == list(range(len(formula.links)))
    for (_, text), link in zip(found, formula.links, strict=True):
        value = frame.values[link.name]
        if link.row is None:
            assert link.column is None
        else:
            assert 0 <= link.row < value.shape[0]
            assert link.column is None or 0 <= link.column < value.shape[1]
        number = shown_number(text)
        if number is None or not link.exact:
            continue
        true = float(value[link.row, link.column] if link.row is not None else value)
        assert abs(number[0] - true) <= number[1], (link, text, true)


def assert_typeset(formula):
    for latex in (formula.latex, formula.tagged):
        assert mathra.render(latex)["warnings"] == [], latex


def assert_numeric(formula, written):
    """Check that all sides of a numeric form give its last one; return how many were evaluated."""
    evaluated = 0
    for left, *sides in equations(formula.latex):
        assert sides or left == r"\vdots", formula.latex
        values = [evaluate(side) for side in sides]
        for value in values[:-1]:
            assert value.meets(values[-1]), (written, left, sides, value, values[-1])
            evaluated += 1
    return evaluated


def assert_code(frame, told: Explanation):
    """Check that the code, given what is read and NumPy, computes what is written and nothing else."""
    names = {"np": np, **{name: frame.values[name] for name in told.reads}}
    given_ = set(names)
    with np.errstate(all="ignore"):
        exec(told.numpy, names)
    assert set(names) - given_ - {"__builtins__"} == set(told.writes)
    for name in told.writes:
        true = frame.values[name]
        np.testing.assert_allclose(names[name], true, rtol=1e-12, atol=1e-12 * max(1.0, np.abs(true).max()))


def explained(frame, example, **options):
    told = explain(frame, example, **options)
    assert told.reads == frame.operation.reads
    assert told.writes == frame.operation.writes
    assert {link.name for link in told.symbolic.links} == {*told.reads, *told.writes}
    assert len(told.shapes) == len({*told.reads, *told.writes})
    for formula in (told.symbolic, told.numeric):
        assert_linked(frame, formula)
    return told


SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@settings(max_examples=200, suppress_health_check=SLOW)
@given(e=experiments(), iteration=st.integers(0, 3), data=st.data())
def test_every_form_of_every_operation_agrees(e, iteration, data):
    run = frames(e, iteration)
    assume(tame(run[-1]))
    example = data.draw(st.none() | st.integers(0, run[0].batch - 1), label="example")
    for frame in run:
        told = explained(frame, example, digits=DIGITS, rows=ALL, columns=ALL)
        assert r"\cdots" not in told.numeric.latex
        assert assert_numeric(told.numeric, told.writes) >= 1
        assert_code(frame, told)
        result = {link for link in told.numeric.links if link.name == told.writes[-1]}
        assert result
    assert_typeset(told.symbolic)
    assert_typeset(told.numeric)


@settings(max_examples=60, suppress_health_check=SLOW)
@given(e=experiments(), data=st.data())
def test_every_form_is_typeset_without_a_warning(e, data):
    run = frames(e, 1)
    example = data.draw(st.none() | st.integers(0, run[0].batch - 1), label="example")
    for frame in run:
        told = explained(frame, example, digits=data.draw(st.integers(2, 8)), rows=4, columns=3)
        assert_typeset(told.symbolic)
        assert_typeset(told.numeric)


def selections(frame, draw):
    """Return items of the network that the present operation may concern."""
    widths = frame.experiment.widths
    n = frame.operation.layer or len(widths) - 1
    found = [Selection("loss"), Selection("unit", n, draw(st.integers(0, widths[n] - 1)))]
    for layer in {n, min(n + 1, len(widths) - 1)}:
        if f"W{layer}" in frame.values:
            unit = draw(st.integers(0, widths[layer] - 1))
            found += [Selection("weight", layer, unit, draw(st.integers(0, widths[layer - 1] - 1)))]
            found += [Selection("bias", layer, unit)]
    return found


def assert_lines(frame, formulas):
    """Check formulas of which one that begins with = goes on with the one before; all sides are equal."""
    groups = []
    for formula in formulas:
        assert_linked(frame, formula)
        assert_typeset(formula)
        for sides in equations(formula.latex):
            if sides[0]:
                groups.append([])
            groups[-1] += [side for side in sides if side]
    evaluated = 0
    for group in groups:
        values = []
        for side in group:
            try:
                values.append(evaluate(side))
            except Symbolic:
                assert any(letter in side for letter in ("^{", "_{", "C", "v", "m", "s", "J")), side
        for value in values[:-1]:
            assert value.meets(values[-1]), (group, value, values[-1])
            evaluated += 1
    return evaluated


@settings(max_examples=60, suppress_health_check=SLOW)
@given(e=experiments(), iteration=st.integers(0, 3), data=st.data())
def test_sums_chains_and_jacobians_agree(e, iteration, data):
    run = frames(e, iteration)
    assume(tame(run[-1]))
    example = data.draw(st.integers(0, run[0].batch - 1), label="example")
    for frame in run:
        concerned = 0
        for selection in selections(frame, data.draw):
            formulas = scalar(frame, selection, example, DIGITS, ALL)
            concerned += bool(formulas)
            assert_lines(frame, formulas)
            if (
                formulas
                and selection.parameter
                and frame.operation.writes[0] in (f"d{selection.parameter}", "C")
            ):
                assert_lines(frame, chain(frame, selection, example, DIGITS, ALL))
        assert concerned, frame.operation.symbol
        told = jacobian(frame, example, DIGITS, ALL)
        softmax = frame.operation.writes[0].startswith("dz") and (
            e.layers[frame.operation.layer - 1].activation == "softmax"
        )
        assert bool(told) == softmax
        assert_lines(frame, told)


@pytest.mark.parametrize("digits", [2, 3, 8])
def test_nothing_is_explained_before_an_operation(digits):
    from nnviz.core.document import files

    frame = Timeline(files.example("xor")).frame(Position(0, 0))
    with pytest.raises(ValueError, match="operation"):
        explain(frame, digits=digits)
    assert scalar(frame, Selection("unit", 1, 0), 0, digits) == ()
    assert chain(frame, Selection("weight", 1, 0, 0), 0, digits) == ()
    assert jacobian(frame, 0, digits) == ()
