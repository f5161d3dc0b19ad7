"""The panels of the window: their places, their sizes, and how they are remembered."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, Qt
from PySide6.QtWidgets import QMainWindow, QTabWidget

from nnviz import theme
from nnviz.views.panel import BOTTOM, LEFT, RIGHT, Panel

_LAYOUT_VERSION = 1
_CHARTS = {"loss": 28, "gradients": 28, "activations": 25, "surface": 17}
"""Panels of the bottom row and their shares of the width, in percent."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("panels", text)


class Panels(dict[str, Panel]):
    """Key → panel, in the order of the View menu.

    Parameters
    ----------
    window
        Whose docks they are.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__()
        self._window = window
        self._default: QByteArray | None = None
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        options = QMainWindow.DockOption
        window.setDockOptions(options.AllowTabbedDocks | options.AllowNestedDocks)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, BOTTOM)
        for key, title, area, card in (
            ("builder", _tr("Build"), LEFT, False),
            ("explain", _tr("Explain"), RIGHT, False),
            ("values", _tr("Values"), RIGHT, False),
            ("loss", _tr("Loss"), BOTTOM, True),
            ("gradients", _tr("Gradient magnitude"), BOTTOM, True),
            ("activations", _tr("Activations"), BOTTOM, True),
            ("surface", _tr("Output"), BOTTOM, True),
        ):
            self[key] = Panel(key, title, card, window)
            window.addDockWidget(area, self[key])
        window.tabifyDockWidget(self["explain"], self["values"])

    def begin(self, settings: QSettings | None) -> None:
        """Arrange the panels of a window that is shown for the first time, as they were last left."""
        self["explain"].raise_()
        self.arrange()
        self._default = self._window.saveState(_LAYOUT_VERSION)
        if settings is None:
            return
        geometry, state = settings.value("geometry"), settings.value("state")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self._window.restoreState(state, _LAYOUT_VERSION)

    def remember(self, settings: QSettings) -> None:
        """Keep places and sizes for the next time."""
        settings.setValue("geometry", self._window.saveGeometry())
        settings.setValue("state", self._window.saveState(_LAYOUT_VERSION))

    def reset(self) -> None:
        """Put every panel back to its place."""
        if self._default is not None:
            self._window.restoreState(self._default, _LAYOUT_VERSION)
        self["explain"].raise_()
        self.arrange()

    def arrange(self) -> None:
        """Give the panels their sizes for the present window."""
        width, height = self._window.width(), self._window.height()
        sides = [
            min(theme.px(235), width // 4),
            max(min(theme.px(410), round(width * 0.29)), theme.px(300)),
        ]
        self._window.resizeDocks([self["builder"], self["explain"]], sides, Qt.Orientation.Horizontal)
        charts = [self[key] for key in _CHARTS]
        # Large type in a small window: the network needs the height more than the charts do.
        low = max(round(height * 0.245), 170)
        self._window.resizeDocks(charts, [low] * len(charts), Qt.Orientation.Vertical)
        shares = [width * share // 100 for share in _CHARTS.values()]
        self._window.resizeDocks(charts, shares, Qt.Orientation.Horizontal)
