"""A worksheet as a PDF on A4: text and formulas stay sharp at any size."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from nnviz import theme
from nnviz.core.equations.formula import Formula
from nnviz.core.export.worksheet import Exercise, Worksheet
from nnviz.typeset.painting import paint
from nnviz.typeset.setting import FormulaSetting, setting
from nnviz.worksheets.words import ANSWERS, BLANKS, GIVEN, HOW_TO, PHASES

DOTS = 300
"""Dots per inch in which the page is measured; text and formulas are outlines, not dots."""
_POINT = DOTS / 72
_EM, _LEAST = 11 * _POINT, 6 * _POINT
_MARGIN = 18.0
"""Margins of the page, in millimetres."""


def pdf_bytes(sheet: Worksheet) -> bytes:
    """Return the bytes of a PDF."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setTitle(sheet.title)
    writer.setCreator("nnviz")
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    with QPainter(writer) as painter:
        _Page(writer, painter).write(sheet)
    buffer.close()
    return bytes(data.data())


class _Page:
    """Writes from top to bottom, on as many pages as it takes."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self._writer, self._painter = writer, painter
        self._width, self._height = float(writer.width()), float(writer.height())
        self._y, self._number = 0.0, 1
        self._look = theme.LIGHT

    def write(self, sheet: Worksheet) -> None:
        """Write the whole sheet."""
        self._text(sheet.title, 18, bold=True)
        words = f"{sheet.description} {BLANKS if sheet.blanks else ANSWERS}"
        self._text(words, 9.5, self._look.muted, after=8)
        self._text(GIVEN, 12, bold=True, after=3)
        self._given(sheet.given)
        if sheet.blanks:
            self._text(HOW_TO, 9.5, after=6)
        for phase, exercises in sheet.phases.items():
            # A heading does not stay alone at the foot of a page.
            self._make_room(40 * _POINT + self._measure(exercises[0]))
            self._y += 8 * _POINT
            self._text(PHASES[phase], 12, self._look.phase(phase), bold=True, after=4)
            for exercise in exercises:
                self._exercise(exercise, self._look.phase(phase))
        self._footer()

    def _font(self, points: float, bold: bool = False) -> QFont:
        font = QFont(theme.font("body").family())
        font.setPixelSize(round(points * _POINT))
        font.setBold(bold)
        return font

    def _box(self, text: str, font: QFont, width: float) -> QRectF:
        metrics = QFontMetricsF(font, self._writer)
        return metrics.boundingRect(QRectF(0, 0, width, 1e6), int(Qt.TextFlag.TextWordWrap), text)

    def _text(
        self,
        text: str,
        points: float,
        colour: str = "",
        bold: bool = False,
        after: float = 2.0,
        left: float = 0.0,
    ) -> None:
        font, width = self._font(points, bold), self._width - left
        height = self._box(text, font, width).height()
        self._make_room(height)
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour or self._look.ink))
        self._painter.drawText(QRectF(left, self._y, width, height + 1), int(Qt.TextFlag.TextWordWrap), text)
        self._y += height + after * _POINT

    def _given(self, formulas: tuple[Formula, ...]) -> None:
        """Set the given values beside each other as far as there is room."""
        x, tallest, gap = 0.0, 0.0, 18 * _POINT
        for formula in formulas:
            shown = setting([formula], _EM * 0.9, _LEAST, self._width)
            if x and x + shown.width > self._width:
                self._y, x, tallest = self._y + tallest + 6 * _POINT, 0.0, 0.0
            if not x:
                self._make_room(shown.height)
            self._paint(shown, x)
            x, tallest = x + shown.width + gap, max(tallest, shown.height)
        self._y += tallest + 10 * _POINT

    def _settings(self, exercise: Exercise) -> list[FormulaSetting]:
        width = self._width - 12 * _POINT
        return [setting([f], _EM, _LEAST, width) for f in (exercise.symbolic, exercise.numeric)]

    def _measure(self, exercise: Exercise) -> float:
        width = self._width - 12 * _POINT
        words = self._box(exercise.title, self._font(10.5, True), width).height()
        words += self._box(exercise.why, self._font(8.5), width).height()
        return float(words + sum(s.height for s in self._settings(exercise)) + 22 * _POINT)

    def _exercise(self, exercise: Exercise, colour: str) -> None:
        self._make_room(min(self._measure(exercise), self._height))
        top, left = self._y, 12 * _POINT
        self._text(f"{exercise.number}. {exercise.title}", 10.5, bold=True, left=left)
        self._text(exercise.why, 8.5, self._look.muted, after=4, left=left)
        for shown in self._settings(exercise):
            self._make_room(shown.height)
            top = min(top, self._y)
            self._paint(shown, left)
            self._y += shown.height + 5 * _POINT
        self._painter.fillRect(QRectF(0, top, 2 * _POINT, self._y - top - 3 * _POINT), QColor(colour))
        self._y += 7 * _POINT

    def _paint(self, shown: FormulaSetting, x: float) -> None:
        for row in shown.rows:
            at = QPointF(x + row.x, self._y + row.baseline)
            paint(self._painter, row.layout, at, row.em, QColor(self._look.ink), {})

    def _make_room(self, height: float) -> None:
        """Go on to the next page unless there is room for `height`."""
        if self._y and self._y + height > self._height - 14 * _POINT:
            self._footer()
            self._writer.newPage()
            self._y, self._number = 0.0, self._number + 1

    def _footer(self) -> None:
        font = self._font(8)
        self._painter.setFont(font)
        self._painter.setPen(QColor(self._look.muted))
        room = QRectF(0, self._height - 10 * _POINT, self._width, 10 * _POINT)
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        self._painter.drawText(room, int(corner), str(self._number))
