"""The panel without a text: what it is for and how to begin."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nnviz.core.derivation.catalogue import NAMES, built_in, title_of
from nnviz.core.derivation.source_text import DerivationError
from nnviz.views.controls import Label, PillButton
from nnviz.views.controls.pages import Page
from nnviz.views.controls.prose import Prose
from nnviz.views.derivation.form_lines import LineColumn


class EmptyPage(Page):
    """What to do, as buttons.

    Attributes
    ----------
    example_wanted : Signal(str)
        The user wants the built-in derivation of this name.
    """

    example_wanted = Signal(str)

    def __init__(self, problem: str = "") -> None:
        super().__init__()
        self.paste = PillButton(
            self.tr("Paste"), "copy", self.tr("Judge the text on the clipboard (Ctrl+V)"), "primary", True
        )
        self.open = PillButton(
            self.tr("Open a file…"),
            "open",
            self.tr("Markdown, LaTeX, text, Python or a notebook"),
            "plain",
            True,
        )
        self.type = PillButton(
            self.tr("Type a text"), None, self.tr("Begin with an empty text"), "plain", True
        )
        self.examples: dict[str, PillButton] = {}
        examples = LineColumn(1)
        lines: list[QWidget] = []
        for name in NAMES:
            try:
                title = title_of(built_in(name)) or name
            except (DerivationError, OSError):
                continue
            button = PillButton(title, "book", self.tr("Open this built-in derivation"), "link", True)
            button.setProperty("derivation", name)
            button.clicked.connect(self._example)
            self.examples[name] = button
            lines.append(button)
        examples.set_lines(lines)
        if problem:
            self.add(Prose(problem, colour="danger"), 0)
        self.add(Prose(self.tr("A derivation, judged as it is written"), "heading"), 12)
        words = self.tr(
            "Paste a question, a homework or a backward pass with **Ctrl+V**: LaTeX in Markdown, plain "
            "text such as δ² = (a² − y) ⊙ σ′(z²), or NumPy. Every formula gets a mark in the margin: right, "
            "right under a condition, unstable, wrong with its mistake, or not read. Nothing in the text is "
            "executed."
        )
        self.add(Prose(words, colour="muted"), 8)
        for button, space in ((self.paste, 14), (self.open, 8), (self.type, 8)):
            self.add(_Left(button), space)
        self.add(Label(self.tr("Built in"), "section", "muted"), 20)
        self.add(examples, 4)

    def _example(self) -> None:
        button = self.sender()
        if isinstance(button, PillButton):
            self.example_wanted.emit(str(button.property("derivation")))


class _Left(LineColumn):
    """One button, no wider than its word."""

    def __init__(self, button: QWidget) -> None:
        super().__init__()
        self.set_lines([button])
