"""Entry point of the bundle: the command line, and the workers of ``nnviz sweep``."""

import multiprocessing
import sys

if __name__ == "__main__":
    # A worker process is this program started again.
    multiprocessing.freeze_support()
    from nnviz.cli import main

    sys.exit(main())
