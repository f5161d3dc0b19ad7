"""The charts of the window: made after the first paint, named by their panels, switched and taken away."""

from __future__ import annotations

from collections.abc import ItemsView, ValuesView
from typing import Any

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from nnviz.core.text.translate import translate

_RATES = {"loss": 13, "gradients": 13, "activations": 13, "surface": 13, "values": 5}
"""Pictures a second while running, at most."""


class Charts(QObject):
    """Key → chart, empty until `make`.

    Parameters
    ----------
    window
        Whose charts they are; its session, feed, panels and transport are made.
    settings
        Where the switches of Output are remembered; None remembers nothing.
    """

    def __init__(self, window: Any, settings: QSettings | None) -> None:
        super().__init__(window)
        self._window, self._session, self._settings = window, window.session, settings
        self._views: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        return self._views[key]

    def items(self) -> ItemsView[str, Any]:
        """Return keys and charts."""
        return self._views.items()

    def values(self) -> ValuesView[Any]:
        """Return the charts."""
        return self._views.values()

    def make(self) -> None:
        """Make all and put them into their panels."""
        from nnviz.views.activations.view import ActivationsView
        from nnviz.views.gradients_view import GradientsView
        from nnviz.views.loss_view import LossView
        from nnviz.views.surface.view import SurfaceView
        from nnviz.views.values.view import ValuesView as Values

        kinds = (LossView, GradientsView, ActivationsView, SurfaceView, Values)
        for (key, rate), kind in zip(_RATES.items(), kinds, strict=True):
            view, panel = kind(self._session), self._window.panels[key]
            self._views[key] = view
            panel.set_view(view)
            self._window.refresh_scheduler.add(view, rate, seen=panel.in_front)
            view.titled.connect(self._name)
        if self._settings is not None:
            self["surface"].restore(self._settings)
        self._session.history_changed.connect(self._history_changed)
        self._name()

    def _name(self) -> None:
        for key, view in self.items():
            panel = self._window.panels[key]
            if view.title != panel.windowTitle():
                panel.setWindowTitle(view.title)
            panel.set_subtitle(view.subtitle)

    def _history_changed(self) -> None:
        self._window.transport.show_frame(self._session.frame)
        if self._window.panels["loss"].in_front():
            self["loss"].show_frame(self._session.frame)

    def remember(self) -> None:
        """Keep the switches for the next time."""
        if self._settings is not None and self._views:
            self["surface"].remember(self._settings)

    # -- what commands ask for ---------------------------------------------------------------------

    def switch(self, key: str, number: int = -1) -> None:
        """Go on to the next choice of a switch in the title of a chart."""
        self._window.complete()
        self[key].controls[number].go_on()

    def switch_surface(self, what: str) -> None:
        """Go on to the next choice of a switch in Output: ``subject``, ``points`` or ``smooth``."""
        self._window.complete()
        self["surface"].go_on(what)

    def copy_picture(self) -> None:
        """Choose a view and put a picture of it on the clipboard."""
        from nnviz.views.plotting import exporting

        views = self._pictured()
        if title := exporting.ask_view(views, self._window, translate("charts", "Copy picture")):
            exporting.copy_picture(views[title], title)
            self._session.message.emit(
                translate("charts", "The picture of {0} was copied to the clipboard.").format(title)
            )

    def save_picture(self) -> None:
        """Choose a view and save it as a picture."""
        from nnviz.views.plotting import exporting

        views = self._pictured()
        if title := exporting.ask_view(views, self._window):
            self._saved(exporting.ask_picture(views[title], self._window, title))

    def _pictured(self) -> dict[str, QWidget]:
        """Return what pictures can be made of, by title."""
        self._window.complete()
        # What is put away has no size to be pictured in.
        panels = [panel for panel in self._window.panels.values() if not panel.isHidden()]
        return {
            translate("charts", "Network"): self._window.network,
            **{panel.windowTitle(): panel.view for panel in panels if panel.view is not None},
        }

    def export_history(self) -> None:
        """Write the history of the run as a table."""
        from nnviz.views.plotting import exporting

        s = self._session
        self._saved(exporting.ask_history(s.timeline, s.history, s.name, self._window))

    def _saved(self, name: str) -> None:
        if name:
            self._session.message.emit(translate("charts", "Saved {0}").format(name))
