"""Responses to a lesson: the first counts, what is kept is read back, and nothing else is."""

import pytest

from nnviz.core.lessons.lesson import CONDITIONAL, RIGHT, UNSTABLE, WRONG, LessonClaim
from nnviz.core.lessons.progress import Progress, Response, asked_in, vote_is_right
from nnviz.core.lessons.reader import parse
from tests.core.lessons.texts import GOOD


@pytest.mark.parametrize(
    ("verdict", "right_votes"),
    [(RIGHT, {"right"}), (WRONG, {"wrong"}), (CONDITIONAL, {"depends"}), (UNSTABLE, {"right", "depends"})],
)
def test_votes(verdict, right_votes):
    claim = LessonClaim("x", "C", "1", verdict)
    assert {vote for vote in ("right", "wrong", "depends") if vote_is_right(claim, vote)} == right_votes


def test_the_score():
    lesson, progress = parse(GOOD), Progress()
    first, second, third = lesson.steps
    assert asked_in(first) == ()
    (claim,), (question, other) = asked_in(second), asked_in(third)
    progress.respond(second, claim, "wrong", True)
    progress.respond(third, question, "up", False)
    progress.respond(third, question, "down", True)
    score = progress.score(lesson)
    assert (score.asked, score.right) == (3, 1)
    assert score.missed == ((2, question),)
    assert score.unanswered == ((2, other),)
    assert progress.find(third, question) == Response("up", False, True)
    assert not progress.done(first)
    progress.respond(first, None, "", None)
    assert progress.done(first)
    again = Progress(progress.as_json())
    assert again.score(lesson) == score
    assert again.done(first)


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{",
        "[]",
        "3",
        '{"a": 1}',
        '{"a": [1, 2, 3]}',
        '{"a": ["x", 1, true]}',
        "[" * 100_000,
        '{"a": ["", null]}',
    ],
)
def test_what_is_no_progress_is_left_out(kept):
    assert Progress(kept).as_json() == "{}"
