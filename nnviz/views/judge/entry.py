"""Entry of a claim: its target, an equals sign, the expression, the button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.derivation.notation.claim_sides import claim_sides
from nnviz.core.derivation.notation.entry import EntryReading
from nnviz.typeset import EquationWidget
from nnviz.views.controls import Label, Menu, PillButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.pages import PlacedWidget
from nnviz.views.judge.claim_editor import ClaimEditor
from nnviz.views.judge.target_field import TargetField

_PAUSE = 250
"""Milliseconds without a key before what was typed is read."""


class ClaimEntry(PlacedWidget):
    """Target and claim; what cannot be read is said while typing.

    Attributes
    ----------
    submitted : Signal(str, str)
        Target and claim to be judged.
    checked : Signal(str)
        What was typed has been read: what is wrong with it, or nothing.
    resized : Signal()
        It needs another height.
    """

    submitted = Signal(str, str)
    checked = Signal(str)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.target, self.claim = TargetField(self), ClaimEditor(self)
        self._equals = Label("=", "code", "muted", self)
        self.message = TextLabel("label", "muted")
        self.message.setParent(self)
        self.button = PillButton(
            self.tr("Judge"),
            "check",
            self.tr("Compare the claim with the numbers (Return)"),
            "primary",
            parent=self,
        )
        self.reading = EquationWidget(16, 12, menu=lambda over: Menu("", over), parent=self)
        self.reading.hide()
        self.reading.setToolTip(self.tr("How the claim is read; pointing at a symbol lights its value"))
        self.read: Callable[[str, str], EntryReading] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._check)
        self.target.textEdited.connect(self._typed)
        self.target.returnPressed.connect(self._target_done)
        self.claim.textChanged.connect(self._typed)
        self.claim.submitted.connect(self.submit)
        self.claim.resized.connect(self._moved)
        self.button.clicked.connect(self.submit)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setTabOrder(self.target, self.claim)
        self.say("")

    def set_claim(self, target: str, text: str) -> None:
        """Put a claim in."""
        self.target.setText(target)
        self.claim.set_text(text)

    def submit(self) -> None:
        """Have what is typed judged; without a target or a claim go where it is missing."""
        target, text = self.target.text().strip(), self.claim.text()
        if not target:
            self.target.setFocus()
            self.say(self.tr("Type the target of the claim, such as dW2."))
        elif not text:
            self.claim.setFocus()
            self.say(self.tr("Type an expression for {0}, such as (y_hat - y) @ A1.T").format(target))
        else:
            self._pause.stop()
            self.say("")
            self.submitted.emit(target, text)

    def say(self, words: str, wrong: bool = False) -> None:
        """Show a sentence below the editor."""
        self.message.set_role("label", "danger" if wrong else "muted")
        self.message.setText(words or self.tr("Return judges the claim, Shift+Return inserts a line break."))
        self._moved()

    def _target_done(self) -> None:
        target, *expressions = claim_sides(self.target.text())
        if target and any(expressions):
            # A whole equation was typed where its left side goes; another one may be typed over it.
            self.set_claim(target, " = ".join(expressions))
            self.submit()
            self.target.selectAll()
        elif self.claim.text():
            self.submit()
        else:
            self.claim.setFocus(Qt.FocusReason.TabFocusReason)

    def _typed(self) -> None:
        self._pause.start()

    def _check(self) -> None:
        text, found = self.claim.text(), EntryReading()
        if text and self.read is not None:
            found = self.read(self.target.text().strip(), text)
        problem = found.problem
        self.claim.underline(found.start, found.end if problem and text == self.claim.toPlainText() else 0)
        formulas = [formula for formula in found.formulas if formula.latex]
        self.reading.set_formulas(formulas)
        self.reading.setVisible(bool(formulas) and not self.reading.error())
        self.say(problem, wrong=bool(problem))
        self.checked.emit(problem)

    # -- size --------------------------------------------------------------------------------------

    def _moved(self) -> None:
        self.arrange()
        self.resized.emit()

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        gap, equals = theme.px(8), theme.px(12)
        field = self.target.sizeHint().height()
        wide = min(max(width // 2, theme.px(120)), max(width - equals - gap, 1))
        top, tall = field + gap, self.claim.sizeHint().height()
        if move:
            self.target.setGeometry(0, 0, wide, field)
            self._equals.setGeometry(wide + gap, 0, equals, field)
            self.claim.setGeometry(0, top, width, tall)
        top += tall + gap
        if not self.reading.isHidden():
            bleed = self.reading.BLEED
            shown = self.reading.heightForWidth(width + 2 * bleed)
            if move:
                self.reading.setGeometry(-bleed, top, width + 2 * bleed, shown)
            top += shown + gap
        button = self.button.sizeHint()
        room = max(width - button.width() - gap, 1)
        words = max(self.message.heightForWidth(room), 0)
        if move:
            self.message.setGeometry(0, top + max((button.height() - words) // 2, 0), room, words)
            self.button.setGeometry(width - button.width(), top, *button.toTuple())
        return top + max(button.height(), words)
