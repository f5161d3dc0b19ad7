"""Labels, rows, cards, dock titles and menus."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QEnterEvent, QPalette
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from nnviz import theme
from nnviz.views.controls import (
    Card,
    ChoiceField,
    DockTitle,
    ElidedLabel,
    FormRow,
    Hairline,
    IconButton,
    Label,
    Menu,
    NumberField,
    Panel,
    SectionHeading,
    SegmentedControl,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.manager().apply(qapp, "light", 1.0)


def ink(label):
    return label.palette().color(QPalette.ColorRole.WindowText).name().upper()


def test_label_follows_the_theme(qtbot, qapp):
    label = Label("0.306", "counter", "muted")
    qtbot.addWidget(label)
    assert (ink(label), label.font().pixelSize()) == (theme.LIGHT.muted, 17)
    theme.manager().apply(qapp, "dark", 1.5)
    assert (ink(label), label.font().pixelSize()) == (theme.DARK.muted, 26)
    label.set_colour("backward_text")
    assert ink(label) == theme.DARK.backward_text


def test_a_label_that_is_gone_is_left_alone(qtbot, qapp):
    label = Label("short-lived")
    with qtbot.waitSignal(label.destroyed):
        label.deleteLater()
    theme.manager().apply(qapp, "dark")


def test_section_heading(qtbot):
    heading = SectionHeading("Data")
    qtbot.addWidget(heading)
    assert (ink(heading), heading.font().pixelSize()) == (theme.LIGHT.muted, 11)


def test_elided_label(qtbot):
    label = ElidedLabel("distribution over the batch")
    qtbot.addWidget(label)
    label.resize(400, 20)
    label.show()
    assert label.shown_text() == label.text()
    assert label.toolTip() == ""
    label.resize(80, 20)
    assert label.shown_text().endswith("…")
    assert label.toolTip() == label.accessibleName() == "distribution over the batch"
    assert label.minimumSizeHint().width() < 20
    label.setText("short")
    assert label.toolTip() == ""


@pytest.mark.parametrize("orientation", list(Qt.Orientation))
def test_hairline_is_one_pixel_at_any_scale(qtbot, qapp, orientation):
    theme.manager().apply(qapp, "light", 1.5)
    line = Hairline(orientation)
    qtbot.addWidget(line)
    assert 1 in (line.maximumWidth(), line.maximumHeight())
    assert line.grab().toImage().pixelColor(0, 0).name().upper() == theme.LIGHT.line


def test_panel(qtbot, qapp):
    panel = Panel()
    qtbot.addWidget(panel)
    panel.resize(20, 20)
    assert panel.grab().toImage().pixelColor(9, 9).name().upper() == theme.LIGHT.panel
    theme.manager().apply(qapp, "dark")
    assert panel.grab().toImage().pixelColor(9, 9).name().upper() == theme.DARK.panel


def test_form_row(qtbot, qapp):
    field = NumberField("")
    row = FormRow("rate η", field, "How far one update goes", IconButton("reset", "Reset"))
    qtbot.addWidget(row)
    row.resize(210, row.sizeHint().height())
    row.show()
    assert row.control is field
    assert field.accessibleName() == "rate η"
    assert field.toolTip() == row.toolTip() == "How far one update goes"
    assert (row.height(), field.height()) == (29, 25)
    assert field.geometry().right() == row.rect().right()
    theme.manager().apply(qapp, "light", 1.5)
    assert field.maximumHeight() == 38


def test_rows_line_up(qtbot):
    panel = QWidget()
    qtbot.addWidget(panel)
    rows = [FormRow("set", ChoiceField("set", ["XOR"]), parent=panel), FormRow("batch", NumberField("batch"))]
    for row in rows:
        row.setParent(panel)
        row.setGeometry(0, 0, 208, 29)
        row.show()
    panel.show()
    places = {(row.control.x(), row.control.width(), row.control.height()) for row in rows}
    assert len(places) == 1


def test_card(qtbot):
    card = Card("Loss", "binary cross-entropy, mean")
    qtbot.addWidget(card)
    card.body.addWidget(QWidget())
    card.add_tool(IconButton("camera", "Save the picture"))
    card.resize(300, 160)
    card.show()
    image = card.grab().toImage()
    assert image.pixelColor(150, 80).name().upper() == theme.LIGHT.panel
    assert image.pixelColor(150, 0).name().upper() == theme.LIGHT.line
    card.set_title("Cost")
    card.set_subtitle("mean")
    assert card.accessibleName() == "Cost"


@pytest.fixture
def dock(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = QDockWidget("Explain", window)
    dock.setTitleBarWidget(DockTitle(dock, "why this number"))
    dock.setWidget(QWidget())
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.resize(500, 300)
    window.show()
    dock.keep = window
    return dock


def hover(widget, inside=True):
    point = QPointF(5, 5)
    event = QEnterEvent(point, point, point) if inside else QEvent(QEvent.Type.Leave)
    QApplication.sendEvent(widget, event)


def moving(bar):
    """Return the buttons that float and close the panel."""
    return [button for button in bar.findChildren(IconButton) if button is not bar.fold]


def test_dock_title_shows_its_buttons_on_hover(dock, qtbot):
    bar = dock.titleBarWidget()
    buttons = moving(bar)
    assert [button.accessibleName() for button in buttons] == ["Float Explain", "Close Explain"]
    assert not any(button.isVisible() for button in buttons)
    hover(bar)
    assert all(button.isVisible() for button in buttons)
    hover(bar, inside=False)
    assert not any(button.isVisible() for button in buttons)
    hover(bar)
    qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert not dock.isVisible()


def test_hovering_a_dock_title_moves_no_control(dock, qtbot):
    bar = dock.titleBarWidget()
    controls = [SegmentedControl(["lines", "ratio"], "how", compact=True), IconButton("camera", "Picture")]
    for control in controls:
        bar.add_control(control)
    bar.layout().activate()
    before = [control.geometry() for control in controls]
    hover(bar)
    assert [control.geometry() for control in controls] == before
    for button in moving(bar):
        if button not in controls:
            place = button.rect().translated(button.mapTo(bar, button.rect().topLeft()))
            assert not any(place.intersects(taken) for taken in before)
    hover(bar, inside=False)
    assert [control.geometry() for control in controls] == before


def test_dock_title_folds(dock, qtbot):
    bar = dock.titleBarWidget()
    control = IconButton("camera", "Picture")
    bar.add_control(control)
    assert bar.fold.isHidden()
    for folded, word in ((True, "Expand Explain"), (False, "Collapse Explain")):
        bar.set_folding(folded)
        assert bar.fold.accessibleName() == word
        assert control.isVisible() is not folded
        with qtbot.waitSignal(bar.unfold_wanted) as wanted:
            qtbot.mouseClick(bar.fold, Qt.MouseButton.LeftButton)
        assert wanted.args == [folded]
    bar.set_folding(None)
    assert bar.fold.isHidden()


def test_dock_title_floats(dock, qtbot):
    bar = dock.titleBarWidget()
    hover(bar)
    for floating in (True, False):
        qtbot.mouseClick(moving(bar)[0], Qt.MouseButton.LeftButton)
        assert dock.isFloating() is floating


def test_dock_title_knows_what_is_allowed(dock):
    dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
    hover(dock.titleBarWidget())
    assert not any(button.isVisible() for button in dock.titleBarWidget().findChildren(IconButton))


def test_dock_title_follows_the_panel(dock):
    dock.setWindowTitle("Reasons")
    names = [button.accessibleName() for button in moving(dock.titleBarWidget())]
    assert names == ["Float Reasons", "Close Reasons"]
    tree = QAccessible.queryAccessibleInterface(dock.titleBarWidget())
    assert "Reasons" in [tree.child(k).text(QAccessible.Text.Name) for k in range(tree.childCount())]


def test_menu(qtbot):
    menu = Menu("File")
    qtbot.addWidget(menu)
    action = menu.addAction(theme.icon("save"), "Save")
    action.setShortcut("Ctrl+S")
    menu.addSeparator()
    menu.addAction("Close")
    menu.popup(menu.pos())
    qtbot.waitUntil(menu.isVisible)
    image = menu.grab().toImage()
    place = menu.actionGeometry(action)
    strip = [
        image.pixelColor(x, y).lightness()
        for x in range(place.right() - 50, place.right() - 5)
        for y in range(place.top(), place.bottom())
    ]
    assert min(strip) >= 90, "the shortcut is muted, not black"
    assert min(strip) < 160
    with qtbot.waitSignal(action.triggered):
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place.center())
