"""Verdict of the gradient check on the gradient in view."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.checks.gradient_check import Check
from nnviz.core.experiment.selection import Selection
from nnviz.core.network.value import value_named
from nnviz.core.text.number_format import format_number
from nnviz.core.text.scripts import subscript, superscript
from nnviz.views.controls.labels import TextLabel

_DIGITS = 6


class CheckVerdict(QWidget):
    """A mark with the relative error, and one entry: ours beside the central difference."""

    def __init__(self) -> None:
        super().__init__()
        self.mark, self.numbers = TextLabel("body", "muted"), TextLabel("value", "muted")
        for text in (self.mark, self.numbers):
            text.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_check(self, check: Check, selection: Selection | None, example: int) -> None:
        """Show a result, at the selected entry or else at the largest."""
        error = format_number(check.relative_error, 1) if check.relative_error else "0"
        if check.passed and check.unsure == check.gradient.size:
            self.mark.set_role("heading", "muted")
            self.mark.setText(self.tr("cannot be checked in float64: rounding is larger than the gradient"))
        elif check.passed and check.unsure + check.costly == check.gradient.size:
            self.mark.set_role("heading", "muted")
            self.mark.setText(self.tr("not checked: the network is too large for exact differences"))
        elif check.passed:
            self.mark.set_role("heading", "success")
            self.mark.setText(self.tr("✓ central differences agree, relative error {0}").format(error))
        else:
            self.mark.set_role("heading", "danger")
            self.mark.setText(self.tr("✗ central differences disagree, relative error {0}").format(error))
        row, column = entry(check, selection, example)
        text = self.tr("{0}: ours {1}, central difference {2}").format(
            symbol(check.name, row, column),
            format_number(float(check.gradient[row, column]), _DIGITS),
            format_number(float(check.numeric[row, column]), _DIGITS),
        )
        if check.kinks:
            left_out = self.tr("skipped: {0} at a kink, where the derivative is undefined")
            text += "\n" + left_out.format(check.kinks)
        if check.unsure:
            left_out = self.tr("left out: {0} that rounding makes impossible to check in float64")
            text += "\n" + left_out.format(check.unsure)
        if check.costly:
            left_out = self.tr("left out: {0}, the network is too large for exact differences")
            text += "\n" + left_out.format(check.costly)
        self.numbers.setText(text)

    def show_waiting(self) -> None:
        """Say that the check is under way."""
        self.mark.set_role("body", "muted")
        self.mark.setText(self.tr("checking with central differences …"))
        self.numbers.setText(" ")

    def show_too_large(self, entries: int) -> None:
        """Say that there are too many entries to check while stepping."""
        self.mark.set_role("body", "muted")
        self.mark.setText(self.tr("not checked here: {0} entries").format(f"{entries:,}"))
        self.numbers.setText("")

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the texts for a width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of both texts."""
        return self.mark.heightForWidth(width) + theme.px(2) + self.numbers.heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place both texts."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place both texts again."""
        first = self.mark.heightForWidth(self.width())
        self.mark.setGeometry(0, 0, self.width(), first)
        self.numbers.setGeometry(
            0, first + theme.px(2), self.width(), max(self.numbers.heightForWidth(self.width()), 0)
        )


def entry(check: Check, selection: Selection | None, example: int) -> tuple[int, int]:
    """Return the entry of a check that belongs to `pick` (and `example`), or else the largest."""
    value = value_named(check.name)
    if selection is not None and selection.layer == value.layer:
        own = Selection.of_entry(value, selection.unit, selection.source or 0, 0)
        if own is not None and own.kind == selection.kind and selection.unit < check.gradient.shape[0]:
            return selection.unit, example if value.per_example else selection.source or 0
    sizes = np.nan_to_num(np.abs(check.gradient))
    row, column = divmod(int(np.argmax(sizes)), sizes.shape[1])
    return row, column


def symbol(name: str, row: int, column: int) -> str:
    """Return how an entry of a gradient is written: ``∂C/∂w¹₂₁``, ``δ¹₂``."""
    value = value_named(name)
    if value.info.belongs_to in ("weight", "bias"):
        own = Selection.of_entry(value, row, column, 0)
        return name if own is None else f"∂C/∂{own.symbol}"
    return f"{value.info.gradient_text % superscript(value.layer)}{subscript(row + 1)}"
