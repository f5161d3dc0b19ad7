"""The panels of the window: their places, their sizes, and how they are remembered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QStatusBar, QTabWidget

from nnviz import theme
from nnviz.core.document.document import PanelLayout
from nnviz.core.text.translate import translate
from nnviz.views.dock_tabs import DockTabs
from nnviz.views.panel import BOTTOM, LEFT, RIGHT, DockPanel

_LAYOUT_VERSION = 2
_CHARTS = {"loss": 28, "gradients": 28, "activations": 25, "surface": 17}
"""Panels of the bottom row and their shares of the width, in percent."""
_ROOMY = 1400
"""Least width of a window in which the lesson stands beside all charts."""
_NARROW = 760
"""Width below which Build makes way for network and Explain."""
_MIDDLE, _LOW = 240, 166
"""Least height of the network beside whole charts, and of the charts."""
_SQUEEZED = 100
"""Least height of the network where the user wants the charts all the same."""
_STAGE_SHARE = 0.45
"""Fraction of the width that Explain has on the stage."""


class DockPanels(dict[str, DockPanel]):
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
        self._reading = False
        self._spared = self._spared_to_draw = self._drawing = self._spared_build = False
        self._folded: bool | None = None
        self.on_stage = False
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        options = QMainWindow.DockOption
        window.setDockOptions(options.AllowTabbedDocks | options.AllowNestedDocks)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, BOTTOM)
        for key, title, area, card in (
            ("builder", translate("panels", "Build"), LEFT, False),
            ("explain", translate("panels", "Explain"), RIGHT, False),
            ("values", translate("panels", "Values"), RIGHT, False),
            ("loss", translate("panels", "Loss"), BOTTOM, True),
            ("gradients", translate("panels", "Gradient magnitude"), BOTTOM, True),
            ("activations", translate("panels", "Activations"), BOTTOM, True),
            ("surface", translate("panels", "Output"), BOTTOM, True),
            ("lesson", translate("panels", "Lesson"), LEFT, False),
            ("judge", translate("panels", "Judge"), RIGHT, False),
            ("stops", translate("panels", "Watch"), RIGHT, False),
            ("data", translate("panels", "Data"), RIGHT, False),
            ("derivation", translate("panels", "Derivation"), LEFT, False),
        ):
            self[key] = DockPanel(key, title, card, window)
            window.addDockWidget(area, self[key])
            if card:
                self[key].unfold_wanted.connect(partial(self._unfold, key))
                self[key].topLevelChanged.connect(self._look_for_fit)
        for behind in ("values", "judge", "stops", "data"):
            window.tabifyDockWidget(self["explain"], self[behind])
        self["lesson"].hide()
        self["derivation"].hide()
        self.tabs = DockTabs(window)
        # Made after the panels: a window that goes takes them with it first, and this then rings no more.
        self._room = QTimer(window)
        self._room.setSingleShot(True)
        self._room.setInterval(0)
        self._room.timeout.connect(self._give_room)
        self["data"].visibilityChanged.connect(self._look_for_room)
        self["derivation"].visibilityChanged.connect(self._look_for_room)
        # Later, too: while a layout is restored, docks are not all in it.
        self._fit_soon = QTimer(window)
        self._fit_soon.setSingleShot(True)
        self._fit_soon.setInterval(0)
        self._fit_soon.timeout.connect(self.fit)

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
            within = self._window.screen().availableSize()
            self._window.resize(self._window.size().boundedTo(within))
        if isinstance(state, QByteArray):
            self.tabs.restore(state, _LAYOUT_VERSION)
        self.fit()

    def remember(self, settings: QSettings) -> None:
        """Keep places and sizes for the next time."""
        settings.setValue("geometry", self._window.saveGeometry())
        settings.setValue("state", self._window.saveState(_LAYOUT_VERSION))

    def layout(self) -> PanelLayout:
        """Return which panels are shown, and which are in front, for a file."""
        shown = tuple(key for key, panel in self.items() if not panel.isHidden())
        return PanelLayout(shown=shown, front=tuple(key for key in shown if self[key].in_front()))

    def take(self, layout: PanelLayout) -> None:
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
        self._folded = None
        self._spared_build = False
        if self._default is not None:
            self.tabs.restore(self._default, _LAYOUT_VERSION)
        self["explain"].raise_()
        self.arrange()

    def show_lesson(self, shown: bool) -> None:
        """Bring the lesson to the front of the left side, wide enough to be read, or put it away."""
        self._show_text("lesson", shown)

    def _show_text(self, key: str, shown: bool) -> None:
        """Show a panel with a text in front of Build, or put it away."""
        panel = self[key]
        beside = self._window.tabifiedDockWidgets(self["builder"])
        if shown and not panel.isFloating() and panel not in beside:
            self._window.tabifyDockWidget(self["builder"], panel)
        panel.setVisible(shown)
        if shown:
            panel.raise_()
        self._give_room_to_read()
        self.arrange()

    def _text_shown(self) -> str:
        """Return the key of a text that stands at the left, empty without one."""
        shown = (key for key in ("derivation", "lesson") if not self[key].isHidden())
        return next((key for key in shown if not self[key].isFloating()), "")

    def _give_room_to_read(self) -> bool:
        """Make room for a text at the left; return whether that changed anything."""
        reading = bool(self._text_shown())
        if reading == self._reading:
            return False
        self._reading = reading
        # To be read it needs height more than the charts need width.
        self._window.setCorner(Qt.Corner.BottomLeftCorner, LEFT if reading else BOTTOM)
        spare = self["activations"]
        if reading:
            # Beside a text a small window has room for three charts.
            self._spared |= self._window.width() < theme.px(_ROOMY) and not spare.isHidden()
        if self._spared:
            spare.setVisible(not reading)
            self._spared = reading
        return True

    def _look_for_fit(self, _floating: bool) -> None:
        self._fit_soon.start()

    def _look_for_room(self, _visible: bool) -> None:
        self._room.start()

    def _give_room(self) -> None:
        """Let the right side reach down beside the charts while data are drawn there, and be wide."""
        reads = self._give_room_to_read()
        shown = self["data"].in_front() and not self["data"].isFloating()
        if shown == self._drawing:
            if reads:
                self.arrange()
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
        if key == "derivation" and self[key].isHidden():
            self._show_text(key, True)
            return
        self[key].show()
        self[key].raise_()

    # -- small windows and large type ----------------------------------------------------------------

    @property
    def charts_folded(self) -> bool:
        """Whether only the titles of the charts are shown."""
        return all(panel.folded for panel in self._cards()) and bool(self._cards())

    def fold_charts(self, folded: bool) -> None:
        """Show the titles of the charts alone, or the charts; a window too small for both says so."""
        self._folded = folded
        self.fit()
        self.arrange()

    def fit(self, _why: object = None) -> None:
        """Fold the charts and put Build away where the window has no room for them."""
        room = self._room_below_the_header()
        roomy = room >= theme.px(_MIDDLE + _LOW)
        wanted = not roomy if self._folded is None else self._folded
        folded = wanted or room < theme.px(_SQUEEZED + _LOW)
        cards = self._cards()
        for key in _CHARTS:
            panel = self[key]
            inside = panel in cards
            panel.set_folded(folded and inside, inside and (folded or not roomy))
        narrow, build = self._window.width() < theme.px(_NARROW), self["builder"]
        if narrow and not self._spared_build and not build.isHidden() and not self.on_stage:
            self._spared_build = True
            build.hide()
        elif not narrow and self._spared_build:
            self._spared_build = False
            build.setVisible(not self.on_stage)
        if self.charts_folded:
            self._share_width()

    def _cards(self) -> list[DockPanel]:
        """Return the charts that stand under the network."""
        charts = [self[key] for key in _CHARTS]
        return [p for p in charts if not p.isFloating() and self._window.dockWidgetArea(p) == BOTTOM]

    def _room_below_the_header(self) -> int:
        header, status = self._window.menuWidget(), self._window.findChild(QStatusBar)
        taken = 0 if header is None else header.sizeHint().height()
        return self._window.height() - taken - (status.height() if status and not status.isHidden() else 0)

    def _unfold(self, key: str, unfold: bool) -> None:
        """Do what the button of a chart's title asks for."""
        if unfold and self._room_below_the_header() < theme.px(_SQUEEZED + _LOW):
            # Both do not fit: the chart floats over the window until it is put back.
            panel, window = self[key], self._window.geometry()
            panel.setFloating(True)
            panel.resize(window.width() * 2 // 3, window.height() * 2 // 3)
            panel.move(window.center() - panel.rect().center())
            return
        self.fold_charts(not unfold)

    def arrange(self) -> None:
        """Give the panels their sizes for the present window."""
        width, height = self._window.width(), self._window.height()
        text = self._text_shown()
        reading = bool(text)
        left = min(theme.px(370), round(width * 0.28)) if reading else min(theme.px(235), width // 4)
        sides = [left, max(min(theme.px(410), round(width * 0.29)), theme.px(300))]
        if self.on_stage:
            # Beside a lesson the network has the room in which its numbers are written.
            left = min(left, round(width * 0.27))
            sides = [left, round(width * (0.32 if reading else _STAGE_SHARE))]
        if self._drawing:
            sides[1] = max(min(theme.px(500), round(width * 0.37)), theme.px(300))
        beside = self[text or "builder"]
        self._window.resizeDocks([beside, self["explain"]], sides, Qt.Orientation.Horizontal)
        charts = [self[key] for key in _CHARTS]
        # Large type in a small window: the network needs the height more than the charts do.
        low = max(round(height * 0.226), _LOW)
        self._window.resizeDocks(charts, [low] * len(charts), Qt.Orientation.Vertical)
        self._share_width()

    def _share_width(self) -> None:
        """Give the charts their shares of the width; titles alone share what their words leave."""
        charts, width = [self[key] for key in _CHARTS], self._window.width()
        shares = [width * share // 100 for share in _CHARTS.values()]
        if self.charts_folded:
            charts = self._cards()
            needed = [panel.title_bar.least_width() for panel in charts]
            shares = [each + max(width - sum(needed), 0) // len(needed) for each in needed]
        self._window.resizeDocks(charts, shares, Qt.Orientation.Horizontal)
