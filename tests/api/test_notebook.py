"""A notebook runs without a display and shows equations, networks and curves."""

import nbformat
import pytest
from nbclient import NotebookClient

import nnviz
from nnviz import resources

CELLS = (
    "import nnviz\ne = nnviz.example('xor')\ne",
    "run = nnviz.run(e, 100)\nrun",
    "frame = run.at(50)\nframe",
    "frame.operations[7]",
    "nnviz.judge(e, 'dW2', '-dz2 @ a1.T')",
    "import sys\nassert not any(name.startswith('PySide6') for name in sys.modules)\n"
    "nnviz.diagnose(e, {'dW1': -nnviz.gradients(e)['dW1']})",
)


@pytest.mark.filterwarnings("ignore")
def test_a_notebook_shows_its_results(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(resources.path().parent))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute(cwd=str(tmp_path))
    shown = [cell.outputs[-1].data["text/html"] for cell in notebook.cells]
    assert all("<svg" in part for part in shown[:4])
    assert "delta" in shown[3]
    assert "the sign is flipped" in shown[4]
    assert "wrong: dW1 (sign)" in shown[5]


def test_the_picture_of_a_network_names_its_layers():
    layers = [
        (12, "tanh"),
        {"layer": "layer_norm"},
        {"layer": "dropout", "rate": 0.2},
        (1, "sigmoid"),
        "sigmoid",
    ]
    picture = nnviz.experiment(layers, "xor", "binary_cross_entropy")._repr_html_()
    for label in ("inputs", "tanh · 12", "layer norm · 12", "dropout · 12", "sigmoid"):
        assert f">{label}</text>" in picture
    assert picture.count("<circle") == 2 + 3 * 8 + 2
