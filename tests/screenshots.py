"""``python -m tests.screenshots``: remakes the pictures of the README by the command `snapshot`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "resources" / "screenshots"
PICTURES = {"window.png": ("--example", "xor", "--at", "160.11", "--size", "1440x900")}


def main() -> None:
    """Make every picture in a process of its own."""
    FOLDER.mkdir(exist_ok=True)
    for name, arguments in PICTURES.items():
        subprocess.run(
            [sys.executable, "-m", "nnviz", "snapshot", *arguments, "--out", str(FOLDER / name)], check=True
        )


if __name__ == "__main__":
    main()
