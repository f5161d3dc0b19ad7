"""Exported programs: run in fresh processes, they have the numbers of the run."""

import importlib.util
import json
import runpy
import subprocess
import sys

import msgspec
import numpy as np
import pytest

from nnviz.core.document import files
from nnviz.core.experiment.experiment import Change, Experiment, LayerSpec, OptimizerSpec, Regularization
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.export import pytorch_script as with_torch
from nnviz.core.export.numpy_script import numpy_script
from nnviz.core.export.pytorch_script import pytorch_script
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.run.timeline import Timeline

TORCH = importlib.util.find_spec("torch") is not None
SCRIPTS = {"numpy": numpy_script, "pytorch": pytorch_script}
KINDS = [
    pytest.param(kind, marks=[pytest.mark.skipif(kind == "pytorch" and not TORCH, reason="needs PyTorch")])
    for kind in SCRIPTS
]
SINE = files.example("sine")


def agree(result, e, iterations):
    timeline = Timeline(e)
    timeline.run(iterations)
    expected = timeline.history.losses[:iterations]
    assert np.isfinite(expected).all()
    np.testing.assert_allclose(result["losses"], expected, rtol=1e-9, atol=1e-9)
    p = timeline.trainer.parameters
    assert result["parameters"].keys() == p.named(p.flat).keys()
    for name, values in p.named(p.flat).items():
        np.testing.assert_allclose(result["parameters"][name], values, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", files.examples())
def test_every_example_in_a_fresh_process(kind, name, tmp_path):
    e, path = files.example(name), tmp_path / "script.py"
    path.write_text(SCRIPTS[kind](e, name), encoding="utf-8")
    command = [sys.executable, "-W", "error", str(path), "100", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    agree(json.loads(done.stdout), e, 100)


def run(kind, e, tmp_path, monkeypatch, capsys, iterations=100, title="a test"):
    path = tmp_path / "script.py"
    path.write_text(SCRIPTS[kind](e, title), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [str(path), str(iterations), "--json"])
    runpy.run_path(str(path))
    return json.loads(capsys.readouterr().out)


def variants():
    """Every row of every table, penalties, changes during the run."""
    for name in ACTIVATIONS:
        if ACTIVATIONS[name].elementwise:
            layers = (LayerSpec(units=5, activation=name), SINE.layers[-1])
            yield name, SINE.replace(layers=layers, optimizer=OptimizerSpec(learning_rate=0.01))
    for name in OPTIMIZERS:
        rate = OptimizerSpec(name=name, learning_rate=0.003)
        yield name, SINE.replace(optimizer=rate)
    for name in LOSSES:
        for activation, units in (("softmax", 3), ("sigmoid", 1), ("tanh", 1), ("identity", 1)):
            if not LOSSES[name].accepts(ACTIVATIONS[activation]):
                continue
            for form in ("chain_rule", "fused"):
                for reduction in ("mean", "sum"):
                    blobs = {"name": "blobs", "classes": 3, "examples": 47}
                    data = blobs if units == 3 else {"name": "circle"}
                    fields = {
                        "data": data,
                        "layers": [
                            {"units": 4, "activation": "tanh"},
                            {"units": units, "activation": activation},
                        ],
                        "loss": name,
                        "output_gradient": form,
                        "reduction": reduction,
                        "optimizer": {"learning_rate": 0.02},
                    }
                    try:
                        e = Experiment.from_dict(fields)
                    except ValueError:
                        continue
                    yield f"{name}-{activation}-{form}-{reduction}", e
    changes = (
        Change(iteration=0, parameter="W1", unit=1, source=0, value=0.25),
        Change(iteration=7, set="learning_rate", value=0.02),
        Change(iteration=30, parameter="b1", unit=0, value=-0.5),
        Change(iteration=31, set="l2", value=0.01),
        Change(iteration=60, set="l1", value=0.003),
    )
    yield "changes", SINE.replace(changes=changes)
    rows = [
        np.linspace(-1, 1, SINE.layers[0].units * SINE.widths[0]).reshape(-1, SINE.widths[0]),
        np.linspace(0.2, -1 / 3, SINE.layers[0].units)[:, None],
    ]
    whole = tuple(
        Change(iteration=k, parameter=name, values=Matrix(values))
        for k, name, values in ((0, "W1", rows[0]), (40, "W1", -rows[0]), (40, "b1", rows[1]))
    )
    yield "matrices set by hand", SINE.replace(changes=whole)
    yield "penalties", SINE.replace(regularization=Regularization(l1=0.001, l2=0.02))
    mask = np.where(np.arange(SINE.widths[1] * SINE.batch_size) % 4, 4 / 3, 0.0).reshape(SINE.widths[1], -1)
    dropout = LayerSpec(layer="dropout", rate=0.25, mask=Matrix(mask))
    yield "first mask given", SINE.replace(layers=(SINE.layers[0], dropout, *SINE.layers[1:]))
    packed = files.example("digits")
    yield "packed", packed.replace(data=msgspec.structs.replace(packed.data, examples=300))


VARIANTS = dict(variants())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", VARIANTS)
def test_every_row_of_every_table(kind, name, tmp_path, monkeypatch, capsys):
    agree(run(kind, VARIANTS[name], tmp_path, monkeypatch, capsys), VARIANTS[name], 100)


def test_pytorch_has_a_line_for_every_row():
    assert with_torch.MODULES.keys() == ACTIVATIONS.keys()
    assert with_torch.LOSSES.keys() == LOSSES.keys()
    assert with_torch.OPTIMIZERS.keys() == OPTIMIZERS.keys()


@pytest.mark.parametrize("title", ['"""\nimport os; os._exit(3)\n"""', "a'b\\", "\n\n", "x" * 500])
def test_a_title_is_never_code(title, tmp_path, monkeypatch, capsys):
    e = files.example("mazur")
    agree(run("numpy", e, tmp_path, monkeypatch, capsys, 5, title), e, 5)


def test_without_json_it_prints_losses_and_parameters(tmp_path, monkeypatch, capsys):
    path = tmp_path / "script.py"
    path.write_text(numpy_script(files.example("mazur")), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [str(path), "10"])
    runpy.run_path(str(path))
    printed = capsys.readouterr().out
    assert "iteration      0  loss 0.298371" in printed
    assert "W2 = " in printed
