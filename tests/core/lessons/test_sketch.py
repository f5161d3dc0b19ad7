"""Sketches of lessons: what is written is what is read, and what is read is edited further."""

from dataclasses import fields, is_dataclass, replace

import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.core.judge import judge
from nnviz.core.lessons.catalogue import catalogue
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
from nnviz.core.lessons.sketch_reading import sketch_of
from nnviz.core.run.timeline import Timeline
from tests.core.lessons.texts import GOOD

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


def without_lines(part):
    """Return a part of a lesson without the numbers of its lines: they may move."""
    if isinstance(part, tuple):
        return tuple(map(without_lines, part))
    if not is_dataclass(part) or not hasattr(part, "line"):
        return part
    return type(part)(
        **{f.name: 0 if f.name == "line" else without_lines(getattr(part, f.name)) for f in fields(part)}
    )


def lesson_without_lines(lesson):
    return replace(lesson, steps=without_lines(lesson.steps), ending=without_lines(lesson.ending))


TEXTS = {"good": GOOD, **{entry.name: entry.path.read_text(encoding="utf-8") for entry in catalogue()}}


@pytest.mark.parametrize("name", TEXTS)
def test_a_lesson_file_is_edited_further_and_nothing_is_lost(name):
    sketch = sketch_of(TEXTS[name])
    written = to_markdown(sketch)
    assert lesson_without_lines(parse(written)) == lesson_without_lines(parse(TEXTS[name]))
    assert to_markdown(sketch_of(written)) == written
    # Notes, plots and experiments that others begin from stay as the author wrote them.
    for line in TEXTS[name].split("\n"):
        if line.startswith(("<!-- note", "<!-- plot", "<!-- experiment", "letters:", "names:", "level:")):
            assert line in written


def test_a_comparison_ends_with_its_step():
    sketch = sketch_of(TEXTS["learning-slow-down"])
    steps = list(sketch.steps)
    steps.insert(2, replace(steps[1], compare=None))
    lesson = parse(to_markdown(replace(sketch, steps=tuple(steps))))
    assert [step.compare for step in lesson.steps] == [step.compare for step in steps]
    assert lesson.steps[2].compare is None
    assert lesson.steps[3].compare is not None


def test_an_experiment_beside_a_lesson_is_written_into_it(tmp_path):
    (tmp_path / "mine.nnviz").write_text(files.write_text(files.example("xor")), encoding="utf-8")
    text = "---\nexperiment: mine.nnviz\n---\n# T\n\nAbout.\n\n## S\n\n<!-- go: 0 C -->\n\nText.\n"
    written = to_markdown(sketch_of(text, "mine", tmp_path / "mine.md"))
    assert parse(written).steps[0].experiment == files.example("xor")
