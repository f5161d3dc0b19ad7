"""Building the network on the canvas: by mouse, by keyboard, with the weights that still make sense."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.core.arrays.frame import Position
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.session.edit import Edit, parameter_edit
from nnviz.views.network.building.zones import BuildingZone, centre

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key


def shape(window):
    return list(window.session.experiment.widths)


def activations(window):
    return [layer.activation for layer in window.session.experiment.layers]


def weights(window):
    """Return all parameters in view, by name."""
    frame = window.session.frame
    names = [
        f"{kind}{n}" for n, layer in enumerate(frame.experiment.layers, 1) if layer.units for kind in "Wb"
    ]
    return {name: frame.current(name).copy() for name in names}


def drawn(e):
    """Return what the seed alone draws for `e`."""
    p = Parameters(e)
    p.initialize(e.replace(initial=None, changes=()))
    return p.named(p.flat)


def said(window):
    return window.toast.text()


def build(window, layers, data="blobs", iteration=0):
    """Open a network of tanh layers and a softmax, and go to an iteration."""
    specs = [{"activation": "tanh", "units": n} for n in layers[:-1]]
    specs.append({"activation": "softmax", "units": layers[-1]})
    e = Experiment.from_dict({"data": {"name": data}, "layers": specs, "loss": "categorical_cross_entropy"})
    window.session.open(e, name="test")
    window.session.seek(Position(iteration, 0))
    return e


def hover(qtbot, window, layer, gap=False, y=None):
    """Move the pointer over a column, or over the gap after it, until its controls are there."""
    network = window.network
    x = centre(network.scene.layout, BuildingZone(layer, gap))
    qtbot.mouseMove(network, QPoint(3, network.height() - 4))
    qtbot.mouseMove(network, QPoint(round(x), y or network.height() - 12))
    part = network.building.plus if gap else network.building.bar
    qtbot.waitUntil(lambda: part.isVisible() and network.building.zone == BuildingZone(layer, gap))
    return part


def choose(qtbot, menu, text):
    """Click an entry of an open menu."""
    qtbot.waitUntil(menu.isVisible)
    action = next(a for a in menu.actions() if a.text() == text)
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    return action


def right_click(window, point):
    """Click with the right button, as the window system says it."""
    at = window.network.mapTo(window, point)
    QTest.mouseClick(window.windowHandle(), RIGHT, Qt.KeyboardModifier.NoModifier, at)


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    """Press a key where the keyboard is."""
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)


def texts(menu):
    return [a.text() for a in menu.actions() if a.text()]


# -- 2-4-3 from nothing ----------------------------------------------------------------------------


def test_2_4_3_from_nothing_by_mouse_alone(qtbot, window):
    bar = window.header.menu_bar
    qtbot.mouseClick(bar, LEFT, pos=bar.actionGeometry(window.menus["File"].menuAction()).center())
    choose(qtbot, window.menus["File"], "New without hidden layers")
    assert shape(window) == [2, 1]
    right_click(window, window.network.rect_of(Selection("unit", 0, 0)).center())
    menu = window.network.building.menu
    qtbot.waitUntil(menu.isVisible)
    data = next(a.menu() for a in menu.actions() if a.text() == "Data set")
    qtbot.mouseMove(menu, menu.actionGeometry(data.menuAction()).center())
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(data.menuAction()).center())
    choose(qtbot, data, "Blobs")
    assert shape(window) == [2, 3]
    qtbot.mouseClick(hover(qtbot, window, 0, gap=True), LEFT)
    qtbot.waitUntil(lambda: shape(window) == [2, 4, 3])
    controls = hover(qtbot, window, 1)
    qtbot.mouseClick(controls.fewer, LEFT)
    assert shape(window) == [2, 3, 3]
    qtbot.mouseClick(controls.more, LEFT)
    assert shape(window) == [2, 4, 3]
    assert activations(window) == ["tanh", "softmax"]


def test_2_4_3_from_nothing_by_keyboard_alone(qtbot, window):
    press(qtbot, Key.Key_N, CTRL | ALT)
    assert shape(window) == [2, 1]
    press(qtbot, Key.Key_Right, CTRL)
    assert window.session.selected == Selection("unit", 0, 0)
    press(qtbot, Key.Key_F10, SHIFT)
    qtbot.waitUntil(window.network.building.menu.isVisible)
    for letter in ("D", "B"):
        press_in_popup(qtbot, letter)
    qtbot.waitUntil(lambda: shape(window) == [2, 3])
    press(qtbot, Key.Key_Insert)
    assert shape(window) == [2, 4, 3]
    assert window.session.selected == Selection("unit", 1, 0)
    for _ in range(2):
        press(qtbot, Key.Key_Minus)
    press(qtbot, Key.Key_Plus)
    press(qtbot, Key.Key_U)
    qtbot.waitUntil(window.network.building.bar.count.hasFocus)
    qtbot.keyClicks(QApplication.focusWidget(), "4")
    press(qtbot, Key.Key_Return)
    assert shape(window) == [2, 4, 3]
    assert window.network.hasFocus()


def press_in_popup(qtbot, letter):
    """Choose the entry of the open menu that begins with a letter, as the arrow keys find it."""
    menu = QApplication.activePopupWidget()
    for _ in menu.actions():
        active = menu.activeAction()
        if active is not None and active.text().startswith(letter):
            break
        qtbot.keyClick(menu, Key.Key_Down)
    qtbot.keyClick(menu, Key.Key_Return)


# -- what stays ------------------------------------------------------------------------------------


def test_a_layer_in_the_middle_leaves_the_weights_around_it(qtbot, window):
    build(window, (4, 3, 3), iteration=30)
    before = weights(window)
    qtbot.mouseClick(hover(qtbot, window, 1, gap=True), LEFT)
    assert shape(window) == [2, 4, 4, 3, 3]
    after, fresh = weights(window), drawn(window.session.experiment)
    for old, new in (("W1", "W1"), ("b1", "b1"), ("b2", "b3"), ("W3", "W4"), ("b3", "b4")):
        np.testing.assert_array_equal(after[new], before[old])
    for name in ("W2", "b2", "W3"):
        np.testing.assert_array_equal(after[name], fresh[name])
    assert "W² reinitialized" in said(window).replace("W², W³", "W²")
    assert window.session.undo_stack.undoText() == "Add layer"
    assert window.session.position == Position(0, 0)


def test_a_layer_removed_from_the_middle(qtbot, window):
    build(window, (4, 5, 3, 3), iteration=20)
    before = weights(window)
    qtbot.mouseClick(hover(qtbot, window, 2).remove, LEFT)
    assert shape(window) == [2, 4, 3, 3]
    after, fresh = weights(window), drawn(window.session.experiment)
    for old, new in (("W1", "W1"), ("b1", "b1"), ("b3", "b2"), ("W4", "W3"), ("b4", "b3")):
        np.testing.assert_array_equal(after[new], before[old])
    np.testing.assert_array_equal(after["W2"], fresh["W2"])
    assert window.session.undo_stack.undoText() == "Remove layer 2"


def test_a_unit_removed_from_the_middle_takes_its_own_weights_along(qtbot, window):
    build(window, (4, 3), iteration=20)
    before = weights(window)
    window.session.select(Selection("unit", 1, 1))
    press(qtbot, Key.Key_Delete)
    after, rest = weights(window), [0, 2, 3]
    np.testing.assert_array_equal(after["W1"], before["W1"][rest])
    np.testing.assert_array_equal(after["b1"], before["b1"][rest])
    np.testing.assert_array_equal(after["W2"], before["W2"][:, rest])
    np.testing.assert_array_equal(after["b2"], before["b2"])
    assert said(window) == "All weights are kept."
    assert window.session.selected is None


def test_fewer_and_more_in_one_step_lose_nothing(qtbot, window):
    build(window, (4, 3), iteration=20)
    before, count = weights(window), window.session.undo_stack.count()
    field = hover(qtbot, window, 1).count
    qtbot.mouseClick(field, LEFT)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Up, Key.Key_Up):
        qtbot.keyClick(field, key)
    assert shape(window) == [2, 5, 3]
    assert window.session.undo_stack.count() == count + 1
    np.testing.assert_array_equal(weights(window)["W1"][:4], before["W1"])
    qtbot.keyClick(field, Key.Key_Return)
    assert window.network.hasFocus()


def test_features_keep_the_weights_of_the_inputs_that_stay(qtbot, window):
    build(window, (3, 3), iteration=10)
    before = weights(window)
    qtbot.mouseClick(hover(qtbot, window, 0).features, LEFT)
    menu = window.network.building.menu
    choose(qtbot, menu, "x₁²")
    choose(qtbot, menu, "x₂")
    assert menu.isVisible()
    menu.close()
    assert window.session.experiment.feature_names == ("x1", "x1^2")
    np.testing.assert_array_equal(weights(window)["W1"][:, 0], before["W1"][:, 0])
    np.testing.assert_array_equal(weights(window)["W2"], before["W2"])


def test_weights_that_are_no_numbers_are_drawn_anew(window):
    e = build(window, (3, 3))
    window.session.apply(Edit("Rate", edits.set_setting(e, "learning_rate", 1e6)))
    e = edits.set_loss(window.session.experiment, "mean_squared_error")
    window.session.apply(
        Edit("Loss", edits.set_layer(edits.set_layer(e, 1, activation="identity"), 0, activation="relu"))
    )
    window.session.seek(Position(60, 0))
    assert not np.isfinite(window.session.frame.flat).all()
    assert window.session.network_editing.add_unit(1)
    assert said(window) == "Some weights were NaN or infinite; all weights were reinitialized."
    np.testing.assert_array_equal(weights(window)["W1"], drawn(window.session.experiment)["W1"])


def test_drawing_anew_forgets_what_was_kept(qtbot, window):
    build(window, (3, 3), iteration=10)
    window.session.network_editing.add_unit(1)
    assert window.session.experiment.initial is not None
    press(qtbot, Key.Key_R, CTRL)
    assert window.session.experiment.initial is None


# -- order -----------------------------------------------------------------------------------------


def drag(qtbot, window, layer, to, drop=True):
    """Drag the grip of a layer's bar until the pointer is at a column."""
    bar = hover(qtbot, window, layer)
    network = window.network
    qtbot.mousePress(bar.grip, LEFT)
    x = round(network.scene.layout.places[to].x)
    for at in (x - 30, x + (12 if to > layer else -12)):
        qtbot.mouseMove(bar.grip, bar.grip.mapFrom(network, QPoint(at, 20)))
    assert network.building.drag.active
    assert network.building.drag.mark.isVisible()
    if drop:
        qtbot.mouseRelease(bar.grip, LEFT)
    return bar


def test_a_layer_is_dragged_to_another_place(qtbot, window):
    build(window, (4, 5, 3), iteration=10)
    before = weights(window)
    drag(qtbot, window, 1, 2)
    assert shape(window) == [2, 5, 4, 3]
    after = weights(window)
    np.testing.assert_array_equal(after["b1"], before["b2"])
    np.testing.assert_array_equal(after["b2"], before["b1"])
    np.testing.assert_array_equal(after["b3"], before["b3"])
    for name in ("W1", "W2", "W3"):
        np.testing.assert_array_equal(after[name], drawn(window.session.experiment)[name])
    assert window.session.undo_stack.undoText() == "Move layer 1"
    assert not window.network.building.drag.mark.isVisible()


def test_escape_leaves_a_dragged_layer_where_it_was(qtbot, window):
    e = build(window, (4, 5, 3))
    bar = drag(qtbot, window, 2, 1, drop=False)
    qtbot.keyClick(window.network, Key.Key_Escape)
    assert not window.network.building.drag.active
    qtbot.mouseRelease(bar.grip, LEFT)
    assert window.session.experiment is e


def test_layers_change_places_by_keyboard_and_the_pick_goes_along(qtbot, window):
    build(window, (4, 5, 3))
    window.session.select(Selection("unit", 1, 2))
    press(qtbot, Key.Key_Right, CTRL | SHIFT)
    assert shape(window) == [2, 5, 4, 3]
    assert window.session.selected == Selection("unit", 2, 2)
    press(qtbot, Key.Key_Left, CTRL | SHIFT)
    assert shape(window) == [2, 4, 5, 3]
    press(qtbot, Key.Key_Left, CTRL | SHIFT)
    assert said(window) == "The layer cannot be moved further."


# -- undo ------------------------------------------------------------------------------------------


def test_undo_and_redo_bring_experiment_and_run_back_bit_for_bit(qtbot, window):
    session = window.session
    build(window, (4, 3), iteration=40)
    states = []
    session.apply(parameter_edit(Selection("weight", 1, 0, 0), 0.5))
    for edit in (
        lambda b: b.add_unit(1),
        lambda b: b.insert_layer(1),
        lambda b: b.move_layer(1, 2),
        lambda b: b.remove_unit(2, 1),
        lambda b: b.set_activation(1, "relu"),
        lambda b: b.insert_activation(3, "sigmoid"),
        lambda b: b.remove_layer(1),
        lambda b: b.remove_hidden(),
    ):
        states.append((session.experiment, session.position, session.frame.flat.copy()))
        assert edit(session.network_editing), said(window)
        session.seek(Position(5, 3))
    last = session.experiment, session.frame.flat.copy()
    for e, position, flat in reversed(states):
        session.undo_stack.undo()
        assert session.experiment == e
        assert session.position == position
        np.testing.assert_array_equal(session.frame.flat, flat)
    for _ in states:
        session.undo_stack.redo()
    assert session.experiment == last[0]
    np.testing.assert_array_equal(session.frame.flat, last[1])


def test_every_edit_is_a_step_of_its_own_with_a_name(qtbot, window):
    build(window, (4, 3))
    bar = hover(qtbot, window, 1)
    for _ in range(3):
        qtbot.mouseClick(bar.more, LEFT)
    assert shape(window) == [2, 7, 3]
    assert window.session.undo_stack.count() == 3
    assert window.session.undo_stack.undoText() == "Add a unit to layer 1"
    assert window.session.undo_stack.undoLimit() == 200
    press(qtbot, Key.Key_Z, CTRL)
    assert shape(window) == [2, 6, 3]


# -- menus -----------------------------------------------------------------------------------------


def test_the_activation_in_the_bar_is_a_menu_with_curves(qtbot, window):
    build(window, (4, 3))
    qtbot.mouseClick(hover(qtbot, window, 1).activation, LEFT)
    menu = window.network.building.menu
    qtbot.waitUntil(menu.isVisible)
    assert all(not action.icon().isNull() for action in menu.actions())
    assert len(menu.actions()) == 11
    choose(qtbot, menu, "ReLU")
    assert activations(window) == ["relu", "softmax"]
    assert said(window) == "All weights are kept."


def test_the_activation_by_keyboard(qtbot, window):
    build(window, (4, 3))
    press(qtbot, Key.Key_A)
    menu = window.network.building.menu
    qtbot.waitUntil(menu.isVisible)
    press_in_popup(qtbot, "ReLU")
    assert activations(window) == ["relu", "softmax"]


@pytest.mark.parametrize(
    ("selection", "some"),
    [
        (
            Selection("unit", 1, 0),
            {"Remove this unit", "Activation", "Initial weights", "Insert a layer after"},
        ),
        (Selection("unit", 2, 0), {"Add a unit", "Insert sigmoid without weights", "Remove layer 2"}),
        (Selection("bias", 1, 0), {"Edit b¹₁…", "Set b¹₁ to zero", "Layer 1"}),
        (Selection("unit", 0, 0), {"Features", "Data set", "Insert a layer after"}),
        (Selection("loss"), {"Mean squared error", "Categorical cross-entropy"}),
    ],
)
def test_everything_has_a_menu(qtbot, window, selection, some):
    build(window, (3, 3))
    right_click(window, window.network.rect_of(selection).center())
    menu = window.network.building.menu
    qtbot.waitUntil(menu.isVisible)
    found = {text.casefold() for text in texts(menu)}
    assert {text.casefold() for text in some} <= found
    assert window.session.selected == selection
    menu.close()


def test_a_weight_is_set_to_zero_from_its_menu(qtbot, window):
    build(window, (3, 3))
    selection = Selection("weight", 2, 1, 0)
    curves = window.network.scene.edges.bundles[2].curves
    right_click(window, curves.at(curves.index(1, 0), 0.3).toPoint())
    assert window.session.selected == selection
    choose(qtbot, window.network.building.menu, "Set w²₂₁ to zero")
    assert window.session.frame.current("W2")[1, 0] == 0.0


def test_a_layer_without_weights_at_the_end(qtbot, window):
    build(window, (3, 3))
    qtbot.mouseClick(hover(qtbot, window, 2, gap=True), LEFT)
    choose(qtbot, window.network.building.menu, "Insert softmax without weights")
    assert [layer.units for layer in window.session.experiment.layers] == [3, 3, None]
    assert activations(window) == ["tanh", "identity", "softmax"]
    bar = hover(qtbot, window, 3)
    assert bar.note.text() == "no weights"
    assert not bar.more.isVisible()
    qtbot.mouseClick(bar.remove, LEFT)
    assert len(window.session.experiment.layers) == 2


def test_a_right_click_on_nothing_offers_what_concerns_the_whole(qtbot, window):
    build(window, (3, 3, 3))
    network = window.network
    right_click(window, QPoint(network.width() - 4, network.height() - 4))
    choose(qtbot, network.building.menu, "Remove all hidden layers")
    assert shape(window) == [2, 3]


# -- limits ----------------------------------------------------------------------------------------


def test_the_outputs_follow_the_data_and_say_so(qtbot, window):
    build(window, (3, 3))
    bar = hover(qtbot, window, 2)
    assert not bar.more.isEnabled()
    assert bar.more.toolTip() == "The number of outputs is set by the data, which has 3 classes."
    assert not bar.count.isVisible()
    window.session.select(Selection("unit", 2, 0))
    press(qtbot, Key.Key_Plus)
    assert said(window) == "The number of outputs is set by the data, which has 3 classes."
    assert shape(window) == [2, 3, 3]


def test_limits_are_sentences(qtbot, window):
    building = window.session.network_editing
    e = build(window, (1, 3))
    assert not building.remove_unit(1)
    assert said(window) == "Layer 1 has only one unit; remove the layer instead."
    assert not building.set_units(1, 5000)
    assert said(window)
    assert not building.move_layer(1, 2)
    last = "The output layer must remain the last layer with weights; its size is set by the data."
    assert said(window) == last
    assert window.session.experiment is e
    building.remove_hidden()
    assert not building.remove_layer(1)
    assert "cannot be removed" in said(window)
    assert not building.remove_hidden()
    assert said(window) == "There are no hidden layers."
    press(qtbot, Key.Key_Plus)
    assert said(window) == "There is no hidden layer yet; insert one first (Ins)."
    while len(window.session.experiment.layers) < 32:
        assert building.insert_layer(0)
    assert not building.insert_layer(0)
    assert said(window) == "Expected 1 to 32 layers, not 33."


# -- where the controls stand ----------------------------------------------------------------------


def test_the_controls_hide_no_number(qtbot, window):
    for layers in ((3,), (8, 3), (8, 8, 3), (20, 3), (6, 6, 6, 6, 6, 6, 3)):
        build(window, layers if len(layers) > 1 else (*layers, 3), iteration=3)
        for layer in range(len(shape(window))):
            bar = hover(qtbot, window, layer)
            for place in window.network.scene.layout.places:
                for unit in place.shown:
                    square = place.square(unit)
                    assert not bar.geometry().intersects(square.adjusted(0, 4, 0, place.below).toRect())


def test_the_controls_come_and_go(qtbot, window):
    build(window, (3, 3))
    bar, plus = window.network.building.bar, window.network.building.plus
    assert not bar.isVisible()
    hover(qtbot, window, 1)
    assert not plus.isVisible()
    hover(qtbot, window, 1, gap=True)
    assert not bar.isVisible()
    hover(qtbot, window, 1)
    place = bar.pos()
    qtbot.mouseClick(bar.more, LEFT)
    assert (bar.isVisible(), bar.pos().y()) == (True, place.y())
    window.network.building.point_at(None)
    assert not bar.isVisible()
    press(qtbot, Key.Key_Right, CTRL)
    press(qtbot, Key.Key_Right, CTRL)
    assert bar.isVisible()
    assert bar.layer == 1


def test_what_lies_below_a_control_is_not_pointed_at(qtbot, window):
    build(window, (3, 3))
    network = window.network
    qtbot.mouseMove(network, network.rect_of(Selection("unit", 1, 0)).center())
    qtbot.waitUntil(lambda: window.session.hovered == Selection("unit", 1, 0))
    qtbot.waitUntil(network.building.bar.isVisible)
    at = network.building.bar.geometry().center()
    QTest.mouseMove(window.windowHandle(), network.mapTo(window, at))
    qtbot.waitUntil(lambda: window.session.hovered is None)


def test_all_controls_have_names_and_tooltips(qtbot, window):
    build(window, (3, 4, 3))
    for layer in range(4):
        bar = hover(qtbot, window, layer)
        interface = QAccessible.queryAccessibleInterface(bar)
        assert interface is not None
        for part in bar.parts:
            if part.isVisible():
                assert part.accessibleName(), part
                assert part.toolTip(), part
    assert hover(qtbot, window, 1).more.accessibleName() == "add a unit to layer 1"
    plus = hover(qtbot, window, 2, gap=True)
    assert plus.accessibleName() == "insert a layer after layer 2"
    assert plus.toolTip()


# -- large layers ----------------------------------------------------------------------------------


def test_64_units_are_drawn_in_full_and_more_fold_and_unfold(qtbot, window):
    window.resize(1440, 900)
    build(window, (64, 3))
    place = window.network.scene.layout.places[1]
    assert len(place.shown) == 64
    build(window, (100, 3))
    place = window.network.scene.layout.places[1]
    assert place.hidden > 0
    qtbot.mouseClick(window.network, LEFT, pos=place.mark.center().toPoint())
    assert window.network.scene.layout.places[1].hidden == 0
    assert said(window).startswith("100 of 100 units are shown")
    window.network.reset_view()
    assert window.network.scene.layout.places[1].hidden > 0


# -- movement --------------------------------------------------------------------------------------


def test_the_picture_moves_and_ends_as_if_it_had_not(qtbot, window):
    build(window, (3, 3))
    network = window.network
    network.set_animated(True)
    window.session.network_editing.insert_layer(1)
    assert network.transition.running
    assert len(network.transition.pairs) == 2 + 3 + 3
    assert len(network.transition.added) == 3
    network.transition.advance(0.08)
    middle = network.grab().toImage()
    window.session.select(Selection("unit", 2, 0))
    assert window.session.selected == Selection("unit", 2, 0)
    window.session.select(None)
    qtbot.waitUntil(lambda: not network.transition.running)
    end = network.grab().toImage()
    network.set_animated(False)
    window.session.undo_stack.undo()
    window.session.undo_stack.redo()
    assert not network.transition.running
    assert network.grab().toImage() == end
    assert middle != end


def test_a_point_on_a_column_belongs_to_it(window):
    build(window, (3, 3))
    layout = window.network.scene.layout
    for zone in (
        BuildingZone(0),
        BuildingZone(0, True),
        BuildingZone(1),
        BuildingZone(1, True),
        BuildingZone(2),
        BuildingZone(2, True),
    ):
        found = zone_of(window, centre(layout, zone))
        assert found == zone
    assert zone_of(window, layout.loss.center().x()) is None


def zone_of(window, x):
    from nnviz.views.network.building.zones import zone_at

    return zone_at(window.network.scene.layout, QPointF(x, 0).x())
