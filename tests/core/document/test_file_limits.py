"""What is written can be read again: one limit for both, and a run is thinned to fit."""

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import DataSpec, LayerSpec, OptimizerSpec
from nnviz.core.run.saved_run import opening_position, restore_run, save_run
from nnviz.core.run.timeline import Timeline
from nnviz.session.edit import Edit

XOR = files.example("xor")


def a_run(iterations=640, place=400):
    timeline = Timeline(XOR)
    timeline.run(iterations)
    timeline.seek(Position(place, 3))
    return timeline, Document(XOR, run=save_run(timeline, place, 3))


@pytest.mark.parametrize("share", [0.9, 0.5, 0.2])
def test_a_run_is_thinned_until_it_fits(monkeypatch, share):
    timeline, document = a_run()
    bare = len(files.write_text(Document(XOR)))
    losses = 32 * document.run.losses.shape[1] + 32 * 3 * document.run.gradient_norms.shape[0]
    keyframes = 32 * document.run.keyframes.array.size
    room = losses + 2_000 + 100 * len(document.run.kept) + round(share * keyframes)
    monkeypatch.setattr(files, "MAX_BYTES", bare + room)
    content, written = files.write_document(document)
    assert len(content) <= files.MAX_BYTES
    kept = written.run.kept
    assert 3 <= len(kept) < len(document.run.kept)
    assert (kept[0], kept[-1]) == (0, 640)
    assert 400 in kept
    back = files.parse_document(content)
    again = Timeline(back.experiment)
    assert restore_run(again, back.run)
    assert opening_position(again, back.run) == (400, 3)
    for t in (timeline, again):
        t.seek(Position(700, 0))
    np.testing.assert_array_equal(again.trainer.parameters.flat, timeline.trainer.parameters.flat)


def test_a_run_that_cannot_fit_is_left_out(monkeypatch):
    _, document = a_run()
    bare = files.write_text(Document(XOR)).encode()
    monkeypatch.setattr(files, "MAX_BYTES", len(bare) + 100)
    content, written = files.write_document(document)
    assert content == bare
    assert written.run is None


def test_an_experiment_that_is_too_large_is_refused_before_anything_is_written(monkeypatch, tmp_path):
    from nnviz.api import experiments

    monkeypatch.setattr(files, "MAX_BYTES", 100)
    with pytest.raises(ExperimentError, match="at most 100 bytes can be opened again; use a smaller table"):
        files.write_document(Document(XOR))
    with pytest.raises(ExperimentError, match="can be opened again"):
        experiments.save(XOR, tmp_path / "a.nnviz")
    assert list(tmp_path.iterdir()) == []


def test_what_is_refused_stays_unsaved_and_is_told_once_when_kept_aside(monkeypatch, tmp_path, qapp):
    from nnviz.session import Session
    from nnviz.session.autosave import Autosave

    session = Session(XOR)
    said = []
    session.message.connect(said.append)
    session.apply(Edit("Seed", XOR.replace(seed=9)))
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    with pytest.raises(ExperimentError, match="can be opened again"):
        session.save(tmp_path / "a.nnviz")
    assert session.modified
    assert session.path is None
    autosave = Autosave(session, tmp_path / "kept")
    assert not autosave.keep()
    assert not autosave.keep()
    assert len([text for text in said if "can be opened again" in text]) == 1
    assert list(tmp_path.rglob("*.nnviz")) == []
    autosave.close()


@pytest.mark.soak
def test_the_largest_documented_experiment_is_saved_and_read_with_its_run(tmp_path):
    rng = np.random.default_rng(1)
    inputs, targets = rng.normal(size=(100_000, 99)), rng.normal(size=(100_000, 1))
    data = DataSpec(inputs=Matrix(inputs), targets=Matrix(targets))
    layers = (
        LayerSpec(units=900, activation="tanh"), LayerSpec(units=900, activation="tanh"),
        LayerSpec(units=1, activation="identity"),
    )  # fmt: skip
    e = Experiment(data=data, layers=layers, optimizer=OptimizerSpec(name="adam"))
    timeline = Timeline(e)
    timeline.run(3)
    content, written = files.write_document(Document(e, run=save_run(timeline, 3, 0)))
    assert written.run.kept == (0, 3)
    back = files.parse_document(content)
    assert back.experiment == e
    assert back.run == written.run
