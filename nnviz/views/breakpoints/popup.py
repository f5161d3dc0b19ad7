"""The small window in which one says until when to run, or edits a breakpoint."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.breakpoints import EVENTS, Breakpoint
from nnviz.core.experiment.record import ExperimentError
from nnviz.session import Session
from nnviz.views.breakpoints.form import BreakpointForm
from nnviz.views.controls import Label, PillButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.menus import round_popup

_WIDTH = 320
_FIRST = Breakpoint(event="iteration", value=EVENTS["iteration"].default)
_NEW = Breakpoint(event="loss_below", value=EVENTS["loss_below"].default)


class BreakpointPopup(QWidget):
    """Return does it, Escape does not; Tab goes through the fields.

    Parameters
    ----------
    session
        Whose run it is about.
    settings
        Where the last choice is remembered; None remembers it only while the window is open.

    Attributes
    ----------
    kept : Signal(object)
        The user wants this breakpoint in the list.
    """

    kept = Signal(object)

    def __init__(self, session: Session, parent: QWidget, settings: QSettings | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._session, self._settings = session, settings
        self._until = True
        self._last = self._remembered()
        self.title = Label("", "heading")
        self.form = BreakpointForm(session)
        self.error = TextLabel("label", "danger")
        self.keep = PillButton(
            self.tr("Keep"),
            "plus",
            self.tr("Stop there every time: add it to the breakpoints"),
            focusable=True,
        )
        self.keep.setAccessibleName(self.tr("Keep as a breakpoint"))
        self.go = PillButton("", None, "", "primary", focusable=True)
        self._buttons = QHBoxLayout()
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.keep)
        self._buttons.addWidget(self.go)
        self._column = QVBoxLayout(self)
        for widget in (self.title, self.form, self.error):
            self._column.addWidget(widget)
        self._column.addLayout(self._buttons)
        self.form.changed.connect(self._changed)
        self.keep.clicked.connect(self._keep)
        self.go.clicked.connect(self._accept)
        for field in (self.form.event_field, self.form.layer, self.form.name, *self.form.numbers.values()):
            field.installEventFilter(self)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def run_until(self, corner: QPoint) -> None:
        """Ask until when to run, the popup's upper left corner at a point of the screen."""
        self._until = True
        refused = self._session.breakpoints.refusal(self._last.event)
        self._appear(self.tr("Run until"), self.tr("Run"), _FIRST if refused else self._last, corner)

    def edit(self, b: Breakpoint | None, corner: QPoint) -> None:
        """Ask for a breakpoint: another one, or `b` with changes."""
        self._until = False
        title = self.tr("New breakpoint") if b is None else self.tr("Edit breakpoint")
        word = self.tr("Add") if b is None else self.tr("Save")
        self._appear(title, word, b or _NEW, corner)

    def _appear(self, title: str, word: str, b: Breakpoint, corner: QPoint) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)
        self.go.setText(word)
        self.go.setAccessibleName(word)
        self.go.setToolTip(self.tr("{0} (Return)").format(title))
        self.keep.setVisible(self._until)
        self.form.show_breakpoint(b, named=not self._until)
        self._say("")
        self._fit()
        screen = self.screen().availableGeometry()
        x = min(corner.x(), screen.right() - self.width())
        self.move(x, min(corner.y(), screen.bottom() - self.height()))
        self.show()
        self.form.begin()

    # -- what is done --------------------------------------------------------------------------------

    def _read(self) -> Breakpoint | None:
        """Return what was typed, or say why it cannot be."""
        if not self.form.commit():
            number = self.form.number
            self._say(number.error() if number is not None else "")
            return None
        try:
            return self.form.breakpoint()
        except ExperimentError as error:
            self._say(str(error))
            return None

    def _accept(self) -> None:
        b = self._read()
        if b is None:
            return
        if not self._until:
            self.hide()
            self.kept.emit(b)
            return
        try:
            self._session.breakpoints.run_until(b)
        except ExperimentError as error:
            self._say(str(error))
            return
        self._remember(b)
        self.hide()

    def _keep(self) -> None:
        b = self._read()
        if b is not None:
            self._remember(b)
            self.hide()
            self.kept.emit(b)

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.error.setAccessibleName(sentence)
        self._fit()

    def _changed(self) -> None:
        self._say("")

    # -- what is remembered --------------------------------------------------------------------------

    def _remembered(self) -> Breakpoint:
        if self._settings is None:
            return _FIRST
        value = self._settings.value("until/value")
        layer = self._settings.value("until/layer")
        try:
            return Breakpoint(
                event=str(self._settings.value("until/event", "")),
                value=None if value in (None, "") else float(str(value)),
                layer=None if layer in (None, "") else int(str(layer)),
            )
        except ValueError:
            return _FIRST

    def _remember(self, b: Breakpoint) -> None:
        self._last = b
        if self._settings is not None:
            for name in ("event", "value", "layer"):
                value = getattr(b, name)
                self._settings.setValue(f"until/{name}", "" if value is None else value)

    # -- keys and picture ----------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Return in any field do it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._is_return(event):
            self._accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do it, or go away."""
        if self._is_return(event):
            self._accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _is_return(event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background and the line around it."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(look.panel))
            painter.setPen(QPen(QColor(look.handle), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            frame = self.rect().adjusted(0, 0, -1, -1)
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))

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
        self._column.setSpacing(theme.px(8))
        self._buttons.setSpacing(theme.px(8))
        self._fit()
