"""A picture of a lesson."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.lessons.lesson import LessonPicture

_WIDEST = 1200
"""Pixels that are kept of a wider picture: a panel is never wider."""


class PictureBlock(QWidget):
    """A picture at its own size, smaller where the panel is narrower; its words are its accessible name."""

    def __init__(self, picture: LessonPicture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self.image = picture.words, read_image(picture)
        self._size = QSize(*picture.size)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(picture.words)
        self.setToolTip(picture.words)

    def hasHeightForWidth(self) -> bool:
        """Keep the proportions."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the picture for a width."""
        return self._shown(width).height()

    def _shown(self, width: int) -> QRect:
        wide = min(width, theme.px(self._size.width()))
        return QRect(0, 0, wide, max(round(wide * self._size.height() / self._size.width()), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or its words if it cannot be read."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if not self.image.isNull():
                painter.drawImage(self._shown(self.width()), self.image)
                return
            painter.setPen(QColor(theme.current().muted))
            painter.setFont(theme.font("body"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self._words)


def read_image(picture: LessonPicture) -> QImage:
    """Return the picture; an empty one if its content is damaged."""
    buffer = QBuffer()
    buffer.setData(QByteArray(picture.content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    if picture.size[0] > _WIDEST:
        reader.setScaledSize(QSize(_WIDEST, max(round(_WIDEST * picture.size[1] / picture.size[0]), 1)))
    return reader.read()
