"""Lessons: Markdown files that lead through a run, step by step, and the claims they put to the judge.

Here is what a lesson is; `reader` reads one and `catalogue` finds them, loaded with the first that is wanted.
"""

from nnviz.core.lessons.lesson import (
    Block,
    Choice,
    Lesson,
    LessonClaim,
    LessonCode,
    LessonError,
    LessonFormula,
    LessonPicture,
    LessonStep,
    LessonTable,
    LessonText,
    NamedPosition,
    NumberAnswer,
    Question,
    ValuePlot,
)

__all__ = [
    "Block",
    "Choice",
    "Lesson",
    "LessonClaim",
    "LessonCode",
    "LessonError",
    "LessonFormula",
    "LessonPicture",
    "LessonStep",
    "LessonTable",
    "LessonText",
    "NamedPosition",
    "NumberAnswer",
    "Question",
    "ValuePlot",
]
