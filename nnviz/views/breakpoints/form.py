"""Form for a breakpoint: an event, its number, its layer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from nnviz.core.experiment.breakpoints import EVENTS, Breakpoint
from nnviz.session import Session
from nnviz.views.controls import ChoiceField, FormRow, NumberField
from nnviz.views.controls.labels import TextLabel

_WHOLE = "whole"


class BreakpointForm(QWidget):
    """Fields for a breakpoint; each event has a number of its own and keeps what was typed.

    Attributes
    ----------
    changed : Signal
        Another event: the form may need more or less room.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._enabled = True
        self.event_field = ChoiceField(self.tr("event"), tooltip=self.tr("Condition that stops the run"))
        self.event_field.setMinimumContentsLength(20)
        self.numbers = {
            event: NumberField(
                row.title, row.default, minimum=row.low, maximum=row.high, integer=row.whole, step=row.step
            )
            for event, row in EVENTS.items()
            if row.default is not None
        }
        self.layer = ChoiceField(self.tr("layer"), tooltip=self.tr("Gradient of one layer, or of all"))
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(self.tr("none"))
        self._rows = {
            "event": FormRow(self.tr("until"), self.event_field),
            **{event: FormRow(self.tr("number"), field) for event, field in self.numbers.items()},
            "layer": FormRow(self.tr("of"), self.layer),
            "name": FormRow(self.tr("name"), self.name, self.tr("Name of this breakpoint")),
        }
        self.where = TextLabel("label", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for row in self._rows.values():
            column.addWidget(row)
        column.addWidget(self.where)
        self.event_field.changed.connect(self.chosen)
        self.layer.changed.connect(self._explain)

    def show_breakpoint(self, b: Breakpoint, named: bool) -> None:
        """Show a breakpoint; with its name if it is to be kept."""
        self._enabled = b.enabled
        events = [event for event in EVENTS if event in (b.event, *self._session.breakpoints.events())]
        self.event_field.set_options([(event, EVENTS[event].title) for event in events])
        layers = self._session.timeline.trainer.parameters.layers
        chosen = str(b.layer) if b.layer in layers else _WHOLE
        words = [(str(n), self.tr("layer {0}").format(n)) for n in layers]
        self.layer.set_options([(_WHOLE, self.tr("the whole network")), *words])
        if b.value is not None:
            self.numbers[b.event].set_value(int(b.value) if EVENTS[b.event].whole else b.value)
        self.event_field.set_value(b.event)
        self.layer.set_value(chosen)
        self.name.setText(b.name)
        self._rows["name"].setVisible(named)
        self._show()

    def breakpoint(self) -> Breakpoint:
        """Return what the fields say.

        Raises
        ------
        ExperimentError
            If that cannot be.
        """
        event, row = self.event_field.value(), EVENTS[self.event_field.value()]
        value = float(self.numbers[event].value()) if event in self.numbers else None
        layer = int(self.layer.value()) if row.layered and self.layer.value() != _WHOLE else None
        name = " ".join(self.name.text().split()) if self._rows["name"].isVisibleTo(self) else ""
        return Breakpoint(event=event, value=value, layer=layer, name=name, enabled=self._enabled)

    def commit(self) -> bool:
        """Take what is being typed; return whether it is allowed."""
        field = self.number
        return field is None or field.commit()

    @property
    def number(self) -> NumberField | None:
        """The number of the chosen event, None if it takes none."""
        return self.numbers.get(self.event_field.value())

    def begin(self) -> None:
        """Take the keyboard to the number, or to the event if it has none."""
        (self.number or self.event_field).setFocus()

    def chosen(self) -> None:
        """Follow the kind of breakpoint that was chosen."""
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        chosen = self.event_field.value()
        for event in self.numbers:
            self._rows[event].setVisible(event == chosen)
        self._rows["layer"].setVisible(EVENTS[chosen].layered)
        self._explain()

    def _explain(self) -> None:
        self.where.setText(self.tr("Stops at {0}.").format(self.breakpoint().where))
