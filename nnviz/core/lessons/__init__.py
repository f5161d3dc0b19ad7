"""Lessons: Markdown files that lead through a run, step by step, and the claims they put to the judge."""

from nnviz.core.lessons.catalogue import Entry, built_in, catalogue, paths
from nnviz.core.lessons.inline import Run, runs
from nnviz.core.lessons.lesson import (
    Block,
    Choice,
    Formula,
    Lesson,
    LessonClaim,
    LessonError,
    LessonStep,
    Moment,
    Question,
    Text,
)
from nnviz.core.lessons.reader import parse, read

__all__ = [
    "Block",
    "Choice",
    "Entry",
    "Formula",
    "Lesson",
    "LessonClaim",
    "LessonError",
    "LessonStep",
    "Moment",
    "Question",
    "Run",
    "Text",
    "built_in",
    "catalogue",
    "parse",
    "paths",
    "read",
    "runs",
]
