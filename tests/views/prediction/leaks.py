"""Search of a whole window for numbers that are hidden: texts, names, tables, copies, painted letters."""

import math
import re

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QBuffer,
    QByteArray,
    QIODevice,
    QModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QAccessible, QGuiApplication, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from nnviz.core.experiment.selection import Selection
from nnviz.core.text.number_format import format_number
from nnviz.typeset import EquationWidget
from nnviz.typeset.copying import Copyable
from nnviz.views.controls.prose import Prose, plain

_NUMBER = re.compile(
    r"[−-]?(?:\d+\.?\d*|\.\d+)(?:(?:e[+-]?\d+)|(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?:\\cdot 10\^\{?-?\d+\}?))?"
)
_ROLES = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole, Qt.ItemDataRole.StatusTipRole,
)  # fmt: skip


def forms(value):
    """Return every way a view may write a number, without its sign, that is long enough to tell it."""
    value = abs(float(value))
    if not math.isfinite(value) or value == 0:
        return set()
    written = {format_number(value, digits) for digits in range(2, 9)}
    written |= {f"{value:.{digits}g}" for digits in range(3, 10)}
    written |= {f"{value:.{digits}f}" for digits in range(2, 9)} | {repr(value)}
    return {normal(text) for text in written if _telling(text)}


def normal(text):
    """Return a number without sign and in one way of writing powers of ten."""
    text = text.replace("−", "").lstrip("-")
    power = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    mantissa, found, exponent = text.partition("·10")
    if found:
        return f"{mantissa}e{int(exponent.translate(power))}"
    mantissa, found, exponent = text.partition(r"\cdot 10^")
    if found:
        return f"{mantissa}e{int(exponent.strip('{}'))}"
    mantissa, found, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if found else text


def _telling(text):
    """Whether a number is so long that it stands for one value: 0.041, 1.25, but not 0.1 or 2.0."""
    mantissa = re.split(r"[e·]", text.replace("−", "").lstrip("-"))[0]
    figures, decimals = mantissa.replace(".", "").lstrip("0"), mantissa.partition(".")[2]
    return len(figures) >= 3 or (len(figures) >= 2 and len(decimals) >= 3)


def hidden_forms(session):
    """Return form → name of every hidden number that is not also written for something that is visible."""
    full, shown = session.full_frame, session.frame
    secret, known = {}, set()
    for name, array in full.values.items():
        masked = np.isnan(shown.values[name]) & ~np.isnan(array)
        for value in np.unique(np.asarray(array)[masked])[:400]:
            secret.update(dict.fromkeys(forms(value), name))
        for value in np.unique(np.asarray(array)[~masked]):
            known |= forms(value)
    for block in (full.samples.train, full.samples.test, full.samples.raw_train):
        for value in np.unique(block)[:2000]:
            known |= forms(value)
    # Settings stand in fields of Build, those of other optimizers with their defaults.
    for value in (0.9, 0.99, 0.999, *_settings(full.experiment.to_dict())):
        known |= forms(value)
    if full.samples.standardizer is not None:
        for value in (*full.samples.standardizer.mean.flat, *full.samples.standardizer.scale.flat):
            known |= forms(value)
    return {form: name for form, name in secret.items() if form not in known}


def _settings(entry):
    """Yield the numbers of a recipe."""
    if isinstance(entry, dict):
        for one in entry.values():
            yield from _settings(one)
    elif isinstance(entry, list):
        for one in entry[:50]:
            yield from _settings(one)
    elif isinstance(entry, float):
        yield entry


def texts(window):
    """Yield where a text stands and the text, for everything a user can see, hear, point at or copy."""
    for widget in window.findChildren(QWidget):
        where = f"{type(widget).__name__} {widget.objectName()}"
        yield f"{where} tooltip", widget.toolTip()
        yield f"{where} status tip", widget.statusTip()
        yield f"{where} accessible name", widget.accessibleName()
        yield f"{where} accessible description", widget.accessibleDescription()
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield f"{where} text", widget.text()
        if isinstance(widget, QPlainTextEdit | QTextEdit):
            yield f"{where} text", widget.toPlainText()
        if isinstance(widget, QComboBox):
            yield from ((f"{where} item", widget.itemText(i)) for i in range(widget.count()))
        if isinstance(widget, Prose):
            yield f"{where} text", plain(widget.text())
        if isinstance(widget, EquationWidget | Copyable):
            yield f"{where} LaTeX", widget.source()
            yield f"{where} text", widget.text()
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _cells(where, widget.model())
    yield from _accessible(QAccessible.queryAccessibleInterface(window), 0)


def _cells(where, model):
    root = QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else min(model.columnCount(root), 12)
    for row in range(min(model.rowCount(root), 12)):
        for column in range(columns):
            for role in _ROLES:
                value = model.data(model.index(row, column, root), role)
                if isinstance(value, str):
                    yield f"{where} cell {row} {column} {role.name}", value


def _accessible(interface, depth):
    if interface is None or not interface.isValid() or depth > 24:
        return
    told = QAccessible.Text
    for kind in (told.Name, told.Description, told.Value, told.Help):
        yield f"accessible {kind.name}", interface.text(kind)
    for number in range(min(interface.childCount(), 400)):
        yield from _accessible(interface.child(number), depth + 1)


def painted(widget):
    """Return the letters a widget paints, as the text elements of an SVG have them."""
    data = QByteArray()
    device = QBuffer(data)
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    svg = QSvgGenerator()
    svg.setOutputDevice(device)
    svg.setSize(QSize(max(widget.width(), 1), max(widget.height(), 1)))
    svg.setViewBox(QRect(QPoint(0, 0), svg.size()))
    with QPainter(svg) as painter:
        widget.render(painter, QPoint(), widget.rect())
    content = bytes(data.data()).decode("utf-8", "replace")
    return [re.sub(r"<[^>]*>", "", found) for found in re.findall(r"<text.*?</text>", content, re.DOTALL)]


def copies(window):
    """Yield what the clipboard holds after every way to copy numbers."""
    clipboard, session = QGuiApplication.clipboard(), window.session
    for name in ("values",):
        view = window.panels[name].view
        for form in ("spreadsheet", "numpy", "latex"):
            view.editing.copy(form)
            yield f"copied from {name} as {form}", clipboard.text()
    kept = session.selected
    for layer in range(1, len(session.experiment.layers) + 1):
        session.select(Selection("weight", layer, 0, 0))
        if session.selected is not None and session.selected.exists(session.experiment):
            window.network.hands.copy()
            yield f"copied matrix of layer {layer}", clipboard.text()
    session.select(kept)


def leaks(window, also=()):
    """Return what of the hidden numbers can be found anywhere in a window: form, value and place."""
    secret = hidden_forms(window.session)
    found = []

    def look(where, text):
        for number in _NUMBER.findall(text or ""):
            form = normal(number)
            if form in secret:
                found.append((form, secret[form], where, text[:160]))

    for where, text in texts(window):
        look(where, text)
    for where, text in copies(window):
        look(where, text)
    for where, text in also:
        look(where, text)
    for panel in window.panels.values():
        if panel.view is not None and panel.view.isVisible():
            for text in painted(panel.view):
                look(f"painted in {panel.objectName()}", text)
    for widget in (window.network, window.header, window.statusBar()):
        for text in painted(widget):
            look(f"painted in {type(widget).__name__}", text)
    return found


def hover_everything(window):
    """Yield what tooltips, hover cards and the status line say of every item of the network."""
    session, items = window.session, window.network.items
    for number in range(min(items.count(), 60)):
        yield f"network item {number}", items.text(number)
    for selection in [Selection("loss"), *_units(session)]:
        session.hover(selection)
        window.statusBar().refresh()
        yield f"status line over {selection.symbol}", window.statusBar().words.text()
        card = window.network.card
        if not window.network.scene.pictures.dimensions:
            # Without pictures no card is shown.
            continue
        card.point_at(selection, QRect(10, 10, 20, 20))
        for text in painted(card):
            yield f"card of {selection.symbol}", text
        card.leave()
    session.hover(None)


def _units(session):
    for layer, width in enumerate(session.experiment.widths):
        for unit in range(min(width, 4)):
            yield Selection("unit", layer, unit)


def move_over(window, key):
    """Yield what the plate beside the pointer says all over the chart of a panel."""
    view = window.panels[key].view
    for x in np.linspace(4, view.width() - 4, 9):
        for y in np.linspace(4, view.height() - 4, 5):
            view.pointer = QPointF(float(x), float(y))
            found = view.readout() if hasattr(view, "readout") else None
            if found:
                yield f"readout of {key}", f"{found[0]} " + " ".join(f"{n} {v}" for n, v in found[1])
    view.pointer = None
