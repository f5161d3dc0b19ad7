"""Sketches of lessons: what is written is what is read."""

import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.core.judge import judge
from nnviz.core.lessons.lesson import LessonClaim, Question
from nnviz.core.lessons.quiz.items import quiz
from nnviz.core.lessons.reader import parse
from nnviz.core.lessons.sketch import (
    LessonSketch,
    claim_block,
    question_block,
    step_of,
    to_markdown,
    token_of,
    value_of,
)
from nnviz.core.run.timeline import Timeline

SELECTIONS = [
    Selection("weight", 2, 0, 1), Selection("bias", 1, 2), Selection("unit", 1, 0), Selection("unit", 0, 1),
]  # fmt: skip


def frames():
    timeline = Timeline(files.example("xor"))
    for position in ((0, 0), (2, 7), (3, len(timeline.trainer.operations))):
        yield timeline.frame(Position(*position))


def test_steps_are_read_as_they_were_taken():
    steps = [
        step_of(frame, f"Step {i}", "Text with $a^1$.", ("W2", "dz9"), SELECTIONS[i], i)
        for i, frame in enumerate(frames())
    ]
    other = Timeline(files.example("mazur")).frame(Position(0, 3))
    steps.append(step_of(other, "Another", "More."))
    lesson = parse(to_markdown(LessonSketch("A title", "About it.", 12, tuple(steps))))
    assert (lesson.title, lesson.summary, lesson.minutes) == ("A title", "About it.", 12)
    for written, frame, sketch in zip(lesson.steps, [*frames(), other], steps, strict=True):
        assert written.experiment == sketch.experiment
        assert written.position == frame.position
        assert written.selection == sketch.selection
        assert written.highlights == sketch.highlights
        assert (written.example or 0) == sketch.example
    assert lesson.steps[0].highlights == ("W2",)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_selections_are_written_as_they_are_read(selection):
    assert Selection.read(token_of(selection), files.example("xor")) == selection


def test_values_of_what_is_clicked():
    start, backward, _ = frames()
    assert value_of(SELECTIONS[0], start) == "W2"
    assert value_of(SELECTIONS[2], start) is None
    assert value_of(SELECTIONS[2], backward) == "a1"
    assert value_of(SELECTIONS[3], start) == "X"
    assert value_of(Selection("loss"), backward) == "C"


@pytest.mark.parametrize(
    ("target", "text"),
    [("dz2", "(a2 - Y) / m"), ("dz2", "(Y - a2) / m"), ("da1", "W2.T @ dz2"), ("db2", "dz2"), ("dz1", "da1")],
)
def test_a_claim_is_written_with_the_verdict_of_the_judge(target, text):
    frame = list(frames())[1]
    verdict = judge(frame, target, text, {})
    step = step_of(frame, "Claim", claim_block(target, text, verdict))
    (claim,) = parse(to_markdown(LessonSketch(steps=(step,)))).steps[0].claims
    assert isinstance(claim, LessonClaim)
    assert (claim.target, claim.text, claim.verdict) == (target, text, verdict.verdict)
    assert claim.detail == (verdict.condition or verdict.diagnosis or "")


def test_generated_questions_are_written_as_choices():
    frame = list(frames())[2]
    for number in range(1, len(frame.operations) + 1):
        for item in quiz(frame, number, 6):
            text = question_block(item)
            step = step_of(frame, "Question", text)
            (question,) = parse(to_markdown(LessonSketch(steps=(step,)))).steps[0].blocks
            assert isinstance(question, Question)
            right = [choice.markdown for choice in question.choices if choice.right]
            assert right == [" ".join(item.answer.split())]
            assert len(question.choices) == 1 + len(item.distractors)
