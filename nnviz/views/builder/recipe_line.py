"""Line of the Build panel in which network and loss are typed as text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.recipe_text import LONGEST, read_recipe, write_recipe
from nnviz.core.experiment.record import ExperimentError
from nnviz.session import Session
from nnviz.session.edit import Edit
from nnviz.session.sentences import refusal
from nnviz.views.builder.rows import INSET, ErrorLine
from nnviz.views.controls import FormRow


class RecipeField(QLineEdit):
    """A line that is taken with Return; Escape and leaving the field give the typing up."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.kept = ""
        self.setAccessibleName(name)
        self.setMaxLength(LONGEST)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def keep(self, text: str) -> None:
        """Show a text, unless another is just being typed."""
        self.kept = text
        if not (self.hasFocus() and self.isModified()):
            self.revert()

    def revert(self) -> None:
        """Take back what was typed."""
        self.setText(self.kept)
        self.setCursorPosition(0)
        self.setModified(False)

    def sizeHint(self) -> QSize:
        """Return room for units and activations."""
        return QSize(theme.px(160), theme.px(FormRow.FIELD))

    def event(self, event: QEvent) -> bool:
        """Let the window's undo and redo act until something is typed."""
        if event.type() == QEvent.Type.ShortcutOverride and self._is_the_windows(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the typing back, or type."""
        if event.key() == Qt.Key.Key_Escape:
            self.revert()
            self.clearFocus()
        elif self._is_the_windows(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show its beginning, where it is told from others."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.deselect()
            if not self.isModified():
                self.setCursorPosition(0)

    def _is_the_windows(self, event: QEvent) -> bool:
        keys = QKeySequence.StandardKey
        return (
            isinstance(event, QKeyEvent)
            and not self.isModified()
            and (event.matches(keys.Undo) or event.matches(keys.Redo))
        )


class RecipeLine(QWidget):
    """Network and loss as a line of text; what is typed is one step of undo, or stays with the reason below.

    Parameters
    ----------
    session
        What is edited.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.field = RecipeField(self.tr("network as text"))
        self.field.setPlaceholderText("2-4-1 tanh sigmoid, …")
        self.error_line = ErrorLine(self.field)
        self._session = session
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.field)
        self._column.addWidget(self.error_line)
        self.field.returnPressed.connect(self._take)
        self.field.textEdited.connect(self._edited)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def sync(self, e: Experiment) -> None:
        """Show `e`; a text just being typed is left alone."""
        line = write_recipe(e)
        self.field.keep(line)
        example = "2-4-1 tanh sigmoid, cross-entropy, Adam, η 0.1, seed 7, batch 4"
        help_ = self.tr("Type units, activations, loss, optimizer, η, seed or batch size, Return: {0}")
        self.field.setToolTip(f"{line}\n{help_.format(example)}".strip())
        if not self.field.isModified():
            self._say("")

    def _take(self) -> None:
        if self.field.isModified():
            text, why = self.field.text(), ""
            # What comes of it is shown in its place.
            self.field.setModified(False)
            edit = Edit(self.tr("Network as text"), lambda e: read_recipe(text, e), "network")
            try:
                self._session.apply(edit)
            except ExperimentError as error:
                why = refusal(error)
            self.field.setModified(bool(why))
            self._say(why)
            if why:
                return
            self.field.revert()
        self.field.clearFocus()

    def _edited(self) -> None:
        self._say("")

    def _say(self, why: str) -> None:
        self.error_line.say(why)
        self.field.setProperty("invalid", bool(why))
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def _restyle(self) -> None:
        self._column.setContentsMargins(theme.px(INSET), theme.px(1), 0, theme.px(3))
        self.field.setFixedHeight(theme.px(FormRow.FIELD))
