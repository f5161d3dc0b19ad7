"""The manual's page about Python: its examples run, and its names are the public ones."""

import doctest
import re
import subprocess
import sys

import nnviz
from nnviz import resources

PAGE = resources.path("manual", "python.md")


def test_its_examples_run():
    flags = doctest.ELLIPSIS
    text = re.sub(r"^```.*$", "", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    found = doctest.DocTestRunner(optionflags=flags).run(examples)
    assert found.attempted > 20
    assert found.failed == 0


def names_of_the_page():
    text = PAGE.read_text(encoding="utf-8")
    table = text[text.index("## All names") :]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_the_public_names_are_those_of_the_page():
    assert names_of_the_page() == set(nnviz.__all__) - {"__version__"}
    assert set(dir(nnviz)) == set(nnviz.__all__)
    for name in nnviz.__all__:
        assert getattr(nnviz, name) is not None


def test_the_stub_has_the_same_names():
    stub = (resources.path().parent / "nnviz" / "__init__.pyi").read_text(encoding="utf-8")
    assert set(re.findall(r"import \w+ as (\w+)", stub)) | {"__version__"} == set(nnviz.__all__)
    for module, name in re.findall(r"from (\S+) import \w+ as (\w+)", stub):
        assert nnviz.MODULES[name] == module


def test_every_public_docstring_that_returns_or_takes_values_says_their_shape():
    for name in ("experiment", "gradients", "check", "judge", "diagnose", "diagnose_function", "run"):
        assert re.search(r"\(units, (batch|inputs)\)", getattr(nnviz, name).__doc__), name
    for kind in (nnviz.Frame, nnviz.Operation, nnviz.Run, nnviz.ImplementationVerdict):
        said = (kind.__doc__ or "") + "".join(
            getattr(kind, attribute).__doc__ or "" for attribute in vars(kind) if attribute[0] != "_"
        )
        assert "(units, batch)" in said or "(units, inputs)" in said, kind


def test_importing_loads_neither_qt_nor_numpy():
    script = (
        "import sys, os, nnviz; before = dict(os.environ); dir(nnviz)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'PySide6', 'numpy', 'msgspec'}))\n"
        "nnviz.run(nnviz.example('xor'), 3).at(2)._repr_html_()\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'PySide6', 'pyqtgraph'}))\n"
        "print('OMP_NUM_THREADS' in before)"
    )
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(resources.path().parent)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, env=environment
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["", "", "False"]


SCRIPT = """
import numpy as np
import nnviz

X = np.random.default_rng(0).normal(size=(40, 2))
e: nnviz.Experiment = nnviz.experiment(layers=[(3, "tanh"), (1, "identity")], data=(X, X[:, 0]), batch_size=8)
run = nnviz.run(e, 50)
loss: float = float(run.loss[-1])
frame: nnviz.Frame = run.at(20)
for operation in frame.operations:
    print(operation.symbol, operation.equation, operation.numpy, operation.why)
gradients = nnviz.gradients(e)
verdict: nnviz.Verdict = nnviz.judge(e, "dW2", "dz2 @ a1.T")


def backward(X: np.ndarray, Y: np.ndarray, p: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: value + len(X) for name, value in gradients.items()}


told = nnviz.diagnose_function(e, backward)
words: str = told.message
nnviz.save(e, "x.nnviz")
assert nnviz.load("x.nnviz") == e
"""


def test_a_script_runs_and_passes_mypy_strict(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        SCRIPT.replace("np.ndarray", "np.typing.NDArray[np.float64]").replace(
            "import numpy as np", "import numpy as np\nimport numpy.typing"
        ),
        encoding="utf-8",
    )
    root = str(resources.path().parent)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": root, "MYPYPATH": root, "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "∂C/∂W² = δ² (a¹)ᵀ" in done.stdout
    typed = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", script.name],
        capture_output=True, text=True, env=environment, cwd=tmp_path,
    )  # fmt: skip
    assert typed.returncode == 0, typed.stdout
