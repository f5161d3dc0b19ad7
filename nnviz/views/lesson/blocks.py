"""Widgets of the blocks of a lesson that ask nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnviz.core.lessons.lesson import (
    Block,
    LessonClaim,
    LessonCode,
    LessonFormula,
    LessonPicture,
    LessonTable,
    LessonText,
    Question,
)
from nnviz.views.controls.labels import Code
from nnviz.views.controls.prose import Prose
from nnviz.views.lesson.formula_row import NumberedFormula
from nnviz.views.lesson.picture_block import PictureBlock
from nnviz.views.lesson.table_block import TableBlock

_SPACES = {
    LessonText: 11, LessonFormula: 8, LessonCode: 11, LessonTable: 11, LessonPicture: 12, LessonClaim: 14,
    Question: 16,
}  # fmt: skip


def space_above(block: Block) -> int:
    """Return how far below the one before it a block stands, in pixels at scale 1."""
    return 6 if isinstance(block, LessonText) and block.marker else _SPACES[type(block)]


def still_widget(block: Block) -> QWidget | None:
    """Return the widget of a text, formula, table, picture or code block; None for what asks."""
    if isinstance(block, LessonText):
        return Prose(block.markdown, marker=block.marker)
    if isinstance(block, LessonFormula):
        return NumberedFormula(block)
    if isinstance(block, LessonCode):
        code = Code()
        code.setText(block.text)
        return code
    if isinstance(block, LessonTable):
        return TableBlock(block)
    if isinstance(block, LessonPicture):
        return PictureBlock(block)
    return None
