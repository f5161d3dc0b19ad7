"""The widget that shows equations: set to its width, alive under the mouse, ready to be copied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from nnviz import accessible, theme
from nnviz.typeset.copying import Copyable, picture
from nnviz.typeset.formula_layout import UNITS
from nnviz.typeset.painting import HIGHLIGHTED, MARKED, paint, paint_background
from nnviz.typeset.setting import FormulaSetting, Typesettable, layouts, setting
from nnviz.typeset.sideways import Sideways
from nnviz.typeset.speech import speech

_MARGIN = 4
"""Free pixels around the formulas, so that a highlight is whole at the edges."""


class EquationWidget(Copyable):
    """Formulas below each other, as large as asked for where there is room.

    Parameters
    ----------
    em
        Size in pixels at scale 1.
    least
        The smallest size to read, in pixels at scale 1; only what cannot be broken becomes smaller.
    lesser
        Size of definitions beside what they define, see `setting`.
    menu
        Makes the context menu.

    Attributes
    ----------
    hovered : Signal(object)
        What the piece under the mouse stands for, None when there is none.
    clicked : Signal(object)
        What the piece that was clicked stands for.
    """

    BLEED = _MARGIN
    """How far it should reach beyond a text at both sides for their left edges to be level."""

    hovered = Signal(object)
    clicked = Signal(object)

    def __init__(
        self,
        em: float = 17,
        least: float = 13,
        lesser: float = 1.0,
        menu: Callable[[QWidget], QMenu] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(menu, parent)
        self._em, self._least, self._lesser = em, least, lesser
        self._formulas: tuple[Typesettable, ...] = ()
        self._failed = ""
        self._text = ""
        self.highlighted: frozenset[Any] = frozenset()
        self.marked: frozenset[Any] = frozenset()
        self._phase = "forward"
        self._under: Any = None
        self._sideways = Sideways(self)
        self._settings: dict[tuple[int, float], FormulaSetting] = {}
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        accessible.give_role(EquationWidget, QAccessible.Role.Equation, EquationWidget.speech)
        theme.manager().changed.connect(self._restyle)

    # -- what is shown -----------------------------------------------------------------------------

    def set_formula(self, formula: Typesettable, em: float | None = None, words: str = "") -> None:
        """Show one formula; `words` are better than the library's for screen readers and for a copy."""
        self.set_formulas((formula,), em, words)

    def set_formulas(
        self, formulas: Sequence[Typesettable], em: float | None = None, words: str = ""
    ) -> None:
        """Show formulas below each other, aligned at their equals signs."""
        if tuple(formulas) == self._formulas and em in (None, self._em) and words == self._text:
            return
        self._formulas, self._text = tuple(formulas), words
        self._em = self._em if em is None else em
        self._sideways.reset()
        self._settings.clear()
        lines = layouts(self._formulas)
        self._failed = next((each.error for each in lines if each.error), "")
        self.setAccessibleName(self._failed or words or ". ".join(each.speech for each in lines))
        self.setToolTip(self._failed)
        self.updateGeometry()
        self.update()

    def formulas(self) -> tuple[Typesettable, ...]:
        """Return what is shown."""
        return self._formulas

    def speech(self) -> str:
        """Return what a screen reader says: values by name and layer, signs by what they do."""
        words = "" if self._failed else ". ".join(filter(None, map(speech, self._formulas)))
        return words or self.accessibleName()

    def set_highlighted(self, links: Iterable[Any], marked: Iterable[Any] = ()) -> None:
        """Highlight the pieces that stand for one of `links`; those of `marked` get a fainter background."""
        highlighted, faint = frozenset(links), frozenset(marked)
        if (highlighted, faint) != (self.highlighted, self.marked):
            self.highlighted, self.marked = highlighted, faint
            self.update()

    def set_phase(self, phase: str) -> None:
        """Highlight in the colour of another phase."""
        if phase != self._phase:
            self._phase = phase
            self.update()

    def error(self) -> str:
        """Return why there is plain text instead of formulas, empty if there is not."""
        return self._failed

    # -- size --------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the lines for a width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        if self._failed:
            room, flags = QRect(0, 0, max(width, 1), 10_000), int(Qt.TextFlag.TextWrapAnywhere)
            return self.fontMetrics().boundingRect(room, flags, self.source()).height() + 2 * _MARGIN
        return round(self._setting(width).height) + 2 * _MARGIN

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(theme.px(240), self.heightForWidth(max(self.width(), theme.px(240))))

    def minimumSizeHint(self) -> QSize:
        """Need the height, whatever the width."""
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def line_height(self) -> float:
        """Return the height of the first line in pixels at the present width."""
        row = self._setting(self.width()).rows[0]
        return row.layout.height * row.em / UNITS

    def content_width(self) -> float:
        """Return how wide the formulas are with the margins, more than the widget if they do not fit."""
        return 0.0 if self._failed else self._setting(self.width()).width + 2 * _MARGIN

    def em(self) -> float:
        """Return the size in pixels that the formulas are set at."""
        return self._setting(self.width()).em

    def _setting(self, width: int) -> FormulaSetting:
        scale = theme.manager().scale
        found = self._settings.get((width, scale))
        if found is None:
            if len(self._settings) >= 4:
                self._settings.clear()
            room = max(width - 2 * _MARGIN, 1)
            found = setting(self._formulas, self._em * scale, self._least * scale, room, self._lesser)
            self._settings[width, scale] = found
        return found

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the formulas for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._sideways.reset()
            self.updateGeometry()

    def _restyle(self) -> None:
        self._settings.clear()
        self.setFont(theme.font("code"))
        self.updateGeometry()
        self.update()

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the formulas, what is highlighted, and the ring while the keyboard is here."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._failed:
                painter.setFont(theme.font("code"))
                painter.setPen(QColor(look.muted))
                painter.drawText(self.rect(), int(Qt.TextFlag.TextWrapAnywhere), self.source())
            else:
                self._paint_formulas(painter, self._setting(self.width()))
            if self.ringed:
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _paint_formulas(self, painter: QPainter, shown: FormulaSetting) -> None:
        at = QPointF(_MARGIN - self._sideways.shift, _MARGIN)
        highlighted = self._tags(self.highlighted)
        for chosen, background in ((self._tags(self.marked), MARKED), (highlighted, HIGHLIGHTED)):
            areas = [area for f, tags in enumerate(chosen) for tag in tags for area in shown.areas(f, tag)]
            paint_background(painter, areas, at, shown.em, theme.phase(self._phase), background)
        ink, tint = QColor(theme.current().ink), QColor(theme.phase(self._phase, text=True))
        for row in shown.rows:
            tints = dict.fromkeys(highlighted[row.formula], tint)
            paint(painter, row.layout, QPointF(at.x() + row.x, at.y() + row.baseline), row.em, ink, tints)
        self._sideways.paint(painter)

    def _tags(self, links: frozenset[Any]) -> list[list[int]]:
        """Return for every formula the tags that stand for one of `links`."""
        return [[tag for tag, link in enumerate(f.links) if link in links] for f in self._formulas]

    # -- pointing ----------------------------------------------------------------------------------

    def link_at(self, point: QPointF) -> Any:
        """Return what the piece at a point stands for, or None."""
        if self._failed or not self._formulas:
            return None
        inside = point - QPointF(_MARGIN - self._sideways.shift, _MARGIN)
        found = self._setting(self.width()).tag_at(inside)
        if found is None:
            return None
        formula, tag = found
        links = self._formulas[formula].links
        return links[tag] if tag < len(links) else None

    def place_of(self, link: Any) -> QRectF:
        """Return where the first piece that stands for `link` is; empty if there is none."""
        for number, formula in enumerate(self._formulas):
            for tag, candidate in enumerate(formula.links):
                if candidate == link and (areas := self._setting(self.width()).areas(number, tag)):
                    return areas[0].translated(_MARGIN - self._sideways.shift, _MARGIN)
        return QRectF()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a piece, or move to the side what is too wide."""
        if not self._sideways.drag(event.position().x()):
            self._point_at(self.link_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._point_at(None)

    def _point_at(self, link: Any) -> None:
        if link == self._under:
            return
        self._under = link
        self.setCursor(Qt.CursorShape.PointingHandCursor if link is not None else Qt.CursorShape.ArrowCursor)
        self.hovered.emit(link)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the piece under the mouse."""
        link = self.link_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif link is not None:
            self.clicked.emit(link)
        else:
            self._sideways.hold(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Release."""
        self._sideways.release()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move to the side what is too wide."""
        event.setAccepted(self._sideways.wheel(event))

    # -- copying -----------------------------------------------------------------------------------

    def source(self) -> str:
        """Return the formulas as LaTeX, one a line."""
        return "\n".join(f.latex for f in self._formulas)

    def text(self) -> str:
        """Return the formulas as plain text, one a line."""
        return self._text or "\n".join(each.text for each in layouts(self._formulas)) or self.source()

    def picture(self, ratio: float = 2.0) -> QImage:
        """Return the formulas as a picture on the background they stand on, of `ratio` times the density."""
        return picture(self._setting(self.width()), ratio)
