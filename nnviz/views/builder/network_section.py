"""Network section of the Build panel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.session import Session
from nnviz.session.network_editing import inserted, removed
from nnviz.views.builder.edit import ExperimentEdit
from nnviz.views.builder.layer_row import LayerRow
from nnviz.views.builder.recipe_line import RecipeLine
from nnviz.views.builder.rows import INSET, ErrorLine
from nnviz.views.builder.section import BuilderSection
from nnviz.views.controls import Menu, PillButton

USUAL_INITIALIZER = "xavier_uniform"


class NetworkSection(BuilderSection):
    """A line of text for all of it, a row for each layer, and a button that adds one."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.set_head(self.tr("Network"), self.tr("more settings of the network"), self.tr("Initial weights"))
        self.text = self.add(RecipeLine(session))
        self.layers: list[LayerRow] = []
        self.add_button = PillButton(self.tr("layer"), "plus", self.tr("Add a layer"), "quiet")
        self.add_button.setAccessibleName(self.tr("add layer"))
        self.add_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add_button.clicked.connect(self._open_menu)
        self.menu = Menu(self.tr("Add a layer"), self)
        self._add_actions()
        self.error_line = ErrorLine(self.add_button)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self.add_button)
        self._foot.addStretch(1)
        self._below = QHBoxLayout()
        self._below.addWidget(self.error_line)
        self._column.addLayout(self._foot)
        self._column.addLayout(self._below)
        theme.manager().changed.connect(self._place)
        self._place()

    def arrange(self, e: Experiment) -> None:
        """Make as many rows as there are layers; rows once made are kept."""
        self.error_line.say("")
        while len(self.layers) < len(e.layers):
            self._add_row()
        for row in self.layers:
            row.unfold(e, self.unfolded)

    def unusual(self, e: Experiment) -> list[str]:
        """Return the initializers that are folded away and not the usual one."""
        names = {layer.initializer for layer in e.layers if layer.units is not None}
        return [INITIALIZERS[name].title for name in INITIALIZERS if name in names - {USUAL_INITIALIZER}]

    def _add_row(self) -> None:
        row = LayerRow(self.session, len(self.layers))
        row.removed.connect(self._remove)
        self._column.insertWidget(2 + len(self.layers), row)
        self._rows.append(row)
        self.layers.append(row)
        last: QWidget = self.layers[-2].stops()[-1] if len(self.layers) > 1 else self.text.field
        for stop in row.stops():
            QWidget.setTabOrder(last, stop)
            last = stop

    def _add_actions(self) -> None:
        with_weights = self.menu.addAction(self.tr("Layer with weights"))
        with_weights.setToolTip(self.tr("A layer before the output"))
        with_weights.triggered.connect(self.add_weighted_layer)
        self.menu.addSeparator()
        for name, text in (
            ("softmax", self.tr("Softmax without weights")),
            ("sigmoid", self.tr("Sigmoid without weights")),
        ):
            action = self.menu.addAction(text)
            action.setData(name)
            action.setToolTip(self.tr("A separate activation layer at the end"))
            action.triggered.connect(self._add_weightless)
        for kind, text in (("dropout", self.tr("Dropout")), ("layer_norm", self.tr("Layer norm"))):
            action = self.menu.addAction(text)
            action.setData(kind)
            action.setToolTip(self.tr("A layer before the output"))
            action.triggered.connect(self._add_kind)

    def _open_menu(self) -> None:
        self.menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))

    def add_weighted_layer(self) -> None:
        """Add a dense layer before the output layer."""
        e = self.session.experiment
        index = edits.output_layer(e)
        hidden = [layer for layer in e.layers[:index] if layer.units is not None]
        units = hidden[-1].units if hidden else 4
        activation = hidden[-1].activation if hidden else "tanh"
        self._add_layer(index, units, activation)

    def _add_weightless(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self._add_layer(len(self.session.experiment.layers), None, str(sender.data()))

    def _add_kind(self) -> None:
        sender = self.sender()
        if not isinstance(sender, QAction):
            return
        kind, index = str(sender.data()), edits.output_layer(self.session.experiment)

        def make(e: Experiment, _: object) -> Experiment:
            return edits.add_layer_of_kind(e, index, kind)

        edit = ExperimentEdit(
            self.session, self.tr("Add layer"), make, added=index, network=True, mapping=inserted(index)
        )
        self.error_line.say(edit.apply(None))

    def _add_layer(self, index: int, units: int | None, activation: str) -> None:
        def make(e: Experiment, _: object) -> Experiment:
            return edits.add_layer(e, index, units, activation)

        edit = ExperimentEdit(
            self.session, self.tr("Add layer"), make, added=index, network=True, mapping=inserted(index)
        )
        self.error_line.say(edit.apply(None))

    def _remove(self, index: int) -> None:
        def make(e: Experiment, _: object) -> Experiment:
            return edits.remove_layer(e, index)

        text = self.tr("Remove layer {0}").format(index + 1)
        edit = ExperimentEdit(self.session, text, make, removed=index, network=True, mapping=removed(index))
        here = self.layers[index].remove.hasFocus()
        self.error_line.say(edit.apply(None))
        if here:
            row = self.layers[min(index, len(self.session.experiment.layers) - 1)]
            stop = row.remove if row.remove.isEnabled() else row.activation
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        # The button has a margin of its own: its plus stands under the labels.
        self._foot.setContentsMargins(theme.px(INSET - 8), 0, 0, 0)
        self._below.setContentsMargins(theme.px(INSET), 0, 0, 0)
