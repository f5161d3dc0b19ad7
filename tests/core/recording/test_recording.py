"""Recorded steps: read, compared value by value, and the first difference or lost number is named."""

import copy
import json

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.core.checks.trace import frame_at
from nnviz.core.document import files
from nnviz.core.document.notes import Notes
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.experiment.specs import DataSpec
from nnviz.core.file_access.safetensors import write_safetensors
from nnviz.core.recording.comparison import compare_step
from nnviz.core.recording.opening import open_recording
from nnviz.core.recording.step import read_step
from nnviz.session import Session
from tests.recordings import key_of, order_of, recorded, written


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a recording."""
    return lambda arrays, told: written(tmp_path / "step.safetensors", arrays, told)


NAMES = ["xor", "mazur"]


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_step_is_the_same(write, name):
    arrays, told = recorded(files.example(name), 3)
    found = compare_step(read_step(write(arrays, told)))
    assert (found.verdict, found.operation) == ("same", None)
    assert found.worst < 1e-12
    names = [value.name for value in found.values]
    assert {"X", "W1", "z1", "a2", "C", "da2", "dz1", "dW1", "db2", "W1_next"} <= set(names)


def test_the_first_lost_number_is_named_in_a_hundred_planted_cases(write):
    rng = np.random.default_rng(1)
    for case in range(100):
        e = files.example(NAMES[case % 2])
        arrays, told = recorded(e)
        order = order_of(e)
        first = int(rng.integers(len(order)))
        later = rng.choice(np.arange(first, len(order)), min(3, len(order) - first), replace=False)
        for place in {first, *later.tolist()}:
            array = np.array(arrays[key_of(order[place])], dtype=float)
            array.flat[int(rng.integers(array.size))] = rng.choice([np.nan, np.inf, -np.inf])
            arrays[key_of(order[place])] = array
        found = compare_step(read_step(write(arrays, told)))
        assert (found.verdict, found.quantity) == ("lost", order[first]), (case, found.message, order[first])


def test_the_first_difference_is_named(write):
    e = files.example("xor")
    arrays, told = recorded(e)
    for name in ("a1", "dz2", "dW1", "b2_next", "W1"):
        changed = dict(arrays)
        changed[key_of(name)] = np.array(arrays[key_of(name)]) * 1.001
        found = compare_step(read_step(write(changed, told)))
        if name == "W1":
            # Other weights at the start: what they give is not what was recorded.
            assert (found.verdict, found.quantity) == ("different", "z1")
        else:
            assert (found.verdict, found.quantity) == ("different", name)
            assert "in the recording and" in found.message


def test_single_precision_is_the_same_to_its_rounding(write):
    arrays, told = recorded(files.example("xor"))
    single = {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}
    assert compare_step(read_step(write(single, told))).verdict == "same"


@pytest.mark.parametrize(("change", "said"), [
    ({"modules": [{"name": "0", "type": "Conv2d"}]}, "0: Conv2d cannot be read"),
    ({"modules": [{"name": "0", "type": "Tanh"}]}, "at least one layer needs units"),
    ({"loss": {"type": "CTCLoss"}}, "loss: CTCLoss cannot be read"),
    ({"loss": {"type": "MSELoss", "reduction": "none"}}, "reductions mean and sum"),
    ({"loss": {"type": "HuberLoss", "delta": 2.0}}, "only delta=1.0"),
    ({"modules": 3}, "does not say which"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(write, change, said):
    arrays, told = recorded(files.example("xor"))
    with pytest.raises(ExperimentError, match=said):
        read_step(write(arrays, {**told, **change}))


def test_a_file_that_is_no_recording_is_refused(tmp_path, write):
    path = tmp_path / "weights.safetensors"
    write_safetensors(path, {"x": np.ones(2)})
    with pytest.raises(ExperimentError, match="no recording"):
        read_step(path)
    arrays, told = recorded(files.example("xor"))
    del arrays["inputs"]
    with pytest.raises(ExperimentError, match="inputs"):
        read_step(write(arrays, told))


def test_the_command_line(write, capsys):
    arrays, told = recorded(files.example("xor"))
    path = write(arrays, told)
    assert main(["recording", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "same"
    assert main(["trace", str(path), "--json"]) == 0
    values = json.loads(capsys.readouterr().out)["values"]
    np.testing.assert_allclose(values["dW1"], frame_at(files.example("xor"), 0).values["dW1"], rtol=1e-12)
    arrays["output/1"] = arrays["output/1"] + 1
    assert main(["recording", str(write(arrays, told))]) == 1
    assert "a1 differs" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "selected"), [
    ("z1", Selection("unit", 1, 2)), ("dz2", Selection("unit", 2, 0)), ("dW1", Selection("weight", 1, 1, 0)),
    ("b2_next", Selection("bias", 2, 0)), ("C", Selection("loss")), ("b1", Selection("bias", 1, 2)),
])  # fmt: skip
def test_a_recording_is_opened_at_the_first_operation_that_differs_or_is_lost(write, name, selected):
    e = files.example("xor")
    order, operations = order_of(e), frame_at(e, 0).operations
    for change in (1e-3, np.nan):
        arrays, told = recorded(e)
        for later in order[order.index(name) :]:
            array = np.array(arrays[key_of(later)], dtype=float)
            array.flat[-1 if later != "dW1" else 2] += change
            arrays[key_of(later)] = array
        if name == "b1" and np.isfinite(change):
            # Other weights at the start are no difference: the first that follows from them is.
            continue
        opened = open_recording(write(arrays, told))
        expected = next((k for k, op in enumerate(operations, 1) if name in op.writes), 0)
        run, notes = opened.document.run, opened.document.notes
        assert (run.iteration, run.operation) == (0, expected)
        assert opened.comparison.quantity == name
        assert opened.comparison.message == notes.bookmarks[0].name
        assert (notes.bookmarks[0].iteration, notes.bookmarks[0].operation) == (0, expected)
        assert opened.document.selection.restored(opened.document.experiment) == selected


def test_a_recording_that_is_the_same_is_opened_at_the_start(write):
    opened = open_recording(write(*recorded(files.example("xor"))))
    assert opened.document.run is None
    assert opened.document.notes == Notes()
    assert opened.comparison.verdict == "same"


def test_a_session_opens_a_recording_where_it_differs_and_says_so(write, qapp):
    arrays, told = recorded(files.example("mazur"))
    arrays["gradient/2"] = arrays["gradient/2"] * 1.5
    path, session, said = write(arrays, told), Session(files.example("xor")), []
    session.message.connect(said.append)
    session.open_file(path)
    operation = session.frame.operations[session.position.operation - 1]
    assert "dz2" in operation.writes
    assert "dz2 differs" in said[0]
    assert (session.path, session.name, session.modified) == (None, "step", False)
    # Stepping goes on from there, and what is saved opens there again.
    session.save(path.with_suffix(".nnviz"))
    session.step()
    again = Session(files.example("xor"))
    again.open_file(path.with_suffix(".nnviz"))
    assert again.frame.operation.writes == operation.writes


def test_rounding_alone_is_no_difference(write):
    """The gradient of a network that has learned is a difference of numbers that are nearly the same."""
    e = files.example("mazur")
    values = frame_at(e, 0).values
    targets = values["a2"] * (1 + 3e-13)
    e = e.replace(data=DataSpec(inputs=e.data.inputs, targets=Matrix(targets.T)))
    arrays, told = recorded(e)
    off = np.sign(np.arange(values["a2"].size) - 0.5) * np.finfo(float).eps / 2
    scale = 2 / e.widths[-1]
    for key, name in (("gradient/3", "da2"), ("gradient/2", "dz2")):
        moved = off[None] * scale * (1.0 if name == "da2" else 0.1)
        arrays[key] = arrays[key] + moved
    found = compare_step(read_step(write(arrays, told)))
    assert found.verdict == "same", found.message
    arrays["gradient/3"] = arrays["gradient/3"] * 3
    assert compare_step(read_step(write(arrays, told))).quantity == "da2"


def test_half_precision_is_the_same_to_its_rounding(write):
    arrays, told = recorded(files.example("xor"))
    half = {name: np.asarray(array, dtype=np.float16) for name, array in arrays.items()}
    assert compare_step(read_step(write(half, told))).verdict == "same"


def test_what_is_not_compared_is_said(write):
    arrays, told = recorded(files.example("xor"))
    for optimizer in ({**told["optimizer"], "weight_decay": 0.1}, {"type": "LBFGS", "lr": 1.0}):
        found = compare_step(read_step(write(arrays, {**told, "optimizer": optimizer})))
        assert found.verdict == "same"
        assert "Parameters after the step are not compared" in found.message
    found = compare_step(read_step(write(arrays, {**told, "groups": 2})))
    assert "are not compared" in found.message


def test_the_window_never_saves_over_a_recording(write, monkeypatch):
    from nnviz import app

    opened = []
    monkeypatch.setattr(app, "main", lambda *given: opened.append(given) or 0)
    arrays, told = recorded(files.example("xor"))
    path = write(arrays, told)
    assert main([str(path)]) == 0
    document, file, name, *_ = opened[0]
    assert file is None
    assert name == "step"
    np.testing.assert_array_equal(document.experiment.data.inputs.array, arrays["inputs"])


def test_the_recorder_is_printed_and_is_short(capsys):
    assert main(["recorder"]) == 0
    text = capsys.readouterr().out
    assert text.count("\n") <= 150
    assert "import nnviz" not in text
    assert "from nnviz import" not in text
    compile(text, "nnviz_recorder.py", "exec")


def test_a_recorded_experiment_is_saved_and_read_again(write):
    arrays, told = recorded(files.example("xor"))
    e = read_step(write(arrays, told)).experiment
    assert Experiment.from_dict(e.to_dict()) == e


JUNK = (None, 0, 1, -1, 1.0, float("nan"), 1e300, "x", [], {}, [1], True, "Linear", "Dropout", 0.999)


def spoilt(told, rng):
    """Return a description in which one entry, however deep, is something else."""
    told = copy.deepcopy(told)
    node = told
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = keys[int(rng.integers(len(keys)))]
        if isinstance(node[key], dict | list) and node[key] and rng.random() < 0.7:
            node = node[key]
            continue
        node[key] = JUNK[int(rng.integers(len(JUNK)))]
        return told


@pytest.mark.parametrize("cases", [60, pytest.param(3000, marks=pytest.mark.soak)])
def test_spoilt_recordings_are_refused_or_compared(write, cases):
    rng = np.random.default_rng(7)
    arrays, told = recorded(files.example("xor"))
    told |= {"groups": 1, "types": ["torch.float64"], "between": []}
    told["modules"].insert(2, {"name": "d", "type": "Dropout", "p": 0.5, "training": True})
    arrays |= {"output/d": arrays["output/1"], "mask/d": np.full(arrays["output/1"].shape, 2.0)}
    seen = set()
    for _ in range(cases):
        changed, key = dict(arrays), str(rng.choice(list(arrays)))
        shape = np.shape(arrays[key])
        match int(rng.integers(6)):
            case 0:
                del changed[key]
            case 1:
                changed[key] = np.ravel(arrays[key])
            case 2:
                changed[key] = rng.normal(size=tuple(rng.integers(0, 4, size=int(rng.integers(0, 3)))))
            case 3:
                changed[key] = np.full(shape, rng.choice([np.nan, np.inf, 1e308, 0.0]))
            case 4:
                changed[key] = np.zeros(shape, dtype=rng.choice([np.int64, np.float16, np.uint8, np.bool_]))
        text = spoilt(told, rng) if rng.random() < 0.6 else told
        try:
            with np.errstate(all="ignore"):
                seen.add(open_recording(write(changed, text)).comparison.verdict)
        except ExperimentError:
            seen.add("refused")
    assert {"refused", "different", "lost"} <= seen


def test_a_parameter_that_was_not_recorded_is_named(write):
    arrays, told = recorded(files.example("xor"))
    del arrays["before/0.weight"]
    with pytest.raises(ExperimentError, match="W1: the recording has no values of it at the start"):
        read_step(write(arrays, told))
