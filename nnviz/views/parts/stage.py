"""The stage: network and Explain alone, as large as the screen allows, to be read from the last row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from nnviz import theme

SIZES = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_NEEDED = QSize(760, 480)
"""Room that transport, program strip, network and Explain need at scale 1."""
_KEPT = ("explain", "lesson")


def stage_scale(screen: QSize) -> float:
    """Return the largest of `SIZES` in which everything needed fits on a screen."""
    across, down = screen.width() / _NEEDED.width(), screen.height() / _NEEDED.height()
    return max((size for size in SIZES if size <= min(across, down)), default=SIZES[0])


@dataclass(frozen=True)
class _Before:
    """How the window looked before."""

    scale: float
    state: QByteArray
    full_screen: bool


class Stage:
    """Enters and leaves; a lesson that is open stays beside the network.

    Parameters
    ----------
    window
        The window, its panels made.
    """

    def __init__(self, window: Any) -> None:
        self._window = window
        self._before: _Before | None = None

    @property
    def on(self) -> bool:
        """Whether the stage is on."""
        return self._before is not None

    def enter(self) -> None:
        """Put everything else away and show the rest large, in full screen."""
        if self._before is not None:
            return
        window, panels = self._window, self._window.panels
        self._before = _Before(theme.manager().scale, window.saveState(), window.isFullScreen())
        panels.on_stage = True
        for key, panel in panels.items():
            if key not in _KEPT:
                panel.hide()
        panels.bring("explain")
        window.welcome.hide()
        window.statusBar().hide()
        self._apply(stage_scale(window.screen().size()))
        window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)

    def leave(self) -> None:
        """Show everything as it was before."""
        before, window = self._before, self._window
        if before is None:
            return
        self._before = None
        window.panels.on_stage = False
        window.statusBar().show()
        if not before.full_screen:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
        self._apply(before.scale)
        window.panels.tabs.restore(before.state)
        window.panels.show_lesson(window.session.lesson_session.lesson is not None)
        window.panels.fit()

    def _apply(self, scale: float) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.manager().apply(app, theme.manager().name, scale)
        self._window.panels.fit()
        QTimer.singleShot(0, self._window.panels.arrange)
