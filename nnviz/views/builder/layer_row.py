"""One layer: its units, its activation, how its weights start."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment, LayerSpec
from nnviz.core.experiment.specs import MAX_UNITS, SHARED
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.network.layers import LAYERS, rate_of
from nnviz.session import Session
from nnviz.views.builder.choices import WideChoice
from nnviz.views.builder.edit import ExperimentEdit
from nnviz.views.builder.remove_button import RemoveButton
from nnviz.views.builder.rows import INSET, LEAST, ChoiceRow, ErrorLine
from nnviz.views.controls import ElidedLabel, FormRow, Label, NumberField

_BIASES: dict[str, bool | str] = {"each": True, "shared": SHARED, "none": False}


class LayerRow(QWidget):
    """Label, units and activation on a line; the initial weights below it while unfolded.

    The row of the output shows its units as plain text, for they follow the data. A layer without
    weights says so in their place.

    Parameters
    ----------
    session
        What is edited.
    index
        Which layer, from 0; a row keeps its place and shows whatever layer comes to stand there.

    Attributes
    ----------
    removed : Signal(int)
        The cross was pressed; carries the index.
    """

    removed = Signal(int)

    UNITS, ACTIVATION, GAP = 42, FormRow.WIDTH, 4

    def __init__(self, session: Session, index: int) -> None:
        super().__init__()
        self._session, self.index, number = session, index, index + 1
        self._units_edit = self._edit("units", self.tr("Units of layer {0}"), f"units {number}")
        self._activation_edit = self._edit("activation", self.tr("Activation of layer {0}"), "")
        self._label = ElidedLabel(self.tr("layer {0}").format(number), "body", "muted")
        self.note = Label("", "body", "muted")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.units = NumberField(
            self.tr("units of layer {0}").format(number),
            1,
            integer=True,
            minimum=1,
            maximum=MAX_UNITS,
            check=self._units_edit.check,
            tooltip=self.tr("The number of units of layer {0}").format(number),
        )
        self.activation = WideChoice(
            self.tr("activation of layer {0}").format(number),
            [(row.name, row.title) for row in ACTIVATIONS.values()],
        )
        self._label.setBuddy(self.activation)
        self.initializer = ChoiceRow(
            self.tr("weights"),
            WideChoice(
                self.tr("initial weights of layer {0}").format(number),
                [(row.name, row.title) for row in INITIALIZERS.values()],
            ),
            self._edit("initializer", self.tr("Initial weights of layer {0}"), ""),
            self._initializer,
            self.tr("Distribution of the initial weights; biases start at 0"),
        )
        self.bias = ChoiceRow(
            self.tr("biases"),
            WideChoice(
                self.tr("biases of layer {0}").format(number),
                [
                    ("each", self.tr("one a unit")),
                    ("shared", self.tr("one shared")),
                    ("none", self.tr("none")),
                ],
            ),
            self._bias_edit(),
            self._bias,
            self.tr("A bias for every unit, one that all units share, or none"),
        )
        self._rate_edit = self._edit("rate", self.tr("Dropout rate of layer {0}"), f"rate {number}")
        self.rate = NumberField(
            self.tr("dropout rate of layer {0}").format(number),
            0.5,
            minimum=0.0,
            maximum=0.99,
            check=self._rate_edit.check,
            tooltip=self.tr("The fraction of units that is switched off in training, for every example"),
        )
        self.remove = RemoveButton(self.tr("remove layer {0}").format(number), self)
        self.units_error, self.activation_error = ErrorLine(self.units), ErrorLine(self.activation)
        self._assemble()
        self.units.committed.connect(self._units_committed)
        self.rate.committed.connect(self._rate_committed)
        self.activation.changed.connect(self._activation_chosen)
        self.remove.clicked.connect(self._remove_clicked)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def sync(self, e: Experiment) -> None:
        """Show layer `index` of `e`; hidden if there is none."""
        self.setVisible(self.index < len(e.layers))
        if self.index >= len(e.layers):
            return
        layer, output = e.layers[self.index], self.index == edits.output_layer(e)
        self.units.setVisible(layer.units is not None and not output)
        self.note.setVisible(layer.units is None or output)
        self._explain(e, output)
        self._restyle()
        if layer.units is not None:
            self.units.set_value(layer.units)
        self.units_error.say(self.units.error())
        self.activation_error.say("")
        self.activation.setVisible(layer.is_dense)
        if layer.activation != self.activation.value():
            self.activation.set_value(layer.activation)
            self.activation.updateGeometry()
        self.activation.setToolTip(f"a = {ACTIVATIONS[layer.activation].equation}")
        self.rate.setVisible(layer.layer == "dropout")
        if layer.layer == "dropout":
            self.rate.set_value(rate_of(layer))
        self.initializer.sync(e)
        self.bias.sync(e)

    def unfold(self, e: Experiment, unfolded: bool) -> None:
        """Show how the weights start, if the layer has any."""
        has_weights = self.index < len(e.layers) and e.layers[self.index].units is not None
        self.initializer.setVisible(unfolded and has_weights)
        self.bias.setVisible(unfolded and has_weights)

    def stops(self) -> list[QWidget]:
        """Return the widgets where Tab stops, in order."""
        fields = [self.units, self.rate, self.activation, self.initializer.field, self.bias.field]
        return [*fields, self.remove]

    def minimumSizeHint(self) -> QSize:
        """Never ask for more width than the panel may have: the choice gives way."""
        return QSize(theme.px(INSET + FormRow.WIDTH), super().minimumSizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the cross."""
        self.remove.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the cross."""
        self.remove.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cross in the margin."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Line the fields up with those of the other rows, as far as the label leaves room."""
        self.remove.setGeometry(0, 0, theme.px(RemoveButton.WIDTH), theme.px(FormRow.HEIGHT))
        label = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 1
        units = self.note.sizeHint().width() if self.units.isHidden() else theme.px(self.UNITS)
        room = max(self.width() - theme.px(INSET + 2 * self.GAP) - label - units, theme.px(LEAST))
        self._label.setMinimumWidth(label)
        self.activation.setMinimumWidth(min(theme.px(self.ACTIVATION), room))
        self.activation.setMaximumWidth(max(theme.px(self.ACTIVATION), room))

    def _assemble(self) -> None:
        self._fields = QWidget()
        self._line = QHBoxLayout(self._fields)
        self._line.addWidget(self._label, 1)
        for widget in (self.note, self.units, self.rate, self.activation):
            self._line.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._fields)
        self._errors = QVBoxLayout()
        self._errors.addWidget(self.units_error)
        self._errors.addWidget(self.activation_error)
        self._column.addLayout(self._errors)
        self._column.addWidget(self.initializer)
        self._column.addWidget(self.bias)

    def _edit(self, field: str, text: str, merge: str) -> ExperimentEdit:
        number = self.index + 1

        def make(e: Experiment, value: Any) -> Experiment:
            return edits.set_layer(e, self.index, **{field: value})

        # Another initializer says how to draw the weights, so these are drawn.
        network, asked = field != "initializer", (f"{field} {number}",)
        return ExperimentEdit(self._session, text.format(number), make, merge, asked=asked, network=network)

    def _initializer(self, e: Experiment) -> str:
        return e.layers[self.index].initializer

    def _bias_edit(self) -> ExperimentEdit:
        text = self.tr("Biases of layer {0}").format(self.index + 1)

        def make(e: Experiment, value: Any) -> Experiment:
            return edits.set_layer(e, self.index, bias=_BIASES[value])

        return ExperimentEdit(self._session, text, make, "", network=True)

    def _bias(self, e: Experiment) -> str:
        return next(name for name, bias in _BIASES.items() if bias == e.layers[self.index].bias)

    def _explain(self, e: Experiment, output: bool) -> None:
        """Say why the units cannot be edited, and why a layer cannot be removed."""
        layer = e.layers[self.index]
        if not layer.is_dense:
            self._explain_kind(layer)
        elif layer.units is None:
            self.note.setText(self.tr("no weights"))
            self.note.setToolTip(
                self.tr("It is applied to the activations of the previous layer, unit by unit")
            )
        elif output:
            self.note.setText(str(layer.units))
            self.note.setToolTip(self.tr("The number of output units is set by the data"))
        self.note.setAccessibleName(f"{self.units.accessibleName()}: {self.note.text()}")
        only = layer.units is not None and sum(one.units is not None for one in e.layers) == 1
        self.remove.setEnabled(not only)
        self.remove.setToolTip(
            self.tr("The only layer with weights cannot be removed") if only else self.tr("Remove this layer")
        )

    def _explain_kind(self, layer: LayerSpec) -> None:
        """Say what kind of layer it is, and what it does."""
        if layer.layer == "dropout":
            self.note.setText(self.tr("dropout"))
            self.note.setToolTip(
                self.tr("In training it switches this share of the units off, separately for every example")
            )
        else:
            self.note.setText(self.tr(LAYERS[layer.layer].title))
            self.note.setToolTip(
                self.tr("It moves the units of each example to mean 0 and variance 1, then scales and shifts")
            )

    def _units_committed(self, units: int) -> None:
        self.units_error.say(self._units_edit.apply(units))

    def _rate_committed(self, rate: float) -> None:
        self.units_error.say(self._rate_edit.apply(rate))

    def _activation_chosen(self, name: str) -> None:
        self.activation_error.say(self._activation_edit.apply(name))

    def _remove_clicked(self) -> None:
        self.removed.emit(self.index)

    def _restyle(self) -> None:
        weightless = self.note.text() == self.tr("no weights")
        self.note.setFont(theme.font("label" if weightless else "body"))
        # The figures of the output stand under those in the fields.
        self.note.setContentsMargins(0, 0, 0 if weightless else theme.px(8) + 1, 0)
        self._line.setSpacing(theme.px(self.GAP))
        self._line.setContentsMargins(theme.px(INSET), 0, 0, 0)
        self._fields.setFixedHeight(theme.px(FormRow.HEIGHT))
        self._errors.setContentsMargins(theme.px(INSET), 0, 0, 0)
        self.units.setFixedSize(theme.px(self.UNITS), theme.px(FormRow.FIELD))
        self.activation.setFixedHeight(theme.px(FormRow.FIELD))
        self._share()
