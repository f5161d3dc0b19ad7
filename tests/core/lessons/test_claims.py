"""Every claim of the built-in lessons gets from the judge the verdict that the lesson gives it."""

import pytest

from nnviz.core.judge import judge
from nnviz.core.lessons.catalogue import catalogue
from nnviz.core.lessons.lesson import CONDITIONAL, RIGHT, WRONG
from nnviz.core.run.timeline import Timeline

CLAIMS = [
    pytest.param(entry.lesson, step, claim, id=f"{entry.name}:{claim.line}")
    for entry in catalogue()
    for step, claim in entry.lesson.claims()
]


@pytest.mark.parametrize(("lesson", "step", "claim"), CLAIMS)
def test_the_judge_agrees(lesson, step, claim):
    frame = Timeline(step.experiment).frame(step.position)
    found = judge(frame, claim.target, claim.text, lesson.names)
    detail = {CONDITIONAL: found.condition, WRONG: found.diagnosis}.get(found.verdict)
    assert (found.verdict, detail or "") == (claim.verdict, claim.detail), found.message
    if claim.verdict == RIGHT:
        assert found.relative_error < 1e-7
    if claim.verdict == WRONG and found.relative_error is not None:
        assert found.relative_error > 1e-3


def test_every_kind_of_verdict_is_met():
    verdicts = [claim.verdict for _, _, claim in (param.values for param in CLAIMS)]
    assert {v: verdicts.count(v) >= 2 for v in set(verdicts)} == dict.fromkeys(
        ("right", "conditional", "unstable", "wrong"), True
    )


def test_the_reply_misses_three_of_four_examples():
    """The numbers that the lesson prints for the term k = j alone, and for the whole sum."""
    entry = next(entry for entry in catalogue() if entry.name == "sigmoid-into-softmax")
    step, claim = next(
        (step, claim) for step, claim in entry.lesson.claims() if claim.detail == "only_k_equals_j"
    )
    found = judge(
        Timeline(step.experiment).frame(step.position), claim.target, claim.text, entry.lesson.names
    )
    # In the lesson's letters θ₁₂: to unit 2 from input 1.
    assert found.claimed[0, 1] == pytest.approx(0.081, abs=5e-4)
    assert found.expected[0, 1] == pytest.approx(0.278, abs=5e-4)
