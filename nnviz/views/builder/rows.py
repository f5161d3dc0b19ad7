"""Rows of the Build panel: a label, a field and, while the last edit was refused, why."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QDynamicPropertyChangeEvent, QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.session.sentences import refusal
from nnviz.views.builder.edit import FieldEdit
from nnviz.views.controls import ChoiceField, FormRow, IconButton, Label, NumberField

INSET = 14
"""From the left edge of the panel to the labels, at scale 1."""
LEAST = 60
"""The narrowest field, at scale 1."""
SMALLEST = 1e-4
"""The step from zero."""
LARGEST_SEED = 2**32 - 1


class ErrorLine(Label):
    """Wrapped text in the colour of errors; takes no room while there is nothing to say.

    Parameters
    ----------
    control
        The field it belongs to: a screen reader reads the sentence there, too. A number field shows and
        clears its own errors here.
    """

    def __init__(self, control: QWidget) -> None:
        super().__init__("", "label", "danger")
        self._control = control
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setContentsMargins(0, 2, 0, 5)
        self.hide()
        if isinstance(control, NumberField):
            control.rejected.connect(self.say)
            control.installEventFilter(self)

    def say(self, sentence: str) -> None:
        """Show a sentence, or nothing."""
        sentence = refusal(sentence)
        # The field's own tooltip would cover the very line it repeats.
        QToolTip.hideText()
        self.setText(sentence)
        self.setVisible(bool(sentence))
        self._control.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the number field when its error comes to an end."""
        if (
            isinstance(event, QDynamicPropertyChangeEvent)
            and isinstance(watched, NumberField)
            and bytes(event.propertyName().data()) == b"invalid"
            and not watched.error()
        ):
            self.say("")
        return super().eventFilter(watched, event)


class BuilderRow(QWidget):
    """Label, control and, while the last edit was refused, why.

    Parameters
    ----------
    text
        The label.
    control
        The field.
    tooltip
        What the setting means.
    trailing
        A small button between label and field.
    """

    def __init__(
        self, text: str, control: QWidget, tooltip: str = "", trailing: QWidget | None = None
    ) -> None:
        super().__init__()
        self.form = FormRow(text, control, tooltip, trailing)
        self._text, self._control, self._trailing = text, control, trailing
        self.error_line = ErrorLine(control)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.form)
        self._column.addWidget(self.error_line)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def error(self) -> str:
        """Return why the last edit here was refused; empty if there is no error."""
        return self.error_line.text()

    def sync(self, e: Experiment) -> None:
        """Show what `e` has here, silently."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the label its room: a long choice is shortened instead."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        label = QFontMetrics(theme.font("body")).horizontalAdvance(self._text) + 1
        taken = label + theme.px(INSET + 6)
        if self._trailing is not None:
            taken += self._trailing.sizeHint().width() + theme.px(6)
        room = max(self.width() - taken, theme.px(LEAST))
        self._control.setMinimumWidth(min(room, theme.px(FormRow.WIDTH)))
        self._control.setMaximumWidth(room)

    def _restyle(self) -> None:
        self._share()
        self._column.setContentsMargins(theme.px(INSET), 0, 0, 0)


def neighbour(value: float, direction: int, zero: bool) -> float:
    """Return the next of …, 0.01, 0.03, 0.1, 0.3, 1, 3, … above (1) or below (−1) `value`.

    Parameters
    ----------
    value
        A number of 0 or more.
    zero
        Whether 0 comes below `SMALLEST`; without it the numbers go on getting smaller.
    """
    if zero and (value < SMALLEST or (direction < 0 and value <= SMALLEST)):
        return SMALLEST if direction > 0 else 0.0
    power = math.floor(math.log10(value))
    steps = [float(f"{digit}e{exponent}") for exponent in range(power - 1, power + 2) for digit in (1, 3)]
    if direction > 0:
        return next(step for step in steps if step > value * (1 + 1e-9))
    return next(step for step in reversed(steps) if step < value * (1 - 1e-9))


class ScaleField(NumberField):
    """Up and Down go along 1, 3, 10: a learning rate of 0.03 has no use for steps of 0.1.

    Takes what `NumberField` takes. With the bound `above`, 0 is not among the steps.
    """

    def __init__(self, name: str, value: float = 0, *, above: float | None = None, **limits: Any) -> None:
        super().__init__(name, value, above=above, **limits)
        self._zero = above is None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next larger or smaller step."""
        directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        direction = directions.get(Qt.Key(event.key()))
        if direction is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif self.commit():
            self.setText(f"{neighbour(self.value(), direction, self._zero):.6g}")
            self.setModified(True)
            self.commit()
            self.selectAll()


class NumberRow(BuilderRow):
    """A number, taken when Return is pressed or the field is left.

    Parameters
    ----------
    text, name
        The label, and the accessible name where the label is too short to be one.
    change
        What a new number does.
    read
        Gives the number of an experiment.
    scale
        Whether Up and Down go along 1, 3, 10 instead of adding a step.
    limits
        Passed to the field: ``minimum``, ``maximum``, ``above``, ``integer``, ``step``, ``decimals``.
    """

    def __init__(
        self,
        text: str,
        name: str,
        change: FieldEdit,
        read: Callable[[Experiment], float],
        tooltip: str = "",
        trailing: QWidget | None = None,
        scale: bool = False,
        **limits: Any,
    ) -> None:
        kind = ScaleField if scale else NumberField
        self.field = kind(name, check=change.check, tooltip=tooltip, **limits)
        self._change, self._read = change, read
        super().__init__(text, self.field, tooltip, trailing)
        self.field.committed.connect(self._committed)

    def sync(self, e: Experiment) -> None:
        """Show the number of `e`; a number just being typed is left alone."""
        self.field.set_value(self._read(e))

    def _committed(self, value: float) -> None:
        self.error_line.say(self._change.apply(value))


class DiceRow(NumberRow):
    """A number, and a dice that samples again what it stands for.

    Parameters
    ----------
    text, name, change, read, tooltip, limits
        As for `NumberRow`.
    roll
        What the dice does.
    roll_tooltip
        What the dice does, in words; also its accessible name.
    """

    def __init__(
        self,
        text: str,
        name: str,
        change: FieldEdit,
        roll: FieldEdit,
        read: Callable[[Experiment], float],
        tooltip: str,
        roll_tooltip: str,
        **limits: Any,
    ) -> None:
        self.dice = IconButton("dice", roll_tooltip, 25)
        self.dice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._roll = roll
        super().__init__(text, name, change, read, tooltip, self.dice, **limits)
        self.dice.clicked.connect(self._rolled)

    def _rolled(self) -> None:
        self.error_line.say(self._roll.apply(None))


class ChoiceRow(BuilderRow):
    """A choice; one that is refused stays in the field, with the reason below, until another edit.

    Parameters
    ----------
    text
        The label.
    field
        The combo box, its accessible name and options set.
    change
        What a choice does.
    read
        Gives the key of an experiment.
    """

    def __init__(
        self,
        text: str,
        field: ChoiceField,
        change: FieldEdit,
        read: Callable[[Experiment], str],
        tooltip: str = "",
        trailing: QWidget | None = None,
    ) -> None:
        self.field, self._change, self._read = field, change, read
        super().__init__(text, field, tooltip, trailing)
        field.changed.connect(self._chosen)

    def sync(self, e: Experiment) -> None:
        """Show the choice of `e`."""
        self.error_line.say("")
        key = self._read(e)
        if key != self.field.value():
            self.field.set_value(key)
            self.field.updateGeometry()

    def _chosen(self, key: str) -> None:
        self.error_line.say(self._change.apply(key))


class CheckRow(BuilderRow):
    """A check box at the right, where the other fields end."""

    def __init__(
        self, text: str, change: FieldEdit, read: Callable[[Experiment], bool], tooltip: str = ""
    ) -> None:
        self.field, self._change, self._read = QCheckBox(), change, read
        super().__init__(text, self.field, tooltip)
        self.field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        # Tab stops here, but a click leaves Space to the window.
        self.field.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field.clicked.connect(self._clicked)

    def sync(self, e: Experiment) -> None:
        """Show whether it is on in `e`."""
        self.error_line.say("")
        self.field.setChecked(self._read(e))

    def _clicked(self, checked: bool) -> None:
        self.error_line.say(self._change.apply(checked))
