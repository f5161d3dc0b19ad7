"""A panel that can be moved, closed and brought back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDockWidget, QScrollArea, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import DockTitle

_GAP = 5
"""Space left free around a card."""
_ANY = 16_777_215
"""Qt's largest size: no limit."""
_LEFT = ("builder", "lesson", "derivation")
"""Panels at the left of the network."""


class _CardTitle(DockTitle):
    """The title of a card: the card itself paints the background."""

    def _restyle(self) -> None:
        super()._restyle()
        row, gap = self.layout(), theme.px(_GAP)
        assert row is not None
        margins = row.contentsMargins()
        row.setContentsMargins(margins.left() + gap, margins.top(), margins.right() + gap, margins.bottom())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing."""


class DockPanel(QDockWidget):
    """A dock with one view in it.

    Parameters
    ----------
    key
        Name under which the layout is remembered.
    title
        What it is called on screen.
    card
        Whether it is drawn as a rounded card with its title inside, as the charts are; otherwise it
        fills its place edge to edge and its title shows only while it floats.

    Attributes
    ----------
    view : QWidget or None
        What is in it, once that is made.

    Signals
    -------
    shown()
        It became visible: its view wants the present frame.
    unfold_wanted(bool)
        The user wants the card unfolded, or folded to its title.
    """

    shown = Signal()
    unfold_wanted = Signal(bool)

    def __init__(self, key: str, title: str, card: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setObjectName(key)
        self.setAccessibleName(title)
        self._card, self._in_front, self._folded = card, False, False
        self.view: QWidget | None = None
        self._holder = QWidget()
        policy = self._holder.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._holder.setSizePolicy(policy)
        self._column = QVBoxLayout(self._holder)
        self._column.setSpacing(0)
        self.setWidget(self._holder)
        self.title_bar = _CardTitle(self) if card else DockTitle(self)
        self.title_bar.unfold_wanted.connect(self.unfold_wanted)
        self._no_title = QWidget(self)
        self._no_title.setFixedHeight(0)
        self.topLevelChanged.connect(self._place_title)
        # Coming to the front of its tabs is no show event.
        self.visibilityChanged.connect(self._front)
        theme.manager().changed.connect(self._restyle)
        self._place_title(False)
        self._restyle()

    def set_view(self, view: QWidget) -> None:
        """Put a view in, and its controls into the title."""
        self.view = view
        self._column.addWidget(view if self._card else _Room(view))
        if self._folded:
            view.hide()
        for control in getattr(view, "controls", ()):
            self.title_bar.add_control(control)

    def set_subtitle(self, text: str) -> None:
        """Say what is shown, beside the title."""
        self.title_bar.set_subtitle(text)

    def _place_title(self, floating: bool) -> None:
        wanted = self.title_bar if self._card or floating else self._no_title
        if self.titleBarWidget() is not wanted:
            other = self._no_title if wanted is self.title_bar else self.title_bar
            other.hide()
            self.setTitleBarWidget(wanted)
            wanted.show()

    @property
    def folded(self) -> bool:
        """Whether nothing but the title of the card is shown."""
        return self._folded

    def set_folded(self, folded: bool, foldable: bool) -> None:
        """Show the title of the card alone, or all of it; `foldable` offers the user to change that."""
        self.title_bar.set_folding(folded if foldable else None)
        if folded == self._folded:
            return
        self._folded = folded
        if not folded and self._in_front:
            # First the present frame, then the size of now.
            self.shown.emit()
        if self.view is not None:
            self.view.setVisible(not folded)
        self._restyle()

    def _limit(self) -> None:
        """Keep a folded card as low as its title."""
        if not self._card:
            return
        high = self.title_bar.sizeHint().height() + theme.px(_GAP) + 1
        self.setMinimumHeight(high if self._folded else 0)
        self.setMaximumHeight(high if self._folded else _ANY)

    def in_front(self) -> bool:
        """Return whether it can be seen: a panel in a tab behind another counts as visible for Qt."""
        return self._in_front and not self._folded

    def _front(self, visible: bool) -> None:
        self._in_front = visible
        # Qt moves a panel behind another out of sight, where Tab and screen readers would still find it.
        self._holder.setVisible(visible or self.isHidden())
        if visible and not self._folded:
            self.shown.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background: a card, or the plain panel with a line towards the network."""
        look = theme.current()
        with QPainter(self) as painter:
            if not self._card:
                painter.fillRect(self.rect(), QColor(look.panel))
                at = self.width() - 1 if self.objectName() in _LEFT else 0
                painter.fillRect(at, 0, 1, self.height(), QColor(look.line))
                return
            painter.fillRect(self.rect(), QColor(look.background))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.setBrush(QColor(look.panel))
            radius, gap = theme.px(9), theme.px(_GAP)
            card = QRectF(self.rect()).adjusted(gap + 0.5, 0.5, -gap - 0.5, -gap - 0.5)
            painter.drawRoundedRect(card, radius, radius)

    def _restyle(self) -> None:
        if self._card:
            side, gap = theme.px(8), theme.px(_GAP)
            self._column.setContentsMargins(side + gap, 0, side + gap, 0 if self._folded else side + gap)
        else:
            # The line is what parts the panel from the network.
            left = self.objectName() not in _LEFT
            self._column.setContentsMargins(int(left), 0, int(not left), 0)
        self._limit()
        self.update()


class _Room(QScrollArea):
    """The place of a view: where it is smaller than the view can be, it scrolls.

    So no view keeps the window larger than the screen.
    """

    def __init__(self, view: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(view)
        view.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """Return the room the view likes to have."""
        view = self.widget()
        return view.sizeHint() if view is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room in which it can still be scrolled."""
        return QSize(theme.px(120), theme.px(60))


LEFT, RIGHT, BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
