"""Features of networks with two inputs: a chip for each, in two rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.data.features import FEATURES
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.views.builder.edit import ExperimentEdit
from nnviz.views.builder.rows import INSET, ErrorLine
from nnviz.views.controls import ElidedLabel

_COLUMNS = 4
_MOVES = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_COLUMNS,
    Qt.Key.Key_Down: _COLUMNS,
}


class FeatureChip(QAbstractButton):
    """A small rounded toggle with the feature's formula.

    Parameters
    ----------
    key
        The feature's name in files.
    title
        How it is written.
    """

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.key = key
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(self.tr("feature {0}").format(title))
        self.setToolTip(self.tr("Include or exclude the feature {0}").format(title))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return room for the formula."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + theme.px(12)
        return QSize(max(width, theme.px(30)), theme.px(25))

    def minimumSizeHint(self) -> QSize:
        """Return room for the formula alone."""
        return QSize(self.sizeHint().width() - theme.px(6), theme.px(25))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint filled with a strong edge if on, a hairline if off."""
        look, on = theme.current(), self.isChecked()
        fill = look.pressed if on or self.isDown() else look.hover if self.underMouse() else look.panel
        edge = look.focus if on or self.hasFocus() else look.handle if self.underMouse() else look.line
        width = 2 if self.hasFocus() else 1
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(edge), width))
            painter.setBrush(QColor(fill))
            frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(frame, theme.px(8), theme.px(8))
            painter.setPen(QColor(look.ink if on else look.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _restyle(self) -> None:
        self.setFont(theme.font("value"))
        self.updateGeometry()
        self.update()


class FeatureRow(QWidget):
    """A chip for each feature: Tab stops once, arrows go from chip to chip, Space switches.

    Attributes
    ----------
    chips
        The chips by the name of their feature.
    error_line
        Why the last one cannot be switched off.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._edit = ExperimentEdit(
            session, self.tr("Features"), edits.set_features, asked=("features",), network=True
        )
        self.chips = {name: FeatureChip(name, row.title) for name, row in FEATURES.items()}
        self._label = ElidedLabel(self.tr("features"), "body", "muted")
        self.setToolTip(self.tr("Features computed from the two inputs"))
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        self._first.addWidget(self._label, 1)
        self._second.addStretch(1)
        for number, chip in enumerate(self.chips.values()):
            (self._first if number < _COLUMNS else self._second).addWidget(chip)
            chip.installEventFilter(self)
            chip.clicked.connect(self._clicked)
        self.error_line = ErrorLine(self)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._first)
        self._column.addLayout(self._second)
        self._column.addWidget(self.error_line)
        self._stop_at(next(iter(self.chips.values())))
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def sync(self, e: Experiment) -> None:
        """Show the features of `e`."""
        self.error_line.say("")
        names = e.feature_names
        for name, chip in self.chips.items():
            chip.setChecked(name in names)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move between the chips with the arrow keys."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            move = _MOVES.get(Qt.Key(event.key()))
            if move is not None and isinstance(watched, FeatureChip):
                chips = list(self.chips.values())
                to = chips.index(watched) + move
                if 0 <= to < len(chips):
                    self._stop_at(chips[to])
                    chips[to].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _stop_at(self, stop: FeatureChip) -> None:
        for chip in self.chips.values():
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if chip is stop else Qt.FocusPolicy.NoFocus)

    def _clicked(self) -> None:
        chosen = tuple(name for name, chip in self.chips.items() if chip.isChecked())
        sentence = self._edit.apply(chosen)
        if sentence:
            self.sync(self._edit.session.experiment)
        self.error_line.say(sentence)

    def _restyle(self) -> None:
        gap = theme.px(4)
        self._column.setContentsMargins(theme.px(INSET), gap // 2, 0, gap // 2)
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance(self._label.text()) + 1)
        for layout in (self._column, self._first, self._second):
            layout.setSpacing(gap)
