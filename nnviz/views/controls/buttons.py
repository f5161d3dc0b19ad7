"""Buttons: a picture, a picture and a word, a switch that unfolds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnviz import theme

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PillButton(QAbstractButton):
    """A rounded button in the theme's style.

    Parameters
    ----------
    text
        The word on it, also its accessible name.
    icon
        Name of an icon in ``resources/icons``, or None.
    tooltip
        What it does, and its shortcut.
    variant
        ``plain``; ``primary`` for the next action to take; ``quiet`` muted and without a frame until
        hovered; ``link`` never with a frame, flush with the text around it.
    focusable
        Whether Tab stops here. Buttons of the main window leave the keyboard to it.
    """

    HEIGHT = 29
    VARIANTS = ("plain", "primary", "quiet", "link")

    def __init__(
        self,
        text: str,
        icon: str | None = None,
        tooltip: str = "",
        variant: str = "plain",
        focusable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if variant not in self.VARIANTS:
            raise ValueError(f"A button is {', '.join(self.VARIANTS)}, not {variant!r}.")
        self._icon_name, self._variant = icon, variant
        self.setText(text)
        self._reserved: tuple[str, ...] = ()
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if focusable else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def follow(self, action: QAction) -> None:
        """Do what an action does, and be enabled, checked and explained as it is."""
        self.setCheckable(action.isCheckable())
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._mirror)
        self._mirror()

    def set_icon(self, icon: str | None) -> None:
        """Show another icon, such as pause instead of run."""
        self._icon_name = icon
        self.updateGeometry()
        self.update()

    def reserve(self, *texts: str) -> None:
        """Keep room for all these words, so that the button stays put when its word changes."""
        self._reserved = texts
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for icon and text."""
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in (self.text(), *self._reserved))
        icon = theme.px(16) if self._icon_name else 0
        gap = self._gap() if widest else 0
        return QSize(icon + gap + widest + 2 * self._padding(), theme.px(self.HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Never shrink below the text."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, icon and text."""
        fill, border, ink = self._colours()
        with QPainter(self) as painter:
            painter.setLayoutDirection(self.layoutDirection())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(QColor(border), 1) if border else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.current().focus), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8))
            self._paint_contents(painter, ink)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        super().enterEvent(event)
        self.update()

    def _paint_contents(self, painter: QPainter, ink: str) -> None:
        left = self._padding()
        if self._icon_name:
            side = theme.px(16)
            # Drawings keep a margin of their own, so they may be shown larger than the room they take.
            shown = theme.px(20)
            image = theme.pixmap(self._icon_name, ink, shown, self.devicePixelRatioF())
            painter.drawPixmap(left - (shown - side) // 2, (self.height() - shown) // 2, image)
            left += side + self._gap()
        painter.setFont(self.font())
        painter.setPen(QColor(ink))
        room = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())

    def _colours(self) -> tuple[str | None, str | None, str]:
        """Return fill, border and ink of the state the button is in."""
        look = theme.current()
        hovered, pressed = self.underMouse() and self.isEnabled(), self.isDown()
        if self._variant == "primary":
            if not self.isEnabled():
                return look.chip, look.line, look.faint
            fill = look.primary_pressed if pressed else look.primary_hover if hovered else look.primary
            return fill, fill, look.on_primary
        ink = look.ink if self.isEnabled() else look.faint
        if self._variant in ("quiet", "link"):
            highlighted = hovered or self.isChecked()
            background = look.pressed if pressed else look.chip if highlighted else None
            ink = look.muted if self.isEnabled() and not highlighted else ink
            return background if self._variant == "quiet" else None, None, ink
        fill = look.pressed if pressed or self.isChecked() else look.hover if hovered else look.panel
        return fill, look.line, ink

    def _gap(self) -> int:
        return theme.px(5 if self._variant == "link" else 9) if self._icon_name else 0

    def _padding(self) -> int:
        return theme.px({"quiet": 8, "link": 1}.get(self._variant, 14))

    def _mirror(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setChecked(self._action.isChecked())
        self.setToolTip(self._action.toolTip())

    def _restyle(self) -> None:
        self.setFont(theme.font("button"))
        self.updateGeometry()
        self.update()


class IconButton(PillButton):
    """A quiet button with an icon; what it does is its tooltip and its accessible name.

    Parameters
    ----------
    icon
        Name of an icon in ``resources/icons``.
    name
        What it does, in a few words.
    size
        Side in pixels at scale 1.
    """

    def __init__(
        self, icon: str, name: str, size: int = 25, focusable: bool = False, parent: QWidget | None = None
    ) -> None:
        self._side = size
        super().__init__("", icon, name, "quiet", focusable, parent)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(theme.px(self._side), theme.px(self._side))

    def _padding(self) -> int:
        return (self.width() - theme.px(16)) // 2


class TransportButton(PillButton):
    """A taller button for the transport, where one of them is the primary one."""

    HEIGHT = 36


class RevealButton(PillButton):
    """A button that Tab stops at; a click leaves the keyboard to the window."""

    def __init__(self, tooltip: str, icon: str | None, parent: QWidget | None = None) -> None:
        super().__init__("", icon, tooltip, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that work it from the window."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be clicked by Return too."""
        if event.key() in _KEYS and self.isEnabled():
            self.click()
        else:
            super().keyPressEvent(event)


class Unfold(QAbstractButton):
    """A word with an arrow that points down, or up while unfolded."""

    def __init__(self, text: str, tooltip: str) -> None:
        super().__init__()
        self.setText(text)
        self.setToolTip(tooltip)
        self.setCheckable(True)
        # A click leaves the keyboard to the window.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

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
            right = self.width() - side
            painter.setPen(QColor(ink))
            room = QRect(0, 0, right - theme.px(2), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.text())
            painter.translate(right + side / 2, self.height() / 2)
            if self.isChecked():
                painter.rotate(180)
            picture = theme.pixmap("chevron-down", ink, side, self.devicePixelRatioF())
            painter.drawPixmap(-side // 2, -side // 2, picture)

    def _restyle(self) -> None:
        self.setFont(theme.font("label"))
        self.updateGeometry()
        self.update()
