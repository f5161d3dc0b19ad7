"""Pictures of widgets, looked at."""

import numpy as np
from PySide6.QtGui import QImage, QPixmap


def distinct_colours(picture: QPixmap) -> int:
    """Return how many different colours a picture has: one where nothing was painted."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), -1)
    return len(np.unique(rows[:, : image.width()]))
