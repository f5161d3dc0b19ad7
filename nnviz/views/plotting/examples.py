"""The examples on a picture: where they are, what marks them, which one is pointed at."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnviz import theme
from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import decide
from nnviz.core.text.translate import translate
from nnviz.views.plotting import painting
from nnviz.views.plotting.picture import BOTH, TEST, TRAIN, PictureOptions
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.verdicts import Verdicts

REACH = 8
"""Pixels within which an example is pointed at."""
_MOST_OF_BATCH = 64
_FEW = 40


def sets(options: PictureOptions) -> tuple[str, ...]:
    """Return which sets are shown, those painted later last."""
    return (TEST, TRAIN) if options.points == BOTH else (options.points,)


class Examples:
    """Training examples as discs, test examples as hollow diamonds.

    Parameters
    ----------
    frame
        Whose examples.
    heights
        ``train`` and ``test`` → the second coordinate of every example, ``(examples,)``; the first is the
        first input.
    """

    def __init__(self, frame: Frame, heights: dict[str, Array]) -> None:
        s = self._samples = frame.samples
        self.verdicts = Verdicts(frame)
        self._at = {
            name: np.column_stack([raw[:, 0], heights[name]])
            for name, raw in ((TRAIN, s.raw_train), (TEST, s.raw_test))
        }
        self._cross: QPixmap | None = None
        self._cross_key: object = None

    def place(self, name: str, number: int, x: Scale, y: Scale) -> QPointF:
        """Return where an example of a set is."""
        across, up = self._at[name][number].tolist()
        return QPointF(x.to(across), y.to(up))

    def paint(
        self,
        painter: QPainter,
        x: Scale,
        y: Scale,
        options: PictureOptions,
        radius: float,
        colours: dict[str, list[str]],
        rim: str,
    ) -> None:
        """Paint all that are drawn; `colours` has a colour for each of them, by set."""
        shapes: dict[str, Callable[..., None]] = {TRAIN: painting.disc, TEST: painting.diamond}
        for name in sets(options):
            drawn = self._at[name][self.verdicts.drawn[name]].tolist()
            for (across, up), colour in zip(drawn, colours[name], strict=True):
                shapes[name](painter, QPointF(x.to(across), y.to(up)), radius, colour, rim)

    def paint_batch(
        self,
        painter: QPainter,
        x: Scale,
        y: Scale,
        options: PictureOptions,
        radius: float,
        colours: Callable[[Array], list[str]],
    ) -> None:
        """Bring out the examples of the present batch; `colours` gives those of some examples."""
        if options.points == TEST or not options.batch:
            return
        numbers = options.batch[:_MOST_OF_BATCH]
        painter.setPen(QPen(QColor(theme.current().ink), theme.px(130) / 100))
        for number, colour in zip(numbers, colours(np.array(numbers)), strict=True):
            painter.setBrush(QColor(colour))
            painter.drawEllipse(self.place(TRAIN, number, x, y), radius, radius)

    def paint_wrong(
        self, painter: QPainter, x: Scale, y: Scale, options: PictureOptions, radius: float
    ) -> None:
        """Cross out those that are misclassified."""
        known = [self.verdicts.wrong[name] for name in sets(options) if name in self.verdicts.wrong]
        marked = sum(int(wrong.sum()) for wrong in known)
        # Shorter arms where crosses are many: they would hide one another, and the map.
        arm = 3.5 if marked <= _FEW else 1.8
        stamp = self._stamp(radius, arm, painter.device().devicePixelRatioF())
        half = stamp.deviceIndependentSize().width() / 2
        for name in sets(options):
            wrong = self.verdicts.wrong.get(name)
            if wrong is None:
                continue
            for across, up in self._at[name][self.verdicts.drawn[name][wrong]].tolist():
                painter.drawPixmap(QPointF(round(x.to(across) - half), round(y.to(up) - half)), stamp)

    def _stamp(self, radius: float, arm: float, ratio: float) -> QPixmap:
        """Return the cross, painted once for each size and theme."""
        key = (radius, arm, ratio, theme.current().name)
        if self._cross is None or key != self._cross_key:
            side = round(2 * (radius + theme.px(6)))
            self._cross_key, self._cross = key, QPixmap(round(side * ratio), round(side * ratio))
            self._cross.setDevicePixelRatio(ratio)
            self._cross.fill(Qt.GlobalColor.transparent)
            with QPainter(self._cross) as painter:
                painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                _cross(painter, QPointF(side / 2, side / 2), radius, arm)
        return self._cross

    def nearest(self, at: QPointF, x: Scale, y: Scale, options: PictureOptions) -> tuple[str, int] | None:
        """Return set and number of the example that is pointed at."""
        best: tuple[float, str, int] | None = None
        for name in sets(options):
            drawn = self.verdicts.drawn[name]
            if not len(drawn):
                continue
            points = self._at[name][drawn]
            across = x.to(points[:, 0]) - at.x()  # type: ignore[arg-type]
            up = y.to(points[:, 1]) - at.y()  # type: ignore[arg-type]
            distances = np.hypot(across, up)
            k = int(distances.argmin())
            if distances[k] <= theme.px(REACH) and (best is None or distances[k] <= best[0]):
                best = float(distances[k]), name, int(drawn[k])
        return None if best is None else best[1:]

    def rows(
        self, name: str, number: int, flat: Array, inputs: tuple[str, ...], names: tuple[str, ...], unit: int
    ) -> tuple[str, list[painting.Row]]:
        """Return what is known of one example: its inputs, its target, the output, its loss."""
        s: DatasetArrays = self._samples
        targets, outputs, loss, wrong = self.verdicts.of(name, number, flat)
        raw = (s.raw_train if name == TRAIN else s.raw_test)[number]
        rows = [(title, painting.number(value, 2)) for title, value in zip(inputs, raw, strict=True)]
        head = (
            translate("Picture", "training example {0}")
            if name == TRAIN
            else translate("Picture", "test example {0}")
        )
        if names:
            low = float(s.train[s.features + 1 :].min())
            truth, said = (int(decide(column[:, None], low)[0]) for column in (targets, outputs))
            rows += [
                (translate("Picture", "target"), names[truth]),
                (translate("Picture", "says"), names[said]),
            ]
            rows.append(("ŷ", painting.number(outputs[said if len(outputs) > 1 else 0])))
        else:
            rows.append((translate("Picture", "target"), painting.number(targets[unit], 2)))
            rows.append(("ŷ", painting.number(outputs[unit])))
        rows.append((translate("Picture", "loss"), painting.number(loss)))
        return head.format(number + 1) + (" · " + translate("Picture", "wrong") if wrong else ""), rows


def _cross(painter: QPainter, at: QPointF, radius: float, arm: float) -> None:
    """Paint a cross that leaves the example in its middle to be seen."""
    look = theme.current()
    inner, outer = 0.72 * radius + 0.7, 0.72 * radius + arm * theme.manager().scale
    lines = [
        QLineF(at + QPointF(inner * i, inner * j), at + QPointF(outer * i, outer * j))
        for i in (-1, 1)
        for j in (-1, 1)
    ]
    for colour, width in ((look.panel, arm + 0.2), (look.ink, 1.7 if arm > 2 else 1.4)):
        painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines(lines)
