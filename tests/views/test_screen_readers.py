"""Screen readers: roles, words of equations and charts, announcements, order of Tab, contrast as painted."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.typeset import EquationWidget
from nnviz.views.builder.layer_row import LayerRow
from nnviz.views.controls import announcement
from nnviz.views.plotting.chart import Chart


@pytest.fixture
def window(make_window):
    """Return a window on Mazur's example."""
    return make_window("mazur")


@pytest.fixture
def said(monkeypatch):
    heard = []
    monkeypatch.setattr(announcement.QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        announcement.QAccessible, "updateAccessibility", lambda event: heard.append(event.message())
    )
    return heard


def name(widget):
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_equations_are_said_by_value_and_layer(window):
    explain, words = window.panels["explain"].view, {}
    for _ in range(17):
        window.session.step()
        op = window.session.frame.operation
        words[op.writes[0]] = name(explain.symbolic)
    assert words["z1"].startswith("z, layer 1 equals W, layer 1 X plus b, layer 1")
    assert words["dz2"].startswith("delta, layer 2 equals gradient of a, layer 2 element-wise product with")
    assert words["dW2"] == "gradient of W, layer 2 equals delta, layer 2 a, layer 1 transposed"
    said = " ".join(words.values()).replace("close paren squared", "")
    assert not [bad for bad in ("to the 1", "squared", "⊙", "⊤", "←") if bad in said]
    role = QAccessible.queryAccessibleInterface(explain.symbolic).role()
    assert role == QAccessible.Role.Equation


def test_charts_have_a_role_and_sum_up_in_one_line(window, qtbot):
    charts = [chart for chart in window.findChildren(Chart) if chart.isVisible()]
    assert charts
    for chart in charts:
        interface = QAccessible.queryAccessibleInterface(chart)
        assert interface.role() == QAccessible.Role.Chart
        assert "\n" not in interface.text(QAccessible.Text.Description)
    window.session.seek(Position(5, 0))
    loss = QAccessible.queryAccessibleInterface(window.panels["loss"].view)
    words = re.compile(r"5 iterations; at iteration 4: .* [0-9.]+")
    qtbot.waitUntil(lambda: words.search(loss.text(QAccessible.Text.Description)) is not None)


def test_a_step_and_a_message_are_announced_and_a_run_is_not(window, said):
    said.clear()
    window.session.step()
    assert said == ["iteration 0, forward: Layer 1 · weighted sum"]
    window.toast.say("A message.")
    assert said[-1] == "A message."
    window.toast.hide()


def test_tab_stops_are_on_the_screen_and_have_names(window):
    area, stops = window.rect(), [window.network]
    for _ in range(150):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        # Within the network Tab goes from unit to unit.
        if widget is not stops[-1]:
            if widget is window.network:
                break
            stops.append(widget)
    assert len(stops) > 10
    for widget in stops:
        corner = widget.mapTo(window, QPoint())
        described = f"{type(widget).__name__} {widget.objectName()}"
        assert widget.isVisible(), described
        assert area.intersects(widget.rect().translated(corner)), described
        assert name(widget), described


def test_the_panels_behind_others_are_not_told(window):
    for panel in window.panels.values():
        inside = panel.widget()
        if panel.in_front():
            assert inside.isVisible()
        elif not panel.isHidden():
            assert QAccessible.queryAccessibleInterface(inside).state().invisible, panel.objectName()
    window.panels["judge"].raise_()
    QApplication.processEvents()
    assert window.panels["judge"].widget().isVisible()
    assert not window.panels["explain"].widget().isVisible()
    window.panels["explain"].raise_()
    QApplication.processEvents()


def _colours(widget):
    image = widget.grab().toImage()
    return [image.pixelColor(image.width() // 2, y).name() for y in range(image.height())]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_borders_of_fields_and_selected_words_are_seen(qapp, qtbot, look):
    theme.manager().apply(qapp, look, 1.0)
    try:
        holder = QWidget()
        qtbot.addWidget(holder)
        ground = QColor(theme.current().panel)
        for kind in (QLineEdit, QComboBox):
            field = kind(holder)
            field.resize(120, 27)
            field.ensurePolished()
            edge = _colours(field)[0]
            assert theme.contrast(edge, ground.name()) >= 3, kind.__name__
        colours = theme.current()
        for fill in ("selection", "pressed", "hover", "chip"):
            for text in ("ink",):
                assert theme.contrast(colours.colour(text), colours.colour(fill)) >= 4.5, (text, fill)
    finally:
        theme.manager().apply(qapp, "light", 1.0)


def test_the_name_of_a_layer_belongs_to_its_menu(window):
    for row in window.findChildren(LayerRow):
        assert [label for label in row.findChildren(QLabel) if label.buddy() is row.activation], row.number


def test_every_equation_in_view_has_words(window):
    window.session.step()
    for equation in window.findChildren(EquationWidget):
        if equation.isVisible() and equation.formulas():
            assert name(equation)
