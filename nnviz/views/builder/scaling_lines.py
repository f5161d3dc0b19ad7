"""Effect of standardization on every feature: mean, spread, and a value before and after."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz import theme
from nnviz.core.arrays.dataset_arrays import DatasetArrays, samples
from nnviz.core.data.features import title
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.text.number_format import format_number
from nnviz.views.builder.row import INSET
from nnviz.views.plotting import painting

_LINE, _MOST = 18, 8


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
