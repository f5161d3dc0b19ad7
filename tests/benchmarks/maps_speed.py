"""All units' maps of 2-8×6-1, from the same numbers to painted pixels: ours beside one ImageItem each."""

from __future__ import annotations

import os
import statistics
import time

SIDE = 100
GAP = 4
COLUMNS = 8


def measure(rounds: int = 40) -> dict:
    """Paint 49 maps of 100×100 in turn by both, and return medians in milliseconds and of the ratios.

    The ratio is the median over the rounds of ours divided by pyqtgraph's, each painting all maps, changed
    since the round before, into the same 1:1 layout.
    """
    os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
    import numpy as np

    from nnviz import app as start
    from nnviz import theme
    from nnviz.core.run.activation_maps import ActivationMaps
    from nnviz.core.run.timeline import Timeline
    from tests.benchmarks.core_speed import experiment

    app = start.application()
    theme.manager().apply(app, "light")
    e = experiment("2-8x6-1")
    timeline = Timeline(e)
    maps = ActivationMaps(e, timeline.trainer.samples, SIDE)
    # Parameters of two positions by turns, so that no picture is the one before.
    flats = []
    for _ in range(2):
        timeline.run(400)
        flats.append(timeline.trainer.parameters.flat.copy())
    ours, theirs = _Ours(e, timeline.trainer.samples), _Items(49)
    times: dict[str, list[float]] = {"compute": [], "ours": [], "items": []}
    for k in range(rounds + 3):
        began = time.perf_counter()
        layers = maps.compute(flats[k % 2])
        computed = time.perf_counter()
        ours.draw(layers)
        drawn = time.perf_counter()
        rows = [row.reshape(SIDE, SIDE) for a in layers.values() for row in a]
        app.processEvents()
        other = time.perf_counter()
        theirs.draw(rows)
        done = time.perf_counter()
        if k >= 3:
            for name, elapsed in (
                ("compute", computed - began),
                ("ours", drawn - computed),
                ("items", done - other),
            ):
                times[name].append(1e3 * elapsed)
    # Both have painted the same: the middle of every map has the same colour.
    worst = max(
        abs(a - b)
        for at in _places(49)
        for a, b in zip(
            ours.target.pixelColor(at[0] + 50, at[1] + 50).getRgb(),
            theirs.target.pixelColor(at[0] + 50, at[1] + 50).getRgb(),
            strict=True,
        )
    )
    theirs.close()
    ratios = [a / b for a, b in zip(times["ours"], times["items"], strict=True)]
    return {
        "maps": 49,
        "compute_ms": round(statistics.median(times["compute"]), 2),
        "ours_ms": round(statistics.median(times["ours"]), 2),
        "image_items_ms": round(statistics.median(times["items"]), 2),
        "ratio": round(statistics.median(ratios), 3),
        "bound": 0.35,
        "colours_differ_by": int(np.int64(worst)),
    }


def _places(count: int) -> list[tuple[int, int]]:
    pitch = SIDE + GAP
    return [(k % COLUMNS * pitch, k // COLUMNS * pitch) for k in range(count)]


def _canvas(count: int):
    from PySide6.QtGui import QImage

    pitch = SIDE + GAP
    image = QImage(COLUMNS * pitch, -(-count // COLUMNS) * pitch, QImage.Format.Format_RGB32)
    image.fill(0)
    return image


class _Ours:
    """The way of the network view: its own `Pictures`, fed with maps that are computed already."""

    def __init__(self, e, samples) -> None:
        from nnviz import theme
        from nnviz.core.run.timeline import Timeline
        from nnviz.views.network.pictures import Pictures
        from nnviz.views.network.structure import structure

        widths = enumerate(e.widths)
        shown = {layer: tuple(range(width)) for layer, width in widths}
        network = structure(Timeline(e).frame())
        self._pictures = Pictures(network, theme.diverging(), shown, SIDE, SIDE)
        self._units = [(layer, unit) for layer, units in shown.items() if layer for unit in units]
        self.target = _canvas(len(self._units))

    def draw(self, layers) -> None:
        from PySide6.QtGui import QPainter

        self._pictures.take(layers)
        with QPainter(self.target) as painter:
            for (x, y), key in zip(_places(len(self._units)), self._units, strict=True):
                painter.drawImage(x, y, self._pictures.image(*key))


class _Items:
    """One pyqtgraph ImageItem each, its scene painted 1:1."""

    def __init__(self, count: int) -> None:
        import numpy as np
        import pyqtgraph as pg

        from nnviz import theme

        table = theme.diverging()
        lut = np.stack([(table >> 16) & 255, (table >> 8) & 255, table & 255], axis=1).astype(np.uint8)
        self.target = _canvas(count)
        self._view = pg.GraphicsView(background=None)
        self._view.resize(self.target.width(), self.target.height())
        self._items = []
        for x, y in _places(count):
            item = pg.ImageItem(axisOrder="row-major", levels=(-1, 1), lut=lut, autoDownsample=False)
            item.setPos(x, y)
            self._view.addItem(item)
            self._items.append(item)
        self._all = self.target.rect().toRectF()
        self._view.setRange(self._all, padding=0)

    def draw(self, rows) -> None:
        from PySide6.QtGui import QPainter

        for item, row in zip(self._items, rows, strict=True):
            item.setImage(row, autoLevels=False)
        with QPainter(self.target) as painter:
            self._view.scene().render(painter, self._all, self._all)

    def close(self) -> None:
        self._view.close()
