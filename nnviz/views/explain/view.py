"""The panel that explains the present operation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.frame import Frame
from nnviz.core.gradcheck import Check
from nnviz.core.numbers import format_number
from nnviz.core.scalar import scalar_lines
from nnviz.core.terms import numeric_terms
from nnviz.session import Session
from nnviz.views.controls import Hairline, Label
from nnviz.views.explain.badge import PhaseBadge
from nnviz.views.explain.checker import Checker
from nnviz.views.explain.numbers import NumericForm


class _Text(QLabel):
    """A wrapping, selectable text in a font and colour of the theme."""

    def __init__(self, font: str, colour: str = "ink", boxed: bool = False) -> None:
        super().__init__()
        self._role, self._colour, self._boxed = font, colour, boxed
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_colour(self, colour: str) -> None:
        self._colour = colour
        self._restyle()

    def _restyle(self) -> None:
        look = theme.current()
        self.setFont(theme.font(self._role))
        palette = self.palette()
        palette.setColor(palette.ColorRole.WindowText, QColor(look.colour(self._colour)))
        self.setPalette(palette)
        if self._boxed:
            self.setContentsMargins(theme.px(10), theme.px(7), theme.px(10), theme.px(7))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._boxed:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.current().chip))
                painter.drawRoundedRect(self.rect(), theme.px(7), theme.px(7))
        super().paintEvent(event)


class _Section(QWidget):
    """A hairline, a small heading and a content that can be hidden together."""

    def __init__(self, title: str, content: QWidget, line: bool = True) -> None:
        super().__init__()
        self.heading = Label(title, "section", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if line:
            column.addWidget(Hairline())
            column.addSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(content)


class ExplainView(QScrollArea):
    """Phase and title, the equation, its numbers, the picked thing, NumPy, why, and the check."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._frame = session.frame
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Explain"))
        self._badge, self._title, self._shape = PhaseBadge(), _Text("heading"), Label("", "value", "muted")
        self.equation, self.numbers = _Text("equation"), NumericForm()
        self.detail = _Text("equation_small")
        self._hint = _Text("body", "muted")
        self.scalar, self.code, self.why = _Text("equation_small"), _Text("code", boxed=True), _Text("body", "muted")
        self.verdict = _Text("body", "muted")
        self._picked = _Section("", self.scalar)
        self._code = _Section(self.tr("NumPy"), self.code)
        self._why = _Section(self.tr("Why"), self.why, line=False)
        self._checker = Checker(self)
        self._checker.checked.connect(self._show_check)
        self._assemble()
        session.picked_changed.connect(self._picked_changed)
        session.example_changed.connect(self._refresh)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def _assemble(self) -> None:
        self._page = QWidget()
        self._page.setProperty("plain", True)
        self._column = QVBoxLayout(self._page)
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addWidget(self._badge)
        header.addWidget(self._title, 1)
        header.addWidget(self._shape)
        self._column.addLayout(header)
        for widget in (self.equation, self.detail, self.numbers, self._hint, self._picked, self._code, self._why,
                       self.verdict):
            self._column.addWidget(widget)
        self.setWidget(self._page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Make the page as tall as its texts need at the present width, no taller."""
        width = self.viewport().width()
        self._column.invalidate()
        self._page.resize(width, max(self._column.heightForWidth(width), 1))

    def show_frame(self, frame: Frame) -> None:
        """Explain the operation that ran last."""
        self._frame = frame
        self._refresh()

    def _refresh(self) -> None:
        self._explain()
        self._fit()

    def _explain(self) -> None:
        frame, op = self._frame, self._frame.operation
        self._checker.ask(None)
        self.verdict.hide()
        shown = op is not None
        for widget in (self._badge, self._shape, self.equation, self.numbers, self._code, self._why):
            widget.setVisible(shown)
        if op is None:
            self._title.setText(self.tr("Before the first operation"))
            self.detail.hide()
            self._picked.hide()
            self._hint.setText(self.tr(
                "Press → to run the first operation of the iteration, R to train. "
                "What is computed is explained here: the equation, its numbers and the line of NumPy."
            ))
            self._hint.show()
            return
        self._badge.set_phase(op.phase)
        self._title.setText(op.title)
        self._shape.setText(_shape(frame, op.writes[-1]))
        first, _, rest = op.equation.partition(",  ")
        self.equation.setText(first)
        self.detail.setText(rest)
        self.detail.setVisible(bool(rest))
        self.numbers.set_terms(numeric_terms(frame, self._session.example))
        whole = op.writes[0].startswith(("dW", "db"))
        self._hint.setText(self.tr("one column for each of the {0} examples of the batch").format(frame.batch))
        self._hint.setVisible(whole and frame.batch > 1)
        self.code.setText(op.numpy.replace("; ", "\n"))
        self.why.setText(op.why)
        self._show_scalar()
        if whole and not self._session.running and self._checker.ask(frame, op.writes[0][1:]):
            self.verdict.set_colour("muted")
            self.verdict.setText(self.tr("checking with central differences …"))
            self.verdict.show()

    def _show_scalar(self) -> None:
        pick = self._session.picked
        lines = scalar_lines(self._frame, pick, self._session.example) if pick is not None else []
        self._picked.setVisible(bool(lines))
        if pick is not None and lines:
            kinds = {"unit": self.tr("Unit"), "weight": self.tr("Weight"), "bias": self.tr("Bias")}
            self._picked.heading.setText(f"{kinds.get(pick.kind, '')} {pick.symbol}")
            self.scalar.setText("\n".join(lines))

    def _picked_changed(self, _pick: object) -> None:
        if self._frame.operation is not None:
            self._show_scalar()
            self._fit()

    def _show_check(self, result: Check) -> None:
        error = format_number(result.relative_error, 1) if result.relative_error else "0"
        if result.passed:
            self.verdict.set_colour("success")
            self.verdict.setText(self.tr("✓ central differences agree, relative error {0}").format(error))
        else:
            self.verdict.set_colour("danger")
            self.verdict.setText(self.tr("✗ central differences disagree, relative error {0}").format(error))
        self._fit()

    def _restyle(self) -> None:
        self._column.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))
        self._column.setSpacing(theme.px(9))
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), QColor(theme.current().panel))


def _shape(frame: Frame, name: str) -> str:
    shape = frame.values[name].shape
    return f"{shape[0]} × {shape[1]}" if len(shape) == 2 else ""
