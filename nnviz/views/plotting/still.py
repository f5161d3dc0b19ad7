"""Any view as it stands, for a picture: its title, its size, and how it is painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QScrollArea, QWidget

from nnviz.views.plotting.chart import Chart


@dataclass(frozen=True)
class Still:
    """What a picture shows.

    Attributes
    ----------
    title, subtitle
        Written over it.
    size
        In pixels of the screen.
    paint
        Paints it with its upper left corner at the origin.
    """

    title: str
    subtitle: str
    size: QSize
    paint: Callable[[QPainter], None]


def still(view: QWidget, title: str = "") -> Still:
    """Return a view as it stands; of one that scrolls all there is, not only what is seen of it."""
    if isinstance(view, Chart):
        return Still(view.title, view.subtitle, view.size(), view.paint_still)
    whole = (isinstance(view, QScrollArea) and view.widget()) or view

    def paint(painter: QPainter) -> None:
        whole.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)

    return Still(title or view.accessibleName(), "", whole.size(), paint)
