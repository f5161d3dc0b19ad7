"""Drawn networks: right claims are never called wrong, and every mistake is found by its name."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnviz.core.checks.trace import frame_at
from nnviz.core.judge import judge
from tests.core.judge.claims import MISTAKES, SOFTMAXES, networks, right, wrong

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def tally(mistake, count):
    """Return the answers to `count` wrong claims and to as many right ones about the same networks."""
    wrongs, rights = [], []

    @settings(max_examples=count, suppress_health_check=QUIET)
    @given(st.data())
    def run(data):
        e = data.draw(networks(**SOFTMAXES.get(mistake, {})))
        frame = frame_at(e, 0)
        target, claim = data.draw(wrong(e, mistake))
        found = judge(frame, target, claim)
        wrongs.append(
            (
                found.diagnosis == mistake and found.verdict in ("wrong", "conditional"),
                target,
                claim,
                found,
                e,
            )
        )
        target, claim = data.draw(right(e))
        found = judge(frame, target, claim)
        rights.append((found.verdict in ("right", "conditional", "unstable"), target, claim, found, e))

    run()
    return wrongs, rights


def judged(count):
    wrongs, rights = [], []
    for mistake in MISTAKES:
        more = tally(mistake, count)
        wrongs += more[0]
        rights += more[1]
    return wrongs, rights


def report(rows):
    return "\n".join(
        f"{target} = {claim}: {found.verdict} {found.diagnosis} ({found.message}) in "
        f"{[(spec.activation, spec.units) for spec in e.layers]} {e.loss} {e.reduction} {e.widths}"
        for fine, target, claim, found, e in rows
        if not fine
    )


def check(count, least):
    wrongs, rights = judged(count)
    assert len(wrongs) >= least
    assert len(rights) >= least
    assert all(fine for fine, *_ in rights), report(rights)
    share = np.mean([fine for fine, *_ in wrongs])
    assert share >= 0.95, f"{share:.1%}\n{report(wrongs)}"
    return share


def test_a_hundred_claims():
    check(10, 100)


@pytest.mark.soak
def test_three_hundred_claims():
    check(28, 300)


@pytest.mark.soak
def test_three_thousand_claims():
    check(300, 3000)
