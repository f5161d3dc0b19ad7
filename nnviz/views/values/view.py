"""Every number of the frame, as tables."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.data import features
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.views.controls.buttons import PillButton
from nnviz.views.controls.labels import ElidedLabel, Label
from nnviz.views.plotting.chart import Chart
from nnviz.views.plotting.entries import EntryName, parse, part, selection_of
from nnviz.views.plotting.matrix_model import MatrixModel
from nnviz.views.plotting.name_list import ROW, NameModel
from nnviz.views.plotting.name_view import NameList
from nnviz.views.plotting.number_table import NumberTable
from nnviz.views.values.editing import Editing

_BESIDE = 330
"""Width from which names and numbers have room side by side."""


class ValuesView(Chart):
    """A list of all names, and beside or below it the numbers of one of them.

    Until a name is chosen it follows the step and shows what the operation writes.

    Parameters
    ----------
    session
        Whose run is shown.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self._frame: Frame = session.frame
        self.set_titles(self.tr("Values"), self.tr("all matrices at the current position"))
        self.names, self.matrix = NameModel(self), MatrixModel(self)
        self.list = NameList(self.names, self.tr("Names of the values"), self)
        self.table = NumberTable(self.matrix, self.tr("Numbers"), self)
        self._symbol, self.words = Label("", "heading"), ElidedLabel("", "value", "muted")
        head = QHBoxLayout()
        head.addWidget(self._symbol)
        head.addWidget(self.words, 1)
        self.follow = PillButton(
            self.tr("follow"),
            tooltip=self.tr("Always show the value that the current operation writes"),
            variant="link",
        )
        self.follow.clicked.connect(self._follow)
        head.addWidget(self.follow)
        right = QVBoxLayout()
        right.addLayout(head)
        right.addWidget(self.table, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addWidget(self.list, 2)
        self._row.addLayout(right, 3)
        self.editing = Editing(session, self.table, self)
        self.copy, self.paste = self.editing.copy, self.editing.paste
        self._add_actions()
        session.selection_changed.connect(self._mark)
        session.hovered_changed.connect(self._mark)
        session.example_changed.connect(self._mark)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.table.clicked.connect(self._selection)
        self.table.setMouseTracking(True)
        self.table.entered.connect(self._point_at)
        self.table.viewportEntered.connect(self._point_away)
        self.names.modelReset.connect(self._reselect)
        self._chosen = ""
        self.follow.hide()
        self.show_frame(session.frame)
        self.restyle()

    @property
    def shown(self) -> str:
        """The name whose numbers are shown."""
        if self._chosen:
            return self._chosen
        operation = self._frame.operation
        return operation.writes[-1] if operation else "X"

    def show_frame(self, frame: Frame) -> None:
        """Show the values known at the position of `frame`."""
        moved = frame.operation != self._frame.operation
        self._frame = frame
        self.names.show(frame)
        self._show_matrix()
        if moved and not self._chosen:
            self._reveal()

    def choose(self, name: str) -> None:
        """Show the numbers of `name`; an empty name follows the operation.

        Raises
        ------
        ValueError
            If there is no such name.
        """
        if not name:
            self._follow()
            return
        row = self.names.find(name)
        if row < 0:
            raise ValueError(f"name: expected one of the values of this network, not {name!r}")
        self.list.setCurrentIndex(self.names.index(row))

    def _add_actions(self) -> None:
        edit = self.editing
        for text, explanation, slot in (
            (self.tr("Edit the number"), self.tr("Type another value (Return)"), edit.begin),
            (self.tr("Set to zero"), self.tr("The selected numbers become 0 (Del)"), edit.set_to_zero),
            (self.tr("Copy numbers"), self.tr("The selected numbers, or all, for a spreadsheet (Ctrl+C)"),
             edit.copy),
            (self.tr("Copy as NumPy"), self.tr("The selected numbers, or all, as np.array"), edit.copy_numpy),
            (self.tr("Copy as LaTeX"), self.tr("The selected numbers, or all, as a matrix"), edit.copy_latex),
            (self.tr("Paste numbers"), self.tr("From a spreadsheet, NumPy or LaTeX (Ctrl+V)"), edit.paste),
        ):  # fmt: skip
            self.add_action(text, explanation, slot)

    def restyle(self) -> None:
        """Take on the theme."""
        super().restyle()
        self.table.restyle()
        self._arrange()
        self.list.doItemsLayout()
        self._row.setSpacing(theme.px(12))
        self._row.setContentsMargins(theme.px(10), theme.px(6), theme.px(6), theme.px(6))
        self.follow.setFixedHeight(theme.px(20))
        # The table stays where it is when the button comes and goes.
        self.words.setMinimumHeight(theme.px(20))

    def sizeHint(self) -> QSize:
        """Return room for the list and a few columns."""
        return QSize(theme.px(520), theme.px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the list above the numbers where there is no room for it beside them."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where the step is."""
        super().showEvent(event)
        self._reveal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; Escape gives the keyboard back."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.editing.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.editing.paste()
        elif event.key() == Qt.Key.Key_Escape and (focus := self.focusWidget()) is not None:
            self.table.clearSelection()
            focus.clearFocus()
        else:
            event.ignore()

    def _arrange(self) -> None:
        upright = self.height() > self.width() and self.width() < theme.px(_BESIDE)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if upright else ways.LeftToRight)
        self.list.set_wide(upright)
        self._reveal()

    def _show_matrix(self) -> None:
        name = parse(self.shown)
        s = self._frame.samples
        inputs = s.feature_labels or tuple(map(features.title, s.feature_names)) if name.kind == "X" else ()
        self.names.set_shown(name.text)
        self.matrix.show(self._frame.values.get(name.text), inputs)
        self.editing.show(name.text)
        self.table.fit_names()
        self._describe(name)
        self._mark()

    def _reveal(self) -> None:
        """Bring what the operation writes into sight."""
        row = self.names.index(self.names.find(self.shown))
        if self.list.isVisible() and row.isValid():
            self.list.scrollTo(row, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _describe(self, name: EntryName) -> None:
        self._symbol.setText(name.symbol)
        row = self.names.rows[self.names.find(name.text)]
        words = [name.text] if name.text != name.symbol else []
        if not row.shape:
            words.append(self.tr("not yet computed"))
        elif name.kind in ("W", "dW"):
            text = self.tr("rows: units of layer {0}, columns: their inputs")
            words.append(text.format(name.layer))
        elif name.value is not None and name.value.info.parameter:
            words.append(self.tr("rows: units of layer {0}").format(name.layer))
        elif name.kind == "X":
            words.append(self.tr("rows: inputs, columns: examples of the batch"))
        elif name.batched:
            layer = name.layer or len(self._frame.experiment.layers)
            words.append(self.tr("rows: units of layer {0}, columns: examples of the batch").format(layer))
        use = {"reads": self.tr("read now"), "writes": self.tr("written now")}.get(row.use)
        if use:
            words.insert(0, use)
        self.words.setText(" · ".join(words))
        self.table.setAccessibleDescription(f"{name.symbol} {self.words.text()}")

    def _mark(self, *_: object) -> None:
        name = parse(self.shown)
        selection = self._session.hovered or self._session.selected
        row, column = part(name, selection, len(self._frame.experiment.layers))
        self.matrix.mark(row, column, self._session.example if name.batched else None)

    def _choose(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and (row := current.data(ROW)).name is not None:
            self._take(row.name)

    def _follow(self) -> None:
        self.list.selectionModel().clear()
        self._take("")
        self._reveal()

    def _take(self, name: str) -> None:
        self._chosen = name
        self.follow.setVisible(bool(name))
        self.table.clearSelection()
        self._show_matrix()

    def _reselect(self) -> None:
        """Keep the choice in a list that has other rows; follow the operation if it has gone."""
        row = self.names.find(self._chosen)
        if row >= 0:
            select = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self.names.index(row), select)
        else:
            self._chosen = ""
            self.follow.hide()

    def _point_at(self, index: QModelIndex) -> None:
        """Light what a cell stands for, in the network and in its equation."""
        layers = len(self._frame.experiment.layers)
        self._session.hover(selection_of(parse(self.shown), index.row(), index.column(), layers))

    def _point_away(self) -> None:
        self._session.hover(None)

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing any more."""
        super().leaveEvent(event)
        self._point_away()

    def _selection(self, index: QModelIndex) -> None:
        name = parse(self.shown)
        if name.batched:
            self._session.set_example(index.column())
        selection: Selection | None = selection_of(
            name, index.row(), index.column(), len(self._frame.experiment.layers)
        )
        if selection is not None:
            self._session.select(selection)
