"""The panel that shows a derivation with a mark at every formula."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.derivation.blocks import CODE, DISPLAY, FORMULA, HEADING, TextBlock, blocks_of
from nnviz.core.derivation.catalogue import title_of
from nnviz.core.derivation.chosen import values_of
from nnviz.core.derivation.inferred_network import network_text
from nnviz.core.derivation.report import bindings
from nnviz.core.derivation.text_network import Network
from nnviz.core.derivation.typeset import typeset_source
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.session.derivation_places import values_at
from nnviz.typeset import EquationWidget
from nnviz.views.controls import Menu, Panel, SegmentedControl, Unfold
from nnviz.views.controls.labels import Code, Hairline, TextLabel
from nnviz.views.controls.pages import Page, ScrolledPage
from nnviz.views.controls.prose import Prose
from nnviz.views.derivation.empty_page import EmptyPage
from nnviz.views.derivation.form_lines import LineColumn
from nnviz.views.derivation.formula_row import FormulaRow
from nnviz.views.derivation.heading import DerivationHeading
from nnviz.views.derivation.network_line import NetworkLine
from nnviz.views.derivation.reading_form import BindingsTable, ConventionForm
from nnviz.views.derivation.text_editor import DerivationEditor
from nnviz.views.derivation.wording import summary


class DerivationView(Panel):
    """Title and summary, how the text is read, and the text itself; or its editor; or how to begin.

    Parameters
    ----------
    session
        Whose derivation is shown.

    Attributes
    ----------
    open_wanted, export_wanted : Signal()
        The user wants to choose a file to open, or one to write.
    example_wanted : Signal(str)
        The user wants a built-in derivation.
    """

    open_wanted = Signal()
    export_wanted = Signal()
    example_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session, self._derivation = session, session.derivation
        self.heading = DerivationHeading()
        self.body = ScrolledPage(self.tr("Derivation"))
        self.editor = DerivationEditor()
        self.formulas: list[FormulaRow] = []
        self.networks: dict[int, NetworkLine] = {}
        self.empty: EmptyPage | None = None
        self._unfolded: set[str] = set()
        self._make_form()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._refresh)
        self._lay_out()
        self._withheld = False
        self._connect()
        self._show_text()

    def _make_form(self) -> None:
        """Make the form of how the text is read; a new page takes it over."""
        self.where = SegmentedControl(
            [("text", self.tr("of the text")), ("open", self.tr("that is open"))],
            self.tr("Judged in the network"),
            self.tr("Which network the formulas are judged in"),
            True,
            compact=True,
        )
        self.sentence = TextLabel("body", "ink")
        self.convention_switch = Unfold(self.tr("Convention"), self.tr("Read the text in another convention"))
        self.convention = ConventionForm()
        self.names_switch = Unfold(self.tr("Names"), self.tr("What the symbols of the text stand for"))
        self.names = BindingsTable()
        self._where_column, self._reading, self._naming = LineColumn(), LineColumn(), LineColumn()
        judged_in = TextLabel("label", "muted")
        judged_in.setText(self.where.accessibleName())
        self._where_column.set_lines([judged_in, self.where])
        self._reading.set_lines([self.convention_switch])
        self._naming.set_lines([self.names_switch])
        self._form = (
            self._where_column, self.sentence, self._reading, self.convention, self._naming, self.names
        )  # fmt: skip

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        # A stack shows its first widget at once: without a parent that would be a window of its own.
        self._stack.addWidget(self.body)
        self._stack.addWidget(self.editor)

    def _connect(self) -> None:
        d, s = self._derivation, self._session
        d.text_changed.connect(self._show_text)
        d.judging_changed.connect(self._judging_changed)
        d.judged.connect(self._judged)
        d.current_changed.connect(self._current_changed)
        s.changed.connect(self._experiment_changed)
        s.frame_changed.connect(self._moved)
        s.hovered_changed.connect(self._unit_pointed_at)
        self.heading.edit_button.clicked.connect(self.edit_text)
        self.heading.export_button.clicked.connect(self.export_wanted)
        self.heading.close_button.clicked.connect(d.close)
        self.heading.first_wrong.clicked.connect(self.show_first_wrong)
        self.heading.cancel.clicked.connect(d.cancel)
        self.heading.resume.clicked.connect(d.again)
        self.editor.accepted.connect(self._edited)
        self.editor.left.connect(self._stop_editing)
        self.where.changed.connect(d.set_judged_in)
        self.convention.chosen.connect(d.set_convention)
        self.names.bound.connect(d.bind)
        self.convention_switch.toggled.connect(partial(self._unfold, self.convention))
        self.names_switch.toggled.connect(partial(self._unfold, self.names))

    # -- the text ----------------------------------------------------------------------------------

    def _show_text(self) -> None:
        """Show another text, or how to begin."""
        for widget in self._form:
            # The page before is deleted with what is on it.
            widget.setParent(self)
            widget.hide()
        self.formulas, self.networks, self.empty = [], {}, None
        saved = self._derivation.saved
        self.heading.setVisible(saved is not None)
        self._stack.setCurrentWidget(self.body)
        if saved is None:
            page = self._empty_page()
        else:
            self.heading.title.setText(title_of(saved.text) or saved.name or self.tr("Derivation"))
            page = self._text_page()
        self.body.set_page(page)
        self._refresh()

    def _empty_page(self) -> Page:
        page = self.empty = EmptyPage()
        page.paste.clicked.connect(self.paste)
        page.open.clicked.connect(self.open_wanted)
        page.type.clicked.connect(self.edit_text)
        page.example_wanted.connect(self.example_wanted)
        return page

    def _text_page(self) -> Page:
        page, derivation = Page(), self._derivation.derivation
        if derivation is None:
            problem = self._derivation.problem
            page.add(
                Prose(problem or self.tr("Reading the text …"), colour="danger" if problem else "muted"), 0
            )
            return page
        if self._derivation.problem:
            page.add(Prose(self._derivation.problem, colour="danger"), 0)
        self._add_network(page, 0)
        page.add(self._where_column, 8)
        page.add(self.sentence, 9)
        page.add(self._reading, 2)
        page.add(self.convention, 4)
        page.add(self._naming, 2)
        page.add(self.names, 4)
        page.add(Hairline(), 12)
        for part in self._form:
            part.show()
        page.show_block(self.convention, "convention" in self._unfolded)
        page.show_block(self.names, "names" in self._unfolded)
        begins = {start: n for n, (start, _) in enumerate(derivation.sketches) if n}
        title, first = title_of(derivation.text), True
        for block in blocks_of(derivation):
            if first and block.kind == HEADING and block.text == title:
                first = False
                continue
            if block.kind == FORMULA and block.formula in begins:
                self._add_network(page, begins[block.formula])
            widget, space = self._block(block)
            page.add(widget, space)
        return page

    def _add_network(self, page: Page, number: int) -> None:
        line = self.networks[number] = NetworkLine()
        line.build_wanted.connect(self._derivation.build)
        page.add(line, 12 if number else 0)

    def _block(self, block: TextBlock) -> tuple[QWidget, int]:
        if block.kind == FORMULA:
            return self._formula(block), 1 if block.inline else 4
        if block.kind == HEADING:
            return Prose(block.text, "counter" if block.level == 1 else "heading"), 16
        if block.kind == CODE:
            code = Code()
            code.setText(block.text)
            return code, 8
        if block.kind == DISPLAY:
            equation = EquationWidget(17, 12, menu=_menu)
            equation.set_formula(typeset_source(block.text))
            equation.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            return equation, 6
        return Prose(block.text, marker=block.marker), 6 if block.marker else 10

    def _formula(self, block: TextBlock) -> FormulaRow:
        assert self._derivation.derivation is not None
        item = self._derivation.derivation.formulas[block.formula]
        row = FormulaRow(block, item.line, item.source)
        row.setObjectName(f"derivation.formulas.{block.formula + 1}")
        row.chosen.connect(self._chosen)
        row.entered.connect(self.go_to)
        row.pressed.connect(self.build_and_go)
        row.moved.connect(self._move)
        row.left.connect(self._leave)
        row.hovered.connect(self._point_at)
        row.resized.connect(self._soon.start)
        self.formulas.append(row)
        return row

    # -- verdicts ----------------------------------------------------------------------------------

    def _judged(self, number: int) -> None:
        if number < len(self.formulas):
            self._show_row(number)
        self._soon.start()

    def _moved(self, _frame: object) -> None:
        """Tell numbers again, or no more, where prediction has begun or everything is revealed."""
        if self._withheld != self._session.withholds:
            self._withheld = self._session.withholds
            for number in range(len(self.formulas)):
                self._show_row(number)

    def _show_row(self, number: int) -> None:
        results = self._derivation.results
        result = results[number] if number < len(results) else None
        row = self.formulas[number]
        row.withholds = self._session.withholds
        current = number == self._derivation.current
        button = self._offer(number) if current and result is not None else ("", "")
        if row.current != current:
            row.result = result
            row.set_current(current, *button)
        row.show_result(result, *button)

    def _offer(self, number: int) -> tuple[str, str]:
        """Return what the button of the current formula says, and its tooltip."""
        d = self._derivation
        network = d.network_of(number)
        if network is None:
            return "", ""
        if not d.is_open(network.experiment):
            return (
                self.tr("Build this network and go there"),
                self.tr("The formula is about {0}, which is not open").format(
                    network_text(network.experiment)
                ),
            )
        operation = d.operation_of(number)
        if operation < 0:
            return "", ""
        symbol = self._session.frame.operations[operation].symbol
        return self.tr("Go to {0}").format(symbol), self.tr("Go to the operation that computes it (Return)")

    def _judging_changed(self) -> None:
        for number in range(len(self.formulas)):
            if self.formulas[number].result is not None or number < len(self._derivation.results):
                self._show_row(number)
        self._soon.start()

    def _experiment_changed(self, _change: object) -> None:
        if self._derivation.saved is None:
            return
        if 0 <= self._derivation.current < len(self.formulas):
            self._show_row(self._derivation.current)
        self._soon.start()

    def _refresh(self) -> None:
        """Show how the judging stands and how the text is read, and place everything."""
        if self._derivation.saved is not None:
            self._show_state()
            self._show_reading()
        self.body.fit()

    def _show_state(self) -> None:
        d, head = self._derivation, self.heading
        total, done = len(self.formulas), len(d.results)
        if d.problem:
            head.show_state(self.tr("This text is not judged."), None, 1.0)
        elif d.busy:
            words = self.tr("Judging {0} of {1} …").format(min(done + 1, max(total, 1)), total or "…")
            head.show_state(words, head.cancel, done / max(total, 1))
        elif done < total:
            words = self.tr("{0} of {1} judged. {2}").format(done, total, summary(d.results))
            head.show_state(words, head.resume, 1.0)
        else:
            wrong = next((r for r in d.results if r.first_wrong), None)
            if wrong is not None:
                head.first_wrong.setText(self.tr("First wrong: line {0}").format(wrong.text.line))
            head.show_state(summary(d.results), None if wrong is None else head.first_wrong, 1.0)

    def _show_reading(self) -> None:
        d, saved = self._derivation, self._derivation.saved
        if saved is None or d.derivation is None:
            return
        networks = d.networks()
        for number, line in self.networks.items():
            line.show_network(*self._network_words(networks, number))
        if self.sentence.parentWidget() is not self.body.page:
            return
        self.body.page.show_block(self._where_column, d.defines_network)
        self.where.set_value(saved.judged_in)
        if networks:
            convention = networks[0].convention
            by_hand = saved.convention is not None
            chosen = self.tr(" Chosen by you.") if by_hand else ""
            self.sentence.setText(convention.sentence + chosen)
            self.convention.show_convention(convention, by_hand)
            rows = bindings(networks)
            self.names_switch.setText(self.tr("Names ({0})").format(len(rows)))
            if "names" in self._unfolded:
                self.names.show_bindings(rows, values_of(networks[0].experiment))
        else:
            self.sentence.setText(self.tr("How the text is read appears here as it is judged."))
        self._naming.arrange()

    def _network_words(self, networks: list[Network], number: int) -> tuple[str, Experiment | None]:
        d = self._derivation
        if number >= len(networks):
            return self.tr("Looking for the network …") if not d.problem else "", None
        network = networks[number]
        text = network_text(network.experiment)
        if not network.inferred:
            return self.tr("Judged in the open experiment: {0}.").format(text), None
        same = number and networks[number - 1].experiment == network.experiment
        words = self.tr("From here on: {0}.") if number else self.tr("The text defines a network: {0}.")
        words = words.format(text)
        if d.is_open(network.experiment):
            return words + " " + self.tr("It is open."), None
        return words, None if same else network.experiment

    def _unfold(self, widget: QWidget, unfolded: bool) -> None:
        name = "convention" if widget is self.convention else "names"
        (self._unfolded.add if unfolded else self._unfolded.discard)(name)
        if widget.parentWidget() is self.body.page:
            self.body.page.show_block(widget, unfolded)
        self._refresh()

    # -- looking -----------------------------------------------------------------------------------

    def show_first_wrong(self) -> None:
        """Look at the first wrong step."""
        for number, result in enumerate(self._derivation.results):
            if result.first_wrong:
                self.look_at(number)
                return

    def look_at(self, number: int) -> None:
        """Look at a formula: bring it into sight, the keyboard with it, and go to its operation."""
        if not 0 <= number < len(self.formulas):
            return
        self._derivation.go_to(number)
        row = self.formulas[number]
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        self._bring_into_sight(row)

    def go_to(self, number: int) -> None:
        """Go to the operation of a formula."""
        d = self._derivation
        network = d.network_of(number)
        if network is None:
            return
        if not d.is_open(network.experiment):
            d.look_at(number)
            self._session.message.emit(
                self.tr("This formula is about the network of the text: press “Build this network” first.")
            )
        elif not d.go_to(number):
            self._session.message.emit(self.tr("No operation of the run computes this."))

    def build_and_go(self, number: int) -> None:
        """Go to the operation of a formula, and build its network where that is not open."""
        network = self._derivation.network_of(number)
        if network is not None and not self._derivation.is_open(network.experiment):
            self._derivation.build(network.experiment)
        self.go_to(number)
        self._bring_into_sight(self.formulas[number])

    def _chosen(self, number: int) -> None:
        self._derivation.go_to(number)
        self._refresh()

    def _move(self, by: int) -> None:
        here = max(self._derivation.current, 0)
        target = min(max(here + by, 0), len(self.formulas) - 1)
        # The keys look; Return goes there.
        self._derivation.look_at(target)
        self.formulas[target].setFocus(Qt.FocusReason.TabFocusReason)
        self._bring_into_sight(self.formulas[target])

    def _bring_into_sight(self, row: FormulaRow) -> None:
        """Scroll until a row is seen, its top in any case."""
        self._refresh()
        bar, gap, seen = self.body.verticalScrollBar(), theme.px(20), self.body.viewport().height()
        top, bottom = row.y() - gap, row.y() + row.height() + gap
        bar.setValue(min(max(bar.value(), bottom - seen), top))

    def _leave(self) -> None:
        self._derivation.stop_highlighting()
        focused = self.window().focusWidget()
        if focused is not None:
            focused.clearFocus()

    def _current_changed(self, _number: int) -> None:
        for number, row in enumerate(self.formulas):
            if row.current or number == self._derivation.current:
                self._show_row(number)
        self._soon.start()

    def _point_at(self, link: object) -> None:
        """Light the value of the symbol under the mouse, in the network and in all formulas."""
        d, row = self._derivation, self.sender()
        name = getattr(link, "name", None)
        for formula in self.formulas:
            if name is None or not formula.visibleRegion().isEmpty():
                formula.light(frozenset({name} if name is not None else ()))
        network = d.network_of(row.number) if isinstance(row, FormulaRow) else None
        if network is None or not d.is_open(network.experiment):
            return
        if isinstance(name, str):
            d.highlight((name,))
        elif d.current >= 0:
            d.look_at(d.current)
        else:
            d.stop_highlighting()

    def _unit_pointed_at(self, selection: Selection | None) -> None:
        """Light the symbols of what is pointed at in the network, in the formulas that are about it."""
        names: frozenset[str] = frozenset()
        if selection is not None:
            names = frozenset(map(str, values_at(selection, len(self._session.experiment.layers))))
        for formula in self.formulas:
            network = self._derivation.network_of(formula.number) if names else None
            about_it = network is not None and self._derivation.is_open(network.experiment)
            if not names or (about_it and not formula.visibleRegion().isEmpty()):
                formula.light(names)

    # -- doing -------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Give the keyboard to the text, or to what begins one; to the page while the text is being read."""
        if self.empty is not None:
            self.empty.paste.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.formulas:
            number = max(self._derivation.current, 0)
            if self._derivation.current < 0:
                self._derivation.look_at(0)
            self.formulas[number].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.body.setFocus(Qt.FocusReason.OtherFocusReason)

    def paste(self) -> None:
        """Judge the text on the clipboard."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._session.message.emit(
                self.tr("The clipboard holds no text: copy a question, a homework or a backward pass first.")
            )
            return
        self._derivation.open(text)

    def edit_text(self) -> None:
        """Edit the source of the text."""
        saved = self._derivation.saved
        self.editor.begin("" if saved is None else saved.text)
        self._stack.setCurrentWidget(self.editor)
        self.editor.text.setFocus()

    def _edited(self, text: str) -> None:
        if self._derivation.edit(text):
            self._stop_editing()

    def _stop_editing(self) -> None:
        self._stack.setCurrentWidget(self.body)
        self.begin()

    def finish(self) -> None:
        """Judge what is left at once: for a picture or a file, which cannot wait."""
        self._derivation.finish()
        for number in range(min(len(self.formulas), len(self._derivation.results))):
            self._show_row(number)
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste a text."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            event.ignore()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to judge."""
        super().showEvent(event)
        self._derivation.set_wanted(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the rest for later."""
        super().hideEvent(event)
        self._derivation.set_wanted(False)

    def minimumSizeHint(self) -> QSize:
        """Let the text be scrolled in a low window, rather than the whole panel."""
        return QSize(0, self.heading.minimumSizeHint().height() + theme.px(60))

    def heightForWidth(self, _width: int) -> int:
        """Need no more than that: what is around would scroll as well."""
        return self.minimumSizeHint().height()

    def sizeHint(self) -> QSize:
        """Return the size in which it reads well."""
        return QSize(theme.px(370), theme.px(480))


def _menu(parent: QWidget) -> Menu:
    return Menu("", parent)
