"""Menu of rare options: starting empty, other kinds of data, the grid."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nnviz.core.data_editing import draft as drawing
from nnviz.core.data_editing.draft import DatasetDraft
from nnviz.core.experiment.record import ExperimentError
from nnviz.session.sentences import refusal
from nnviz.views.controls import Menu, PillButton
from nnviz.views.data_editor.draft import DraftEditor


class OptionsButton(PillButton):
    """A button with a menu.

    Attributes
    ----------
    snapping, fit
        The switch for the grid, and the action that fits the plane to the data.
    starts
        Name of a kind of data → the action that starts empty with it.
    """

    def __init__(self, draft_editor: DraftEditor, parent: QWidget | None = None) -> None:
        tip = self.tr("Start empty, choose the kind of data, snap to a grid")
        super().__init__(self.tr("New"), "chevron-down", tip, "link", parent=parent)
        self.setAccessibleName(self.tr("New data and more"))
        self._draft_editor = draft_editor
        self.menu = Menu(parent=self)
        self.starts: dict[str, QAction] = {}
        for key, text in (
            ("plane classes", self.tr("Empty plane: two inputs, classes")),
            ("plane numbers", self.tr("Empty plane: two inputs, numeric targets")),
            ("line numbers", self.tr("Empty plane: one input, numeric targets")),
            ("line classes", self.tr("Empty plane: one input, classes")),
        ):
            action = QAction(text, self)
            action.setData(key)
            action.triggered.connect(self._start)
            self.starts[key] = action
        self.clear = self._entry(self.tr("Clear all examples"), self._clear)
        self.classes = self._entry(self.tr("Targets are classes"), self._to_classes)
        self.numbers = self._entry(self.tr("Targets are numbers"), self._to_numbers)
        self.fit = QAction(self.tr("Fit the plane to the data"), self)
        self.snapping = QAction(self.tr("Snap points to a grid"), self)
        self.snapping.setCheckable(True)
        self.menu.addActions(list(self.starts.values()))
        self.menu.addSeparator()
        self.menu.addActions([self.clear, self.classes, self.numbers])
        self.menu.addSeparator()
        self.menu.addActions([self.fit, self.snapping])
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> None:
        """Show the menu below the button."""
        classes = bool(self._draft_editor.drawn.classes)
        self.classes.setEnabled(not classes)
        self.numbers.setEnabled(classes)
        self.clear.setEnabled(len(self._draft_editor.drawn) > 0)
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def start(self, kind: str) -> None:
        """Start empty: ``plane`` or ``line``, of ``classes`` or ``numbers``."""
        inputs, targets = kind.split()
        blank = drawing.blank(2 if inputs == "plane" else 1, ("A", "B") if targets == "classes" else ())
        self._draft_editor.commit(self.tr("Start empty"), blank)
        self._draft_editor.replaced.emit()

    def _start(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.start(str(sender.data()))

    def _entry(self, text: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(slot)
        return action

    def _clear(self) -> None:
        drawn = self._draft_editor.drawn
        self._draft_editor.commit(self.clear.text(), drawing.erase(drawn, range(len(drawn))))

    def _to_classes(self) -> None:
        self._convert(self.classes.text(), drawing.to_classes)

    def _to_numbers(self) -> None:
        self._convert(self.numbers.text(), drawing.to_numbers)

    def _convert(self, text: str, change: Callable[[DatasetDraft], DatasetDraft]) -> None:
        try:
            new = change(self._draft_editor.drawn)
        except ExperimentError as error:
            self._draft_editor.session.message.emit(refusal(error))
            return
        self._draft_editor.commit(text, new)
