"""The widget: which picture is shown of what, and how it is read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSettings, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.evaluation import is_classification
from nnviz.session import Session
from nnviz.views.plotting import painting
from nnviz.views.plotting.confusion import Confusion
from nnviz.views.plotting.curve import Curve
from nnviz.views.plotting.hidden_picture import HiddenPicture
from nnviz.views.plotting.picture import BOTH, SETS, TEST, TRAIN, DataPicture, PictureOptions
from nnviz.views.plotting.plane import Plane
from nnviz.views.plotting.scatter import Scatter
from nnviz.views.plotting.subject import subject_name, subject_of
from nnviz.views.surface.reading import Reader
from nnviz.views.surface.switch import Switch, paint_points, paint_smooth, paint_subject

SMOOTH, DECISION = "smooth", "decision"
OUTPUT, UNIT = "output", "unit"
_NARROW = 330
"""Width below which the title has no room for a sentence."""


class SurfaceView(Reader):
    """The output of the network in the picture that suits its data, or the map of the selected unit.

    Two inputs: a heat map. One: a curve. More: a table of classes, or predicted against true numbers.
    Switches in the title choose output or unit, which examples, smooth or decision only.

    Parameters
    ----------
    session
        Whose run is shown.

    Attributes
    ----------
    picture
        What is painted now.
    controls
        The switches, for the title of the panel.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self.picture: DataPicture = _picture(session.frame)
        # Pictures with a place for every example show all; tables begin with those not trained on.
        self._chosen = {True: BOTH, False: TEST}
        sets = [
            (BOTH, self.tr("training (discs) and test (diamonds)")),
            (TRAIN, self.tr("training only")),
            (TEST, self.tr("test only")),
        ]
        self.points_switch = Switch(self.tr("Examples"), sets, paint_points, "Ctrl+Alt+E")
        surfaces = [(SMOOTH, self.tr("continuous output")), (DECISION, self.tr("predicted class only"))]
        self.smooth_switch = Switch(self.tr("Surface"), surfaces, paint_smooth, "Ctrl+Alt+D")
        subjects = [(OUTPUT, self.tr("the output")), (UNIT, self.tr("the selected unit"))]
        self.subject_switch = Switch(self.tr("Shown"), subjects, paint_subject, "Ctrl+Alt+U")
        self._switches = (self.subject_switch, self.points_switch, self.smooth_switch)
        self.controls = self._switches
        for switch, slot in zip(
            self._switches, (self._show_again, self._choose_points, self._repaint), strict=True
        ):
            switch.changed.connect(slot)
        self.switch_actions = [
            self.add_action(switch.accessibleName(), switch.toolTip(), switch.go_on)
            for switch in self._switches
        ]
        session.selection_changed.connect(self._show_selection)
        session.example_changed.connect(self._repaint)
        self.marked: tuple[str, int] | None = None
        self._fit_switches()
        self.show_frame(session.frame)

    # -- what is shown -----------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Show the answers of the network with the parameters of `frame`."""
        if not self.picture.fits(frame):
            self.picture = _picture(frame)
            self._fit_switches()
        selection, last = self._session.selected, len(frame.experiment.layers)
        unit = (
            selection.unit
            if selection is not None and selection.kind == "unit" and selection.layer == last
            else 0
        )
        self.picture.subject = self._subject(frame)
        self.picture.show(frame, unit, self._session.running)
        subject = self.picture.subject
        title = (
            self.tr("Output") if subject is None else self.tr("Unit {0}").format(subject_name(frame, subject))
        )
        self.set_titles(title, self._subtitle())
        self.update()

    def _subject(self, frame: Frame) -> Selection | None:
        subject = subject_of(self._session.selected)
        wanted = self.subject_switch.value() == UNIT and self.picture.shows_units
        return subject if wanted and subject is not None and subject.exists(frame.experiment) else None

    def _subtitle(self) -> str:
        """Return what is shown in words; of classes first how many examples are wrong."""
        words, narrow = self.picture.subtitle(), self.width() < theme.px(_NARROW)
        if isinstance(self.picture, Plane | Curve) and (found := self.picture.mistakes(self.points)):
            if narrow:
                return self.tr("{0} wrong").format(f"{found[0]:,}")
            return self.tr("{0} wrong of {1} · {2}").format(f"{found[0]:,}", f"{found[1]:,}", words)
        return (narrow and self.picture.summary()) or words

    def _fit_switches(self) -> None:
        """Offer what the picture can show."""
        self.points_switch.set_value(self.points)
        usable = (
            self.picture.shows_units,
            self.picture.samples.test.shape[1] > 0,
            isinstance(self.picture, Plane),
        )
        for switch, action, on in zip(self._switches, self.switch_actions, usable, strict=True):
            action.setVisible(on)
            switch.set_usable(on)
        self.picture.choose(self.points)

    @property
    def points(self) -> str:
        """Which examples are shown: ``train``, ``test`` or ``both``."""
        wanted = self._chosen[isinstance(self.picture, Plane | Curve)]
        return wanted if self.picture.samples.test.shape[1] else TRAIN

    def set_points(self, points: str) -> None:
        """Show training examples, test examples, or both.

        Raises
        ------
        ValueError
            If `points` is none of these.
        """
        if points not in SETS:
            raise ValueError(f"The examples shown are train, test or both, not {points!r}.")
        self.points_switch.set_value(points)
        self._choose_points(points)

    def _choose_points(self, points: str) -> None:
        self._chosen[isinstance(self.picture, Plane | Curve)] = points
        self.picture.choose(self.points)
        self.show_frame(self._session.frame)

    @property
    def discretised(self) -> bool:
        """Whether only the decision is shown and not how clear it is."""
        return self.smooth_switch.value() == DECISION

    def set_discretised(self, discretised: bool) -> None:
        """Show only which class wins, or also how clearly."""
        self.smooth_switch.set_value(DECISION if discretised else SMOOTH)
        self.update()

    def set_unit_shown(self, shown: bool) -> None:
        """Show the selected unit instead of the output; the output as long as nothing is selected."""
        self.subject_switch.set_value(UNIT if shown else OUTPUT)
        self.show_frame(self._session.frame)

    def _show_selection(self, _selection: Selection | None) -> None:
        self.show_frame(self._session.frame)

    def _show_again(self, _value: str) -> None:
        self.show_frame(self._session.frame)

    def _repaint(self, _value: object) -> None:
        self.update()

    def go_on(self, what: str) -> None:
        """Take the next choice of a switch (subject, points or smooth), where it chooses anything."""
        switch = self._switches[("subject", "points", "smooth").index(what)]
        if switch.usable:
            switch.go_on()

    def restore(self, settings: QSettings) -> None:
        """Show what was last chosen."""
        self.smooth_switch.set_value(str(settings.value("surface/smooth", SMOOTH)))
        for places, key in ((True, "surface/points"), (False, "surface/table")):
            points = settings.value(key)
            if points in SETS:
                self._chosen[places] = str(points)
        self._fit_switches()
        self.show_frame(self._session.frame)

    def remember(self, settings: QSettings) -> None:
        """Keep what is chosen for the next time."""
        settings.setValue("surface/smooth", self.smooth_switch.value())
        settings.setValue("surface/points", self._chosen[True])
        settings.setValue("surface/table", self._chosen[False])

    # -- examples ---------------------------------------------------------------------------------

    def options(self) -> PictureOptions:
        """Return how the picture is painted now.

        The batch is that of the frame it shows: the session may already be at other data.
        """
        frame = self.picture.frame
        column = min(self._session.example, frame.batch - 1)
        # A batch that is the whole training set stands out nowhere.
        whole = frame.batch >= frame.samples.train.shape[1]
        batch = () if whole else tuple(frame.examples.tolist())
        return PictureOptions(self.points, self.discretised, int(frame.examples[column]), batch)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring an example of the batch into view."""
        number = self.picture.example_at(self.area(), event.position(), self.options())
        columns = [] if number is None else (self._session.frame.examples == number).nonzero()[0].tolist()
        if event.button() == Qt.MouseButton.LeftButton and columns:
            self._session.set_example(columns[0])
        else:
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what is shown in as many words as there is room for."""
        super().resizeEvent(event)
        self.set_titles(self.title, self._subtitle())

    def mark(self, example: tuple[str, int] | None) -> None:
        """Ring an example besides the current one, named by its set and number; None for none."""
        if example != self.marked:
            self.marked = example
            self.update()

    # -- painting ----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return a size that is nearly square."""
        return QSize(theme.px(230), theme.px(180))

    def _paint_mark(self, painter: QPainter) -> None:
        if self.marked is not None and isinstance(self.picture, Plane | Curve):
            name, number = self.marked
            s = self.picture.samples
            count = (s.train if name == TRAIN else s.test).shape[1]
            if number < count and self.points in (name, BOTH):
                painting.ring(painter, self.picture.pixel_of(self.area(), name, number), theme.px(6.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture and the readout."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.fillRect(self.rect(), QColor(look.panel))
            self.picture.paint(painter, self.area(), self.options())
            self._paint_mark(painter)
            self.paint_readout(painter)
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


def _picture(frame: Frame) -> DataPicture:
    """Return the picture that suits the data of `frame`."""
    if frame.hides_outputs:
        return HiddenPicture(frame)
    inputs = len(frame.samples.input_names)
    if inputs == 2:
        return Plane(frame)
    if inputs == 1:
        return Curve(frame)
    return Confusion(frame) if is_classification(frame.samples) else Scatter(frame)
