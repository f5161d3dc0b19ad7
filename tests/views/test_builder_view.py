from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QScrollArea, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.data.datasets import DATASETS
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.session.edit import Edit
from nnviz.session.sentences import refusal
from nnviz.views.builder.rows import neighbour
from nnviz.views.builder.view import BuilderView

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton

XOR = {
    "data": {"name": "xor", "examples": 40, "noise": 0.1},
    "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
    "loss": "binary_cross_entropy",
    "optimizer": {"learning_rate": 0.5},
    "seed": 4,
}
TABLE = {
    "data": {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]]},
    "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
}


@pytest.fixture
def make(qtbot, qapp):
    def build(recipe=XOR, width=227, height=640):
        theme.manager().apply(qapp, "light", 1.0)
        session = Session(Experiment.from_dict(recipe))
        view = BuilderView(session)
        qtbot.addWidget(view)
        view.resize(width, height)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        session.messages = []
        session.message.connect(session.messages.append)
        return session, view

    return build


@pytest.fixture
def built(make):
    return make()


def write(qtbot, field, text):
    """Click into a field, type and press Return."""
    qtbot.mouseClick(field, LEFT)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Key.Key_Return)


def choose(qtbot, field, key):
    """Open a combo box with the keyboard, go to an option and take it."""
    field.setFocus()
    qtbot.keyClick(field, Key.Key_Space)
    qtbot.waitUntil(lambda: field.view().isVisible())
    there = field.findData(key)
    direction = 1 if there > field.currentIndex() else -1
    for row in range(field.currentIndex() + direction, there + direction, direction):
        if field.model().item(row).isEnabled():
            qtbot.keyClick(field.view(), Key.Key_Down if direction > 0 else Key.Key_Up)
    qtbot.keyClick(field.view(), Key.Key_Return)
    qtbot.waitUntil(lambda: not field.view().isVisible())


def click(qtbot, button):
    qtbot.mouseClick(button, LEFT)


def shown_layers(view):
    rows = [row for row in view.network.layers if row.isVisible()]
    units = [row.units.text() if row.units.isVisible() else row.note.text() for row in rows]
    return [f"{n} {row.activation.currentText()}" for n, row in zip(units, rows, strict=True)]


def text_of_undo(session):
    return session.undo_stack.undoText()


# -- data ------------------------------------------------------------------------------------------


def test_another_set_takes_loss_and_output_along_and_says_so(qtbot, built):
    session, view = built
    choose(qtbot, view.data.choice, "blobs")
    e = session.experiment
    assert (e.data.name, e.loss) == ("blobs", "categorical_cross_entropy")
    assert view.learning.loss.field.value() == "categorical_cross_entropy"
    assert shown_layers(view) == ["3 tanh", "3 softmax"]
    assert view.data.classes.isVisible()
    assert text_of_undo(session) == "Data set"
    assert session.messages == [
        "Also changed: layer 2 now has 3 units and softmax; the loss is now categorical cross-entropy."
    ]


def test_every_set_can_be_chosen_and_headings_cannot(built):
    _, view = built
    field = view.data.choice
    enabled = [field.itemData(row) for row in range(field.count()) if field.model().item(row).isEnabled()]
    assert enabled == sorted(DATASETS, key=list(dict.fromkeys(enabled)).index)
    assert field.count() == len(DATASETS) + 3


def test_classes_widen_the_output(qtbot, built):
    session, view = built
    choose(qtbot, view.data.choice, "spirals")
    write(qtbot, view.data.classes.field, "5")
    assert session.experiment.data.classes == 5
    assert shown_layers(view)[-1] == "5 softmax"


def test_number_of_examples_and_noise(qtbot, built):
    session, view = built
    write(qtbot, view.data.examples.field, "80")
    write(qtbot, view.data.noise.field, "1/4")
    assert (session.experiment.data.examples, session.experiment.data.noise) == (80, 0.25)
    assert view.data.noise.field.text() == "1/4"


def test_test_share_and_standardisation_are_unfolded(qtbot, built):
    session, view = built
    assert not view.data.test.isVisible()
    click(qtbot, view.data.more)
    write(qtbot, view.data.test.field, "20")
    box = view.data.standardise.field
    qtbot.mouseClick(box, LEFT, pos=QPoint(box.width() - 12, box.height() // 2))
    assert (session.experiment.data.test_fraction, session.experiment.standardize) == (0.2, True)
    click(qtbot, view.data.more)
    assert not view.data.test.isVisible()
    assert view.data.summary.text() == "test 20 % · standardised"


def test_features_are_switched_but_one_stays(qtbot, built):
    session, view = built
    chips, row = view.data.features.chips, view.data.features
    click(qtbot, chips["x1*x2"])
    assert session.experiment.feature_names == ("x1", "x2", "x1*x2")
    for name in ("x1", "x2"):
        click(qtbot, chips[name])
    assert session.experiment.feature_names == ("x1*x2",)
    before = session.experiment
    click(qtbot, chips["x1*x2"])
    assert session.experiment is before
    assert chips["x1*x2"].isChecked()
    assert row.error_line.text() == "At least one feature is needed."
    click(qtbot, chips["x1"])
    assert not row.error_line.isVisible()


def test_features_by_keyboard(qtbot, built):
    session, view = built
    chips = view.data.features.chips
    chips["x1"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chips["x1"], Key.Key_Right)
    qtbot.keyClick(chips["x2"], Key.Key_Right)
    assert chips["x1^2"].hasFocus()
    qtbot.keyClick(chips["x1^2"], Key.Key_Down)
    assert chips["sin(x2)"].hasFocus()
    qtbot.keyClick(chips["sin(x2)"], Key.Key_Space)
    assert session.experiment.feature_names == ("x1", "x2", "sin(x2)")


def test_features_are_for_two_inputs(qtbot, built):
    _, view = built
    choose(qtbot, view.data.choice, "iris")
    assert not view.data.features.isVisible()


def test_dice_of_the_data_leaves_the_weights_alone(qtbot, built):
    session, view = built
    weights, examples = session.frame.current("W1").copy(), session.frame.samples.train.copy()
    click(qtbot, view.data.examples.dice)
    assert (session.experiment.data.seed, session.experiment.seed) == (5, 4)
    assert (session.frame.current("W1") == weights).all()
    assert (session.frame.samples.train != examples).any()
    assert (view.data.seed.field.text(), view.learning.seed.field.text()) == ("5", "4")


def test_a_typed_seed_of_the_data(qtbot, built):
    session, view = built
    click(qtbot, view.data.more)
    write(qtbot, view.data.seed.field, "9")
    assert (session.experiment.data.seed, session.experiment.seed) == (9, 4)


def test_an_own_table_shows_its_size_and_gives_way_to_a_set(qtbot, make):
    session, view = make(TABLE)
    assert view.data.choice.currentText() == "custom table"
    assert view.data.table.text() == "4 examples × 2 inputs"
    assert view.data.table.accessibleName() == "custom table · 4 examples × 2 inputs"
    assert not view.data.examples.isVisible()
    assert not view.data.seed.isVisible()
    choose(qtbot, view.data.choice, "moons")
    assert session.experiment.data.name == "moons"
    assert not view.data.table.isVisible()
    assert view.data.choice.findText("custom table") < 0
    session.undo_stack.undo()
    assert view.data.table.isVisible()


# -- network ---------------------------------------------------------------------------------------


def test_units_typed_and_nudged_are_one_undo_step(qtbot, built):
    session, view = built
    field = view.network.layers[0].units
    write(qtbot, field, "5")
    qtbot.mouseClick(field, LEFT)
    qtbot.keyClick(field, Key.Key_Up)
    qtbot.keyClick(field, Key.Key_Up)
    assert session.experiment.layers[0].units == 7
    assert (session.undo_stack.count(), text_of_undo(session)) == (1, "Units of layer 1")


def test_activation(qtbot, built):
    session, view = built
    choose(qtbot, view.network.layers[0].activation, "relu")
    assert session.experiment.layers[0].activation == "relu"
    assert text_of_undo(session) == "Activation of layer 1"
    assert session.messages == ["All weights are kept."]


def test_an_activation_the_loss_does_not_take_changes_the_loss(qtbot, built):
    session, view = built
    choose(qtbot, view.network.layers[1].activation, "tanh")
    assert view.learning.loss.field.value() == "mean_squared_error"
    said = "All weights are kept. Also changed: the loss is now mean squared error."
    assert session.messages == [said]


def test_the_outputs_units_follow_the_data_and_cannot_be_edited(built):
    _, view = built
    row = view.network.layers[1]
    assert not row.units.isVisible()
    assert row.note.isVisible()
    assert row.note.text() == "1"
    assert "data" in row.note.toolTip()


def add_layer(qtbot, view, text):
    click(qtbot, view.network.add_button)
    menu = view.network.menu
    qtbot.waitUntil(menu.isVisible)
    action = next(action for action in menu.actions() if action.text() == text)
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def test_a_layer_is_added_before_the_output(qtbot, built):
    session, view = built
    add_layer(qtbot, view, "Layer with weights")
    assert shown_layers(view) == ["3 tanh", "3 tanh", "1 sigmoid"]
    assert [layer.units for layer in session.experiment.layers] == [3, 3, 1]
    assert text_of_undo(session) == "Add layer"
    write(qtbot, view.network.layers[1].units, "2")
    assert session.experiment.layers[1].units == 2


def test_a_weightless_layer_says_so(qtbot, built):
    session, view = built
    add_layer(qtbot, view, "Softmax without weights")
    assert shown_layers(view) == ["3 tanh", "2 sigmoid", "no weights softmax"]
    assert session.experiment.layers[2].units is None
    said = "Kept W¹, b¹, 3 of 6 of W², 1 of 2 of b²; the rest reinitialized."
    assert session.messages == [f"{said} Also changed: layer 2 now has 2 units."]


def test_an_activation_of_its_own(qtbot, built):
    session, view = built
    add_layer(qtbot, view, "Sigmoid without weights")
    assert shown_layers(view) == ["3 tanh", "1 identity", "no weights sigmoid"]
    said = "All weights are kept. Also changed: layer 2 now has identity."
    assert session.messages == [said]


def test_the_cross_shows_on_hover_and_removes(qtbot, built):
    session, view = built
    row = view.network.layers[0]
    assert not row.remove.shown
    row.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert row.remove.shown
    click(qtbot, row.remove)
    assert shown_layers(view) == ["1 sigmoid"]
    assert text_of_undo(session) == "Remove layer 1"
    assert not view.network.layers[0].remove.isEnabled()
    assert "cannot be removed" in view.network.layers[0].remove.toolTip()


def test_removing_by_keyboard_keeps_the_keyboard_in_the_list(qtbot, make):
    layers = [*XOR["layers"][:1], {"units": 4, "activation": "relu"}, XOR["layers"][1]]
    session, view = make({**XOR, "layers": layers})
    first = view.network.layers[0].remove
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert first.shown
    qtbot.keyClick(first, Key.Key_Space)
    assert shown_layers(view) == ["4 ReLU", "1 sigmoid"]
    assert first.hasFocus()
    last = view.network.layers[1].remove
    last.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(last, Key.Key_Space)
    assert shown_layers(view) == ["1 sigmoid"]
    assert len(session.experiment.layers) == 1
    assert view.network.layers[0].activation.hasFocus()


def test_initial_weights_are_unfolded(qtbot, built):
    session, view = built
    assert not view.network.layers[0].initializer.isVisible()
    click(qtbot, view.network.more)
    choose(qtbot, view.network.layers[0].initializer.field, "zeros")
    assert session.experiment.layers[0].initializer == "zeros"
    assert (session.frame.current("W1") == 0).all()
    click(qtbot, view.network.more)
    assert view.network.summary.text() == "zeros"


def test_too_many_layers_are_refused_under_the_button(qtbot, make):
    session, view = make({**XOR, "layers": [*XOR["layers"][:1] * 31, XOR["layers"][1]]})
    before = session.experiment
    view.network.add_weighted_layer()
    assert session.experiment is before
    assert view.network.error_line.isVisible()
    assert view.network.error_line.text() == "Expected 1 to 32 layers, not 33."


# -- learning --------------------------------------------------------------------------------------


def test_a_loss_brings_its_activation_and_says_so(qtbot, built):
    session, view = built
    choose(qtbot, view.learning.loss.field, "hinge")
    assert shown_layers(view)[-1] == "1 tanh"
    assert session.messages == ["Also changed: layer 2 now has tanh."]


def test_fused_is_offered_where_the_pair_exists(qtbot, built):
    session, view = built
    click(qtbot, view.learning.more)
    assert view.learning.gradient.isVisible()
    choose(qtbot, view.learning.gradient.field, "fused")
    assert session.experiment.fused
    choose(qtbot, view.learning.loss.field, "mean_squared_error")
    assert not view.learning.gradient.isVisible()
    assert not session.experiment.fused
    assert session.messages == ["Also changed: the output gradient now uses the chain rule."]


def test_reduction_and_batch_size(qtbot, built):
    session, view = built
    click(qtbot, view.learning.more)
    choose(qtbot, view.learning.reduction.field, "sum")
    write(qtbot, view.learning.batch.field, "4")
    assert (session.experiment.reduction, session.experiment.batch_size) == ("sum", 4)
    click(qtbot, view.learning.more)
    assert view.learning.summary.text() == "sum"


def test_an_optimizer_shows_its_own_settings(qtbot, built):
    session, view = built
    click(qtbot, view.learning.more)

    def settings():
        return [name for name, row in view.learning.settings.items() if row.isVisible()]

    assert settings() == []
    choose(qtbot, view.learning.optimizer.field, "adamw")
    assert settings() == ["beta1", "beta2", "epsilon", "weight_decay"]
    write(qtbot, view.learning.settings["beta1"].field, "0.8")
    assert session.experiment.optimizer.beta1 == 0.8
    assert session.experiment.optimizer.learning_rate == 0.5
    click(qtbot, view.learning.more)
    assert settings() == []
    assert view.learning.summary.text() == "β₁ 0.8"


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("rate", lambda e: e.optimizer.learning_rate),
        ("l1", lambda e: e.regularization.l1),
        ("l2", lambda e: e.regularization.l2),
    ],
)
def test_rate_and_penalties_go_on_from_here(qtbot, built, row, read):
    session, view = built
    click(qtbot, view.learning.more)
    session.seek(Position(12, 3))
    write(qtbot, getattr(view.learning, row).field, "0.2")
    assert session.position == Position(12, 3)
    assert [(c.iteration, c.value) for c in session.experiment.changes] == [(12, 0.2)]
    assert read(session.frame.experiment) == 0.2


def test_rate_in_force_is_shown_at_every_moment(qtbot, built):
    session, view = built
    session.frame_changed.connect(view.show_frame)
    session.seek(Position(12, 0))
    write(qtbot, view.learning.rate.field, "0.2")
    session.seek(Position(3, 0))
    assert view.learning.rate.field.text() == "0.5"
    session.seek(Position(20, 0))
    assert view.learning.rate.field.text() == "0.2"
    assert session.undo_stack.count() == 1


def test_rate_is_nudged_along_its_scale(qtbot, built):
    session, view = built
    field = view.learning.rate.field
    qtbot.mouseClick(field, LEFT)
    qtbot.keyClick(field, Key.Key_Up)
    assert session.experiment.optimizer.learning_rate == 1
    for _ in range(3):
        qtbot.keyClick(field, Key.Key_Down)
    assert session.experiment.optimizer.learning_rate == 0.03
    assert session.undo_stack.count() == 1


def test_dice_of_the_weights_leaves_the_examples_alone(qtbot, built):
    session, view = built
    weights, examples = session.frame.current("W1").copy(), session.frame.samples.train.copy()
    click(qtbot, view.learning.seed.dice)
    assert (session.experiment.seed, session.experiment.data.seed) == (5, 4)
    assert (session.frame.current("W1") != weights).any()
    assert (session.frame.samples.train == examples).all()
    assert (view.learning.seed.field.text(), view.data.seed.field.text()) == ("5", "4")


def test_a_typed_seed(qtbot, built):
    session, view = built
    write(qtbot, view.learning.seed.field, "77")
    assert (session.experiment.seed, session.experiment.data.seed) == (77, 4)


def test_weights_set_by_hand_that_go_are_mentioned(qtbot, make):
    session, view = make({**XOR, "initial": {"W1": [[1, 2]] * 3}})
    click(qtbot, view.learning.seed.dice)
    assert session.messages == ["Also changed: weights and biases set by hand were discarded."]


# -- what cannot be --------------------------------------------------------------------------------


def test_a_number_that_is_not_allowed_stays_with_a_sentence_below(qtbot, built):
    session, view = built
    before, row = session.experiment, view.data.noise
    height = row.height()
    write(qtbot, row.field, "7")
    assert session.experiment is before
    assert row.field.text() == "7"
    assert row.error() == "Noise must be from 0.00 to 1.00."
    assert row.error_line.isVisible()
    qtbot.waitUntil(lambda: row.height() > height)
    qtbot.keyClick(row.field, Key.Key_Escape)
    assert (row.field.text(), row.error()) == ("0.10", "")
    assert not row.error_line.isVisible()


def test_a_refused_edit_names_the_reason_at_its_field(qtbot, built):
    session, view = built
    before = session.experiment
    write(qtbot, view.network.layers[0].units, "0")
    assert session.experiment is before
    assert view.network.layers[0].units_error.text() == "Units of layer 1 must be from 1 to 1024."
    assert view.network.layers[0].units.accessibleDescription() == view.network.layers[0].units_error.text()


def test_another_edit_clears_the_error(qtbot, built):
    _, view = built
    write(qtbot, view.data.noise.field, "7")
    choose(qtbot, view.network.layers[0].activation, "relu")
    assert (view.data.noise.field.text(), view.data.noise.error()) == ("0.10", "")


def test_frames_do_not_wipe_what_is_being_typed_or_wrong(qtbot, built):
    session, view = built
    session.frame_changed.connect(view.show_frame)
    field = view.learning.rate.field
    write(qtbot, field, "-1")
    view.learning.batch.field.setFocus()
    session.step()
    assert field.text() == "-1"
    assert view.learning.rate.error() == "Learning rate η must be more than 0."
    qtbot.mouseClick(field, LEFT)
    field.selectAll()
    qtbot.keyClicks(field, "0.7")
    session.step()
    assert field.text() == "0.7"


def test_a_choice_the_data_refuse_stays_with_a_sentence_below(qtbot, make):
    session, view = make(TABLE)
    before, row = session.experiment, view.learning.loss
    choose(qtbot, row.field, "hinge")
    assert session.experiment is before
    assert row.field.value() == "hinge"
    assert row.error() == "Hinge needs −1 or 1; row 1, column 1 is 0."
    choose(qtbot, row.field, "huber")
    assert (session.experiment.loss, row.error()) == ("huber", "")


def test_a_refusal_is_one_sentence_without_the_path():
    assert refusal("layers[1].units: the data has 2 classes") == "The data has 2 classes."
    assert refusal("Noise must be 1 or less.") == "Noise must be 1 or less."
    assert refusal("") == ""


# -- following -------------------------------------------------------------------------------------


def test_the_panel_follows_undo_and_redo_without_edits_of_its_own(qtbot, built):
    session, view = built
    write(qtbot, view.network.layers[0].units, "6")
    choose(qtbot, view.data.choice, "digits")
    click(qtbot, view.data.examples.dice)
    after = session.experiment
    for _ in range(3):
        session.undo_stack.undo()
    assert session.experiment == Experiment.from_dict(XOR)
    assert shown_layers(view) == ["3 tanh", "1 sigmoid"]
    assert (view.data.choice.value(), view.data.seed.field.text()) == ("xor", "4")
    for _ in range(3):
        session.undo_stack.redo()
    assert session.experiment == after
    assert shown_layers(view) == ["6 tanh", "10 softmax"]
    assert session.undo_stack.count() == 3


def test_the_panel_follows_another_experiment(built):
    session, view = built
    session.open(edits.add_layer(session.experiment, 0, 7, "elu"))
    assert shown_layers(view) == ["7 ELU", "3 tanh", "1 sigmoid"]
    session.open(Experiment.from_dict(TABLE))
    assert shown_layers(view) == ["2 tanh", "1 sigmoid"]
    assert session.undo_stack.count() == 0


def test_rows_focus_and_cursor_stay_through_edits_elsewhere(qtbot, built):
    session, view = built
    field = view.network.layers[0].units
    qtbot.mouseClick(field, LEFT)
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Key.Key_Left)
    session.apply(Edit("elsewhere", edits.set_data(session.experiment, "circle")))
    assert view.network.layers[0].units is field
    assert field.hasFocus()
    assert (field.text(), field.cursorPosition()) == ("12", 1)


# -- keyboard, names, room -------------------------------------------------------------------------


def controls(view):
    kinds = (QLineEdit, QComboBox, QAbstractButton)
    return [w for w in view.findChildren(QWidget) if w.isVisible() and isinstance(w, kinds)]


def test_every_control_has_a_name_of_its_own_and_explains_itself(qtbot, built):
    _, view = built
    for section in (view.data, view.network, view.learning):
        click(qtbot, section.more)
    choose(qtbot, view.learning.optimizer.field, "adamw")
    found = controls(view)
    names = [widget.accessibleName() for widget in found]
    assert all(names)
    assert len(set(names)) == len(names)
    assert "units of layer 1" in names
    assert [widget.accessibleName() for widget in found if not widget.toolTip()] == []


def test_tab_goes_from_top_to_bottom_through_every_control(qtbot, built):
    _, view = built
    add_layer(qtbot, view, "Layer with weights")
    for section in (view.data, view.network, view.learning):
        click(qtbot, section.more)
    view.data.more.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    while (here := QApplication.focusWidget()) not in seen:
        seen.append(here)
        qtbot.keyClick(here, Key.Key_Tab)
    skipped = {widget.accessibleName() for widget in controls(view)} - {w.accessibleName() for w in seen}
    assert all(name.startswith("feature") or not name for name in skipped)
    heights = [widget.mapTo(view.findChild(QScrollArea).widget(), QPoint()).y() for widget in seen]
    assert all(after >= before - 40 for before, after in pairwise(heights))
    assert heights[-1] == max(heights)


def wheel(widget):
    """Turn the wheel over a widget; what it leaves alone goes to its parents, as from a real mouse."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    while widget is not None:
        QApplication.sendEvent(widget, event)
        if event.isAccepted():
            return
        widget = widget.parentWidget()


@pytest.mark.parametrize("find", [lambda v: v.data.choice, lambda v: v.data.examples.field])
def test_the_wheel_over_a_field_scrolls_the_panel(qtbot, make, find):
    session, view = make(height=300)
    before, bar = session.experiment, view.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    view.learning.seed.field.setFocus()
    bar.setValue(0)
    wheel(find(view))
    assert bar.value() > 0
    assert session.experiment is before


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("width", [200, 227, 400])
@pytest.mark.parametrize("unfolded", [False, True])
def test_nothing_is_cut_off_at_the_sides(qtbot, qapp, make, width, scale, unfolded):
    session, view = make()
    theme.manager().apply(qapp, "light", scale)
    recipe = edits.set_optimizer(edits.set_data(session.experiment, "digits"), "adamw")
    session.open(edits.add_layer(edits.set_layer(recipe, 1, activation="sigmoid"), 2, None, "softmax"))
    for section in (view.data, view.network, view.learning):
        section.more.setChecked(unfolded)
    view.resize(theme.px(width), theme.px(490))
    viewport = view.findChild(QScrollArea).viewport()

    def edges():
        units = view.network.layers[0].units
        fields = [w for w in controls(view) if isinstance(w, QLineEdit) and w is not units]
        return {w.mapTo(view, QPoint(w.width(), 0)).x() for w in fields}

    qtbot.waitUntil(lambda: view.findChild(QScrollArea).widget().width() == viewport.width())
    qtbot.waitUntil(lambda: edges() == {view.width() - theme.px(14)})
    assert view.findChild(QScrollArea).widget().minimumSizeHint().width() <= viewport.width()
    theme.manager().apply(qapp, "light", 1.0)


def test_the_scroll_bar_comes_and_goes_in_the_margin(qtbot, make):
    _, view = make(height=900)
    field, bar = view.data.noise.field, view.findChild(QScrollArea).verticalScrollBar()

    def place():
        return field.mapTo(view, QPoint()).x(), field.width()

    qtbot.waitUntil(lambda: not bar.isVisible() and place() == (117, 96))
    view.resize(227, 300)
    qtbot.waitUntil(lambda: bar.isVisible() and place() == (117, 96))


def test_the_themes_are_followed(qapp, built):
    _, view = built
    theme.manager().apply(qapp, "dark", 1.0)
    assert view.grab().toImage().pixelColor(4, 4).name().upper() == theme.current().panel
    theme.manager().apply(qapp, "light", 1.0)


@pytest.mark.parametrize(
    ("value", "direction", "zero", "expected"),
    [
        (0.03, 1, False, 0.1),
        (0.03, -1, False, 0.01),
        (0.5, 1, False, 1),
        (0.5, -1, False, 0.3),
        (1, 1, False, 3),
        (1e-8, -1, False, 3e-9),
        (0, 1, True, 1e-4),
        (1e-4, -1, True, 0),
        (0, -1, True, 0),
        (2e-5, -1, True, 0),
        (0.001, -1, True, 3e-4),
    ],
)
def test_steps_of_the_scale(value, direction, zero, expected):
    assert neighbour(value, direction, zero) == pytest.approx(expected, rel=1e-12)


def test_the_network_is_typed_as_a_line(built, qtbot):
    session, view = built
    field, weights = view.network.text.field, session.frame.values["W1"].copy()
    write(qtbot, field, "2-4-4-1")
    assert session.experiment.widths == (2, 4, 4, 1)
    session.undo_stack.undo()
    assert field.text() == "2-3-1 tanh sigmoid, binary cross-entropy"
    view.type_network()
    assert field.hasFocus()
    assert field.selectedText() == field.text()
    qtbot.keyClicks(field, "2-3-1 relu sigmoid, MSE, eta 0.1")
    qtbot.keyClick(field, Key.Key_Return)
    e = session.experiment
    assert (e.layers[0].activation, e.loss, e.optimizer.learning_rate) == ("relu", "mean_squared_error", 0.1)
    assert (session.frame.values["W1"] == weights).all()
    assert field.text() == "2-3-1 ReLU sigmoid, mean squared error"
    assert not field.hasFocus()
    assert session.undo_stack.undoText() == "Network as text"
    session.undo_stack.undo()
    assert session.experiment.loss == "binary_cross_entropy"
    assert field.text() == "2-3-1 tanh sigmoid, binary cross-entropy"


def test_a_line_that_cannot_be_stays_with_its_reason(built, qtbot):
    session, view = built
    line, before = view.network.text, session.experiment
    write(qtbot, line.field, "2-4-1 tangent")
    assert session.experiment == before
    assert line.field.text() == "2-4-1 tangent"
    assert line.error_line.isVisible()
    assert "“2-4-1 tangent” cannot be read" in line.error_line.text()
    assert line.field.accessibleDescription() == line.error_line.text()
    qtbot.keyClick(line.field, Key.Key_Backspace)
    assert line.error_line.isHidden()
    qtbot.keyClick(line.field, Key.Key_Escape)
    assert line.field.text() == "2-3-1 tanh sigmoid, binary cross-entropy"
    session.apply(Edit("layers", lambda e: edits.add_layer_of_kind(e, 1, "dropout")))
    assert line.field.text() == ""
