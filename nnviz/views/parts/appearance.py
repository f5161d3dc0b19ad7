"""Appearance of the window: theme, size, motion, full screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.views.menus import draw_icons
from nnviz.views.parts.stage import Stage

ZOOMS = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""Sizes of the whole interface, one step of zoom each."""


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
        self.stage = Stage(window)
        theme.manager().changed.connect(self.mark)
        self.mark()

    def mark(self) -> None:
        """Mark in the menu what is on, and draw the icons in the theme's ink."""
        manager, actions = theme.manager(), self._window.actions_by_name
        for name in ("light", "dark", "system"):
            actions[name].setChecked(manager.name == name)
        actions["presenter"].setChecked(manager.scale > 1)
        actions["stage"].setChecked(self.stage.on)
        actions["full_screen"].setChecked(self._window.isFullScreen())
        actions["animation"].setChecked(self._animated)
        self._window.setWindowIcon(theme.application_icon())
        if self._window.completed:
            draw_icons(actions)

    def remember(self, settings: QSettings) -> None:
        """Keep theme and size for the next time."""
        settings.setValue("theme", theme.manager().name)
        settings.setValue("scale", theme.manager().scale)
        settings.setValue("animation", "true" if self._animated else "false")

    def restore(self, settings: QSettings) -> None:
        """Show animations, or not, as the last time."""
        if str(settings.value("animation", "true")).lower() == "false":
            self.toggle_animation()

    def set_theme(self, name: str) -> None:
        """Choose light, dark or the desktop's theme."""
        theme.manager().apply(_app(), name, theme.manager().scale)
        self.mark()

    def toggle_presenter(self) -> None:
        """Everything half as large again, or back."""
        self.set_zoom(1.0 if theme.manager().scale > 1 else theme.PRESENTER)

    def set_zoom(self, scale: float) -> None:
        """Show everything in another size; the window keeps its own."""
        manager = theme.manager()
        manager.apply(_app(), manager.name, scale)
        self._window.panels.fit()
        QTimer.singleShot(0, self._window.panels.arrange)

    def zoom(self, direction: int) -> None:
        """Go one step of zoom up (1), down (−1) or back to the size of a desk (0), and say which it is."""
        now = theme.manager().scale
        if direction > 0:
            wanted = next((step for step in ZOOMS if step > now + 1e-9), max(now, ZOOMS[-1]))
        else:
            wanted = next((step for step in reversed(ZOOMS) if step < now - 1e-9), ZOOMS[0])
        self.set_zoom(wanted if direction else ZOOMS[0])
        self._window.session.message.emit(self.tr("Zoom {0} %").format(round(100 * theme.manager().scale)))

    def toggle_stage(self) -> None:
        """Network and Explain alone, as large as the screen allows, or all as before."""
        self.stage.leave() if self.stage.on else self.stage.enter()
        self.mark()

    def toggle_animation(self) -> None:
        """Show animations along the edges, or not."""
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
