"""Output that cannot be written is an error of its own, for every command, and never a verdict."""

import json
import os
import subprocess
import sys

import pytest

from nnviz.cli import COMMANDS
from nnviz.cli.output import EXIT_CODE

PRINTING = {
    "train": ["--example", "xor", "--iterations", "3"],
    "trace": ["--example", "xor"],
    "explain": ["--example", "xor", "--at", "0.3"],
    "check": ["--example", "xor"],
    "judge": ["--example", "xor", "--target", "dW2", "--claim", "-Y"],
    "export": ["--example", "xor", "--as", "numpy"],
    "snapshot": ["--help"],
    "examples": [],
    "quiz": ["--example", "xor", "--at", "0.3", "--count", "1"],
    "sweep": ["--example", "xor", "--seeds", "2", "--iterations", "3"],
    "recorder": [],
    "recording": ["--help"],
    "install-desktop": ["--help"],
}
PLAIN = [sys.executable, "-W", "error", "-m", "nnviz"]
FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")


def run(command, tmp_path, **named):
    extra = ["--out", str(tmp_path / "out.py")] if command[0] == "export" else []
    return subprocess.run([*PLAIN, *command, *extra], text=True, check=False, stderr=subprocess.PIPE, **named)


def test_every_command_is_tried():
    assert set(PRINTING) == set(COMMANDS)


@FULL
@pytest.mark.parametrize("name", [*PRINTING, "--version", "--help"])
def test_a_full_disk_is_said_and_has_its_own_code(name, tmp_path):
    with open("/dev/full", "w") as full:
        done = run([name, *PRINTING.get(name, [])], tmp_path, stdout=full)
    assert (done.returncode, done.stderr) == (
        EXIT_CODE, "nnviz: the output could not be written: No space left on device\n"
    )  # fmt: skip


@pytest.mark.parametrize("name", ["check", "trace", "--help"])
def test_a_reader_that_had_enough_is_quiet(name, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run([name, *PRINTING.get(name, [])], tmp_path, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (EXIT_CODE, "")


def test_other_encodings_lose_nothing_and_raise_nothing(tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii:strict"}
    for name, extra in (("trace", ["--json"]), ("explain", ["--json"]), ("check", [])):
        command = [*PLAIN, name, *PRINTING[name], *extra]
        plain = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")
        ascii_only = subprocess.run(command, capture_output=True, check=True, env=environment).stdout
        if extra:
            assert json.loads(ascii_only) == json.loads(plain)
        assert ascii_only.decode("ascii").count("\n") == plain.count("\n")


@pytest.mark.parametrize("claim", ["-Y", "--Y", "-(y_hat - y)", "exp(exp(exp(z2*1000))) + log(-1)"])
def test_a_claim_may_begin_with_a_minus_and_no_warning_is_printed(claim, tmp_path):
    done = run(["judge", "--example", "xor", "--target", "dW2", "--claim", claim], tmp_path,
               stdout=subprocess.PIPE)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_a_value_that_was_left_out_is_still_noticed(tmp_path):
    done = run(["judge", "--example", "xor", "--claim", "--target", "dW2"], tmp_path)
    assert (done.returncode, done.stderr) == (2, "nnviz: argument --claim: expected one argument\n")


def test_arguments_are_quoted_in_short(tmp_path):
    done = run(["check", "x" * 5000, "y" * 5000], tmp_path)
    assert done.returncode == 2
    assert len(done.stderr) < 700


@pytest.mark.parametrize("kind", ["numpy", "pytorch", "history", "worksheet", "picture"])
def test_a_full_disk_keeps_the_old_file(kind, tmp_path):
    pytest.importorskip("resource")
    suffix = {"history": ".csv", "worksheet": ".pdf", "picture": ".png"}.get(kind, ".py")
    out = tmp_path / f"old{suffix}"
    out.write_text("precious")
    arguments = ["snapshot"] if kind == "picture" else ["export", "--as", kind, "--iterations", "2000"]
    if kind == "picture":
        arguments += ["--size", "640x480"]
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); from nnviz.cli import main;"
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, *arguments, "--example", "xor", "--out", str(out)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert done.returncode == 2
    assert f"{out}: cannot be written, File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert out.read_text() == "precious"
    assert [path for path in tmp_path.iterdir() if path.name != "home"] == [out]
