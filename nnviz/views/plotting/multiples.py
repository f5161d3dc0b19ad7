"""Small pictures side by side, as large as they can be."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF


def cells(area: QRectF, count: int, wide: float, high: float, gap: float) -> list[QRectF]:
    """Divide `area` into `count` cells in reading order.

    One column is taken as long as its cells are `high` enough, else the number of columns that comes
    closest to cells of `wide` by `high`.
    """
    if not count:
        return []

    def size(columns: int) -> tuple[float, float]:
        rows = math.ceil(count / columns)
        return (area.width() + gap) / columns - gap, (area.height() + gap) / rows - gap

    def fit(columns: int) -> float:
        w, h = size(columns)
        return min(w / wide, h / high)

    columns = 1 if size(1)[1] >= high else max(range(1, count + 1), key=fit)
    w, h = size(columns)
    return [
        QRectF(area.left() + (i % columns) * (w + gap), area.top() + (i // columns) * (h + gap), w, h)
        for i in range(count)
    ]
