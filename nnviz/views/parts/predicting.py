"""Prediction in the window: its bar, its menu, its keys, and what is remembered of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtGui import QKeyEvent

from nnviz import theme

if TYPE_CHECKING:
    from nnviz.views.prediction import PredictionBar
    from nnviz.views.prediction.options_menu import PredictionMenu

_COMMANDS = ("predict_guess", "predict_reveal", "predict_reveal_all", "predict_next")


class Predicting(QObject):
    """Does what the commands of prediction ask for; the bar is made when it is first wanted.

    Parameters
    ----------
    window
        The window; its actions and header are made.
    settings
        Where the choices are remembered; None remembers nothing.
    """

    def __init__(self, window: Any, settings: QSettings | None) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._prediction = window.session.prediction
        self.bar: PredictionBar | None = None
        self.menu: PredictionMenu | None = None
        self._prediction.changed.connect(self._changed)
        window.session.frame_changed.connect(self._mark)
        self._mark()

    def toggle(self) -> None:
        """Hide the results of steps from now on, or show everything again."""
        if self.bar is None:
            self._make()
        self._prediction.set_on(not self._prediction.on)

    def guess(self) -> None:
        """Bring the keyboard to where the guess is made."""
        if self.bar is not None:
            self.bar.begin()

    def reveal(self) -> None:
        """Show what is asked about, or settle the choice."""
        if self.bar is None or self.bar.settle():
            self._prediction.reveal()

    def reveal_all(self) -> None:
        """Show everything that is hidden."""
        if self.bar is None or self.bar.settle():
            self._prediction.reveal_all()

    def ask_next(self) -> None:
        """Ask another question with choices."""
        self._prediction.next_choice()

    def show_options(self) -> None:
        """Open the menu of what is hidden, at its button or over the network."""
        self._make()
        assert self.menu is not None
        anchor = self.bar.options if self.bar is not None and self.bar.isVisible() else self._window.network
        point = anchor.rect().bottomRight() if anchor is not self._window.network else anchor.rect().center()
        corner = anchor.mapToGlobal(point)
        corner.setX(corner.x() - self.menu.sizeHint().width())
        self.menu.popup(corner)

    def filter_key(self, event: QEvent) -> bool:
        """Keep a key that is a guess from the shortcuts, or take it; return whether it was one."""
        if self.bar is None or not isinstance(event, QKeyEvent) or not self.bar.wants(event):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self.bar.take(event)
        event.accept()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the height of the window."""
        if event.type() == QEvent.Type.Resize and self.bar is not None and self._prediction.on:
            self._fit()
        return False

    def _fit(self) -> None:
        """Leave the height of the history to the network where the window is low for its type."""
        if self.bar is not None:
            low = self._prediction.on and self.bar.compact
            self._window.strip.set_scrubber_shown(not low)
            self.bar.refresh()

    def _make(self) -> None:
        if self.bar is not None:
            return
        from nnviz.views.prediction import PredictionBar
        from nnviz.views.prediction.options_menu import PredictionMenu, remembered

        window = self._window
        if self._settings is not None:
            self._prediction.set_options(remembered(self._settings))
        self.bar = PredictionBar(window.session, window.actions_by_name)
        self.menu = PredictionMenu(window.session, window)
        self.bar.hide()
        self.bar.left.connect(window.network.setFocus)
        self.bar.resized.connect(window.panels.fit)
        window.installEventFilter(self)
        theme.manager().changed.connect(self._fit)
        window.header.add_row(self.bar)

    def _changed(self) -> None:
        self._mark()
        if self._settings is not None and self.bar is not None:
            from nnviz.views.prediction.options_menu import remember

            remember(self._settings, self._prediction.options)

    def _mark(self, _frame: object = None) -> None:
        """Keep marks and states of the commands right, and the bar in sight while it is on."""
        actions, on = self._window.actions_by_name, self._prediction.on
        actions["predict"].setChecked(on)
        for name in _COMMANDS:
            actions[name].setEnabled(self._prediction.hides)
        if self.bar is not None and self.bar.isHidden() == on:
            self.bar.setVisible(on)
            self._fit()
            self._window.panels.fit()
            if on:
                self._window.refresh_scheduler.refresh_everything()
