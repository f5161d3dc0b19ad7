"""Lesson: the text of a step, its claims with their verdicts, its questions, and the way through it."""

from nnviz.views.lesson.view import LessonView

__all__ = ["LessonView"]
