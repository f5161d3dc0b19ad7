"""Whatever stands in a field of a file: one short sentence on one line, or a document that can be saved."""

import copy
import json

import pytest

from nnviz.core.document import files
from nnviz.core.document.document import Document, PanelLayout
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.run.saved_run import save_run
from nnviz.core.run.timeline import Timeline


def rich():
    timeline = Timeline(files.example("xor"))
    timeline.run(80)
    layout = PanelLayout(shown=("a",), front=("b",))
    document = Document(timeline.experiment, run=save_run(timeline, 80, 0), layout=layout)
    data = json.loads(files.write_text(document))
    return data | {
        "notes": {
            "bookmarks": [{"iteration": 3, "name": "x"}],
            "claims": [{"target": "dW2", "text": "x"}],
            "breakpoints": [{"event": "loss_below", "value": 0.1}],
        },
        "features": ["x1"],
        "changes": [
            {"iteration": 1, "parameter": "W1", "unit": 0, "source": 0, "value": 1.0},
            {"iteration": 2, "set": "l1", "value": 1.0},
            {"iteration": 3, "parameter": "W1", "values": [[1], [2], [3]]},
        ],
        "initial": {"W1": [[1], [3], [5]]},
        "optimizer": {"name": "adam", "learning_rate": 0.1, "beta1": 0.9},
        "regularization": {"l1": 0.1},
    }


TABLE = {
    "data": {
        "inputs": [[0, 1], [1, 0]], "targets": [[0], [1]], "input_names": ["a", "b"], "target_names": ["c"],
        "class_names": ["u", "v"], "test_examples": [0], "source": "x.csv", "left_out": [3],
    },
    "layers": [{"units": 2, "activation": "tanh"}, {"activation": "sigmoid", "units": 1}],
    "loss": "binary_cross_entropy",
}  # fmt: skip
LONG = "x" * 5000
HOSTILE = [
    LONG, "\n" * 5000, "\ud800", 10**2000, 10**4000, -(10**4000), 10**300, 10**18, 1e308, float("nan"), None,
    [LONG] * 3, {LONG: 1}, {"shape": [10**2000, 10**2000], "float64": "A"},
    {"shape": [10**9, 10**9], "float64": "A"}, {"shape": [1, 1], LONG: "A"}, [[10**400]], [[LONG]],
]  # fmt: skip


def places(data, path=()):
    yield path
    inner = data.items() if isinstance(data, dict) else enumerate(data[:2]) if isinstance(data, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def with_value(data, path, value):
    data = copy.deepcopy(data)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return data


def outcome(data):
    """Return the sentence of a refusal, empty for a document that can be written again."""
    text = json.dumps(data)
    try:
        document = files.parse_document(text)
    except ExperimentError as error:
        return str(error)
    files.write_document(document)
    return ""


@pytest.mark.parametrize("base", [rich, lambda: TABLE], ids=["rich", "table"])
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_every_field(base, number):
    data, value = base(), HOSTILE[number]
    assert outcome(data) == ""
    for path in places(data):
        if path:
            said = outcome(with_value(data, path, value))
            assert len(said) < 340, path
            assert said.isprintable() or not said, path
    said = outcome(data | {LONG: value})
    assert said.startswith("'xxxx")
    assert len(said) < 340


def test_half_a_character_is_cleaned_and_saved():
    data = rich()
    data["notes"]["bookmarks"][0]["name"] = "a \ud83d\ude00 \ud800"
    data["layout"]["shown"] = ["\udfff"]
    text = json.dumps(data).replace("\\ud83d\\ude00", "\\ud83d\\ude00")
    document = files.parse_document(text)
    assert document.notes.bookmarks[0].name == "a \N{GRINNING FACE} \N{REPLACEMENT CHARACTER}"
    assert document.layout.shown == ("\N{REPLACEMENT CHARACTER}",)
    content, _ = files.write_document(document)
    assert files.parse_document(content) == document
