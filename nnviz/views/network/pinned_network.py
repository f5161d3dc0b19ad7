"""The network of the pinned run: a second picture beside the present one, to be looked at only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.frame_difference import FrameDifference
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.views.network.hit_testing import item_at
from nnviz.views.network.readings import readings, sentence, words
from nnviz.views.network.scene import Canvas, Scene

_FEW = 48
"""Weights up to which every one that differs is marked on its edge."""


class PinnedNetwork(QWidget):
    """Shows the frame of the pinned run; what is selected and pointed at is the same in both networks.

    A “≠” stands at units and weights whose numbers are not those of the present network.

    Parameters
    ----------
    session
        Whose selection it shows and changes.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.scene = Scene()
        self.difference = FrameDifference()
        self._frame: Frame | None = None
        self._obstacles: tuple[QRectF, ...] = ()
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Network of the pinned run"))
        for changed in (
            session.selection_changed,
            session.hovered_changed,
            session.highlight_changed,
            session.chain_changed,
        ):
            changed.connect(self._focus)
        theme.manager().changed.connect(self._restyle)

    def show_frame(
        self,
        frame: Frame,
        quantity: str,
        difference: FrameDifference,
        plain: bool,
        obstacles: tuple[QRectF, ...] = (),
    ) -> None:
        """Show a position of the pinned run, and how it differs from the present one.

        With the `obstacles` of the present network both are laid out in the same way.
        """
        self._frame, self.difference, self._obstacles = frame, difference, obstacles
        self.scene.show(frame, min(self._session.example, frame.batch - 1), quantity, plain)
        self._fit()
        self._focus()

    def _fit(self) -> None:
        size = QSizeF(max(self.width(), 1), max(self.height(), 1))
        self.scene.set_canvas(Canvas(size, self.devicePixelRatioF(), 1.0, self._obstacles))
        self.update()

    def _focus(self, _what: object = None) -> None:
        if self.scene.ready:
            s = self._session
            self.scene.focus(s.selected, s.hovered, s.highlighted, s.chain_shown)
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the network to the new size."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room it likes to have."""
        return QSize(theme.px(400), theme.px(400))

    def minimumSizeHint(self) -> QSize:
        """Return the room below which it cannot be read."""
        return QSize(theme.px(160), theme.px(80))

    # -- pointing ----------------------------------------------------------------------------------

    def _shared(self, selection: Selection | None) -> Selection | None:
        """Return an item if the present network has it, too."""
        if selection is None or not selection.exists(self._session.frame.experiment):
            return None
        return selection

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the same item in both networks."""
        self._session.hover(self._shared(item_at(self.scene, event.position())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the same item in both networks."""
        self._session.select(self._shared(item_at(self.scene, event.position())))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._session.hover(None)

    def event(self, event: QEvent) -> bool:
        """Say what is under the mouse, with its numbers in both runs."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            selection = item_at(self.scene, QPointF(event.pos()))
            if selection is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.describe(selection), self)
            return True
        return super().event(event)

    def describe(self, selection: Selection) -> str:
        """Return name and numbers of an item in the pinned run, and in the present one below."""
        structure, frame, example = self.scene.structure, self._frame, self._session.example
        if structure is None or frame is None:
            return ""
        name, pinned = words(structure, selection), sentence(readings(frame, structure, selection, example))
        lines = [name, self.tr("pinned: {0}").format(pinned)]
        if self._shared(selection) is not None:
            present = sentence(readings(self._session.frame, structure, selection, example))
            lines.append(self.tr("present: {0}").format(present))
        return "\n".join(lines)

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the network, and marks at what differs."""
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.fillRect(event.rect(), self.scene.style.background)
            painter.setPen(QPen(QColor(theme.current().line), 1))
            painter.drawLine(0, 0, 0, self.height())
            if not self.scene.ready:
                return
            self.scene.paint(painter)
            for centre in self._marks():
                self._paint_mark(painter, centre)

    def _marks(self) -> list[QPointF]:
        """Return where a mark stands: at the upper right of units, on the first third of edges."""
        found = [
            self.scene.rect(unit).topRight()
            for unit in self.difference.units
            if self.scene.structure is not None
            and unit.exists(self.scene.structure.experiment)
            and self.scene.shows(unit)
        ]
        if self.scene.edges.count > _FEW:
            return found
        for layer, differs in self.difference.weights:
            bundle = self.scene.edges.bundles.get(layer)
            if bundle is None:
                continue
            curves = bundle.curves
            found += [
                curves.at(edge, 0.3)
                for edge in bundle.drawn.tolist()
                if differs[curves.targets[edge], curves.sources[edge]]
            ]
        return found

    def _paint_mark(self, painter: QPainter, centre: QPointF) -> None:
        look, radius = theme.current(), 5.5 * self.scene.style.scale
        disc = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.setPen(QPen(QColor(look.muted), 1))
        painter.setBrush(QColor(look.panel))
        painter.drawEllipse(disc)
        painter.setPen(QPen(QColor(look.ink), max(1.2 * self.scene.style.scale, 1.0)))
        wide, high = 0.5 * radius, 0.22 * radius
        for y in (-high, high):
            painter.drawLine(centre + QPointF(-wide, y), centre + QPointF(wide, y))
        painter.drawLine(
            centre + QPointF(-0.3 * radius, 0.5 * radius), centre + QPointF(0.3 * radius, -0.5 * radius)
        )

    def _restyle(self) -> None:
        self.scene.restyle()
        self._fit()
