"""Contents of the bundle: what is left out, whose metadata and licences go in, what Windows shows."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGES = (
    "PySide6-Essentials",
    "shiboken6",
    "numpy",
    "msgspec",
    "pyqtgraph",
    "mathra",
    "markdown-it-py",
    "mdurl",
    "colorama",
)
"""The distributions in the bundle; About reads their versions, and their licences are copied."""

_QT = [
    *("Concurrent", "DBus", "Designer", "Help", "Network", "OpenGL", "OpenGLWidgets", "PrintSupport", "Qml"),
    *("Quick", "QuickControls2", "QuickWidgets", "QuickTest", "Sql", "Test", "UiTools", "Xml"),
]

EXCLUDED = [
    *(f"PySide6.Qt{module}" for module in _QT),
    *("tkinter", "test", "unittest", "lib2to3", "pydoc_data", "idlelib", "ensurepip", "distutils", "sqlite3"),
    *("ssl", "_ssl", "_hashlib", "readline", "curses", "_curses", "crypt", "nis", "ftplib", "xmlrpc"),
    *("IPython", "ipykernel", "jupyter_rfb", "matplotlib", "scipy", "cupy", "numba", "h5py", "PIL", "torch"),
    *("pytest", "hypothesis", "setuptools", "pkg_resources", "pip", "nnviz.testing", "autograd"),
    *("psutil", "attr", "attrs", "typing_extensions", "asyncio"),
    *("doctest", "pdb", "smtplib", "pstats", "numpy.testing", "numpy.ma.testutils"),
    *("pyqtgraph.examples", "pyqtgraph.opengl", "pyqtgraph.jupyter", "pyqtgraph.flowchart"),
    *("pyqtgraph.console", "pyqtgraph.canvas", "pyqtgraph.dockarea"),
    *("numpy.f2py", "numpy.distutils", "numpy.fft", "numpy.polynomial"),
]
"""Modules that nothing in nnviz needs, but that something it needs could import."""

_UNWANTED = re.compile(
    r"Qt6(Qml|Quick|OpenGL|Pdf|Sql|Test|Designer|Help|UiTools|Labs|Lottie|VirtualKeyboard|WebEngine|Network|EglF|Wayland|WlShell)"
    r"|Qt\w*(OpenGL|Network|Qml|Quick|Test)\.(abi3\.so|pyd)"
    r"|PySide6/(Qt/)?(translations|qml|resources|metatypes|typesystems|include)/"
    r"|plugins/(tls|networkinformation|sqldrivers|qmltooling|egldeviceintegrations|designer|printsupport"
    r"|platforminputcontexts/\w*virtualkeyboard|generic|wayland-\w+|xcbglintegrations|imageformats/\w*(pdf|webp|tiff|wbmp|tga|icns))"
    r"|platforms/\w*(wayland|eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc|minimal)"
    r"|opengl32sw|d3dcompiler"
    r"|platformthemes/\w*gtk|pyqtgraph/(examples|opengl|icons|colors)|numpy/\S*(tests/|_tests?\.)|dist-info/(RECORD|licenses)"
)

_OF_THE_DESKTOP = re.compile(
    r"^lib(stdc\+\+|gcc_s|X11|xcb|Xau|Xdmcp|Xext|Xrender|bsd|md|glib-2|gthread-2|gobject-2|gio-2|gmodule-2|pcre2?-8|pcre"
    r"|freetype|fontconfig|expat|png16|z|brotli\w+|dbus-1|systemd|gcrypt|gpg-error|lz4|cap|mount|blkid|selinux|uuid"
    r"|cairo|cairo-gobject|pango-1|pangoft2-1|pangocairo-1|harfbuzz|graphite2|atk-1|gdk_pixbuf-2|pixman-1|thai|fribidi"
    r"|datrie|jpeg|crypto|ssl|krb5|gssapi_krb5|k5crypto|krb5support|com_err|keyutils|readline|tinfo|ncursesw?)"
    r"(\.0)?\.so"
)
"""Libraries that every Linux desktop has, and that must be its own: its other libraries need them."""


def is_wanted(place: str) -> bool:
    """Return whether a file of the bundle is used by anything nnviz does."""
    return not (_UNWANTED.search(place.replace("\\", "/")) or _OF_THE_DESKTOP.match(place))


def version_file(version: str, name: str, folder: Path) -> str:
    """Write what Windows shows under Properties → Details of a program; return the path."""
    numbers = tuple(int(part) for part in [*version.split("."), "0"][:4])
    strings = {
        "CompanyName": "The nnviz contributors",
        "FileDescription": "nnviz: a debugger for backpropagation",
        "FileVersion": version,
        "InternalName": name,
        "LegalCopyright": "The nnviz authors. MIT License.",
        "OriginalFilename": f"{name}.exe",
        "ProductName": "nnviz",
        "ProductVersion": version,
    }
    lines = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in strings.items())
    path = folder / f"{name}-version.txt"
    path.write_text(
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=["
        f"StringFileInfo([StringTable('040904B0', [{lines}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n",
        encoding="utf-8",
    )
    return str(path)
