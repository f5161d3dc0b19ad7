"""The title bar of a panel that can be moved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls.buttons import IconButton
from nnviz.views.controls.labels import BriefLabel, Label


class DockTitle(QWidget):
    """Title, a few words beside it, and buttons that show when the pointer is near.

    The buttons lie over the words before the controls, so that nothing moves when they come and go.
    Dragging the bar moves the panel and a double click floats it, as with Qt's own bar.

    Parameters
    ----------
    dock
        The panel; its window title is the title. Give it this bar with ``setTitleBarWidget``.
    subtitle
        What the panel shows, in words.

    Attributes
    ----------
    unfold_wanted : Signal(bool)
        The user wants the panel unfolded, or folded to this bar.
    """

    unfold_wanted = Signal(bool)

    def __init__(self, dock: QDockWidget, subtitle: str = "") -> None:
        super().__init__(dock)
        self._dock = dock
        self._title = Label(dock.windowTitle(), "heading")
        self._subtitle = BriefLabel(subtitle, "value", "muted")
        self._float = IconButton("float", self.tr("Float %s").replace("%s", dock.windowTitle()), 22)
        self._close = IconButton("close", self.tr("Close %s").replace("%s", dock.windowTitle()), 22)
        self._controls: list[QWidget] = []
        self._folded = False
        self.fold = IconButton("chevron-down", self.tr("Fold"), 22, focusable=True)
        self.fold.hide()
        self.fold.clicked.connect(self._fold_clicked)
        self._row = row = QHBoxLayout(self)
        row.addWidget(self._title)
        row.addWidget(self._subtitle, 1)
        row.addWidget(self.fold)
        self._buttons = _Buttons(self, (self._float, self._close))
        self._float.clicked.connect(self._toggle_floating)
        self._close.clicked.connect(dock.close)
        dock.windowTitleChanged.connect(self._retitle)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_subtitle(self, subtitle: str) -> None:
        """Say in words what the panel shows."""
        self._subtitle.setText(subtitle)

    def add_control(self, control: QWidget) -> None:
        """Put a small control into the bar, before the buttons; it is there while there is room for it."""
        self._row.insertWidget(self._row.count() - 1, control)
        self._controls.append(control)
        self._fit()

    def set_folding(self, folded: bool | None) -> None:
        """Offer to unfold the panel (True), to fold it (False), or neither (None)."""
        self._folded = folded is True
        self.fold.setVisible(folded is not None)
        self.fold.set_icon("chevron-up" if folded else "chevron-down")
        self._name_fold()
        self._fit()

    def _name_fold(self) -> None:
        words = self.tr("Expand {0}") if self._folded else self.tr("Collapse {0}")
        self.fold.setToolTip(words.format(self._dock.windowTitle()))
        self.fold.setAccessibleName(words.format(self._dock.windowTitle()))

    def _fold_clicked(self) -> None:
        self.unfold_wanted.emit(self._folded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again what there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show as many controls as leave room for the title, the last ones first."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self._title.sizeHint().width() - theme.px(12)
        if not self.fold.isHidden():
            room -= self.fold.sizeHint().width() + self._row.spacing()
        if self._folded:
            room = -1
        for control in reversed(self._controls):
            room -= control.sizeHint().width() + self._row.spacing()
            control.setVisible(room >= 0)
        self._place_buttons()

    def _place_buttons(self) -> None:
        """Put the buttons before the first control, or at the end of the bar."""
        row = self._row
        row.activate()
        shown = [control.x() for control in (*self._controls, self.fold) if not control.isHidden()]
        right = min(shown) - row.spacing() // 2 if shown else self.width() - row.contentsMargins().right()
        size = self._buttons.sizeHint()
        self._buttons.setGeometry(
            max(right - size.width(), 0), (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def least_width(self) -> int:
        """Return the width of the title and what is always there."""
        margins = self._row.contentsMargins()
        fold = 0 if self.fold.isHidden() else self.fold.sizeHint().width() + 2 * self._row.spacing()
        return margins.left() + margins.right() + self._title.sizeHint().width() + fold + theme.px(12)

    def sizeHint(self) -> QSize:
        """Return the height of the bar."""
        return QSize(theme.px(120), theme.px(34))

    def minimumSizeHint(self) -> QSize:
        """Return the least the bar needs."""
        return QSize(theme.px(80), theme.px(34))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the buttons that the panel allows."""
        features = self._dock.features()
        self._float.setVisible(bool(features & QDockWidget.DockWidgetFeature.DockWidgetFloatable))
        self._close.setVisible(bool(features & QDockWidget.DockWidgetFeature.DockWidgetClosable))
        self._buttons.setVisible(not (self._float.isHidden() and self._close.isHidden()))
        self._place_buttons()
        self._buttons.raise_()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the buttons."""
        self._buttons.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background of the panel."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().panel))

    def _toggle_floating(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _retitle(self, title: str) -> None:
        self._title.setText(title)
        self._fit()
        self._name_fold()
        self._float.setAccessibleName(self.tr("Float %s").replace("%s", title))
        self._close.setAccessibleName(self.tr("Close %s").replace("%s", title))

    def _restyle(self) -> None:
        row = self._row
        row.setContentsMargins(theme.px(14), theme.px(4), theme.px(8), theme.px(4))
        row.setSpacing(theme.px(6))
        row.setAlignment(self._title, Qt.AlignmentFlag.AlignVCenter)
        self.updateGeometry()
        self.update()


class _Buttons(QWidget):
    """The buttons of a bar on their own background."""

    def __init__(self, bar: DockTitle, buttons: tuple[QWidget, ...]) -> None:
        super().__init__(bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in buttons:
            row.addWidget(button)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background of the panel."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().panel))
