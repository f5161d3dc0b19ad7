"""A column of blocks, each as tall as it needs to be for the width."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from nnviz import theme


@dataclass
class _Block:
    widget: QWidget
    space: int
    steady: bool
    shown: bool = True
    tallest: int = 0


class Page(QWidget):
    """Stacks blocks and keeps those below a steady one where they are.

    A steady block keeps the height of the tallest content it had, as long as everything fits into view, so
    that stepping does not move what stands below it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("plain", True)
        self._blocks: list[_Block] = []
        self._width = 0

    def add(self, widget: QWidget, space: int, steady: bool = False) -> None:
        """Add a block, `space` pixels at scale 1 below the one before it."""
        widget.setParent(self)
        self._blocks.append(_Block(widget, space, steady))

    def take(self, widget: QWidget) -> tuple[int, int]:
        """Take a block out of the page; return where it stood and its space, as `put` takes them."""
        at = next(i for i, block in enumerate(self._blocks) if block.widget is widget)
        return at, self._blocks.pop(at).space

    def put(self, widget: QWidget, at: int, space: int) -> None:
        """Put a block where another one was taken from."""
        widget.setParent(self)
        self._blocks.insert(at, _Block(widget, space, False))
        widget.show()

    def show_block(self, widget: QWidget, shown: bool) -> None:
        """Show or hide a block; `fit` then moves the others."""
        block = next(b for b in self._blocks if b.widget is widget)
        if block.shown != shown:
            block.shown = shown
            widget.setVisible(shown)

    def forget(self) -> None:
        """Forget how tall the contents have been: others are to come."""
        for block in self._blocks:
            block.tallest = 0

    def fit(self, width: int, height: int, seen: int) -> None:
        """Place the blocks for a width; `height` is what can be seen without scrolling.

        A scroll bar takes its room from the margin, so nothing moves to the side when it comes: `seen` is
        the width that it leaves.
        """
        if width != self._width:
            self._width = width
            self.forget()
        side, edge = theme.px(14), theme.px(12)
        inner = max(width - 2 * side, 1)
        shown = [block for block in self._blocks if block.shown]
        heights = [height_of(block.widget, inner) for block in shown]
        spaces = [theme.px(block.space) if number else 0 for number, block in enumerate(shown)]
        free = height - 2 * edge - sum(heights) - sum(spaces)
        top = edge
        for block, tall, space in zip(shown, heights, spaces, strict=True):
            top += space
            place(block.widget, side, top, inner, tall)
            top += tall
            if block.steady:
                block.tallest = max(block.tallest, tall)
                kept = min(block.tallest - tall, max(free, 0))
                free -= kept
                top += kept
        self.resize(seen, max(top + edge, 1))


def height_of(widget: QWidget, width: int) -> int:
    """Return how tall a widget needs to be for a width."""
    if widget.hasHeightForWidth():
        return widget.heightForWidth(width + 2 * getattr(widget, "BLEED", 0))
    return widget.sizeHint().height()


def place(widget: QWidget, left: int, top: int, width: int, height: int) -> None:
    """Place a widget, and what it arranges itself, so that what it shows is level with `left`."""
    bleed = getattr(widget, "BLEED", 0)
    same = (width + 2 * bleed, height) == (widget.width(), widget.height())
    widget.setGeometry(left - bleed, top, width + 2 * bleed, height)
    if same and hasattr(widget, "arrange"):
        widget.arrange()
