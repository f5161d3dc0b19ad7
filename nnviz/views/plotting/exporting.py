"""Charts as files: pictures of what is seen, and the history as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)  # fmt: skip
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from nnviz import theme
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export import history_csv
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name
from nnviz.core.run.history import History
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate
from nnviz.views.controls.picture_file import png
from nnviz.views.controls.save_dialog import ask_save_path
from nnviz.views.plotting import painting
from nnviz.views.plotting.still import Still, still

KINDS = (".png", ".svg", ".pdf")
_RATIO = 2
_DOTS = 96.0


def picture(view: QWidget, kind: str, title: str = "") -> bytes:
    """Return a picture of a view with its title, in the theme that is on.

    Parameters
    ----------
    view
        What is shown: a chart, or any other widget.
    kind
        ``.png`` (two pixels for each on the screen), ``.svg`` or ``.pdf`` (both from lines and letters).

    Raises
    ------
    ValueError
        If it is another kind.
    """
    chart = still(view, title)
    pad, head = theme.px(12), theme.px(30)
    size = QSize(chart.size.width() + 2 * pad, chart.size.height() + head + pad)
    data = QByteArray()
    device = QBuffer(data)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    if kind == ".png":
        image = QImage(size * _RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_RATIO)
        with QPainter(image) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            _paint(painter, chart, size, pad, head)
        device.write(png(image))
    elif kind == ".svg":
        svg = QSvgGenerator()
        svg.setOutputDevice(device)
        svg.setSize(size)
        svg.setViewBox(QRect(0, 0, size.width(), size.height()))
        svg.setTitle(chart.title)
        svg.setDescription(chart.subtitle)
        with QPainter(svg) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            _paint(painter, chart, size, pad, head)
    elif kind == ".pdf":
        pdf = QPdfWriter(device)
        points = QSizeF(size.width(), size.height()) * (72.0 / _DOTS)
        pdf.setPageSize(QPageSize(points, QPageSize.Unit.Point))
        pdf.setPageMargins(QMarginsF(0, 0, 0, 0))
        pdf.setResolution(1200)
        pdf.setTitle(chart.title)
        with QPainter(pdf) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.scale(1200 / _DOTS, 1200 / _DOTS)
            _paint(painter, chart, size, pad, head)
    else:
        raise ValueError(f"picture: choose one of {', '.join(KINDS)}, not {kind!r}")
    device.close()
    return bytes(data.data())


def ask_view(views: Mapping[str, QWidget], window: QWidget, question: str = "") -> str:
    """Ask which of the views, by title, is meant; empty if none is."""
    titles = list(views)
    question = question or translate("exporting", "Save picture")
    title, good = QInputDialog.getItem(window, question, translate("exporting", "View"), titles, 0, False)
    return title if good and title in titles else ""


def ask_picture(view: QWidget, window: QWidget, title: str = "") -> str:
    """Ask for a file and save a picture of `view`; return the name of the file, empty if there is none."""
    kinds = ";;".join(
        translate("exporting", "{0} picture (*{1})").format(kind[1:].upper(), kind) for kind in KINDS
    )
    start = f"{still(view, title).title.lower().replace(' ', '-')}.png"

    def parts(path: Path) -> Iterable[bytes]:
        return [picture(view, path.suffix.lower(), title)]

    return _ask(window, translate("exporting", "Save picture"), start, kinds, KINDS, parts)


def copy_picture(view: QWidget, title: str = "") -> None:
    """Put a picture of `view` on the clipboard, in pixels for documents and as SVG for those that take it."""
    pixels = QImage()
    pixels.loadFromData(picture(view, ".png", title))
    clipboard = QGuiApplication.clipboard()
    # Qt makes the data: made here, they would be deleted at exit, after Python has gone.
    clipboard.setImage(pixels)
    clipboard.mimeData().setData("image/svg+xml", QByteArray(picture(view, ".svg", title)))


def ask_history(timeline: Timeline, history: History, name: str, window: QWidget) -> str:
    """Ask for a file and write the history of a run as CSV; return its name, empty if there is none."""

    def parts(_path: Path) -> Iterable[bytes]:
        return (part.encode() for part in history_csv.lines(timeline, history))

    start = f"{Path(name).stem or 'history'}.csv"
    return _ask(
        window,
        translate("exporting", "Export history"),
        start,
        translate("exporting", "CSV table (*.csv)"),
        (".csv",),
        parts,
    )


def _ask(
    window: QWidget,
    title: str,
    start: str,
    kinds: str,
    suffixes: tuple[str, ...],
    parts: Callable[[Path], Iterable[bytes]],
) -> str:
    path = ask_save_path(window, title, start, kinds, suffixes)
    if path is None:
        return ""
    try:
        atomic_write(path, parts(path))
    except ExperimentError as error:
        QMessageBox.warning(window, "nnviz", str(error))
        return ""
    return display_name(path.name)


def _paint(painter: QPainter, chart: Still, size: QSize, pad: int, head: int) -> None:
    painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(theme.current().panel))
    row = QRectF(pad, 0, size.width() - 2 * pad, head)
    painting.text(painter, row, chart.title, "ink", painting.LEFT, "heading")
    row.adjust(painting.width(chart.title, "heading") + theme.px(10), 0, 0, 0)
    words = painting.elided(chart.subtitle, row.width(), "value")
    painting.text(painter, row, words, "muted", painting.LEFT, "value")
    painter.translate(pad, head)
    chart.paint(painter)
