"""Labels: a line of text, one that is shortened, a heading, a hairline, and texts that wrap."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnviz import theme
from nnviz.theme import fonts

_CLAUSE_ENDS = re.compile(r"[,;:]? · |[,;:] ")


class Label(QLabel):
    """A label that follows the theme.

    Parameters
    ----------
    text
        What it says; plain text.
    font
        Role of its font, see `nnviz.theme.fonts.ROLES`.
    colour
        Role of its colour, or a hex colour.
    """

    def __init__(
        self, text: str = "", font: str = "body", colour: str = "ink", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._font, self._colour = font, colour
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_colour(self, colour: str) -> None:
        """Give the text another colour role."""
        self._colour = colour
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme.font(self._font))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.current().colour(self._colour)))
        self.setPalette(palette)


class ElidedLabel(Label):
    """Text on one line; what does not fit is in the tooltip, and always in the accessible name."""

    def __init__(
        self,
        text: str = "",
        font: str = "body",
        colour: str = "ink",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", font, colour, parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self.setAccessibleName(text)
        self._explain()

    def shown_text(self) -> str:
        """Return the text as it is painted, with an ellipsis if it was too long."""
        room = self.contentsRect().width()
        if self._mode == Qt.TextElideMode.ElideRight:
            words = fonts.shortened(self.text(), self.fontMetrics(), room)
            # A part of the first of several words says less than that there are some.
            part = words != self.text() and words[:-1] not in _beginnings(self.text())
            return "…" if part and " " in self.text() else words
        return self.fontMetrics().elidedText(self.text(), self._mode, room)

    def minimumSizeHint(self) -> QSize:
        """Ask for the height of a line and hardly any width."""
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again whether the text fits."""
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, shortened."""
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            painter.drawText(self.contentsRect(), int(self.alignment()), self.shown_text())

    def _explain(self) -> None:
        self.setToolTip(self.text() if self.shown_text() != self.text() else "")


def _beginnings(text: str) -> list[str]:
    """Return the text up to the end of each of its words."""
    words = text.split(" ")
    return [" ".join(words[:count]).rstrip(fonts.TRAILING) for count in range(1, len(words))]


class BriefLabel(ElidedLabel):
    """Text of several clauses on one line: as many of them as fit, and none where not even the first does."""

    def shown_text(self) -> str:
        """Return the clauses that fit."""
        text, room = self.text(), self.contentsRect().width()
        ends = [match.start() for match in _CLAUSE_ENDS.finditer(text)]
        shown = (text[:end] for end in (len(text), *reversed(ends)))
        return next((words for words in shown if self.fontMetrics().horizontalAdvance(words) <= room), "")

    def minimumSizeHint(self) -> QSize:
        """Ask for the height of a line and no width."""
        return QSize(0, super().minimumSizeHint().height())


class SectionHeading(Label):
    """A muted, semibold heading; space around it does what a group box would do."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, "section", "muted", parent)


class Hairline(QWidget):
    """A horizontal or vertical line in the theme's line colour, one pixel at any scale."""

    def __init__(
        self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
            self.setSizePolicy(free, fixed)
        else:
            self.setFixedWidth(1)
            self.setSizePolicy(fixed, free)
        theme.manager().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the pixel."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().line))


class TextLabel(QLabel):
    """A wrapping text in a font and a colour of the theme.

    Parameters
    ----------
    font, colour
        Roles of the theme.
    selectable
        Whether it can be selected with the mouse; such a text takes several times longer to lay out.
    """

    def __init__(self, font: str, colour: str = "ink", selectable: bool = False) -> None:
        super().__init__()
        self._role, self.colour = font, colour
        self._heights: dict[tuple[str, int], int] = {}
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            # Selecting text must not take the keyboard from stepping.
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_role(self, font: str, colour: str) -> None:
        """Give the text another font and colour."""
        if (font, colour) != (self._role, self.colour):
            self._role, self.colour = font, colour
            self._restyle()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines; what was asked before is remembered."""
        key = (self.text(), width)
        found = self._heights.get(key)
        if found is None:
            if len(self._heights) >= 64:
                self._heights.clear()
            found = self._heights[key] = super().heightForWidth(width)
        return found

    def _restyle(self) -> None:
        self._heights.clear()
        self.setFont(theme.font(self._role))
        palette = self.palette()
        palette.setColor(palette.ColorRole.WindowText, QColor(theme.current().colour(self.colour)))
        self.setPalette(palette)


class Code(TextLabel):
    """Lines of code on a rounded background."""

    def __init__(self) -> None:
        super().__init__("code", selectable=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background and the text."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().chip))
            painter.drawRoundedRect(self.rect(), theme.px(7), theme.px(7))
        super().paintEvent(event)

    def _restyle(self) -> None:
        super()._restyle()
        self.setContentsMargins(theme.px(10), theme.px(7), theme.px(10), theme.px(7))
