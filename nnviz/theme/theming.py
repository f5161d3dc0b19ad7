"""Theme manager: which theme is on, and the scale of the interface."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolTip

from nnviz.theme import fonts
from nnviz.theme.palette import palette
from nnviz.theme.roles import DARK, LIGHT, Theme
from nnviz.theme.stylesheet import stylesheet

NAMES = ("light", "dark", "system")
SMALLEST, LARGEST = 0.75, 3.0
PRESENTER = 1.5


class ThemeManager(QObject):
    """The theme and the scale the program is shown in; use the one that `manager` returns.

    Attributes
    ----------
    changed : Signal
        Emitted after the application has taken on another theme or scale.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = "light"
        self._theme = LIGHT
        self._scale = 1.0
        self._styled: QApplication | None = None

    @property
    def theme(self) -> Theme:
        """The theme that is on."""
        return self._theme

    @property
    def name(self) -> str:
        """What was asked for: ``light``, ``dark`` or ``system``."""
        return self._name

    @property
    def scale(self) -> float:
        """1.0 at a desk; `PRESENTER` in front of a class."""
        return self._scale

    def apply(self, app: QApplication, name: str = "light", scale: float = 1.0) -> None:
        """Dress the application; a second call with the same theme and scale costs nothing.

        Parameters
        ----------
        app
            The application.
        name
            One of `NAMES`; ``system`` follows the desktop from now on.
        scale
            Factor on all sizes, `SMALLEST` to `LARGEST`.

        Raises
        ------
        ValueError
            If `name` or `scale` is not allowed.
        """
        if name not in NAMES:
            raise ValueError(f"The theme is one of {', '.join(NAMES)}, not {name!r}.")
        if not SMALLEST <= scale <= LARGEST:
            raise ValueError(f"The scale is a number from {SMALLEST} to {LARGEST}, not {scale!r}.")
        self._name = name
        dark = _system_is_dark() if name == "system" else name == "dark"
        wanted = DARK if dark else LIGHT
        if self._styled is app and (wanted, scale) == (self._theme, self._scale):
            return
        if self._styled is not app:
            self._styled = app
            app.setStyle("Fusion")
            app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._theme, self._scale = wanted, scale
        app.setFont(fonts.font("body", scale))
        app.setPalette(palette(wanted))
        app.setStyleSheet(stylesheet(wanted, scale))
        QToolTip.setFont(fonts.font("value", scale))
        self.changed.emit()

    def _follow_system(self) -> None:
        if self._name == "system" and self._styled is not None:
            self.apply(self._styled, "system", self._scale)


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


@cache
def manager() -> ThemeManager:
    """Return the program's theme manager."""
    return ThemeManager()
