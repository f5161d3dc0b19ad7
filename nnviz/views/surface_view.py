"""What the network answers: over the plane, as a curve, or counted by class."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.evaluate import is_classification
from nnviz.core.frame import Frame
from nnviz.core.pick import Pick
from nnviz.session import Session
from nnviz.views.plotting import painting
from nnviz.views.plotting.chart import Chart
from nnviz.views.plotting.confusion import Confusion
from nnviz.views.plotting.curve import Curve
from nnviz.views.plotting.picture import Options, Picture
from nnviz.views.plotting.plane import Plane
from nnviz.views.plotting.scatter import Scatter


class SurfaceView(Chart):
    """The output of the network in the picture that suits its data.

    Two inputs: a heat map. One: a curve. More: a table of classes, or predicted against true numbers.

    Parameters
    ----------
    session
        Whose run is shown.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._pointer: QPointF | None = None
        self._test = False
        self._discretised = False
        self.setMouseTracking(True)
        self.picture: Picture = _picture(session.frame)
        self._test_action = self.add_action(
            self.tr("Test examples"),
            self.tr("Show the examples that are not trained on"),
            self._switch_test,
            False,
        )
        self._discretised_action = self.add_action(
            self.tr("Decision only"),
            self.tr("Show which class wins, not how clearly"),
            self._switch_discretised,
            False,
        )
        session.picked_changed.connect(self._show_pick)
        session.example_changed.connect(self._repaint)
        self.show_frame(session.frame)

    def show_frame(self, frame: Frame) -> None:
        """Show the answers of the network with the parameters of `frame`."""
        if not self.picture.fits(frame):
            self.picture = _picture(frame)
            self._test_action.setEnabled(isinstance(self.picture, Plane | Curve))
            self._discretised_action.setEnabled(isinstance(self.picture, Plane))
        pick, last = self._session.picked, len(frame.experiment.layers)
        unit = pick.unit if pick is not None and pick.kind == "unit" and pick.layer == last else 0
        self.picture.show(frame, unit)
        self.set_titles(self.tr("Output"), self.picture.subtitle())
        self.update()

    def set_test_points(self, shown: bool) -> None:
        """Show the test examples too."""
        self._test_action.setChecked(shown)

    def set_discretised(self, discretised: bool) -> None:
        """Show only which class wins."""
        self._discretised_action.setChecked(discretised)

    def area(self) -> QRectF:
        """Return where the picture is."""
        side = theme.px(4)
        return QRectF(self.rect()).adjusted(side, theme.px(2), -side, -theme.px(2))

    def readout(self) -> tuple[str, list[painting.Row]] | None:
        """Return what the plate beside the pointer says, or None if there is none."""
        return None if self._pointer is None else self.picture.readout(self.area(), self._pointer)

    def sizeHint(self) -> QSize:
        """Return a size that is nearly square."""
        return QSize(theme.px(230), theme.px(180))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the answer under the pointer."""
        self._pointer = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the readout away."""
        self._pointer = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the readout."""
        frame = self._session.frame
        column = min(self._session.example, frame.batch - 1)
        options = Options(self._test, self._discretised, int(frame.examples[column]))
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().panel))
            self.picture.paint(painter, self.area(), options)
            if (found := self.readout()) and self._pointer is not None:
                painting.readout(painter, QRectF(self.rect()), self._pointer, *found)

    def _switch_test(self, shown: bool) -> None:
        self._test = shown
        self.update()

    def _switch_discretised(self, discretised: bool) -> None:
        self._discretised = discretised
        self.update()

    def _show_pick(self, _pick: Pick | None) -> None:
        self.show_frame(self._session.frame)

    def _repaint(self, _example: int) -> None:
        self.update()


def _picture(frame: Frame) -> Picture:
    """Return the picture that suits the data of `frame`."""
    inputs = len(frame.samples.input_names)
    if inputs == 2:
        return Plane(frame)
    if inputs == 1:
        return Curve(frame)
    return Confusion(frame) if is_classification(frame.samples) else Scatter(frame)
