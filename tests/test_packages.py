"""The wheel: built, installed into a folder with spaces and other letters, started from there."""

import os
import subprocess
import sys

import pytest

from nnviz import resources

ROOT = resources.path().parent
COURSE = """
def test_an_edit(nnviz_window):
    window = nnviz_window(example="mazur")
    window.press("Step")
    window.set_value("W1", 0, 0, 0.5)
"""


@pytest.mark.soak
def test_a_wheel_is_built_installed_and_started(tmp_path):
    folder = tmp_path / "my Übung"
    folder.mkdir()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(folder / "site")}

    def run(*command, **options):
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, **options
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT))
    (wheel,) = folder.glob("nnviz_backprop-*.whl")
    assert wheel.stat().st_size < 4_000_000
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--target",
        str(folder / "site"),
        str(wheel),
    )
    (information,) = (folder / "site").glob("*.dist-info")
    licences = {path.name for path in (information / "licenses").rglob("*") if path.is_file()}
    assert licences == {"LICENSE", "Inter-OFL.txt", "JetBrainsMono-OFL.txt", "README.md"}
    start = "import nnviz_backprop, sys; sys.argv[0] = 'nnviz'; sys.exit(nnviz_backprop.main())"
    assert run(sys.executable, "-c", start, "--version").startswith("nnviz ")
    run(sys.executable, "-c", start, "snapshot", "--example", "mazur", "--at", "0.7", "--out", "a b.png")
    assert (folder / "a b.png").stat().st_size > 20_000
    (folder / "test_course.py").write_text(COURSE)
    assert "1 passed" in run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_course.py")
