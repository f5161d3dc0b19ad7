"""Versions of nnviz and of what it stands on, for reports."""

from __future__ import annotations

import platform

from nnviz import __version__

_PACKAGES = ("PySide6-Essentials", "numpy", "msgspec", "pyqtgraph", "mathra", "markdown-it-py")


def versions() -> dict[str, str]:
    """Return name → version of nnviz, Python, the system and every package it needs."""
    # Packages' metadata take 50 ms to load.
    from importlib.metadata import PackageNotFoundError, version

    found = {
        "nnviz": __version__,
        "Python": platform.python_version(),
        "System": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed as a package"
    return found


def versions_text() -> str:
    """Return the versions as lines to copy."""
    return "\n".join(f"{name} {number}" for name, number in versions().items())
