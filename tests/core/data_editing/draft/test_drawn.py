"""Laws of drawing: what is added can be erased, what is moved keeps its class, nothing is lost on the way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.data_editing import draft as d
from nnviz.core.document import files
from nnviz.core.experiment.experiment import DataSpec, ExperimentError
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.specs import MAX_EXAMPLES
from nnviz.core.run.timeline import Timeline
from tests.strategies import seeds

XOR = files.example("xor")
places = st.tuples(st.integers(-600, 600), st.integers(-600, 600)).map(lambda p: (p[0] / 100, p[1] / 100))


@st.composite
def drawings(draw, least=0, most=12, numbers=None):
    """Draw a drawing, of classes or of numbers, with test examples said of each or by a share."""
    rng, count = np.random.default_rng(draw(seeds)), draw(st.integers(least, most))
    numbers = draw(st.booleans()) if numbers is None else numbers
    drawing = d.blank(draw(st.integers(1, 2)), () if numbers else ("A", "B", "C"))
    for _ in range(count):
        at = rng.integers(-600, 600, 2) / 100
        drawing = d.add(drawing, [at], int(rng.integers(3)), float(at.sum()), [bool(rng.random() < 0.3)])
    return d.set_share(drawing, draw(st.sampled_from([0.0, 0.25, 0.5]))) if draw(st.booleans()) else drawing


@given(drawings(), st.lists(places, min_size=1, max_size=6), st.integers(0, 3), st.booleans())
def test_what_was_added_last_can_be_erased_again(drawing, points, label, test):
    more = d.add(drawing, points, label, 0.5, [test] * len(points))
    assert len(more) == len(drawing) + len(points)
    assert (more.test[len(drawing) :] == test).all()
    back = d.erase(more, range(len(drawing), len(more)))
    assert np.array_equal(back.inputs, drawing.inputs)
    assert np.array_equal(back.targets, drawing.targets)
    assert np.array_equal(back.test, drawing.test)


@given(drawings(least=1), places, st.data())
def test_a_moved_example_is_where_it_was_put_and_the_others_stay(drawing, place, data):
    row = data.draw(st.integers(0, len(drawing) - 1))
    moved = d.move(drawing, [row], [place])
    where = d.places(moved)
    lanes = drawing.inputs.shape[1] == 1 and drawing.classes
    assert where[row, 0] == place[0]
    assert where[row, 1] == (d.places(drawing)[row, 1] if lanes else place[1])
    assert np.array_equal(np.delete(where, row, 0), np.delete(d.places(drawing), row, 0))
    if drawing.classes:
        assert np.array_equal(moved.labels, drawing.labels)
    back = d.move(moved, [row], [d.places(drawing)[row]])
    assert np.array_equal(d.places(back), d.places(drawing))


@given(drawings(), places, st.floats(0.1, 4))
def test_the_eraser_takes_what_it_reaches_and_nothing_else(drawing, place, reach):
    rows = d.near(drawing, place, (reach, 2 * reach))
    left = d.erase(drawing, rows)
    assert len(left) == len(drawing) - len(rows)
    assert not len(d.near(left, place, (reach, 2 * reach)))
    assert (d.nearest(drawing, place, (reach, 2 * reach)) is None) == (len(rows) == 0)


@given(places, st.floats(0.1, 3), st.floats(0.1, 3), st.integers(1, 30), seeds)
def test_spray_stays_within_its_reach_and_repeats_itself(place, across, up, count, seed):
    points = d.spray(place, (across, up), count, np.random.default_rng(seed))
    assert points.shape == (count, 2)
    assert (np.hypot(*((points - place) / [across, up]).T) <= 1 + 1e-9).all()
    assert np.array_equal(points, d.spray(place, (across, up), count, np.random.default_rng(seed)))


@given(st.lists(places, min_size=1, max_size=5), st.sampled_from([0.1, 0.25, 1 / 3, 1, 2.5]))
def test_snapping_goes_to_the_nearest_place_and_only_once(points, step):
    once = d.snap(points, (step, 0))
    assert np.array_equal(once, d.snap(once, (step, 0)))
    assert np.abs(once[:, 0] - np.array(points)[:, 0]).max() <= step / 2 + 0.01 * step
    assert np.array_equal(once[:, 1], np.array(points)[:, 1])
    assert not np.signbit(once[once == 0]).any()


@given(drawings())
def test_a_drawing_comes_back_from_the_experiment_that_learns_it(drawing):
    if d.missing(drawing):
        with pytest.raises(ExperimentError, match=r"^inputs: \w"):
            d.spec(drawing)
        return
    e = d.learn(XOR, drawing)
    back = d.from_experiment(e)
    assert np.array_equal(back.inputs, drawing.inputs)
    assert np.array_equal(back.targets, drawing.targets)
    assert np.array_equal(back.test, drawing.test)
    assert d.spec(back, e.data) == e.data
    assert d.learn(e, back) == e
    s = samples(e)
    assert np.array_equal(s.raw_train, drawing.inputs[~drawing.test])
    assert np.array_equal(s.raw_test, drawing.inputs[drawing.test])


@given(drawings(least=2), drawings(least=2))
def test_every_drawing_can_be_learnt_after_every_other(first, second):
    if d.missing(first) or d.missing(second):
        return
    e = d.learn(d.learn(XOR, first), second)
    assert e.layers[0].units == 3
    line = Timeline(e)
    line.run(2)
    assert np.isfinite(line.frame().flat).all()


@pytest.mark.parametrize("name", files.examples())
def test_a_set_as_a_table_trains_to_the_same_bits(name):
    e = files.example(name)
    table = d.learn(e, d.from_experiment(e))
    assert table.data.name is None
    assert (table.layers, table.loss) == (e.layers, e.loss)
    one, other = Timeline(e), Timeline(table)
    one.run(12)
    other.run(12)
    assert np.array_equal(one.frame().flat, other.frame().flat)


@given(drawings(least=1, numbers=False), st.data())
def test_cells_hold_what_is_typed(drawing, data):
    row = data.draw(st.integers(0, len(drawing) - 1))
    inputs = drawing.inputs.shape[1]
    typed = d.set_cell(drawing, row, 0, "-1/3")
    assert typed.inputs[row, 0] == -1 / 3
    typed = d.set_cell(typed, row, inputs, "C")
    assert typed.classes[int(typed.targets[row, 0])] == "C"
    typed = d.set_cell(typed, row, inputs, "a new one")
    assert typed.classes[-1] == "a new one"
    typed = d.set_cell(typed, row, inputs + 1, "test")
    assert typed.test[row]
    assert typed.share is None
    others = np.arange(len(drawing)) != row
    assert np.array_equal(typed.inputs[others], drawing.inputs[others])
    assert np.array_equal(typed.targets[others], drawing.targets[others])


@given(drawings(least=1, numbers=True), st.data())
def test_rows_come_and_go(drawing, data):
    at = data.draw(st.integers(0, len(drawing)))
    more = d.insert(drawing, at, np.ones((2, drawing.inputs.shape[1])), np.ones((2, 1)))
    assert (more.inputs[at : at + 2] == 1).all()
    back = d.remove(more, [at, at + 1])
    assert np.array_equal(back.inputs, drawing.inputs)
    assert np.array_equal(back.test, drawing.test)
    assert len(d.append(drawing, 3)) == len(drawing) + 3
    wide = d.add_input(drawing)
    assert np.array_equal(d.remove_input(wide, wide.inputs.shape[1] - 1).inputs, drawing.inputs)


@given(drawings(least=1))
def test_classes_become_numbers_and_classes_again(drawing):
    there = d.to_numbers(drawing)
    back = d.to_classes(there)
    assert not there.classes
    assert len(back.classes) >= 2
    values = np.unique(there.targets[:, 0], return_inverse=True)[1]
    assert np.array_equal(back.labels, values.ravel())


def test_what_is_missing_is_said():
    drawing = d.blank()
    assert d.missing(drawing) == "There are no examples yet."
    drawing = d.add(drawing, [[0, 0], [1, 1]], 0)
    assert d.missing(drawing) == "All examples are of class A; a second class is needed."
    tested = d.add(drawing, [[2, 2]], 1, test=[True])
    assert "training needs examples of a second class" in d.missing(tested)
    assert not d.missing(d.add(drawing, [[2, 2]], 1))
    tested = d.set_test(d.add(drawing, [[2, 2]], 1), range(3), True)
    assert d.missing(tested).startswith("All examples are in the test set")
    assert not d.missing(d.add(d.blank(1, ()), [[0, 1]]))


def test_classes_follow_what_is_drawn():
    drawing = d.add(d.add(d.blank(), [[0, 0]], 0), [[1, 1]], 2)
    assert drawing.classes == ("A", "B", "C")
    e = d.learn(XOR, drawing)
    assert e.data.class_names == ("A", "B", "C")
    assert e.loss == "categorical_cross_entropy"
    assert (e.layers[-1].activation, e.layers[-1].units) == ("softmax", 3)
    fewer = d.learn(e, d.add(d.erase(drawing, [1]), [[2, 2]], 1))
    assert fewer.data.class_names == ("A", "B")
    assert (fewer.layers[-1].activation, fewer.layers[-1].units) == ("softmax", 2)
    with pytest.raises(ExperimentError, match="at most 10 classes"):
        d.add(drawing, [[0, 0]], 10)


def test_too_many_examples_are_refused_before_they_are_made():
    inputs, targets = np.zeros((MAX_EXAMPLES, 1)), np.zeros((MAX_EXAMPLES, 1))
    e = files.example("sine").replace(data=DataSpec(inputs=Matrix(inputs), targets=Matrix(targets)))
    with pytest.raises(ExperimentError, match="at most 100,000 examples are allowed, not 100,001"):
        d.append(d.from_experiment(e))


def test_a_large_table_is_neither_copied_to_look_at_nor_to_flag():
    inputs, targets = np.zeros((50_000, 20)), np.arange(50_000.0)[:, None]
    e = files.example("sine")
    e = e.replace(data=DataSpec(inputs=Matrix(inputs), targets=Matrix(targets)))
    drawing = d.from_experiment(e)
    assert drawing.inputs is e.data.inputs.array
    flagged = d.learn(e, d.set_test(drawing, [3], True))
    assert flagged.data.inputs is e.data.inputs
    assert flagged.data.test_examples == (3,)


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        (0, "two", "is not a number"),
        (0, "", "Type a number"),
        (0, "1e51", "between −1e50 and 1e50"),
        (2, "  ", "expected the name of a class"),
        (3, "maybe", "expected training or test"),
    ],
)
def test_cells_refuse_what_they_cannot_hold(column, text, why):
    drawing = d.add(d.add(d.blank(), [[0, 0]], 0), [[1, 1]], 1)
    with pytest.raises(ExperimentError, match=why):
        d.set_cell(drawing, 0, column, text)


def test_names_are_checked():
    drawing = d.blank()
    assert d.rename_input(drawing, 1, " height ").inputs_named == ("x1", "height")
    assert d.rename_class(drawing, 0, "cat").classes == ("cat", "B")
    assert d.rename_target(drawing, 0, "kind").targets_named == ("kind",)
    with pytest.raises(ExperimentError, match="each name may be given once"):
        d.rename_input(drawing, 1, "x1")
    with pytest.raises(ExperimentError, match="printable"):
        d.rename_class(drawing, 0, "")


def test_a_share_is_drawn_by_chance_and_can_be_drawn_again():
    drawing = d.from_experiment(XOR)
    shared = d.set_share(drawing, 0.25)
    assert shared.test.sum() == 50
    again = d.set_share(shared, 0.25, shared.split_seed + 1)
    assert again.test.sum() == 50
    assert not np.array_equal(again.test, shared.test)
    assert d.learn(XOR, shared).data.test_fraction == 0.25
