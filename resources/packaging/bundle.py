"""The bundle: a folder with Python, Qt and nnviz that runs without installing anything.

    python -m pip install pyinstaller .
    python resources/packaging/bundle.py [FOLDER]     # dist/ if none is given

makes ``FOLDER/nnviz/`` (on macOS ``nnviz.app`` as well) for the system it is run on, puts the licences of
everything in it beside the program, and prints its size.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from contents import PACKAGES
from icon_files import write_icns, write_ico

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ICON = ROOT / "resources" / "icons" / "nnviz.svg"


def build(folder: Path) -> Path:
    """Make the bundle in a folder; return the program's own folder."""
    work = HERE / "build"
    work.mkdir(exist_ok=True)
    try:
        write_ico(ICON, work / "nnviz.ico")
        write_icns(ICON, work / "nnviz.icns")
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
        places = ["--distpath", str(folder), "--workpath", str(work / "work")]
        subprocess.run([*command, *places, str(HERE / "nnviz.spec")], check=True, cwd=HERE)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    made = folder / "nnviz"
    _strip(made)
    if sys.platform.startswith("linux"):
        _empty_icu(made)
    copy_licences(made / "licences")
    if sys.platform.startswith("linux"):
        copy_licences_of_system(made)
    if sys.platform == "darwin":
        copy_licences(folder / "nnviz.app" / "Contents" / "Resources" / "licences")
    if sys.platform == "win32":
        shutil.copy(HERE / "associate.reg", made)
    return made


def copy_licences(folder: Path) -> None:
    """Write the licence of nnviz, its fonts and data sets, Python, Qt and every library in the bundle."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "LICENSE", folder / "nnviz.txt")
    for path in (ROOT / "resources" / "fonts").glob("*-OFL.txt"):
        shutil.copy(path, folder)
    shutil.copy(ROOT / "resources" / "datasets" / "README.md", folder / "data sets (CC-BY-4.0).md")
    for path in (HERE / "licences").iterdir():
        shutil.copy(path, folder / f"Qt and PySide6 ({path.stem}).txt")
    prefix = Path(sys.base_prefix)
    python = [prefix / "LICENSE.txt", *prefix.glob("lib/python3*/LICENSE.txt")]
    shutil.copy(next(path for path in python if path.exists()), folder / "Python.txt")
    # The program that starts the bundle is PyInstaller's.
    for package in (*PACKAGES, "pyinstaller"):
        try:
            files = metadata.files(package) or []
        except metadata.PackageNotFoundError:
            continue
        for file in files:
            if ".dist-info" in str(file) and ("licen" in str(file).lower() or file.name == "COPYING"):
                inner = str(file).replace("\\", "/").split(".dist-info/")[1].removeprefix("licenses/")
                shutil.copy(str(file.locate()), folder / f"{package} {inner.replace('/', ' ')}")


def copy_licences_of_system(made: Path) -> None:
    """Write the licences of the libraries that come from the system on which the bundle is made.

    Raises
    ------
    FileNotFoundError
        If the system has no statement of the licence of one of them.
    """
    query = shutil.which("dpkg-query")
    for library in sorted((made / "_internal").glob("*.so*")):
        if library.is_symlink() or library.name.startswith("libpython") or query is None:
            continue
        command = [query, "--search", f"*/{library.name}"]
        owners = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
        packages = [owner.partition(":")[0] for owner in owners]
        stated = (Path("/usr/share/doc", package, "copyright") for package in packages)
        found = next((path for path in stated if path.is_file()), None)
        if found is None:
            raise FileNotFoundError(f"{library.name}: no licence is stated for it on this system")
        shutil.copy(found, made / "licences" / f"{found.parent.name}.txt")


def _strip(folder: Path) -> None:
    """Remove symbols that only a debugger reads from Python's own libraries, ICU and mathra.

    Those of wheels that were moved by patchelf do not load any more once they are stripped.
    """
    tool = shutil.which("strip")
    if tool is None or not sys.platform.startswith("linux"):
        return
    for library in folder.rglob("*.so*"):
        own = library.name.startswith(("libpython", "libicu", "_mathra"))
        if (own or library.parent.name == "lib-dynload") and not library.is_symlink():
            subprocess.run([tool, "--strip-unneeded", str(library)], check=True)


def _empty_icu(folder: Path) -> None:
    """Put an empty table in place of ICU's 32 MB of data.

    Qt is linked to ICU for the order of words in other languages and for old encodings, which nnviz does not
    use, and goes on with its own rules where ICU finds nothing. This is ICU's own "stubdata".
    """
    tools = [shutil.which(name) for name in ("as", "ld")]
    for library in folder.rglob("libicudata.so.*"):
        if library.is_symlink() or None in tools:
            continue
        number = library.name.rpartition(".")[2]
        source, binary = library.with_suffix(".s"), library.with_suffix(".o")
        source.write_text(_EMPTY_ICU.format(number), encoding="ascii")
        subprocess.run([str(tools[0]), "-o", str(binary), str(source)], check=True)
        link = [str(tools[1]), "-shared", "-soname", library.name, "-z", "noexecstack", "-o", str(library)]
        subprocess.run([*link, str(binary)], check=True)
        source.unlink()
        binary.unlink()


_EMPTY_ICU = """\
.section .rodata
.balign 16
.globl icudt{0}_dat
.type icudt{0}_dat, @object
icudt{0}_dat:
.short 32
.byte 0xda, 0x27
.short 20, 0
.byte 0, 0, 2, 0
.ascii "ToCP"
.byte 1, 0, 0, 0, 0, 0, 0, 0
.zero 8
.zero 24
.size icudt{0}_dat, . - icudt{0}_dat
.section .note.GNU-stack, "", @progbits
"""
"""ICU's header of a table of contents with no entries (icu4c/source/stubdata/stubdata.cpp)."""


def size(folder: Path) -> int:
    """Return the bytes of the files in a folder; links count nothing."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> None:
    """Build it and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist", help="default: dist")
    made = build(parser.parse_args().folder.resolve())
    print(f"{made}: {size(made) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
