"""Progress of a learner through a lesson: the first response to every question and claim, and the score."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.core.lessons.lesson import CONDITIONAL, RIGHT, UNSTABLE, Lesson, LessonClaim, LessonStep, Question

VOTES = ("right", "wrong", "depends")
"""What a learner may say of a claim."""
MAX_KEPT = 1000
"""Responses that are read back for one lesson, at most."""
_LONGEST = 200
Asked = LessonClaim | Question


@dataclass(frozen=True)
class Response:
    """A response of the learner.

    Attributes
    ----------
    given
        What was said first: a vote, a chosen answer, a typed number; empty if the answer was shown at once.
    right
        Whether the first response was right; None where it is neither right nor wrong.
    solved
        Whether a later one was right.
    """

    given: str
    right: bool | None
    solved: bool = False


def vote_is_right(claim: LessonClaim, vote: str) -> bool:
    """Return whether a vote agrees with the verdict of a lesson.

    What is right under a condition depends; what is right but unstable may be called either.
    """
    if claim.verdict == CONDITIONAL:
        return vote == "depends"
    if claim.verdict == UNSTABLE:
        return vote in ("right", "depends")
    return vote == (RIGHT if claim.verdict == RIGHT else "wrong")


def key_of(step: LessonStep, asked: Asked | None) -> str:
    """Return what tells a question or claim of a lesson from the others, also after an edit of the file.

    Without one it is the key of the step itself, for a step that is only read.
    """
    text = ""
    if asked is not None:
        text = asked.markdown if isinstance(asked, Question) else asked.quote + asked.text
    return hashlib.sha1(f"{step.title}\n{text}".encode(), usedforsecurity=False).hexdigest()[:12]


def asked_in(step: LessonStep) -> tuple[Asked, ...]:
    """Return the questions and claims of a step, in their order."""
    return tuple(block for block in step.blocks if isinstance(block, LessonClaim | Question))


@dataclass(frozen=True)
class LessonScore:
    """Responses counted.

    Attributes
    ----------
    asked
        Questions and claims of the lesson.
    right
        Those whose first response was right.
    missed
        Step, from 0, and what was asked, where the first response was not right.
    unanswered
        Step, from 0, and what was asked, where there is no response yet.
    """

    asked: int
    right: int
    missed: tuple[tuple[int, Asked], ...]
    unanswered: tuple[tuple[int, Asked], ...]


class Progress:
    """Responses to one lesson by their keys.

    Parameters
    ----------
    kept
        What `as_json` returned; what is none of it is left out.
    """

    def __init__(self, kept: str = "") -> None:
        self._responses: dict[str, Response] = dict(_read(kept))

    def find(self, step: LessonStep, asked: Asked | None = None) -> Response | None:
        """Return the response to what a step asks, or to the step itself."""
        return self._responses.get(key_of(step, asked))

    def respond(self, step: LessonStep, asked: Asked | None, given: str, right: bool | None) -> Response:
        """Take in a response; the first one counts, a later one may solve it."""
        key, before = key_of(step, asked), self.find(step, asked)
        if before is None:
            response = Response(given[:_LONGEST], right, bool(right))
        else:
            response = Response(before.given, before.right, before.solved or bool(right))
        self._responses[key] = response
        return response

    def clear(self) -> None:
        """Forget all responses."""
        self._responses.clear()

    def score(self, lesson: Lesson) -> LessonScore:
        """Count the responses to a lesson."""
        right, count = 0, 0
        missed: list[tuple[int, Asked]] = []
        unanswered: list[tuple[int, Asked]] = []
        for index, step in enumerate(lesson.steps):
            for asked in asked_in(step):
                count += 1
                response = self.find(step, asked)
                if response is None:
                    unanswered.append((index, asked))
                elif response.right:
                    right += 1
                elif response.right is False:
                    missed.append((index, asked))
        return LessonScore(count, right, tuple(missed), tuple(unanswered))

    def done(self, step: LessonStep) -> bool:
        """Whether everything that a step asks has a response, or it has been read."""
        asked = asked_in(step)
        return all(self.find(step, one) for one in asked) if asked else self.find(step) is not None

    def as_json(self) -> str:
        """Return the responses as text."""
        return json.dumps({key: [r.given, r.right, r.solved] for key, r in self._responses.items()})


def _read(kept: str) -> Iterator[tuple[str, Response]]:
    try:
        found: Any = json.loads(kept) if kept else {}
    except (ValueError, RecursionError):
        return
    if not isinstance(found, Mapping):
        return
    for key, value in list(found.items())[:MAX_KEPT]:
        if isinstance(value, list) and len(value) == 3:
            given, right, solved = value
            known = right is None or isinstance(right, bool)
            if isinstance(given, str) and known and isinstance(solved, bool):
                yield str(key)[:40], Response(given[:_LONGEST], right, solved)
