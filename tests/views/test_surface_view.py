"""The picture of the output: plane, curve, table of classes, predicted against true."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QColor

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.activation_maps import ActivationMaps
from nnviz.core.run.evaluation import Evaluator, correct, decide
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.session.edit import Edit
from nnviz.views.plotting.confusion import Confusion
from nnviz.views.plotting.curve import Curve
from nnviz.views.plotting.plane import Plane
from nnviz.views.plotting.scatter import Scatter
from nnviz.views.surface.view import SurfaceView
from tests.pictures import distinct_colours

TABLE = np.random.default_rng(3).normal(size=(40, 4)).round(3)


def network(output, units=1):
    return [{"units": 6, "activation": "tanh"}, {"units": units, "activation": output}]


def experiment(data, layers, loss, **fields):
    base = {"data": data, "layers": layers, "loss": loss, "optimizer": {"learning_rate": 0.5}}
    return Experiment.from_dict(base | fields)


def xor(**fields):
    data = {"name": "xor", "examples": 160, "noise": 0.0}
    return experiment(data, network("sigmoid"), "binary_cross_entropy", **fields)


def blobs():
    data = {"name": "blobs", "classes": 4, "examples": 120, "noise": 0.0}
    return experiment(data, network("softmax", 4), "categorical_cross_entropy")


def iris(**data):
    layers = network("softmax", 3)
    return experiment({"name": "iris", **data}, layers, "categorical_cross_entropy", standardize=True)


def table(targets, layers, loss, **data):
    return experiment({"inputs": TABLE.tolist(), "targets": targets, **data}, layers, loss)


@pytest.fixture
def make(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)

    def build(e, iterations=0, size=(400, 220)):
        session = Session(e)
        session.seek(Position(iterations, 1))
        view = SurfaceView(session)
        qtbot.addWidget(view)
        session.frame_changed.connect(view.show_frame)
        view.resize(*size)
        view.show()
        return view, session

    return build


def pixel(view, x1, x2):
    square = view.picture.square(view.area())
    x, y = view.picture.scales(square)
    return QPoint(round(x.to(x1)), round(y.to(x2)))


def colour(view, x1, x2):
    return QColor(view.grab().toImage().pixel(pixel(view, x1, x2)))


def test_trained_xor_is_blue_where_it_is_true(make):
    view, session = make(xor(), 3000)
    assert isinstance(view.picture, Plane)
    assert view.subtitle.endswith(" wrong of 160 · ŷ over the plane")
    raw = np.concatenate([session.frame.samples.raw_train, session.frame.samples.raw_test])
    places = np.stack(np.meshgrid(*[np.linspace(0.3, 0.9, 13)] * 2), axis=-1).reshape(-1, 2)
    for signs in ((-1, 1), (1, -1), (-1, -1), (1, 1)):
        # As far from all examples as can be, so that nothing but the map is seen.
        away = np.abs((places * signs)[:, None] - raw).max(axis=2).min(axis=1)
        found = colour(view, *(places * signs)[np.argmax(away)])
        more, less = (found.blue(), found.red()) if signs[0] != signs[1] else (found.red(), found.blue())
        assert more > less + 60


def test_plane_stays_square_and_inside(make):
    for size in ((150, 110), (230, 210), (400, 176), (700, 370), (300, 600)):
        view, _ = make(xor(), size=size)
        square = view.picture.square(view.area())
        assert square.width() == square.height()
        assert view.area().contains(square)
        view.grab()


def test_examples_have_the_colour_of_their_class(make):
    view, session = make(xor(), size=(500, 500))
    view.resize(500, 500)
    s = session.frame.samples
    shown = int(session.frame.examples[session.example])
    view.set_points("train")
    # A cross would cover the colour.
    right = ~view.picture.examples.verdicts.wrong["train"]
    alone = [
        k
        for k in np.flatnonzero(right).tolist()
        if k != shown and np.sort(np.abs(s.raw_train - s.raw_train[k]).max(axis=1))[1] > 0.08
    ][:6]
    assert alone
    for k in alone:
        found = colour(view, *s.raw_train[k])
        assert (found.blue() > found.red()) == (s.labels_train[k] == 1)


def test_each_choice_of_examples_is_another_picture(make):
    view, _ = make(xor(), size=(500, 500))
    pictures = []
    for points in ("both", "train", "test"):
        view.set_points(points)
        assert view.points == points
        pictures.append(view.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]
    with pytest.raises(ValueError, match="train, test or both"):
        view.set_points("all")


def test_decision_only_has_two_colours_on_the_plane(make):
    view, _ = make(xor(), 300)
    view.set_discretised(True)
    view.grab()
    assert len(np.unique(view.picture.pixels)) == 2
    view.set_discretised(False)
    view.grab()
    assert len(np.unique(view.picture.pixels)) > 50


def test_shown_example_has_a_ring(make):
    view, session = make(xor(), size=(500, 500))
    before = view.grab().toImage()
    k = int(session.frame.examples[5])
    x1, x2 = session.frame.samples.raw_train[k]
    session.set_example(5)
    image = view.grab().toImage()
    assert image != before
    edge = pixel(view, x1, x2) + QPoint(0, -theme.px(6.5))
    found = [QColor(image.pixel(edge + QPoint(0, dy))).lightness() for dy in (-1, 0, 1)]
    assert min(found) < 80


def test_hover_reads_inputs_and_output(qtbot, make):
    view, session = make(xor(), 300, size=(500, 500))
    qtbot.mouseMove(view, pixel(view, 0.5, -0.5))
    _, rows = view.readout()
    shown = dict(rows)
    assert float(shown["x₁"]) == pytest.approx(0.5, abs=0.02)
    assert float(shown["x₂"].replace("−", "-")) == pytest.approx(-0.5, abs=0.02)
    w = session.frame.current
    a1 = np.tanh(w("W1") @ [[0.5], [-0.5]] + w("b1"))
    expected = 1 / (1 + np.exp(-(w("W2") @ a1 + w("b2"))))
    assert float(shown["ŷ"]) == pytest.approx(expected.item(), abs=0.05)
    qtbot.mouseMove(view, QPoint(1, 1))
    assert view.readout() is None


def test_classes_have_their_colours(qtbot, make):
    view, session = make(blobs(), 600, size=(420, 400))
    view.set_unit_shown(True)
    assert view.subtitle == "0 wrong of 120 · class over the plane"
    view.set_points("train")
    s = session.frame.samples
    colours = theme.classes(4)
    view.grab()
    for k in range(4):
        centre = s.raw_train[s.labels_train == k].mean(axis=0)
        qtbot.mouseMove(view, pixel(view, *centre))
        said = dict(view.readout()[1])
        assert said.get("class", said.get("says")) == s.classes[k]
        row = int((s.domain[1][1] - centre[1]) / 6 * 100)
        column = int((centre[0] - s.domain[0][0]) / 6 * 100)
        background = QColor(int(view.picture.pixels[100 * row + column]))
        assert abs(background.hue() - QColor(colours[k]).hue()) < 12


def test_regression_over_the_plane_is_centred_on_the_targets(make):
    view, _ = make(experiment({"name": "gaussian"}, network("identity"), "mean_squared_error"))
    assert isinstance(view.picture, Plane)
    assert (view.picture.tones.middle, view.picture.tones.half) == (0.0, 1.0)
    view.set_points("test")
    view.grab()


def test_one_input_is_a_curve(qtbot, make):
    view, session = make(experiment({"name": "sine"}, network("identity"), "mean_squared_error"), 50)
    assert isinstance(view.picture, Curve)
    assert view.subtitle == "ŷ over x₁"
    axes = view.picture.axes(view.area())
    place = QPointF(axes.x.to(1.0), axes.plot.center().y()).toPoint()
    qtbot.mouseMove(view, place)
    w = session.frame.current
    expected = w("W2") @ np.tanh(w("W1") @ [[axes.x.back(place.x())]] + w("b1")) + w("b2")
    shown = dict(view.readout()[1])
    assert float(shown["ŷ"].replace("−", "-")) == pytest.approx(expected.item(), abs=0.01)
    view.set_points("test")
    view.grab()


def test_table_of_classes_counts_the_test_set(qtbot, make):
    view, session = make(iris(), 40)
    assert isinstance(view.picture, Confusion)
    s = session.frame.samples
    evaluator = Evaluator(session.frame.experiment, s)
    evaluator.parameters.flat[...] = session.frame.flat
    said = evaluator.score(s.test).outputs.argmax(axis=0)
    expected = np.zeros((3, 3), dtype=int)
    np.add.at(expected, (s.labels_test, said), 1)
    assert np.array_equal(view.picture.counts, expected)
    share = 100 * np.trace(expected) / expected.sum()
    assert view.subtitle == f"{share:.0f} % of {expected.sum()} test examples classified correctly"
    view.set_points("both")
    assert view.picture.counts.sum() == 150
    assert view.subtitle.endswith("% of 150 examples classified correctly")
    view.set_points("test")
    square = view.picture.square(view.area())
    qtbot.mouseMove(view, QPoint(round(square.left() + square.width() * 0.5), round(square.top() + 3)))
    rows = dict(view.readout()[1])
    assert (rows["truth"], rows["predicted"]) == ("setosa", "versicolor")
    assert rows["examples"] == f"{expected[0, 1]} of {expected[0].sum()}"
    view.grab()


def test_table_of_classes_without_a_test_set_counts_the_training_set(make):
    view, session = make(iris(test_fraction=0.0))
    assert view.picture.counts.sum() == session.frame.samples.train.shape[1]
    assert view.subtitle.endswith("training examples classified correctly")


def test_two_classes_of_a_table_have_names(make):
    targets = (TABLE[:, :1] > 0).astype(float).tolist()
    view, _ = make(table(targets, network("sigmoid"), "binary_cross_entropy"))
    assert view.picture.names == ("0", "1")
    assert view.picture.counts.shape == (2, 2)


def test_numbers_of_many_inputs_are_drawn_against_their_targets(qtbot, make):
    targets = (TABLE @ [[1.0], [2.0], [0.0], [-1.0]]).tolist()
    view, session = make(table(targets, network("identity"), "mean_squared_error", test_fraction=0.25), 30)
    assert isinstance(view.picture, Scatter)
    assert view.subtitle.startswith("test examples, predicted against target, R² ")
    assert np.array_equal(view.picture.target, session.frame.samples.test[-1])
    axes = view.picture.axes(view.area())
    k = int(np.argsort(view.picture.target)[5])
    place = QPointF(axes.x.to(view.picture.target[k]), axes.y.to(view.picture.predicted[k]))
    qtbot.mouseMove(view, place.toPoint())
    assert "target" in dict(view.readout()[1])
    view.grab()


def test_picked_output_is_the_one_that_is_shown(make):
    layers = network("identity", 2)
    rng = np.random.default_rng(0)
    data = {"inputs": rng.normal(size=(20, 2)).tolist(), "targets": rng.normal(size=(20, 2)).tolist()}
    view, session = make(experiment(data, layers, "mean_squared_error"))
    assert view.subtitle == "ŷ₁ over the plane"
    session.select(Selection("unit", 2, 1))
    assert view.subtitle == "ŷ₂ over the plane"


def test_picture_changes_with_the_data(make):
    view, session = make(xor())
    session.apply(Edit("Iris", iris()))
    assert isinstance(view.picture, Confusion)
    view.grab()
    session.undo_stack.undo()
    assert isinstance(view.picture, Plane)
    view.grab()


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
@pytest.mark.parametrize(
    "make_experiment",
    [
        xor,
        blobs,
        iris,
        lambda: experiment({"name": "sine"}, network("identity"), "mean_squared_error"),
        lambda: table(TABLE[:, :1].tolist(), network("identity"), "mean_squared_error"),
    ],
)
def test_parameters_that_are_not_finite(qtbot, make, make_experiment, value):
    view, session = make(make_experiment())
    flat = session.frame.flat.copy()
    flat[:] = value
    view.picture.show(type(session.frame)(**(vars(session.frame) | {"flat": flat})), 0)
    qtbot.mouseMove(view, view.rect().center())
    assert isinstance(view.picture.subtitle(), str)
    assert distinct_colours(view.grab()) > 4


@pytest.mark.parametrize("name", ["light", "dark"])
def test_points_are_painted_anew_in_another_theme(qapp, make, name):
    view, _ = make(xor())
    view.grab()
    theme.manager().apply(qapp, name, 1.0)
    view.grab()
    assert view.picture.points_key[4] == name


# -- laws ------------------------------------------------------------------------------------------


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), iterations=st.integers(0, 60), classes=st.integers(3, 6))
def test_regions_are_the_decisions_and_crosses_the_mistakes(seed, iterations, classes):
    data = {"name": "blobs", "classes": classes, "examples": 60, "noise": 0.5}
    e = experiment(data, network("softmax", classes), "categorical_cross_entropy", seed=seed)
    frame = Timeline(e).frame(Position(iterations, 0))
    plane = Plane(frame)
    plane.show(frame, 0)
    plane.colour_pixels(True)
    outputs = ActivationMaps(e, frame.samples, 100).compute(frame.flat)[2]
    regions = decide(outputs, 0.0)
    # A colour for each class that wins somewhere, and for no two the same.
    pairs = set(zip(regions.tolist(), plane.pixels.tolist(), strict=True))
    assert len(pairs) == len({k for k, _ in pairs}) == len({colour for _, colour in pairs})
    evaluator = Evaluator(e, frame.samples)
    evaluator.parameters.flat[...] = frame.flat
    for name, block in (("train", frame.samples.train), ("test", frame.samples.test)):
        targets = block[frame.samples.features + 1 :]
        right = correct(evaluator.score(block).outputs, targets, frame.samples)
        assert np.array_equal(plane.examples.verdicts.wrong[name], ~right)
    wrong, total = plane.mistakes("both")
    assert total == 60
    assert wrong == sum(int(w.sum()) for w in plane.examples.verdicts.wrong.values())


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), iterations=st.integers(0, 60), hidden=st.sampled_from(["tanh", "relu"]))
def test_the_sides_of_two_classes_are_the_decisions(seed, iterations, hidden):
    layers = [{"units": 4, "activation": hidden}, {"units": 1, "activation": "sigmoid"}]
    data = {"name": "xor", "examples": 40, "noise": 0.3}
    e = experiment(data, layers, "binary_cross_entropy", seed=seed, features=["x1", "x2^2", "sin(x1)"])
    frame = Timeline(e).frame(Position(iterations, 0))
    plane = Plane(frame)
    plane.show(frame, 0)
    plane.colour_pixels(True)
    sides = decide(ActivationMaps(e, frame.samples, 100).compute(frame.flat)[2], 0.0)
    colours = [set(plane.pixels[sides == k].tolist()) for k in (0, 1)]
    assert len(colours[0]) <= 1
    assert len(colours[1]) <= 1
    assert not colours[0] & colours[1]


def test_large_sets_are_judged_in_part_while_running():
    e = experiment(
        {"name": "xor", "examples": 30_000, "noise": 0.1}, network("sigmoid"), "binary_cross_entropy"
    )
    frame = Timeline(e).frame()
    plane = Plane(frame)
    plane.show(frame, 0, running=True)
    assert plane.mistakes("train")[1] == 2000
    assert len(plane.examples.verdicts.wrong["train"]) == 2000
    plane.show(frame, 0)
    assert plane.mistakes("both")[1] == 30_000
    assert len(plane.examples.verdicts.wrong["train"]) == 2000


# -- examples, units and switches --------------------------------------------------------------------


def example_pixel(view, name, number):
    x, y = view.picture.scales(view.picture.square(view.area()))
    return view.picture.examples.place(name, number, x, y).toPoint()


def test_pointing_at_an_example_tells_its_numbers(qtbot, make):
    view, session = make(xor(), 300, size=(500, 500))
    s = session.frame.samples
    qtbot.mouseMove(view, example_pixel(view, "train", 7))
    head, rows = view.readout()
    found = dict(rows)
    evaluator = Evaluator(session.frame.experiment, s)
    evaluator.parameters.flat[...] = session.frame.flat
    score = evaluator.score(s.train[:, 7:8])
    assert head.startswith("training example 8")
    assert float(found["ŷ"]) == pytest.approx(score.outputs.item(), abs=6e-4)
    assert float(found["loss"]) == pytest.approx(score.loss, rel=1e-2, abs=6e-4)
    assert found["target"] == s.classes[int(s.train[-1, 7])]
    wrong = np.flatnonzero(view.picture.examples.verdicts.wrong["train"])
    for number in wrong[:1].tolist():
        qtbot.mouseMove(view, example_pixel(view, "train", number))
        assert view.readout()[0].endswith("wrong")
    view.grab()


def test_a_mistake_is_crossed_out(make):
    view, session = make(xor(), 2, size=(500, 500))
    view.set_points("train")
    s = session.frame.samples
    shown = set(session.frame.examples.tolist())
    wrong = np.flatnonzero(view.picture.examples.verdicts.wrong["train"])
    alone = [
        k
        for k in wrong.tolist()
        if k not in shown and np.sort(np.abs(s.raw_train - s.raw_train[k]).max(axis=1))[1] > 0.08
    ]
    assert alone
    at = example_pixel(view, "train", alone[0])
    image = view.grab().toImage()
    arms = [at + QPoint(dx, dy) for dx in (-3, 3) for dy in (-3, 3)]
    dark = [min(QColor(image.pixel(p + QPoint(x, 0))).lightness() for x in (-1, 0, 1)) for p in arms]
    assert max(dark) < 110


def test_a_click_on_an_example_of_the_batch_brings_it_into_view(qtbot, make):
    view, session = make(xor(), 3, size=(500, 500))
    view.set_points("train")
    number = int(session.frame.examples[6])
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=example_pixel(view, "train", number))
    assert int(session.frame.examples[session.example]) == number


def test_the_batch_stands_out_unless_it_is_everything(make):
    view, session = make(xor(), 3)
    assert view.options().batch == tuple(session.frame.examples.tolist())
    session.apply(Edit("batch", xor(batch_size=1000)))
    assert view.options().batch == ()
    view.grab()


@pytest.mark.parametrize("make_experiment", [xor, blobs])
def test_the_picked_unit_is_shown_large(qtbot, make, make_experiment):
    view, session = make(make_experiment(), 40, size=(500, 500))
    view.set_points("train")
    view.set_unit_shown(True)
    assert view.title == "Output"
    session.select(Selection("weight", 1, 2, 0))
    assert view.title == "Unit a¹₃"
    assert view.subtitle == "tanh over the plane"
    square = view.picture.square(view.area())
    spot = pixel(view, 0.4, 0.2)
    qtbot.mouseMove(view, spot)
    x, y = view.picture.scales(square)
    w = session.frame.current
    z = w("W1")[2] @ [x.back(spot.x()), y.back(spot.y())] + w("b1")[2, 0]
    shown = dict(view.readout()[1])
    assert float(shown["a¹₃"].replace("−", "-")) == pytest.approx(np.tanh(z), abs=0.05)
    view.grab()
    session.select(Selection("unit", 0, 1))
    assert view.title == "Unit x₂"
    view.set_discretised(True)
    view.grab()
    assert len(np.unique(view.picture.pixels)) == 2
    session.select(None)
    assert view.title == "Output"


def test_a_unit_of_one_input_is_a_curve(qtbot, make):
    view, session = make(experiment({"name": "sine"}, network("identity"), "mean_squared_error"), 20)
    view.set_unit_shown(True)
    session.select(Selection("unit", 1, 0))
    assert view.title == "Unit a¹₁"
    qtbot.mouseMove(view, view.picture.bounds(view.area()).center().toPoint())
    axes = view.picture.axes(view.area())
    x = axes.x.back(view.picture.bounds(view.area()).center().toPoint().x())
    w = session.frame.current
    expected = np.tanh(w("W1")[0, 0] * x + w("b1")[0, 0])
    assert float(dict(view.readout()[1])["a¹₁"].replace("−", "-")) == pytest.approx(expected, abs=0.01)
    view.grab()


def test_arrows_move_what_is_read_while_the_keyboard_is_here(qtbot, make):
    view, _ = make(xor(), 30, size=(500, 500))
    view.set_points("test")
    view.activateWindow()
    with qtbot.waitActive(view):
        pass
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    start = view.pointer
    assert start == view.picture.bounds(view.area()).center()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.pointer.x() > start.x()
    assert start.y() - view.pointer.y() > view.pointer.x() - start.x()
    assert "x₁" in view.accessibleDescription()
    view.grab()
    for _ in range(60):
        qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.picture.bounds(view.area()).contains(view.pointer)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.readout() is None


def test_switches_go_round_and_only_those_that_choose_something(qtbot, make):
    view, session = make(xor())
    seen = []
    for _ in range(3):
        view.go_on("points")
        seen.append(view.points)
    assert seen == ["train", "test", "both"]
    view.go_on("smooth")
    assert view.discretised
    session.apply(Edit("Iris", iris()))
    assert [action.isVisible() for action in view.switch_actions] == [False, True, False]
    assert view.points == "test"
    view.go_on("smooth")
    assert view.discretised


def test_choices_are_remembered(make, tmp_path):
    settings_file = QSettings(str(tmp_path / "choices.ini"), QSettings.Format.IniFormat)
    view, _ = make(xor())
    view.set_discretised(True)
    view.set_points("train")
    view.remember(settings_file)
    other, _ = make(xor())
    other.restore(settings_file)
    assert other.discretised
    assert other.points == "train"
    settings_file.setValue("surface/points", "nonsense")
    settings_file.setValue("surface/smooth", "nonsense")
    third, _ = make(xor())
    third.restore(settings_file)
    assert (third.points, third.discretised) == ("both", False)


def test_a_narrow_panel_says_it_in_few_words(make):
    view, session = make(xor(), 40, size=(220, 180))
    wrong, _ = view.picture.mistakes("both")
    assert view.subtitle == f"{wrong} wrong"
    view.resize(500, 300)
    assert view.subtitle == f"{wrong} wrong of 160 · ŷ over the plane"
    session.apply(Edit("Iris", iris()))
    view.resize(220, 180)
    assert view.subtitle.endswith("% correct")
