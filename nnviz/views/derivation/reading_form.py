"""Form for the reading of a text: its convention and the table of its symbols, both editable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz import theme
from nnviz.core.derivation.chosen import ORIGIN
from nnviz.core.judge.convention import Convention
from nnviz.core.text.translate import translate
from nnviz.views.controls import ChoiceField, Label, PillButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.derivation.form_lines import FormLine, LineColumn


class ConventionForm(LineColumn):
    """One field for everything in which conventions differ.

    Attributes
    ----------
    chosen : Signal(object)
        The user wants this `Convention`, or with None the one that is recognised.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._convention = Convention()
        self.fields: dict[str, ChoiceField] = {}
        lines: list[QWidget] = []
        for name, title, options in self._choices():
            field = ChoiceField(title, options)
            field.changed.connect(self._changed)
            self.fields[name] = field
            lines.append(FormLine(Label(title, "body", "muted"), field, share=0.34))
        self.recognise = PillButton(
            self.tr("As the text has it"),
            None,
            self.tr("Take the convention under which most lines of the text hold"),
            "link",
            True,
        )
        self.recognise.clicked.connect(self._recognise)
        self.set_lines([*lines, self.recognise])

    def _choices(self) -> tuple[tuple[str, str, list[tuple[str, str]]], ...]:
        return (
            ("examples", self.tr("Examples"), [
                ("columns", self.tr("in columns")), ("rows", self.tr("in rows")),
            ]),
            ("weights", self.tr("Weights W"), [
                ("outputs_by_inputs", self.tr("outputs × inputs")),
                ("inputs_by_outputs", self.tr("inputs × outputs")),
            ]),
            ("mean_at", self.tr("1/m stands"), [
                ("delta", self.tr("at dZ")), ("weights", self.tr("at dW and db")),
            ]),
            ("penalty", self.tr("Penalty"), [
                ("half", "½ λ ΣW²"), ("whole", "λ ΣW²"), ("half_over_m", "λ/(2m) ΣW²"),
                ("whole_over_m", "λ/m ΣW²"),
            ]),
            ("momentum", self.tr("Momentum"), [
                ("gradient", "v ← βv + g"), ("average", "v ← βv + (1−β)g"), ("step", "v ← βv − ηg"),
            ]),
            ("error", self.tr("Error"), [
                ("output_minus_target", self.tr("output − target")),
                ("target_minus_output", self.tr("target − output")),
            ]),
        )  # fmt: skip

    def show_convention(self, convention: Convention, by_hand: bool) -> None:
        """Show a convention, and offer the recognised one if it was chosen by hand."""
        self._convention = convention
        for name, field in self.fields.items():
            field.set_value(getattr(convention, name))
        self.recognise.setEnabled(by_hand)

    def _changed(self, value: str) -> None:
        name = next(name for name, field in self.fields.items() if field is self.sender())
        self.chosen.emit(replace(self._convention, **{name: value}))

    def _recognise(self) -> None:
        self.chosen.emit(None)


class BindingsTable(LineColumn):
    """Symbol, the value it stands for, and where that was read; one more line binds another symbol.

    Attributes
    ----------
    bound : Signal(str, str)
        The user binds a symbol to a value; with an empty value it is what the text says again.
    """

    bound = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(7, parent)
        self.fields: dict[str, ChoiceField] = {}
        self._shown: tuple[object, ...] = ()
        self.symbol = QLineEdit()
        self.symbol.setAccessibleName(self.tr("Another symbol"))
        self.symbol.setPlaceholderText(self.tr("Another symbol"))
        self.symbol.setToolTip(self.tr("A symbol of the text that is to be bound, such as theta or h"))
        self.symbol.setMaxLength(60)
        self.value = ChoiceField(self.tr("What it stands for"))
        self.value.changed.connect(self._add)
        self._last = FormLine(self.symbol, self.value, share=0.3)
        theme.manager().changed.connect(self.updateGeometry)

    def show_bindings(self, rows: Sequence[dict[str, str]], values: Sequence[str]) -> None:
        """Show rows of symbol, value and origin (``from``); `values` can be chosen."""
        shown = (tuple(tuple(row.items()) for row in rows), tuple(values))
        if shown == self._shown:
            return
        self._shown = shown
        self.fields = {}
        lines: list[QWidget] = []
        for row in rows:
            symbol, value = row["symbol"], row["value"]
            options: list[tuple[str, str]] = [(v, v) for v in values]
            if value not in values:
                options.insert(0, (value, value))
            if row["from"] == ORIGIN:
                options.insert(0, ("", self.tr("as the text has it")))
            field = ChoiceField(self.tr("{0} stands for").format(symbol), options)
            field.set_value(value)
            field.setProperty("symbol", symbol)
            field.changed.connect(self._changed)
            self.fields[symbol] = field
            lines.append(
                FormLine(Label(_pretty(symbol), "code"), field, translate("derivation", row["from"]), 0.3)
            )
        first = self.tr("choose …")
        self.value.set_options([("", first), *[(v, v) for v in values]])
        self.value.set_value("")
        keyboard = self.symbol.hasFocus()
        self.set_lines([*(lines or [self._no_names()]), self._last])
        if keyboard:
            self.symbol.setFocus()

    def _no_names(self) -> TextLabel:
        words = TextLabel("body", "muted")
        words.setText(
            self.tr("The text names no values of its own; usual names such as W¹ and δ² are known.")
        )
        return words

    def _changed(self, value: str) -> None:
        field = self.sender()
        if isinstance(field, ChoiceField):
            self.bound.emit(str(field.property("symbol")), value)

    def _add(self, value: str) -> None:
        symbol = self.symbol.text().strip()
        if not symbol:
            self.value.set_value("")
            self.symbol.setFocus()
        elif value:
            self.symbol.clear()
            self.bound.emit(symbol, value)


def _pretty(symbol: str) -> str:
    return symbol.replace("[", " ").replace("]", "")
