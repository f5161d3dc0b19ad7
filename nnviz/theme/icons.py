"""Icons: line drawings in one colour, painted at the size they are shown."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz import resources
from nnviz.theme.fonts import pixels

SIZES = (16, 18, 20, 24)
"""Sizes in pixels that an icon is prepared for, at scale 1, each also for displays of double density."""


@cache
def source(name: str) -> str:
    """Return the SVG text of an icon.

    Raises
    ------
    ValueError
        If there is no icon of that name.
    """
    try:
        return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ValueError(f"There is no icon named {name!r}.") from None


@lru_cache(maxsize=2048)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon in `colour`, `size` logical pixels wide on a display of density `ratio`."""
    side = max(1, round(size * ratio))
    image = QPixmap(side, side)
    image.fill(Qt.GlobalColor.transparent)
    svg = QSvgRenderer(QByteArray(source(name).replace("currentColor", colour).encode()))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        svg.render(painter, QRectF(0, 0, side, side))
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=512)
def icon(name: str, colour: str, disabled: str, scale: float) -> QIcon:
    """Return an icon in `colour`, and in `disabled` while its control is off."""
    made = QIcon()
    for size in sorted({pixels(size, scale) for size in SIZES}):
        for ratio in (1.0, 2.0):
            made.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
            made.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


@cache
def application_icon() -> QIcon:
    """Return the program's own icon, the same in every theme."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("nnviz", "#000000", size))
    return made


@cache
def folder() -> Path:
    """Return the folder of the pictures, removed when the program ends."""
    made = tempfile.TemporaryDirectory(prefix="nnviz-", ignore_cleanup_errors=True)
    atexit.register(made.cleanup)
    return Path(made.name)


@cache
def file(name: str, colour: str) -> str:
    """Return the path of the icon as a file in `colour`: a style sheet can name nothing else.

    Where no file can be made, on a full disk, it is the one in the colour the program comes with.
    """
    try:
        path = folder() / f"{name}-{colour[1:]}.svg"
        path.write_text(source(name).replace("currentColor", colour), encoding="utf-8")
    except OSError:
        path = resources.path("icons", f"{name}.svg")
    return path.as_posix()
