"""The names, classes and origins that the data of an experiment may have, and large tables in files."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.document import files
from nnviz.core.experiment import matrix
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError

TABLE = {
    "data": {
        "inputs": [[1, 2], [3, 4], [5, 6], [7, 8]], "targets": [[0], [1], [2], [1]],
        "class_names": ["a", "b", "c"], "input_names": ["size", "weight"], "target_names": ["kind"],
        "test_examples": [2, 0], "source": "own.csv", "left_out": [3],
    },
    "layers": [{"units": 3, "activation": "softmax"}],
    "loss": "categorical_cross_entropy",
}  # fmt: skip


def table(**fields):
    return {**TABLE, "data": {**TABLE["data"], **fields}}


def test_classes_are_told_by_their_names_and_the_split_by_its_examples():
    e = Experiment.from_dict(TABLE)
    s = samples(e)
    assert (s.classes, s.input_names) == (("a", "b", "c"), ("size", "weight"))
    assert s.feature_labels == ("size", "weight")
    np.testing.assert_array_equal(s.raw_train, [[3, 4], [7, 8]])
    np.testing.assert_array_equal(s.raw_test, [[1, 2], [5, 6]])
    np.testing.assert_array_equal(s.train[3:], [[0, 0], [1, 1], [0, 0]])
    assert e.data.fraction == 0.5
    assert files.parse(files.write_text(e)) == e


def test_a_table_without_names_is_what_it_was():
    layers = [{"units": 1, "activation": "tanh"}]
    e = Experiment.from_dict({"data": {"inputs": [[0], [1]], "targets": [[0], [1]]}, "layers": layers})
    s = samples(e)
    assert (s.classes, s.labels_train, s.input_names, s.feature_labels) == ((), None, ("x1",), ())
    assert set(e.to_dict()["data"]) == {"inputs", "targets"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"class_names": ["a"]}, "data.class_names: expected at least 2 classes, not 1"),
        ({"class_names": ["a", "b"]}, "data.targets: with class_names expected whole numbers from 0 to 1"),
        ({"targets": [[0.5], [1], [2], [1]]}, "data.targets: .* row 1 is 0.5"),
        ({"targets": [[0, 1]] * 4, "target_names": None}, "data.targets: .* expected one column"),
        ({"class_names": ["a", "b", "b"]}, "data.class_names: each name may be given once"),
        ({"class_names": ["a", "b", "c\n"]}, r"data.class_names\[2\]: expected 1 to 80 printable"),
        ({"class_names": ["a", " ", "c"]}, r"data.class_names\[1\]: expected 1 to 80 printable"),
        ({"class_names": ["a", "b" * 81, "c"]}, r"data.class_names\[1\]: expected 1 to 80 printable"),
        ({"class_names": [str(n) for n in range(1025)]}, "data.class_names: expected a list of at most"),
        ({"input_names": ["size"]}, "data.input_names: expected 2, one for each column, not 1"),
        ({"input_names": ["size", 3]}, r"data.input_names\[1\]: expected a text"),
        ({"target_names": ["a", "b"]}, "data.target_names: expected 1, one for each column, not 2"),
        ({"test_examples": [4]}, "data.test_examples: expected numbers from 0 to 3, not 4"),
        ({"test_examples": [0, 0]}, "data.test_examples: each example may be listed once"),
        ({"test_examples": [0, 1, 2, 3]}, "data.test_examples: at least one example must remain"),
        ({"test_examples": [-1]}, r"data.test_examples.*: expected a whole number of at least 0"),
        ({"test_fraction": 0.5}, "data.test_examples: .* leave out test_fraction"),
        ({"source": ""}, "data.source: expected the name of a file"),
        ({"left_out": []}, "data.left_out: expected a list of at least 1 entry"),
    ],
)
def test_what_cannot_be_is_refused_by_name(fields, sentence):
    fields = {key: value for key, value in table(**fields)["data"].items() if value is not None}
    with pytest.raises(ExperimentError, match=sentence):
        Experiment.from_dict({**TABLE, "data": fields})


def test_a_half_character_of_a_file_name_is_replaced_so_that_the_experiment_can_be_saved():
    e = Experiment.from_dict({**TABLE, "data": {**TABLE["data"], "source": "a\ud800"}})
    assert e.data.source == "a\ufffd"
    assert e.data.source.encode()


@pytest.mark.parametrize("field", ["input_names", "target_names", "class_names", "test_examples", "left_out"])
def test_a_named_set_has_none_of_them(field):
    data = {"name": "iris", field: TABLE["data"][field]}
    with pytest.raises(ExperimentError, match=f"data.{field}: only a table has this option"):
        Experiment.from_dict({**TABLE, "data": data})


def test_the_outputs_have_to_fit_the_classes():
    with pytest.raises(ExperimentError, match="3 classes, so the last layer needs 3 units, not 2"):
        Experiment.from_dict({**TABLE, "layers": [{"units": 2, "activation": "softmax"}]})


@given(rows=st.integers(1, 5), columns=st.integers(1, 5), seed=st.integers(0, 99))
def test_a_large_matrix_is_packed_and_unpacked_to_the_bit(rows, columns, seed):
    numbers = np.random.default_rng(seed).normal(0, 1, (rows, columns)) * 10.0 ** (seed - 50)
    numbers[0, 0] = -0.0
    content = Matrix(numbers)
    assert Matrix(content.packed()) == content
    small, matrix.PACKED_FROM = matrix.PACKED_FROM, 0
    try:
        packed = content.packed()
    finally:
        matrix.PACKED_FROM = small
    assert packed["shape"] == [rows, columns]
    assert Matrix(packed) == content
    assert hash(Matrix(packed)) == hash(content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"shape": [1, 1]}, "a list of rows of numbers, or an object"),
        ({"shape": [1, 1], "float64": "AAAAAAAA8D8=", "more": 1}, "a list of rows of numbers, or an object"),
        ({"shape": [1], "float64": "AAAAAAAA8D8="}, "shape must be the number of rows"),
        ({"shape": [0, 1], "float64": ""}, "shape must be the number of rows"),
        ({"shape": [True, 1], "float64": "AAAAAAAA8D8="}, "shape must be the number of rows"),
        ({"shape": [10**9, 10**9], "float64": "AAAAAAAA8D8="}, "float64 must be the base64 of"),
        ({"shape": [1, 1], "float64": "AAAAAAAA8D8?"}, "float64 must be the base64 of 8 bytes"),
        ({"shape": [1, 1], "float64": "AAAAAAAA8H8="}, "row 1, column 1 must be a finite number"),
        ({"shape": [1, 1], "float64": 3}, "float64 must be the base64 of"),
    ],
)
def test_a_packed_matrix_that_cannot_be_is_refused(content, sentence):
    with pytest.raises(ExperimentError, match=f"data.inputs: .*{sentence}|data.inputs: {sentence}"):
        Experiment.from_dict(table(inputs=content))


def test_a_large_table_is_saved_and_opened():
    rng = np.random.default_rng(1)
    data = {"inputs": Matrix(rng.normal(0, 1, (3000, 40))), "targets": Matrix(rng.integers(0, 2, (3000, 1)))}
    e = Experiment.from_dict({**TABLE, "data": {**data, "class_names": ["a", "b"]},
                              "layers": [{"units": 2, "activation": "softmax"}]})  # fmt: skip
    text = files.write_text(e)
    assert '"float64": "' in text
    assert len(text) < 1.5 * 8 * 3000 * 40
    assert files.parse(text) == e
