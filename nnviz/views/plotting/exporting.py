"""Charts as files: pictures of what is seen, and the history as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QMarginsF,
    QRect,
    QRectF,
    QSaveFile,
    QSize,
    QSizeF,
)  # fmt: skip
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from nnviz import theme
from nnviz.core.export import history_csv
from nnviz.core.timeline import Timeline
from nnviz.views.plotting import painting
from nnviz.views.plotting.chart import Chart

KINDS = (".png", ".svg", ".pdf")
_RATIO = 2
_DOTS = 96.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("exporting", text)


def picture(chart: Chart, kind: str) -> bytes:
    """Return a picture of a chart with its title, in the theme that is on.

    Parameters
    ----------
    chart
        What is shown.
    kind
        ``.png`` (two pixels for each on the screen), ``.svg`` or ``.pdf`` (both from lines and letters).

    Raises
    ------
    ValueError
        If it is another kind.
    """
    pad, head = theme.px(12), theme.px(30)
    size = QSize(chart.width() + 2 * pad, chart.height() + head + pad)
    data = QByteArray()
    device = QBuffer(data)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    if kind == ".png":
        image = QImage(size * _RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_RATIO)
        with QPainter(image) as painter:
            _paint(painter, chart, size, pad, head)
        QImageWriter(device, QByteArray(b"png")).write(image)
    elif kind == ".svg":
        svg = QSvgGenerator()
        svg.setOutputDevice(device)
        svg.setSize(size)
        svg.setViewBox(QRect(0, 0, size.width(), size.height()))
        svg.setTitle(chart.title)
        svg.setDescription(chart.subtitle)
        with QPainter(svg) as painter:
            _paint(painter, chart, size, pad, head)
    elif kind == ".pdf":
        pdf = QPdfWriter(device)
        points = QSizeF(size.width(), size.height()) * (72.0 / _DOTS)
        pdf.setPageSize(QPageSize(points, QPageSize.Unit.Point))
        pdf.setPageMargins(QMarginsF(0, 0, 0, 0))
        pdf.setResolution(1200)
        pdf.setTitle(chart.title)
        with QPainter(pdf) as painter:
            painter.scale(1200 / _DOTS, 1200 / _DOTS)
            _paint(painter, chart, size, pad, head)
    else:
        raise ValueError(f"picture: choose one of {', '.join(KINDS)}, not {kind!r}")
    device.close()
    return bytes(data.data())


def write(path: Path, parts: Iterable[bytes]) -> str:
    """Write a file whole or not at all; return what went wrong, empty if nothing did."""
    target = QSaveFile(str(path))
    good = target.open(QIODevice.OpenModeFlag.WriteOnly)
    for part in parts if good else ():
        good = good and target.write(QByteArray(part)) == len(part)
    if not good:
        target.cancelWriting()
    if good and target.commit():
        return ""
    return _tr("{0} cannot be written, {1}.").format(path, target.errorString())


def ask_chart(charts: Sequence[Chart], window: QWidget) -> Chart | None:
    """Ask which of the charts is meant; None if none is."""
    titles = [chart.title for chart in charts]
    title, good = QInputDialog.getItem(window, _tr("Save picture"), _tr("Chart"), titles, 0, False)
    return charts[titles.index(title)] if good and title in titles else None


def ask_picture(chart: Chart, window: QWidget) -> str:
    """Ask for a file and save a picture of `chart`; return the name of the file, empty if there is none."""
    kinds = ";;".join(_tr("{0} picture (*{1})").format(kind[1:].upper(), kind) for kind in KINDS)
    start = f"{chart.title.lower().replace(' ', '-')}.png"

    def parts(path: Path) -> Iterable[bytes]:
        return [picture(chart, path.suffix.lower())]

    return _ask(window, _tr("Save picture"), start, kinds, KINDS, parts)


def ask_history(timeline: Timeline, name: str, window: QWidget) -> str:
    """Ask for a file and write the history of a run as CSV; return its name, empty if there is none."""

    def parts(_path: Path) -> Iterable[bytes]:
        return (part.encode() for part in history_csv.lines(timeline))

    start = f"{Path(name).stem or 'history'}.csv"
    return _ask(window, _tr("Export history"), start, _tr("CSV table (*.csv)"), (".csv",), parts)


def _ask(
    window: QWidget, title: str, start: str, kinds: str, suffixes: tuple[str, ...],
    parts: Callable[[Path], Iterable[bytes]],
) -> str:
    name, chosen = QFileDialog.getSaveFileName(window, title, start, kinds)
    if not name:
        return ""
    path = Path(name)
    if path.suffix.lower() not in suffixes:
        suffix = next((s for s in suffixes if f"*{s}" in chosen), suffixes[0])
        path = path.with_name(path.name + suffix)
    trouble = write(path, parts(path))
    if trouble:
        QMessageBox.warning(window, "nnviz", trouble)
        return ""
    return path.name


def _paint(painter: QPainter, chart: Chart, size: QSize, pad: int, head: int) -> None:
    painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(theme.current().panel))
    row = QRectF(pad, 0, size.width() - 2 * pad, head)
    painting.text(painter, row, chart.title, "ink", painting.LEFT, "heading")
    row.adjust(painting.width(chart.title, "heading") + theme.px(10), 0, 0, 0)
    words = painting.elided(chart.subtitle, row.width(), "value")
    painting.text(painter, row, words, "muted", painting.LEFT, "value")
    painter.translate(pad, head)
    chart.paint_still(painter)
