"""Blocks of a step from its pieces: texts, formulas, code, tables, pictures, claims and questions."""

from __future__ import annotations

import re
from pathlib import Path

from nnviz.core.lessons import quoted, scan
from nnviz.core.lessons.lesson import Block, LessonCode, LessonFormula, LessonTable, LessonText
from nnviz.core.lessons.pictures import picture
from nnviz.core.lessons.scan import Piece
from nnviz.core.lessons.source import LessonSource
from nnviz.core.text.translate import translate

_TAG = re.compile(r"\\tag\{([^{}]*)\}")
_LONGEST_TAG = 12


def block(source: LessonSource, piece: Piece, folder: Path | None) -> Block:
    """Return the block a piece of a step stands for; pictures lie in `folder`.

    Raises
    ------
    LessonError
        If it is a quotation that is neither a claim nor a question, or has a mistake.
    """
    if piece.kind == scan.FORMULA:
        return _formula(source, piece)
    if piece.kind == scan.QUOTATION:
        return quoted.block(source, piece)
    if piece.kind == scan.CODE:
        return LessonCode(piece.text, piece.mark, piece.line)
    if piece.kind == scan.TABLE:
        return LessonTable(piece.rows[0], piece.rows[1:], piece.line)
    if piece.kind == scan.PICTURE:
        return picture(source, piece, folder)
    return LessonText(piece.text, piece.mark, piece.line)


def _formula(source: LessonSource, piece: Piece) -> LessonFormula:
    tags = _TAG.findall(piece.text)
    if len(tags) > 1:
        raise source.error(
            piece.line,
            "formula",
            translate("lessons", "a formula has one \\tag{…} at most; write two formulas"),
        )
    tag = tags[0].strip() if tags else ""
    if len(tag) > _LONGEST_TAG:
        raise source.error(
            piece.line,
            "formula",
            translate("lessons", "a tag has at most {longest_tag} characters").format(
                longest_tag=_LONGEST_TAG
            ),
        )
    latex = " ".join(_TAG.sub("", piece.text).split())
    if not latex:
        raise source.error(
            piece.line, "formula", translate("lessons", "a formula is required beside its \\tag{…}")
        )
    return LessonFormula(latex, tag, piece.line)
