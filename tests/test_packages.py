"""Wheel, sdist, bundle and Debian package: built, installed in folders with unusual names, started."""

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import time

import pytest
from PySide6.QtGui import QImage

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


@pytest.mark.soak
def test_an_sdist_has_what_it_takes_to_build_it_again(tmp_path):
    pytest.importorskip("hatchling")
    folder = tmp_path / "my Übung"
    code = f"from hatchling.build import build_sdist as b; print(b({str(folder)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    shutil.unpack_archive(folder / done.stdout.strip().splitlines()[-1], folder, filter="data")
    (source,) = (path for path in folder.iterdir() if path.is_dir())
    for place in ("LICENSE", "CHANGELOG.md", "resources/packaging/nnviz.spec", "tests/test_packages.py"):
        assert (source / place).is_file(), place
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(list(folder.glob("*.whl"))) == 1


def run(*command, **variables):
    """Run a program without a display; return what it printed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **variables}
    environment.pop("PYTHONPATH", None)
    words = [str(word) for word in command]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """Return the folder of a bundle that was built by the one command."""
    pytest.importorskip("PyInstaller")
    folder = tmp_path_factory.mktemp("bundle") / "my Übung"
    run(sys.executable, ROOT / "resources" / "packaging" / "bundle.py", folder)
    return folder / "nnviz"


def assert_it_works(program, folder):
    """Check that a program computes, paints its window at two steps, and takes a step on a display."""
    folder.mkdir(exist_ok=True)
    assert run(program, "--version").startswith("nnviz ")
    assert "W2" in run(program, "trace", "--example", "mazur")
    judged = run(program, "judge", "--example", "mazur", "--target", "dW2", "--claim", "delta2 @ a1.T")
    assert "right" in judged.lower()
    pictures = []
    for number, position in enumerate(("0.6", "0.7")):
        path = folder / f"at {number}.png"
        run(program, "snapshot", "--example", "mazur", "--at", position, "--out", path)
        pictures.append(QImage(str(path)))
    assert pictures[0].width() > 1000
    assert len({pictures[0].pixel(x, y) for x in range(0, 1400, 7) for y in range(0, 800, 7)}) > 50
    assert pictures[0] != pictures[1]
    if all(map(shutil.which, ("Xvfb", "xdotool", "import"))):
        with display() as variables:
            step_on_a_display(program, variables, folder)


def step_on_a_display(program, variables, folder):
    """Open the window on a display, press the key for a step, see the picture change, close it by SIGTERM."""

    def screen(wanted):
        # Nothing tells from outside when a window is painted, so it is looked at until it is.
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            path = folder / "screen.png"
            subprocess.run(["import", "-window", "root", str(path)], env=variables, check=True)
            image = QImage(str(path))
            if wanted(image):
                return image
        raise AssertionError("the window did not change")

    def colours(image):
        return {image.pixel(x, y) for x in range(0, 1440, 6) for y in range(0, 900, 6)}

    def differing(one, other):
        return sum(one.pixel(x, y) != other.pixel(x, y) for x in range(0, 1440, 4) for y in range(0, 900, 4))

    window = subprocess.Popen([str(program), "--example", "mazur"], env=variables)
    try:
        painted = screen(lambda image: len(colours(image)) > 50)
        found = subprocess.run(
            ["xdotool", "search", "--sync", "--onlyvisible", "--name", "nnviz"],
            env=variables,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        # Without a window manager nobody gives the window the focus.
        press = ["xdotool", "windowfocus", "--sync", found[-1], "key", "Right"]
        subprocess.run(press, env=variables, check=True)
        screen(lambda image: differing(image, painted) > 200)
    finally:
        window.terminate()
        code = window.wait(60)
    assert code == 128 + signal.SIGTERM


@contextlib.contextmanager
def display():
    """Run a display of its own; give the environment with it."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with open(read, encoding="ascii") as pipe:
            yield {**os.environ, "DISPLAY": f":{pipe.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()


@pytest.mark.soak
def test_the_bundle_is_small_complete_and_runs_from_any_folder(bundle, tmp_path):
    size = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    assert size <= 120_000_000
    texts = {path.name: path.read_text("utf-8") for path in (bundle / "licences").iterdir()}
    for package in ("nnviz", "Python", "numpy", "msgspec", "pyqtgraph", "mathra", "markdown-it-py", "mdurl"):
        assert any(name.startswith(package) for name in texts), package
    assert "LESSER GENERAL PUBLIC LICENSE" in texts["Qt and PySide6 (LGPL-3.0).txt"]
    for part in ("pyinstaller", "Qt and PySide6 (third-party parts)", "libxkbcommon0", "libffi", "libzstd"):
        assert any(name.startswith(part) for name in texts) or not shutil.which("dpkg-query"), part
    assert {"Inter-OFL.txt", "JetBrainsMono-OFL.txt", "data sets (CC-BY-4.0).md"} <= set(texts)
    assert_it_works(bundle / "nnviz", tmp_path / "Übung mit Leerzeichen")


@pytest.mark.soak
def test_a_debian_package_is_built_installed_and_removed(bundle, tmp_path):
    if not shutil.which("dpkg-deb"):
        pytest.skip("only Debian and its children have dpkg-deb")
    run(sys.executable, ROOT / "resources" / "packaging" / "debian.py", bundle, tmp_path)
    (package,) = tmp_path.glob("nnviz-backprop_*.deb")
    assert package.stat().st_size < 60_000_000
    if os.geteuid() != 0 or "ok installed" in query():
        run("dpkg-deb", "--extract", package, tmp_path / "root")
        assert (tmp_path / "root" / "usr" / "share" / "doc" / "nnviz-backprop" / "copyright").is_file()
        assert_it_works(tmp_path / "root" / "opt" / "nnviz" / "nnviz", tmp_path / "pictures")
        return
    run("dpkg", "--install", package)
    try:
        assert "ok installed" in query()
        assert_it_works("/usr/bin/nnviz", tmp_path / "pictures")
    finally:
        run("dpkg", "--purge", "nnviz-backprop")
    assert not os.path.exists("/opt/nnviz")
    assert not os.path.exists("/usr/share/applications/org.nnviz.nnviz.desktop")


def query():
    """Return whether the package is installed on this machine."""
    command = ["dpkg-query", "--show", "--showformat=${Status}", "nnviz-backprop"]
    return subprocess.run(command, capture_output=True, text=True).stdout


def test_the_icons_of_windows_and_macos_hold_every_size(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "resources" / "packaging"))
    from icon_files import ICNS_KINDS, ICO_SIZES, write_icns, write_ico

    source = resources.path("icons", "nnviz.svg")
    write_ico(source, tmp_path / "a.ico")
    data = (tmp_path / "a.ico").read_bytes()
    assert struct.unpack("<HHH", data[:6]) == (0, 1, len(ICO_SIZES))
    for number, edge in enumerate(ICO_SIZES):
        length, offset = struct.unpack("<II", data[14 + 16 * number : 22 + 16 * number])
        assert QImage.fromData(data[offset : offset + length], "PNG").width() == edge
    assert QImage(str(tmp_path / "a.ico")).width() in ICO_SIZES
    write_icns(source, tmp_path / "a.icns")
    data = (tmp_path / "a.icns").read_bytes()
    assert data[:4] == b"icns"
    assert struct.unpack(">I", data[4:8]) == (len(data),)
    place = 8
    for kind, edge in ICNS_KINDS.items():
        assert data[place : place + 4] == kind
        (length,) = struct.unpack(">I", data[place + 4 : place + 8])
        assert QImage.fromData(data[place + 8 : place + length], "PNG").height() == edge
        place += length
