"""The Build panel: what the network learns from, what it is made of, how it learns."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.session.change import ExperimentChange
from nnviz.views.builder.data_section import DataSection
from nnviz.views.builder.learning_section import LearningSection
from nnviz.views.builder.network_section import NetworkSection
from nnviz.views.builder.rows import INSET
from nnviz.views.controls import Hairline


class BuilderView(QWidget):
    """Every setting of the experiment; each edit is one step of undo.

    Parameters
    ----------
    session
        What is edited. The panel follows its experiment; rows are reused, so that the keyboard stays
        where it is.
    """

    WIDTH, LEAST = 227, 200

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Build"))
        self.data, self.network, self.learning = (
            DataSection(session),
            NetworkSection(session),
            LearningSection(session),
        )
        self._content = QWidget()
        self._content.setProperty("plain", True)
        self._column = QVBoxLayout(self._content)
        self._column.setSpacing(0)
        self._lines: list[QHBoxLayout] = []
        for section in (self.data, self.network, self.learning):
            if section is not self.data:
                self._add_line()
            self._column.addWidget(section)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        self._scroll.verticalScrollBar().installEventFilter(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        session.changed.connect(self._experiment_changed)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self._sync(session.experiment)

    def show_frame(self, frame: Frame) -> None:
        """Show the learning rate and the penalties in force at the frame's position."""
        self.learning.show_frame(frame)

    def type_network(self) -> None:
        """Put the keyboard into the line of text that stands for the network."""
        field = self.network.text.field
        self._scroll.ensureWidgetVisible(field)
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return QSize(theme.px(self.WIDTH), theme.px(505))

    def minimumSizeHint(self) -> QSize:
        """Return the least width; what is higher scrolls."""
        return QSize(theme.px(self.LEAST), theme.px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(theme.current().panel))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the scroll bar come and go in the margin, so that no field moves."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._set_margins()
        return super().eventFilter(watched, event)

    def _add_line(self) -> None:
        row = QHBoxLayout()
        row.addWidget(Hairline())
        self._lines.append(row)
        self._column.addLayout(row)

    def _experiment_changed(self, change: ExperimentChange) -> None:
        if not change.only_during_run:
            self._sync(change.after)
        elif change.settings:
            self.learning.sync(change.after)

    def _sync(self, e: Experiment) -> None:
        for section in (self.data, self.network, self.learning):
            section.sync(e)

    def _set_margins(self) -> None:
        bar = self._scroll.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.isVisibleTo(self._scroll) else 0
        self._column.setContentsMargins(0, theme.px(3), max(theme.px(INSET) - taken, 0), theme.px(6))

    def _restyle(self) -> None:
        for row in self._lines:
            row.setContentsMargins(theme.px(INSET), theme.px(7), 0, 0)
        self._scroll.verticalScrollBar().setSingleStep(theme.px(29))
        self._set_margins()
        self.update()
