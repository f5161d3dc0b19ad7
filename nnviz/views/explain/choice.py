"""A quiet word with a small arrow that opens a list of choices."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from nnviz import theme
from nnviz.views.controls import Menu


class QuietChoice(QAbstractButton):
    """Shows what is chosen; a click offers the rest.

    Parameters
    ----------
    name
        What is chosen here; the accessible name.
    options
        Key → what is shown and offered; a key that begins with ``-`` begins a new group.

    Attributes
    ----------
    changed : Signal(str)
        The key the user chose.
    """

    changed = Signal(str)

    def __init__(self, name: str, options: dict[str, str], tooltip: str) -> None:
        super().__init__()
        self._name, self._options = name, options
        self._value = next(iter(options))
        self.setToolTip(tooltip)
        # A click leaves the keyboard to the window.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._open)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self.set_value(self._value)

    def value(self) -> str:
        """Return the key that is chosen."""
        return self._value

    def set_value(self, key: str) -> None:
        """Choose, silently."""
        self._value = key
        self.set_text(self._options[key])

    def set_text(self, text: str) -> None:
        """Show another text for what is chosen."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(f"{self._name}: {text}")
            self.updateGeometry()
            self.update()

    def choose(self, key: str) -> None:
        """Choose as the user does."""
        if key != self._value:
            self.set_value(key)
            self.changed.emit(key)

    def menu(self) -> Menu:
        """Return a menu of the options; it deletes itself when it closes."""
        menu = Menu("", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for key, text in self._options.items():
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(key == self._value)
            action.setData(key)
            group.addAction(action)
            menu.addAction(action)
        group.triggered.connect(self._triggered)
        return menu

    def sizeHint(self) -> QSize:
        """Return room for the word and the arrow."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + theme.px(18), theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the word and the arrow."""
        look, side = theme.current(), theme.px(14)
        ink = look.ink if self.underMouse() or self.hasFocus() else look.muted
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            painter.setPen(QColor(ink))
            room = QRect(0, 0, self.width() - side, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
            picture = theme.pixmap("chevron-down", ink, side, self.devicePixelRatioF())
            painter.drawPixmap(QPoint(self.width() - side, (self.height() - side) // 2), picture)

    def _open(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height())))

    def _triggered(self, action: QAction) -> None:
        self.choose(str(action.data()))

    def _restyle(self) -> None:
        self.setFont(theme.font("label"))
        self.updateGeometry()
        self.update()
