"""The editor for the text of a derivation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.derivation.saved import MAX_TEXT
from nnviz.views.controls import PillButton
from nnviz.views.controls.labels import TextLabel


class DerivationEditor(QWidget):
    """The source of the text with a button to judge it; Ctrl+Return does the same, Escape gives up.

    Attributes
    ----------
    accepted : Signal(str)
        The user wants this text judged.
    left : Signal()
        The user gives up.
    """

    accepted = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Text of the derivation"))
        self.text.setPlaceholderText("$$\\frac{\\partial C}{\\partial W^2} = \\delta^2 (a^1)^T$$")
        self.text.setTabChangesFocus(True)
        self.text.installEventFilter(self)
        self.help = TextLabel("label", "muted")
        self.help.setText(
            self.tr(
                "Markdown with LaTeX between dollar signs, formulas in plain text such as "
                "δ² = (a² − y) ⊙ σ′(z²), or lines of NumPy. Ctrl+Return judges, Escape gives up."
            )
        )
        self.done = PillButton(
            self.tr("Judge"), "check", self.tr("Judge this text (Ctrl+Return)"), "primary", True
        )
        self.cancel = PillButton(
            self.tr("Cancel"), None, self.tr("Leave the text as it was (Escape)"), "plain", True
        )
        self.done.clicked.connect(self._accept)
        self.cancel.clicked.connect(self.left)
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        self._row.addWidget(self.cancel)
        self._row.addWidget(self.done)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.text, 1)
        self._column.addWidget(self.help)
        self._column.addLayout(self._row)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def begin(self, text: str) -> None:
        """Edit a text."""
        self.text.setPlainText(text)
        self.text.setFocus()

    def _accept(self) -> None:
        self.accepted.emit(self.text.toPlainText()[: 2 * MAX_TEXT])

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Judge with Ctrl+Return, give up with Escape."""
        if isinstance(event, QKeyEvent):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            judges = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control
            if event.type() == QEvent.Type.ShortcutOverride and judges:
                # Otherwise the window's own Ctrl+Return would start a run.
                event.accept()
                return True
            if event.type() != QEvent.Type.KeyPress:
                return super().eventFilter(watched, event)  # type: ignore[arg-type]
            if judges:
                self._accept()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _restyle(self) -> None:
        self.text.setFont(theme.font("code"))
        side = theme.px(12)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(8))
        self._row.setSpacing(theme.px(8))
