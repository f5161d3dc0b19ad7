"""Reading a lesson: everything in it is found, with its line."""

import subprocess
import sys

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.core.lessons.catalogue import built_in, catalogue, paths
from nnviz.core.lessons.lesson import (
    Choice,
    LessonClaim,
    LessonError,
    LessonFormula,
    LessonText,
    NamedPosition,
    NumberAnswer,
    Question,
    ValuePlot,
)
from nnviz.core.lessons.pictures import picture_size
from nnviz.core.lessons.reader import parse, read
from nnviz.core.run.timeline import Timeline
from tests.core.lessons.texts import GOOD


@pytest.fixture(scope="module")
def lesson():
    return parse(GOOD, "good")


def line_of(text):
    return GOOD[: GOOD.index(text)].count("\n") + 1


def test_what_stands_above(lesson):
    assert (lesson.name, lesson.title, lesson.minutes, lesson.order) == ("good", "A good lesson", 12, 3)
    assert lesson.summary == "It has everything, over two lines."
    assert dict(lesson.names) == {"t": "Y", "o": "a2", "theta": "W1.T"}
    assert lesson.path is None
    assert [step.title for step in lesson.steps] == ["First", "Second", "Third"]
    assert [step.line for step in lesson.steps] == [line_of(f"## {s.title}") for s in lesson.steps]


def test_experiments(lesson):
    first, second, third = lesson.steps
    assert lesson.experiment is first.experiment is second.experiment
    assert first.experiment.batch_size == 3
    assert first.compare == second.compare == files.example("xor")
    assert third.experiment == first.experiment.replace(batch_size=2, seed=9)
    assert third.compare is None


def test_where_the_steps_go(lesson):
    first, second, third = lesson.steps
    assert first.named == second.named == NamedPosition(0, "dz2")
    assert first.position == second.position == Position(0, 7)
    assert third.position == Position(7, 17)
    assert (first.highlights, first.selection, first.example) == (
        ("dz2", "a2"),
        Selection("weight", 2, 0, 1),
        1,
    )
    assert (second.highlights, second.selection, second.example) == ((), None, None)


def test_texts_and_formulas(lesson):
    assert lesson.steps[0].blocks == (
        LessonText(
            r"Text with $\delta^2$, **strong**, *soft* and `W2.T @ dz2`, on two lines.",
            "",
            line_of("Text with"),
        ),
        LessonText("one", "•", line_of("- one")),
        LessonText("two goes on", "•", line_of("- two")),
        LessonText("first", "1.", line_of("1. first")),
        LessonFormula(r"\delta^2 = \nabla C \odot \sigma'(z^2)", "6", line_of(r"$$\delta^2")),
        LessonFormula("a = b", "", line_of("$$a")),
    )


def test_claims_and_questions(lesson):
    (claim,) = lesson.steps[1].claims
    assert claim == LessonClaim(
        r"\delta = t - o", "dz2 where t[j] != 0", "t - o", "wrong", "double_derivative",
        "The sign is flipped: $1 - 0.5$.", line_of("> **Claim**"),
    )  # fmt: skip
    question, other = lesson.steps[2].blocks
    assert question == Question(
        "Which way does $z^2$ move? Think.", "Against the gradient.",
        (Choice("up", False), Choice("down, of course", True)), line_of("> **Question**"),
    )  # fmt: skip
    assert lesson.steps[2].questions == (question,)
    assert other.detail == "one example and one-hot targets"
    assert [(step.title, c.target) for step, c in lesson.claims()] == [
        ("Second", "dz2 where t[j] != 0"), ("Third", "C"),
    ]  # fmt: skip


def test_line_ends_and_marks_of_other_systems(lesson):
    assert parse(GOOD.replace("\n", "\r\n"), "good") == lesson
    assert parse(b"\xef\xbb\xbf" + GOOD.encode(), "good") == lesson


@pytest.mark.parametrize(
    ("written", "position"),
    [
        ("0 start", (0, 0)), ("12 end", (12, 17)), ("0.5", (0, 5)), ("0 5", (0, 5)), ("0 0", (0, 0)),
        ("3 z1", (3, 1)), ("0 W2_next", (0, 16)), ("0 C", (0, 5)),
    ],
)  # fmt: skip
def test_moments(written, position):
    text = GOOD.replace("go: 0 dz2", f"go: {written}").replace("light: dz2 W2[1,2] a2 dz2", "note: x")
    assert parse(text).steps[0].position == position


def test_a_moment_is_found_again_in_another_network():
    named = parse(GOOD).steps[0].named
    other = files.example("blobs-softmax")
    operations = Timeline(other).trainer.operations
    assert operations[named.find(operations).operation - 1].writes == ("dz2",)
    shallow = Timeline(files.example("saturated")).trainer.operations
    assert named.find(shallow) is None


@pytest.mark.parametrize(
    ("written", "selection"),
    [
        ("W1[2,1]", Selection("weight", 1, 1, 0)), ("W2[1, 2]", Selection("weight", 2, 0, 1)),
        ("dW2[1,1]", Selection("weight", 2, 0, 0)), ("b1[2]", Selection("bias", 1, 1)),
        ("db2[1]", Selection("bias", 2, 0)), ("a1[2]", Selection("unit", 1, 1)),
        ("dz2[1]", Selection("unit", 2, 0)), ("X[2]", Selection("unit", 0, 1)),
    ],
)  # fmt: skip
def test_picks(written, selection):
    assert parse(GOOD.replace("W2[1,2] a2", f"{written} a2")).steps[0].selection == selection


def test_a_file_beside_the_lesson(tmp_path):
    e = parse(GOOD).experiment
    (tmp_path / "mine.nnviz").write_text(files.write_text(e.replace(seed=77)), encoding="utf-8")
    path = tmp_path / "good.md"
    path.write_text(GOOD.replace("experiment: small", "experiment: mine.nnviz", 1), encoding="utf-8")
    lesson = read(path)
    assert (lesson.name, lesson.path, lesson.experiment.seed) == ("good", path, 77)


def test_the_catalogue_keeps_the_good_ones(tmp_path):
    (tmp_path / "b.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "a.md").write_text(GOOD.replace("order: 3", "order: 4"), encoding="utf-8")
    (tmp_path / "0.md").write_text(GOOD.replace("go: 0 dz2", "go: 0 dz9"), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a lesson", encoding="utf-8")
    entries = catalogue(tmp_path)
    assert [entry.name for entry in entries] == ["b", "a", "0"]
    assert [entry.lesson is None for entry in entries] == [False, False, True]
    assert str(entries[2].error).startswith(f"0.md, line {line_of('<!-- go: 0')}: go: no operation")
    assert catalogue(tmp_path / "missing") == ()


def test_built_in_lessons_by_name():
    assert list(paths()) == sorted(paths())
    assert built_in("mazur").name == "mazur"
    with pytest.raises(LessonError, match=r"--lesson: 'nothing' is not known; choose one of .*mazur"):
        built_in("nothing")


def test_reading_does_not_train(monkeypatch):
    def fail(*_):
        raise AssertionError("a lesson was trained to read it")

    monkeypatch.setattr("nnviz.core.run.trainer.Trainer.__init__", fail)
    assert parse(GOOD.replace("go: 7 end", "go: 100000 end")).steps[2].position.iteration == 100_000


def test_what_is_known_at_a_moment_is_what_a_frame_has():
    lesson = parse(GOOD)
    timeline = Timeline(lesson.experiment)
    for operation in range(len(timeline.trainer.operations) + 1):
        names = set(timeline.frame(Position(0, operation)).values)
        highlighted = GOOD.replace("go: 0 dz2", f"go: 0 {operation}")
        highlighted = highlighted.replace("light: dz2 W2[1,2] a2 dz2", f"light: {' '.join(sorted(names))}")
        assert set(parse(highlighted).steps[0].highlights) == names
        missing = {"dW1", "W1_next"} - names
        for name in missing:
            with pytest.raises(LessonError, match=f"light: '{name}' is not known"):
                parse(GOOD.replace("go: 0 dz2", f"go: 0 {operation}").replace("dz2 W2[1,2] a2 dz2", name))
    assert np.isfinite(timeline.frame(Position(0, 17)).flat).all()


MORE = """---
experiment: xor
level: easy
letters: net = z, y = a2, target = Y
---
# T

S.

## One

<!-- go: 0 a1 -->
<!-- plot: a2 50 0 1 -->

| layer | shape |
| :--- | ---: |
| 1 | $3 \\times 2$ |
| *2* | |

```python
# not a heading
a1 = np.tanh(z1)
```

![the slope of tanh](slope.png)

> **Question** How large?
>
> **Number** 1/4 +- 0.01
>
> **Answer** A quarter.

> **Question** How much?
>
> **Number** `-2,5`
>
> **Answer** Two and a half.

## What you have learned

<!-- end: page -->

That *it* works.
"""
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (30).to_bytes(4, "big") + (20).to_bytes(4, "big")


def test_tables_code_pictures_numbers_and_the_last_page(tmp_path):
    path = tmp_path / "more.md"
    path.write_text(MORE, encoding="utf-8")
    (tmp_path / "slope.png").write_bytes(PNG)
    lesson = read(path)
    table, code, picture, question, other = lesson.steps[0].blocks
    assert table.heading == ("layer", "shape")
    assert table.rows == (("1", "$3 \\times 2$"), ("*2*", ""))
    assert (code.text, code.language) == ("# not a heading\na1 = np.tanh(z1)", "python")
    assert (picture.words, picture.file, picture.size) == ("the slope of tanh", "slope.png", (30, 20))
    assert question.number == NumberAnswer(0.25, 0.01)
    assert question.number.accepts(0.24)
    assert not question.number.accepts(0.239)
    assert other.number == NumberAnswer(-2.5, 0.025)
    assert lesson.steps[0].plot == ValuePlot("a2", 50, 0.0, 1.0)
    assert (lesson.level, dict(lesson.letters)) == ("easy", {"net": "z", "y": "a2", "target": "Y"})
    assert len(lesson.steps) == 1
    assert lesson.ending_title == "What you have learned"
    assert [block.markdown for block in lesson.ending] == ["That *it* works."]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "neither a PNG nor a JPEG"),
        (PNG[:16] + (5000).to_bytes(4, "big") + PNG[20:], "at most 4096 × 4096 pixels"),
        (b"x" * (2**21 + 1), "at most"),
        (None, "No such file"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_named(tmp_path, content, said):
    path = tmp_path / "more.md"
    path.write_text(MORE, encoding="utf-8")
    if content is not None:
        (tmp_path / "slope.png").write_bytes(content)
    line = MORE[: MORE.index("![")].count("\n") + 1
    with pytest.raises(LessonError, match=rf"^more\.md, line {line}: picture: .*{said}"):
        read(path)


def test_the_size_of_a_jpeg_picture():
    header = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x14\x00\x1e"
    assert picture_size(header) == (30, 20)
    assert picture_size(b"\xff\xd8\xff\xe0\x00\x00\xff") is None


def test_the_parser_of_markdown_is_loaded_with_the_first_lesson():
    code = "import sys, nnviz.core.lessons, nnviz.core.lessons.reader; print('markdown_it' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
