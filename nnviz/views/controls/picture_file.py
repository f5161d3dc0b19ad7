"""The bytes of a picture file."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter, QPixmap


def png(picture: QPixmap | QImage) -> bytes:
    """Return a picture as the bytes of a PNG file, so that the file can be written whole or not at all."""
    data = QByteArray()
    device = QBuffer(data)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    image = picture.toImage() if isinstance(picture, QPixmap) else picture
    QImageWriter(device, QByteArray(b"png")).write(image)
    device.close()
    return bytes(data.data())
