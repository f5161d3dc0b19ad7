"""How the window looks: theme, size of everything, movement, full screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.views.menus import draw_icons


class Appearance(QObject):
    """Does what the View menu asks for and keeps its marks right.

    Parameters
    ----------
    window
        The window; its actions, panels and network are made.
    """

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._window = window
        self._animated = True
        theme.manager().changed.connect(self.mark)
        self.mark()

    def mark(self) -> None:
        """Mark in the menu what is on, and draw the icons in the theme's ink."""
        manager, actions = theme.manager(), self._window.actions_by_name
        for name in ("light", "dark", "system"):
            actions[name].setChecked(manager.name == name)
        actions["presenter"].setChecked(manager.scale > 1)
        actions["animation"].setChecked(self._animated)
        self._window.setWindowIcon(theme.application_icon())
        if self._window.completed:
            draw_icons(actions)

    def remember(self, settings: QSettings) -> None:
        """Keep theme and size for the next time."""
        settings.setValue("theme", theme.manager().name)
        settings.setValue("scale", theme.manager().scale)

    def set_theme(self, name: str) -> None:
        """Choose light, dark or the desktop's theme."""
        theme.manager().apply(_app(), name, theme.manager().scale)
        self.mark()

    def toggle_presenter(self) -> None:
        """Everything half as large again, or back."""
        manager = theme.manager()
        manager.apply(_app(), manager.name, 1.0 if manager.scale > 1 else theme.PRESENTER)
        QTimer.singleShot(0, self._window.panels.arrange)

    def toggle_animation(self) -> None:
        """Show movement along the edges, or not."""
        self._animated = not self._animated
        self._window.network.set_animated(self._animated)
        self.mark()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or not."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        window.actions_by_name["full_screen"].setChecked(window.isFullScreen())


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
