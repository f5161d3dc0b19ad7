"""The network view: what it shows, where items stand, and what hands can do with it."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.session.edit import Edit, parameter_edit, setting_edit
from nnviz.views.network.hover_card import HoverCard
from nnviz.views.network.layout import arrange
from nnviz.views.network.operation_highlight import highlight
from nnviz.views.network.order import Order
from nnviz.views.network.place import Detail
from nnviz.views.network.structure import structure
from nnviz.views.network.text import fitting_number
from nnviz.views.network.view import NetworkView
from tests.pictures import distinct_colours

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
EDGE = Selection("weight", 2, 0, 1)


def experiment(data="xor", layers=((3, "tanh"), (1, "sigmoid")), **fields):
    specs = [{"activation": a} if u is None else {"units": u, "activation": a} for u, a in layers]
    return Experiment.from_dict({"data": {"name": data}, "layers": specs, **fields})


BLOBS = {"loss": "categorical_cross_entropy"}
NETWORKS = {
    "xor": experiment(loss="binary_cross_entropy", seed=4, optimizer={"learning_rate": 0.5}),
    "fused": experiment(loss="binary_cross_entropy", output_gradient="fused"),
    "blobs": experiment("blobs", [(8, "tanh"), (8, "relu"), (3, "softmax")], **BLOBS),
    "deep": experiment("spiral", [*[(8, "tanh")] * 6, (1, "tanh")]),
    "digits": experiment("digits", [(32, "tanh"), (10, "softmax")], **BLOBS),
    "weightless": experiment(
        "blobs", [(4, "sigmoid"), (None, "relu"), (3, "sigmoid"), (None, "softmax")], **BLOBS
    ),
    "minimal": experiment("sine", [(1, "identity")]),
    "iris": experiment("iris", [(6, "relu"), (3, "softmax")], **BLOBS, optimizer={"name": "momentum"}),
    "features": experiment(
        "circle", [(4, "tanh"), (1, "tanh")], features=["x1", "x2", "x1^2", "x2^2", "x1*x2"]
    ),
    "wide": experiment("circle", [(104, "tanh"), (1, "tanh")]),
}
SIZES = [(500, 330), (650, 330), (756, 490), (1200, 800), (2000, 1200)]


@pytest.fixture(autouse=True)
def _dressed(qapp):
    theme.manager().apply(qapp, "light", 1.0)
    yield
    theme.manager().apply(qapp, "light", 1.0)


@pytest.fixture
def make_view(qtbot):
    def make(e="xor", size=(756, 490), symbol=None, iteration=20, beside=0):
        session = Session(NETWORKS[e] if isinstance(e, str) else e)
        session.seek(Position(iteration, 0))
        if symbol is not None:
            session.go_to_operation([op.symbol for op in session.frame.operations].index(symbol) + 1)
        view = NetworkView(session)
        if beside:
            # Something else stands at the left of the network, as in the window.
            view.setParent(host := QWidget())
            host.resize(beside + size[0], size[1])
            view.move(beside, 0)
            host.show()
            view.host = host
        qtbot.addWidget(view.window())
        view.set_animated(False)
        session.frame_changed.connect(view.show_frame)
        view.resize(*size)
        view.show_frame(session.frame)
        view.show()
        view.activateWindow()
        with qtbot.waitActive(view.window()):
            pass
        view.setFocus()
        return view

    return make


def along(view, selection, t=0.3):
    """Return a point of an edge, away from its number."""
    curves = view.scene.edges.bundles[selection.layer].curves
    return (curves.at(curves.index(selection.unit, selection.source), t) - view.viewport.offset).toPoint()


def empty(view):
    """Return a point where nothing is."""
    return QPoint(view.width() - 20, view.height() - 20)


def colour(view, point):
    image = view.grab().toImage()
    return image.pixelColor(point.x(), point.y())


def near(a, b, tolerance=24):
    b = QColor(b)
    return all(abs(x - y) <= tolerance for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))


def laid_out(name, size, obstacles=(), scale=1.0):
    frame = Timeline(NETWORKS[name]).frame()
    return arrange(structure(frame), QSizeF(*size), scale, obstacles)


# -- where items stand --------------------------------------------------------------------------


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("size", SIZES)
def test_everything_fits_and_nothing_overlaps(name, size):
    corners = [QRectF(12, 12, 160, 36), QRectF(size[0] - 150, 14, 142, 30)]
    layout = laid_out(name, size, corners)
    canvas = QRectF(0, 0, *size)
    for place in layout.places:
        assert canvas.contains(place.extent.adjusted(0, 1, 0, -1)), place
        if place.picture is not None:
            continue
        boxes = [
            place.square(unit).adjusted(0, -place.above, 0, place.below).adjusted(0, 0.5, 0, -0.5)
            for unit in place.shown
        ]
        assert not any(a.intersects(b) for a, b in itertools.pairwise(boxes)), place
        assert not any(box.intersects(corner) for box in boxes for corner in corners), place
    for before, after in itertools.pairwise(layout.places):
        gap = after.way_in(after.shown[0]).x() - before.way_out(0).x()
        assert gap > 0, (before, after)
    assert canvas.contains(layout.loss)
    assert layout.loss.left() > layout.places[-1].way_out(0).x()


@pytest.mark.parametrize("scale", [0.75, 1.5])
def test_other_scales_fit_too(scale):
    for name in NETWORKS:
        layout = laid_out(name, (756, 490), scale=scale)
        canvas = QRectF(-1, -1, 758, 492)
        assert all(canvas.contains(place.extent) for place in layout.places), name


def test_units_have_their_size_in_the_middle_of_a_window():
    layout = laid_out("xor", (756, 490))
    assert all(place.side == pytest.approx(58, abs=2) for place in layout.places)
    assert all(place.detail is Detail.STACK for place in layout.places)


def test_wide_layers_fold_and_say_how_many():
    wide = laid_out("wide", (650, 330)).places[1]
    assert wide.mark is not None
    assert wide.hidden == 104 - len(wide.shown) > 0
    assert wide.shown[-1] == 103
    assert not wide.shows(wide.shown[-2] + 1)
    assert wide.mark.center().y() > wide.square(wide.shown[-2]).bottom()
    assert wide.mark.center().y() < wide.square(103).top()


def test_sixty_four_units_are_drawn_in_full_where_there_is_room():
    frame = Timeline(experiment("circle", [(64, "tanh"), (1, "tanh")])).frame()
    place = arrange(structure(frame), QSizeF(1200, 800)).places[1]
    assert place.hidden == 0
    assert place.mark is None


def test_inputs_of_digits_are_a_picture():
    place = laid_out("digits", (650, 330)).places[0]
    assert place.picture == (8, 8)
    assert place.square(63).bottom() == pytest.approx(place.frame.bottom())
    assert place.way_out(0).x() == place.way_out(7).x() == place.frame.right()


# -- what is highlighted ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["xor", "fused", "blobs", "weightless", "iris"])
def test_every_operation_lights_what_it_reads_and_writes(name):
    timeline = Timeline(NETWORKS[name])
    for number in range(1, len(timeline.trainer.operations) + 1):
        frame = timeline.frame(Position(0, number))
        op, highlighted = frame.operation, highlight(frame)
        assert highlighted.phase == op.phase
        for written, names in ((False, op.reads), (True, op.writes)):
            for full in set(names) - {"t"}:
                name_ = full.removesuffix("_next")
                layer = int(name_.lstrip("dvmWbzaXYC_elocity") or 0)
                kind = name_.rstrip("0123456789")[-1]
                table = {"W": highlighted.weights, "b": highlighted.biases}.get(kind, highlighted.units)
                if kind in "CY":
                    assert highlighted.loss is not None
                    assert highlighted.loss or not written
                else:
                    assert table[layer] or not written, (full, op)
    assert highlight(timeline.frame(Position(0, 0))).phase == ""


def test_edges_have_the_colour_of_their_sign_and_fade_unless_lit(make_view):
    initial = {"W1": [[2, -2]] * 3, "b1": [[0]] * 3, "W2": [[2, -2, 2]], "b2": [[0]]}
    view = make_view(NETWORKS["xor"].replace(initial=initial), symbol="z²", iteration=0)
    look = theme.current()
    highlighted, negative = Selection("weight", 2, 0, 0), Selection("weight", 2, 0, 1)
    assert near(colour(view, along(view, highlighted)), look.positive)
    assert near(
        colour(view, along(view, Selection("weight", 1, 1, 0))), look.blend("background", "positive", 0.3)
    )
    # What is negative is dashed.
    image = view.grab().toImage()
    points = [along(view, negative, t) for t in np.linspace(0.1, 0.4, 40)]
    pixels = [image.pixelColor(point) for point in points]
    assert any(near(pixel, look.negative) for pixel in pixels)
    assert any(near(pixel, look.background) for pixel in pixels)


def test_outline_has_the_colour_of_the_phase(make_view):
    view = make_view(symbol="δ²")
    square = view.rect_of(Selection("unit", 2, 0))
    assert near(colour(view, QPoint(square.left(), square.center().y())), theme.current().backward)
    view.session.step(-10)
    view.session.start()
    assert not near(colour(view, QPoint(square.left(), square.center().y())), theme.current().backward)


def test_maps_show_what_units_compute(make_view):
    view = make_view("features")
    square = view.rect_of(Selection("unit", 0, 0))
    look = theme.current()
    image = view.grab().toImage()
    left, right = (image.pixelColor(x, square.center().y()) for x in (square.left() + 5, square.right() - 5))
    assert left.red() > left.blue()
    assert right.blue() > right.red()
    assert near(image.pixelColor(square.center().x(), square.bottom() - 8), look.neutral)


# -- frames --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("dark", [False, True])
def test_every_operation_of_every_network_is_painted(make_view, qapp, name, dark):
    theme.manager().apply(qapp, "dark" if dark else "light")
    view = make_view(name, (650, 330), iteration=1)
    last = Selection("unit", len(view.session.experiment.layers), 0)
    view.session.select(last)
    for number in range(len(view.session.frame.operations) + 1):
        view.session.go_to_operation(number)
        assert distinct_colours(view.grab()) > 8, number
        view.set_quantity("gradients" if view.quantity == "weights" else "weights")
        assert distinct_colours(view.grab()) > 8, number


def test_structure_is_kept_while_only_numbers_change(make_view):
    view = make_view()
    structure_, layout = view.scene.structure, view.scene.layout
    view.session.step(1, "iteration")
    view.session.apply(setting_edit("learning_rate", 0.2))
    view.session.apply(parameter_edit(EDGE, 2.0))
    assert view.scene.structure is structure_
    assert view.scene.layout is layout
    view.session.apply(Edit("more", NETWORKS["blobs"]))
    assert view.scene.structure is not structure_
    assert len(view.scene.layout.places) == 4


def test_unknown_values_are_not_shown_before_they_are_computed(make_view):
    view = make_view(symbol="z¹")
    assert [s for s, _ in _numbers(view, Selection("unit", 1, 0))] == ["z¹₁", "b¹₁"]
    assert [s for s, _ in _numbers(view, Selection("unit", 2, 0))] == ["b²₁"]
    assert _numbers(view, Selection("loss")) == []
    view.session.go_to_operation(len(view.session.frame.operations))
    assert [s for s, _ in _numbers(view, Selection("unit", 1, 0))] == ["z¹₁", "a¹₁", "∇a¹₁", "δ¹₁", "b¹₁"]


def _numbers(view, selection):
    from nnviz.views.network.readings import readings

    return readings(view.session.frame, view.scene.structure, selection, view.session.example)


@pytest.mark.parametrize("e", [
    experiment("sine", [(4, "relu"), (1, "identity")], optimizer={"learning_rate": 1e5}),
    experiment("xor", [(4, "relu"), (1, "identity")], optimizer={"learning_rate": 1e5}),
    experiment("iris", [(4, "relu"), (3, "identity")], optimizer={"learning_rate": 1e5}),
])  # fmt: skip
def test_trouble_is_painted_and_not_a_crash(make_view, e):
    view = make_view(e, (650, 330), iteration=0)
    for iteration in (1, 5, 20, 60):
        view.session.seek(Position(iteration, 8))
        view.grab()
    assert np.isnan(view.session.frame.flat).any()
    view.set_quantity("gradients")
    view.session.select(Selection("weight", 1, 0, 0))
    view.grab()
    square = view.rect_of(Selection("unit", 1, 0))
    image, look = view.grab().toImage(), theme.current()
    pixels = [image.pixelColor(x, square.center().y()) for x in range(square.left() + 6, square.right() - 6)]
    assert any(near(p, look.blend("background", "danger", 0.55)) for p in pixels)


def test_zero_weights_are_painted(make_view):
    zeros = {name: np.zeros(shape).tolist() for name, shape in (("W1", (3, 2)), ("b1", (3, 1)))}
    view = make_view(NETWORKS["xor"].replace(initial=zeros), iteration=0)
    assert distinct_colours(view.grab()) > 8
    view.set_quantity("gradients")
    assert distinct_colours(view.grab()) > 8


def test_a_run_is_shown(make_view, qtbot):
    view = make_view()
    view.session.run()
    qtbot.waitUntil(lambda: view.session.position.iteration > 2000)
    assert view.scene.render_state.highlight.phase == ""
    view.session.pause()
    assert view.scene.render_state.highlight.phase == "update"


# -- pointing and selecting ------------------------------------------------------------------------


def test_hover_names_the_unit_and_shows_its_card(make_view, qtbot):
    view = make_view(symbol="δ¹", beside=260)
    qtbot.mouseMove(view, view.rect_of(Selection("unit", 1, 1)).center())
    assert view.session.hovered == Selection("unit", 1, 1)
    card = view.host.findChild(HoverCard)
    qtbot.waitUntil(card.isVisible)
    assert view.host.rect().contains(card.geometry())
    place = card.geometry().translated(-view.pos())
    for layer, units in enumerate(view.session.experiment.widths):
        assert not any(
            place.intersects(view.rect_of(Selection("unit", layer, unit))) for unit in range(units)
        )
    view.host.grab()
    qtbot.mouseMove(view, empty(view))
    assert view.session.hovered is None
    assert not card.isVisible()


def test_a_card_that_would_hide_something_is_not_shown(make_view, qtbot):
    view = make_view()
    view.card.point_at(Selection("unit", 1, 1), view.rect_of(Selection("unit", 1, 1)))
    assert not view.card.isVisible()


@pytest.mark.parametrize("name", ["minimal", "deep"])
def test_cards_of_other_networks(make_view, qtbot, name):
    view = make_view(name, (756, 490), iteration=2, beside=260)
    for selection in (Selection("unit", 0, 0), Selection("unit", 1, 0)):
        qtbot.mouseMove(view, view.rect_of(selection).center())
        qtbot.waitUntil(lambda: any(card.isVisible() for card in view.window().findChildren(HoverCard)))
        view.host.grab()


def test_hover_names_an_edge_with_weight_and_gradient(make_view, qtbot):
    view = make_view(symbol="∂W²")
    qtbot.mouseMove(view, along(view, EDGE))
    assert view.session.hovered == EDGE
    w, g = (view.session.frame.values[name][0, 1] for name in ("W2", "dW2"))
    text = view.items.describe(EDGE)
    assert text.startswith(f"w²₁₂ = {w:.4f}   ∂C/∂w = {g:.4f}".replace("-", "−"))
    assert text.endswith("weight from unit 2 of layer 1 to unit 1 of layer 2")


def test_click_picks_and_click_on_nothing_lets_go(make_view, qtbot):
    view = make_view()
    qtbot.mouseClick(view, LEFT, pos=along(view, EDGE))
    assert view.session.selected == EDGE
    assert [p.selection for p in view.scene.edge_labels.placed] == [EDGE]
    for selection in (
        Selection("unit", 1, 2),
        Selection("bias", 1, 0),
        Selection("loss"),
        Selection("unit", 0, 1),
    ):
        qtbot.mouseClick(view, LEFT, pos=view.rect_of(selection).center())
        assert view.session.selected == selection
    qtbot.mouseClick(view, LEFT, pos=empty(view))
    assert view.session.selected is None


def test_every_thing_that_is_shown_can_be_picked_where_it_is(make_view):
    for name in ("xor", "blobs", "digits", "weightless"):
        view = make_view(name, (1200, 800), iteration=0)
        for number in range(view.items.count()):
            selection = view.order.item(number)
            if view.scene.shows(selection) and selection.kind != "weight":
                assert view.items.at(QPointF(view.rect_of(selection).center())) == selection


def test_what_is_picked_elsewhere_is_ringed_and_its_edges_lit(make_view):
    view = make_view()
    before = view.grab().toImage()
    view.session.select(Selection("unit", 1, 0))
    square = view.rect_of(Selection("unit", 1, 0))
    after = view.grab().toImage()
    at = QPoint(square.left() - 3, square.center().y() + 12)
    assert after.pixelColor(at) != before.pixelColor(at)
    assert near(after.pixelColor(at), theme.current().ink, 60)
    assert {p.selection for p in view.scene.edge_labels.placed} == {
        Selection("weight", 1, 0, 0), Selection("weight", 1, 0, 1), Selection("weight", 2, 0, 0)
    }  # fmt: skip
    view.session.select(None)
    view.session.hover(Selection("unit", 2, 0))
    assert {p.selection.layer for p in view.scene.edge_labels.placed} == {2}


def test_a_pick_that_the_network_no_longer_has_is_forgotten(make_view):
    view = make_view("deep")
    view.session.select(Selection("unit", 6, 3))
    view.session.apply(Edit("other", NETWORKS["minimal"]))
    assert view.scene.selected is None
    view.grab()


# -- editing -------------------------------------------------------------------------------------


def test_double_click_on_an_edge_edits_its_weight(make_view, qtbot):
    view = make_view()
    qtbot.mouseDClick(view, LEFT, pos=along(view, EDGE))
    field = view.editor.field
    assert field is not None
    assert field.hasFocus()
    assert field.accessibleName() == "Weight from unit 2 of layer 1 to unit 1 of layer 2"
    qtbot.keyClicks(field, "1/3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.session.frame.current("W2")[0, 1] == 1 / 3
    assert view.session.undo_stack.undoText() == "Set w²₁₂"
    assert not view.editor.open
    assert view.hasFocus()
    view.session.undo_stack.undo()
    assert view.session.frame.current("W2")[0, 1] != 1 / 3


def test_escape_gives_up_and_an_error_stays(make_view, qtbot):
    view = make_view()
    value = view.session.frame.current("b1")[1, 0]
    qtbot.mouseDClick(view, LEFT, pos=view.rect_of(Selection("bias", 1, 1)).center())
    field = view.editor.field
    qtbot.keyClicks(field, "1/0")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert view.editor.field is field
    assert field.error() == "A fraction cannot have the denominator 0."
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not view.editor.open
    assert view.hasFocus()
    assert view.session.frame.current("b1")[1, 0] == value
    assert view.session.undo_stack.count() == 0


def test_too_large_a_number_is_refused(make_view, qtbot):
    view = make_view()
    view.session.select(EDGE)
    assert view.edit_selected()
    qtbot.keyClicks(view.editor.field, "1e7")
    qtbot.keyClick(view.editor.field, Qt.Key.Key_Return)
    assert "must be from" in view.editor.field.error()
    assert view.session.undo_stack.count() == 0


def test_return_and_the_command_edit_what_is_picked(make_view, qtbot):
    view = make_view()
    assert not view.edit_selected()
    view.session.select(Selection("unit", 1, 0))
    assert not view.edit_selected()
    view.session.select(Selection("bias", 2, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClicks(view.editor.field, "-0.25")
    view.setFocus()
    assert not view.editor.open
    assert view.session.frame.current("b2")[0, 0] == -0.25


def test_a_step_leaves_the_typing_alone(make_view, qtbot):
    view = make_view()
    view.session.select(EDGE)
    view.edit_selected()
    qtbot.keyClicks(view.editor.field, "12")
    view.session.step()
    assert view.editor.field.text() == "12"
    view.resize(700, 400)
    assert not view.editor.open


# -- controls in the corners ---------------------------------------------------------------------


def test_buttons_step_through_the_examples(make_view, qtbot):
    view = make_view(symbol="a²")
    stepper = view.overlays.stepper
    assert stepper.text() == "example 1 of 10"
    assert not stepper.before.isEnabled()
    qtbot.mouseClick(stepper.after, LEFT)
    qtbot.mouseClick(stepper.after, LEFT)
    assert view.session.example == 2
    assert stepper.text() == "example 3 of 10"
    assert view.scene.render_state.example == 2
    qtbot.mouseClick(stepper.before, LEFT)
    assert view.session.example == 1
    view.session.set_example(9)
    assert not stepper.after.isEnabled()
    assert view.rect().contains(stepper.geometry())
    assert view.hasFocus()


def test_switch_shows_gradients(make_view, qtbot):
    view = make_view(symbol="z²")
    switch = view.overlays.switch
    with qtbot.waitSignal(view.quantity_changed) as signal:
        qtbot.mouseClick(switch.segment("gradients"), LEFT)
    assert signal.args == ["gradients"]
    assert view.quantity == "gradients"
    assert all(bundle.numbers is None for bundle in view.scene.edges.bundles.values())
    assert view.overlays.hint.text() == "gradients appear in the backward phase"
    view.session.go_to_operation(8)
    assert view.session.frame.operation.symbol == "∂W²"
    bundles = view.scene.edges.bundles
    assert bundles[1].numbers is None
    assert np.array_equal(bundles[2].numbers, view.session.frame.values["dW2"][0])
    assert view.overlays.hint.isVisible()
    view.set_quantity("weights")
    assert not view.overlays.hint.isVisible()
    with pytest.raises(ValueError, match="weights or gradients"):
        view.set_quantity("biases")


def test_larger_gradients_are_wider_on_a_logarithmic_scale(make_view):
    view = make_view("deep", symbol="∂W¹", iteration=50)
    view.set_quantity("gradients")
    for bundle in view.scene.edges.bundles.values():
        size = np.abs(bundle.numbers)
        order = np.argsort(size)
        assert (np.diff(bundle.level[order]) >= 0).all()
    assert view.scene.edges.bundles[1].level.max() > 2


# -- keyboard ------------------------------------------------------------------------------------


def test_plain_keys_are_left_to_the_window(make_view, qtbot):
    view = make_view()
    seen = []

    class Window(QWidget):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            seen.append(event.key())

    window = Window()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(view)
    window.show()
    names = "Left Right Up Down Space Home End PageUp PageDown Return Escape"
    keys = [Qt.Key[f"Key_{name}"] for name in names.split()]
    for key in keys:
        qtbot.keyClick(view, key)
    assert seen == keys
    view.setParent(None)


def test_control_and_arrows_go_from_thing_to_thing(make_view, qtbot):
    view = make_view()
    seen = []
    for name in ["Right", "Right", "Down", "Down", "Down", "Right", "Right", "Right", "Left"]:
        qtbot.keyClick(view, Qt.Key[f"Key_{name}"], CTRL)
        seen.append(view.session.selected.symbol)
    assert seen == ["x₁", "a¹₁", "a¹₂", "a¹₃", "a¹₃", "a²₁", "C", "C", "a²₁"]
    view.session.select(EDGE)
    qtbot.keyClick(view, Qt.Key.Key_Down, CTRL)
    assert view.session.selected == Selection("weight", 2, 0, 2)
    qtbot.keyClick(view, Qt.Key.Key_Left, CTRL)
    assert view.session.selected == Selection("unit", 1, 2)


def test_tab_goes_through_all_things_and_then_leaves(make_view, qtbot):
    view = make_view()
    order = []
    for _ in range(view.items.count()):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        order.append(view.session.selected)
    assert order == [view.order.item(number) for number in range(view.items.count())]
    assert [selection.symbol for selection in order[2:6]] == ["a¹₁", "b¹₁", "w¹₁₁", "w¹₁₂"]
    qtbot.keyClick(view, Qt.Key.Key_Backtab)
    assert view.session.selected == order[-2]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.session.selected is None
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert view.session.selected is None


def test_folded_units_are_skipped(make_view, qtbot):
    view = make_view("wide", (650, 330), iteration=0)
    shown = view.scene.layout.places[1].shown
    view.session.select(Selection("unit", 1, shown[-2]))
    qtbot.keyClick(view, Qt.Key.Key_Down, CTRL)
    assert view.session.selected == Selection("unit", 1, 103)
    view.session.select(Selection("unit", 1, 60))
    view.grab()
    assert view.rect_of(Selection("unit", 1, 60)) == view.scene.layout.places[1].mark.toRect()


@pytest.mark.parametrize("name", NETWORKS)
def test_things_are_numbered_without_gaps(name):
    order = Order(structure(Timeline(NETWORKS[name]).frame()))
    items = [order.item(number) for number in range(len(order))]
    assert len(set(items)) == len(items)
    assert [order.number(selection) for selection in items] == list(range(len(order)))
    assert len(order) == sum(NETWORKS[name].widths) + NETWORKS[name].parameter_count + 1


# -- zoom ----------------------------------------------------------------------------------------


def wheel(view, delta, modifiers=CTRL):
    at = view.rect_of(Selection("unit", 1, 1)).center()
    screen, none = view.mapToGlobal(at), Qt.MouseButton.NoButton
    turned = QPoint(0, delta)
    event = QWheelEvent(at, screen, QPoint(), turned, none, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view, event)
    return at


def test_wheel_zooms_and_double_click_on_nothing_shows_all(make_view, qtbot):
    view = make_view("deep", (650, 330))
    selection, before = Selection("unit", 1, 1), view.scene.layout.places[1].side
    at = wheel(view, 600)
    assert view.viewport.zoom > 2
    assert view.scene.layout.places[1].side > before
    assert (view.rect_of(selection).center() - at).manhattanLength() < 8
    view.session.select(selection)
    view.grab()
    grid = (QPoint(x, y) for x in range(200, 500, 5) for y in range(100, 250, 5))
    spot = next(point for point in grid if view.items.at(QPointF(point)) is None)
    offset = QPointF(view.viewport.offset)
    qtbot.mousePress(view, LEFT, pos=spot)
    qtbot.mouseMove(view, spot - QPoint(30, 10))
    qtbot.mouseRelease(view, LEFT, pos=spot - QPoint(30, 10))
    assert view.viewport.offset == offset + QPointF(30, 10)
    assert view.session.selected == selection
    wheel(view, -120, Qt.KeyboardModifier.NoModifier)
    assert view.viewport.offset.y() > offset.y() + 10
    view.viewport.offset = offset
    qtbot.mouseDClick(view, LEFT, pos=spot)
    assert view.viewport.zoom == 1
    wheel(view, -600)
    assert view.viewport.zoom == 1


# -- motion --------------------------------------------------------------------------------------


def test_a_step_moves_and_the_next_cuts_it_off(make_view, qtbot):
    view = make_view()
    view.set_animated(True)
    view.session.step()
    assert view.motion.running
    view.grab()
    view.session.step()
    assert view.motion.running
    qtbot.waitUntil(lambda: not view.motion.running)
    view.session.step(1, "epoch")
    assert not view.motion.running
    view.set_animated(False)
    view.session.step()
    assert not view.motion.running


def test_every_kind_of_operation_can_move(make_view):
    view = make_view("weightless")
    view.set_animated(True)
    for k in range(1, len(view.session.frame.operations) + 1):
        view.session.step()
        assert distinct_colours(view.grab()) > 8
        assert view.session.position.operation == k


# -- screen readers ------------------------------------------------------------------------------


def test_screen_readers_are_told_every_thing(make_view):
    view = make_view(symbol="a²")
    canvas = QAccessible.queryAccessibleInterface(view)
    assert canvas.role() == QAccessible.Role.Canvas
    children = [canvas.child(k) for k in range(canvas.childCount())]
    names = [child.text(QAccessible.Text.Name) for child in children]
    w = view.session.frame.values["W1"]
    assert f"weight from x1 to unit 2 of layer 1, {w[1, 0]:.3f}".replace("-", "−") in names
    assert any(name.startswith("bias of unit 3 of layer 1, ") for name in names)
    assert any(name.startswith("unit 2 of layer 1, tanh, z¹₂ ") for name in names)
    assert "loss, binary cross-entropy" in names
    assert "Quantity shown by the edges" in names
    unit = children[names.index(next(n for n in names if n.startswith("unit 2 of layer 1, tanh")))]
    where = view.rect_of(Selection("unit", 1, 1))
    assert unit.rect().size() == where.size()
    assert unit.rect().topLeft() == view.mapToGlobal(where.topLeft())
    view.session.select(Selection("unit", 1, 1))
    assert unit.state().selected
    assert canvas.indexOfChild(unit) == children.index(unit)


def test_screen_readers_survive_edits_and_windows_that_go(make_view, qtbot, qapp):
    view = make_view("deep", (650, 330), iteration=0)
    canvas = QAccessible.queryAccessibleInterface(view)
    last = canvas.child(canvas.childCount() - 1)
    assert last.isValid()
    view.session.apply(Edit("smaller", NETWORKS["minimal"]))
    assert not last.isValid()
    assert last.text(QAccessible.Text.Name) == ""
    first = canvas.child(canvas.childCount() - 1)
    other = NetworkView(Session(NETWORKS["minimal"]))
    with qtbot.waitSignal(other.destroyed):
        gone = QAccessible.queryAccessibleInterface(other)
        assert gone is not None
        other.deleteLater()
    assert first.isValid()


# -- theme ---------------------------------------------------------------------------------------


def test_theme_and_scale_are_followed(make_view, qapp):
    view = make_view()
    assert near(colour(view, empty(view)), theme.current().background, 2)
    theme.manager().apply(qapp, "dark", 1.5)
    assert near(colour(view, empty(view)), "#14161A", 2)
    assert view.scene.layout.scale == 1.5
    assert view.rect().contains(view.overlays.stepper.geometry())


def test_leaving_the_view_points_at_nothing(make_view, qtbot):
    view = make_view()
    qtbot.mouseMove(view, view.rect_of(Selection("unit", 1, 1)).center())
    assert view.session.hovered is not None
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.session.hovered is None


def test_copies_of_idle_edges_are_what_would_be_painted(make_view, qapp, monkeypatch):
    from nnviz.views.network import edges

    view = make_view(experiment(layers=((8, "tanh"), (8, "tanh"), (1, "sigmoid"))))
    session = view.session

    def picture(copied):
        monkeypatch.setattr(edges, "copies", lambda _painter: copied)
        return view.grab().toImage()

    plain = picture(False)
    assert picture(True) == plain
    made = [view.scene.edges.pictures.pictures[layer].pixmap.cacheKey() for layer in (1, 2, 3)]
    assert picture(True) == plain
    kept = [view.scene.edges.pictures.pictures[layer].pixmap.cacheKey() for layer in (1, 2, 3)]
    assert kept == made
    session.apply(parameter_edit(Selection("weight", 2, 3, 4), 2.5))
    view.show_frame(session.frame)
    assert picture(True) == picture(False) != plain
    changed = [view.scene.edges.pictures.pictures[layer].pixmap.cacheKey() for layer in (1, 2, 3)]
    assert [a == b for a, b in zip(changed, made, strict=True)] == [True, False, True]


@pytest.mark.parametrize("value", [0.5, -0.00091, -123456.7, 1e-12, float("nan")])
@pytest.mark.parametrize("room", [80, 68, 54])
def test_numbers_beside_one_another_keep_to_their_room(make_view, value, room):
    face = make_view().scene.style.label
    text = fitting_number(face, "∂b", value, room)
    assert face.width(text) <= room
    assert fitting_number(face, "δ", 0.5, 80) == "δ 0.500"
