"""Output of the network over the plane, live behind the examples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.buffers import Array
from nnviz.core.run.activation_maps import ActivationMaps
from nnviz.views.data_editor.viewport import PlaneViewport
from nnviz.views.plotting import painting
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.tones import Tones

_SIDE, _LONG = 64, 200
_HALF = 0x7F7F7F
"""What is left of a colour that is halved."""


class Backdrop:
    """The output as colours over two inputs or one, or as a curve where one number follows one input."""

    def __init__(self) -> None:
        self._maps: ActivationMaps | None = None
        self._key: tuple[object, ...] = ()
        self._frame: Frame | None = None
        self.tones: Tones | None = None
        self._outputs: Array | None = None

    def show(self, frame: Frame, viewport: PlaneViewport, curve: bool) -> None:
        """Compute the answers over `viewport`, as a `curve` or as colours; none while they are hidden."""
        s = frame.samples
        inputs = len(s.input_names)
        if inputs > 2 or frame.hides_outputs:
            self._outputs = self._maps = None
            return
        key = (s, frame.experiment.layers, viewport, curve)
        if self._maps is None or key != self._key:
            self._key, self._curve = key, curve
            domain = (viewport.x, viewport.y)[:inputs]
            seen = replace(s, domain=domain)
            self._maps = ActivationMaps(frame.experiment, seen, _SIDE if inputs == 2 else _LONG)
            self.tones = Tones(s)
            size = (_SIDE, _SIDE) if inputs == 2 else (1, _LONG)
            self._pixels = np.zeros(size[0] * size[1], dtype=np.uint32)
            self._image = QImage(self._pixels.data, size[1], size[0], 4 * size[1], QImage.Format.Format_RGB32)
        with np.errstate(over="ignore"):
            self._outputs = self._maps.compute(frame.flat)[len(frame.experiment.layers)]
        if not curve and self.tones is not None:
            self.tones.colour(self._outputs, 0, False, self._pixels)
            # Half as strong as in Output: what is drawn has to stand out.
            background = (painting.packed(theme.current().panel) >> 1) & _HALF
            self._pixels >>= 1
            self._pixels &= _HALF
            self._pixels += background
            self._pixels |= 0xFF000000

    def clear(self) -> None:
        """Show nothing: the network learns something else."""
        self._outputs = None

    def paint(self, painter: QPainter, plot: QRectF, y: Scale) -> None:
        """Paint the answers."""
        if self._outputs is None:
            return
        if not self._curve:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(plot, self._image)
            return
        values = np.clip(self._outputs[0].astype(np.float64), -1e9, 1e9)
        across = np.linspace(plot.left(), plot.right(), len(values)).tolist()
        points = [
            QPointF(at, min(max(y.to(value), plot.top() - 1e4), plot.bottom() + 1e4))
            for at, value in zip(across, values.tolist(), strict=True) if np.isfinite(value)
        ]  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().muted), 2))
        painter.drawPolyline(QPolygonF(points))
