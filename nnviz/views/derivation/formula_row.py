"""A formula of a derivation with its mark in the margin and what is said about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.derivation.blocks import TextBlock
from nnviz.core.derivation.judged import Judged
from nnviz.core.derivation.typeset import is_program, typeset_reading, typeset_source
from nnviz.core.equations.formula import Formula
from nnviz.core.text.number_format import format_number
from nnviz.typeset import EquationWidget
from nnviz.typeset.layout import layout
from nnviz.views.controls import Label, Menu, PillButton
from nnviz.views.controls.labels import Code, TextLabel
from nnviz.views.controls.pages import PlacedWidget, height_of, place
from nnviz.views.derivation.wording import ROLES, SIGNS, mark, steps
from nnviz.views.verdict.numbers import Numbers

_MARGIN, _TOP, _SIDE = 26, 5, 16
_MOVES = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6,
}  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_KEYS = (*_MOVES, *_ENTER, Qt.Key.Key_Escape)
_SAME = 1e-6


class FormulaRow(PlacedWidget):
    """One formula.

    Parameters
    ----------
    block
        Where it stands and how it is written.
    line
        Its line in the text, from 1.
    source
        As it is written there.

    Attributes
    ----------
    chosen, entered, pressed : Signal(int)
        The user looks at it; wants to go to its operation with the keyboard; has pressed its button.
    moved : Signal(int)
        The user wants to look at another: so many further down.
    hovered : Signal(object)
        The value of the symbol under the mouse, None when there is none.
    resized : Signal()
        It needs another height.
    """

    chosen = Signal(int)
    entered = Signal(int)
    pressed = Signal(int)
    moved = Signal(int)
    left = Signal()
    hovered = Signal(object)
    resized = Signal()

    def __init__(self, block: TextBlock, line: int, source: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.block, self.line, self.source = block, line, source
        self.number = block.formula
        self.result: Judged | None = None
        self.current = False
        self.withholds = False
        """Whether numbers of the present values are not told: they are to be predicted."""
        self._words, self._sign, self._role = self.tr("not judged yet"), "", "muted"
        self._body: QWidget = self._made_body()
        self._details: list[tuple[QWidget, int]] = []
        self._button: PillButton | None = None
        self._place_words = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._name_it()

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def words(self) -> str:
        """What the mark says."""
        return self._words

    @property
    def equation(self) -> EquationWidget | None:
        """The typeset formula, None for a line of a program."""
        return self._body if isinstance(self._body, EquationWidget) else None

    @property
    def button(self) -> PillButton | None:
        """The button that goes to its operation or builds its network, once there is one."""
        return self._button

    def _made_body(self) -> QWidget:
        if self.block.notation != "latex":
            code = Code()
            code.setParent(self)
            code.setText(self.source)
            # Clicks choose the row.
            code.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            code.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            return code
        equation = _equation(self, 17, 12)
        equation.set_formula(typeset_source(self.source))
        equation.hovered.connect(self.hovered)
        equation.installEventFilter(self)
        return equation

    def show_result(self, result: Judged | None, button: str = "", button_tip: str = "") -> None:
        """Show a verdict, None while there is none; `button` is what the current row offers to do."""
        known = result is self.result
        self.result = result
        if result is None:
            self._words, self._sign, self._role = self.tr("not judged yet"), "", "muted"
        else:
            self._words = mark(result)
            self._sign, self._role = SIGNS[result.verdict], ROLES[result.verdict]
            if not known and result.readings and self.equation is not None:
                tied = typeset_source(self.source, result.readings[0].uses)
                if not layout(tied.tagged).error:
                    self.equation.set_formula(tied)
        self._show_details(button, button_tip)
        self._name_it()
        self.updateGeometry()
        self.arrange()
        self.update()
        self.resized.emit()

    def set_current(self, current: bool, button: str = "", button_tip: str = "") -> None:
        """Show everything there is to say, or the mark and what is wrong alone."""
        self.current = current
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)
        self.show_result(self.result, button, button_tip)

    def light(self, names: frozenset[str]) -> None:
        """Bring out the symbols that are bound to one of these values."""
        equation = self.equation
        if equation is not None:
            links = equation.formulas()[0].links if equation.formulas() else ()
            equation.set_highlighted([link for link in links if link.name in names])

    def _show_details(self, button: str, tip: str) -> None:
        for widget, _ in self._details:
            widget.hide()
            widget.deleteLater()
        self._details, self._button = [], None
        result = self.result
        if result is None:
            return
        faulty = result.verdict in ("wrong", "conditional", "unstable", "unread")
        if faulty or self.current:
            self._add(self._text(self._message(result)), 4)
        if faulty and result.correct:
            self._add(Label(self.tr("Right is"), "section", "muted", self), 5)
            self._add(self._correction(result.correct), 2)
        if self.current and button:
            self._button = PillButton(button, "step", tip, "plain", parent=self)
            self._button.setObjectName(f"derivation.formulas.{self.number + 1}.go")
            self._button.clicked.connect(self._press)
            self._add(self._button, 7)
        if self.current:
            self._show_more(result)

    def _show_more(self, result: Judged) -> None:
        """Add the numbers, the reading and how it was read."""
        step = next((s for s in result.steps if s.verdict in ("wrong", "conditional")), None)
        error = result.relative_error
        if step is not None and not self.withholds and (error is None or error > _SAME):
            numbers = Numbers(self)
            if numbers.show_verdict(step):
                self._add(numbers, 7)
            else:
                numbers.deleteLater()
        if chain := steps(result):
            self._add(self._text(chain, "label"), 5)
        if result.readings:
            read = self._reading(result)
            if read is not None:
                self._add(Label(self.tr("Read as"), "section", "muted", self), 6)
                self._add(read, 1)
        for note in dict.fromkeys(result.notes):
            self._add(self._text(note, "label"), 3)

    def _message(self, result: Judged) -> str:
        error = result.relative_error
        told = error is not None and not self.withholds
        if result.verdict in ("wrong", "conditional") and error is not None and told and error > _SAME:
            said = self.tr("{0} The relative error is {1}.")
            return said.format(result.message, format_number(error, 2))
        return result.message

    def _reading(self, result: Judged) -> QWidget | None:
        try:
            formula = typeset_reading(result.readings[0])
        except (ValueError, TypeError):
            formula = Formula("", "", ())
        if not formula.latex or layout(formula.tagged).error:
            if not result.reading:
                return None
            code = Code()
            code.setText(result.reading)
            return code
        equation = _equation(self, 15, 11)
        equation.set_formula(formula)
        equation.hovered.connect(self.hovered)
        return equation

    def _correction(self, correct: str) -> QWidget:
        plain = self.block.notation == "code" or is_program(correct) or layout(correct).error
        if plain:
            code = Code()
            code.setText(correct)
            return code
        equation = _equation(self, 17, 12)
        equation.set_formula(Formula(correct, correct, ()))
        return equation

    def _text(self, words: str, font: str = "body") -> TextLabel:
        label = TextLabel(font, "muted")
        label.setText(words)
        return label

    def _add(self, widget: QWidget, space: int) -> None:
        widget.setParent(self)
        widget.show()
        self._details.append((widget, space))

    def _name_it(self) -> None:
        said = self.equation.accessibleName() if self.equation is not None else self.source
        self.setAccessibleName(self.tr("Line {0}, {1}: {2}").format(self.line, self._words, said))
        self.setAccessibleDescription("" if self.result is None else self.result.message)

    # -- size and picture --------------------------------------------------------------------------

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        left, top = theme.px(_MARGIN), theme.px(_TOP)
        room = max(width - left - theme.px(8), 1)
        top += self._mark_height(room)
        for widget, space in [(self._body, 2), *self._details]:
            top += theme.px(space)
            tall = widget.sizeHint().height() if isinstance(widget, PillButton) else height_of(widget, room)
            if move:
                wide = min(widget.sizeHint().width(), room) if isinstance(widget, PillButton) else room
                place(widget, left, top, wide, tall)
            top += tall
        return top + theme.px(_TOP + 1)

    def _mark_height(self, room: int) -> int:
        return self._mark_area(room).height()

    def _mark_area(self, room: int) -> QRect:
        font = theme.font("section")
        metrics = QFontMetrics(font)
        room = max(room - metrics.horizontalAdvance(self._line_words()) - theme.px(10), 1)
        flags = int(Qt.TextFlag.TextWordWrap)
        found = metrics.boundingRect(QRect(0, 0, room, 1000), flags, self._words)
        return QRect(theme.px(_MARGIN), theme.px(_TOP), room, max(found.height(), theme.px(_SIDE)))

    def _line_words(self) -> str:
        return self.tr("line {0}").format(self.line)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background of the current row, the mark and the line."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            if self.current or self.underMouse():
                painter.setPen(QPen(QColor(look.focus), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(look.chip if self.current else look.hover))
                painter.drawRoundedRect(frame, theme.px(7), theme.px(7))
            if self._sign and self.result is not None and self.result.verdict == "wrong":
                bar = QRectF(0, theme.px(6), theme.px(3), self.height() - 2 * theme.px(6))
                painter.fillRect(bar, QColor(look.danger))
            self._paint_mark(painter)

    def _paint_mark(self, painter: QPainter) -> None:
        look, side = theme.current(), theme.px(_SIDE)
        room = max(self.width() - theme.px(_MARGIN) - theme.px(8), 1)
        area = self._mark_area(room)
        if self._sign:
            picture = theme.pixmap(self._sign, self._role, side, self.devicePixelRatioF())
            painter.drawPixmap(QPoint(theme.px(6), theme.px(_TOP)), picture)
        painter.setFont(theme.font("section"))
        painter.setPen(QColor(look.colour(self._role)))
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(area, flags, self._words)
        painter.setFont(theme.font("label"))
        painter.setPen(QColor(look.muted))
        right = QRect(0, area.top(), self.width() - theme.px(8), theme.px(_SIDE))
        painter.drawText(
            right, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._line_words()
        )

    # -- hands -------------------------------------------------------------------------------------

    def _choose(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.chosen.emit(self.number)

    def _enter(self) -> None:
        self.entered.emit(self.number)

    def _press(self) -> None:
        self.pressed.emit(self.number)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at this formula."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose()
        else:
            event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at this formula when its equation is clicked, which does with the click what it does."""
        left = isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton
        if left and event.type() == QEvent.Type.MouseButtonPress:
            self._choose()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a list from the window while the keyboard is here."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and not _held(event) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another formula, or to the operation of this one."""
        key = Qt.Key(event.key())
        if _held(event):
            event.ignore()
        elif key in _MOVES:
            self.moved.emit(_MOVES[key])
        elif key in _ENTER:
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()


def _held(event: QKeyEvent) -> bool:
    """Return whether Shift, Ctrl, Alt or Meta is held."""
    return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)


def _equation(parent: QWidget, em: float, least: float) -> EquationWidget:
    equation = EquationWidget(em, least, menu=lambda over: Menu("", over), parent=parent)
    # The row has the keyboard, its formula has not.
    equation.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return equation
