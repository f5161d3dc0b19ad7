"""The slim bar over a column: its units, its activation, a grip to move it, a cross to remove it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.specs import MAX_UNITS
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.network.layers import title_of
from nnviz.core.text.translate import plural
from nnviz.session import Session
from nnviz.views.controls import IconButton, Label, NumberField, PillButton
from nnviz.views.network.building.activation_icon import curve
from nnviz.views.network.building.grip import Grip

HEIGHT = 22


class LayerBar(QWidget):
    """Shows one layer at a time; it is moved to whatever column the hand is at.

    Attributes
    ----------
    activation_asked, features_asked : Signal(QPoint)
        A menu is wanted at this place of the screen.
    left : Signal
        The keyboard is done with the field.
    """

    activation_asked = Signal(QPoint)
    features_asked = Signal(QPoint)
    left = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self.layer = session, -1
        self.grip = Grip(self)
        self.fewer, self.more = IconButton("minus", "", 20), IconButton("plus", "", 20)
        self.remove = IconButton("close", "", 20)
        self.count = CountField(self.tr("units"), 1, integer=True, minimum=1, maximum=MAX_UNITS, parent=self)
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note = Label("", "label", "muted")
        self.activation = ActivationButton("", None, "", "quiet")
        self.features = PillButton(self.tr("features"), None, "", "quiet")
        self._row = QHBoxLayout(self)
        self.parts: tuple[QWidget, ...] = (
            self.grip,
            self.fewer,
            self.count,
            self.note,
            self.more,
            self.activation,
            self.features,
            self.remove,
        )
        for part in self.parts:
            self._row.addWidget(part)
        self.fewer.clicked.connect(self._fewer)
        self.more.clicked.connect(self._more)
        self.remove.clicked.connect(self._remove)
        self.count.committed.connect(self._set_units)
        self.count.left.connect(self.left)
        self.activation.clicked.connect(self._ask_activation)
        self.features.clicked.connect(self._ask_features)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a number is being typed here."""
        return self.count.hasFocus()

    def show_layer(self, layer: int) -> None:
        """Show a layer of the session's network, 0 for the inputs."""
        e, building = self._session.experiment, self._session.network_editing
        self.layer = layer
        hidden, weighted = layer != building.output, building.weighted(layer)
        why, stays = building.why_fixed(layer), building.why_stays(layer)
        shown = {
            self.grip: layer > 0 and hidden,
            self.fewer: weighted,
            self.more: weighted,
            self.count: weighted and hidden,
            self.note: not (weighted and hidden),
            self.activation: layer > 0 and e.layers[layer - 1].is_dense,
            self.features: layer == 0 and can_choose_features(self._session),
            self.remove: layer > 0 and hidden and not stays,
        }
        for part, visible in shown.items():
            part.setVisible(visible)
        units = e.widths[layer]
        self.count.set_value(units)
        self._name(self.count, self.tr("units of layer {0}"), self.tr("Type how many units layer {0} has"))
        self._name(self.fewer, self.tr("remove a unit of layer {0}"), self.tr("Remove a unit (−)"))
        self._name(self.more, self.tr("add a unit to layer {0}"), self.tr("Add a unit (+)"))
        self._name(self.remove, self.tr("remove layer {0}"), self.tr("Remove layer {0} (Shift+Del)"))
        drag = self.tr("Drag to move the layer (Ctrl+Shift+← →)")
        self._name(self.grip, self.tr("move layer {0}"), drag)
        for button in (self.fewer, self.more):
            button.setEnabled(not why)
            if why:
                button.setToolTip(why)
        if units == 1 and not why:
            self.fewer.setEnabled(False)
            self.fewer.setToolTip(self.tr("The last unit cannot be removed; remove the layer instead"))
        self._explain(layer, units, why)
        self._size()

    def _explain(self, layer: int, units: int, why: str) -> None:
        building = self._session.network_editing
        if layer == 0:
            self.note.setText(plural.tr("%n input(s)", "", units))
        else:
            spec = self._session.experiment.layers[layer - 1]
            weightless = self.tr("no weights") if spec.is_dense else title_of(spec)
            self.note.setText(str(units) if building.weighted(layer) else weightless)
        self.note.setToolTip(why)
        self.note.setAccessibleName(f"{self.tr('units of layer {0}').format(layer)}: {self.note.text()}")
        self.features.setAccessibleName(self.tr("features"))
        self.features.setToolTip(self.tr("Features computed from the inputs"))
        if layer:
            row = ACTIVATIONS[self._session.experiment.layers[layer - 1].activation]
            self.activation.set_activation(row.name, row.title)
            self._name(
                self.activation,
                self.tr("activation of layer {0}: {activation}").replace("{activation}", row.title),
                self.tr("Change the activation (A): a = {1}").replace("{1}", row.equation),
            )

    def _name(self, part: QWidget, name: str, tip: str) -> None:
        part.setAccessibleName(name.format(self.layer))
        part.setToolTip(tip.replace("{0}", str(self.layer)))

    def sizeHint(self) -> QSize:
        """Return room for what is shown."""
        return QSize(self._row.sizeHint().width(), theme.px(HEIGHT))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Say why a part that is off is off."""
        part = self.childAt(event.position().toPoint())
        if part is not None and not part.isEnabled():
            self._session.message.emit(part.toolTip())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(look.line))
            painter.setBrush(QColor(look.panel))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, theme.px(8), theme.px(8))

    def _fewer(self) -> None:
        self._session.network_editing.remove_unit(self.layer)

    def _more(self) -> None:
        self._session.network_editing.add_unit(self.layer)

    def _remove(self) -> None:
        self._session.network_editing.remove_layer(self.layer)

    def _set_units(self, units: int) -> None:
        self._session.network_editing.set_units(self.layer, units)

    def _ask_activation(self) -> None:
        self.activation_asked.emit(self._below(self.activation))

    def _ask_features(self) -> None:
        self.features_asked.emit(self._below(self.features))

    def _below(self, part: QWidget) -> QPoint:
        return part.mapToGlobal(QPoint(0, part.height() + theme.px(3)))

    def _size(self) -> None:
        self._row.activate()
        self.resize(self.sizeHint())

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(3), theme.px(1), theme.px(2), theme.px(1))
        self._row.setSpacing(theme.px(1))
        for part in self.parts:
            part.setFixedHeight(theme.px(HEIGHT - 2))
        self.count.setFixedWidth(theme.px(46))
        self.note.setContentsMargins(theme.px(6), 0, theme.px(6), 0)
        if self.layer >= 0:
            self._size()


class CountField(NumberField):
    """A number that is typed over the canvas; Return and Escape give the keyboard back."""

    left = Signal()

    def sizeHint(self) -> QSize:
        """Return room for four figures."""
        return QSize(theme.px(46), theme.px(20))

    def minimumSizeHint(self) -> QSize:
        """Return the same: it never gives way."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Return if the number is allowed, with Escape in any case."""
        if event.key() == Qt.Key.Key_Escape:
            self.revert()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit():
                self.left.emit()
        else:
            super().keyPressEvent(event)


class ActivationButton(PillButton):
    """A word with the curve of what it names."""

    _key = "identity"

    def set_activation(self, key: str, word: str) -> None:
        """Show another activation."""
        self._key = key
        self.setText(word)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for curve and word."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + theme.px(16 + 5 + 12), theme.px(20))

    def _paint_contents(self, painter: QPainter, ink: str) -> None:
        side, left = theme.px(16), theme.px(6)
        look = theme.current()
        image = curve(self._key, ink, look.handle, side, max(self.devicePixelRatioF(), 1.0))
        painter.drawPixmap(left, (self.height() - side) // 2, image)
        painter.setFont(self.font())
        painter.setPen(QColor(ink))
        room = QRect(left + side + theme.px(5), 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())


def can_choose_features(session: Session) -> bool:
    """Whether there are so few features that a menu of them can be read."""
    return 2 <= session.experiment.data.raw_inputs <= 16
