import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz import resources
from nnviz.core.data import bundled
from nnviz.core.data.datasets import DATASETS, generate, split
from nnviz.core.data.random_streams import NOISE, ORDER, POINTS, SPLIT, stream

laws = settings(deadline=None, max_examples=60)

DRAWN = [row for row in DATASETS.values() if row.domain is not None and row.name != "digits"]
GATES = {"xor": lambda a, b: a != b, "and": lambda a, b: a and b, "or": lambda a, b: a or b}
PLANAR_CLASSES = [row.name for row in DRAWN if row.kind != "regression"]
SURFACES = {
    "plane": lambda x: (x[:, 0] + x[:, 1]) / 6,
    "gaussian": lambda x: np.prod(
        [np.exp(-((c - 1.4) ** 2) / 1.125) - np.exp(-((c + 1.4) ** 2) / 1.125) for c in x.T], axis=0
    ),
    "sine": lambda x: np.sin(x[:, 0]),
}

seeds = st.integers(0, 2**32)


fractions = st.floats(0, 1)


@st.composite
def calls(draw, names=tuple(DATASETS), noise=fractions):
    row = DATASETS[draw(st.sampled_from(list(names)))]
    classes = draw(st.none() | st.integers(row.classes.low, row.classes.high)) if row.classes else None
    width = classes or (row.classes.default if row.classes else len(row.class_names))
    low = max(row.examples.low, width)
    examples = draw(st.none() | st.integers(low, min(row.examples.high, 300)))
    arguments = {"examples": examples, "noise": draw(noise), "classes": classes, "seed": draw(seeds)}
    return row, width, arguments


def is_table(row, arguments):
    return row.truth is not None and arguments["examples"] == 4 and arguments["noise"] == 0


def same(a, b):
    return a.inputs.tobytes() == b.inputs.tobytes() and a.targets.tobytes() == b.targets.tobytes()


def test_the_table_names_every_set_once():
    assert list(DATASETS) == [row.name for row in DATASETS.values()]
    assert len({row.title for row in DATASETS.values()}) == len(DATASETS)
    assert all(row.about and row.source and row.function for row in DATASETS.values())
    assert {row.kind for row in DATASETS.values()} == {"binary", "multiclass", "regression"}
    assert {n for n, row in DATASETS.items() if "classes" in row.options} == {"blobs", "spirals"}


@laws
@given(calls())
def test_the_same_arguments_give_the_same_bits(call):
    row, _, arguments = call
    assert same(generate(row.name, **arguments), generate(row.name, **arguments))


@laws
@given(calls(names=[row.name for row in DRAWN]), seeds)
def test_another_seed_gives_another_draw(call, seed):
    row, _, arguments = call
    if seed == arguments["seed"] or is_table(row, arguments):
        return
    assert not same(generate(row.name, **arguments), generate(row.name, **(arguments | {"seed": seed})))


@laws
@given(calls())
def test_arrays_have_their_shape_type_and_range(call):
    row, width, arguments = call
    data = generate(row.name, **arguments)
    count = arguments["examples"] or row.examples.default
    assert data.inputs.shape == (count, row.inputs) == (count, len(data.input_names))
    assert data.inputs.dtype == np.float64
    assert np.isfinite(data.inputs).all()
    assert data.kind == row.kind
    assert len(data.classes) == width
    if row.kind == "regression":
        assert data.targets.shape == (count, 1)
        assert data.targets.dtype == np.float64
        assert np.isfinite(data.targets).all()
    else:
        assert data.targets.shape == (count,)
        assert data.targets.dtype == np.int64
        assert set(data.targets.tolist()) == set(range(width))
    for array in (data.inputs, data.targets):
        assert not array.flags.writeable


@laws
@given(calls())
def test_every_example_lies_in_the_domain(call):
    row, _, arguments = call
    data = generate(row.name, **arguments)
    low, high = np.array(data.domain).T
    assert len(data.domain) == row.inputs
    assert (low < high).all()
    assert (low <= data.inputs).all()
    assert (data.inputs <= high).all()
    if row.domain is not None:
        assert len(set(data.domain)) == 1


@laws
@given(calls(names=["circle", "spiral", "moons", "spirals", "plane", "gaussian", *GATES], noise=st.just(0.0)))
def test_a_set_without_noise_keeps_to_its_square(call):
    row, _, arguments = call
    data = generate(row.name, **arguments)
    expected = (-0.5, 1.5) if is_table(row, arguments) else row.domain
    assert data.domain == (expected, expected)


@laws
@given(calls(names=[n for n, row in DATASETS.items() if row.kind != "regression"]))
def test_classes_are_balanced_to_within_one(call):
    row, width, arguments = call
    counts = np.bincount(generate(row.name, **arguments).targets, minlength=width)
    if is_table(row, arguments):
        assert counts.tolist() == [4 - sum(row.truth), sum(row.truth)]
    elif row.name != "digits" or arguments["examples"] is not None:
        assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("name", PLANAR_CLASSES)
def test_classes_come_mixed(name):
    targets = generate(name, examples=200, noise=0.0, seed=3).targets
    runs = 1 + np.count_nonzero(np.diff(targets))
    assert 60 < runs < 190  # sorted labels would give 2 or 3 runs, labels dealt in turn 200


@pytest.mark.parametrize("name", GATES)
@pytest.mark.parametrize("seed", [0, 7])
def test_a_gate_with_four_examples_is_its_truth_table(name, seed):
    data = generate(name, examples=4, noise=0.0, seed=seed)
    assert data.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.targets.tolist() == [int(GATES[name](a, b)) for a in (False, True) for b in (False, True)]


@laws
@given(calls(names=GATES, noise=st.just(0.0)))
def test_a_gate_says_what_the_signs_say_and_leaves_the_axes_free(call):
    row, _, arguments = call
    data = generate(row.name, **arguments)
    if is_table(row, arguments):
        return
    assert (np.abs(data.inputs) >= 0.1).all()
    assert (np.abs(data.inputs) <= 1).all()
    said = [int(GATES[row.name](a > 0, b > 0)) for a, b in data.inputs.tolist()]
    assert data.targets.tolist() == said


@pytest.mark.parametrize("name", GATES)
def test_a_gate_fills_every_quadrant_it_may(name):
    data = generate(name, examples=120, seed=1)
    quadrants, counts = np.unique(data.inputs > 0, axis=0, return_counts=True)
    assert len(quadrants) == 4
    for truth in (False, True):
        alike = [n for (a, b), n in zip(quadrants, counts, strict=True) if bool(GATES[name](a, b)) is truth]
        assert sum(alike) == 60
        assert max(alike) - min(alike) <= 1


@laws
@given(seeds)
def test_a_circle_is_a_disc_and_a_ring_with_a_gap(seed):
    data = generate("circle", examples=80, seed=seed)
    radius = np.hypot(*data.inputs.T)
    inside = data.targets == 1
    assert radius[inside].max() < 1.25
    assert radius[~inside].min() > 1.7
    assert radius.max() <= 2.7 + 1e-12


@laws
@given(seeds)
def test_moons_lie_on_two_half_circles(seed):
    data = generate("moons", examples=80, seed=seed)
    upper = np.where(data.targets[:, None] == 1, data.inputs, -data.inputs) / 1.8 + [0.5, 0.25]
    np.testing.assert_allclose(np.hypot(*upper.T), 1.0, atol=1e-12)
    assert (upper[:, 1] >= 0).all()


@laws
@given(st.integers(2, 10), seeds)
def test_spirals_unwind_to_one_direction_for_each_class(classes, seed):
    data = generate("spirals", examples=100, classes=classes, seed=seed)
    x, y = data.inputs.T
    turns = np.arctan2(y, x) / math.tau - 3.5 / classes * np.hypot(x, y) / 2.7 - data.targets / classes
    np.testing.assert_allclose(turns, np.round(turns), atol=1e-9)


def test_the_spiral_of_two_classes_is_the_binary_one():
    assert same(generate("spiral", seed=5), generate("spirals", classes=2, seed=5))


@laws
@given(st.integers(2, 10), seeds)
def test_blobs_keep_apart(classes, seed):
    data = generate("blobs", examples=500, classes=classes, seed=seed)
    centres = np.array([data.inputs[data.targets == label].mean(axis=0) for label in range(classes)])
    nearest = np.linalg.norm(data.inputs[:, None] - centres, axis=2).argmin(axis=1)
    assert np.mean(nearest == data.targets) > 0.98


def test_two_gaussians_stand_in_opposite_corners():
    data = generate("gaussians", examples=2000, seed=0)
    for label, place in ((0, -1.25), (1, 1.25)):
        cloud = data.inputs[data.targets == label]
        np.testing.assert_allclose(cloud.mean(axis=0), place, atol=0.05)
        np.testing.assert_allclose(cloud.std(axis=0), 0.45, atol=0.05)


@pytest.mark.parametrize("name", SURFACES)
def test_values_without_noise_are_the_function_of_the_inputs(name):
    data = generate(name, examples=500, seed=2)
    np.testing.assert_allclose(data.targets[:, 0], SURFACES[name](data.inputs), atol=1e-12)
    assert 0.8 < np.abs(data.targets).max() <= 1.0
    assert data.classes == ()


@laws
@given(calls(noise=st.floats(0.01, 1)))
def test_more_noise_moves_the_same_points_farther_along_the_same_way(call):
    row, _, arguments = call
    if is_table(row, arguments | {"noise": 0}):
        return
    levels = (k * arguments["noise"] for k in (0, 0.5, 1))
    none, half, full = (generate(row.name, **(arguments | {"noise": level})) for level in levels)
    field, kept = ("targets", "inputs") if row.kind == "regression" else ("inputs", "targets")
    assert getattr(none, kept).tobytes() == getattr(full, kept).tobytes()
    start = getattr(none, field)
    moved = getattr(full, field) - start
    assert np.abs(moved).max() > 0
    np.testing.assert_allclose(moved, 2 * (getattr(half, field) - start), atol=1e-9)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("noise", [0.1, 1.0])
def test_noise_is_a_fraction_of_the_spread(name, noise):
    field = "targets" if DATASETS[name].kind == "regression" else "inputs"
    examples = min(4000, DATASETS[name].examples.high)
    clean = getattr(generate(name, examples=examples), field)
    moved = getattr(generate(name, examples=examples, noise=noise), field) - clean
    # 150 × 4 numbers are the fewest: their measured deviation is within 3 % at one sigma.
    assert moved.std() / math.sqrt(clean.var(axis=0).mean()) == pytest.approx(noise, rel=0.12)
    assert abs(moved.mean()) < 0.15 * noise


def test_noise_points_order_and_split_are_drawn_apart():
    clean = generate("gaussians", examples=4000, seed=4)
    noise = generate("gaussians", examples=4000, seed=4, noise=0.5).inputs - clean.inputs
    cloud = clean.inputs - np.where(clean.targets[:, None] == 1, 1.25, -1.25)
    assert abs(np.corrcoef(cloud.ravel(), noise.ravel())[0, 1]) < 0.05
    streams = [stream(4, purpose).random(5) for purpose in (POINTS, ORDER, NOISE, SPLIT)]
    assert len(np.unique(streams)) == 20


def test_the_largest_set_can_be_made():
    assert len(generate("spirals", examples=100_000, classes=10, noise=0.2).inputs) == 100_000


@pytest.mark.parametrize(
    ("field", "name", "arguments", "allowed"),
    [
        ("name", "circles", {}, "circle"),
        ("name", None, {}, "circle"),
        ("examples", "moons", {"examples": 3}, "from 4 to 100000"),
        ("examples", "moons", {"examples": 100_001}, "from 4 to 100000"),
        ("examples", "moons", {"examples": 10.0}, "whole number"),
        ("examples", "moons", {"examples": "10"}, "whole number"),
        ("examples", "iris", {"examples": 151}, "from 4 to 150"),
        ("examples", "digits", {"examples": 1798}, "from 10 to 1797"),
        ("examples", "blobs", {"examples": 9, "classes": 10}, "from 10 to"),
        ("noise", "moons", {"noise": -0.01}, "from 0 to 1"),
        ("noise", "moons", {"noise": 1.01}, "from 0 to 1"),
        ("noise", "iris", {"noise": math.nan}, "from 0 to 1"),
        ("noise", "moons", {"noise": "0.1"}, "from 0 to 1"),
        ("noise", "moons", {"noise": True}, "from 0 to 1"),
        ("classes", "blobs", {"classes": 1}, "from 2 to 10"),
        ("classes", "spirals", {"classes": 11}, "from 2 to 10"),
        ("classes", "spirals", {"classes": 2.5}, "whole number"),
        ("classes", "xor", {"classes": 2}, "xor"),
        ("classes", "plane", {"classes": 3}, "plane"),
        ("classes", "iris", {"classes": 3}, "iris"),
        ("seed", "moons", {"seed": -1}, "at least 0"),
        ("seed", "xor", {"seed": 1.5, "examples": 4}, "whole number"),
    ],
)
def test_an_argument_that_is_not_allowed_is_named(field, name, arguments, allowed):
    with pytest.raises(ValueError, match=f"^{field}: ") as caught:
        generate(name, **arguments)
    assert allowed in str(caught.value)
    assert "\n" not in str(caught.value)


def test_iris_is_the_file_of_fisher():
    inputs, labels = bundled.read_rows("iris.csv")
    assert inputs.shape == (150, 4)
    assert np.bincount(labels).tolist() == [50, 50, 50]
    assert inputs[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert inputs[34].tolist() == [4.9, 3.1, 1.5, 0.2]
    assert inputs[37].tolist() == [4.9, 3.6, 1.4, 0.1]
    np.testing.assert_allclose(inputs.sum(axis=0), [876.5, 458.6, 563.7, 179.9])
    # The petals of setosa are the shortest, those of virginica the longest.
    data = generate("iris")
    lengths = [data.inputs[data.targets == label, 2].mean() for label in range(3)]
    assert data.classes == ("setosa", "versicolor", "virginica")
    np.testing.assert_allclose(lengths, [1.462, 4.26, 5.552])


def test_digits_are_the_file_of_alpaydin_and_kaynak():
    inputs, labels = bundled.read_rows("digits.csv")
    assert inputs.shape == (1797, 64)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert set(np.unique(inputs)) == set(range(17))
    assert labels[:10].tolist() == list(range(10))
    data = generate("digits")
    assert (data.inputs.min(), data.inputs.max()) == (0.0, 1.0)
    assert data.domain == ((0.0, 1.0),) * 64
    # A zero is empty in the middle, a one is not.
    middle = data.inputs[:, data.input_names.index("row 4 column 4")]
    assert middle[data.targets == 0].mean() < 0.2 < 0.7 < middle[data.targets == 1].mean()


@pytest.mark.parametrize("name", ["iris", "digits"])
def test_the_header_of_a_file_names_the_inputs(name):
    text = resources.path("datasets", f"{name}.csv").read_text(encoding="utf-8")
    header = text.partition("\n")[0].split(",")
    assert tuple(header[:-1]) == DATASETS[name].input_names
    classes = {line.rpartition(",")[2] for line in text.splitlines()[1:]}
    assert tuple(sorted(classes)) == DATASETS[name].class_names


@pytest.mark.parametrize("name", ["iris", "digits"])
def test_a_whole_file_is_every_row_once(name):
    raw, labels = bundled.read_rows(f"{name}.csv")
    data = generate(name, seed=9)
    scaled = raw / (16 if name == "digits" else 1)
    assert sorted(map(tuple, np.column_stack((data.inputs, data.targets)))) == sorted(
        map(tuple, np.column_stack((scaled, labels)))
    )
    assert not np.array_equal(data.inputs, scaled)


def test_noise_never_reaches_the_file():
    before = bundled.read_rows("iris.csv")[0].copy()
    generate("iris", noise=1.0)
    assert np.array_equal(before, bundled.read_rows("iris.csv")[0])


@laws
@given(calls(names=["iris", "digits"], noise=st.just(0.0)))
def test_part_of_a_file_never_repeats_a_row(call):
    row, _, arguments = call
    _, labels = bundled.read_rows(f"{row.name}.csv")
    rng = np.random.default_rng(arguments["seed"])
    rows = bundled.choose_rows(rng, labels, arguments["examples"] or labels.size)
    assert len(set(rows.tolist())) == len(rows)


@laws
@given(st.integers(1, 400), fractions, seeds)
def test_a_split_gives_every_example_to_one_side(count, fraction, seed):
    training, test = split(count, fraction, seed)
    assert sorted([*training, *test]) == list(range(count))
    assert all(a < b for side in (training, test) for a, b in pairwise(side))
    assert len(test) == min(math.floor(fraction * count + 0.5), count - 1)
    again = split(count, fraction, seed)
    assert training.tolist() == again[0].tolist()
    assert test.tolist() == again[1].tolist()


@laws
@given(st.lists(st.integers(0, 4), min_size=1, max_size=200), fractions, seeds)
def test_a_stratified_split_gives_every_class_its_share(labels, fraction, seed):
    training, test = split(len(labels), fraction, seed, labels)
    assert sorted([*training, *test]) == list(range(len(labels)))
    classes, group, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    tested = np.bincount(group[test], minlength=len(classes))
    assert (tested <= sizes - 1).all()
    assert (np.abs(tested - np.minimum(fraction * sizes, sizes - 1)) < 1 + 1e-9).all()
    total = math.floor(fraction * len(labels) + 0.5)
    assert len(test) <= total
    if len(test) < total:
        # Only the last training example of a class may keep the test short.
        assert (tested >= np.minimum(np.ceil(fraction * sizes - 1e-9), sizes - 1)).all()


@laws
@given(seeds)
def test_the_larger_remainder_gets_the_odd_test_example(seed):
    labels = [0] * 10 + [1] * 5  # a quarter of each is 2.5 and 1.25, of all 3.75
    _, test = split(15, 0.25, seed, labels)
    assert np.bincount(np.take(labels, test)).tolist() == [3, 1]


def test_the_split_depends_on_the_seed_and_on_nothing_else():
    tests = {tuple(split(100, 0.3, seed)[1]) for seed in range(20)}
    assert len(tests) == 20
    hits = np.bincount(np.concatenate([split(50, 0.2, seed)[1] for seed in range(500)]), minlength=50)
    assert hits.min() > 60  # 100 expected for each example, sigma 9
    assert hits.max() < 140


def test_a_split_of_nothing_keeps_the_order():
    training, test = split(4, 0.0, 123)
    assert training.tolist() == [0, 1, 2, 3]
    assert test.size == 0


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("count", (0, 0.2, 0)),
        ("count", (2.5, 0.2, 0)),
        ("test_fraction", (10, -0.1, 0)),
        ("test_fraction", (10, 1.1, 0)),
        ("test_fraction", (10, math.nan, 0)),
        ("seed", (10, 0.2, -1)),
        ("labels", (10, 0.2, 0, [0, 1])),
    ],
)
def test_a_split_names_what_is_not_allowed(field, arguments):
    with pytest.raises(ValueError, match=f"^{field}: "):
        split(*arguments)


def test_resources_are_looked_for_in_the_wheel_first(tmp_path, monkeypatch):
    roots = (tmp_path / "_resources", tmp_path / "resources")
    monkeypatch.setattr(resources, "ROOTS", roots)
    with pytest.raises(FileNotFoundError, match="missing"):
        resources.path()
    (roots[1] / "icons").mkdir(parents=True)
    assert resources.path("icons") == roots[1] / "icons"
    (roots[0] / "icons").mkdir(parents=True)
    assert resources.path("icons") == roots[0] / "icons"
    with pytest.raises(FileNotFoundError, match=r"icons/step\.svg is missing"):
        resources.path("icons", "step.svg")
