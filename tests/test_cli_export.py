"""``nnviz export``: programs, histories and worksheets."""

import csv
import json
import subprocess
import sys

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.core.document import files
from nnviz.core.run.timeline import Timeline


def test_a_numpy_program(tmp_path, capsys):
    out = tmp_path / "xor.py"
    assert main(["export", "--example", "xor", "--as", "numpy", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    command = [sys.executable, str(out), "50", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    timeline = Timeline(files.example("xor"))
    timeline.run(50)
    np.testing.assert_allclose(json.loads(done.stdout)["losses"], timeline.history.losses[:50], atol=1e-12)


def test_a_pytorch_program_is_written_without_pytorch(tmp_path):
    out = tmp_path / "xor.py"
    assert main(["export", "--example", "xor", "--as", "pytorch", "--out", str(out)]) == 0
    compile(out.read_text(encoding="utf-8"), str(out), "exec")


def test_the_history(tmp_path):
    out = tmp_path / "xor.csv"
    command = ["export", "--example", "xor", "--as", "history", "--iterations", "40", "--out", str(out)]
    assert main(command) == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    timeline = Timeline(files.example("xor"))
    timeline.run(40)
    assert [int(row["iteration"]) for row in rows] == list(range(40))
    assert [float(row["batch_loss"]) for row in rows] == timeline.history.losses[:40].tolist()


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_a_worksheet_with_blanks(tmp_path, capsys, qapp, suffix):
    out = tmp_path / f"sheet.{suffix}"
    command = ["export", "--example", "mazur", "--as", "worksheet", "--blanks", "--out", str(out)]
    assert main(command) == 0
    assert capsys.readouterr().out.split() == [str(out), str(out.with_stem("sheet-answers"))]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as", "worksheet", "--out", "sheet.doc"], "sheet.doc: a worksheet is a file that ends in"),
        (["--as", "worksheet", "--out", "sheet.html", "--batch-example", "9"], "example: expected 0 to"),
        (["--as", "numpy", "--out", "no/where.py"], "--out: no/where.py: cannot be written, No such file"),
    ],
)
def test_mistakes_are_sentences(arguments, message, capsys, qapp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["export", "--example", "xor-table", *arguments]) == 2
    assert message in capsys.readouterr().err
