"""Formulas in symbols are true: with the values put in for the letters, both sides agree."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnviz.core.equations.symbols import parts
from nnviz.core.explain.operations import explain
from nnviz.core.explain.scalars import scalar
from nnviz.core.functions.losses import LOSSES
from tests.core.explain.reading import DIGITS, Symbolic, equations, evaluate, substituted
from tests.core.explain.test_forms import ALL, SLOW, frames, selections, tame
from tests.strategies import experiments

SUM = re.compile(r"\\sum_\{[^}]*\}(\^\{\w+\})?")


def close(found, true):
    scale = max(1.0, float(np.abs(true).max()))
    return np.shape(found) == np.shape(true) and np.allclose(found, true, rtol=1e-7, atol=1e-9 * scale)


def right_side(lines, by_entry):
    """Return what the right side of the first line gives, None if it is not a number."""
    try:
        return evaluate(lines[0][-1], by_entry).low
    except Symbolic:
        return None


def claimed(frame, told):
    """Return what the symbols say the operation writes, None where they name a function or a sum."""
    kind, _, n, _ = parts(told.writes[0])
    lines = equations(SUM.sub("", substituted(told.symbolic, frame)))
    if kind == "C":
        terms = right_side(lines, True)
        return None if terms is None else np.asarray(terms.sum())
    if kind == "db":
        return right_side(lines, True).sum(axis=1, keepdims=True)
    if kind == "dz" and len(lines) == 2 and "J" not in lines[1][0]:
        slope = right_side(lines[1:], True)
        return None if slope is None else slope * frame.values[f"da{n}"]
    return right_side(lines, kind == "a" or (kind == "da" and n == len(frame.experiment.layers)))


@pytest.mark.parametrize("loss", LOSSES)
@settings(max_examples=15, suppress_health_check=SLOW)
@given(data=st.data(), iteration=st.integers(0, 3))
def test_matrices_in_symbols(loss, data, iteration):
    e = data.draw(experiments(losses=[loss]))
    run = frames(e, iteration)
    assume(tame(run[-1]))
    known = 0
    for frame in run:
        told = explain(frame, None)
        if frame.operation.phase == "update":
            lines = equations(substituted(told.symbolic, frame))
            # Rules with corrected averages have lines for what is not kept.
            for (_, rule), name in zip(lines, told.writes, strict=False):
                if r"\hat" not in rule and len(lines) == len(told.writes):
                    assert close(evaluate(rule, True).low, frame.values[name]), (name, rule)
                    known += 1
            continue
        found = claimed(frame, told)
        if found is not None and "limit of its range" not in told.why:
            known += 1
            assert close(found, frame.values[told.writes[0]]), (told.writes, told.symbolic.latex)
    assert known >= 2


@settings(max_examples=60, suppress_health_check=SLOW)
@given(e=experiments(), iteration=st.integers(0, 3), data=st.data())
def test_sums_in_symbols(e, iteration, data):
    run = frames(e, iteration)
    assume(tame(run[-1]))
    example = data.draw(st.integers(0, run[0].batch - 1), label="example")
    for frame in run:
        for selection in selections(frame, data.draw):
            groups = []
            for formula in scalar(frame, selection, example, DIGITS, ALL):
                for sides in equations(substituted(formula, frame)):
                    groups += [[]] if sides[0] else []
                    groups[-1] += [side for side in sides if side]
            for group in groups:
                values = []
                for side in group:
                    try:
                        values.append(evaluate(side))
                    except Symbolic:
                        continue
                assert len(values) >= 2 or len(group) == 1
                assert all(value.meets(values[-1]) for value in values), (group, values)
