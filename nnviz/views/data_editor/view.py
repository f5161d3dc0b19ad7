"""The panel for own data: a plane to draw on, a table to type into."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.data_editing.draft import rename_class
from nnviz.core.experiment.record import ExperimentError
from nnviz.session import Session
from nnviz.session.sentences import refusal
from nnviz.views.controls import ElidedLabel, IconButton, Panel, SegmentedControl
from nnviz.views.controls.labels import TextLabel
from nnviz.views.data_editor.brush import Brush
from nnviz.views.data_editor.canvas import DrawingCanvas
from nnviz.views.data_editor.class_row import ClassRow
from nnviz.views.data_editor.draft import DraftEditor
from nnviz.views.data_editor.options_menu import OptionsButton
from nnviz.views.data_editor.row_order import FILTERS, WRONG
from nnviz.views.data_editor.split_row import SplitRow
from nnviz.views.data_editor.table import ExampleTable
from nnviz.views.data_editor.table_model import ExampleTableModel
from nnviz.views.data_editor.tool_row import Extent, SetChoice, ToolChoice

PLANE, TABLE = "plane", "table"


class DrawingView(Panel):
    """Draws and edits the data of a session.

    Parameters
    ----------
    session
        Whose data.

    Signals
    -------
    marked(tuple | None)
        Set and number of the example that is selected here; None for none that is learnt from.
    """

    marked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(self.tr("Data"))
        self.session = session
        self.draft_editor, self.brush = DraftEditor(session, self), Brush(self)
        tips = {
            PLANE: self.tr("Draw examples with the mouse or the keys"),
            TABLE: self.tr("Type and paste examples, row by row"),
        }
        self.switch = SegmentedControl(
            [(PLANE, self.tr("draw")), (TABLE, self.tr("table"))], self.tr("Data as"), tips, compact=True
        )
        self.count = ElidedLabel("", "value", "muted")
        self.more = OptionsButton(self.draft_editor)
        self.plane = DrawingCanvas(self.draft_editor, self.brush)
        self.tools, self.sets = ToolChoice(self.brush), SetChoice(self.brush)
        self.extent = Extent(self.brush)
        self.classes = ClassRow(self.brush)
        self.model = ExampleTableModel(self.draft_editor, self)
        self.table = ExampleTable(self.model)
        self._make_filters()
        self.state = TextLabel("label", "muted")
        self.split = SplitRow(self.draft_editor)
        self._pages = QStackedWidget()
        self._lay_out()
        self._stale = True
        self.switch.changed.connect(self.show_page)
        self.more.snapping.toggled.connect(self._snap)
        self.more.fit.triggered.connect(self.plane._refit)
        self.plane.said.connect(self._say)
        self.table.said.connect(self._say)
        self.classes.renamed.connect(self._rename)
        self.plane.rename_wanted.connect(self._ask_name)
        self.draft_editor.changed.connect(self._follow)
        self.draft_editor.changed.connect(self._mark)
        self.draft_editor.selected_changed.connect(self._mark)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def _make_filters(self) -> None:
        words = dict(
            zip(
                FILTERS, (self.tr("all"), self.tr("training"), self.tr("test"), self.tr("wrong")), strict=True
            )
        )
        tips = {
            "all": self.tr("List all examples"),
            "training": self.tr("List training examples only"),
            "test": self.tr("List test examples only"),
            "wrong": self.tr("List the examples that the network misclassifies"),
        }
        self.filters = SegmentedControl(list(words.items()), self.tr("Examples listed"), tips, compact=True)
        self.filters.changed.connect(self.model.choose)
        self.add_row = IconButton("plus", self.tr("Add a row (Insert)"))
        self.remove_rows = IconButton("minus", self.tr("Remove the selected rows (Delete)"))
        self.add_row.clicked.connect(self.table.add_row)
        self.remove_rows.clicked.connect(self.table.remove_rows)

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        self._head = _row(
            self.switch, self.tools, self.filters, self.add_row, self.remove_rows, None, self.more
        )
        column.addLayout(self._head)
        plane, table = QWidget(), QWidget()
        self._plane, self._table = QVBoxLayout(plane), QVBoxLayout(table)
        self._line = _row((self.classes, 1))
        self._line.addLayout(_row(self.extent, None, self.sets))
        self._plane.addLayout(self._line)
        self._plane.addWidget(self.plane, 1)
        self._table.addWidget(self.table, 1)
        for page in (self._plane, self._table):
            page.setContentsMargins(0, 0, 0, 0)
        for widget in (plane, table):
            self._pages.addWidget(widget)
        column.addWidget(self._pages, 1)
        column.addWidget(self.state)
        column.addWidget(self.split)
        self.split.put(self.count)
        for widget in (self.filters, self.add_row, self.remove_rows):
            widget.hide()

    # -- what is shown -------------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Show what the network answers now."""
        if self._stale:
            self._follow()
        if self.page == PLANE:
            self.plane.show_frame(frame)
        elif self.model.which == WRONG and not self.session.running:
            self.model.refresh()

    @property
    def page(self) -> str:
        """What is shown: ``plane`` or ``table``."""
        return self.switch.value()

    def show_page(self, page: str) -> None:
        """Show the plane or the table."""
        self.switch.set_value(page)
        self._pages.setCurrentIndex((PLANE, TABLE).index(page))
        self.tools.setVisible(page == PLANE)
        for widget in (self.filters, self.add_row, self.remove_rows):
            widget.setVisible(page == TABLE)
        self._follow()

    def begin(self, page: str = PLANE) -> None:
        """Bring the keyboard to the plane or the table, to that which can show the data if need be."""
        self._follow()
        empty = not len(self.draft_editor.drawn)
        self.show_page(page if page == TABLE or self.plane.usable or empty else TABLE)
        (self.plane if self.page == PLANE else self.table).setFocus()

    def showEvent(self, event: object) -> None:
        """Catch up with what has happened behind other tabs."""
        self._follow()

    def _follow(self) -> None:
        self._stale = not self.isVisible()
        if self._stale:
            return
        drawn = self.draft_editor.drawn
        if self.page == TABLE:
            self.model.refresh()
        usable = self.plane.usable
        self.tools.setEnabled(usable)
        self.sets.setVisible(usable)
        self.classes.setVisible(usable)
        if usable:
            self.classes.show_drawn(drawn)
        tests = int(drawn.test.sum())
        self.count.setText(self.tr("{0} training · {1} test").format(f"{len(drawn) - tests:,}", f"{tests:,}"))
        self.plane.show_frame(self.session.frame)
        self._say("")

    def _say(self, words: str) -> None:
        """Say what was done, or what is missing before it can be learnt."""
        missing = self.draft_editor.missing if self.draft_editor.waiting else ""
        if missing:
            words = self.tr("{0} Until then the network keeps its previous data.").format(missing)
        self.state.set_role("label", "ink" if missing else "muted")
        self.state.setText(words)
        self.state.setAccessibleName(words)

    def _mark(self) -> None:
        selected = self.draft_editor.selected
        self.marked.emit(None if selected is None else self.draft_editor.example(selected))

    def _ask_name(self) -> None:
        self.classes.rename(self.brush.label)

    def _rename(self, label: int, name: str) -> None:
        drawn = self.draft_editor.drawn
        try:
            new = rename_class(drawn, label, name)
        except ExperimentError as error:
            self._say(refusal(error))
            return
        self.draft_editor.commit(self.tr("Rename class {0}").format(drawn.classes[label]), new)

    def _snap(self, on: bool) -> None:
        self.brush.set(snapping=on)

    # -- looks ---------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the room it likes to have."""
        return QSize(theme.px(420), theme.px(520))

    def resizeEvent(self, event: object) -> None:
        """Put what has no room beside the classes below them, and leave out a word."""
        room = self.width() - 2 * theme.px(14)
        shown = [part for part in (self.switch, self.tools, self.more) if not part.isHidden()]
        words = sum(part.sizeHint().width() for part in shown) + theme.px(20)
        # Without its word the button is narrower by as much.
        words += 0 if self.more.text() else theme.px(40)
        self.more.setText("" if words > room else self.tr("New"))
        line = self.classes.sizeHint().width() + self.sets.sizeHint().width() + theme.px(80)
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if line > room else way.LeftToRight)

    def minimumSizeHint(self) -> QSize:
        """Return the room below which nobody can draw."""
        return QSize(theme.px(290), theme.px(240))

    def _restyle(self) -> None:
        side = theme.px(14)
        self._column.setContentsMargins(side, theme.px(8), side, theme.px(8))
        self._column.setSpacing(theme.px(5))
        for box in (self._plane, self._table):
            box.setSpacing(theme.px(5))
        self.state.setMinimumHeight(theme.px(16))


def _row(*parts: QWidget | tuple[QWidget, int] | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    for part in parts:
        if part is None:
            row.addStretch(1)
        elif isinstance(part, tuple):
            row.addWidget(*part)
        else:
            row.addWidget(part)
    return row
