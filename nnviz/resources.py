"""Paths of the files that come with the program: icons, lessons, data sets, examples."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent

# An installed wheel carries the folder inside the package, a checkout has it beside the package.
ROOTS = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def path(*parts: str) -> Path:
    """Return the path of a file or folder in the resources folder.

    Parameters
    ----------
    *parts
        Names below the resources folder, for example ``"datasets", "iris.csv"``; none for the
        folder itself.

    Raises
    ------
    FileNotFoundError
        If no resources folder has it.
    """
    for root in ROOTS:
        found = root.joinpath(*parts)
        if found.exists():
            return found
    wanted = "/".join(parts) or "The resources folder"
    looked = " or ".join(str(root) for root in ROOTS)
    raise FileNotFoundError(f"{wanted} is missing: it should be in {looked}.")
