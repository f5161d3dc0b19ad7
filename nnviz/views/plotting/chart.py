"""Base of every chart: a widget with a title, a few words beside it, and a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAction, QColor, QContextMenuEvent, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from nnviz import accessible, theme
from nnviz.core.arrays.frame import Frame
from nnviz.views.controls.menus import Menu


class Chart(QWidget):
    """Base of the charts.

    Attributes
    ----------
    title, subtitle
        What is shown, and in which unit, in words; the panel round the chart writes them.
    controls
        Small controls that stand in the title of the panel.
    titled : Signal
        One of the two has changed.
    """

    titled = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Mathematics and charts run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.title, self.subtitle = title, ""
        self.controls: tuple[QWidget, ...] = ()
        self.setAccessibleName(title)
        self._menu: Menu | None = None
        # With a background of its own, what lies behind need not be painted with every frame of a run.
        self.setAutoFillBackground(True)
        self._take_background()
        role = QAccessible.Role.Chart
        accessible.give_role(Chart, role, Chart.accessibleName, lambda chart: chart.summary())
        theme.manager().changed.connect(self.restyle)

    def show_frame(self, frame: Frame) -> None:
        """Show a position; every chart does."""
        raise NotImplementedError

    def paint_still(self, painter: QPainter) -> None:
        """Paint for a file: what the chart shows without the pointer."""
        self.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)

    def set_titles(self, title: str, subtitle: str) -> None:
        """Say in words what is shown."""
        if (title, subtitle) != (self.title, self.subtitle):
            self.title, self.subtitle = title, subtitle
            self.setAccessibleName(title)
            self.setAccessibleDescription(subtitle)
            self.titled.emit()

    def summary(self) -> str:
        """Return in one line what is shown, for those who do not see it."""
        return self.subtitle

    def add_action(
        self, text: str, explanation: str, slot: Callable[..., object], checked: bool | None = None
    ) -> QAction:
        """Add a row to the menu; `checked` makes it a switch, whose new state `slot` is given."""
        action = QAction(text, self)
        action.setToolTip(explanation)
        if checked is not None:
            action.setCheckable(True)
            action.setChecked(checked)
            action.toggled.connect(slot)
        else:
            action.triggered.connect(slot)
        self.addAction(action)
        return action

    def restyle(self) -> None:
        """Take on the theme; called whenever it changes."""
        self._take_background()
        self.updateGeometry()
        self.update()

    def _take_background(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(theme.current().panel))
        self.setPalette(palette)

    def sizeHint(self) -> QSize:
        """Return the size in which the chart reads well."""
        return QSize(theme.px(400), theme.px(180))

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing can be read."""
        return QSize(theme.px(110), theme.px(90))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the actions of the chart."""
        if not self.actions():
            return
        if self._menu is None:
            self._menu = Menu(parent=self)
        self._menu.clear()
        self._menu.addActions(self.actions())
        self._menu.popup(event.globalPos())
