"""The panel that explains the present operation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.checks.gradient_check import Check
from nnviz.core.equations.formula import Explanation
from nnviz.core.explain.jacobians import jacobian
from nnviz.core.explain.operations import explain
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.network.operation import UPDATE
from nnviz.session import Session
from nnviz.session.change import ExperimentChange
from nnviz.session.edit import Edit
from nnviz.typeset import EquationWidget
from nnviz.views.controls.labels import Code, TextLabel
from nnviz.views.controls.pages import Page
from nnviz.views.explain.checker import Checker, size
from nnviz.views.explain.form_switch import FormSwitch
from nnviz.views.explain.header import ExplainHeader
from nnviz.views.explain.linking import Linker
from nnviz.views.explain.links import per_example
from nnviz.views.explain.options import ExplainOptions
from nnviz.views.explain.section import ExplainSection
from nnviz.views.explain.selected import SelectedSection, equation
from nnviz.views.explain.verdict import CheckVerdict

_ALL = 24
"""Most rows and columns of a matrix that is written whole; the table of values has all of larger ones."""


class ExplainView(QScrollArea):
    """Phase and title, the equation, its numbers, the selected item, NumPy, why, and the check.

    Parameters
    ----------
    session
        Whose operation is explained, and whose hover and pick it shares.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._frame = session.frame
        self._written = (0, 0)
        self.explanation: Explanation | None = None
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Explain"))
        # It paints its own background, so what lies behind need not be painted at every step.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.header = ExplainHeader()
        self.symbolic, self.numeric = equation(30, 22, 0.62), equation(17, 13)
        self.options, self.form = ExplainOptions(), FormSwitch()
        self.hint = TextLabel("body", "muted")
        self.jacobian = equation(15, 12)
        self._jacobian = ExplainSection(self.tr("Jacobian of softmax"), self.jacobian)
        self.selected = SelectedSection()
        self.code, self.shapes = Code(), TextLabel("label", "muted")
        self.code_section = ExplainSection(self.tr("NumPy"), self.code, self.shapes)
        self.why = TextLabel("body", "muted", selectable=True)
        self._why = ExplainSection(self.tr("Why"), self.why, line=False)
        self.verdict = CheckVerdict()
        self.checker = Checker(self)
        self.linker = Linker(session, self.equations(), (self.symbolic, self.numeric), self)
        self._assemble()
        self._connect()
        self._refresh()

    def _assemble(self) -> None:
        self.page = Page()
        self.page.add(self.header, 0)
        self.page.add(self.symbolic, 7, steady=True)
        self.page.add(self.options, 7)
        self.page.add(self.numeric, 6, steady=True)
        self.page.add(self.form, 8)
        self.page.add(self.hint, 8)
        self.page.add(self._jacobian, 11)
        self.page.add(self.selected, 11, steady=True)
        self.page.add(self.code_section, 11, steady=True)
        self.page.add(self._why, 9)
        self.page.add(self.verdict, 9)
        self.setWidget(self.page)

    def _connect(self) -> None:
        s = self._session
        s.selection_changed.connect(self._selection_changed)
        s.example_changed.connect(self._refresh)
        s.changed.connect(self._experiment_changed)
        s.lesson_session.lesson_changed.connect(self._renamed)
        self.options.changed.connect(self._options_changed)
        self.form.chosen.connect(self.set_form)
        self.selected.unfold.setChecked(s.chain_shown)
        self.selected.unfold.toggled.connect(s.show_chain)
        s.chain_changed.connect(self._chain_changed)
        self.selected.unfolded.connect(self._fit)
        self.checker.checked.connect(self._show_check)
        theme.manager().changed.connect(self._restyle)

    def equations(self) -> tuple[EquationWidget, ...]:
        """Return all widgets with equations."""
        return (
            self.symbolic,
            self.numeric,
            self.jacobian,
            self.selected.lines,
            self.selected.paths,
            self.selected.chain,
        )

    # -- what is shown -----------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Explain the operation that ran last."""
        self._frame = frame
        self._refresh()

    def _renamed(self, _lesson: object) -> None:
        """Take the letters of a lesson, or those of the window again."""
        self.show_frame(self._session.frame)

    def _refresh(self, *_: object) -> None:
        self._explain()
        self._fit()

    def _explain(self) -> None:
        frame, op, page = self._frame, self._frame.operation, self.page
        self.checker.ask(None)
        page.show_block(self.hint, op is None)
        sections = (self.symbolic, self.options, self.numeric, self.selected, self.code_section, self._why)
        for widget in sections:
            page.show_block(widget, op is not None)
        if op is None:
            self._show_start()
            return
        self.header.show_operation(op, frame.values[op.writes[-1]].shape)
        self.explanation = explained = self._explained()
        self.symbolic.set_formula(explained.symbolic, words=explained.text)
        self.numeric.set_formula(explained.numeric)
        matters = "C" in op.writes or any(per_example(name) for name in op.writes)
        self.options.set_scopes(frame.batch > 1, matters)
        self.options.set_shortened(any(dots in explained.numeric.latex for dots in (r"\cdots", r"\vdots")))
        self.code.setText(explained.numpy)
        self.shapes.setText("   ".join(explained.shapes))
        self.why.setText(explained.why)
        last = len(frame.experiment.layers)
        at_output = any(name in op.writes for name in ("C", f"da{last}", f"dz{last}"))
        page.show_block(self.form, at_output and self.form.show_experiment(frame.experiment))
        formulas = jacobian(frame, self._example, self.options.digits) if op.phase == "backward" else ()
        letters = self._session.lesson_session.letters
        self.jacobian.set_formulas(tuple(map(letters.formula, formulas)))
        page.show_block(self._jacobian, bool(formulas))
        self._show_selected()
        self._check()
        for shown in self.equations():
            shown.set_phase(op.phase)
        self.linker.highlight()

    def _explained(self) -> Explanation:
        options = self.options
        example = None if options.batch else self._example
        self._written = self._most()
        rows, columns = self._written
        if len(OPTIMIZERS[self._frame.experiment.optimizer.name].numpy) > 2 and self._is_update:
            rows = columns = 3
        if options.whole:
            rows = columns = _ALL
        explained = explain(self._frame, example, options.digits, rows, columns, options.fractions)
        return self._session.lesson_session.letters.explanation(explained)

    @property
    def _is_update(self) -> bool:
        return self._frame.operation is not None and self._frame.operation.phase == UPDATE

    @property
    def _example(self) -> int:
        return min(self._session.example, self._frame.batch - 1)

    def _show_start(self) -> None:
        self.explanation = None
        self.header.show_start(self.tr("Before the first operation"))
        for widget in (self.form, self._jacobian, self.verdict):
            self.page.show_block(widget, False)
        for shown in self.equations():
            shown.set_formulas(())
        self.hint.setText(
            self.tr(
                "Press → to run the first operation of the iteration, R to train. "
                "Each operation is explained here with its equation, its numbers and its line of NumPy."
            )
        )

    def _show_selected(self) -> None:
        self.selected.letters = self._session.lesson_session.letters
        self.selected.show_selection(self._frame, self._session.selected, self._example, self.options.digits)

    # -- checking ----------------------------------------------------------------------------------

    def _check(self) -> None:
        entries = 0 if self._session.running or self._frame.hidden else size(self._frame)
        self.page.show_block(self.verdict, entries > 0)
        if not entries:
            return
        if self.checker.ask(self._frame):
            self.verdict.show_waiting()
        else:
            self.verdict.show_too_large(entries)

    def _show_check(self, result: Check) -> None:
        self.verdict.show_check(result, self._session.selected, self._example)
        self._fit()

    # -- choices -----------------------------------------------------------------------------------

    def _selection_changed(self, _selection: object) -> None:
        if self._frame.operation is not None:
            self._show_selected()
            self.linker.highlight()
            self._fit()

    def _chain_changed(self, shown: bool) -> None:
        """Unfold the chain and bring it to the top."""
        if shown and self._frame is not self._session.frame:
            self.show_frame(self._session.frame)
        self.selected.unfold.setChecked(shown)
        self._fit()
        if shown and self.selected.isVisibleTo(self.page):
            self.verticalScrollBar().setValue(self.selected.y())

    def _experiment_changed(self, change: ExperimentChange) -> None:
        if not change.only_during_run:
            self.page.forget()

    def set_form(self, form: str) -> None:
        """Choose ``chain_rule`` or ``fused`` and come back to the δ of the output layer."""
        s = self._session
        s.pause()
        iteration = s.position.iteration
        s.apply(Edit(self.tr("Output gradient"), s.experiment.replace(output_gradient=form)))
        wanted = f"dz{len(s.experiment.layers)}"
        number = next(n for n, op in enumerate(s.frame.operations, 1) if wanted in op.writes)
        if not s.reach(Position(iteration, number)):
            words = self.tr("Iteration {0} is far; this is {1}. Press Run to go on.")
            s.message.emit(words.format(f"{iteration:,}", f"{s.position.iteration:,}"))

    def _options_changed(self) -> None:
        self.page.forget()
        self._refresh()

    # -- size --------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much of the matrices as there is room for, and place everything."""
        super().resizeEvent(event)
        if self._most() != self._written:
            self._refresh()
        else:
            self._fit()

    def _fit(self) -> None:
        """Make the page as tall as its contents need at the present width, no taller."""
        room = self.maximumViewportSize()
        self.page.fit(room.width(), room.height(), self.viewport().width())

    def _most(self) -> tuple[int, int]:
        """Return how many rows and columns of a matrix there is room for."""
        scale, room = theme.manager().scale, self.maximumViewportSize()
        # A figure is half an em wide; sign, point and the space between columns take as much as five more.
        column = 0.5 * (self.options.digits + 5)
        columns = ((room.width() - 28 * scale) / (12.5 * scale) - 3.0 - 2.2 * column) / column
        rows = 4 if room.height() < 420 * scale else 5 if room.height() < 620 * scale else 6
        return rows, min(max(int(columns), 3), 5)

    def _restyle(self) -> None:
        self.page.forget()
        self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(theme.current().panel))
