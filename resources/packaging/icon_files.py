"""Icon files of Windows and macOS, painted from the SVG: both are containers of PNG pictures."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_KINDS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}
"""Type of an entry → edge in pixels (Apple's icon family with PNG data)."""


def png(source: Path, edge: int) -> bytes:
    """Return an SVG picture as PNG, `edge` pixels wide and high."""
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def write_ico(source: Path, target: Path) -> None:
    """Write a Windows icon with every size of `ICO_SIZES`."""
    pictures = [png(source, edge) for edge in ICO_SIZES]
    offset = 6 + 16 * len(pictures)
    entries = b""
    for edge, picture in zip(ICO_SIZES, pictures, strict=True):
        # A size of 256 is written as 0.
        entries += struct.pack("<BBBBHHII", edge % 256, edge % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    target.write_bytes(struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures))


def write_icns(source: Path, target: Path) -> None:
    """Write a macOS icon with every size of `ICNS_KINDS`."""
    entries = b""
    for kind, edge in ICNS_KINDS.items():
        picture = png(source, edge)
        entries += kind + struct.pack(">I", len(picture) + 8) + picture
    target.write_bytes(b"icns" + struct.pack(">I", len(entries) + 8) + entries)
