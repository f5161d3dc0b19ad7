"""Safetensors: exact there and back, and anything broken is one sentence."""

import contextlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.safetensors import (
    parse_safetensors,
    read_safetensors,
    write_safetensors,
    written_safetensors,
)

ARRAYS = {
    "a/b": np.arange(6.0).reshape(2, 3), "single": np.float32([1.5, -0.0, np.inf]), "none": np.empty((0, 3)),
    "number": np.array(2.5), "whole": np.array([[1, -2]], dtype=np.int64), "half": np.float16([0.5]),
    "truth": np.array([True, False]), "big": np.arange(4, dtype=">f8"),
}  # fmt: skip


def test_arrays_come_back_as_they_were(tmp_path):
    path = tmp_path / "Ä b.safetensors"
    write_safetensors(path, ARRAYS, {"format": "x"})
    arrays, texts = read_safetensors(path)
    assert texts == {"format": "x"}
    assert list(arrays) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert arrays[name].shape == array.shape
        np.testing.assert_array_equal(arrays[name], array)


def file_of(header, body=b""):
    text = json.dumps(header).encode() if not isinstance(header, bytes) else header
    return len(text).to_bytes(8, "little") + text + body


def test_bfloat16_is_read():
    data = file_of({"x": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}, b"\x80\x3f\x00\xc0")
    assert parse_safetensors(data)[0]["x"].tolist() == [1.0, -2.0]


@pytest.mark.parametrize(("data", "said"), [
    (b"", "0 bytes"),
    (b"\xff" * 20, "header would have"),
    (file_of(b"not json!!"), "not JSON"),
    (file_of([1, 2, 3]), "header"),
    (file_of({"x": {"dtype": "F64", "shape": [2], "data_offsets": [0, 8]}}, b"12345678"), "does not lie"),
    (file_of({"x": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}}, b"1234"), "does not lie"),
    (file_of({"x": {"dtype": "F64", "shape": [2**40] * 2, "data_offsets": [0, 8]}}, b"12"), "does not lie"),
    (file_of({"x": {"dtype": "F64", "shape": [-1], "data_offsets": [0, 8]}}, b"12345678"), "no shape"),
    (file_of({"x": {"dtype": "F64", "shape": [1], "data_offsets": [0]}}, b"12345678"), "no data_offsets"),
    (file_of({"x": {"dtype": "pickle", "shape": [1], "data_offsets": [0, 8]}}), "has the type 'pickle'"),
    (file_of({"__metadata__": {"a": 1}}), "texts only"),
])  # fmt: skip
def test_a_broken_file_is_one_sentence(data, said):
    with pytest.raises(ExperimentError, match=said) as caught:
        parse_safetensors(data)
    assert "\n" not in str(caught.value)


@given(data=st.binary(max_size=80), at=st.integers(0, 300), cut=st.integers(0, 400))
def test_a_mutated_file_is_read_or_refused(data, at, cut):
    whole = written_safetensors(ARRAYS, {"a": "b"})
    mutated = whole[:at] + data + whole[at + len(data) : cut + at + len(data)]
    arrays = {}
    with contextlib.suppress(ExperimentError):
        arrays, _ = parse_safetensors(mutated)
    assert sum(array.nbytes for array in arrays.values()) < 10_000


def test_a_type_without_a_place_is_refused():
    with pytest.raises(ExperimentError, match="complex"):
        written_safetensors({"x": np.array([1j])})
