"""A paragraph in which words and equations stand on one line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.lessons.inline import MATH, formulas, runs
from nnviz.typeset.layout import layout
from nnviz.typeset.painting import paint
from nnviz.views.controls.prose_setting import Atom, PlacedAtom, atoms_of, em, pad_width, set_lines


class Prose(QWidget):
    """A wrapping paragraph: ``$…$`` equations, ``**strong**``, ``*emphasis*`` and code in backticks.

    Parameters
    ----------
    text
        The paragraph.
    font, colour
        Roles of the theme.
    marker
        What stands before an item of a list; its lines are indented then.
    """

    def __init__(
        self,
        text: str = "",
        font: str = "body",
        colour: str = "ink",
        marker: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._font, self._colour, self._marker = "", font, colour, marker
        self._atoms: list[Atom] | None = None
        self._settings: dict[int, tuple[list[PlacedAtom], int]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self._restyle)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another paragraph."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(plain(text))
            self._restyle()

    def set_role(self, font: str, colour: str) -> None:
        """Give the words another font and colour."""
        if (font, colour) != (self._font, self._colour):
            self._font, self._colour = font, colour
            self._restyle()

    def natural_width(self) -> int:
        """Return the width of the paragraph on one line."""
        atoms = self._atoms
        if atoms is None:
            atoms = self._atoms = list(atoms_of(self._text, self._font))
        return round(sum(atom.width + atom.space for atom in atoms)) + 1 + self._indent

    def text(self) -> str:
        """Return the paragraph as it was given."""
        return self._text

    def error(self) -> str:
        """Return why an equation could not be typeset; empty if all could."""
        return next((error for latex in formulas(self._text) if (error := layout(latex).error)), "")

    # -- size --------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the lines for a width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines."""
        return self.set_at_width(width)[1]

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        width = max(self.width(), theme.px(240))
        return QSize(theme.px(240), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Need the height, whatever the width."""
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @property
    def _indent(self) -> int:
        return theme.px(18) if self._marker else 0

    def set_at_width(self, width: int) -> tuple[list[PlacedAtom], int]:
        """Return the words and equations at their places, and the height, at a width."""
        found = self._settings.get(width)
        if found is None:
            if len(self._settings) >= 6:
                self._settings.clear()
            if self._atoms is None:
                self._atoms = list(atoms_of(self._text, self._font))
            room = max(width - self._indent, 1)
            found = self._settings[width] = set_lines(
                self._atoms, room, QFontMetricsF(theme.font(self._font))
            )
        return found

    def _restyle(self) -> None:
        self._atoms = None
        self._settings.clear()
        self.updateGeometry()
        self.update()

    # -- picture -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        look = theme.current()
        ink = QColor(look.colour(self._colour))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shown = self.set_at_width(self.width())[0]
            if self._marker and shown:
                painter.setFont(theme.font(self._font))
                painter.setPen(QColor(look.muted))
                painter.drawText(QPointF(theme.px(2), shown[0].baseline), self._marker)
            for placed in shown:
                atom, at = placed.atom, QPointF(self._indent + placed.x, placed.baseline)
                if atom.layout is not None:
                    paint(painter, atom.layout, at, em(self._font), ink, {})
                    continue
                assert atom.font is not None
                if atom.code:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(look.chip))
                    box = QRectF(at.x(), at.y() - atom.ascent, atom.width, atom.ascent + atom.descent)
                    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
                    at += QPointF(pad_width(), 0)
                painter.setFont(atom.font)
                painter.setPen(ink)
                painter.drawText(at, atom.text)


def plain(text: str) -> str:
    """Return a paragraph as plain text, its equations on the line."""
    return "".join(layout(run.text).text or run.text if run.kind == MATH else run.text for run in runs(text))
