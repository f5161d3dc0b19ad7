"""Lines of the data section: links to the editors, the size of a table, what was left out, scaling."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QWidget

from nnviz import theme
from nnviz.core.arrays.dataset_arrays import DatasetArrays, samples
from nnviz.core.data.features import title
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.text.number_format import format_number
from nnviz.core.text.translate import plural
from nnviz.views.builder.rows import INSET
from nnviz.views.controls import ElidedLabel, FormRow, Label, PillButton
from nnviz.views.plotting import painting

_LINE, _MOST = 18, 8


class DataLinks(QWidget):
    """Draw, or edit as a table.

    Signals
    -------
    wanted(str)
        ``plane`` or ``table``.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.draw = PillButton(
            self.tr("draw…"), None, self.tr("Draw examples on the plane (Ctrl+D)"), "link", focusable=True
        )
        self.table = PillButton(
            self.tr("table…"), None, self.tr("Type and paste examples, row by row (Ctrl+Shift+D)"), "link",
            focusable=True,
        )  # fmt: skip
        self.draw.setAccessibleName(self.tr("Draw data"))
        self.table.setAccessibleName(self.tr("Edit data in a table"))
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        for button, slot in ((self.draw, self._draw), (self.table, self._table)):
            button.clicked.connect(slot)
            self._row.addWidget(button)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def sync(self, e: Experiment) -> None:
        """Show `e`: every kind of data can be edited."""

    def _draw(self) -> None:
        self.wanted.emit("plane")

    def _table(self) -> None:
        self.wanted.emit("table")

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(INSET), 0, 0, 0)
        self._row.setSpacing(theme.px(14))
        self.setFixedHeight(theme.px(FormRow.HEIGHT - 4))


class FactLine(QWidget):
    """A line that is there only while there is something to say.

    Parameters
    ----------
    text
        The label.
    read
        Gives the words for an experiment and what more its tooltip says; empty words hide the line.
    """

    def __init__(self, text: str, read: Callable[[Experiment], tuple[str, str]]) -> None:
        super().__init__()
        self._label, self._read = text, read
        self._words = ElidedLabel("", "value", "ink")
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._row = QHBoxLayout(self)
        self._row.addWidget(Label(text, "body", "muted"))
        self._row.addWidget(self._words, 1)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """Return the words."""
        return self._words.text()

    def sync(self, e: Experiment) -> None:
        """Show what there is to say about `e`."""
        words, more = self._read(e)
        self.setVisible(bool(words))
        self._words.setText(words)
        self.setToolTip(more)
        self.setAccessibleName(f"{self._label} · {words}")

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(INSET), 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self.setFixedHeight(theme.px(FormRow.HEIGHT))


class TableLine(QWidget):
    """The size of the table, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._size = ElidedLabel("", "value", "ink")
        self._size.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._row = QHBoxLayout(self)
        self._row.addWidget(Label(self.tr("size"), "body", "muted"))
        self._row.addWidget(self._size, 1)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """Return the words."""
        return self._size.text()

    def sync(self, e: Experiment) -> None:
        """Show the size of the table of `e`, if it has one."""
        if e.data.inputs is None:
            return
        rows, inputs = e.data.inputs.shape
        examples = plural.tr("%n example(s)", "", rows)
        columns = plural.tr("%n input(s)", "", inputs)
        self._size.setText(self.tr("{0} × {1}").format(examples, columns))
        self.setAccessibleName(self.tr("custom table · {0}").format(self.text()))

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(INSET), 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self.setFixedHeight(theme.px(FormRow.HEIGHT))


class ScalingLines(QWidget):
    """One line a feature, ``name   mean ± standard deviation``; the first few of many."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self.updateGeometry)

    def sync(self, e: Experiment) -> None:
        """Show the features of `e`, if they are standardised."""
        self.lines = self._lines(samples(e)) if e.standardize else []
        self.setAccessibleName("\n".join(words for _, _, words in self.lines))
        self.updateGeometry()
        self.update()

    def _lines(self, s: DatasetArrays) -> list[tuple[str, str, str]]:
        standard = s.standardizer
        if standard is None:
            return []
        names = s.feature_labels or tuple(title(name) for name in s.feature_names)
        first = s.train[: s.features, 0]
        lines = []
        for name, mean, scale, after in zip(
            names[:_MOST], standard.mean.tolist(), standard.scale.tolist(), first.tolist(), strict=False
        ):
            before = after * scale + mean
            words = self.tr("{0}: mean {1}, standard deviation {2}; {3} becomes {4}").format(
                name, *(format_number(number) for number in (mean, scale, before, after))
            )
            lines.append((name, f"{_short(mean)} ± {_short(scale)}", words))
        if len(names) > _MOST:
            more = self.tr("and {0} more").format(f"{len(names) - _MOST:,}")
            lines.append((more, "", more))
        return lines

    def sizeHint(self) -> QSize:
        """Return room for the lines."""
        return QSize(theme.px(160), theme.px(_LINE * len(self.lines) + 2 * bool(self.lines)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names at the left, numbers at the right."""
        with QPainter(self) as painter:
            for number, (name, value, _) in enumerate(self.lines):
                left = theme.px(INSET)
                room = QRectF(left, theme.px(_LINE) * number, self.width() - left, theme.px(_LINE))
                painting.text(painter, room, value, "ink", painting.RIGHT)
                free = room.width() - painting.width(value) - theme.px(6)
                painting.text(painter, room, painting.elided(name, free), "muted")

    def event(self, event: object) -> bool:
        """Say in a tooltip what a line means."""
        if isinstance(event, QHelpEvent):
            number = event.pos().y() // max(theme.px(_LINE), 1)
            words = self.lines[number][2] if 0 <= number < len(self.lines) else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)  # type: ignore[arg-type]


def _short(value: float) -> str:
    """Return a number with three figures."""
    return f"{value:.3g}".replace("-", "−") if 1e-3 <= abs(value) < 1e5 or not value else format_number(value)
