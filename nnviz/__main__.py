"""Entry point: ``nnviz`` and ``python -m nnviz``."""

import sys

from nnviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
