"""The command of the distribution ``nnviz-backprop``: it starts nnviz, or says what hides it.

The Python Package Index has a program of somebody else that is called ``nnviz``, too. Installed into the same
environment, it puts its package where ours is.
"""

import importlib
import sys

MESSAGE = (
    "nnviz: another package called nnviz lies in {0} and hides this one. Uninstall both "
    "(pip uninstall nnviz nnviz-backprop), then install nnviz-backprop alone."
)


def main() -> int:
    """Run the command line; return the exit code."""
    package = importlib.import_module("nnviz")
    if getattr(package, "_DISTRIBUTION", "") != "nnviz-backprop":
        place = getattr(package, "__file__", None) or str(next(iter(package.__path__), "this environment"))
        print(MESSAGE.format(place), file=sys.stderr)
        return 2
    from nnviz.cli import main as run

    return run()
