"""The small window in which one types where to go: an iteration, an operation of it, or an epoch."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.run.typed_position import read_position
from nnviz.session import Session
from nnviz.views.controls import Label
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.menus import round_popup

_WIDTH = 300


class GoTo(QWidget):
    """Return goes there, Escape does not.

    What cannot be reached at once is reached by a run, which can be paused.

    Parameters
    ----------
    session
        Whose run it is about.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._session = session
        self.setAccessibleName(self.tr("Go to"))
        self._title = Label(self.tr("Go to"), "heading")
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Iteration, operation or epoch"))
        self.field.setPlaceholderText("37.5")
        self.field.setMaxLength(40)
        self._help = TextLabel("label", "muted")
        self._help.setText(self.tr("37: iteration 37 · 37.5: its operation 5 · epoch 3"))
        self.error = TextLabel("label", "danger")
        self._column = QVBoxLayout(self)
        for widget in (self._title, self.field, self._help, self.error):
            self._column.addWidget(widget)
        self.field.returnPressed.connect(self.accept)
        self.field.textEdited.connect(self._clear)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def ask(self, corner: QPoint) -> None:
        """Appear with the upper left corner at a point of the screen, the current position to type over."""
        iteration, operation = self._session.position
        self.field.setText(f"{iteration}.{operation}")
        self._say("")
        area = self.screen().availableGeometry()
        self.move(
            max(min(corner.x(), area.right() - self.width()), area.left()),
            max(min(corner.y(), area.bottom() - self.height()), area.top()),
        )
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def accept(self) -> None:
        """Go there, or say why not."""
        session = self._session
        session.pause()
        frame = session.frame
        try:
            target = read_position(
                self.field.text(), frame.position, len(frame.operations), frame.batches_per_epoch
            )
            session.reach_or_run(target)
        except ExperimentError as error:
            self._say(str(error))
            return
        self.hide()

    def _clear(self, _text: str) -> None:
        self._say("")

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.field.setProperty("invalid", bool(sentence))
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self.field.setAccessibleDescription(sentence)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go away with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background and the line around it."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(look.panel))
            painter.setPen(QPen(QColor(look.handle), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), theme.px(9), theme.px(9))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Round the corners of the new size."""
        super().resizeEvent(event)
        round_popup(self)

    def _fit(self) -> None:
        self.setFixedWidth(theme.px(_WIDTH))
        self._column.activate()
        self.setFixedHeight(max(self._column.totalHeightForWidth(self.width()), 1))

    def _restyle(self) -> None:
        side = theme.px(14)
        self._column.setContentsMargins(side, theme.px(12), side, side)
        self._column.setSpacing(theme.px(6))
        self._fit()
