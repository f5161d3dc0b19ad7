"""The panels of the window: their places, their sizes, and how they are remembered."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QCoreApplication, QSettings, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QTabWidget

from nnviz import theme
from nnviz.core.document.document import Layout
from nnviz.views.panel import BOTTOM, LEFT, RIGHT, Panel

_LAYOUT_VERSION = 2
_CHARTS = {"loss": 28, "gradients": 28, "activations": 25, "surface": 17}
"""Panels of the bottom row and their shares of the width, in percent."""
_ROOMY = 1400
"""Least width of a window in which the lesson stands beside all charts."""


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
        self._spared = self._spared_to_draw = self._drawing = False
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
            ("lesson", _tr("Lesson"), LEFT, False),
            ("judge", _tr("Judge"), RIGHT, False),
            ("stops", _tr("Watch"), RIGHT, False),
            ("data", _tr("Data"), RIGHT, False),
        ):
            self[key] = Panel(key, title, card, window)
            window.addDockWidget(area, self[key])
        for behind in ("values", "judge", "stops", "data"):
            window.tabifyDockWidget(self["explain"], self[behind])
        self["lesson"].hide()
        # Made after the panels: a window that goes takes them with it first, and this then rings no more.
        self._room = QTimer(window)
        self._room.setSingleShot(True)
        self._room.setInterval(0)
        self._room.timeout.connect(self._give_room)
        self["data"].visibilityChanged.connect(self._look_for_room)

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

    def layout(self) -> Layout:
        """Return which panels are shown, and which are in front, for a file."""
        shown = tuple(key for key, panel in self.items() if not panel.isHidden())
        return Layout(shown=shown, front=tuple(key for key in shown if self[key].in_front()))

    def take(self, layout: Layout) -> None:
        """Show the panels a file names; a lesson comes and goes with its experiment."""
        known = [key for key in self if key != "lesson"]
        for key in known:
            self[key].setVisible(key in layout.shown)
        for key in known:
            if key in layout.front:
                self[key].raise_()
        self.arrange()

    def reset(self) -> None:
        """Put every panel back to its place."""
        if self._default is not None:
            self._window.restoreState(self._default, _LAYOUT_VERSION)
        self["explain"].raise_()
        self.arrange()

    def show_lesson(self, shown: bool) -> None:
        """Bring the lesson to the front of the left side, wide enough to be read, or put it away."""
        panel = self["lesson"]
        # To be read it needs height more than the charts need width.
        self._window.setCorner(Qt.Corner.BottomLeftCorner, LEFT if shown else BOTTOM)
        beside = self._window.tabifiedDockWidgets(self["builder"])
        if shown and not panel.isFloating() and panel not in beside:
            self._window.tabifyDockWidget(self["builder"], panel)
        panel.setVisible(shown)
        spare = self["activations"]
        if shown:
            panel.raise_()
            # Beside the text of a lesson a small window has room for three charts.
            self._spared |= self._window.width() < theme.px(_ROOMY) and not spare.isHidden()
        if self._spared:
            spare.setVisible(not shown)
            self._spared = shown
        self.arrange()

    def _look_for_room(self, _visible: bool) -> None:
        self._room.start()

    def _give_room(self) -> None:
        """Let the right side reach down beside the charts while data are drawn there, and be wide."""
        shown = self["data"].in_front() and not self["data"].isFloating()
        if shown == self._drawing:
            return
        self._drawing = shown
        self._window.setCorner(Qt.Corner.BottomRightCorner, RIGHT if shown else BOTTOM)
        spare = self["activations"]
        if shown:
            self._spared_to_draw = self._window.width() < theme.px(_ROOMY) and not spare.isHidden()
        if self._spared_to_draw:
            spare.setVisible(not shown)
        self.arrange()

    def bring(self, key: str) -> None:
        """Show a panel in front of its tabs."""
        self[key].show()
        self[key].raise_()

    def arrange(self) -> None:
        """Give the panels their sizes for the present window."""
        width, height = self._window.width(), self._window.height()
        reading = not self["lesson"].isHidden()
        left = min(theme.px(370), round(width * 0.28)) if reading else min(theme.px(235), width // 4)
        sides = [left, max(min(theme.px(410), round(width * 0.29)), theme.px(300))]
        if self._drawing:
            sides[1] = max(min(theme.px(500), round(width * 0.37)), theme.px(300))
        beside = self["lesson" if reading else "builder"]
        self._window.resizeDocks([beside, self["explain"]], sides, Qt.Orientation.Horizontal)
        charts = [self[key] for key in _CHARTS]
        # Large type in a small window: the network needs the height more than the charts do.
        low = max(round(height * 0.226), 166)
        self._window.resizeDocks(charts, [low] * len(charts), Qt.Orientation.Vertical)
        shares = [width * share // 100 for share in _CHARTS.values()]
        self._window.resizeDocks(charts, shares, Qt.Orientation.Horizontal)
