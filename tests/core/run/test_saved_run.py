"""A run in a file: opened again it goes on to the last bit, and a run of another recipe is none."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.document import Document, PanelLayout
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export import history_csv
from nnviz.core.run.loss_pyramid import LossPyramid
from nnviz.core.run.saved_run import MAX_KEYFRAMES, digest, opening_position, restore_run, save_run
from nnviz.core.run.timeline import Timeline

XOR = files.example("xor")


def again(e, run):
    """Write and read a run, and return a timeline that took it over."""
    document = files.parse_document(files.write_text(Document(e, run=run)))
    timeline = Timeline(document.experiment)
    assert restore_run(timeline, document.run)
    return timeline


@pytest.mark.parametrize("name", files.examples())
@pytest.mark.parametrize("iterations", [0, 1, 70, 900])
def test_it_goes_on_to_the_last_bit(name, iterations):
    e = files.example(name)
    timeline = Timeline(e)
    timeline.run(iterations)
    place = Position(iterations * 2 // 3, 5)
    frame = timeline.frame(place)
    other = again(e, save_run(timeline, *place))
    assert other.length == timeline.length
    mine, theirs = (t.history.losses[: t.length] for t in (other, timeline))
    np.testing.assert_array_equal(mine, theirs)
    shown = other.frame(place)
    assert all(np.array_equal(shown.values[name], frame.values[name]) for name in frame.values)
    for t in (timeline, other):
        t.seek(Position(iterations, 0))
        t.run(50)
    np.testing.assert_array_equal(other.trainer.parameters.flat, timeline.trainer.parameters.flat)
    np.testing.assert_array_equal(other.trainer.parameters.state, timeline.trainer.parameters.state)


def test_keyframes_are_taken_on_trust_and_not_trained_again():
    timeline = Timeline(XOR)
    timeline.run(640)
    run = save_run(timeline, 640, 0)
    rows = run.keyframes.array.copy()
    rows[-1] += 0.5
    moved = run.__class__(**{**{f: getattr(run, f) for f in run.__struct_fields__}, "keyframes": rows})
    other = again(XOR, moved)
    flat = other.frame(Position(run.kept[-1], 0)).flat
    np.testing.assert_array_equal(flat, rows[-1][: flat.size])


def test_there_are_not_too_many_and_the_last_is_among_them():
    timeline = Timeline(XOR)
    timeline.run(64 * 400)
    run = save_run(timeline, 5, 5)
    assert len(run.kept) <= MAX_KEYFRAMES
    assert run.kept[0] == 0
    assert run.kept[-1] == 64 * 400


def test_a_recipe_that_was_changed_by_hand_has_no_run():
    timeline = Timeline(XOR)
    timeline.run(100)
    data = Document(XOR, run=save_run(timeline, 100, 0)).to_dict()
    data["seed"] += 1
    document = Document.from_dict(data)
    fresh = Timeline(document.experiment)
    assert not restore_run(fresh, document.run)
    assert fresh.length == 0
    assert digest(XOR) != digest(document.experiment)


def test_a_diverged_run_keeps_what_was_finite():
    e = XOR.replace(optimizer=type(XOR.optimizer)(learning_rate=1e6), loss="mean_squared_error",
                    layers=(XOR.layers[0].__class__(units=3, activation="relu"),
                            XOR.layers[0].__class__(units=1, activation="sigmoid")))  # fmt: skip
    timeline = Timeline(e)
    timeline.run(300)
    other = again(e, save_run(timeline, 0, 0))
    other.seek(Position(200, 0))
    timeline.seek(Position(200, 0))
    np.testing.assert_array_equal(other.trainer.parameters.flat, timeline.trainer.parameters.flat)


def mistakes():
    timeline = Timeline(XOR)
    timeline.run(80)
    run = Document(XOR, run=save_run(timeline, 3, 4)).to_dict()["run"]
    yield {**run, "recipe": "x"}, "run.recipe: expected"
    yield {**run, "iteration": -1}, "run.iteration: expected"
    yield {**run, "kept": [1, 2]}, "run.keyframes: expected 2 rows"
    yield {**run, "kept": list(range(1, len(run["kept"]) + 1))}, "run.kept: expected rising iterations"
    yield {**run, "keyframes": [[float("nan")]]}, "run.keyframes"
    yield {**run, "losses": [[1.0], [2.0]]}, "run.losses: expected one row"
    yield {**run, "extra": 1}, "run.extra: this field is not known"
    yield [], "run: expected an object"


@pytest.mark.parametrize(("run", "message"), [*mistakes()])
def test_mistakes_name_their_field(run, message):
    text = json.dumps({**XOR.to_dict(), "run": run})
    with pytest.raises(ExperimentError) as caught:
        files.parse_document(text)
    assert str(caught.value).startswith(message)


def test_numbers_of_another_network_are_refused():
    timeline = Timeline(XOR)
    run = save_run(timeline, 0, 0)
    fields = {f: getattr(run, f) for f in run.__struct_fields__}
    with pytest.raises(ExperimentError, match=r"keyframes: expected rows of 14 numbers, not 3"):
        restore_run(Timeline(XOR), type(run)(**{**fields, "keyframes": [[1.0, 2.0, 3.0]]}))
    with pytest.raises(ExperimentError, match=r"operation: an iteration has 17, not 18"):
        restore_run(Timeline(XOR), type(run)(**{**fields, "operation": 18}))
    with pytest.raises(ExperimentError, match=r"gradient_norms: expected rows of 3 numbers, not 2"):
        restore_run(Timeline(XOR), type(run)(**{**fields, "gradient_norms": [[1.0, 2.0]]}))


def test_layout_and_its_mistakes():
    document = Document(XOR, layout=PanelLayout(shown=("loss", "explain"), front=("explain",)))
    assert files.parse_document(files.write_text(document)) == document
    with pytest.raises(ExperimentError, match=r"layout.shown\[0\]: expected"):
        Document.from_dict({**XOR.to_dict(), "layout": {"shown": [""]}})


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 3000), st.integers(0, 900), st.sampled_from([16, 64, 1024]), st.integers(1, 40))
def test_adopted_losses_are_found_again_and_grow(start, count, most, bins):
    losses = np.random.default_rng(start).normal(size=count)
    h = LossPyramid(most)
    h.load(losses, start)
    skipped = -start % 8 if count else 0
    assert h.length == max(start + count, start + -start % 8)
    if count > skipped:
        known = h[h.exact_from : h.length]
        np.testing.assert_array_equal(known, losses[len(losses) - len(known) :])
        _, low, high = h.band(0, h.length, bins)
        assert np.nanmin(low) == losses[skipped:].min()
        assert np.nanmax(high) == losses[skipped:].max()
    length = h.length
    h.room(length, length + 5)[:] = 9.0
    h.length += 5
    assert np.nanmax(h.band(length, length + 5, bins)[2]) == 9.0


def test_an_experiment_alone_is_still_a_file():
    assert files.parse(files.write_text(XOR)) == XOR
    assert isinstance(files.parse_document(files.write_text(XOR)).experiment, Experiment)


def hostile_runs():
    timeline = Timeline(XOR)
    timeline.run(80)
    run = Document(XOR, run=save_run(timeline, 3, 4)).to_dict()["run"]
    far = [*run["kept"][:-1], 10**12]
    yield {**run, "kept": far}, "run.kept: expected at most 1,000,080, near the last loss, not"
    yield {**run, "losses_from": 10**12}, "run.losses_from: expected at most 80, the last that is kept, not"
    yield {**run, "losses_from": 10**12, "kept": far}, ""
    yield {**run, "losses": None, "losses_from": 7}, "run.losses_from: expected 0 without losses, not 7"
    yield {**run, "losses": [[1.0]], "losses_from": 9}, "run.losses: expected at least 8"
    yield {**run, "losses_lost": [[3, 2]]}, "run.losses_lost: expected rising whole numbers from 0 to 80"
    yield {**run, "losses_lost": [[3, 81]]}, "run.losses_lost: expected rising"
    yield {**run, "losses_lost": [[3]]}, "run.losses_lost: expected at most 4,096 rows of two"
    yield {**run, "iteration": 10**12}, ""
    yield {**run, "iteration": 10**12, "losses": None}, ""
    yield {**run, "iteration": 10**13}, "run.iteration: expected"


@pytest.mark.parametrize(("run", "message"), [*hostile_runs()])
def test_iterations_that_the_file_does_not_hold_cost_nothing(run, message):
    text = json.dumps({**XOR.to_dict(), "run": {key: v for key, v in run.items() if v is not None}})
    if message:
        with pytest.raises(ExperimentError) as caught:
            files.parse_document(text)
        assert str(caught.value).startswith(message)
        return
    document = files.parse_document(text)
    timeline = Timeline(document.experiment)
    assert restore_run(timeline, document.run)
    place = opening_position(timeline, document.run)
    nearest = timeline.keyframe(document.run.iteration)[0]
    assert place.iteration in (nearest, 3)
    timeline.seek(place)
    timeline.seek(Position(run["kept"][-1], 3))
    assert timeline.history.bytes < 10 * 2**20
    assert sum(part.count("\n") for part in history_csv.lines(timeline)) < 300


def test_the_moment_in_view_is_kept_so_that_opening_trains_nothing_again():
    timeline = Timeline(XOR)
    timeline.run(64 * 400)
    timeline.seek(Position(10_007, 5))
    run = save_run(timeline, 10_007, 5)
    assert 10_007 in run.kept
    assert len(run.kept) <= MAX_KEYFRAMES
    other = again(XOR, run)
    other.trainer.run = None  # nothing may be trained
    shown = other.frame(opening_position(other, run))
    np.testing.assert_array_equal(shown.flat, timeline.frame().flat)


def test_losses_that_are_not_finite_are_gaps_and_nothing_after_them_is_lost():
    timeline = Timeline(XOR)
    timeline.run(200)
    losses = timeline.history.losses
    losses.room(20, 21)[0], losses.room(150, 152)[:] = np.inf, np.nan
    run = save_run(timeline, 200, 0)
    np.testing.assert_array_equal(run.losses_lost.array, [[20, 21], [150, 152]])
    other = again(XOR, run)
    assert other.length == 200
    assert run.kept[-1] == 200
    known = other.history.losses[:200]
    finite = np.isfinite(losses[:200])
    np.testing.assert_array_equal(known[finite], losses[:200][finite])
    assert np.isnan(known[~finite]).all()
