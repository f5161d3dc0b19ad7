"""The tabs of docks that lie on one another: as close together as keeps their words whole."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from nnviz import theme

_LEVELS = (("body", 24), ("body", 13), ("label", 9))
"""Font and room beside the word of a tab, from wide to narrow; the style sheet has the same."""


class DockTabs(QObject):
    """Sets the tab bars of a window as tight as their widths ask for.

    Parameters
    ----------
    window
        Whose docks they are; Qt makes a bar whenever docks are put on one another.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)
        theme.manager().changed.connect(self.fit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow new bars, other widths and other words."""
        kind = event.type()
        if watched is self._window and kind == QEvent.Type.ChildPolished:
            for bar in self._bars():
                bar.removeEventFilter(self)
                bar.installEventFilter(self)
                self._fit(bar)
        elif isinstance(watched, QTabBar) and kind in (QEvent.Type.Resize, QEvent.Type.Show):
            self._fit(watched)
        return False

    def fit(self) -> None:
        """Look again how much room the words have."""
        for bar in self._bars():
            self._fit(bar)

    def restore(self, state: QByteArray, version: int = 0) -> bool:
        """Arrange the docks as they were saved; return whether the state could be read.

        Qt makes new bars for that and leaves the old ones where they were, over whatever comes there.
        """
        old = self._bars()
        if not self._window.restoreState(state, version):
            return False
        named = {bar.tabText(k) for bar in self._bars() if bar not in old for k in range(bar.count())}
        corners = {
            dock.geometry().topLeft() - QPoint(0, bar.height())
            for dock in self._window.findChildren(QDockWidget) for bar in old if not dock.isHidden()
        }  # fmt: skip
        for bar in old:
            words = {bar.tabText(k) for k in range(bar.count())}
            if words & named or bar.pos() not in corners:
                bar.hide()
        return True

    def _bars(self) -> list[QTabBar]:
        return self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)

    @staticmethod
    def _fit(bar: QTabBar) -> None:
        bar.setAccessibleName(QCoreApplication.translate("panels", "Panels"))
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        bar.setUsesScrollButtons(True)
        words = [bar.tabText(k) for k in range(bar.count())]
        level = next((k for k in range(len(_LEVELS)) if _width(words, k) <= bar.width()), len(_LEVELS) - 1)
        if bar.property("tight") != level:
            bar.setProperty("tight", level)
            bar.style().unpolish(bar)
            bar.style().polish(bar)


def _width(words: list[str], level: int) -> int:
    """Return the width of tabs with these words."""
    role, beside = _LEVELS[level]
    metrics = QFontMetrics(theme.font(role))
    return sum(metrics.horizontalAdvance(word) + theme.px(beside) + 1 for word in words)
