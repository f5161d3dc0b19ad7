"""The Debian package: the bundle in /opt/nnviz, the command, menu entry, icon and type of .nnviz files.

    python resources/packaging/debian.py BUNDLE [FOLDER]

packs the folder that `bundle.py` made and prints the path of ``nnviz-backprop_VERSION_ARCHITECTURE.deb``.
It brings its own Python and Qt, so it depends only on the libraries that every desktop has.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nnviz import __version__  # noqa: E402
from nnviz.cli.install_desktop import PLACES  # noqa: E402

DEPENDS = (
    "libc6, libstdc++6, zlib1g, libexpat1, libglib2.0-0 | libglib2.0-0t64, libdbus-1-3, libegl1, libgl1, "
    "libfontconfig1, libfreetype6, libx11-6, libx11-xcb1, libxcb1"
)
CONTROL = """\
Package: nnviz-backprop
Version: {version}
Architecture: {architecture}
Maintainer: The nnviz contributors <nnviz@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Section: education
Priority: optional
Description: debugger for backpropagation
 Build a tiny neural network, step through training one operation at a time,
 forward and backward, and see every number and the equation behind it.
"""
"""The maintainer's address is to be filled in before the first release."""


def pack(bundle: Path, folder: Path) -> Path:
    """Write the package of a bundle into a folder; return its path."""
    architecture = _output("dpkg", "--print-architecture")
    package = folder / f"nnviz-backprop_{__version__}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary, "root")
        shutil.copytree(bundle, root / "opt" / "nnviz", symlinks=True)
        share = root / "usr" / "share"
        for place, source in PLACES.items():
            target = share / place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT.joinpath("resources", *source), target)
        (root / "usr" / "bin").mkdir()
        (root / "usr" / "bin" / "nnviz").symlink_to("/opt/nnviz/nnviz")
        _documents(share / "doc" / "nnviz-backprop", bundle / "licences")
        kilobytes = sum(path.lstat().st_size for path in root.rglob("*") if path.is_file()) // 1024
        (root / "DEBIAN").mkdir()
        (root / "DEBIAN" / "control").write_text(
            CONTROL.format(
                version=__version__, architecture=architecture, kilobytes=kilobytes, depends=DEPENDS
            )
        )
        for path in root.rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        _output("dpkg-deb", "--build", "--root-owner-group", "-Zxz", str(root), str(package))
    return package


def _documents(folder: Path, licences: Path) -> None:
    """Write the copyright file, which holds every licence, and the list of changes."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "CHANGELOG.md", folder)
    parts = [
        f"{'=' * 78}\n{path.name}\n{'=' * 78}\n\n{path.read_text('utf-8')}"
        for path in sorted(licences.iterdir(), key=lambda path: (path.name != "nnviz.txt", path.name))
    ]
    (folder / "copyright").write_text("\n\n".join(parts), encoding="utf-8")


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Build it and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=Path, help="the folder nnviz that bundle.py made")
    parser.add_argument("folder", nargs="?", type=Path, help="where to (default: beside the bundle)")
    options = parser.parse_args()
    package = pack(options.bundle.resolve(), (options.folder or options.bundle.parent).resolve())
    print(f"{package}: {package.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
