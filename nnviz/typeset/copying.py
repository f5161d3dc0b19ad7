"""Formulas on the clipboard: as LaTeX, as text, as a picture."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import QMenu, QWidget

from nnviz import theme
from nnviz.typeset.painting import paint
from nnviz.typeset.setting import FormulaSetting

_EDGE = 8
"""Pixels left free around a picture."""


class Copyable(QWidget):
    """A widget whose content can be copied by menu and by Ctrl+C.

    Parameters
    ----------
    menu
        Makes the context menu.

    Attributes
    ----------
    ringed : bool
        Whether a ring shows that the keyboard is here.
    """

    def __init__(self, menu: Callable[[QWidget], QMenu] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Mathematics and charts run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._menu = menu
        self.ringed = False
        # A click brings the keyboard for Ctrl+C; the keys that step are shortcuts of the window anyway.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def source(self) -> str:
        """Return what is shown as LaTeX."""
        raise NotImplementedError

    def text(self) -> str:
        """Return what is shown as plain text."""
        raise NotImplementedError

    def picture(self, ratio: float = 2.0) -> QImage:
        """Return what is shown as a picture of `ratio` times the density of the screen."""
        raise NotImplementedError

    def copy_source(self) -> None:
        """Copy what is shown as LaTeX."""
        QGuiApplication.clipboard().setText(self.source())

    def copy_text(self) -> None:
        """Copy what is shown as plain text."""
        QGuiApplication.clipboard().setText(self.text())

    def copy_picture(self) -> None:
        """Copy what is shown as a picture of double density."""
        QGuiApplication.clipboard().setImage(self.picture())

    def fill_menu(self, menu: QMenu) -> None:
        """Add the ways to copy to a menu."""
        latex = menu.addAction(self.tr("Copy as LaTeX"), self.copy_source)
        latex.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        latex.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        menu.addAction(self.tr("Copy as text"), self.copy_text)
        menu.addAction(self.tr("Copy as picture"), self.copy_picture)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the ways to copy."""
        menu = self._menu(self) if self._menu is not None else QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; Escape gives the keyboard back; everything else is the window's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_source()
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self.ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.ringed = False
        self.update()


def picture(shown: FormulaSetting, ratio: float) -> QImage:
    """Return formulas on the background of a panel, `ratio` pixels to each one of the screen."""
    look = theme.current()
    width, height = math.ceil(shown.width) + 2 * _EDGE, math.ceil(shown.height) + 2 * _EDGE
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(look.panel))
    with QPainter(image) as painter:
        for row in shown.rows:
            origin = QPointF(_EDGE + row.x, _EDGE + row.baseline)
            paint(painter, row.layout, origin, row.em, QColor(look.ink), {})
    return image
