"""What is made of a table: names, classes and rows are those of the file, and nothing goes silently."""

import numpy as np
import pytest
from hypothesis import given

from nnviz import resources
from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.data_editing import csv_import
from nnviz.core.data_editing.csv_import import (
    Choices,
    Dialect,
    TableSource,
    build,
    guess,
    plan,
    read,
    read_text,
)
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from tests.core.data_editing.csv_import.writing import cells, contents, write


def csv_of(*lines):
    return read_text("\n".join(lines) + "\n")


def fitted(table, choices, example="xor"):
    data = build(table, choices)
    return edits.set_table(files.example(example), data, choices.single)


def test_iris_from_its_file_is_the_built_in_set():
    table = read(TableSource(resources.path("datasets", "iris.csv")))
    choices = guess(table)
    assert choices.roles == ("input",) * 4 + ("target",)
    data = build(table, choices)
    assert data.class_names == ("setosa", "versicolor", "virginica")
    assert data.input_names[0] == "sepal length (cm)"
    assert (data.target_names, data.source) == (("species",), "iris.csv")
    e = edits.set_table(files.example("xor"), data)
    mine, built_in = samples(e), samples(files.example("iris").replace(standardize=False))
    assert (mine.classes, mine.input_names) == (built_in.classes, built_in.input_names)
    everything = np.vstack([built_in.raw_train, built_in.raw_test])
    np.testing.assert_array_equal(np.sort(mine.raw_train, axis=0), np.sort(everything, axis=0))
    assert [layer.units for layer in e.layers] == [3, 3]
    assert (e.layers[-1].activation, e.loss) == ("softmax", "categorical_cross_entropy")
    assert np.bincount(mine.labels_train).tolist() == [50, 50, 50]


@given(content=contents(min_rows=2))
def test_the_numbers_and_words_of_a_table_are_those_of_the_data(content):
    names, columns = content
    names, columns = ["size", *names], [[i / 4 for i in range(len(columns[0]))], *columns]
    table = read_text(write(cells(names, columns, Dialect()), Dialect()), Dialect())
    choices = guess(table).with_role(0, "input")
    last = choices.having("target")
    if not last:
        return
    words = columns[last[0]]
    if len(set(words)) < 2 and isinstance(words[0], str):
        with pytest.raises(ExperimentError, match="only one class"):
            build(table, choices)
        return
    if len(choices.having("input")) + len(last) < 2:
        return
    data = build(table, choices)
    np.testing.assert_array_equal(data.inputs.array[:, 0], columns[0])
    if isinstance(words[0], str):
        assert [data.class_names[int(label)] for label in data.targets.array[:, 0]] == words
        assert set(data.class_names) == set(words)
    elif last[0] in choices.classes:
        found = [data.class_names[int(label)] for label in data.targets.array[:, 0]]
        assert [float(name) for name in found] == words
    else:
        np.testing.assert_array_equal(data.targets.array[:, 0], words)
    e = edits.set_table(files.example("xor"), data)
    assert Experiment.from_dict(e.to_dict()) == e


def test_faulty_rows_forbid_until_they_are_left_out_and_the_file_says_which():
    table = csv_of("a,b,kind", "1,2,x", ",3,y", "3,4,x", "4,oops,y", "5,6,y")
    choices = guess(table)
    assert choices.roles == ("input", "input", "target")
    with pytest.raises(ExperimentError) as caught:
        build(table, choices)
    assert str(caught.value) == (
        "2 cells in 2 rows cannot be used (line 3, column “a”: nothing there); "
        "skip these rows, or ignore the column"
    )
    data = build(table, choices.replace(leave_out=True))
    assert data.left_out == (3, 5)
    np.testing.assert_array_equal(data.inputs.array, [[1, 2], [3, 4], [5, 6]])
    assert [data.class_names[int(k)] for k in data.targets.array[:, 0]] == ["x", "x", "y"]
    assert build(table, choices.with_role(0, "ignore").with_role(1, "ignore").with_role(0, "input").replace(
        leave_out=True)).left_out == (3,)  # fmt: skip


def test_a_class_that_is_only_in_rows_left_out_is_no_class():
    table = csv_of("a,b,kind", "1,2,x", "?,3,rare", "3,4,x", "4,5,y")
    data = build(table, guess(table).replace(leave_out=True))
    assert data.class_names == ("x", "y")


def test_numbers_that_say_a_class_and_numbers_to_be_learnt():
    table = csv_of("a,digit,price", *(f"{i},{i % 3},{i / 7:.3f}" for i in range(12)))
    choices = guess(table)
    assert choices.roles == ("input", "input", "target")
    data = build(table, choices)
    assert (data.class_names, data.target_names) == (None, ("price",))
    classes = choices.with_role(2, "ignore").with_role(1, "target").with_classes(1, True)
    assert build(table, classes).class_names == ("0", "1", "2")
    assert guess(csv_of("a,b,out", "0,0,0", "0,1,1", "1,0,1", "1,1,0")).classes == {2}
    both = build(table, choices.with_role(1, "target"))
    assert both.target_names == ("digit", "price")
    e = edits.set_table(files.example("iris"), both)
    assert (e.loss, e.layers[-1].activation, e.widths[-1]) == ("mean_squared_error", "identity", 2)
    assert samples(e).target_names == ("digit", "price")


def test_classes_of_numbers_count_by_size():
    table = csv_of("a,b", *(f"{i},{(2, 10, 1)[i % 3]}" for i in range(12)))
    assert build(table, guess(table)).class_names == ("1", "2", "10")


def test_words_among_the_inputs_become_zeros_and_ones():
    colours = ("red", "blue", "green")
    table = csv_of("sex,colour,y", *(f"{'fm'[i % 2]},{colours[i % 3]},{i / 3}" for i in range(6)))
    data = build(table, guess(table))
    assert data.input_names == ("sex = m", "colour = blue", "colour = green", "colour = red")
    np.testing.assert_array_equal(data.inputs.array[:3], [[0, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 0]])


def test_a_column_of_row_numbers_is_ignored_by_guess():
    assert guess(csv_of("id,x,y", "1,5,a", "2,7,b", "3,1,a")).roles == ("ignore", "input", "target")


def test_a_column_may_say_what_is_for_the_test():
    table = csv_of("x,set,kind", "1,train,a", "2,test,b", "3,train,b", "4,test,a")
    choices = guess(table)
    assert choices.roles == ("input", "split", "target")
    assert plan(table, choices).test == 2
    s = samples(fitted(table, choices))
    np.testing.assert_array_equal(s.raw_test[:, 0], [2, 4])
    np.testing.assert_array_equal(s.raw_train[:, 0], [1, 3])
    faulty = csv_of("x,set,kind", "1,train,a", "2,test,b", "3,perhaps,b", "4,test,a")
    found = csv_import.faults(faulty, choices)
    assert [(f.line, f.text, f.reason) for f in found] == [(4, "perhaps", "neither train nor test")]


@pytest.mark.parametrize(
    ("lines", "roles", "classes", "sentence"),
    [
        (("a,b", "1,2"), "tt", (), "choose at least one column as an input"),
        (("a,b", "1,2"), "ii", (), "choose the column to be predicted as the target"),
        (("a,b,c", "1,2,x", "1,2,y"), "itt", (2,), "“c” holds classes, so it has to be the only target"),
        (("a,c", "1,x", "2,x"), "it", (1,), "“c” holds only one class"),
        (("a,c", "1,x", "2,y"), "it", (), "“c” holds no numbers; treat it as classes, or ignore it"),
        (("a,b,c", "1,,2", "2,,3"), "iit", (), "“b” is empty; ignore it"),
        (("a,b", "1,1e60", "2,3"), "it", (), "“1e60” is too large"),
    ],
)
def test_what_is_in_the_way_is_said_in_a_sentence(lines, roles, classes, sentence):
    words = {"i": "input", "t": "target"}
    choices = Choices(tuple(words[r] for r in roles), frozenset(classes))
    with pytest.raises(ExperimentError, match=sentence):
        plan(csv_of(*lines), choices)


def test_when_no_row_is_left_it_says_so():
    table = csv_of("a,b,c", "1,,2", ",2,3")
    with pytest.raises(ExperimentError, match="every row has an error"):
        plan(table, Choices(("input", "input", "target"), leave_out=True))


@pytest.mark.parametrize(
    ("example", "single", "loss", "last", "units"),
    [
        ("xor", True, "binary_cross_entropy", "sigmoid", 1),
        ("xor", False, "categorical_cross_entropy", "softmax", 2),
        ("sine", True, "binary_cross_entropy", "sigmoid", 1),
        ("iris", True, "binary_cross_entropy", "sigmoid", 1),
        ("iris", False, "categorical_cross_entropy", "softmax", 2),
    ],
)
def test_two_classes_take_one_output_or_two(example, single, loss, last, units):
    table = csv_of("x,kind", *(f"{i},{'ab'[i % 2]}" for i in range(8)))
    e = fitted(table, guess(table).replace(single=single), example)
    assert (e.loss, e.layers[-1].activation, e.widths[-1]) == (loss, last, units)
    s = samples(e)
    expected = s.labels_train[None] if units == 1 else np.arange(2)[:, None] == s.labels_train
    np.testing.assert_array_equal(s.train[s.features + 1 :], expected)


def test_what_still_makes_sense_stays():
    table = csv_of("x,kind", *(f"{i},{'abc'[i % 3]}" for i in range(9)))
    before = files.example("sine")
    after = fitted(table, guess(table), "sine")
    assert after.layers[:-1] == before.layers[:-1]
    for field in ("optimizer", "batch_size", "seed", "reduction"):
        assert getattr(after, field) == getattr(before, field)


def test_a_plan_says_what_will_be_made():
    table = csv_of("a,b,kind", "1,2,x", "2,3,y", "3,,y", "4,5,x")
    found = plan(table, guess(table).replace(leave_out=True))
    assert (found.examples, found.inputs, found.classes, found.left_out) == (3, 2, (("x", 2), ("y", 1)), 1)
    e = edits.set_table(files.example("xor"), found.sketch())
    assert e.widths == (2, 3, 1)


def test_columns_that_are_called_numbered_targets_are_all_targets():
    assert guess(csv_of("x1,x2,y1,y2", "0.05,0.1,0.01,0.99")).roles == ("input", "input", "target", "target")
    assert guess(csv_of("x1,y1,x2", "1,2,3")).roles == ("input", "input", "target")
    assert guess(csv_of("y1,y2,target", "1,2,3")).roles == ("input", "input", "target")
