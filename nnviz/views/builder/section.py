"""A heading and the settings under it, the less common ones folded away."""

from __future__ import annotations

from typing import Protocol, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.views.builder.rows import INSET
from nnviz.views.controls import ElidedLabel, SectionHeading, Unfold

R = TypeVar("R", bound=QWidget)


class Disclosure(Unfold):
    """Unfolds the less common settings of a section."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.toggled.connect(self._relabel)
        self._relabel(False)

    def sizeHint(self) -> QSize:
        """Return room for either word and the chevron."""
        widths = [self.fontMetrics().horizontalAdvance(word) for word in (self.tr("more"), self.tr("less"))]
        return QSize(max(widths) + theme.px(14 + 4), theme.px(20))

    def _relabel(self, unfolded: bool) -> None:
        self.setText(self.tr("less") if unfolded else self.tr("more"))
        self.update()


class Synced(Protocol):
    """Something that shows a part of an experiment."""

    def sync(self, e: Experiment) -> None:
        """Show what `e` has here, silently."""


class BuilderSection(QWidget):
    """Rows under a heading, the less common ones folded away.

    While they are, the heading says which of them are not as usual: nothing that changes the result
    is hidden. Subclasses call `set_head`, `add` their rows and say in `arrange` which are shown.

    Parameters
    ----------
    session
        What is edited.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.more = Disclosure()
        self._heading = SectionHeading("")
        self.summary = ElidedLabel("", "label", "muted")
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._head = QHBoxLayout()
        self._head.addWidget(self._heading)
        self._head.addWidget(self.summary, 1)
        self._head.addWidget(self.more)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._rows: list[Synced] = []
        self.more.toggled.connect(self._toggled)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    @property
    def unfolded(self) -> bool:
        """Whether the less common settings are shown."""
        return self.more.isChecked()

    def set_head(self, title: str, more: str, tooltip: str) -> None:
        """Set the heading, and the accessible name and the tooltip of what unfolds the rest."""
        self._heading.setText(title)
        self.setAccessibleName(title)
        self.more.setAccessibleName(more)
        self.more.setToolTip(tooltip)

    def add(self, row: R) -> R:
        """Put a row below the others and keep it in step with the experiment."""
        self._column.addWidget(row)
        self._rows.append(row)  # type: ignore[arg-type]
        return row

    def sync(self, e: Experiment) -> None:
        """Show `e`, silently."""
        self.arrange(e)
        for row in self._rows:
            row.sync(e)
        self.summary.setText("" if self.unfolded else " · ".join(self.unusual(e)))

    def arrange(self, e: Experiment) -> None:
        """Show the rows that `e` has, and hide the others."""

    def unusual(self, e: Experiment) -> list[str]:
        """Return, in a word or two each, which folded settings are not as usual."""
        return []

    def _toggled(self) -> None:
        self.sync(self.session.experiment)

    def _restyle(self) -> None:
        self._head.setContentsMargins(theme.px(INSET), theme.px(3), 0, theme.px(1))
        self._head.setSpacing(theme.px(8))
