"""An installation: metadata, the command, desktop files, the log, versions to copy, a clean end."""

import faulthandler
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

import nnviz
from nnviz import program_log, resources
from nnviz.cli import main
from nnviz.cli.install_desktop import PLACES, quoted
from nnviz.versions import versions, versions_text

ROOT = resources.path().parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_bounds_are_those_that_are_true():
    needs = PROJECT["dependencies"]
    assert "msgspec>=0.22" in needs
    assert "mathra>=1.5,<1.6" in needs
    assert "PySide6-Essentials>=6.10.3,<6.12; python_version < '3.12'" in needs
    assert PROJECT["name"] == "nnviz-backprop"
    assert PROJECT["version"] == nnviz.__version__
    assert PROJECT["license"] == "MIT AND OFL-1.1 AND CC-BY-4.0"
    assert PROJECT["authors"] == [{"name": "The nnviz contributors"}]
    for pattern in PROJECT["license-files"]:
        assert list(ROOT.glob(pattern)), pattern


def test_the_command_runs(tmp_path):
    folders = os.pathsep.join([str(ROOT), str(ROOT / "resources" / "launcher")])
    environment = {**os.environ, "PYTHONPATH": folders}
    code = "import nnviz_backprop, sys; sys.argv = ['nnviz', '--version']; sys.exit(nnviz_backprop.main())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, f"nnviz {nnviz.__version__}\n")


def test_another_nnviz_in_its_place_is_named(tmp_path):
    (tmp_path / "nnviz").mkdir()
    (tmp_path / "nnviz" / "__init__.py").write_text("")
    shutil.copy(ROOT / "resources" / "launcher" / "nnviz_backprop.py", tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    code = "import nnviz_backprop, sys; sys.exit(nnviz_backprop.main())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert done.returncode == 2
    assert "another package called nnviz" in done.stderr
    assert str(tmp_path) in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="freedesktop desktops are on Linux")
def test_the_desktop_files_are_installed_and_taken_away(tmp_path, monkeypatch, capsys):
    home = tmp_path / "Übung data"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    assert main(["install-desktop"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed == [str(home / place) for place in PLACES]
    entry = (home / "applications" / "org.nnviz.nnviz.desktop").read_text(encoding="utf-8")
    assert "Exec=" in entry
    assert " %f\n" in entry
    mime = ElementTree.parse(home / "mime" / "packages" / "org.nnviz.nnviz.xml")
    assert mime.find(".//{*}glob").get("pattern") == "*.nnviz"
    if shutil.which("appstreamcli"):
        metainfo = home / "metainfo" / "org.nnviz.nnviz.metainfo.xml"
        checked = subprocess.run(
            ["appstreamcli", "validate", "--no-net", metainfo], capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stdout
    if shutil.which("desktop-file-validate"):
        checked = subprocess.run(
            ["desktop-file-validate", home / "applications" / "org.nnviz.nnviz.desktop"], capture_output=True
        )
        assert checked.returncode == 0, checked.stdout
    assert main(["install-desktop", "--remove"]) == 0
    assert not any((home / place).exists() for place in PLACES)


def test_a_path_in_a_desktop_entry_is_quoted():
    assert quoted("/usr/bin/nnviz") == "/usr/bin/nnviz"
    assert quoted("/my programs/nnviz") == '"/my programs/nnviz"'
    assert quoted('/a"b/100%/nnviz') == '"/a\\\\"b/100%%/nnviz"'


def test_the_log_rotates_and_names_the_versions(tmp_path):
    enabled = faulthandler.is_enabled()
    try:
        log = program_log.start_log(tmp_path / "log")
        assert log == tmp_path / "log" / "nnviz.log"
        assert program_log.log_files() == (log, tmp_path / "log" / "crash.log")
        for _ in range(30):
            program_log.logger.info("x" * 100_000)
        assert "numpy" in (tmp_path / "log" / "nnviz.log.3").read_text()
        assert len(list((tmp_path / "log").iterdir())) <= program_log.LOG_FILES + 2
    finally:
        program_log.stop_log()
    assert program_log.log_files() == ()
    (tmp_path / "file").write_text("")
    assert program_log.start_log(tmp_path / "file" / "log") is None
    program_log.stop_log()
    assert faulthandler.is_enabled() or not enabled


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_log_on_a_full_disk_is_no_trouble(tmp_path, capsys):
    (tmp_path / "nnviz.log").symlink_to("/dev/full")
    assert program_log.start_log(tmp_path) is not None
    program_log.logger.info("a line that cannot be written")
    program_log.stop_log()
    assert capsys.readouterr().err == ""


def test_the_versions_can_be_copied(qtbot):
    from PySide6.QtGui import QGuiApplication

    from nnviz.views.about import AboutDialog

    assert {"nnviz", "Python", "System", "PySide6-Essentials", "numpy", "mathra"} <= set(versions())
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.copy_button.click()
    assert dialog.isVisible()
    assert QGuiApplication.clipboard().text() == versions_text()
    dialog.close()
