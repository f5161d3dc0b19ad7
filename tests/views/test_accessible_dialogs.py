"""Panels and dialogs made when asked for: order of Tab, names, and contrast measured from their pixels."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from nnviz import theme
from nnviz.views.control_names import controls, name_controls
from tests.surfaces import dialogs, panels

LEAST_STOPS = {
    "derivation": 10, "predict": 10, "compare": 1, "command_palette": 1, "shortcuts": 5, "settings": 3,
    "cheat_sheet": 2, "manual": 2, "about": 2, "sweep": 5, "lesson_editor": 8,
}  # fmt: skip
"""Controls that Tab reaches at least."""


def surfaces(window):
    yield from dialogs(window)
    yield from panels(window)


def name(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def stops(top):
    """Press Tab until it comes round; return what had the keyboard, in order."""
    found = []
    for _ in range(200):
        widget = QApplication.focusWidget()
        assert widget is not None, found
        # Within the network, and within a trapped editor, the keyboard stays where it is.
        if widget in found and widget is not found[-1]:
            break
        if widget not in found:
            found.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return found


def test_tab_reaches_every_control_and_names_it(window):
    reached = {}
    for surface, top in surfaces(window):
        if QApplication.focusWidget() is None:
            top.setFocus()
        found = stops(top)
        reached[surface] = len(found)
        for widget in found:
            described = f"{surface}: {type(widget).__name__} {widget.objectName()}"
            place = widget.rect().translated(widget.mapTo(widget.window(), QPoint()))
            assert widget.isVisible(), described
            assert widget.window().rect().intersects(place), described
            assert name(widget), described
        editors = [editor for editor in top.findChildren(QPlainTextEdit) if editor.isVisible()]
        assert all(editor.tabChangesFocus() for editor in editors), surface
        inside = [w for w in controls(top) if w.isVisible() and not name(w)]
        assert inside == [], surface
    assert {k: v for k, v in reached.items() if v < LEAST_STOPS[k]} == {}
    assert reached.keys() == LEAST_STOPS.keys()


def test_object_names_begin_with_the_dialog_and_are_the_same_again(window):
    seen = []
    for _ in range(2):
        names = {}
        for surface, top in dialogs(window):
            name_controls(window)
            names[surface] = sorted(widget.objectName() for widget in controls(top))
            assert all(one.startswith(f"{surface}.") for one in names[surface]), names[surface]
            assert len(names[surface]) == len(set(names[surface]))
        seen.append(names)
    assert seen[0] == seen[1]


# -- contrast, as painted ------------------------------------------------------------------------------


def pixels(top):
    """Return the colours of a window as it is painted now, (height, width, 3)."""
    image = top.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    shape = (image.height(), image.bytesPerLine() // 4)
    whole = np.frombuffer(image.constBits(), np.uint32).reshape(shape)[:, : image.width()]
    return np.stack([whole >> 16 & 255, whole >> 8 & 255, whole & 255], axis=-1)


def hexed(colour):
    return "#{:02X}{:02X}{:02X}".format(*map(int, colour))


def most_contrast(part):
    """Return the largest contrast of a colour in a part of a picture with the most frequent one."""
    colours, counts = np.unique(part.reshape(-1, 3), axis=0, return_counts=True)
    ground = hexed(colours[counts.argmax()])
    return max(theme.contrast(hexed(colour), ground) for colour in colours)


def part_of(picture, rectangle):
    height, width = picture.shape[:2]
    r = rectangle.intersected(QRect(0, 0, width, height))
    return picture[r.top() : r.bottom() + 1, r.left() : r.right() + 1]


def place(widget, top):
    return QRect(widget.mapTo(top, QPoint()), widget.size())


def shown(top, kind):
    return [w for w in top.findChildren(kind) if w.isVisible() and w.isEnabled() and w.visibleRegion()]


def edge_contrast(widget, top, picture):
    """Return the contrast of the left edge of a field with what lies beside it."""
    r = place(widget, top)
    row = picture[r.center().y()]
    outside = hexed(row[max(r.left() - 2, 0)])
    return max(theme.contrast(hexed(row[r.left() + k]), outside) for k in range(3))


@pytest.mark.parametrize("look", ["light", "dark"])
def test_fields_have_borders_and_words_are_read_selected_and_pressed(window, look):
    application = QApplication.instance()
    measured = dict.fromkeys(("fields", "selected", "pressed", "rows"), 0)
    theme.manager().apply(application, look, 1.0)
    try:
        for surface, widget in surfaces(window):
            measure(surface, widget.window(), measured)
    finally:
        theme.manager().apply(application, "light", 1.0)
    assert measured["fields"] >= 15
    assert measured["selected"] >= 3
    assert measured["pressed"] >= 20
    assert measured["rows"] >= 3


def measure(surface, top, measured):
    picture = pixels(top)
    for field in shown(top, QLineEdit) + shown(top, QComboBox) + shown(top, QPlainTextEdit):
        if isinstance(field.parent(), QComboBox):
            continue
        assert edge_contrast(field, top, picture) >= 3, (surface, field.objectName())
        measured["fields"] += 1
        if isinstance(field, QLineEdit) and field.text():
            field.selectAll()
            inside = place(field, top).adjusted(6, 5, -6, -5)
            assert most_contrast(part_of(pixels(top), inside)) >= 4.5, (surface, field.objectName())
            field.deselect()
            measured["selected"] += 1
    buttons = [b for b in shown(top, QAbstractButton) if sum(map(str.isalpha, b.text())) > 1]
    for button in buttons:
        button.setDown(True)
    picture = pixels(top)
    for button in buttons:
        inside = place(button, top).adjusted(4, 4, -4, -4)
        assert most_contrast(part_of(picture, inside)) >= 4.5, (surface, button.objectName(), button.text())
        button.setDown(False)
        measured["pressed"] += 1
    for view in shown(top, QAbstractItemView):
        index = view.model().index(0, 0)
        if isinstance(view, QHeaderView) or not index.data():
            continue
        view.setCurrentIndex(index)
        row = view.visualRect(index)
        inside = QRect(view.viewport().mapTo(top, row.topLeft()), QSize(row.width(), row.height()))
        assert most_contrast(part_of(pixels(top), inside.adjusted(3, 3, -3, -3))) >= 4.5, surface
        measured["rows"] += 1


def test_the_measure_tells_a_faint_border_and_faint_words(qtbot):
    """Measured like the others, a field with the border of a card and words in grey fail."""
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(200, 80)
    holder.setStyleSheet("background: white")
    field, words = QLineEdit(holder), QLabel("words", holder)
    field.setGeometry(20, 10, 120, 27)
    field.setStyleSheet("border: 1px solid #E3E3DD")
    words.setGeometry(20, 45, 120, 27)
    words.setStyleSheet("color: #AAAAAA")
    holder.show()
    picture = pixels(holder)
    assert edge_contrast(field, holder, picture) < 1.5
    assert most_contrast(part_of(picture, place(words, holder))) < 3
    assert QColor(hexed(picture[2, 2])) == QColor("white")
