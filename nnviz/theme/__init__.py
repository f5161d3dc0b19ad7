"""Theme: colours, type, icons and the style of every control.

The functions here speak for the theme and scale that are on; connect to ``manager().changed`` to
follow them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QFont, QIcon, QPixmap

from nnviz import guard  # noqa: F401  (guards every class defined from here on)
from nnviz.theme import fonts, icons
from nnviz.theme.colours import contrast
from nnviz.theme.roles import DARK, LIGHT, MOST_CLASSES, PHASES, Theme
from nnviz.theme.theming import PRESENTER, ThemeManager, manager

__all__ = [
    "DARK",
    "LIGHT",
    "MOST_CLASSES",
    "PHASES",
    "PRESENTER",
    "Theme",
    "ThemeManager",
    "application_icon",
    "blend",
    "classes",
    "contrast",
    "current",
    "diverging",
    "font",
    "icon",
    "manager",
    "phase",
    "pixmap",
    "px",
    "sequential",
    "sign",
]

application_icon = icons.application_icon


def current() -> Theme:
    """Return the theme that is on."""
    return manager().theme


def px(length: float) -> int:
    """Return a length given for scale 1 in whole pixels at the scale that is on."""
    return fonts.pixels(length, manager().scale)


def font(role: str) -> QFont:
    """Return the font of a role (see `fonts.ROLES`) at the scale that is on."""
    return fonts.font(role, manager().scale)


def icon(name: str, colour: str = "ink") -> QIcon:
    """Return an icon in a role of the theme that is on, faint while its control is off."""
    theme = current()
    return icons.icon(name, theme.colour(colour), theme.faint, manager().scale)


def pixmap(name: str, colour: str = "ink", size: int = 18, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture, `size` logical pixels wide, for painting."""
    return icons.pixmap(name, current().colour(colour), size, ratio)


def phase(name: str, *, text: bool = False) -> str:
    """Return the colour of a phase; see `Theme.phase`."""
    return current().phase(name, text=text)


def sign(value: float, *, text: bool = False) -> str:
    """Return the colour of a number's sign; see `Theme.sign`."""
    return current().sign(value, text=text)


def blend(a: str, b: str, t: float) -> str:
    """Return the opaque mix of two roles or hex colours; see `Theme.blend`."""
    return current().blend(a, b, t)


def diverging() -> npt.NDArray[np.uint32]:
    """Return the 256 RGB32 colours of the heat maps; see `Theme.diverging`."""
    return current().diverging()


def sequential(count: int) -> list[str]:
    """Return `count` colours that tell layers apart; see `Theme.sequential`."""
    return current().sequential(count)


def classes(count: int) -> list[str]:
    """Return `count` colours for classes of data points; see `Theme.classes`."""
    return current().classes(count)
