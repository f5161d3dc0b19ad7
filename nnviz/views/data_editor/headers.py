"""The heads of the table: names with mean and spread of the inputs, sorted by a click, renamed in place."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from nnviz import theme
from nnviz.core.data_editing.draft import rename_input, rename_target
from nnviz.core.experiment.record import ExperimentError
from nnviz.session.sentences import refusal
from nnviz.views.data_editor.name_field import ColumnNameField
from nnviz.views.data_editor.table_model import ExampleTableModel
from nnviz.views.plotting import painting


class ColumnHeaders(QHeaderView):
    """Name and mean ± standard deviation of every column.

    Signals
    -------
    refused(str)
        Why a column cannot be called that.
    """

    refused = Signal(str)

    HEIGHT = 36

    def __init__(self, model: ExampleTableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.field: ColumnNameField | None = None
        self._renamed = -1
        self._spreads: dict[int, str] = {}
        self._drawn: object = None
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename a column in place."""
        column = self.logicalIndexAt(event.position().toPoint())
        if 0 <= column < self._model.last:
            # The first of the two clicks has sorted by it.
            self._model.take_back_sorting()
            self.rename(column)
        else:
            super().mouseDoubleClickEvent(event)

    def rename(self, column: int) -> None:
        """Open a field for another name."""
        drawn = self._model.drawn
        names = (*drawn.inputs_named, *drawn.targets_named)
        self._renamed = column
        field = self.field = ColumnNameField(names[column], self.tr("name of the column"), self.viewport())
        field.setGeometry(self.sectionViewportPosition(column), 0, self.sectionSize(column), theme.px(25))
        field.done.connect(self._finish)
        field.show()
        field.setFocus()
        field.selectAll()

    def _finish(self, text: str) -> None:
        field, self.field = self.field, None
        if field is not None:
            field.deleteLater()
        column, drawn = self._renamed, self._model.drawn
        inputs = self._model.inputs
        names = (*drawn.inputs_named, *drawn.targets_named)
        if column >= len(names) or names[column] == text:
            return
        try:
            new = (
                rename_input(drawn, column, text)
                if column < inputs
                else rename_target(drawn, column - inputs, text)
            )
        except ExperimentError as error:
            self.refused.emit(refusal(error))
            return
        self._model.draft_editor.commit(self.tr("Rename column {0}").format(names[column]), new)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint a name, what it is sorted by, and mean and spread below."""
        look, model = theme.current(), self._model
        painter.fillRect(rect, QColor(look.panel))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(look.line))
        room = QRectF(rect).adjusted(theme.px(7), theme.px(3), -theme.px(7), -theme.px(3))
        arrow = ("", " ↓" if model.descending else " ↑")[section == model.sort_column]
        numeric = section < model.inputs or (section < model.last and not model.drawn.classes)
        align = painting.RIGHT if numeric else painting.LEFT
        spread = self._spread(section)
        name = QRectF(room.left(), room.top(), room.width(), room.height() / 2)
        free = room.width() - painting.width(arrow)
        words = painting.elided(model.name(section), free, "section") + arrow
        painting.text(painter, name, words, "ink", align, "section")
        if spread:
            name.translate(0, room.height() / 2)
            painting.text(painter, name, painting.elided(spread, room.width()), "muted", align)

    def _spread(self, section: int) -> str:
        """Return mean and spread of a column, computed once for some data."""
        if self._drawn is not self._model.drawn:
            self._drawn, self._spreads = self._model.drawn, {}
        if section not in self._spreads:
            self._spreads[section] = self._model.spread(section)
        return self._spreads[section]


class RowHeaders(QHeaderView):
    """The numbers of the examples."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one number."""
        text = self.model().headerData(section, Qt.Orientation.Vertical)
        painter.fillRect(rect, QColor(theme.current().panel))
        room = QRectF(rect).adjusted(0, 0, -theme.px(8), 0)
        painting.text(painter, room, str(text or ""), "muted", painting.RIGHT)
