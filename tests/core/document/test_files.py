"""Files: what is written reads back equal, and whatever a file holds, it is refused with one sentence."""

import copy
import json
import random
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.document import files
from nnviz.core.document.document import Document, PanelLayout
from nnviz.core.document.files import SUFFIX, example, examples, parse, parse_document, read, write_text
from nnviz.core.document.notes import Bookmark, Notes
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.judge.claim import Claim
from nnviz.core.run.saved_run import restore_run, save_run
from nnviz.core.run.timeline import Timeline
from tests.strategies import changed, experiments

TABLE = {
    "data": {"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]]},
    "layers": [{"activation": "tanh", "units": 2}, {"activation": "sigmoid", "units": 1}],
}
RICH = {
    **TABLE,
    "format": "nnviz", "version": 1, "features": ["x1", "x1*x2"], "standardize": True,
    "loss": "binary_cross_entropy", "reduction": "sum", "output_gradient": "fused",
    "optimizer": {"name": "adamw", "learning_rate": 0.01, "beta1": 0.5, "weight_decay": 0.1},
    "regularization": {"l1": 0.001, "l2": 0.01}, "batch_size": 3, "seed": 7,
    "initial": {"W1": [[0.1, 0.2], [0.3, -0.4]], "b2": [[1e-300]]},
    "changes": [
        {"iteration": 1, "set": "learning_rate", "value": 0.1},
        {"iteration": 4, "parameter": "W2", "unit": 0, "source": 1, "value": -0.25},
    ],
}  # fmt: skip


def refusal(content):
    with pytest.raises(ExperimentError) as caught:
        parse(content)
    sentence = str(caught.value)
    assert sentence
    assert "\n" not in sentence
    assert len(sentence) < 1000
    sentence.encode()
    return sentence


# -- writing and reading -------------------------------------------------------------------------------


@settings(max_examples=80)
@given(e=changed(experiments()))
def test_what_is_written_reads_back_equal(e):
    text = write_text(e)
    assert parse(text) == e
    assert parse(text.encode()) == e
    assert write_text(parse(text)) == text


def test_a_file_is_readable():
    text = write_text(Experiment.from_dict(RICH))
    assert text.endswith("}\n")
    assert max(map(len, text.splitlines())) <= 110
    assert '"inputs": [[0, 0], [0, 1], [1, 0], [1, 1]]' in text
    assert text.index('"format": "nnviz"') < text.index('"data"')
    wide = Experiment.from_dict(
        {**TABLE, "data": {"inputs": [[i, i + 1] for i in range(50)], "targets": [[0]] * 50}}
    )
    assert "\n      [49, 50]\n" in write_text(wide)


def test_read_and_its_errors(tmp_path):
    path = tmp_path / f"good{SUFFIX}"
    path.write_text(write_text(Experiment.from_dict(RICH)), encoding="utf-8")
    assert read(path) == read(str(path)) == Experiment.from_dict(RICH)
    for content, sentence in (
        (b"", "bad.nnviz: line 1, column 1: this is not JSON"),
        (b'{"seed": -1}', "bad.nnviz: "),
        (b"\xff\xfe", "bad.nnviz: the file is not UTF-8 text"),
    ):
        (tmp_path / "bad.nnviz").write_bytes(content)
        with pytest.raises(ExperimentError, match=f"^{sentence}"):
            read(tmp_path / "bad.nnviz")
    with pytest.raises(ExperimentError, match=r"missing\.nnviz: No such file or directory$"):
        read(tmp_path / "missing.nnviz")
    with pytest.raises(ExperimentError, match=r": this is a folder, not a file$"):
        read(tmp_path)
    with pytest.raises(ExperimentError, match="File name too long"):
        read(tmp_path / ("x" * 300))
    with pytest.raises(ExperimentError, match="embedded null"):
        read("a\0b")


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "large.nnviz"
    path.write_text(write_text(Experiment.from_dict(TABLE)) + " " * 2000)
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    with pytest.raises(ExperimentError, match=r"large\.nnviz: at most 1,000 bytes are read, .* has 2 KB$"):
        read(path)


def test_every_example_opens_runs_and_is_what_it_writes():
    assert {"xor", "mazur", "spiral", "digits"} <= set(examples())
    for name in examples():
        e = example(name)
        assert parse(write_text(e)) == e
        timeline = Timeline(e)
        timeline.run(5)
        assert np.isfinite(timeline.history.losses[:5]).all()


def test_an_unknown_example_is_refused():
    with pytest.raises(ExperimentError, match=r"^--example: 'nothing' is not known; choose one of .*xor"):
        example("nothing")


# -- what is no experiment -----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_encodings_that_are_read(encoding):
    assert parse(json.dumps(TABLE).encode(encoding)) == Experiment.from_dict(TABLE)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(TABLE).encode("utf-16"),
        json.dumps(TABLE).encode("utf-16-le"),
        json.dumps(TABLE).encode("utf-32"),
        '{"é": 1}'.encode("latin-1"),
        bytes(range(256)),
        b"\x80",
        b"\0" * 100,
    ],
)
def test_other_encodings(content):
    assert refusal(content).startswith(("the file is not UTF-8 text", "line 1, column "))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "line 1, column 1"),
        ("hello", "line 1, column 1"),
        # Python 3.13 names the comma, those before the brace after it.
        ('{"data": 1,}', "line 1, column 11" if sys.version_info >= (3, 13) else "line 1, column 12"),
        ('{\n "data": {\n', "line 3, column 1"),
        ("{'data': 1}", "line 1, column 2"),
        ('{"data": 01}', "line 1, column 11"),
        ('{"a": 1} {}', "line 1, column 10"),
    ],
)
def test_text_that_is_not_json(text, where):
    assert refusal(text).startswith(f"{where}: this is not JSON, ")


@pytest.mark.parametrize("text", ["null", "3", '"x"', "[]", "true", "[{}]"])
def test_json_that_is_no_object(text):
    assert refusal(text) == "the file must hold one JSON object with at least data and layers"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"data": {"name": "xor", "name": "and"}}', "name: this field appears twice"),
        ('{"seed": 1, "seed": 1}', "seed: this field appears twice"),
        ('{"a b": 1}', "'a b': the name of a field is one word of letters and digits"),
        (r'{"\ud800": 1}', r"'\ud800': the name of a field is one word of letters and digits"),
        (r'{"a\nb": 1}', r"'a\nb': the name of a field is one word of letters and digits"),
    ],
)
def test_names_of_fields(text, sentence):
    assert refusal(text) == sentence


def test_a_very_long_name_is_cut():
    assert len(refusal(json.dumps({"a" * 100_000: 1}))) < 200
    assert len(refusal(json.dumps({**TABLE, "loss": "a" * 100_000}))) < 400
    assert len(refusal(json.dumps({**TABLE, "initial": {"W" + "1" * 100_000: [[1]]}}))) < 400


@pytest.mark.parametrize("depth", [10, 300, 900, *range(930, 1000, 3), 5_000, 200_000])
def test_deep_nesting(depth):
    lists, objects = "[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth
    for inner in (lists, objects, lists[:depth], objects[: 5 * depth]):
        for text in (
            inner,
            f'{{"data": {inner}}}',
            json.dumps(TABLE).replace("[[0, 0]", f"[[0, {inner}]"),
            json.dumps({**TABLE, "initial": {"W1": [[1]]}}).replace("[[1]]", inner),
            json.dumps({**TABLE, "layers": 0}).replace(": 0}", f": {inner}}}"),
        ):
            refusal(text)


@pytest.mark.parametrize("digits", [20, 400, 401, 4300, 4301, 50_000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_huge_integers_name_their_field(digits, sign):
    number = sign + "9" * digits
    for text, field in (
        (json.dumps({**TABLE, "seed": 0}).replace('"seed": 0', f'"seed": {number}'), "seed"),
        (json.dumps(TABLE).replace("[0, 1]", f"[0, {number}]"), "data.inputs"),
        (json.dumps(RICH).replace("0.01,", f"{number},", 1), "optimizer.learning_rate"),
        (json.dumps(RICH).replace('"value": 0.1', f'"value": {number}'), "changes[0].value"),
    ):
        assert number in text
        if (digits, field) != (20, "data.inputs"):
            assert refusal(text).startswith(f"{field}: ")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_are_not_finite_name_their_field(number):
    for text, field in (
        (json.dumps(TABLE).replace("[0, 1]", f"[0, {number}]"), "data.inputs"),
        (
            json.dumps(RICH).replace('"learning_rate": 0.01', f'"learning_rate": {number}'),
            "optimizer.learning_rate",
        ),
        (json.dumps(RICH).replace('"l1": 0.001', f'"l1": {number}'), "regularization.l1"),
        (json.dumps(RICH).replace("-0.25", number), "changes[1].value"),
        (json.dumps(RICH).replace('"seed": 7', f'"seed": {number}'), "seed"),
        (json.dumps(RICH).replace("1e-300", number), "initial.b2"),
    ):
        assert number in text
        assert refusal(text).startswith(f"{field}: ")


# -- whatever a file holds -----------------------------------------------------------------------------

JUNK = [
    None, True, False, 0, -1, 1, 2, 3, 0.5, -0.0, 1e-320, 1e308, 1e6, 10**6, 10**18, 2**63, 2**64, 10**30,
    10**400, float("nan"), float("inf"), -float("inf"), "", "x", "W1", "b1", "tanh", "softmax", "hinge",
    "xor", "sine", "adam", "fused", "sum", "x2", "sin(x1)", "\ud800", "\x00", "a\nb", "` - at `$.x`",
    "é" * 50, [], {}, [[]], [[0]], [[0, 1]], [[float("nan")]], [["x"]], [None], {"a": 1}, {"W1": [[0.5]]},
    {"name": "iris"}, [[1.0] * 5] * 5,
]  # fmt: skip
KEYS = [
    *Experiment.__struct_fields__,
    "units",
    "activation",
    "name",
    "inputs",
    "targets",
    "unit",
    "l1",
    "x",
    "a b",
    "",
]


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def mutate(rng, data):
    """Return the text of a copy of `data` with a few items wrong, in its structure or in its letters."""
    data = copy.deepcopy(data)
    for _ in range(rng.randint(1, 3)):
        path = rng.choice([path for path in places(data) if path] or [("seed",)])
        place = data
        for part in path[:-1]:
            place = place[part]
        action = rng.randrange(5)
        if action == 0:
            place.pop(path[-1], None) if isinstance(place, dict) else place.pop(path[-1])
        elif action == 1 and isinstance(place, list):
            place.insert(path[-1], copy.deepcopy(place[path[-1]]))
        elif action == 2 and isinstance(place, dict):
            place[rng.choice(KEYS)] = rng.choice(JUNK)
        else:
            place[path[-1]] = copy.deepcopy(rng.choice(JUNK))
    text = json.dumps(data)
    if rng.random() < 0.3:
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(text) + 1)
            letter = rng.choice(
                ['"', "{", "}", "[", "]", ",", ":", "-", "e", "9", ".", "\\", "\n", "\0", "é", "", "NaN"]
            )
            text = text[:at] + letter + text[at + rng.randint(0, 2) :]
    if rng.random() < 0.1:
        content = bytearray(text.encode("utf-8", "surrogatepass"))
        content[rng.randrange(len(content))] = rng.randrange(256)
        return bytes(content)
    return text


def kept():
    """Return a document with everything the window adds to an experiment."""
    timeline = Timeline(example("xor-table"))
    timeline.run(40)
    notes = Notes(
        bookmarks=(Bookmark(iteration=3, operation=2, name="here"),),
        breakpoints=(Breakpoint(event="loss_below", value=0.1),),
        claims=(Claim(target="dW1", text="dz1 @ X.T"),),
    )
    layout = PanelLayout(shown=("loss", "explain"), front=("explain",))
    return Document(timeline.experiment, notes, save_run(timeline, 12, 3), layout).to_dict()


def corpus():
    return [
        TABLE,
        RICH,
        kept(),
        *(example(name).to_dict() for name in ("xor", "mazur", "blobs-softmax", "sine", "sigmoid-softmax")),
    ]


def fuzz(seeds):
    """Parse mutations of valid files; return how many were refused."""
    base, refused = [json.loads(json.dumps(data)) for data in corpus()], 0
    for seed in seeds:
        rng = random.Random(seed)
        content = mutate(rng, rng.choice(base))
        try:
            document = parse_document(content)
            e, fresh = document.experiment, Timeline(document.experiment) if document.run else None
            if fresh is not None:
                restore_run(fresh, document.run)
        except ExperimentError as error:
            sentence = str(error)
            assert sentence
            assert "\n" not in sentence, (seed, sentence)
            assert len(sentence) < 1000, (seed, sentence)
            sentence.encode()
            refused += 1
            continue
        assert parse_document(write_text(document)) == document, seed
        if e.parameter_count < 500 and (e.data.examples or 0) < 2000:
            Timeline(e).run(2)
    return refused


def test_two_thousand_mutated_files():
    assert 1000 < fuzz(range(2000)) < 2000


@pytest.mark.soak
def test_twenty_thousand_mutated_files():
    assert fuzz(random.Random().sample(range(2**40), 20_000)) > 10_000


@given(content=st.binary(max_size=60) | st.text(max_size=60))
def test_anything_at_all(content):
    refusal(content)
