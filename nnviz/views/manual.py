"""The manual, read without a network: its pages at the left, the page that is open at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QListWidget, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from nnviz import resources, theme

PAGES = (
    "window", "teaching", "keys", "command-line", "file-format", "claims", "derivations", "lessons", "python",
    "testing", "controls", "architecture", "decisions",
)  # fmt: skip
"""File names of the pages, in the order they are listed."""


def page_path(name: str) -> Path:
    """Return the file of a page; raises FileNotFoundError if there is none."""
    return resources.path("manual", f"{name}.md")


def page_title(text: str) -> str:
    """Return the first heading of a page."""
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")


class ManualDialog(QDialog):
    """A window with the manual.

    Parameters
    ----------
    parent
        The main window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Manual"))
        self.setAccessibleName(self.windowTitle())
        self._texts = {name: page_path(name).read_text(encoding="utf-8") for name in PAGES}
        self.contents = QListWidget()
        self.contents.setAccessibleName(self.tr("Pages of the manual"))
        self.contents.addItems([page_title(text) for text in self._texts.values()])
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setAccessibleName(self.tr("Page of the manual"))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.contents)
        split.addWidget(self.page)
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(190), theme.px(760)])
        column = QVBoxLayout(self)
        margin = theme.px(12)
        column.setContentsMargins(margin, margin, margin, margin)
        column.addWidget(split)
        self.contents.currentRowChanged.connect(self._show_row)
        self.page.anchorClicked.connect(self._follow)
        self.contents.setCurrentRow(0)
        screen = self.screen().availableSize()
        self.resize(min(theme.px(980), screen.width() - 40), min(theme.px(720), screen.height() - 60))

    def open_page(self, name: str) -> None:
        """Show a page by its file name without the suffix; an unknown name is ignored."""
        if name in PAGES:
            self.contents.setCurrentRow(PAGES.index(name))

    def _show_row(self, row: int) -> None:
        # Qt's Markdown has no keyboard element; bold says the same.
        text = list(self._texts.values())[row].replace("<kbd>", "**").replace("</kbd>", "**")
        self.page.setMarkdown(text)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
        else:
            self.open_page(Path(link.path()).stem)
