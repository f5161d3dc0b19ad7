"""A part of the explanation: a hairline, a small heading, perhaps a control, and the content."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.typeset import EquationWidget
from nnviz.views.controls import ElidedLabel, Hairline
from nnviz.views.controls.pages import height_of, place


class ExplainSection(QWidget):
    """Heading and contents below each other.

    Parameters
    ----------
    title
        The heading.
    contents
        Shown below it, each as tall as it needs to be for the width.
    tool
        A control at the right of the heading.
    line
        Whether a hairline parts it from what stands above.
    """

    BLEED = EquationWidget.BLEED

    def __init__(
        self, title: str, *contents: QWidget, tool: QWidget | None = None, line: bool = True
    ) -> None:
        super().__init__()
        self._heading = ElidedLabel(title, "section", "muted", parent=self)
        self._line = Hairline(parent=self) if line else None
        self._contents = [(content, True) for content in contents]
        self._tool = tool
        for widget in (*contents, *([tool] if tool else [])):
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_title(self, title: str) -> None:
        """Give it another heading."""
        if title != self._heading.text():
            self._heading.setText(title)

    def show_content(self, content: QWidget, shown: bool) -> None:
        """Show or hide one of the contents."""
        self._contents = [(each, shown if each is content else was) for each, was in self._contents]
        content.setVisible(shown)

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the contents for a width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of everything."""
        return self._place(width - 2 * self.BLEED, False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything."""
        super().resizeEvent(event)
        self._place(self.width() - 2 * self.BLEED, True)

    def arrange(self) -> None:
        """Place everything again: a content has another height."""
        self._place(self.width() - 2 * self.BLEED, True)

    def _place(self, width: int, move: bool) -> int:
        top, left = 0, self.BLEED
        if self._line is not None:
            if move:
                self._line.setGeometry(left, 0, width, 1)
            top = theme.px(10)
        tool = self._tool if self._tool is not None and not self._tool.isHidden() else None
        heading, room = self._heading.sizeHint().height(), width
        if tool is not None:
            size = tool.sizeHint()
            room = max(width - size.width() - theme.px(8), 1)
            if move:
                tool.resize(size)
                tool.move(left + width - size.width(), top + (heading - size.height()) // 2)
        if move:
            self._heading.setGeometry(left, top, room, heading)
        top += heading
        for content, shown in self._contents:
            if not shown:
                continue
            top += theme.px(5)
            tall = height_of(content, width)
            if move:
                place(content, left, top, width, tall)
            top += tall
        return top
