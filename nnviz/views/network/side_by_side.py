"""The middle of the window: the present network, and beside it that of the pinned run if there is one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.frame_difference import FrameDifference, frame_difference
from nnviz.core.network.value import named
from nnviz.core.text.number_format import format_number
from nnviz.core.text.scripts import superscript
from nnviz.session import Session
from nnviz.views.controls import IconButton, Label, SegmentedControl
from nnviz.views.controls.labels import TextLabel
from nnviz.views.network.pinned_network import PinnedNetwork
from nnviz.views.network.readings import parameter
from nnviz.views.network.view import NetworkView

_BOTH = 480
"""Least width in which both networks stand side by side."""
_LOW = 240
"""Height below which the sentence about the differences makes way for the networks."""
PRESENT, PINNED = "present", "pinned"


class SideBySide(QWidget):
    """Holds the network; while a run is pinned, both, with their names and what differs.

    Where there is no room for two, a switch chooses which one is shown.

    Parameters
    ----------
    session
        Whose pinned run is shown.
    network
        The present network.
    """

    def __init__(self, session: Session, network: NetworkView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._network = session, network
        self.pinned_network = PinnedNetwork(session, self)
        self.difference = FrameDifference()
        self.switch = SegmentedControl(
            [(PRESENT, self.tr("present")), (PINNED, self.tr("pinned"))],
            self.tr("Network that is shown"),
            self.tr("There is room for one network: show the present or the pinned one"),
            parent=self,
            compact=True,
        )
        self.present_name = Label("", "section", "ink")
        self.pinned_name = Label("", "section", "ink")
        self.words = TextLabel("label", "muted")
        self.words.setAccessibleName(self.tr("Differences of the two runs"))
        self.rename = IconButton("edit", self.tr("Name the pinned run"), 22)
        self.swap = IconButton("reset", self.tr("Swap with the pinned run"), 22)
        self.unpin = IconButton("close", self.tr("Unpin the run"), 22)
        self.field = QLineEdit()
        self.field.setMaxLength(200)
        self.field.setAccessibleName(self.tr("Name of the pinned run"))
        self._assemble()
        self.switch.changed.connect(self._arrange)
        self.rename.clicked.connect(self.ask_name)
        self.swap.clicked.connect(session.pinned.swap)
        self.unpin.clicked.connect(session.pinned.unpin)
        self.field.returnPressed.connect(self._take_name)
        self.field.editingFinished.connect(self._leave_name)
        session.pinned.changed.connect(self._changed)
        session.pinned.moved.connect(self._show)
        session.example_changed.connect(self._show)
        network.quantity_changed.connect(self._show)
        theme.manager().changed.connect(self._arrange)
        self._changed()

    def _assemble(self) -> None:
        self._bar = QWidget()
        row = self._row = QHBoxLayout(self._bar)
        row.addWidget(self.switch)
        row.addWidget(self.words, 1)
        for button in (self.swap, self.unpin):
            row.addWidget(button)
        present, pinned = QWidget(), QWidget()
        self._sides = (present, pinned)
        self._heads = [QHBoxLayout(), QHBoxLayout()]
        self._heads[0].addWidget(self.present_name)
        self._heads[0].addStretch(1)
        self._heads[1].addWidget(self.pinned_name)
        self._heads[1].addWidget(self.field, 1)
        self._heads[1].addWidget(self.rename)
        self._heads[1].addStretch(1)
        self.field.hide()
        for side, head, network in zip(
            self._sides, self._heads, (self._network, self.pinned_network), strict=True
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addLayout(head)
            column.addWidget(network, 1)
        self._both = QHBoxLayout()
        self._both.setSpacing(0)
        self._both.addWidget(present, 1)
        self._both.addWidget(pinned, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addLayout(self._both, 1)

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def together(self) -> bool:
        """Whether both networks are shown."""
        return self._session.pinned.frame is not None and self.width() >= theme.px(_BOTH)

    def show_frame(self, frame: Frame) -> None:
        """Bring the pinned run to the position of `frame` and show both."""
        if self._session.pinned.frame is not None:
            self._session.pinned.follow(frame)

    def _changed(self) -> None:
        self._arrange()
        self._show()

    def _show(self, _what: object = None) -> None:
        pinned, session = self._session.pinned, self._session
        if pinned.frame is None:
            return
        # What is to be predicted is not told by what differs.
        told = FrameDifference() if session.withholds else None
        self.difference = told or frame_difference(session.frame, pinned.frame, session.example)
        quantity = self._network.quantity
        obstacles = self._network.overlays.obstacles if self.together else ()
        self.pinned_network.show_frame(pinned.frame, quantity, self.difference, session.running, obstacles)
        mine, theirs = pinned.names
        self.present_name.setText(self._called(self.tr("present"), theirs))
        name = self._called(self.tr("pinned"), mine)
        if not pinned.there:
            at = f"{pinned.frame.position.iteration:,}".replace(",", "\u2009")
            name = self.tr("{0}, at iteration {1}").format(name, at)
        self.pinned_name.setText(name)
        self.words.setText(self.sentence())

    @staticmethod
    def _called(which: str, name: str) -> str:
        return which if name in ("", which) else f"{which}: {name}"

    def sentence(self) -> str:
        """Return the differences of recipes and values in words, pinned before present."""
        told = [f"{d.entry}: {d.one} ≠ {d.other}" for d in self._session.pinned.differences()]
        text = " · ".join(told) if told else self.tr("The recipes are the same.")
        values = self._values()
        return f"{text}\n{values}" if values else text

    def _values(self) -> str:
        pinned, d = self._session.pinned, self.difference
        if pinned.frame is None or self._session.withholds:
            return ""
        if not pinned.there:
            return self.tr("The pinned run is being trained to this iteration.")
        if d.parameters is None:
            return self.tr("The networks have different shapes, so weights are not compared.")
        if d.most is not None:
            one, other = (parameter(f, d.most) for f in (pinned.frame, self._session.frame))
            if one is not None and other is not None:
                return self.tr("{0} of {1} weights and biases differ, most {2}: {3} ≠ {4}").format(
                    d.parameters, d.count, d.most.symbol, format_number(one), format_number(other)
                )
        if d.first:
            return self.tr("Same weights and biases; the first value that differs is {0}.").format(
                _text(d.first)
            )
        return self.tr("All values are the same here.")

    # -- name --------------------------------------------------------------------------------------

    def ask_name(self) -> None:
        """Let the name of the pinned run be typed."""
        recipe = self._session.pinned.recipe
        if recipe is None:
            return
        if not self.together:
            self.switch.set_value(PINNED)
            self._arrange()
        self.field.setText(recipe.name or self._session.pinned.name)
        self.pinned_name.hide()
        self.rename.hide()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def _take_name(self) -> None:
        text = self.field.text()
        self._leave_name()
        self._session.pinned.rename(text)
        self._network.setFocus()

    def _leave_name(self) -> None:
        self.field.hide()
        self.pinned_name.show()
        self.rename.show()

    # -- layout ------------------------------------------------------------------------------------

    def _arrange(self, _what: object = None) -> None:
        pinned = self._session.pinned.frame is not None
        together = self.together
        self._bar.setVisible(pinned)
        self.switch.setVisible(pinned and not together)
        self.words.setVisible(self.height() >= theme.px(_LOW))
        first = not pinned or together or self.switch.value() == PRESENT
        self._sides[0].setVisible(first)
        self._sides[1].setVisible(pinned and (together or not first))
        self.present_name.setVisible(pinned)
        side = theme.px(12)
        self._row.setContentsMargins(side, theme.px(4), theme.px(6), theme.px(2))
        for head in self._heads:
            head.setContentsMargins(side if pinned else 0, 0, theme.px(6) if pinned else 0, 0)
        for part in (self.present_name, self.pinned_name):
            part.setMinimumHeight(self.rename.sizeHint().height())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show two networks or one, as there is room."""
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        """Return the room the network likes to have."""
        return self._network.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room below which a network cannot be read."""
        return self._network.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background of names and words."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(theme.current().background))


def _text(name: str) -> str:
    """Return how a value is written on screen: ``δ²`` for ``dz2``."""
    value = named(name)
    if value is None:
        return name
    text = value.info.gradient_text if value.is_gradient else value.info.text
    return text % superscript(value.layer) if "%s" in text else text
