"""The window under a hand: nothing moves, nothing is hidden, every key does what it says."""

import itertools

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.selection import Selection
from nnviz.views.controls import DockTitle

SENTENCE = 2 * "The layer has four units now; its weights were kept where they fit, the others are new. "


def place_of(widget, window):
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


def buttons(window):
    """Return every visible button with its place in the window, but for those that come with the pointer."""
    return {
        button: place_of(button, window)
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.window() is window
    }


def units(window):
    """Return the places of all units and of the loss in the window."""
    network, widths = window.network, window.session.experiment.widths
    selections = [
        Selection("unit", layer, unit) for layer, count in enumerate(widths) for unit in range(count)
    ]
    return [
        network.rect_of(selection).translated(network.mapTo(window, network.rect().topLeft()))
        for selection in [*selections, Selection("loss")]
        if network.scene.shows(selection)
    ]


@pytest.mark.parametrize("example", ["xor", "spirals-deep", "spiral"])
@pytest.mark.parametrize("text", ["Saved.", SENTENCE])
def test_a_message_covers_no_unit_and_moves_no_button(make_window, example, text):
    window = make_window(example)
    before = buttons(window)
    window.session.message.emit(text)
    toast = window.toast
    assert toast.isVisible()
    assert window.rect().contains(toast.geometry())
    assert not any(toast.geometry().intersects(unit) for unit in units(window))
    assert {button: before[button] for button in before} == {b: place_of(b, window) for b in before}


def test_hovering_every_title_moves_no_button(make_window):
    window = make_window()
    before = buttons(window)
    for bar in window.findChildren(DockTitle):
        if bar.isVisible():
            point = QPointF(5, 5)
            QApplication.sendEvent(bar, QEnterEvent(point, point, point))
            assert {b: place_of(b, window) for b in before} == before
            QApplication.sendEvent(bar, QEvent(QEvent.Type.Leave))


@pytest.mark.parametrize("example", ["xor", "spirals-deep"])
def test_hover_cards_cover_no_unit(make_window, example):
    window = make_window(example)
    card, network = window.network.card, window.network
    for layer, count in enumerate(window.session.experiment.widths):
        selection = Selection("unit", layer, count - 1)
        if not network.scene.shows(selection):
            continue
        card.point_at(selection, network.rect_of(selection))
        if card.isVisible():
            place = place_of(card, window)
            assert window.rect().contains(place)
            assert not any(place.intersects(unit) for unit in units(window))
        card.leave()


def test_edit_says_what_can_be_typed(make_window):
    window = make_window()
    window.session.select(Selection("unit", 1, 1))
    window.edit_selected()
    assert window.toast.text().startswith("The value of a¹₂ is computed")
    window.session.select(None)
    window.edit_selected()
    assert window.toast.text().startswith("Select a weight, a bias or an input first")


def test_a_row_of_chips_that_goes_on_says_so(make_window, qtbot):
    window = make_window("spirals-deep")
    ends = [end for end in window.strip.ends]
    bar = window.strip.findChild(QScrollArea).horizontalScrollBar()
    assert bar.maximum() > 0
    window.session.seek(Position(3, 1))
    bar.setValue(0)
    assert [end.isVisible() for end in ends] == [False, True]
    before = bar.value()
    qtbot.mouseClick(ends[1], Qt.MouseButton.LeftButton)
    assert bar.value() > before
    assert ends[0].isVisible()
    bar.setValue(bar.maximum())
    assert [end.isVisible() for end in ends] == [True, False]
    for one, other in itertools.pairwise(ends):
        assert not one.geometry().intersects(other.geometry())


def test_another_tab_moves_no_button_outside_its_panel(make_window, qtbot):
    window = make_window()
    window.complete()
    panels = [window.panels[key] for key in ("explain", "values", "judge", "stops", "data")]
    before = {
        button: place
        for button, place in buttons(window).items()
        if not any(panel.isAncestorOf(button) for panel in panels)
    }
    # Data asks for more room: it is meant to take some of the charts'.
    for panel in panels[:4]:
        panel.raise_()
        qtbot.waitUntil(panel.in_front)
        assert {b: place_of(b, window) for b in before} == before


@pytest.mark.parametrize("example", ["xor", "spirals-deep", "iris"])
def test_the_first_hint_covers_no_unit(make_window, example):
    window = make_window(example)
    window.hint()
    if window.welcome.start.isVisible():
        place = place_of(window.welcome, window)
        assert not any(place.intersects(unit) for unit in units(window))
