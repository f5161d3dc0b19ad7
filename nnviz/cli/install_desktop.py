"""``nnviz install-desktop``."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from nnviz import resources
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DESCRIPTION = QT_TRANSLATE_NOOP(
    "cli", "Add nnviz to the menu of a freedesktop desktop, with its icon and the type of .nnviz files."
)

APP = "org.nnviz.nnviz"
PLACES = {
    f"applications/{APP}.desktop": ("desktop", f"{APP}.desktop"),
    f"mime/packages/{APP}.xml": ("desktop", f"{APP}.xml"),
    f"metainfo/{APP}.metainfo.xml": ("desktop", f"{APP}.metainfo.xml"),
    f"icons/hicolor/scalable/apps/{APP}.svg": ("icons", "nnviz.svg"),
}
"""Where a file goes in the data folder, and where it is among the resources."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add its arguments."""
    parser.add_argument("--remove", action="store_true", help=translate("cli", "uninstall again"))


def run(options: argparse.Namespace) -> int:
    """Do it."""
    if sys.platform in ("win32", "darwin"):
        raise ExperimentError(
            "install-desktop: "
            + translate("cli", "this is for Linux desktops; on this system the installer does it")
        )
    folder = data_folder()
    for place, source in PLACES.items():
        target = folder / place
        if options.remove:
            target.unlink(missing_ok=True)
            continue
        content = resources.path(*source).read_bytes()
        if place.endswith(".desktop"):
            content = content.replace(b"Exec=nnviz %f", f"Exec={quoted(command())} %f".encode())
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ExperimentError(f"{target.parent}: {error.strerror}") from None
        atomic_write(target, content)
        print(target)
    _refresh(folder)
    return 0


def data_folder() -> Path:
    """Return the folder of the user's data files: ``$XDG_DATA_HOME`` or ``~/.local/share``."""
    given = os.environ.get("XDG_DATA_HOME", "")
    return Path(given) if given.startswith("/") else Path.home() / ".local" / "share"


def command() -> str:
    """Return the path of the command that runs this nnviz."""
    beside = Path(sys.executable).with_name("nnviz")
    return str(beside) if beside.exists() else shutil.which("nnviz") or "nnviz"


def quoted(path: str) -> str:
    """Return a path as it may stand in a desktop entry."""
    escaped = "".join(f"\\{c}" if c in '"`$\\' else c for c in path).replace("%", "%%")
    # A backslash within quotes is escaped once more by the entry itself.
    return '"' + escaped.replace("\\", "\\\\") + '"' if escaped != path or " " in path else path


def _refresh(folder: Path) -> None:
    """Tell the desktop; where its tools are missing it finds out at the next login."""
    for tool, place in (("update-mime-database", "mime"), ("update-desktop-database", "applications")):
        found = shutil.which(tool)
        if found and (folder / place).is_dir():
            subprocess.run([found, str(folder / place)], check=False, capture_output=True)
