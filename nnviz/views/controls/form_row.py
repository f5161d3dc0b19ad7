"""One setting: its name at the left, its control at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnviz import theme
from nnviz.views.controls.labels import ElidedLabel


class FormRow(QWidget):
    """A muted label and a control, in rows that line up without a grid.

    Parameters
    ----------
    text
        The label; also the control's accessible name if it has none.
    control
        The field, kept at least as wide as its neighbours.
    tooltip
        What the setting means, shown over label and control alike.
    trailing
        A small button after the field, such as the dice of a seed.
    """

    HEIGHT, FIELD, WIDTH = 29, 25, 96

    def __init__(
        self,
        text: str,
        control: QWidget,
        tooltip: str = "",
        trailing: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label = ElidedLabel(text, "body", "muted")
        self._label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._control = control
        self._tooltip = tooltip
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 1)
        if trailing is not None:
            row.addWidget(trailing)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._label.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(text)
        self.setToolTip(tooltip)
        if tooltip and not control.toolTip():
            control.setToolTip(tooltip)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    @property
    def control(self) -> QWidget:
        """The control of the row."""
        return self._control

    def set_text(self, text: str) -> None:
        """Give the setting another name on screen."""
        self._label.setText(text)

    def sizeHint(self) -> QSize:
        """Return the row's fixed height and a comfortable width."""
        return QSize(theme.px(200), theme.px(self.HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Keep the control whole and at least the beginning of the label."""
        return QSize(theme.px(40) + self._control.minimumWidth(), theme.px(self.HEIGHT))

    def _restyle(self) -> None:
        self._row.setSpacing(theme.px(6))
        self._control.setFixedHeight(theme.px(self.FIELD))
        self._control.setMinimumWidth(theme.px(self.WIDTH))
        self.updateGeometry()
